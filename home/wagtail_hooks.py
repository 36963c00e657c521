"""The menus in the admin's sidebar, and feedback among its reports."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .feedback_admin import FeedbackViewSet, ReadOnlyPolicy
from .models import Menu, PageFeedback


class MenuViewSet(SnippetViewSet):
    """Header and footer menus, one per language."""

    model = Menu
    icon = "list-ul"
    menu_label = _("Menus")
    menu_order = 800
    add_to_settings_menu = True
    list_display = ["__str__", "locale"]


register_snippet(MenuViewSet)
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
