"""Giving all places back."""

import datetime as dt

from django.db import transaction

from .. import rules
from ..models import Booking, Notice
from ..models.bookings import ACTIVE_STATUSES, CancelledBy, CancelReason
from . import notices, waiting
from .places import give_back_places, lock_booking


def cancel_booking(
    *,
    booking_id: int,
    now: dt.datetime,
    by: str = CancelledBy.VISITOR,
    note: dict[str, str] | None = None,
    reason: str = "",
) -> Booking:
    """Cancel a booking, free its places, offer them to the waiting list, queue the mail that says so.

    Two clicks cancel once: only the call that changes the status frees the places. An open offer is
    declined with it. `note` is the staff's sentence per language, `reason` their kind of reason, which
    stays (decision 0026). `now` is aware.

    Raises rules.Refusal `not_active` or `visit_started`, Booking.DoesNotExist. 12 queries, 6 more
    for each offer it makes.
    """
    with transaction.atomic():
        booking, _slots = lock_booking(booking_id)
        was_offer, was_told = booking.is_offer, bool(booking.email_norm)
        refusal = rules.refuse_cancelling(booking, now)
        if refusal is not None:
            raise refusal
        changed = Booking.objects.filter(pk=booking.pk, status__in=ACTIVE_STATUSES).update(
            status=Booking.Status.CANCELLED, cancelled_at=now, cancelled_by=by, cancel_reason=reason
        )
        if not changed:
            raise rules.Refusal("not_active", rules.already_cancelled())
        booking.status, booking.cancelled_at = Booking.Status.CANCELLED, now
        give_back_places(booking.slot_id, booking.places)
        if was_offer:
            waiting.after_lost_offer(booking, now=now, tell=False)
        if was_told:
            # Who asked for it is told so, whoever pressed the button.
            asked = by == CancelledBy.VISITOR or reason == CancelReason.ASKED
            kind = Notice.Kind.CANCELLED if asked else Notice.Kind.CANCELLED_BY_STAFF
            notices.tell(kind, booking, now=now, note=note or {})
        waiting.offer_freed_places(slot_id=booking.slot_id, now=now)
    return booking
