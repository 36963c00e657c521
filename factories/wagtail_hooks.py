"""The sectors in the admin's sidebar."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .applications.admin import hooks  # noqa: F401
from .models import Sector


class SectorViewSet(SnippetViewSet):
    """Sectors of industry, one row per language."""

    model = Sector
    icon = "tag"
    menu_label = _("Sectors")
    menu_order = 810
    add_to_settings_menu = True
    list_display = ["name", "key", "locale", "sort_order"]


register_snippet(SectorViewSet)
