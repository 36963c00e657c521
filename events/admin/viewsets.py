"""The menu group "Bookings": editions, visits, slots, bookings, waiting list, jobs.

Model viewsets, not snippets: registering a snippet opens a chooser and wagtail-localize's snippet
listing to every user of the admin, which would show booking codes to people without the right.
"""

from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import ModelAdminURLFinder
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, Panel
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from ..models import Booking, Edition, JobRun, Slot, Visit, WaitEntry
from . import (
    booking_changes,
    booking_views,
    change_views,
    desk,
    filters,
    forms,
    links,
    lists,
    panels,
    views,
    words,
)


class EventsViewSet(ModelViewSet):
    """Common to all: no copies, no reference index (rows of `events` use no page and no image)."""

    actions: tuple[str, ...] = ("add", "change", "delete")
    url_names_left_out: tuple[str, ...] = ()
    add_to_reference_index = False
    copy_view_enabled = False
    list_per_page = 50
    delete_view_class = views.ProtectedDeleteView

    def get_common_view_kwargs(self, **kwargs: object) -> dict:
        return super().get_common_view_kwargs(**{"usage_url_name": None, **kwargs})

    def get_permissions_to_register(self) -> QuerySet:
        """Offer only the permissions that mean something on these screens."""
        codenames = [get_permission_codename(action, self.model_opts) for action in self.actions]
        return Permission.objects.filter(content_type__app_label=self.app_label, codename__in=codenames)

    def get_urlpatterns(self) -> list[URLPattern]:
        left_out = {"usage", *self.url_names_left_out}
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in left_out]


EDITION_PANELS = [
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


VISIT_PANELS = [
    MultiFieldPanel([FieldPanel("programme"), FieldPanel("edition")], heading=_("Where and when")),
    MultiFieldPanel(
        [FieldPanel(field) for field in forms.LABEL_FIELDS.values()],
        heading=_("Label"),
        help_text=_("A short name that tells this visit from the plant's other visits. Can stay empty."),
    ),
    FieldPanel("days"),
    MultiFieldPanel(
        [
            FieldPanel("rule_weekdays"),
            FieldRowPanel([FieldPanel("rule_first"), FieldPanel("rule_last"), FieldPanel("rule_every")]),
            FieldRowPanel([FieldPanel("added_days"), FieldPanel("excluded_days")]),
        ],
        heading=_("Rule for longer programmes"),
        classname="collapsed",
        help_text=_(
            "Weekdays over several weeks, instead of ticking each day or together with the ticked days."
        ),
    ),
    InlinePanel(
        "bands",
        heading=_("Times"),
        label=_("Time band"),
        help_text=_(
            "One start: fill in only “from”. Several: from 09:00 to 12:00 every 60 minutes gives "
            "09:00, 10:00 and 11:00, if a tour lasts an hour. Leave out the break with two bands."
        ),
        panels=[FieldRowPanel([FieldPanel("start"), FieldPanel("end"), FieldPanel("step_minutes")])],
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("duration_minutes"), FieldPanel("capacity")]),
            FieldRowPanel([FieldPanel("max_party"), FieldPanel("closes_hours_before")]),
        ],
        heading=_("Duration and places"),
        help_text=_("For new slots and for those nobody has booked yet. Booked ones keep their length."),
    ),
    MultiFieldPanel(
        [
            FieldPanel("tour_language"),
            FieldRowPanel([FieldPanel("min_age"), FieldPanel("minors_per_adult")]),
            FieldPanel("names_required"),
        ],
        heading=_("Who can come"),
    ),
    panels.VisitSlotsPanel(heading=_("Slots"), icon="date"),
]


class VisitViewSet(EventsViewSet):
    model = Visit
    name = links.VISITS
    url_prefix = "bookings/visits"
    icon = "group"
    menu_label = _("Visits")
    index_view_class = views.VisitIndexView
    add_view_class = views.VisitCreateView
    edit_view_class = views.VisitEditView
    edit_template_name = "events/admin/visit_edit.html"
    filterset_class = filters.VisitFilterSet
    search_fields = ["programme__name"]
    list_display = [
        "__str__",
        "edition",
        "tour_language",
        Column("slot_count", label=_("Slots"), sort_key="slot_count"),
        Column(
            "places",
            label=_("Places"),
            accessor=lambda visit: words.taken_in_words(visit.places_taken, visit.places),
        ),
    ]
    edit_handler = ObjectList(VISIT_PANELS, base_form_class=forms.VisitForm)


