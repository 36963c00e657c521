"""The waiting list: to look at, and to do for somebody what the visitors' pages do."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from ...models import WaitEntry
from .. import (
    links,
    waiting_changes,
    waiting_desk,
    waiting_new,
    waiting_search,
    waiting_views,
    words,
)
from .base import ReadOnlyViewSet


class WaitingViewSet(ReadOnlyViewSet):
    model = WaitEntry
    name = links.WAITING
    url_prefix = "bookings/waiting"
    icon = "list-ol"
    menu_label = _("Waiting list")
    actions = ("view", "change")
    index_view_class = waiting_views.WaitingIndexView
    inspect_view_class = waiting_views.WaitingInspectView
    inspect_view_enabled = True
    inspect_view_fields = [
        "status",
        "plant",
        "waits_for",
        "position",
        "party",
        "access_needs",
        "contact_name",
        "email",
        "phone",
        "language",
        "made_by",
        "created_at",
        "left_at",
    ]
    filterset_class = waiting_search.WaitingFilterSet
    search_fields = ["contact_name"]  # there is a search; waiting_search knows how
    ordering = "created_at"
    list_display = [
        waiting_views.party_column(),
        Column("places", label=_("Places"), sort_key="places"),
        Column("plant", label=_("Plant"), accessor="programme.name", sort_key="programme__name"),
        Column("waits_for", label=_("Slot"), accessor=waiting_desk.slot_in_short, sort_key="slot__starts_at"),
        Column("status", label=_("Status"), accessor=waiting_desk.status_in_words, sort_key="status"),
        Column("position", label=_("Position"), accessor=waiting_views.position_in_words),
        Column(
            "joined",
            label=_("Joined at"),
            accessor=lambda entry: words.moment_in_short(entry.created_at),
            sort_key="created_at",
        ),
    ]

    def get_common_view_kwargs(self, **kwargs: object) -> dict:
        """No edit screen: nobody writes a waiting party's fields directly."""
        return super().get_common_view_kwargs(**{"edit_url_name": None, **kwargs})

    def get_urlpatterns(self) -> list[URLPattern]:
        """Putting somebody on the list, and a page more for each thing that staff do to a party."""
        new = self.construct_view(waiting_new.NewWaitingView)
        return [
            *super().get_urlpatterns(),
            path("new/", self.construct_view(waiting_new.ChooseToWaitView), name="choose"),
            path("new/<int:slot_id>/", new, name="new"),
            path("new/any/<uuid:programme>/", new, name="new_any"),
            *[
                path(f"{view.act.name}/<int:pk>/", self.construct_view(view), name=view.act.name)
                for view in waiting_changes.VIEWS
            ],
        ]
