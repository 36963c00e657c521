"""Many new visits with their slots at once, as a file brings them in."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models.signals import post_save
from django.utils.translation import gettext as _

from .. import rules, scheduling
from ..models import Slot, TimeBand, Visit
from ..models.visits import SlotStatus
from ..timetables import Timetable, timetable_of
from .single_slots import refuse_single_start

ROWS = 500
"""Rows per statement."""


@dataclass
class NewSlot:
    """A start (aware) that a new visit gets, with its places."""

    starts_at: dt.datetime
    capacity: int
    is_closed: bool = False


@dataclass
class NewVisit:
    """A visit that is not stored yet, with its edition and programme known, and its slots."""

    visit: Visit
    slots: list[NewSlot] = field(default_factory=list)
    timetable: Timetable = field(default_factory=Timetable)
    """The days and times it got; known once it is stored."""


def store_visits(*, visits: Sequence[NewVisit], now: dt.datetime) -> list[list[Slot]]:
    """Store visits and their slots, all or none; per visit its slots, in the order they were given.

    Days and times of each visit are those that most of its starts have in common, so that its form shows
    them and its plan keeps them. Starts that are exceptions, and slots with other places than the visit's,
    are slots by hand: the plan leaves them alone. `now` is aware. 3 queries for some hundred rows each.

    Raises ValidationError where a visit's value is out of its limits, rules.Refusal as `add_slots` does.
    """
    for new in visits:
        new.visit.clean_fields(exclude=["recurrence", "programme", "edition"])
        _refuse_starts(new, now)
    slots = []
    for new in visits:
        new.timetable = _timetable(new)
        if new.timetable.days:
            new.visit.recurrence = scheduling.days_to_recurrence(new.timetable.days)
        slots.append([_slot(new.visit, each, new.timetable) for each in new.slots])
    with transaction.atomic():
        Visit.objects.bulk_create([new.visit for new in visits], batch_size=ROWS)
        bands = [TimeBand(visit=new.visit, start=time) for new in visits for time in new.timetable.times]
        TimeBand.objects.bulk_create(bands, batch_size=ROWS)
        Slot.objects.bulk_create([each for found in slots for each in found], batch_size=ROWS)
        if visits:
            # Rows written at once send no signal; ready-made pages end with this one.
            post_save.send(Visit, instance=visits[-1].visit, created=True, raw=False, update_fields=None)
    return slots


def _refuse_starts(new: NewVisit, now: dt.datetime) -> None:
    seen = set()
    for slot in new.slots:
        refusal = refuse_single_start(new.visit, slot.starts_at, now)
        if refusal is None and slot.starts_at.astimezone(dt.UTC) in seen:
            refusal = rules.Refusal("time_twice", _("This start is given twice."), "starts_at")
        if refusal is not None:
            raise refusal
        seen.add(slot.starts_at.astimezone(dt.UTC))


def _timetable(new: NewVisit) -> Timetable:
    return timetable_of(slot.starts_at for slot in new.slots if slot.capacity == new.visit.capacity)


def _slot(visit: Visit, new: NewSlot, table: Timetable) -> Slot:
    start = new.starts_at.astimezone(dt.UTC)
    is_planned = new.capacity == visit.capacity and table.names(start)
    return Slot(
        visit=visit,
        programme_id=visit.programme_id,
        starts_at=start,
        ends_at=start + dt.timedelta(minutes=visit.duration_minutes),
        planned_at=start if is_planned else None,
        by_hand=not is_planned,
        capacity=new.capacity,
        status=SlotStatus.CLOSED if new.is_closed else SlotStatus.OPEN,
    )
