"""Slots from visits: a plan that can be looked at, then applied."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Value

from ..models import Slot, Visit
from ..models.visits import SlotStatus
from ..scheduling import RefusedStart, Start, visit_starts


@dataclass(frozen=True)
class SlotPlan:
    """What applying a visit's days and times would do.

    `affected` slots are no longer planned but booked: they stay as they are, and staff decide.
    """

    visit: Visit
    add: list[Start]
    restore: list[Slot]
    keep: list[Slot]
    withdraw: list[Slot]
    affected: list[Slot]
    refused: list[RefusedStart]

    @property
    def changes_nothing(self) -> bool:
        return not (self.add or self.restore or self.withdraw)


def plan_slots(*, visit: Visit, now: dt.datetime) -> SlotPlan:
    """Compare a visit's days and times with its slots. Past slots are left alone. 2 queries."""
    starts, refused = visit_starts(visit, visit.bands.all())
    wanted = {start.starts_at: start for start in starts}
    plan = SlotPlan(visit, [], [], [], [], [], refused)
    existing = list(Slot.objects.filter(visit=visit).order_by("starts_at"))
    for slot in existing:
        if slot.starts_at <= now:
            continue
        if slot.starts_at in wanted:
            (plan.restore if slot.status == SlotStatus.WITHDRAWN else plan.keep).append(slot)
        elif slot.taken:
            plan.affected.append(slot)
        # A cancelled slot stays cancelled: people were told so, and its page goes on saying it.
        elif slot.status not in (SlotStatus.WITHDRAWN, SlotStatus.CANCELLED):
            plan.withdraw.append(slot)
    known = {slot.starts_at for slot in existing}
    plan.add.extend(start for moment, start in sorted(wanted.items()) if moment not in known)
    return plan


def apply_plan(*, visit: Visit, now: dt.datetime) -> SlotPlan:
    """Add, restore and withdraw slots as planned; applying twice changes nothing. 5 to 8 queries.

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
                    capacity=visit.capacity,
                )
                for start in plan.add
            ],
            ignore_conflicts=True,
        )
        if plan.restore:
            Slot.objects.filter(pk__in=[slot.pk for slot in plan.restore]).update(
                status=SlotStatus.OPEN, capacity=visit.capacity
            )
        # A longer or shorter tour: nobody has been told the old end of an empty slot.
        duration = Value(dt.timedelta(minutes=visit.duration_minutes), output_field=DurationField())
        Slot.objects.filter(pk__in=[slot.pk for slot in plan.keep], taken=0).update(
            ends_at=ExpressionWrapper(F("starts_at") + duration, output_field=DateTimeField())
        )
        if plan.withdraw:
            Slot.objects.filter(pk__in=[slot.pk for slot in plan.withdraw], taken=0).update(
                status=SlotStatus.WITHDRAWN
            )
    return plan
