"""What one person has booked, for the rules about persons."""

from .. import rules
from ..models import Booking, Slot
from . import places


def refuse_person(slot: Slot, email_norm: str, *, except_booking: int | None = None) -> rules.Refusal | None:
    """Ask the rules about a person's other bookings, under that person's lock. 2 queries.

    Open offers do not count: accepting one asks again.
    """
    places.lock_person(email_norm)
    others = Booking.objects.filter(
        email_norm=email_norm,
        status=Booking.Status.CONFIRMED,
        slot__visit__edition_id=slot.visit.edition_id,
    ).exclude(pk=except_booking)
    times = others.exclude(slot_id=slot.pk).order_by().values_list("slot__starts_at", "slot__ends_at")
    return rules.refuse_person(slot, [rules.OtherVisit(starts_at, ends_at) for starts_at, ends_at in times])
