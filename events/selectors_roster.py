"""Who is expected at a plant on a day, and who has come."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from .models import Booking, CheckIn, Programme, Slot
from .models.visits import SlotStatus
from .scheduling import ROME


@dataclass(frozen=True)
class RosterSlot:
    """One start with the parties that are expected, in the order of their names."""

    slot: Slot
    bookings: list[Booking]

    @property
    def people(self) -> int:
        return sum(booking.places for booking in self.bookings)

    @property
    def minors(self) -> int:
        return sum(booking.minors for booking in self.bookings)

    @property
    def came(self) -> int:
        return sum(check_in.people for check_in in map(check_in_of, self.bookings) if check_in)


@dataclass(frozen=True)
class Roster:
    """One plant on one day (Europe/Rome)."""

    programme: Programme
    day: dt.date
    slots: list[RosterSlot]

    @property
    def people(self) -> int:
        return sum(each.people for each in self.slots)

    @property
    def came(self) -> int:
        return sum(each.came for each in self.slots)


def check_in_of(booking: Booking) -> CheckIn | None:
    """The check-in of a booking that was read with it. No query."""
    return getattr(booking, "check_in", None)


def roster(programme: Programme, day: dt.date) -> Roster:
    """Confirmed bookings of a plant on a day of Rome, with their check-ins. 2 queries."""
    start = dt.datetime.combine(day, dt.time.min, tzinfo=ROME)
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min, tzinfo=ROME)
    slots = list(
        Slot.objects.filter(programme=programme, starts_at__gte=start, starts_at__lt=end)
        .exclude(status__in=[SlotStatus.WITHDRAWN, SlotStatus.CANCELLED])
        .select_related("visit")
        .order_by("starts_at", "pk")
    )
    bookings = (
        Booking.objects.filter(slot__in=slots, status=Booking.Status.CONFIRMED)
        .select_related("check_in")
        .order_by("contact_name", "pk")
    )
    by_slot: dict[int, list[Booking]] = {}
    for booking in bookings:
        by_slot.setdefault(booking.slot_id, []).append(booking)
    return Roster(programme, day, [RosterSlot(slot, by_slot.get(slot.pk, [])) for slot in slots])


def roster_days() -> QuerySet:
    """One row per plant and day on which somebody is expected: numbers only, the next day first. 1 query.

    Rows are dicts: `programme`, `name`, `day`, `slots`, `bookings`, `people`, `came`.
    """
    expected = Booking.objects.filter(status=Booking.Status.CONFIRMED).exclude(
        slot__status__in=[SlotStatus.WITHDRAWN, SlotStatus.CANCELLED]
    )
    return (
        expected.order_by()
        .annotate(
            programme=F("slot__programme"),
            name=F("slot__programme__name"),
            day=TruncDate("slot__starts_at", tzinfo=ROME),
        )
        .values("programme", "name", "day")
        .annotate(
            slots=Count("slot", distinct=True),
            bookings=Count("pk"),
            people=Sum("places"),
            came=Sum("check_in__people", default=0, filter=Q(check_in__isnull=False)),
        )
        .order_by("day", "name")
    )
