"""What the footer says about the body that runs the portal. Empty values are not shown."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


@register_setting(icon="site")
class SiteSettings(BaseSiteSetting):
    """Addresses that differ from one installation to another; none is invented by the software.

    Not translatable: names of offices and addresses are the same in every language.
    """

    region_name = models.CharField(_("name of the public body"), max_length=120, blank=True)
    region_url = models.URLField(_("its website"), blank=True)
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    pec = models.EmailField(_("certified e-mail (PEC)"), blank=True)
    dpo_url = models.URLField(_("page of the data protection officer"), blank=True)
    accessibility_url = models.URLField(
        _("accessibility declaration"), blank=True, help_text=_("The address given by form.agid.gov.it.")
    )
    transparency_url = models.URLField(_("“Amministrazione trasparente” page"), blank=True)
    source_code_url = models.URLField(_("source code"), blank=True)
    statistics_url = models.URLField(_("published traffic statistics"), blank=True)

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("region_name"),
                FieldPanel("region_url"),
                FieldPanel("contact_email"),
                FieldPanel("pec"),
            ],
            heading=_("Public body"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("dpo_url"),
                FieldPanel("accessibility_url"),
                FieldPanel("transparency_url"),
                FieldPanel("source_code_url"),
                FieldPanel("statistics_url"),
            ],
            heading=_("Compulsory links"),
        ),
    ]

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")
