"""The menu entry of applications, with their windows."""

import django_filters
from django import forms
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, Panel
from wagtail.admin.ui.menus import MenuItem as MenuItemComponent
from wagtail.admin.ui.tables import Column

from events.admin.viewsets.base import EventsViewSet
from factories.choices import Province, SectorKey

from .. import selectors
from ..models import ApplicationStatus, ApplicationWindow, PlantApplication
from . import views, words


class ApplicationFilterSet(WagtailFilterSet):
    status = django_filters.ChoiceFilter(
        label=_("State"),
        choices=ApplicationStatus.choices,
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    sector = django_filters.ChoiceFilter(label=_("Sector"), choices=SectorKey.choices)
    province = django_filters.ChoiceFilter(label=_("Province"), choices=Province.choices)

    class Meta:
        model = PlantApplication
        fields = ["status", "edition", "province", "sector"]


class ApplicationViewSet(EventsViewSet):
    """To read and to decide; what applicants wrote nobody else rewrites."""

    model = PlantApplication
    name = views.NAME
    url_prefix = "applications/plants"
    icon = "form"
    menu_label = _("Applications")
    actions = ("change",)
    url_names_left_out = ("add", "edit", "delete", "history", "history_results")
    index_view_class = views.ApplicationIndexView
    inspect_view_class = views.ApplicationInspectView
    inspect_view_enabled = True
    filterset_class = ApplicationFilterSet
    search_fields = ["company_name", "vat_number", "municipality", "contact_name", "contact_email"]
    panels: list[Panel] = []
    ordering = "-changed_at"
    list_display = [
        "company_name",
        Column("place", label=_("Place"), accessor=words.place, sort_key="municipality"),
        Column("sector", label=_("Sector"), accessor="get_sector_display", sort_key="sector"),
        Column("status", label=_("State"), accessor="get_status_display", sort_key="status"),
        Column("sent", label=_("Sent at"), accessor=words.sent, sort_key="sent_at"),
        "edition",
    ]

    def get_common_view_kwargs(self, **kwargs: object) -> dict:
        """No edit screen: nobody writes an applicant's fields directly."""
        return super().get_common_view_kwargs(**{"edit_url_name": None, **kwargs})

    def get_urlpatterns(self) -> list[URLPattern]:
        """A page more for each thing that staff do with an application, and its pictures."""
        pages = [
            path(f"{name}/<int:pk>/", self.construct_view(view), name=name)
            for name, view in views.ACTIONS.items()
        ]
        picture = path(
            "<int:pk>/pictures/<int:number>/", self.construct_view(views.PictureView), name="picture"
        )
        return [*super().get_urlpatterns(), *pages, picture]


class WindowViewSet(EventsViewSet):
    """From when until when an edition takes applications."""

    model = ApplicationWindow
    name = "application_windows"
    url_prefix = "applications/windows"
    icon = "date"
    menu_label = _("Application windows")
    index_view_class = views.WindowIndexView
    list_display = ["edition", "opens_at", "closes_at"]
    panels = [FieldPanel("edition"), FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")])]


class ApplicationsMenuItem(MenuItem):
    """Says how many applications wait, to whoever may decide about them."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(selectors.MAY_REVIEW)

    def render_component(self, request: HttpRequest) -> MenuItemComponent:
        """The entry with the number behind its name. 1 query."""
        component = super().render_component(request)
        waiting = selectors.count_to_review()
        if waiting:
            component.label = f"{self.label} ({waiting})"
        return component
