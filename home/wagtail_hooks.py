"""The menus in the admin's sidebar."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Menu


class MenuViewSet(SnippetViewSet):
    """Header and footer menus, one per language."""

    model = Menu
    icon = "list-ul"
    menu_label = _("Menus")
    menu_order = 800
    add_to_settings_menu = True
    list_display = ["__str__", "locale"]


register_snippet(MenuViewSet)
