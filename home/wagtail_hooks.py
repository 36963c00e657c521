"""The menus in the admin's sidebar."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Menu, PastEdition, Topic


class MenuViewSet(SnippetViewSet):
    """Header and footer menus, one per language."""

    model = Menu
    icon = "list-ul"
    menu_label = _("Menus")
    menu_order = 800
    add_to_settings_menu = True
    list_display = ["__str__", "locale"]


class TopicViewSet(SnippetViewSet):
    """Words under which stories are found, one row per language."""

    model = Topic
    icon = "tag"
    menu_label = _("Topics")
    menu_order = 810
    add_to_settings_menu = True
    list_display = ["name", "slug", "locale"]
    search_fields = ["name"]


class PastEditionViewSet(SnippetViewSet):
    """The figures of the chart on the home page."""

    model = PastEdition
    icon = "history"
    menu_label = _("Past editions")
    menu_order = 820
    add_to_settings_menu = True
    list_display = ["year", "opened_in_words", "people_in_words"]
    panels = [
        FieldPanel("year"),
        FieldRowPanel([FieldPanel("opened"), FieldPanel("opened_precision")], heading=_("Plants opened")),
        FieldRowPanel(
            [FieldPanel("people"), FieldPanel("people_precision"), FieldPanel("people_counted_as")],
            heading=_("People"),
        ),
        FieldPanel("source"),
    ]


register_snippet(MenuViewSet)
register_snippet(TopicViewSet)
register_snippet(PastEditionViewSet)
