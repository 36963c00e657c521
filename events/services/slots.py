"""What staff do to a slot that may have bookings: nobody is moved or sent away without a word."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from .. import rules, scheduling
from ..models import Booking, Notice, Slot, WaitEntry
from ..models.bookings import ACTIVE_STATUSES, OPEN_WAIT_STATUSES, BookingStatus, CancelledBy, WaitStatus
from ..models.visits import SlotStatus
from . import notices, waiting
from .places import lock_slots
from .wording import About, in_every_language


def lock_changeable(slot_id: int, now: dt.datetime) -> Slot:
    """Lock a slot that staff can still change. 2 queries.

    Raises rules.Refusal `slot_cancelled` (or withdrawn), `slot_past`.
    """
    slot = lock_slots([slot_id]).get(slot_id)
    if slot is None or slot.status in (SlotStatus.CANCELLED, SlotStatus.WITHDRAWN):
        raise rules.Refusal("slot_cancelled", _("This slot does not take place any more."))
    if slot.starts_at <= now:
        raise rules.Refusal("slot_past", _("This visit has already started."))
    return slot


def refuse_start(slot: Slot, starts_at: dt.datetime, now: dt.datetime) -> rules.Refusal | None:
    """Why a slot cannot be moved to `starts_at` (aware), or None. 1 query."""
    local = starts_at.astimezone(scheduling.ROME)
    if starts_at <= now:
        return rules.Refusal("time_in_past", _("The new time is in the past."), "starts_at")
    if not scheduling.exists_once(local):
        message = scheduling.RefusedStart(local.date(), local.time()).message
        return rules.Refusal("time_ambiguous", message, "starts_at")
    if Slot.objects.filter(visit_id=slot.visit_id, starts_at=starts_at).exclude(pk=slot.pk).exists():
        return rules.Refusal("time_taken", _("This visit already starts at that time."), "starts_at")
    return None


def move_slot(*, slot_id: int, starts_at: dt.datetime, note: dict[str, str], now: dt.datetime) -> Slot:
    """Move a slot to another time. Its version grows; each booking, offer and party that waits for it is
    told, in its language.

    `starts_at` is aware; `note` holds the staff's text per language, in the place of the draft. Forms
    being filled for the old time are refused when they are sent (I9).

    Raises rules.Refusal `slot_cancelled`, `slot_past`, `time_in_past`, `time_ambiguous` (the clocks
    change), `time_taken` (the visit already starts then). About 6 queries and 5 per booking.
    """
    with transaction.atomic():
        slot = lock_changeable(slot_id, now)
        refusal = refuse_start(slot, starts_at, now)
        if refusal is not None:
            raise refusal
        if not slot.by_hand:
            slot.planned_at = slot.start_in_plan  # so that its visit's plan still knows it
        tell_move(slot, starts_at, starts_at + (slot.ends_at - slot.starts_at), note=note, now=now)
    return slot


def tell_move(
    slot: Slot, starts_at: dt.datetime, ends_at: dt.datetime, *, note: dict[str, str], now: dt.datetime
) -> int:
    """Put a locked slot at another time and tell everybody in it; returns how many bookings. 4 queries,
    5 per booking and 5 to 7 per waiting party.

    For services that have asked whether it may move. A time nobody has seen yet is a new version. Who
    waits for this very slot is told too, and keeps the position; who waits for any slot is not.
    """
    old = Slot(pk=slot.pk, starts_at=slot.starts_at, ends_at=slot.ends_at)
    slot.starts_at, slot.ends_at, slot.version = starts_at, ends_at, slot.version + 1
    slot.save(update_fields=["starts_at", "ends_at", "version", "planned_at"])
    said, told = in_every_language(About.MOVED, note), told_bookings(slot)
    for booking in told:
        booking.slot, booking.seen_version = slot, slot.version
        booking.generation += 1
        booking.coming_at = None  # said of another time
        booking.save(update_fields=["seen_version", "generation", "coming_at"])
        notices.tell(Notice.Kind.MOVED, booking, now=now, old_slot=old, note=said)
    for entry in waiting_for([slot.pk]):
        entry.slot, entry.programme = slot, slot.programme
        about = {"generation": slot.version, "old_slot": old, "note": said}
        notices.tell_waiting(Notice.Kind.WAITING_MOVED, entry, now=now, **about)
    return len(told)


def waiting_for(slot_ids: Iterable[int]) -> list[WaitEntry]:
    """Parties that wait for these very slots and have no offer there, first come first. 1 query."""
    entries = WaitEntry.objects.filter(slot__in=list(slot_ids), status=WaitStatus.WAITING)
    return list(entries.select_related("slot").order_by("slot__starts_at", "created_at", "pk"))


def told_bookings(slot: Slot) -> list[Booking]:
    """Confirmed bookings and open offers of a slot: people who were given a time. 1 query."""
    active = Booking.objects.with_slot().select_for_update(of=("self",)).filter(slot=slot)
    active = active.exclude(email_norm="")
    return list(active.filter(status__in=ACTIVE_STATUSES).order_by("pk"))


def resize_slot(*, slot_id: int, capacity: int, status: str, now: dt.datetime) -> Slot:
    """Set places and whether bookings are taken; new free places go to the waiting list first.

    Raises rules.Refusal `capacity_below_taken`, `slot_cancelled`, `slot_past`. 6 queries.
    """
    with transaction.atomic():
        slot = lock_changeable(slot_id, now)
        if capacity < slot.taken:
            raise rules.refuse_capacity(slot.taken)
        Slot.objects.filter(pk=slot.pk).update(capacity=capacity, status=status)
        slot.capacity, slot.status = capacity, status
        if capacity > slot.taken and status == SlotStatus.OPEN:
            waiting.offer_freed_places(slot_id=slot.pk, now=now)
    slot.refresh_from_db(fields=["taken"])
    return slot


def cancel_slot(*, slot_id: int, note: dict[str, str], now: dt.datetime, reason: str = "") -> list[Booking]:
    """Cancel a slot with everything booked in it; returns the bookings that were cancelled.

    Each person is told in their language, with the staff's text (`note` by language, else the draft)
    and up to three other slots that have room for them. Waiting parties of this slot end and are told
    once: who has an offer here, by the mail about the offer. `reason` is the staff's kind of reason, kept
    with each booking (decision 0026). About 10 queries, 5 per booking and 5 to
    7 per waiting party.

    Raises rules.Refusal `slot_cancelled`, `slot_past`.
    """
    with transaction.atomic():
        slot = lock_changeable(slot_id, now)
        bookings = told_bookings(slot)
        Slot.objects.filter(pk=slot.pk).update(status=SlotStatus.CANCELLED, taken=0, version=F("version") + 1)
        Booking.objects.filter(slot=slot, status__in=ACTIVE_STATUSES).update(
            status=BookingStatus.CANCELLED,
            cancelled_at=now,
            cancelled_by=CancelledBy.STAFF,
            cancel_reason=reason,
        )
        slot.refresh_from_db(fields=["status", "taken", "version"])
        others, said = other_slots(slot, now=now), in_every_language(About.CANCELLED, note)
        for booking in bookings:
            booking.slot, booking.status = slot, BookingStatus.CANCELLED
            fitting = fitting_slots(others, slot, booking.places, now=now)
            notices.tell(Notice.Kind.CANCELLED_BY_STAFF, booking, now=now, note=said, alternatives=fitting)
        _wait_elsewhere(bookings)
        for entry in _end_waiting_for(slot):
            extra = said_to_waiting(entry, others, now=now)
            notices.tell_waiting(Notice.Kind.WAITING_ENDED, entry, now=now, note=said, **extra)
    return bookings


def _wait_elsewhere(bookings: list[Booking]) -> None:
    """Who had an offer here but waits for any slot of the plant goes on waiting. 1 query."""
    lost = [booking.wait_entry_id for booking in bookings if booking.wait_entry_id]
    WaitEntry.objects.filter(pk__in=lost, slot=None, status=WaitStatus.OFFERED).update(
        status=WaitStatus.WAITING
    )


def _end_waiting_for(slot: Slot) -> list[WaitEntry]:
    """End the waiting for this very slot; returns those without an offer, still to be told. 2 queries."""
    entries = WaitEntry.objects.select_for_update().filter(slot=slot, status__in=OPEN_WAIT_STATUSES)
    found = list(entries.order_by("created_at", "pk"))
    WaitEntry.objects.filter(pk__in=[entry.pk for entry in found]).update(status=WaitStatus.ENDED)
    untold = [entry for entry in found if entry.status == WaitStatus.WAITING]
    for entry in untold:
        entry.slot, entry.programme, entry.status = slot, slot.programme, WaitStatus.ENDED
    return untold


def said_to_waiting(entry: WaitEntry, others: list[Slot], *, now: dt.datetime) -> dict:
    """What a party that waited for a cancelled slot is offered instead: slots, or to wait for any. No query.

    `others` are the plant's other slots, as `other_slots` gives them.
    """
    fitting = fitting_slots(others, entry.slot, entry.places, now=now)
    return {"alternatives": fitting, "may_wait": bool(others) and not fitting}


def other_slots(slot: Slot, *, now: dt.datetime) -> list[Slot]:
    """The other slots of the same plant that take bookings, full ones too. 2 queries."""
    others = (
        Slot.objects.filter(programme_id=slot.programme_id, status=SlotStatus.OPEN)
        .exclude(pk=slot.pk)
        .upcoming(now)
        .with_rules()
    )
    return [other for other in others if rules.refuse_slot(other, now) is None]


def fitting_slots(
    others: list[Slot], slot: Slot, places: int, *, now: dt.datetime, most: int = 3
) -> list[Slot]:
    """Those of `others` with enough places, the nearest in time to `slot` first. No query."""
    fitting = [other for other in others if rules.free_places(other, now) >= places]
    fitting.sort(key=lambda other: abs(other.starts_at - slot.starts_at))
    return fitting[:most]
