"""Finding bookings: by what a caller says, and by filters. The same for list, export and messages."""

import re

import django_filters
from django import forms
from django.conf import settings
from django.db.models import Count, F, Q, QuerySet, Sum, TextField, Value
from django.db.models.functions import Cast, Replace
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets import AdminDateInput

from .. import plant_facts
from ..models import Booking, Edition, Programme
from ..models.bookings import AccessNeed, CancelReason, MadeBy
from ..selectors_calls import bookings_to_call

FEWEST_DIGITS = 5
"""Fewer digits are found in everybody's number."""

ANY_NEED = "any"


class _FactFilter(django_filters.ChoiceFilter):
    """A fact of the plant, as whoever owns the pages knows it (events.plant_facts)."""

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        fact = plant_facts.plant_fact(self.extra["fact"])
        return qs.filter(slot__programme__in=fact.programmes(value)) if value and fact else qs

    @property
    def field(self) -> forms.Field:
        if not hasattr(self, "_field"):
            fact = plant_facts.plant_fact(self.extra["fact"])
            self._field = forms.ChoiceField(
                label=self.label,
                required=False,
                choices=[("", _("All")), *(fact.choices if fact else [])],
            )
        return self._field


class BookingFilterSet(WagtailFilterSet):
    edition = django_filters.ModelChoiceFilter(
        label=_("Edition"), field_name="slot__visit__edition", queryset=Edition.objects.all()
    )
    day = django_filters.DateFilter(
        label=_("Day"), field_name="slot__starts_at", lookup_expr="date", widget=AdminDateInput
    )
    province = _FactFilter(label=_("Province"), fact="province")
    sector = _FactFilter(label=_("Sector"), fact="sector")
    programme = django_filters.ModelChoiceFilter(
        label=_("Programme"), field_name="slot__programme", queryset=Programme.objects.all()
    )
    language = django_filters.ChoiceFilter(
        label=_("Language"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
        empty_label=_("All languages"),
    )
    minors = django_filters.ChoiceFilter(
        label=_("Minors"),
        choices=[("yes", _("With minors")), ("no", _("Adults only"))],
        method="with_minors",
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    needs = django_filters.ChoiceFilter(
        label=_("Access needs"),
        choices=[(ANY_NEED, _("Any need")), *AccessNeed.choices],
        method="with_needs",
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
        label=_("Booked by"), choices=MadeBy.choices, widget=forms.RadioSelect, empty_label=_("All")
    )
    cancel_reason = django_filters.ChoiceFilter(
        label=_("Reason of the cancellation"), choices=CancelReason.choices
    )
    slot = django_filters.NumberFilter(
        label=_("Slot"), widget=forms.HiddenInput, min_value=0, max_value=2**63 - 1
    )

    class Meta:
        model = Booking
        fields = [
            "edition",
            "day",
            "province",
            "sector",
            "programme",
            "status",
            "language",
            "minors",
            "needs",
            "contact",
            "made_by",
            "cancel_reason",
            "slot",
        ]

    def with_minors(self, bookings: QuerySet, name: str, value: str) -> QuerySet:
        some = Q(places__gt=F("adults"))
        return bookings.filter(some if value == "yes" else ~some)

    def with_needs(self, bookings: QuerySet, name: str, value: str) -> QuerySet:
        """SQLite can't look into a JSON list, but a code in quotes is found in its text."""
        if value == ANY_NEED:
            return bookings.exclude(access_needs=[])
        text = Cast("access_needs", TextField())
        return bookings.annotate(needs_text=text).filter(needs_text__contains=f'"{value}"')

    def with_contact(self, bookings: QuerySet, name: str, value: str) -> QuerySet:
        named = bookings.exclude(contact_name="")
        if value == "call":
            return bookings_to_call(bookings)
        return named.exclude(email="") if value == "mail" else named.filter(email="")


def search(bookings: QuerySet, text: str) -> QuerySet:
    """Bookings by name, e-mail, plant, code as printed, or telephone with any spacing. No query."""
    text = text.strip()
    if not text:
        return bookings
    found = Q(slot__programme__name__icontains=text)
    if code := text.replace("-", "").replace(" ", ""):
        found |= Q(code__icontains=code)
    return search_person(bookings, text, found)


def search_person(rows: QuerySet, text: str, found: Q) -> QuerySet:
    """Rows with a contact that `found` finds, or by name, e-mail or telephone of the person. No query."""
    found |= Q(contact_name__icontains=text) | Q(email__icontains=text)
    digits = re.sub(r"\D", "", re.sub(r"^\s*(\+39|0039)", "", text))
    if len(digits) >= FEWEST_DIGITS and not re.search(r"[^\d\s+()./-]", text):
        rows = rows.annotate(phone_digits=_only_digits("phone"))
        found |= Q(phone_digits__contains=digits)
    return rows.filter(found)


def _only_digits(field: str) -> Replace:
    expression = F(field)
    for sign in " -./()+":
        expression = Replace(expression, Value(sign), Value(""))
    return expression


def find(query: QueryDict) -> QuerySet[Booking] | None:
    """The bookings of a list's address, in no order; None when a filter in it can't be read."""
    filters = BookingFilterSet(data=query, queryset=Booking.objects.all())
    # Search words are no field of the filters; PostgreSQL knows no such character.
    if not filters.is_valid() or "\x00" in query.get("q", ""):
        return None
    return search(filters.qs, query.get("q", ""))


def totals(bookings: QuerySet) -> dict[str, int]:
    """How many bookings and people. 1 query."""
    return bookings.order_by().aggregate(bookings=Count("pk"), people=Sum("places", default=0))
