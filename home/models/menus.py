"""Menus of header and footer."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable, TranslatableMixin
from wagtail_localize.fields import SynchronizedField, TranslatableField


class MenuKey(models.TextChoices):
    """Where a menu is shown."""

    MAIN = "main", _("Main menu")
    FOOTER = "footer", _("Footer")


class LinkRole(models.TextChoices):
    """Links that validators of public sites look for, by the `data-element` they expect."""

    PRIVACY = "privacy-policy-link", _("Privacy notice")
    LEGAL = "legal-notes", _("Legal notes")
    ACCESSIBILITY = "accessibility-link", _("Accessibility declaration")
    FAQ = "faq", _("Frequent questions")
    REPORT = "report-inefficiency", _("Report a problem")


class Menu(TranslatableMixin, ClusterableModel):
    """An ordered list of links. One per place and language."""

    key = models.CharField(_("place"), max_length=10, choices=MenuKey.choices)

    panels = [FieldPanel("key"), InlinePanel("items", label=_("Link"))]
    translatable_fields = [SynchronizedField("key", overridable=False), TranslatableField("items")]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("menu")
        verbose_name_plural = _("menus")
        constraints = [
            models.UniqueConstraint(
                fields=["key", "locale"],
                name="one_menu_per_place_and_language",
                violation_error_message=_("This menu already exists in this language."),
            )
        ]

    def __str__(self) -> str:
        return str(self.get_key_display())


class MenuItem(TranslatableMixin, Orderable):
    """A link to one of our pages or to an address elsewhere."""

    menu = ParentalKey(Menu, on_delete=models.CASCADE, related_name="items")
    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Each language shows its own version of the page."),
    )
    url = models.CharField(
        _("address"),
        max_length=500,
        blank=True,
        help_text=_("Used when no page is chosen: a full address, or a path that begins with /."),
    )
    label = models.CharField(
        _("label"), max_length=80, blank=True, help_text=_("Empty: the title of the page.")
    )

    element = models.CharField(
        _("compulsory link"),
        max_length=24,
        choices=LinkRole.choices,
        blank=True,
        help_text=_("Only for the links that every public site must have."),
    )

    panels = [FieldPanel("page"), FieldPanel("url"), FieldPanel("label"), FieldPanel("element")]
    translatable_fields = [
        SynchronizedField("page"),
        SynchronizedField("url"),
        SynchronizedField("element"),
        TranslatableField("label"),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("link")
        verbose_name_plural = _("links")

    def __str__(self) -> str:
        return self.label or self.url or str(self.page or "")

    def clean(self) -> None:
        """Refuse a link that leads nowhere, or to a script."""
        super().clean()
        if not self.page_id and not self.url:
            raise ValidationError({"page": _("Choose a page or write an address.")})
        if self.url and not self.url.startswith(("/", "https://", "http://", "mailto:")):
            raise ValidationError({"url": _("Begin with https:// or with /.")})
        if not self.page_id and not self.label:
            raise ValidationError({"label": _("Write the words of the link.")})
