"""What one person has booked, for the rules about persons."""

from .. import rules
from ..models import Booking, Edition, Slot
from ..prepared import Given, Prepared
from . import places

_TIMES = Prepared(
    lambda: (
        Booking.objects.filter(
            email_norm=Given(Booking, "email_norm"),
            status=Booking.Status.CONFIRMED,
            slot__visit__edition_id=Given(Edition, "id", "edition"),
        )
        .exclude(slot_id=Given(Booking, "slot"))
        .order_by()
        .values_list("pk", "slot__starts_at", "slot__ends_at")
    )
)


def refuse_person(slot: Slot, email_norm: str, *, except_booking: int | None = None) -> rules.Refusal | None:
    """Ask the rules about a person's other bookings, under that person's lock. 2 queries.

    Open offers do not count: accepting one asks again.
    """
    places.lock_person(email_norm)
    times = _TIMES.rows(email_norm=email_norm, edition=slot.visit.edition_id, slot=slot.pk)
    others = [rules.OtherVisit(begin, end) for pk, begin, end in times if pk != except_booking]
    return rules.refuse_person(slot, others)
