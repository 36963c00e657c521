"""Single slots by hand, beside a visit's plan: added, taken out, put back, closed and opened.

What staff decide here stays decided: the plan neither withdraws a slot that was added by hand nor
brings back one that was taken out.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import rules, scheduling
from ..models import Slot, Visit, WaitEntry
from ..models.bookings import OPEN_WAIT_STATUSES
from ..models.visits import SlotStatus
from .places import lock_slots
from .scheduling import end_of_tour
from .slots import lock_changeable, resize_slot


@dataclass(frozen=True)
class AddedSlots:
    """What `add_slots` did with the starts it was given, each in one of the lists."""

    created: list[Slot]
    put_back: list[Slot]
    """They stood there, withdrawn: nobody had booked them."""
    kept: list[Slot]
    """They stood there already and are as they were."""


class StartsRefused(rules.Refusal):
    """Some of many starts cannot be. `refusals` says why, by position in the list that was given.

    As a refusal it carries the first one.
    """

    def __init__(self, refusals: dict[int, rules.Refusal]) -> None:
        first = next(iter(refusals.values()))
        super().__init__(first.code, first.message, first.field)
        self.refusals = refusals


def check_starts(
    *, visit: Visit, starts: Sequence[dt.datetime], now: dt.datetime, keep_existing: bool = False
) -> dict[int, rules.Refusal]:
    """Why starts cannot be added to a visit, by position; empty when all can. 1 query, however many.

    `starts` and `now` are aware; times of day are best given in Europe/Rome: only there can it be
    seen that a time does not exist. `visit` is loaded with its edition. With `keep_existing` a start
    at which the visit has a slot already is right. Codes: `time_outside_edition`, `time_in_past`,
    `time_ambiguous` (the clocks change), `time_twice`, `time_taken`, `time_cancelled`.
    """
    standing = _standing(visit, starts)
    times = Counter(start.astimezone(dt.UTC) for start in starts)
    refusals = {}
    for number, start in enumerate(starts):
        refusal = refuse_single_start(visit, start, now)
        if refusal is None and times[start.astimezone(dt.UTC)] > 1:
            refusal = rules.Refusal("time_twice", _("This start is given twice."), "starts_at")
        if refusal is None and (slot := standing.get(start.astimezone(dt.UTC))):
            refusal = _refuse_standing(slot, keep_existing)
        if refusal is not None:
            refusals[number] = refusal
    return refusals


def refuse_single_start(visit: Visit, starts_at: dt.datetime, now: dt.datetime) -> rules.Refusal | None:
    """Why a visit cannot start at `starts_at` (aware), whatever else stands there, or None. No query."""
    local, edition = starts_at.astimezone(scheduling.ROME), visit.edition
    if not edition.first_day <= local.date() <= edition.last_day:
        text = _("%(day)s is not a day of %(edition)s.")
        values = {"day": f"{local:%d/%m/%Y}", "edition": edition.name}
        return rules.Refusal("time_outside_edition", text % values, "starts_at")
    if not scheduling.exists_once(local):
        message = scheduling.RefusedStart(local.date(), local.time()).message
        return rules.Refusal("time_ambiguous", message, "starts_at")
    if starts_at <= now:
        return rules.Refusal("time_in_past", _("This time is in the past."), "starts_at")
    return None


def _standing(visit: Visit, starts: Iterable[dt.datetime]) -> dict[dt.datetime, Slot]:
    slots = Slot.objects.filter(visit=visit, starts_at__in=[start.astimezone(dt.UTC) for start in starts])
    return {slot.starts_at: slot for slot in slots}


def _refuse_standing(slot: Slot, keep_existing: bool) -> rules.Refusal | None:
    if slot.status == SlotStatus.CANCELLED:
        text = _(
            "The slot of this visit at that time was cancelled: people were told that it does not take place."
        )
        return rules.Refusal("time_cancelled", text, "starts_at")
    if slot.status == SlotStatus.WITHDRAWN or keep_existing:
        return None
    return rules.Refusal("time_taken", _("This visit already starts at that time."), "starts_at")


def add_slots(
    *,
    visit: Visit,
    starts: Sequence[dt.datetime],
    now: dt.datetime,
    capacity: int | None = None,
    keep_existing: bool = False,
) -> AddedSlots:
    """Add slots to a visit by hand, all or none; the plan of the visit never withdraws them.

    `starts` and `now` are aware; `visit` is loaded with its edition. `capacity` is that of the visit
    when it is not given. A slot that was withdrawn comes back at its start. With `keep_existing`
    starts that are there already stay as they are, so that the same list can be given again.

    Raises StartsRefused with what `check_starts` finds. 5 or 6 queries, however many starts.
    """
    places = capacity or visit.capacity
    with transaction.atomic():
        # One after the other for each visit: two lists at once would meet at the same start.
        Visit.objects.select_for_update(no_key=True).filter(pk=visit.pk).first()
        refusals = check_starts(visit=visit, starts=starts, now=now, keep_existing=keep_existing)
        if refusals:
            raise StartsRefused(refusals)
        before = _standing(visit, starts)
        withdrawn = [slot.pk for slot in before.values() if slot.status == SlotStatus.WITHDRAWN]
        Slot.objects.filter(pk__in=withdrawn).update(
            status=SlotStatus.OPEN,
            was_closed=False,
            by_hand=True,
            capacity=places,
            ends_at=end_of_tour(visit),
        )
        duration = dt.timedelta(minutes=visit.duration_minutes)
        Slot.objects.bulk_create(
            Slot(
                visit=visit,
                programme_id=visit.programme_id,
                starts_at=start.astimezone(dt.UTC),
                ends_at=start.astimezone(dt.UTC) + duration,
                capacity=places,
                by_hand=True,
            )
            for start in starts
            if start.astimezone(dt.UTC) not in before
        )
        after = _standing(visit, starts)
    return AddedSlots(
        created=[slot for start, slot in sorted(after.items()) if start not in before],
        put_back=[slot for slot in after.values() if slot.pk in withdrawn],
        kept=[slot for start, slot in sorted(after.items()) if start in before and slot.pk not in withdrawn],
    )


def take_out_slot(*, slot_id: int, now: dt.datetime) -> Slot:
    """Take one slot nobody has booked out of the offer; the visit's plan does not bring it back.

    Raises rules.Refusal `slot_booked`, `slot_waited_for` (to cancel it tells those people),
    `slot_cancelled`, `slot_past`. 4 queries.
    """
    with transaction.atomic():
        slot = lock_changeable(slot_id, now)
        refusal = refuse_taking_out(slot, _parties_waiting(slot))
        if refusal is not None:
            raise refusal
        slot.was_closed, slot.by_hand = slot.status == SlotStatus.CLOSED, True
        slot.status = SlotStatus.WITHDRAWN
        slot.save(update_fields=["status", "was_closed", "by_hand"])
    return slot


def refuse_taking_out(slot: Slot, waiting: int) -> rules.Refusal | None:
    """Why a slot cannot just be taken out, or None. `waiting` counts parties that wait for it. No query."""
    if slot.taken:
        text = ngettext(
            "%(count)d place is taken. Move the slot or cancel it: then everybody is told.",
            "%(count)d places are taken. Move the slot or cancel it: then everybody is told.",
            slot.taken,
        )
        return rules.Refusal("slot_booked", text % {"count": slot.taken})
    if waiting:
        text = ngettext(
            "%(count)d party waits for this slot. Cancel it: then the party is told.",
            "%(count)d parties wait for this slot. Cancel it: then they are told.",
            waiting,
        )
        return rules.Refusal("slot_waited_for", text % {"count": waiting})
    return None


def _parties_waiting(slot: Slot) -> int:
    return WaitEntry.objects.filter(slot=slot, status__in=OPEN_WAIT_STATUSES).count()


def put_back_slot(*, slot_id: int, now: dt.datetime) -> Slot:
    """Offer a withdrawn slot again, closed if it was closed.

    Where the visit's days and times name its start it is the plan's again, else it stays by hand.

    Raises rules.Refusal `slot_not_withdrawn`, `slot_past`. 5 queries.
    """
    with transaction.atomic():
        slot = lock_slots([slot_id]).get(slot_id)
        if slot is None or slot.status != SlotStatus.WITHDRAWN:
            raise rules.Refusal("slot_not_withdrawn", _("This slot was not taken out."))
        if slot.starts_at <= now:
            raise rules.Refusal("slot_past", _("This visit has already started."))
        starts, _refused = scheduling.visit_starts(slot.visit, slot.visit.bands.all())
        slot.by_hand = slot.start_in_plan not in {start.starts_at for start in starts}
        slot.status = SlotStatus.CLOSED if slot.was_closed else SlotStatus.OPEN
        slot.was_closed = False
        slot.save(update_fields=["status", "was_closed", "by_hand"])
    return slot


def set_open(*, slot_id: int, is_open: bool, now: dt.datetime) -> Slot:
    """Let a slot take bookings, or no more of them; bookings that are made stand.

    Opening offers free places to the waiting list first. Raises rules.Refusal `slot_cancelled`,
    `slot_past`. 8 queries.
    """
    status = SlotStatus.OPEN if is_open else SlotStatus.CLOSED
    with transaction.atomic():
        slot = lock_changeable(slot_id, now)
        return resize_slot(slot_id=slot_id, capacity=slot.capacity, status=status, now=now)
