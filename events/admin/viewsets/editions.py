"""Editions and their release waves."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList

from ...models import Edition
from .. import editions, editions_panel, forms, links
from .base import EventsViewSet

EDITION_PANELS = [
    editions_panel.EditionStatePanel(heading=_("State"), icon="calendar-check"),
    FieldPanel("name"),
    FieldRowPanel([FieldPanel("first_day"), FieldPanel("last_day")], heading=_("Days")),
    FieldRowPanel(
        [FieldPanel("bookings_open_at"), FieldPanel("bookings_close_at")], heading=_("Booking window")
    ),
    InlinePanel(
        "waves",
        heading=_("Release waves"),
        label=_("Wave"),
        help_text=_(
            "Without waves all places open with the bookings. With waves each slot's places open in "
            "parts: before the first wave nobody can book, and what no wave releases stays with the staff."
        ),
        panels=[FieldRowPanel([FieldPanel("opens_at"), FieldPanel("percent")])],
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("max_party"), FieldPanel("max_bookings_per_person")]),
            FieldRowPanel([FieldPanel("hold_minutes"), FieldPanel("changes_close_hours")]),
        ],
        heading=_("Limits and deadlines"),
    ),
    MultiFieldPanel([FieldPanel("retention_days")], heading=_("Personal data")),
]


class EditionViewSet(EventsViewSet):
    model = Edition
    name = links.EDITIONS
    url_prefix = "bookings/editions"
    icon = "calendar-alt"
    menu_label = _("Editions")
    list_display = ["name", "first_day", "last_day", "bookings_open_at", "bookings_close_at"]
    edit_handler = ObjectList(EDITION_PANELS, base_form_class=forms.EditionForm)

    def get_urlpatterns(self) -> list[URLPattern]:
        """Three pages more: the next edition from this one, opening and closing now."""
        pages = (
            ("next", editions.NextEditionView),
            ("open", editions.OpenBookingsView),
            ("close", editions.CloseBookingsView),
        )
        return [
            *super().get_urlpatterns(),
            *(path(f"{name}/<int:pk>/", self.construct_view(view), name=name) for name, view in pages),
        ]
