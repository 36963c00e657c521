"""Slots from visits: a plan that can be looked at, then applied."""

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import (
    BooleanField,
    Case,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    Value,
    When,
)

from ..models import Slot, Visit
from ..models.visits import SlotStatus
from ..scheduling import RefusedStart, Start, visit_starts


@dataclass(frozen=True)
class SlotPlan:
    """What applying a visit's days and times would do.

    `affected` slots are no longer planned but booked: they stay as they are, and staff decide.
    `by_hand` are single exceptions of the staff, offered or taken out: the plan leaves them alone.
    `occupied` are planned starts where a slot stands that staff moved there from another planned
    start: a visit starts once at a time, so none is added. `adopt` are slots, also in one of the
    other lists, that staff moved to where the plan now wants one: from now on it is their start.
    """

    visit: Visit
    refused: list[RefusedStart]
    add: list[Start] = field(default_factory=list)
    restore: list[Slot] = field(default_factory=list)
    keep: list[Slot] = field(default_factory=list)
    withdraw: list[Slot] = field(default_factory=list)
    affected: list[Slot] = field(default_factory=list)
    occupied: list[Start] = field(default_factory=list)
    adopt: list[Slot] = field(default_factory=list)
    by_hand: list[Slot] = field(default_factory=list)

    @property
    def changes_nothing(self) -> bool:
        return not (self.add or self.restore or self.withdraw or self.adopt)

    @property
    def moved(self) -> list[Slot]:
        """Slots kept or put back elsewhere than the plan says, because staff moved them there."""
        elsewhere = [slot for slot in self.keep + self.restore if slot.is_moved and slot not in self.adopt]
        return [slot for slot in elsewhere if slot.status != SlotStatus.CANCELLED]


def plan_slots(*, visit: Visit, now: dt.datetime) -> SlotPlan:
    """Compare a visit's days and times with its slots. Past slots are left alone. 2 queries.

    A slot is found by the start the plan gave it, so one that staff moved is kept where it stands.
    One that staff added or took out by hand is left as it is, also when the plan wants its start.
    """
    starts, refused = visit_starts(visit, visit.bands.all())
    wanted = {start.starts_at: start for start in starts}
    plan = SlotPlan(visit, refused)
    existing = list(Slot.objects.filter(visit=visit).order_by("starts_at"))
    serving = _serving(existing, wanted)
    planned = set(serving.values())
    for slot in existing:
        if slot.starts_at > now:
            _place(slot, slot.pk in planned, plan)
            if _is_new_to_plan(slot) and serving.get(slot.starts_at) == slot.pk:
                plan.adopt.append(slot)
    standing = {slot.starts_at for slot in existing}
    for moment, start in sorted(wanted.items()):
        if moment not in standing and moment not in serving:
            plan.add.append(start)
        elif moment not in serving and moment > now:
            plan.occupied.append(start)
    return plan


def _serving(slots: list[Slot], wanted: dict[dt.datetime, Start]) -> dict[dt.datetime, int]:
    """Which slot serves which wanted start; each slot one, each start once."""
    serving: dict[dt.datetime, int] = {}
    # First the starts the plan gave, then times the plan has caught up with.
    for slot in slots:
        if slot.planned_at in wanted:
            serving[slot.planned_at] = slot.pk
    busy = set(serving.values())
    for slot in slots:
        if slot.pk not in busy and slot.starts_at in wanted:
            serving.setdefault(slot.starts_at, slot.pk)
    return serving


def _is_new_to_plan(slot: Slot) -> bool:
    """Whether the start where a slot stands was given to it by staff, not by the plan."""
    return slot.is_moved or (slot.by_hand and slot.planned_at is None)


def _place(slot: Slot, is_planned: bool, plan: SlotPlan) -> None:
    if slot.by_hand:
        plan.by_hand.append(slot)
    elif is_planned:
        (plan.restore if slot.status == SlotStatus.WITHDRAWN else plan.keep).append(slot)
    elif slot.taken:
        plan.affected.append(slot)
    # A cancelled slot stays cancelled: people were told so, and its page goes on saying it.
    elif slot.status not in (SlotStatus.WITHDRAWN, SlotStatus.CANCELLED):
        plan.withdraw.append(slot)


def apply_plan(*, visit: Visit, now: dt.datetime) -> SlotPlan:
    """Add, restore and withdraw slots as planned; applying twice changes nothing. 5 to 9 queries.

    The plan is made again inside the transaction. A slot booked in the meantime is not withdrawn:
    the UPDATE itself asks for `taken = 0`.
    """
    with transaction.atomic():
        plan = plan_slots(visit=visit, now=now)
        Slot.objects.bulk_create(
            [
                Slot(
                    visit=visit,
                    programme_id=visit.programme_id,
                    starts_at=start.starts_at,
                    ends_at=start.ends_at,
                    planned_at=start.starts_at,
                    capacity=visit.capacity,
                )
                for start in plan.add
            ],
            ignore_conflicts=True,
        )
        if plan.adopt:
            _adopt(plan.adopt)
        if plan.restore:
            _restore(plan.restore, visit.capacity)
        # A longer or shorter tour: nobody has been told the old end of an empty slot.
        standing = _among(plan.keep + plan.restore + plan.by_hand).filter(taken=0)
        standing.update(ends_at=end_of_tour(visit))
        if plan.withdraw:
            _withdraw(plan.withdraw)
    return plan


def end_of_tour(visit: Visit) -> ExpressionWrapper:
    """When a slot of a visit ends, for an UPDATE: its start and the visit's duration."""
    duration = Value(dt.timedelta(minutes=visit.duration_minutes), output_field=DurationField())
    return ExpressionWrapper(F("starts_at") + duration, output_field=DateTimeField())


def _among(slots: list[Slot]) -> QuerySet[Slot]:
    return Slot.objects.filter(pk__in=[slot.pk for slot in slots])


def _adopt(slots: list[Slot]) -> None:
    """Where these slots stand is their planned start from now on. 1 query."""
    where_they_stood = [slot.starts_at for slot in slots]
    _among(slots).filter(starts_at__in=where_they_stood).update(planned_at=F("starts_at"))


def _restore(slots: list[Slot], capacity: int) -> None:
    """Put slots back as they went: open, or closed if staff had closed them. 1 query."""
    as_it_went = Case(When(was_closed=True, then=Value(SlotStatus.CLOSED)), default=Value(SlotStatus.OPEN))
    _among(slots).filter(status=SlotStatus.WITHDRAWN).update(
        status=as_it_went, capacity=capacity, was_closed=False
    )


def _withdraw(slots: list[Slot]) -> None:
    """Withdraw slots nobody has booked, remembering which were closed. 1 query."""
    still_offered = _among(slots).filter(taken=0, status__in=[SlotStatus.OPEN, SlotStatus.CLOSED])
    is_closed = ExpressionWrapper(Q(status=SlotStatus.CLOSED), output_field=BooleanField())
    still_offered.update(status=SlotStatus.WITHDRAWN, was_closed=is_closed)
