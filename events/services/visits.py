"""Visits and slots as other programs than their own screens make them and take them back."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from .. import rules
from ..models import Booking, Programme, Slot, Visit, WaitEntry
from .places import lock_slots
from .scheduling import SlotPlan, apply_plan

SLOT_STATE = ("starts_at", "ends_at", "planned_at", "capacity", "status", "was_closed", "by_hand")


def save_visit(*, visit: Visit, now: dt.datetime) -> SlotPlan:
    """Store a visit and bring its slots in line with its days, times and duration, as its form does.

    `now` is aware. Raises ValidationError where a value is out of its limits. About 8 queries.
    """
    with transaction.atomic():
        visit.full_clean(exclude=["recurrence"])
        visit.save()
        return apply_plan(visit=visit, now=now)


def slot_state(slot: Slot) -> dict:
    """What `put_slot_back` restores. JSON with DjangoJSONEncoder can hold it. No query."""
    return {name: getattr(slot, name) for name in SLOT_STATE}


def put_slot_back(*, slot_id: int, state: dict, since: dt.datetime) -> Slot:
    """Give a slot the state that `slot_state` told, as if it had not been changed at `since` (aware).

    Raises rules.Refusal `slot_booked` when somebody has booked or waits since then, or more places are
    taken than it had. 4 queries.
    """
    with transaction.atomic():
        slot = lock_slots([slot_id])[slot_id]
        refuse_booked([slot_id], since=since)
        if slot.taken > state["capacity"]:
            raise rules.refuse_capacity(slot.taken)
        moved = slot.starts_at != state["starts_at"]
        changes = {**state, "version": F("version") + 1} if moved else state
        Slot.objects.filter(pk=slot_id).update(**changes)
    slot.refresh_from_db()
    return slot


def discard_slots(*, slot_ids: Iterable[int]) -> int:
    """Delete slots that nobody ever booked and nobody waits for; how many there were.

    Raises rules.Refusal `slot_booked`. 4 queries.
    """
    wanted = list(slot_ids)
    with transaction.atomic():
        lock_slots(wanted)
        refuse_booked(wanted)
        return Slot.objects.filter(pk__in=wanted, taken=0).delete()[0]


def refuse_booked(slot_ids: Iterable[int], *, since: dt.datetime | None = None) -> None:
    """Refuse where somebody has booked one of the slots, ever or from a moment on. 2 queries.

    Cancelled bookings count: their mails and their history name the slot. Raises rules.Refusal
    `slot_booked`, with the first such slot in its sentence.
    """
    bookings = Booking.objects.filter(slot__in=list(slot_ids))
    entries = WaitEntry.objects.filter(slot__in=list(slot_ids))
    if since is not None:
        bookings, entries = bookings.filter(created_at__gte=since), entries.filter(created_at__gte=since)
    slot_id = bookings.order_by("slot__starts_at").values_list("slot", flat=True).first()
    slot_id = slot_id or entries.order_by("slot__starts_at").values_list("slot", flat=True).first()
    if slot_id is not None:
        slot = Slot.objects.select_related("programme").get(pk=slot_id)
        text = _("Somebody has booked or waits for a place: %(slot)s.")
        raise rules.Refusal("slot_booked", text % {"slot": slot})


def discard_visit(*, visit_id: int) -> None:
    """Delete a visit without slots. Raises rules.Refusal `visit_has_slots`. 3 queries and its time bands."""
    with transaction.atomic():
        visit = Visit.objects.select_for_update().select_related("programme").get(pk=visit_id)
        if Slot.objects.filter(visit=visit).exists():
            raise rules.Refusal(
                "visit_has_slots", _("“%(visit)s” has other slots by now.") % {"visit": visit}
            )
        visit.delete()


def discard_programme(*, programme_key: object) -> None:
    """Delete what stood behind a page that is gone. Raises rules.Refusal `programme_in_use`. 3 queries."""
    with transaction.atomic():
        programme = Programme.objects.filter(pk=programme_key).first()
        if programme is None:
            return
        if (
            Visit.objects.filter(programme=programme).exists()
            or WaitEntry.objects.filter(programme=programme).exists()
        ):
            text = _("“%(plant)s” has visits or people who wait by now.")
            raise rules.Refusal("programme_in_use", text % {"plant": programme.name})
        programme.delete()
