"""The sectors in the admin's sidebar."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .applications.admin import hooks as applications_hooks  # noqa: F401  registers applications
from .board import hooks  # noqa: F401  the Region's board
from .imports import hooks as imports_hooks  # noqa: F401  registers the import
from .models import Sector
from .translations import hooks as translation_hooks  # noqa: F401  registers what it has


class SectorViewSet(SnippetViewSet):
    """Sectors of industry, one row per language."""

    model = Sector
    icon = "tag"
    menu_label = _("Sectors")
    menu_order = 810
    add_to_settings_menu = True
    list_display = ["name", "key", "locale", "sort_order"]


register_snippet(SectorViewSet)
