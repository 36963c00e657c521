"""Whether a booking is allowed: pure functions of what they are given.

No query, no clock, no request. Button, form, services, desk and import all ask here; the answer
counts when a service asks inside its transaction. Callers load slots with `with_rules()`.
"""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import Booking, Slot
from .models.bookings import AGE_BOUNDS, AgeBand
from .models.visits import SlotStatus

FEW_PLACES = 3
"""From here down the pages say "last places"."""


class Refusal(Exception):
    """A booking that is not allowed: a stable code, a translated sentence, the field it belongs to.

    Tests and callers compare `code`; people read `message`. `field` names a form field or is empty.
    """

    def __init__(self, code: str, message: str, field: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field

    def __repr__(self) -> str:
        return f"Refusal({self.code!r})"


@dataclass(frozen=True)
class Party:
    """Who comes: adults, and minors as a count per age band. Names only where a visit needs them."""

    adults: int
    minors: dict[str, int] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    access_needs: tuple[str, ...] = ()

    @property
    def minors_total(self) -> int:
        return sum(self.minors.values())

    @property
    def places(self) -> int:
        return self.adults + self.minors_total


class Availability(StrEnum):
    """What the pages say of a slot, in words first and colour second."""

    FREE = "free"
    FEW = "few"
    FULL = "full"
    CLOSED = "closed"
    NOT_OPEN = "not_open"
    CANCELLED = "cancelled"


def closes_at(slot: Slot) -> dt.datetime:
    """The last moment a booking of this slot is taken: the visit's rule or the edition's end."""
    before_start = slot.starts_at - dt.timedelta(hours=slot.visit.closes_hours_before)
    return min(before_start, slot.visit.edition.bookings_close_at)


def refuse_slot(slot: Slot, now: dt.datetime) -> Refusal | None:
    """Why nobody can book this slot at `now` (aware), or None. Does not look at the places left."""
    if slot.status in (SlotStatus.CANCELLED, SlotStatus.WITHDRAWN):
        return Refusal("slot_cancelled", _("This visit does not take place any more. Choose another slot."))
    if slot.status == SlotStatus.CLOSED:
        return Refusal("slot_closed", _("This slot takes no more bookings. Choose another slot."))
    if slot.starts_at <= now:
        return Refusal("slot_past", _("This visit has already started. Choose another slot."))
    if now < slot.visit.edition.bookings_open_at:
        return Refusal("not_open_yet", _("Bookings are not open yet."))
    if now >= closes_at(slot):
        return Refusal("bookings_closed", _("Bookings for this slot are closed. Choose another slot."))
    return None


def availability(slot: Slot, now: dt.datetime) -> Availability:
    """Sum a slot up in one word for the pages, for an aware `now`."""
    refusal = refuse_slot(slot, now)
    if refusal is not None:
        return {
            "slot_cancelled": Availability.CANCELLED,
            "not_open_yet": Availability.NOT_OPEN,
        }.get(refusal.code, Availability.CLOSED)
    if slot.free <= 0:
        return Availability.FULL
    return Availability.FEW if slot.free <= FEW_PLACES else Availability.FREE


def admitted_bands(min_age: int) -> list[AgeBand]:
    """The age bands that a minimum age lets in. Minimum ages are lower ends of bands."""
    return [band for band in AgeBand if AGE_BOUNDS[band][0] >= min_age]


def refuse_places(slot: Slot, wanted: int) -> Refusal | None:
    """Why `wanted` places cannot be taken now, or None. The guarded UPDATE has the last word."""
    if slot.free <= 0:
        return Refusal("full", _("This slot is full. Choose another slot."))
    if wanted > slot.free:
        text = ngettext(
            "Only one place is left in this slot.",
            "Only %(free)d places are left in this slot.",
            slot.free,
        )
        return Refusal("not_enough_places", text % {"free": slot.free}, "adults")
    return None


def refuse_party(slot: Slot, party: Party) -> Refusal | None:
    """Why this party may not come to this visit, or None: size, ages, adults per minor."""
    visit = slot.visit
    if party.adults < 1:
        return Refusal("no_adult", _("At least one adult takes part in the visit."), "adults")
    limit = visit.party_limit
    if party.places > limit:
        text = ngettext(
            "One booking takes one place at most.",
            "One booking takes %(limit)d places at most.",
            limit,
        )
        return Refusal("party_too_large", text % {"limit": limit}, "adults")
    return _refuse_ages(visit.min_age, party) or _refuse_adults(visit.minors_per_adult, party)


def _refuse_ages(min_age: int, party: Party) -> Refusal | None:
    admitted = set(admitted_bands(min_age))
    for band, count in party.minors.items():
        if count and band not in admitted:
            text = _("On the day of the visit everybody must be at least %(age)d years old.")
            return Refusal("too_young", text % {"age": min_age}, str(band))
    return None


def _refuse_adults(minors_per_adult: int | None, party: Party) -> Refusal | None:
    if minors_per_adult is None or party.minors_total <= minors_per_adult * party.adults:
        return None
    text = ngettext(
        "One adult can accompany one minor at most on this visit.",
        "One adult can accompany %(limit)d minors at most on this visit.",
        minors_per_adult,
    )
    return Refusal("not_enough_adults", text % {"limit": minors_per_adult}, "adults")


def refuse_names(slot: Slot, party: Party) -> Refusal | None:
    """Names are compulsory, one per person, where the visit requires them; else never kept."""
    if not slot.visit.names_required:
        return None
    if len([name for name in party.names if name.strip()]) == party.places:
        return None
    return Refusal("names_missing", _("Write the name of each person who takes part."), "names")


def refuse_booking(slot: Slot, party: Party, *, seen_version: int, now: dt.datetime) -> Refusal | None:
    """Why this party may not book this slot at `now` (aware), or None.

    `seen_version` is the version of the slot that the visitor was shown (I9).
    """
    return (
        refuse_slot(slot, now)
        or refuse_version(slot, seen_version)
        or refuse_party(slot, party)
        or refuse_names(slot, party)
        or refuse_places(slot, party.places)
    )


def refuse_version(slot: Slot, seen_version: int) -> Refusal | None:
    """The visitor must have seen the time they are confirmed for."""
    if slot.version == seen_version:
        return None
    return Refusal(
        "slot_changed", _("The time of this slot has changed in the meantime. Check it before you book.")
    )


def refuse_cancelling(booking: Booking, now: dt.datetime) -> Refusal | None:
    """Why a booking can no longer be cancelled by its visitor, or None."""
    if not booking.is_active:
        return Refusal("not_active", _("This booking is already cancelled."))
    if booking.slot.starts_at <= now:
        return Refusal("visit_started", _("The visit has already started: it can't be cancelled any more."))
    return None
