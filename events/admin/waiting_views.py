"""The waiting list and the page of one party: to look at, with the ways to what can be done."""

import datetime as dt

from django.db.models import Case, QuerySet, When
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import BaseButton, HeaderButton

from .. import selectors
from ..models import Booking, WaitEntry
from ..models.bookings import OPEN_WAIT_STATUSES, WaitStatus
from ..selectors_calls import with_offer_to_call
from . import booking_columns, impact, links, waiting_desk, waiting_history, waiting_search, words


class WaitingIndexView(generic.IndexView):
    """Waiting parties with plant, slot and place in the queue. One query for all rows."""

    def get_base_queryset(self) -> QuerySet:
        entries = super().get_base_queryset().select_related("programme", "slot__programme")
        return with_offer_to_call(waiting_search.with_position(entries))

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """Who still waits comes before who is done, unless a column is asked for."""
        ordered = super().order_queryset(queryset)
        if self.request.GET.get("ordering"):
            return ordered
        is_done = Case(When(status__in=OPEN_WAIT_STATUSES, then=0), default=1)
        # By name: the filters ask for distinct rows, and PostgreSQL sees no likeness of two expressions
        # with values of their own.
        return ordered.annotate(is_done=is_done).order_by("is_done", "created_at", "pk")

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        """Find by name, e-mail, plant or telephone."""
        return waiting_search.search(queryset, self.search_query) if self.is_searching else queryset

    @cached_property
    def header_buttons(self) -> list[BaseButton]:
        """Who calls is put on the list of a slot that is chosen first. No query."""
        buttons = super().header_buttons
        if self.user_has_permission("change"):
            label = _("Put somebody on the list")
            buttons.append(HeaderButton(label, url=links.choose_waiting_url(), icon_name="plus"))
        return buttons


def party_column() -> TitleColumn:
    """The party's name, leading to its page; its number once the person is forgotten. No query."""
    return TitleColumn(
        "party",
        label=gettext_lazy("Party"),
        accessor=lambda entry: entry.contact_name or str(entry),
        get_url=lambda entry: links.waiting_party_url(entry.pk),
        sort_key="contact_name",
    )


def position_in_words(entry: WaitEntry) -> str:
    """The place in the queue, from 1; nothing for whoever does not wait any more."""
    return str(entry.before + 1) if entry.status == WaitStatus.WAITING else "–"


class WaitingInspectView(generic.InspectView):
    """Everything about one waiting party, its history, and what can be done. 6 to 8 queries."""

    template_name = "events/admin/waiting_inspect.html"
    labels = {
        "plant": gettext_lazy("Plant"),
        "waits_for": gettext_lazy("Slot"),
        "position": gettext_lazy("Parties that come first"),
        "party": gettext_lazy("Party"),
        "call_about": gettext_lazy("To call about"),
    }

    def get_object(self, queryset: QuerySet | None = None) -> WaitEntry:
        entries = WaitEntry.objects.select_related("programme", "slot__programme")
        if not str(self.pk).isdecimal() or int(self.pk) > 2**31:
            raise Http404
        return get_object_or_404(entries, pk=self.pk)

    @cached_property
    def offer(self) -> Booking | None:
        return waiting_desk.open_offer(self.object)

    def get_context_data(self, **kwargs: object) -> dict:
        context = super().get_context_data(**kwargs)
        context["history"] = waiting_history.history(self.object)
        context["call_about"] = waiting_desk.to_call_in_words(self.object, self.offer)
        if self.user_has_permission("change"):
            context["actions"] = [
                {
                    "label": act.label,
                    "url": links.waiting_act_url(act.name, self.object.pk),
                    "is_serious": act.is_serious,
                }
                for act in waiting_desk.acts_for(self.object, self.offer)
            ]
        if self.offer is not None and self.request.user.has_perm("events.view_booking"):
            context["offer_url"] = links.booking_url(self.offer.pk)
        return context

    def get_field_label(self, field_name: str, field: object) -> str:
        return str(self.labels.get(field_name) or super().get_field_label(field_name, field))

    def get_plant_display_value(self) -> str:
        return self.object.programme.name

    def get_waits_for_display_value(self) -> str:
        return waiting_desk.slot_in_words(self.object)

    def get_position_display_value(self) -> str:
        is_open = self.object.status in OPEN_WAIT_STATUSES
        return str(selectors.waiting_position(self.object)) if is_open else "–"

    def get_party_display_value(self) -> str:
        return booking_columns.party_in_words(self.object)

    def get_access_needs_display_value(self) -> str:
        return booking_columns.needs_in_words(self.object) or "–"

    def get_contact_name_display_value(self) -> str:
        return self.object.contact_name or "–"

    def get_email_display_value(self) -> str:
        return self.object.email or "–"

    def get_phone_display_value(self) -> str:
        return self.object.phone or "–"

    def get_language_display_value(self) -> str:
        return impact.language_name(self.object.language)

    def get_created_at_display_value(self) -> str:
        return _moment(self.object.created_at)

    def get_left_at_display_value(self) -> str:
        return _moment(self.object.left_at)


def _moment(moment: dt.datetime | None) -> str:
    return words.moment_in_words(moment) if moment else "–"
