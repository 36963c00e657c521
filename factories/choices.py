"""Codes shared by pages, filters and the import."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Province(models.TextChoices):
    """The eight provinces of Piedmont, by their vehicle-plate code."""

    TO = "TO", _("Torino")
    CN = "CN", _("Cuneo")
    BI = "BI", _("Biella")
    AL = "AL", _("Alessandria")
    NO = "NO", _("Novara")
    AT = "AT", _("Asti")
    VC = "VC", _("Vercelli")
    VB = "VB", _("Verbano-Cusio-Ossola")


class SectorKey(models.TextChoices):
    """The event's sectors. The name a visitor reads is on `Sector`, one per language."""

    MECHANICS = "mechanics", _("Mechanics, mechatronics, automation")
    AGRIFOOD = "agrifood", _("Agri-food")
    AUTOMOTIVE = "automotive", _("Automotive")
    TEXTILE = "textile", _("Textile")
    CHEMICAL = "chemical", _("Chemical, pharmaceutical, biomedical")
    OTHER = "other", _("Other")


class Lent(models.TextChoices):
    """What a plant lends to its visitors for the time of the visit."""

    SHOES = "shoes", _("Safety shoes")
    HELMET = "helmet", _("Helmet")
    GLASSES = "glasses", _("Safety glasses")
    EARPLUGS = "earplugs", _("Earplugs")
    VEST = "vest", _("High-visibility vest")
    COAT = "coat", _("Coat")
    HAIRNET = "hairnet", _("Hairnet")
