"""Reads of the booking module. Each docstring says what it costs in queries."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import F, Max, Q, Sum
from django.utils import timezone

from . import rules
from .models import Booking, Edition, JobRun, Slot
from .models.bookings import ACTIVE_STATUSES
from .models.visits import SlotStatus
from .tokens import CODE_ALPHABET

WORKER_SILENCE = dt.timedelta(minutes=5)
"""After this long without a run the worker counts as stopped."""


@dataclass(frozen=True)
class SlotRow:
    """A slot as a page shows it."""

    slot: Slot
    availability: rules.Availability

    def __getattr__(self, name: str) -> object:
        # Templates read `row.starts_at`, `row.free`, `row.pk` as if it were the slot.
        return getattr(self.slot, name)

    @property
    def bookable(self) -> bool:
        """Whether a place can be asked for now."""
        return self.availability in (rules.Availability.FREE, rules.Availability.FEW)


@dataclass(frozen=True)
class SlotDay:
    """The slots of one day, in the order of their starts."""

    date: dt.date
    slots: list[SlotRow]

    @property
    def free(self) -> int:
        """Places a visitor can book now on this day."""
        return sum(row.free for row in self.slots if row.bookable)


def current_edition(now: dt.datetime) -> Edition | None:
    """The edition the site speaks of at `now` (aware): the coming or running one, else the last.

    1 query.
    """
    today = timezone.localtime(now).date()
    editions = list(Edition.objects.order_by("first_day"))
    ahead = [edition for edition in editions if edition.last_day >= today]
    return ahead[0] if ahead else (editions[-1] if editions else None)


def slot_days(*, programme_key: uuid.UUID, now: dt.datetime) -> list[SlotDay]:
    """Upcoming slots of a programme grouped by day in Europe/Rome, for an aware `now`. 1 query."""
    slots = (
        Slot.objects.filter(programme_id=programme_key)
        .shown()
        .upcoming(now)
        .with_rules()
        .order_by("starts_at", "pk")
    )
    rows = [SlotRow(slot, rules.availability(slot, now)) for slot in slots]
    return [SlotDay(day, list(group)) for day, group in groupby(rows, key=lambda row: row.day)]


def _bookable_slots(edition: Edition, now: dt.datetime) -> "Slot.objects":
    return Slot.objects.filter(
        visit__edition=edition, status=SlotStatus.OPEN, taken__lt=F("capacity")
    ).upcoming(now)


def free_places_by_programme(
    edition: Edition | None, *, now: dt.datetime, keys: Iterable[uuid.UUID] | None = None
) -> dict[uuid.UUID, int]:
    """Places left per programme in the slots still to come; programmes without any are absent.

    `keys` limits the answer to some programmes. 1 query.
    """
    if edition is None:
        return {}
    slots = _bookable_slots(edition, now)
    if keys is not None:
        slots = slots.filter(programme_id__in=list(keys))
    rows = slots.order_by().values_list("programme_id").annotate(free=Sum(F("capacity") - F("taken")))
    return dict(rows)


def programmes_with_slots(edition: Edition | None, day: dt.date, *, now: dt.datetime) -> set[uuid.UUID]:
    """Keys of the programmes with places left on a day (Europe/Rome). 1 query."""
    if edition is None:
        return set()
    rome = timezone.get_default_timezone()
    start = dt.datetime.combine(day, dt.time.min, tzinfo=rome)
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min, tzinfo=rome)
    slots = _bookable_slots(edition, now).filter(starts_at__gte=start, starts_at__lt=end)
    return set(slots.order_by().values_list("programme_id", flat=True))


def free_places_total(edition: Edition | None, *, now: dt.datetime) -> int:
    """Places left in the whole edition. 1 query."""
    if edition is None:
        return 0
    total = _bookable_slots(edition, now).aggregate(free=Sum(F("capacity") - F("taken")))
    return total["free"] or 0


@dataclass(frozen=True)
class InventoryError:
    """A slot whose counter does not match its bookings."""

    slot_id: int
    taken: int
    counted: int
    capacity: int


def inventory_errors() -> list[InventoryError]:
    """Slots where `taken` is not the sum of active bookings, or exceeds the capacity (I1, I2).

    1 query; empty when all is well.
    """
    active = Sum("bookings__places", filter=Q(bookings__status__in=ACTIVE_STATUSES), default=0)
    slots = Slot.objects.annotate(counted=active).filter(
        ~Q(taken=F("counted")) | Q(counted__gt=F("capacity"))
    )
    return [
        InventoryError(row["pk"], row["taken"], row["counted"], row["capacity"])
        for row in slots.values("pk", "taken", "counted", "capacity")
    ]


def booking_by_code(code: str) -> Booking | None:
    """A booking with its slot, visit, edition and programme, or None. 1 query."""
    plain = code.replace("-", "").upper()
    # Whatever else is in the address was never a code of ours; PostgreSQL refuses some of it.
    if len(plain) != 8 or not set(plain) <= set(CODE_ALPHABET):
        return None
    return Booking.objects.with_slot().filter(code=plain).first()


def worker_health(now: dt.datetime | None = None) -> str:
    """ "ok", or why the worker seems to stand still. 1 query."""
    last = JobRun.objects.aggregate(last=Max("last_run_at"))["last"]
    if last is None:
        return "never ran"
    return "ok" if (now or timezone.now()) - last <= WORKER_SILENCE else "silent"
