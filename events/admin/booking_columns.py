"""What list and export say of a booking, each in a few words. No query."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from .. import plant_facts
from ..models import AgeBand, Booking
from ..models.bookings import AccessNeed
from ..scheduling import ROME
from ..spreadsheets import Column, Table
from . import impact

_NEEDS = dict(AccessNeed.choices)


def plant_in_words(booking: Booking) -> str:
    """The plant with its province, where `with_provinces` has told it: "Officine Prova (TO)"."""
    name = booking.slot.programme.name
    province = getattr(booking, "province", "")
    return f"{name} ({province})" if province else name


def with_provinces(bookings: Iterable[Booking]) -> Iterator[Booking]:
    """Tell each booking the province of its plant. Read once: 0 or 2 queries for all."""
    provinces = plant_facts.fact_values("province")
    for booking in bookings:
        booking.province = provinces.get(booking.slot.programme_id, "")
        yield booking


def people_in_words(booking: Booking) -> str:
    """The size of the party, and how many of it are minors: "4, of them 2 minors"."""
    if not booking.minors:
        return str(booking.places)
    text = ngettext(
        "%(places)d, of them %(minors)d minor", "%(places)d, of them %(minors)d minors", booking.minors
    )
    return text % {"places": booking.places, "minors": booking.minors}


def party_in_words(booking: Booking) -> str:
    """Only the bands that are not empty: "Adults: 2; Children from 6 to 10: 1"."""
    counts = [(_("Adults"), booking.adults)]
    counts += [(band.label, getattr(booking, band.value)) for band in AgeBand]
    return "; ".join(f"{label}: {count}" for label, count in counts if count)


def needs_in_words(booking: Booking) -> str:
    """The access needs, or nothing."""
    return ", ".join(str(_NEEDS.get(need, need)) for need in booking.access_needs)


def people_and_needs(booking: Booking) -> str:
    """The size of the party, and below it what it needs: one column, so that the list fits a screen."""
    people, needs = people_in_words(booking), needs_in_words(booking)
    return format_html("{}<br>{}", people, needs) if needs else people


def contact_in_words(booking: Booking) -> str:
    """The address, or the telephone of whoever has none; nothing once the person is forgotten."""
    return booking.email or booking.phone


def contact_to_break(booking: Booking) -> str:
    """The same for a narrow column: a long address may go on, before the "@" and before full stops."""
    parts = re.split(r"(?=[@.])", contact_in_words(booking))
    return format_html_join(SafeString("<wbr>"), "{}", ((part,) for part in parts))


# Export ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Field:
    """One column of the export. Personal ones need the right to export persons."""

    heading: str | Promise
    value: Callable[[Booking], object]
    width: int = 14
    personal: bool = False


def _starts(booking: Booking) -> object:
    return timezone.localtime(booking.slot.starts_at, ROME)


def _label(name: str) -> Callable[[Booking], object]:
    """The words of a field with choices. `get_…_display` puts its choices together anew for each row."""
    labels = dict(Booking._meta.get_field(name).flatchoices)
    return lambda booking: labels.get(getattr(booking, name), "")


def _bands() -> Iterator[Field]:
    for band in AgeBand:
        yield Field(band.label, lambda booking, name=band.value: getattr(booking, name), 10)


FIELDS: tuple[Field, ...] = (
    Field(gettext_lazy("Code"), lambda booking: booking.code_for_people, 12),
    Field(gettext_lazy("Status"), _label("status")),
    Field(gettext_lazy("Plant"), lambda booking: booking.slot.programme.name, 32),
    Field(gettext_lazy("Province"), lambda booking: booking.province, 9),
    Field(gettext_lazy("Visit"), lambda booking: booking.slot.visit.label, 24),
    Field(gettext_lazy("Day"), lambda booking: _starts(booking).date(), 12),
    Field(gettext_lazy("Time"), lambda booking: _starts(booking).time(), 8),
    Field(gettext_lazy("Places"), lambda booking: booking.places, 8),
    Field(gettext_lazy("Adults"), lambda booking: booking.adults, 8),
    *_bands(),
    Field(gettext_lazy("Access needs"), needs_in_words, 30, personal=True),
    Field(gettext_lazy("Name and surname"), lambda booking: booking.contact_name, 26, personal=True),
    Field(gettext_lazy("E-mail"), lambda booking: booking.email, 30, personal=True),
    Field(gettext_lazy("Telephone"), lambda booking: booking.phone, 18, personal=True),
    Field(gettext_lazy("Names of the visitors"), lambda booking: ", ".join(booking.names), 36, personal=True),
    Field(gettext_lazy("Language"), lambda booking: impact.language_name(booking.language), 10),
    Field(pgettext_lazy("of a visitor", "Comes from"), _label("origin"), 24),
    Field(gettext_lazy("Booked by"), _label("made_by"), 14),
    Field(gettext_lazy("Booked at"), lambda booking: booking.created_at, 17),
    Field(gettext_lazy("Cancelled at"), lambda booking: booking.cancelled_at, 17),
    Field(gettext_lazy("Cancelled by"), lambda booking: booking.get_cancelled_by_display(), 14),
    Field(gettext_lazy("Reason"), lambda booking: booking.get_cancel_reason_display(), 26),
)


def export_table(bookings: Iterable[Booking], *, personal: bool) -> Table:
    """The bookings as a table; without what names a person where `personal` is false."""
    fields = [field for field in FIELDS if personal or not field.personal]
    columns = [Column(str(field.heading), field.width) for field in fields]
    return Table(_("Bookings"), columns, _rows(fields, bookings, get_language()))


def _rows(fields: list[Field], bookings: Iterable[Booking], language: str) -> Iterator[list[object]]:
    """Row by row in one language: a CSV file is still being sent when the request's is forgotten."""
    for booking in with_provinces(bookings):
        with translation.override(language):
            row = [_in_words(field.value(booking)) for field in fields]
        yield row


def _in_words(value: object) -> object:
    return str(value) if isinstance(value, Promise) else value
