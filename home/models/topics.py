"""What stories are about."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin
from wagtail_localize.fields import SynchronizedField, TranslatableField


class Topic(TranslatableMixin):
    """A word under which stories are found. `slug` is the same in all languages: it stands in addresses."""

    name = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(
        _("in the address"), max_length=60, help_text=_("The same in every language: letters and hyphens.")
    )

    panels = [FieldPanel("name"), FieldPanel("slug")]
    translatable_fields = [TranslatableField("name"), SynchronizedField("slug", overridable=False)]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "locale"],
                name="one_topic_per_slug_and_language",
                violation_error_message=_("This topic already exists in this language."),
            )
        ]

    def __str__(self) -> str:
        return self.name
