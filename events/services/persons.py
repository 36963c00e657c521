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
    return rules.refuse_person(
        slot,
        [
            rules.OtherVisit(other.slot.starts_at, other.slot.ends_at)
            for other in others.exclude(slot_id=slot.pk).select_related("slot")
        ],
    )
