"""Bookings: to look at, to take away, to change one at a time."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import ModelAdminURLFinder
from wagtail.admin.panels import Panel
from wagtail.admin.ui.tables import Column

from ...models import Booking
from .. import (
    booking_changes,
    booking_columns,
    booking_new,
    booking_search,
    booking_views,
    desk,
    impact,
    links,
    message_views,
    words,
)
from .base import EventsViewSet


class BookingViewSet(EventsViewSet):
    """To look at, to take away, and to change one at a time through the services."""

    model = Booking
    name = links.BOOKINGS
    url_prefix = "bookings/bookings"
    icon = "tasks"
    menu_label = _("Bookings")
    actions = ("view", "change", "export", "message")
    url_names_left_out = ("add", "edit", "delete", "history", "history_results")
    index_view_class = booking_views.BookingIndexView
    inspect_view_class = booking_views.BookingInspectView
    inspect_view_enabled = True
    inspect_view_fields = [
        "code_for_people",
        "status",
        "visit",
        "when",
        "places",
        "party",
        "access_needs",
        "names",
        "contact_name",
        "email",
        "phone",
        "language",
        "created_at",
        "coming_at",
        "cancelled_at",
    ]
    filterset_class = booking_search.BookingFilterSet
    search_fields = ["contact_name"]  # there is a search; booking_search knows how
    panels: list[Panel] = []  # no field can be written
    ordering = "-created_at"
    list_display = [
        "__str__",
        Column(
            "plant",
            label=_("Plant"),
            accessor=booking_columns.plant_in_words,
            sort_key="slot__programme__name",
        ),
        Column(
            "when",
            label=_("When"),
            accessor=lambda booking: words.moment_in_short(booking.slot.starts_at),
            sort_key="slot__starts_at",
        ),
        Column("status", label=_("Status"), accessor=desk.status_in_words, sort_key="status"),
        Column("people", label=_("People"), accessor=booking_columns.people_and_needs, sort_key="places"),
        Column("contact_name", label=_("Name and surname"), sort_key="contact_name"),
        Column("contact", label=_("Contact"), accessor=booking_columns.contact_to_break),
        Column(
            "language",
            label=_("Language"),
            accessor=lambda booking: impact.language_name(booking.language),
            sort_key="language",
        ),
    ]

    def get_common_view_kwargs(self, **kwargs: object) -> dict:
        """No edit screen: nobody writes a booking's fields directly."""
        return super().get_common_view_kwargs(**{"edit_url_name": None, **kwargs})

    @property
    def url_finder_class(self) -> type[ModelAdminURLFinder]:
        """Where Wagtail's reports lead from a booking: the page that shows it."""
        return type(
            "BookingURLFinder", (ModelAdminURLFinder,), {"edit_url_name": self.get_url_name("inspect")}
        )

    def get_urlpatterns(self) -> list[URLPattern]:
        """A page more for each thing that staff do to a booking."""
        pages = [
            path(f"{view.action.name}/<int:pk>/", self.construct_view(view), name=view.action.name)
            for view in booking_changes.VIEWS
        ]
        write = path("message/", self.construct_view(message_views.MessageNewView), name="message")
        new = [
            path("new/", self.construct_view(booking_new.ChooseSlotView), name="choose"),
            path("new/<int:slot_id>/", self.construct_view(booking_new.NewBookingView), name="new"),
        ]
        return [*super().get_urlpatterns(), *pages, write, *new]
