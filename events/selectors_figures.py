"""The numbers of an edition, for whoever accounts for it: counts only, no person in them.

Each docstring says what it costs in queries; the number never depends on slots or bookings.
"""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from .models import Booking, CheckIn, Edition, Slot, WaitEntry
from .models.bookings import BookingStatus, WaitStatus
from .models.visits import SlotStatus
from .scheduling import ROME

UNMET = [WaitStatus.WAITING, WaitStatus.OFFERED, WaitStatus.ENDED]
"""Waiting parties that have no places: still waiting, just asked, or never served. Not who left."""


@dataclass(frozen=True)
class SlotFigures:
    """One slot that takes place, in numbers. Days and hours are those of Europe/Rome."""

    pk: int
    programme: uuid.UUID
    name: str
    """The programme's last known name: its pages may be gone."""
    start: dt.datetime
    places: int
    taken: int
    """Booked, held and offered places together: what can't be booked any more."""
    bookings: int
    people: int
    """People with a confirmed booking."""
    came: int | None
    """People ticked at the gate; None where nobody was ticked: then nothing is known."""
    waiting: int
    """People who wait, or waited in vain, for this very slot."""

    @property
    def day(self) -> dt.date:
        return self.start.date()


@dataclass(frozen=True)
class EditionFigures:
    """Slots in order of their start, and who waits for any slot of a plant."""

    slots: list[SlotFigures]
    waiting_anywhere: dict[uuid.UUID, int]
    """People per programme; nobody while one day is meant: they wait for none."""


@dataclass(frozen=True)
class Narrowing:
    """Which slots of an edition are meant: of some programmes, of one day (Europe/Rome), or all."""

    programmes: Collection[uuid.UUID] | None = None
    day: dt.date | None = None

    def of(self, rows: QuerySet, path: str = "") -> QuerySet:
        """The rows whose slot, reached by `path` ("slot__"), is meant. No query yet."""
        if self.programmes is not None:
            rows = rows.filter(**{f"{path}programme__in": list(self.programmes)})
        if self.day is not None:
            start = dt.datetime.combine(self.day, dt.time.min, tzinfo=ROME)
            end = dt.datetime.combine(self.day + dt.timedelta(days=1), dt.time.min, tzinfo=ROME)
            rows = rows.filter(**{f"{path}starts_at__gte": start, f"{path}starts_at__lt": end})
        return rows


def slot_figures(edition: Edition, only: Narrowing | None = None) -> EditionFigures:
    """What takes place in an edition, in numbers; withdrawn and cancelled slots are left out.

    4 queries: slots, bookings, check-ins, waiting.
    """
    only = only or Narrowing()
    slots = only.of(Slot.objects.filter(visit__edition=edition))
    slots = slots.exclude(status__in=[SlotStatus.WITHDRAWN, SlotStatus.CANCELLED])
    booked = {
        slot: (bookings, people)
        for slot, bookings, people in _confirmed(edition, only)
        .order_by()
        .values_list("slot")
        .annotate(Count("pk"), Sum("places"))
    }
    came = dict(
        only.of(CheckIn.objects.filter(booking__slot__visit__edition=edition), "booking__slot__")
        .filter(booking__status=BookingStatus.CONFIRMED)
        .order_by()
        .values_list("booking__slot")
        .annotate(Sum("people"))
    )
    waiting, anywhere = _waiting(edition, only)
    columns = ("pk", "programme", "programme__name", "starts_at", "capacity", "taken")
    return EditionFigures(
        [
            SlotFigures(
                pk,
                programme,
                name,
                timezone.localtime(start, ROME),
                places,
                taken,
                *booked.get(pk, (0, 0)),
                came.get(pk),
                waiting.get(pk, 0),
            )
            for pk, programme, name, start, places, taken in slots.order_by("starts_at", "pk").values_list(
                *columns
            )
        ],
        anywhere,
    )


def _waiting(edition: Edition, only: Narrowing) -> tuple[dict[int, int], dict[uuid.UUID, int]]:
    """People by slot, and by programme those for whom any slot will do. 1 query."""
    entries = WaitEntry.objects.filter(edition=edition, status__in=UNMET).order_by()
    by_slot: dict[int, int] = {}
    anywhere: dict[uuid.UUID, int] = {}
    for slot, programme, people in entries.values_list("slot", "programme").annotate(Sum("places")):
        if slot is not None:
            by_slot[slot] = people
        elif only.day is None and (only.programmes is None or programme in only.programmes):
            anywhere[programme] = people
    return by_slot, anywhere


def people_by_booking_day(edition: Edition, only: Narrowing | None = None) -> dict[dt.date, int]:
    """People with a confirmed booking by the day on which it was made, in order. 1 query."""
    rows = _confirmed(edition, only or Narrowing()).annotate(made_on=TruncDate("created_at", tzinfo=ROME))
    counted = rows.order_by().values_list("made_on").annotate(people=Sum("places"))
    return dict(counted.order_by("made_on"))


def people_by_origin(edition: Edition, only: Narrowing | None = None) -> dict[str, int]:
    """People with a confirmed booking by where they come from; "" for who did not say. 1 query."""
    rows = _confirmed(edition, only or Narrowing())
    return dict(rows.order_by().values_list("origin").annotate(people=Sum("places")))


@dataclass(frozen=True)
class EditionTotals:
    """An edition in a handful of numbers. Anonymous: they outlive the persons."""

    plants: int
    slots: int
    places: int
    bookings: int
    people: int
    waiting: int
    expected: int
    """People booked in slots where the gate ticked somebody."""
    came: int


def edition_totals(edition: Edition) -> EditionTotals:
    """The numbers of an edition that stay readable for good. 4 queries."""
    read = slot_figures(edition)
    known = [slot for slot in read.slots if slot.came is not None]
    return EditionTotals(
        plants=len({slot.programme for slot in read.slots}),
        slots=len(read.slots),
        places=sum(slot.places for slot in read.slots),
        bookings=sum(slot.bookings for slot in read.slots),
        people=sum(slot.people for slot in read.slots),
        waiting=sum(slot.waiting for slot in read.slots) + sum(read.waiting_anywhere.values()),
        expected=sum(slot.people for slot in known),
        came=sum(slot.came for slot in known),
    )


def current_among(editions: list[Edition], now: dt.datetime) -> Edition | None:
    """The one of them that `selectors.current_edition` would name at `now` (aware). No query."""
    today = timezone.localtime(now, ROME).date()
    in_order = sorted(editions, key=lambda edition: (edition.first_day, edition.pk))
    ahead = [edition for edition in in_order if edition.last_day >= today]
    return ahead[0] if ahead else in_order[-1] if in_order else None


def before_among(editions: list[Edition], edition: Edition) -> Edition | None:
    """The last of them that was over before this one began. No query."""
    over = [other for other in editions if other.last_day < edition.first_day]
    return max(over, key=lambda other: (other.last_day, other.pk), default=None)


def _confirmed(edition: Edition, only: Narrowing) -> QuerySet[Booking]:
    rows = Booking.objects.filter(status=BookingStatus.CONFIRMED, slot__visit__edition=edition)
    running = ~Q(slot__status__in=[SlotStatus.WITHDRAWN, SlotStatus.CANCELLED])
    return only.of(rows.filter(running), "slot__")
