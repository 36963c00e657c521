"""A visit's new days and times, with the booked slots that follow them: looked at, then done as shown."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.db import transaction
from django.utils.translation import gettext as _

from .. import rules, scheduling
from ..models import Booking, Slot, Visit, WaitEntry
from ..models.visits import SlotStatus
from ..scheduling import Start
from .places import lock_slots
from .scheduling import SlotPlan, apply_plan, plan_slots
from .slots import tell_move, waiting_for


@dataclass(frozen=True)
class Replanned:
    """What a replanning did: the plan as it was applied after the booked slots had moved, how many of
    them moved, and how many bookings were told, or are to be called where there is no address."""

    plan: SlotPlan
    moved: int
    told: int


def targets(plan: SlotPlan, visit: Visit) -> list[Start]:
    """The starts that booked slots can follow the plan to: where it would offer a new slot. No query."""
    length = dt.timedelta(minutes=visit.duration_minutes)
    back = [Start(slot.starts_at, slot.starts_at + length) for slot in plan.restore if not slot.is_moved]
    return sorted([*plan.add, *back], key=lambda start: start.starts_at)


def suggest_moves(plan: SlotPlan, visit: Visit) -> dict[int, dt.datetime]:
    """Where each booked slot that leaves the plan could go on the same day: nobody overtakes anybody.

    By slot; slots without a start left on their day are missing. No query.
    """
    free = {day: list(group) for day, group in groupby(targets(plan, visit), key=lambda s: _day(s.starts_at))}
    moves = {}
    for day, leaving in groupby(plan.affected, key=lambda slot: _day(slot.starts_at)):
        slots, starts = list(leaving), [start.starts_at for start in free.get(day, [])]
        moves |= {slots[i].pk: starts[j] for i, j in _in_order([s.starts_at for s in slots], starts)}
    return moves


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(scheduling.ROME).date()


def _in_order(old: list[dt.datetime], new: list[dt.datetime]) -> list[tuple[int, int]]:
    """Pair as many as possible in their order, with the least time between the two of a pair."""
    best: dict[tuple[int, int], tuple[int, float, list[tuple[int, int]]]] = {}
    for i in range(len(old) + 1):
        for j in range(len(new) + 1):
            if not i or not j:
                best[i, j] = (0, 0.0, [])
                continue
            pairs, way, chosen = best[i - 1, j - 1]
            minutes = abs((old[i - 1] - new[j - 1]).total_seconds())
            both = (pairs - 1, way + minutes, [*chosen, (i - 1, j - 1)])
            best[i, j] = min(best[i - 1, j], best[i, j - 1], both, key=lambda found: found[:2])
    return best[len(old), len(new)][2]


def refuse_moves(plan: SlotPlan, visit: Visit, moves: Mapping[int, dt.datetime]) -> rules.Refusal | None:
    """Why booked slots cannot follow the plan to `moves` (aware, by slot), or None. No query."""
    free = {start.starts_at for start in targets(plan, visit)}
    leaving = {slot.pk for slot in plan.affected}
    if not set(moves) <= leaving or not set(moves.values()) <= free:
        return plan_changed()
    if len(set(moves.values())) < len(moves):
        text = _("Two slots would start at the same time: choose another start for one of them.")
        return rules.Refusal("time_twice", text)
    return None


def plan_changed() -> rules.Refusal:
    """What was shown is no longer what would happen."""
    text = _("Something has changed since this was shown: look at it once more.")
    return rules.Refusal("plan_changed", text)


def told_by(slots: Iterable[Slot]) -> list[Booking]:
    """Confirmed bookings and open offers of slots: people who were given a time. 2 queries with waves."""
    active = Booking.objects.active().with_slot().filter(slot__in=[slot.pk for slot in slots])
    return list(active.exclude(email_norm="").order_by("slot__starts_at", "pk"))


def fingerprint(
    plan: SlotPlan,
    moves: Mapping[int, dt.datetime],
    told: Iterable[Booking],
    waiting: Iterable[WaitEntry] = (),
) -> str:
    """What a page shows of a replanning, in short. The same as long as the same would happen. No query.

    Slots that stay are not in it: who books there meanwhile is not touched.
    """
    parts: list[object] = [plan.visit.pk, plan.visit.duration_minutes, plan.visit.capacity]
    parts += [f"add {start.starts_at.timestamp():.0f}" for start in plan.add]
    for name in ("restore", "withdraw", "adopt"):
        parts += [f"{name} {slot.pk}" for slot in getattr(plan, name)]
    parts += [f"left {slot.pk} {slot.version} {slot.taken} {slot.status}" for slot in plan.affected]
    parts += [f"move {pk} {start.timestamp():.0f}" for pk, start in sorted(moves.items())]
    parts += [f"told {booking.pk} {booking.generation} {booking.language}" for booking in told]
    parts += [f"waits {entry.pk} {entry.language}" for entry in waiting]
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:32]


def replan_visit(
    *, visit: Visit, moves: Mapping[int, dt.datetime], note: dict[str, str], seen: str, now: dt.datetime
) -> Replanned:
    """Apply the days and times that `visit` has now, and move booked slots along, if that is what was seen.

    `moves` gives a new start (aware) to slots that are booked and no longer planned; their bookings,
    open offers and the parties that wait for them are told, with `note` by language in the place of
    the draft, and nobody else is. Other booked slots stay. `seen` is the `fingerprint` of what was
    shown. `visit` is stored and loaded with its edition.

    Raises rules.Refusal `plan_changed` or `time_twice`: nothing is changed then. About 15 queries,
    2 per slot that moves and 5 to 7 per booking that is told.
    """
    with transaction.atomic():
        coming = Slot.objects.filter(visit=visit, starts_at__gt=now).values_list("pk", flat=True)
        locked = lock_slots(list(coming), waves=False)
        plan = plan_slots(visit=visit, now=now)
        refusal = refuse_moves(plan, visit, moves)
        leaving = [slot for slot in plan.affected if slot.pk in moves]
        if refusal is None:
            waiting = waiting_for(slot.pk for slot in leaving)
            if fingerprint(plan, moves, told_by(leaving), waiting) != seen:
                refusal = plan_changed()
        if refusal is not None:
            raise refusal
        told = _follow(plan, visit, moves, locked, note=note, now=now)
        applied = apply_plan(visit=visit, now=now)
    return Replanned(applied, len(moves), told)


def _follow(
    plan: SlotPlan,
    visit: Visit,
    moves: Mapping[int, dt.datetime],
    locked: dict[int, Slot],
    *,
    note: dict[str, str],
    now: dt.datetime,
) -> int:
    """Move slots to their new starts in the plan; returns how many bookings were told."""
    ends = {start.starts_at: start.ends_at for start in targets(plan, visit)}
    withdrawn = {slot.starts_at: slot for slot in plan.restore if not slot.is_moved}
    told = 0
    for pk, starts_at in sorted(moves.items(), key=lambda move: move[1]):
        slot, left = locked[pk], locked[pk].starts_at
        aside = withdrawn.get(starts_at)
        if aside is not None:
            # An empty slot nobody sees stands there: the two change places, as a visit starts once at a time.
            Slot.objects.filter(pk=aside.pk, status=SlotStatus.WITHDRAWN).update(
                starts_at=starts_at + dt.timedelta(microseconds=1), planned_at=None
            )
        slot.planned_at = starts_at
        told += tell_move(slot, starts_at, ends[starts_at], note=note, now=now)
        if aside is not None:
            length = aside.ends_at - aside.starts_at
            Slot.objects.filter(pk=aside.pk).update(starts_at=left, ends_at=left + length)
    return told
