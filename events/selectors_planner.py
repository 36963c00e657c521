"""What the planner reads: plants with their fill, and everything a plant offers in an edition."""

import uuid

from django.db.models import Count, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from .models import Edition, Programme, Slot, TimeBand, Visit, WaitEntry
from .models.bookings import OPEN_WAIT_STATUSES
from .models.visits import SlotStatus

OFFERED = (SlotStatus.OPEN, SlotStatus.CLOSED)
"""Slots that take place, whether or not they take bookings."""


def planned_programmes(edition: Edition | None) -> QuerySet[Programme]:
    """All programmes with what they offer in an edition; lazy, 1 query.

    Each row has `visit_count`, `slot_count`, `places` and `places_taken` of slots that take place.
    """
    visits = Visit.objects.filter(programme=OuterRef("pk"), edition=edition).order_by()
    offered = Q(slots__visit__edition=edition, slots__status__in=OFFERED)
    return Programme.objects.annotate(
        visit_count=_counted(visits.values("programme")),
        slot_count=Count("slots", filter=offered),
        places=Sum("slots__capacity", filter=offered, default=0),
        places_taken=Sum("slots__taken", filter=offered, default=0),
    )


def _counted(rows: QuerySet) -> Coalesce:
    counted = rows.annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def visits_of(programme_key: uuid.UUID, edition: Edition) -> list[Visit]:
    """The visits of a programme in an edition with their time bands, oldest first. 2 queries."""
    visits = Visit.objects.filter(programme_id=programme_key, edition=edition).select_related(
        "programme", "edition"
    )
    bands = Prefetch("bands", TimeBand.objects.order_by("start"))
    return list(visits.prefetch_related(bands).order_by("pk"))


def slots_to_plan(programme_key: uuid.UUID, edition: Edition) -> list[Slot]:
    """Every slot of a programme in an edition by start, also past and taken-out ones. 1 query.

    Each has `parties`: how many parties wait for this very slot. Slots that only the plan withdrew
    are left out: nobody decided anything about them.
    """
    parties = WaitEntry.objects.filter(slot=OuterRef("pk"), status__in=OPEN_WAIT_STATUSES).order_by()
    slots = Slot.objects.filter(programme_id=programme_key, visit__edition=edition)
    slots = slots.exclude(status=SlotStatus.WITHDRAWN, by_hand=False)
    slots = slots.annotate(parties=_counted(parties.values("slot")))
    return list(slots.order_by("starts_at", "visit_id", "pk"))
