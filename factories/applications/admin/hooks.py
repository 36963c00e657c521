"""Registers the screens of applications with Wagtail."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy

from events.admin.policies import LimitedPermissionPolicy

from ..models import PlantApplication
from .summary import ApplicationsSummaryItem
from .viewsets import ApplicationsMenuItem, ApplicationViewSet, WindowViewSet

# Applications come from companies: nobody adds, deletes or rewrites them by hand.
register_permission_policy(PlantApplication, LimitedPermissionPolicy(PlantApplication, actions=["change"]))

viewset = ApplicationViewSet()
windows = WindowViewSet(add_to_settings_menu=True, menu_order=830)


@hooks.register("register_admin_viewset")
def register_applications() -> list:
    return [viewset, windows]


@hooks.register("register_admin_menu_item")
def applications_menu_item() -> MenuItem:
    return ApplicationsMenuItem(
        _("Applications"),
        reverse("plant_applications:index"),
        name="plant-applications",
        icon_name="form",
        order=205,
    )


@hooks.register("construct_homepage_summary_items")
def applications_summary(request: HttpRequest, items: list) -> None:
    """The number of applications to be reviewed on the first page of the admin."""
    items.append(ApplicationsSummaryItem(request))
