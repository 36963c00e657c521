"""Visits: days, times, places and who can come."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column

from ...models import Visit
from .. import filters, forms, links, panels, visit_views, words
from .base import EventsViewSet

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
    index_view_class = visit_views.VisitIndexView
    add_view_class = visit_views.VisitCreateView
    edit_view_class = visit_views.VisitEditView
    create_template_name = "events/admin/visit_create.html"
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
