"""Slots: places and status on their form, moves and cancellations on pages of their own."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column

from ...models import Slot
from .. import change_views, filters, forms, links, panels, shrink_views, views, words
from .base import EventsViewSet


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
        Column("status", label=_("Status"), accessor=words.status_in_words, sort_key="status"),
    ]
    edit_handler = ObjectList(
        [
            panels.SlotFactsPanel(heading=_("Slot"), icon="date"),
            FieldPanel(
                "capacity",
                help_text=_(
                    "Not fewer than are taken: for that there is a page that tells those who have to go."
                ),
            ),
            FieldPanel(
                "status",
                help_text=_("Closed: nobody can book any more; bookings already made stay as they are."),
            ),
        ],
        base_form_class=forms.SlotForm,
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        """Three pages more: what a move, fewer places or a cancellation mean, and the button."""
        move = self.construct_view(change_views.SlotMoveView)
        shrink = self.construct_view(shrink_views.SlotShrinkView)
        cancel = self.construct_view(change_views.SlotCancelView)
        return [
            *super().get_urlpatterns(),
            path("move/<int:pk>/", move, name="move"),
            path("shrink/<int:pk>/", shrink, name="shrink"),
            path("cancel/<int:pk>/", cancel, name="cancel"),
        ]
