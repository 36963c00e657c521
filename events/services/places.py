"""The only statements that change `Slot.taken`. Everything else goes through them."""

import datetime as dt
import hashlib
from collections.abc import Iterable

from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext as _

from .. import rules
from ..models import Booking, Edition, Programme, ReleaseWave, Slot
from ..models.visits import SlotStatus
from ..prepared import Given, Prepared, PreparedUpdate, number


def _locked(slots: QuerySet) -> QuerySet:
    return slots.select_for_update(of=("self",), no_key=True).order_by("pk")


_WITH_VISIT = "visit__edition", "programme"
_ONE = Prepared(lambda: _locked(Slot.objects.select_related(*_WITH_VISIT)).filter(pk=Given(Slot, "id")))
_WAVES = Prepared(lambda: ReleaseWave.objects.filter(edition_id=Given(Edition, "id", "edition")))
_ROW = Prepared(lambda: _locked(Slot.objects.all()).filter(pk=Given(Slot, "id")))


def lock_slot(slot_id: int, *, like: Slot | None = None) -> Slot | None:
    """Lock one slot and read it, with visit, edition, programme and waves; None if there is none. 2 queries.

    With `like`, the same slot read just before, only its own row is read again: 1 query.
    Changes of a visit or of waves never wait for this lock: read just before it they are as good as
    read behind it. Bookings keep their slot from being deleted, so a held one is there.
    """
    if like is None:
        slot = _ONE.first(id=slot_id)
        if slot is not None:
            slot.visit.edition.waves = _WAVES.rows(edition=slot.visit.edition_id)
        return slot
    slot = _ROW.first(id=slot_id)
    slot.visit, slot.programme = like.visit, like.programme
    return slot


def lock_slots(ids: Iterable[int], *, waves: bool = True) -> dict[int, Slot]:
    """Lock slots in primary-key order, the same order everywhere: no deadlock. 2 queries.

    Without `waves`, for who takes no places, 1 query. On SQLite a writing transaction is alone
    anyway (IMMEDIATE).
    """
    slots = Slot.objects.with_rules() if waves else Slot.objects.select_related(*_WITH_VISIT)
    return {slot.pk: slot for slot in _locked(slots).filter(pk__in=set(ids))}


def lock_booking(booking_id: int, *more_slots: int) -> tuple[Booking, dict[int, Slot]]:
    """Lock a booking behind its slot, and behind other slots; all in one order. 4 queries.

    Returns the booking as it is now, and the slots by number. Raises Booking.DoesNotExist, or
    rules.Refusal `slot_changed` when it was moved to another slot at this very moment.
    """
    slot_id = Booking.objects.values_list("slot_id", flat=True).get(pk=booking_id)
    slots = lock_slots([slot_id, *more_slots])
    booking = Booking.objects.select_for_update().get(pk=booking_id)
    if booking.slot_id != slot_id:
        raise rules.Refusal("slot_changed", _("This booking has just been changed. Look at it again."))
    booking.slot = slots[slot_id]
    return booking, slots


def lock_person(email_norm: str) -> None:
    """Let one person's bookings be decided one after the other, until the transaction ends. 1 query.

    Limits and overlaps are about rows that do not exist yet, so there is no row to lock. Taken
    before any slot. Nothing to do on SQLite: IMMEDIATE transactions are alone.
    """
    if connection.vendor != "postgresql":
        return
    number = int.from_bytes(hashlib.sha256(email_norm.encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def _taking(slots: QuerySet) -> tuple[QuerySet, dict[str, object]]:
    places = number("places")
    room = (F("capacity") * number("percent") + 99) / 100 - places
    some = slots.filter(
        pk=Given(Slot, "id"), status=SlotStatus.OPEN, version=Given(Slot, "version"), taken__lte=room
    )
    return some, {"taken": F("taken") + places}


def _public() -> QuerySet:
    # A subquery, never a join: Django would turn that into `id IN (SELECT …)`, and the numbers of
    # this row would be those of before it was locked.
    return Slot.objects.filter(Exists(Programme.objects.filter(pk=OuterRef("programme_id"), is_public=True)))


_TAKE = PreparedUpdate(lambda: _taking(_public()))
_TAKE_RESERVED = PreparedUpdate(lambda: _taking(Slot.objects.all()))


def take_places(slot: Slot, *, version: int, places: int, now: dt.datetime, reserved: bool = False) -> None:
    """Take places in one guarded statement; call it last in the caller's transaction. 1 query.

    The WHERE clause is the guarantee of I1: READ COMMITTED re-checks it on the newest row, and
    SQLite runs one writer at a time. `slot` only tells which waves are open; its numbers may be
    old. `reserved` reaches beyond the waves and to pages not published: what staff does.

    Raises rules.Refusal, which rolls the caller back.
    """
    percent = 100 if reserved else rules.released_percent(slot.visit.edition, now)
    take = _TAKE_RESERVED if reserved else _TAKE
    if take.run(id=slot.pk, version=version, percent=percent, places=places):
        return
    newest = Slot.objects.with_rules().get(pk=slot.pk)
    raise (
        rules.refuse_version(newest, version)
        or (rules.refuse_slot(newest, now) if newest.status != SlotStatus.OPEN else None)
        or (None if reserved else rules.refuse_page(newest))
        or rules.refuse_places(newest, places, now, reserved=reserved)
        # Given back since: whoever asks again finds them.
        or rules.Refusal("full", _("This slot is full. Choose another slot."))
    )


def give_back_places(slot_id: int, places: int) -> None:
    """Free places of a slot the caller has locked. Only whoever changed a booking's status may. 1 query."""
    Slot.objects.filter(pk=slot_id).update(taken=F("taken") - places)
