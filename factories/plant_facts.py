"""Province and sector of each plant, told to the booking module so that its lists can be filtered."""

import uuid

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from events.models import Programme
from events.plant_facts import PlantFact, register_plant_fact

from .choices import Province, SectorKey


def _in_province(code: str) -> QuerySet[Programme]:
    from .models import DataCentreTourPage, FactoryPage

    pages = [
        model.objects.filter(province=code, alias_of=None).values("translation_key")
        for model in (FactoryPage, DataCentreTourPage)
    ]
    return Programme.objects.filter(Q(pk__in=pages[0]) | Q(pk__in=pages[1]))


def _provinces() -> dict[uuid.UUID, str]:
    """2 queries: plants, tours."""
    from .models import DataCentreTourPage, FactoryPage

    found: dict[uuid.UUID, str] = {}
    for model in (FactoryPage, DataCentreTourPage):
        found |= dict(model.objects.filter(alias_of=None).values_list("translation_key", "province"))
    return found


def _of_sector(key: str) -> QuerySet[Programme]:
    from .models import FactoryPage

    pages = FactoryPage.objects.filter(sector__key=key, alias_of=None)
    return Programme.objects.filter(pk__in=pages.values("translation_key"))


def _sectors() -> dict[uuid.UUID, str]:
    """1 query."""
    from .models import FactoryPage

    pages = FactoryPage.objects.filter(alias_of=None, sector__isnull=False)
    return dict(pages.values_list("translation_key", "sector__key"))


def register() -> None:
    """Called when Django is ready: models are not loaded before."""
    register_plant_fact(PlantFact("province", _("Province"), Province.choices, _in_province, _provinces))
    register_plant_fact(PlantFact("sector", _("Sector"), SectorKey.choices, _of_sector, _sectors))
