"""Finding waiting parties: by what a caller says, and by filters."""

import django_filters
from django import forms
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets import AdminDateInput

from ..models import Edition, Programme, Slot, WaitEntry
from ..models.bookings import OPEN_WAIT_STATUSES, MadeBy, WaitStatus
from ..selectors_calls import waiting_to_call
from .booking_search import search_person


class WaitingFilterSet(WagtailFilterSet):
    """Filters of the waiting list. A day is the day of the slot waited for, in Europe/Rome."""

    edition = django_filters.ModelChoiceFilter(label=_("Edition"), queryset=Edition.objects.all())
    day = django_filters.DateFilter(
        label=_("Day"), field_name="slot__starts_at", lookup_expr="date", widget=AdminDateInput
    )
    programme = django_filters.ModelChoiceFilter(label=_("Programme"), queryset=Programme.objects.all())
    status = django_filters.MultipleChoiceFilter(
        label=_("Status"), choices=WaitStatus.choices, widget=forms.CheckboxSelectMultiple
    )
    contact = django_filters.ChoiceFilter(
        label=_("Contact"),
        choices=[
            ("mail", _("With an e-mail address")),
            ("phone", _("By telephone only")),
            ("call", _("To call")),
        ],
        method="with_contact",
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    made_by = django_filters.ChoiceFilter(
        label=_("Put on the list by"), choices=MadeBy.choices, widget=forms.RadioSelect, empty_label=_("All")
    )
    slot = django_filters.NumberFilter(label=_("Slot"), widget=forms.HiddenInput, method="for_slot")

    class Meta:
        model = WaitEntry
        fields = ["edition", "day", "programme", "status", "contact", "made_by", "slot"]

    def with_contact(self, entries: QuerySet, name: str, value: str) -> QuerySet:
        named = entries.exclude(contact_name="")
        if value == "call":
            return waiting_to_call(named)
        return named.exclude(email="") if value == "mail" else named.filter(email="")

    def for_slot(self, entries: QuerySet, name: str, value: object) -> QuerySet:
        """Who would be offered its places: who waits for it, and for any slot of its plant. 1 query."""
        slot = Slot.objects.filter(pk=value).select_related("visit").first() if value < 2**31 else None
        if slot is None:
            return entries.none()
        anywhere = Q(slot=None, programme=slot.programme_id, edition=slot.visit.edition_id)
        return entries.filter(Q(slot=slot) | anywhere)


def search(entries: QuerySet, text: str) -> QuerySet:
    """Waiting parties by name, e-mail, plant, or telephone with any spacing. No query."""
    text = text.strip()
    return search_person(entries, text, Q(programme__name__icontains=text)) if text else entries


def with_position(entries: QuerySet) -> QuerySet:
    """Count how many parties come `before` each row, as `selectors.waiting_position` does. No query."""
    row = OuterRef
    earlier = WaitEntry.objects.filter(
        Q(created_at__lt=row("created_at")) | Q(created_at=row("created_at"), pk__lt=row("pk")),
        Q(slot=None) | Q(slot=row("slot")) | Q(IsNull(row("slot"), True)),
        programme=row("programme"),
        edition=row("edition"),
        status__in=OPEN_WAIT_STATUSES,
    )
    counted = earlier.order_by().values("programme").annotate(number=Count("pk")).values("number")
    return entries.annotate(before=Coalesce(Subquery(counted), 0, output_field=IntegerField()))
