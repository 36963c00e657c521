"""Reads of the booking module. Each docstring says what it costs in queries."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import (
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    IntegerField,
    Max,
    Q,
    Sum,
    Value,
)
from django.utils import timezone

from . import kept, rules
from .models import Booking, Edition, JobRun, ReleaseWave, Slot, Visit, WaitEntry
from .models.bookings import ACTIVE_STATUSES, OPEN_WAIT_STATUSES
from .models.visits import SlotQuerySet, SlotStatus
from .prepared import Given, Prepared
from .tokens import CODE_ALPHABET

WORKER_SILENCE = dt.timedelta(minutes=5)
"""After this long without a run the worker counts as stopped."""


@dataclass(frozen=True)
class SlotRow:
    """A slot as a page shows it."""

    slot: Slot
    availability: rules.Availability
    free: int
    """Places the public can take now: released and not taken."""
    more_at: dt.datetime | None = None
    """When more places open, where those open so far are taken."""

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

    @property
    def full(self) -> bool:
        """Whether all places are taken and none is still to open: before the opening no day is full."""
        if self.free or any(row.more_at for row in self.slots):
            return False
        return any(row.availability == rules.Availability.FULL for row in self.slots)


def current_edition(now: dt.datetime) -> Edition | None:
    """The edition the site speaks of at `now` (aware): the coming or running one, else the last.

    1 query: editions, each once per release wave. The waves come loaded; not to be saved.
    """
    return _spoken_of(_editions(), now)


def kept_edition(now: dt.datetime) -> Edition | None:
    """The same for pages: kept until an edition or a wave is saved, not to be changed. 0 or 1 query."""
    return _spoken_of(kept.keep("editions", _editions), now)


def _spoken_of(editions: list[Edition], now: dt.datetime) -> Edition | None:
    today = timezone.localtime(now).date()
    ahead = (edition for edition in editions if edition.last_day >= today)
    return next(ahead, editions[-1] if editions else None)


def _editions() -> list[Edition]:
    """All editions by their first day, each with its waves. 1 query."""
    wave = {"wave": F("waves__pk"), "opens_at": F("waves__opens_at"), "percent": F("waves__percent")}
    rows = Edition.objects.annotate(**wave).order_by("first_day", "pk", "opens_at")
    by_edition = [list(group) for _pk, group in groupby(rows, key=lambda row: row.pk)]
    for same in by_edition:
        same[0].waves = [
            ReleaseWave(pk=row.wave, edition_id=row.pk, opens_at=row.opens_at, percent=row.percent)
            for row in same
            if row.wave
        ]
    return [same[0] for same in by_edition]


def kept_visit(visit_id: int) -> Visit:
    """A visit with its programme, edition and waves, for pages and forms: not to be changed.

    Kept until a visit, an edition or a wave is saved (events.kept), so no service may decide by it.
    0 or 2 queries. Raises Visit.DoesNotExist.
    """

    def read() -> Visit:
        visits = Visit.objects.select_related("programme", "edition").prefetch_related("edition__waves")
        return visits.get(pk=visit_id)

    return kept.keep(("visit", visit_id), read)


def _kept_visits(programme_key: uuid.UUID) -> dict[int, Visit]:
    """The visits of a programme as `kept_visit` gives them. 0 or 2 queries."""

    def read() -> dict[int, Visit]:
        visits = Visit.objects.select_related("programme", "edition").prefetch_related("edition__waves")
        return {visit.pk: visit for visit in visits.filter(programme_id=programme_key)}

    return kept.keep(("visits of", programme_key), read)


_UPCOMING = Prepared(
    lambda: (
        Slot.objects.filter(programme_id=Given(Slot, "programme"))
        .shown()
        .upcoming(Given(Slot, "starts_at"))
        .order_by("starts_at", "pk")
    )
)


def slot_days(*, programme_key: uuid.UUID, now: dt.datetime, as_published: bool = False) -> list[SlotDay]:
    """Upcoming slots of a programme grouped by day in Europe/Rome, for an aware `now`.

    A preview asks for them `as_published`, as they will be once the page is. 1 query for the slots and
    their places, and 2 for their visits, editions and waves unless they are kept: not to be changed.
    """
    slots = _UPCOMING.rows(programme=programme_key, starts_at=now)
    visits = _kept_visits(programme_key) if slots else {}
    for slot in slots:
        # One that is newer than what is kept is read by itself.
        slot.visit = visits.get(slot.visit_id) or kept_visit(slot.visit_id)
        slot.programme = slot.visit.programme
    rows = [_row(slot, now, as_published) for slot in slots]
    return [SlotDay(day, list(group)) for day, group in groupby(rows, key=lambda row: row.day)]


def _row(slot: Slot, now: dt.datetime, as_published: bool) -> SlotRow:
    availability = rules.availability(slot, now, as_published=as_published)
    waits_for_wave = availability == rules.Availability.FULL and slot.free > 0
    more_at = rules.next_release(slot.visit.edition, now) if waits_for_wave else None
    return SlotRow(slot, availability, rules.free_places(slot, now), more_at)


def _bookable_slots(edition: Edition, now: dt.datetime) -> SlotQuerySet:
    """Slots that still take bookings, with places left as `left`: released and not taken.

    1 query for the waves. Each visit closes its hours before the start, as `rules.refuse_slot` says.
    """
    return bookable_slots(edition.pk, rules.released_percent(edition, now), Value(now))


def bookable_slots(edition_id: int | Given, percent: int | Given, now: Value | Given) -> SlotQuerySet:
    """The same of an edition that has released so much of its places. No query."""
    left = (F("capacity") * percent + 99) / 100 - F("taken")
    hour = Value(dt.timedelta(hours=1), output_field=DurationField())
    number = ExpressionWrapper(F("visit__closes_hours_before"), output_field=IntegerField())
    hours = ExpressionWrapper(number * hour, output_field=DurationField())
    return (
        Slot.objects.filter(visit__edition_id=edition_id, status=SlotStatus.OPEN)
        .public()
        .filter(starts_at__gt=ExpressionWrapper(now + hours, output_field=DateTimeField()))
        .annotate(left=ExpressionWrapper(left, output_field=IntegerField()))
        .filter(left__gt=0)
    )


def free_places_by_programme(
    edition: Edition | None, *, now: dt.datetime, keys: Iterable[uuid.UUID] | None = None
) -> dict[uuid.UUID, int]:
    """Places left per programme in the slots still to come; programmes without any are absent.

    `keys` limits the answer to some programmes. 2 queries: waves, slots.
    """
    if edition is None:
        return {}
    slots = _bookable_slots(edition, now)
    if keys is not None:
        slots = slots.filter(programme_id__in=list(keys))
    return dict(slots.order_by().values_list("programme_id").annotate(free=Sum("left")))


def free_places_total(edition: Edition | None, *, now: dt.datetime) -> int:
    """Places left in the whole edition. 2 queries: waves, slots."""
    if edition is None:
        return 0
    return _bookable_slots(edition, now).aggregate(free=Sum("left"))["free"] or 0


def held_bookings(intents: Iterable[str], *, now: dt.datetime) -> list[Booking]:
    """Places still held at `now` for these forms, with slot and programme; first those that end first.

    1 query, none without intents.
    """
    wanted = list(intents)
    if not wanted:
        return []
    held = Booking.objects.filter(intent__in=wanted, status=Booking.Status.HELD, held_until__gte=now)
    return list(held.select_related("slot__programme", "slot__visit").order_by("held_until"))


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


_SHOWN = Prepared(lambda: Slot.objects.shown().filter(pk=Given(Slot, "id")))
_with_slot = Booking.objects.select_related("slot")
_BY_CODE = Prepared(lambda: _with_slot.filter(code=Given(Booking, "code")))
_HELD = Prepared(lambda: _with_slot.filter(intent=Given(Booking, "intent"), status=Booking.Status.HELD))


def shown_slot(slot_id: int) -> Slot | None:
    """A slot a visitor may be shown, with the kept visit, edition and waves; or None. 1 to 3 queries."""
    # A prepared statement sends the number as it came; no database has one as long as this.
    slot = _SHOWN.first(id=slot_id) if slot_id < 2**63 else None
    if slot is not None:
        slot.visit = kept_visit(slot.visit_id)
        slot.programme = slot.visit.programme
    return slot


def booking_by_code(code: str) -> Booking | None:
    """A booking with its slot, for pages and forms: its visit is the kept one, not to be changed.

    None where there is no such booking. 1 query, and those of `kept_visit`.
    """
    plain = code.replace("-", "").upper()
    # Whatever else is in the address was never a code of ours; PostgreSQL refuses some of it.
    if len(plain) != 8 or not set(plain) <= set(CODE_ALPHABET):
        return None
    booking = _BY_CODE.first(code=plain)
    return with_kept_visit(booking) if booking else None


def held_booking(intent: str) -> Booking | None:
    """The places held for a form with their slot, or None when they ran out. 1 query."""
    return _HELD.first(intent=intent)


def with_kept_visit(booking: Booking) -> Booking:
    """The booking, its slot loaded, with the kept visit and programme. 0 or 2 queries."""
    booking.slot.visit = kept_visit(booking.slot.visit_id)
    booking.slot.programme = booking.slot.visit.programme
    return booking


def booking_in_calendar(intent: uuid.UUID | None) -> Booking | None:
    """A booking whose calendar file may be read, with slot and programme: one that was confirmed. 1 query."""
    given = Booking.objects.filter(status__in=["confirmed", "cancelled"])
    return given.select_related("slot__programme").filter(intent=intent).first()


def my_bookings(*, ids: Iterable[int], email_norm: str = "") -> list[Booking]:
    """Bookings by number or of one proven address, places only held left out, the next first. 2 queries."""
    mine = Q(pk__in=list(ids))
    if email_norm:
        mine |= Q(email_norm=email_norm)
    shown = Q(status__in=["confirmed", "cancelled"]) | Q(status="held", wait_entry__isnull=False)
    return list(Booking.objects.with_slot().filter(mine & shown).order_by("slot__starts_at", "pk"))


# Waiting list ----------------------------------------------------------------------


def slots_to_wait_for(programme_key: uuid.UUID, *, now: dt.datetime) -> list[Slot]:
    """Slots of a plant that take bookings at `now` (aware), full or not, in order. 2 queries."""
    slots = Slot.objects.filter(programme_id=programme_key).upcoming(now).with_rules()
    return [slot for slot in slots.order_by("starts_at", "pk") if rules.refuse_slot(slot, now) is None]


def room_for_everybody(rows: Iterable[SlotRow]) -> bool:
    """Whether one slot has room for every party that any of these slots would take.

    Then nobody can wait for any of them. No query.
    """
    open_rows = [row for row in rows if row.bookable or row.availability == rules.Availability.FULL]
    if not open_rows:
        return False
    visits = [row.visit for row in open_rows]
    size, age = max(visit.party_limit for visit in visits), min(visit.min_age for visit in visits)
    minors = None if None in (each := [v.minors_per_adult for v in visits]) else max(each)
    return any(
        row.free >= size and row.visit.min_age == age and row.visit.minors_per_adult in (None, minors)
        for row in open_rows
    )


def waiting_entry(entry_id: int) -> WaitEntry | None:
    """A waiting party with its slot, visit, edition and programme, or None. 1 query."""
    return WaitEntry.objects.select_related("programme", "slot__visit__edition").filter(pk=entry_id).first()


def waiting_position(entry: WaitEntry) -> int:
    """How many parties come before this one. 1 query.

    Parties with an open offer count: until they answer, they are not yet served. For one slot those
    count that wait for it or for any; for any slot of a plant everybody counts who came earlier.
    """
    earlier = WaitEntry.objects.filter(
        Q(created_at__lt=entry.created_at) | Q(created_at=entry.created_at, pk__lt=entry.pk),
        programme_id=entry.programme_id,
        edition_id=entry.edition_id,
        status__in=OPEN_WAIT_STATUSES,
    )
    if entry.slot_id is not None:
        earlier = earlier.filter(Q(slot=None) | Q(slot_id=entry.slot_id))
    return earlier.count()


def waiting_for_slot(slot: Slot) -> int:
    """How many parties would be offered places of a slot: who waits for it, or for any of its plant.

    `slot` with its visit. 1 query.
    """
    anywhere = Q(slot=None, programme=slot.programme_id, edition=slot.visit.edition_id)
    return WaitEntry.objects.filter(Q(slot=slot) | anywhere, status__in=OPEN_WAIT_STATUSES).count()


@dataclass(frozen=True)
class WaitRow:
    """A waiting party as a page shows it."""

    entry: WaitEntry
    before: int
    """Parties that come first."""
    offer: Booking | None
    """The open offer, for who has proven the address; joining the list alone proves nothing."""


def wait_row(entry: WaitEntry, *, email_norm: str = "") -> WaitRow:
    """Where a waiting party stands, for somebody with this proven address, if any. 1 to 3 queries."""
    offer = None
    if email_norm and email_norm == entry.email_norm:
        offer = entry.offers.with_slot().filter(status=Booking.Status.HELD).first()
    return WaitRow(entry, waiting_position(entry), offer)


def my_waiting(*, email_norm: str = "", ids: Iterable[int] = ()) -> list[WaitRow]:
    """Where a person waits: of one proven address, or by number; who came first, first.

    1 query, and 1 to 3 more per waiting party.
    """
    mine = Q(pk__in=list(ids))
    if email_norm:
        mine |= Q(email_norm=email_norm)
    entries = WaitEntry.objects.filter(mine, status__in=OPEN_WAIT_STATUSES)
    entries = entries.select_related("programme", "slot__visit__edition")
    return [wait_row(entry, email_norm=email_norm) for entry in entries]


def worker_health(now: dt.datetime | None = None) -> str:
    """ "ok", or why the worker seems to stand still. 1 query."""
    last = JobRun.objects.aggregate(last=Max("last_run_at"))["last"]
    if last is None:
        return "never ran"
    return "ok" if (now or timezone.now()) - last <= WORKER_SILENCE else "silent"
