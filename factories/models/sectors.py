"""Sectors of industry."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin
from wagtail_localize.fields import SynchronizedField, TranslatableField

from factories.choices import SectorKey


class Sector(TranslatableMixin):
    """A sector of industry, with its name in one language. `key` is the same in all languages."""

    key = models.CharField(_("code"), max_length=20, choices=SectorKey.choices)
    name = models.CharField(_("name"), max_length=80)
    description = models.TextField(_("description"), blank=True)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    panels = [
        FieldPanel("key"),
        FieldPanel("name"),
        FieldPanel("description"),
        FieldPanel("sort_order"),
    ]
    translatable_fields = [
        SynchronizedField("key", overridable=False),
        TranslatableField("name"),
        TranslatableField("description"),
        SynchronizedField("sort_order", overridable=False),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        ordering = ["sort_order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "locale"],
                name="one_sector_per_key_and_language",
                violation_error_message=_("This sector already exists in this language."),
            )
        ]

    def __str__(self) -> str:
        return self.name
