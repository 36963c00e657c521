"""Whether a booking is allowed: pure functions of what they are given.

No query, no clock, no request. Button, form, services, desk and import all ask here; the answer
counts when a service asks inside its transaction. Callers load slots with `with_rules()`.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import Booking, Edition, Slot
from .models.bookings import AGE_BOUNDS, AgeBand
from .models.visits import SlotStatus
from .scheduling import ROME

FEW_PLACES = 3
"""From here down the pages say "last places"."""

MOST_EXTENSIONS = 10
"""WCAG 2.2.1: a deadline can be extended at least ten times."""


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


def released_percent(edition: Edition, now: dt.datetime) -> int:
    """The share of each slot's places that is open at `now`; all of them where there are no waves."""
    waves = list(edition.waves.all())
    if not waves:
        return 100
    return max((wave.percent for wave in waves if wave.opens_at <= now), default=0)


def next_release(edition: Edition, now: dt.datetime) -> dt.datetime | None:
    """When more places open next, or None."""
    return min((wave.opens_at for wave in edition.waves.all() if wave.opens_at > now), default=None)


def released_places(capacity: int, percent: int) -> int:
    """That share of the places of a slot, rounded up in favour of visitors."""
    return -(-capacity * percent // 100)


def free_places(slot: Slot, now: dt.datetime) -> int:
    """Places the public can take at `now`: released and not taken."""
    released = released_places(slot.capacity, released_percent(slot.visit.edition, now))
    return max(released - slot.taken, 0)


def refuse_slot(slot: Slot, now: dt.datetime, *, reserved: bool = False) -> Refusal | None:
    """Why nobody can book this slot at `now` (aware), or None. Does not look at the places left.

    `reserved` asks for who need not find a published page: staff, and who holds places already.
    """
    if slot.status in (SlotStatus.CANCELLED, SlotStatus.WITHDRAWN):
        return Refusal("slot_cancelled", _("This visit does not take place any more. Choose another slot."))
    if slot.status == SlotStatus.CLOSED:
        return Refusal("slot_closed", _("This slot takes no more bookings. Choose another slot."))
    if slot.starts_at <= now:
        return Refusal("slot_past", _("This visit has already started. Choose another slot."))
    if not reserved and (refusal := refuse_page(slot)):
        return refusal
    if now < slot.visit.edition.bookings_open_at:
        return Refusal("not_open_yet", _("Bookings are not open yet."))
    if now >= closes_at(slot):
        return Refusal("bookings_closed", _("Bookings for this slot are closed. Choose another slot."))
    return None


def refuse_page(slot: Slot) -> Refusal | None:
    """Why nobody new may come while no page of the plant is published, in any language, or None."""
    if slot.programme.is_public:
        return None
    return Refusal(
        "page_not_public",
        _("The page of this visit is not published at the moment: nobody can book it. Choose another visit."),
    )


def availability(slot: Slot, now: dt.datetime, *, as_published: bool = False) -> Availability:
    """Sum a slot up in one word for the pages, for an aware `now`; a preview shows it `as_published`."""
    refusal = refuse_slot(slot, now, reserved=as_published)
    if refusal is not None:
        return {
            "slot_cancelled": Availability.CANCELLED,
            "not_open_yet": Availability.NOT_OPEN,
            "page_not_public": Availability.NOT_OPEN,
        }.get(refusal.code, Availability.CLOSED)
    free = free_places(slot, now)
    if free <= 0:
        return Availability.FULL
    return Availability.FEW if free <= FEW_PLACES else Availability.FREE


def admitted_bands(min_age: int) -> list[AgeBand]:
    """The age bands that a minimum age lets in. Minimum ages are lower ends of bands."""
    return [band for band in AgeBand if AGE_BOUNDS[band][0] >= min_age]


def refuse_places(slot: Slot, wanted: int, now: dt.datetime, *, reserved: bool = False) -> Refusal | None:
    """Why `wanted` places cannot be taken at `now`, or None. The guarded UPDATE has the last word.

    `reserved` counts what no wave has released yet too: what staff can take.
    """
    free = slot.free if reserved else free_places(slot, now)
    if free <= 0:
        later = next_release(slot.visit.edition, now)
        if later is not None and slot.free > 0:
            text = _("The places open so far are taken. More open on %(when)s.")
            return Refusal("full_for_now", text % {"when": _moment(later)})
        return Refusal("full", _("This slot is full. Choose another slot."))
    if wanted > free:
        text = ngettext(
            "Only one place is left in this slot.",
            "Only %(free)d places are left in this slot.",
            free,
        )
        return Refusal("not_enough_places", text % {"free": free}, "adults")
    return None


def _moment(moment: dt.datetime) -> str:
    return date_format(timezone.localtime(moment), "l j F, H:i")


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


def refuse_booking(
    slot: Slot, party: Party, *, seen_version: int, now: dt.datetime, reserved: bool = False
) -> Refusal | None:
    """Why this party may not book this slot at `now` (aware), or None.

    `seen_version` is the version of the slot that the visitor was shown (I9). `reserved` reaches
    beyond the waves and to pages not published, as staff do; never beyond the capacity.
    """
    return (
        refuse_slot(slot, now, reserved=reserved)
        or refuse_version(slot, seen_version)
        or refuse_party(slot, party)
        or refuse_names(slot, party)
        or refuse_places(slot, party.places, now, reserved=reserved)
    )


def refuse_version(slot: Slot, seen_version: int) -> Refusal | None:
    """The visitor must have seen the time they are confirmed for."""
    if slot.version == seen_version:
        return None
    return Refusal(
        "slot_changed", _("The time of this slot has changed in the meantime. Check it before you book.")
    )


def already_booked(field: str = "email") -> Refusal:
    """One person has one booking, or one open offer, in a slot."""
    return Refusal(
        "already_booked",
        _("With this e-mail address a place in this slot is already booked. The link is in the e-mail."),
        field,
    )


def already_cancelled() -> str:
    """The sentence for a booking that is no longer active."""
    return _("This booking is already cancelled.")


def refuse_capacity(taken: int) -> Refusal:
    """A slot never gets fewer places than are taken."""
    text = ngettext(
        "One place is already booked: the slot can't have fewer.",
        "%(taken)d places are already booked: the slot can't have fewer.",
        taken,
    )
    return Refusal("capacity_below_taken", text % {"taken": taken}, "capacity")


def refuse_cancelling(booking: Booking, now: dt.datetime) -> Refusal | None:
    """Why a booking can no longer be cancelled by its visitor, or None."""
    if not booking.is_active:
        return Refusal("not_active", already_cancelled())
    if booking.slot.starts_at <= now:
        return Refusal("visit_started", _("The visit has already started: it can't be changed any more."))
    return None


def refuse_changing(booking: Booking, now: dt.datetime) -> Refusal | None:
    """Why a visitor may no longer take more places or move; giving back works until the start."""
    refusal = refuse_cancelling(booking, now)
    if refusal is not None:
        return refusal
    hours = booking.slot.visit.edition.changes_close_hours
    if now >= booking.slot.starts_at - dt.timedelta(hours=hours):
        text = ngettext(
            "Changes close one hour before the visit. Places can still be given back.",
            "Changes close %(hours)d hours before the visit. Places can still be given back.",
            hours,
        )
        return Refusal("changes_closed", text % {"hours": hours})
    if refuse_page(booking.slot) is not None:
        text = _(
            "The page of this visit is not published at the moment: no more places, and no other time. "
            "Your booking stays valid, and places can still be given back."
        )
        return Refusal("page_not_public", text)
    return None


def refuse_check_in(booking: Booking, people: int, now: dt.datetime) -> Refusal | None:
    """Why a party can't be written down as arrived, or None: not booked, before its day, wrong number."""
    if booking.status != Booking.Status.CONFIRMED:
        return Refusal("not_active", _("This booking is not valid: it was cancelled or never completed."))
    if timezone.localdate(now, ROME) < timezone.localdate(booking.slot.starts_at, ROME):
        return Refusal("too_early", _("Check-in opens on the day of the visit."))
    if not 1 <= people <= booking.places:
        text = ngettext(
            "This booking is for one person.",
            "This booking is for %(places)d people: write a number from 1 to %(places)d.",
            booking.places,
        )
        return Refusal("wrong_number", text % {"places": booking.places}, "people")
    return None


@dataclass(frozen=True)
class OtherVisit:
    """Another active booking of the same person."""

    starts_at: dt.datetime
    ends_at: dt.datetime


def refuse_person(slot: Slot, others: Iterable[OtherVisit]) -> Refusal | None:
    """Why this person may not also book this slot: overlapping visits, or too many bookings.

    The sentence does not name the other visit: anybody can type somebody else's address.
    """
    others = list(others)
    for other in others:
        if other.starts_at < slot.ends_at and slot.starts_at < other.ends_at:
            text = _("At the same time another visit is already booked with this e-mail address.")
            return Refusal("overlaps", text, "email")
    limit = slot.visit.edition.max_bookings_per_person
    if len(others) >= limit:
        text = ngettext(
            "One e-mail address can have one booking. Cancel it to book another visit.",
            "One e-mail address can have %(limit)d bookings. Cancel one to book another visit.",
            limit,
        )
        return Refusal("too_many_bookings", text % {"limit": limit}, "email")
    return None


def refuse_more_holds(slot: Slot, held: int) -> Refusal | None:
    """Why a browser that holds places in `held` other slots may not hold this one too, or None."""
    limit = slot.visit.edition.max_bookings_per_person
    if held < limit:
        return None
    text = ngettext(
        "This browser already holds places in another slot. Book it or give it up to choose this one.",
        "This browser already holds places in %(held)d slots. Book one or give one up to choose this one.",
        held,
    )
    return Refusal("too_many_holds", text % {"held": held})


def refuse_extending(booking: Booking, now: dt.datetime) -> Refusal | None:
    """Why a hold can't be extended, or None. Offers have a deadline of their own."""
    if booking.status != Booking.Status.HELD or booking.is_offer:
        return Refusal("hold_expired", _("The places are no longer held."))
    if booking.extensions >= MOST_EXTENSIONS:
        return Refusal("too_many_extensions", _("The time can't be extended any more."))
    return None


def offer_deadline(slot: Slot, now: dt.datetime) -> dt.datetime:
    """Until when an offer made at `now` holds: 24 h, 6 h, 2 h as the visit nears; bookings' end at most."""
    ahead = slot.starts_at - now
    if ahead > dt.timedelta(days=7):
        hours = 24
    elif ahead > dt.timedelta(days=2):
        hours = 6
    else:
        hours = 2
    return min(now + dt.timedelta(hours=hours), closes_at(slot))