class SlotViewSet(EventsViewSet):
    model = Slot
    name = links.SLOTS
    url_prefix = "bookings/slots"
    icon = "date"
    menu_label = _("Slots")
    actions = ("change",)
    url_names_left_out = ("add", "delete")
    index_view_class = views.SlotIndexView
    edit_view_class = views.SlotEditView
    filterset_class = filters.SlotFilterSet
    search_fields = ["programme__name"]
    ordering = "starts_at"
    list_display = [
        "__str__",
        Column("visit_label", label=_("Visit"), accessor="visit.label"),
        Column(
            "when",
            label=_("When"),
            accessor=lambda slot: words.moment_in_words(slot.starts_at),
            sort_key="starts_at",
        ),
        Column(
            "places",
            label=_("Places"),
            accessor=lambda slot: words.taken_in_words(slot.taken, slot.capacity),
            sort_key="taken",
        ),
        Column("free", label=_("Free")),
        "status",
    ]
    edit_handler = ObjectList(
        [
            panels.SlotFactsPanel(heading=_("Slot"), icon="date"),
            FieldPanel("capacity", help_text=_("Never fewer than the places already taken.")),
            FieldPanel(
                "status",
                help_text=_("Closed: nobody can book any more; bookings already made stay as they are."),
            ),
        ],
        base_form_class=forms.SlotForm,
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        """Two pages more: what a move or a cancellation means, and its button."""
        move = self.construct_view(change_views.SlotMoveView)
        cancel = self.construct_view(change_views.SlotCancelView)
        return [
            *super().get_urlpatterns(),
            path("move/<int:pk>/", move, name="move"),
            path("cancel/<int:pk>/", cancel, name="cancel"),
        ]


class BookingViewSet(EventsViewSet):
    """To look at, and to change one at a time through the services. Personal data can't be exported."""

    model = Booking
    name = links.BOOKINGS
    url_prefix = "bookings/bookings"
    icon = "tasks"
    menu_label = _("Bookings")
    actions = ("view", "change")
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
    filterset_class = filters.BookingFilterSet
    search_fields = ["contact_name", "email", "code"]
    panels: list[Panel] = []  # no field can be written
    ordering = "-created_at"
    list_display = [
        "__str__",
        Column("plant", label=_("Plant"), accessor="slot.programme.name", sort_key="slot__programme__name"),
        Column(
            "when",
            label=_("When"),
            accessor=lambda booking: words.moment_in_words(booking.slot.starts_at),
            sort_key="slot__starts_at",
        ),
        "places",
        "contact_name",
        "email",
        Column("status", label=_("Status"), accessor=desk.status_in_words, sort_key="status"),
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
        return [*super().get_urlpatterns(), *pages]


class ReadOnlyViewSet(EventsViewSet):
    """A list to look at: its rows are written by visitors or by the worker."""

    actions = ("view",)
    url_names_left_out = ("add", "edit", "delete", "history", "history_results")
    panels: list[Panel] = []  # no field can be written


class WaitingViewSet(ReadOnlyViewSet):
    model = WaitEntry
    name = links.WAITING
    url_prefix = "bookings/waiting"
    icon = "list-ol"
    menu_label = _("Waiting list")
    index_view_class = lists.WaitingIndexView
    filterset_class = filters.WaitingFilterSet
    search_fields = ["contact_name", "email"]
    ordering = "created_at"
    list_display = [
        Column("party", label=_("Party"), accessor="contact_name"),
        "places",
        Column("plant", label=_("Plant"), accessor="programme.name", sort_key="programme__name"),
        Column("waits_for", label=_("Slot"), accessor=lists.slot_in_words, sort_key="slot__starts_at"),
        "status",
        Column("position", label=_("Position"), accessor=lists.position_in_words),
        Column(
            "joined",
            label=_("Joined at"),
            accessor=lambda entry: words.moment_in_words(entry.created_at),
            sort_key="created_at",
        ),
    ]


class JobViewSet(ReadOnlyViewSet):
    model = JobRun
    name = links.JOBS
    url_prefix = "bookings/jobs"
    icon = "cogs"
    menu_label = _("Worker's jobs")
    index_view_class = lists.JobIndexView
    index_template_name = "events/admin/jobs.html"
    list_display = [
        Column("job", label=_("Job"), sort_key="job"),
        Column("last_run", label=_("Last run"), accessor=lists.last_run_in_words, sort_key="last_run_at"),
        Column("state", label=_("Result"), accessor=lists.job_state_in_words),
    ]


class BookingsGroup(ModelViewSetGroup):
    menu_label = _("Bookings")
    menu_name = "bookings"
    menu_icon = "calendar-check"
    menu_order = 210
    items = (
        EditionViewSet(),
        VisitViewSet(),
        SlotViewSet(),
        BookingViewSet(),
        WaitingViewSet(),
        JobViewSet(),
    )
