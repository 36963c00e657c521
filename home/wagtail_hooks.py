"""The menus in the admin's sidebar, and feedback among its reports."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.components import Component
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from . import content_hooks as _content_hooks  # noqa: F401
from .dashboard import EditionPanel, FirstStepsPanel, TasksPanel
from .feedback_admin import FeedbackViewSet, ReadOnlyPolicy
from .models import Menu, PageFeedback, PastEdition, Topic


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
register_permission_policy(PageFeedback, ReadOnlyPolicy(PageFeedback))


class FeedbackMenuItem(MenuItem):
    """Shown only to people with the right; the list itself asks again."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("home.view_pagefeedback")


@hooks.register("register_admin_viewset")
def register_feedback() -> FeedbackViewSet:
    return FeedbackViewSet()


@hooks.register("register_reports_menu_item")
def feedback_menu_item() -> MenuItem:
    return FeedbackMenuItem(
        _("Page feedback"),
        reverse("page_feedback:index"),
        name="page-feedback",
        icon_name="pick",
        order=910,
    )


@hooks.register("construct_homepage_panels")
def add_dashboard_panels(request: HttpRequest, panels: list[Component]) -> None:
    """Ours come before Wagtail's lists of pages."""
    panels += [FirstStepsPanel(), EditionPanel(), TasksPanel()]
