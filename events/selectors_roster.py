"""Who is expected at a plant on a day, and who has come."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from .alphabet import alphabetical
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
    start, end = first_moment(day), first_moment(day + dt.timedelta(days=1))
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


def expected_bookings() -> QuerySet[Booking]:
    """Bookings of which somebody is expected. No query yet."""
    gone = [SlotStatus.WITHDRAWN, SlotStatus.CANCELLED]
    return Booking.objects.filter(status=Booking.Status.CONFIRMED).exclude(slot__status__in=gone)


def first_moment(day: dt.date) -> dt.datetime:
    """Midnight in Rome, with which a day begins."""
    return dt.datetime.combine(day, dt.time.min, tzinfo=ROME)


def roster_days(bookings: QuerySet[Booking]) -> list[dict]:
    """One row per plant and day of these bookings: numbers only, the next day first. 1 query.

    Rows are dicts: `programme`, `name`, `day`, `slots`, `bookings`, `people`, `came`. The database adds
    up per slot; days are of Rome, which only Python knows on every database.
    """
    per_slot = (
        bookings.order_by()
        .values("slot", "slot__programme", "slot__programme__name", "slot__starts_at")
        .annotate(n=Count("pk"), people=Sum("places"), came=Sum("check_in__people", default=0))
    )
    rows: dict[tuple, dict] = {}
    for slot in per_slot:
        day, programme = slot["slot__starts_at"].astimezone(ROME).date(), slot["slot__programme"]
        name = slot["slot__programme__name"]
        empty = {"programme": programme, "name": name, "day": day}
        empty |= dict.fromkeys(("slots", "bookings", "people", "came"), 0)
        row = rows.setdefault((programme, day), empty)
        row["slots"] += 1
        row["bookings"] += slot["n"]
        row["people"] += slot["people"]
        row["came"] += slot["came"]
    return sorted(rows.values(), key=lambda row: (row["day"], alphabetical(row["name"])))
