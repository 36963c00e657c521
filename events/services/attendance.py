"""Who came: written at the gate or afterwards, one check-in per booking."""

import datetime as dt
import uuid

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from .. import rules
from ..models import Booking, CheckIn


def check_in(
    *,
    booking_id: int,
    people: int,
    now: dt.datetime,
    by: AbstractBaseUser | None = None,
    nonce: uuid.UUID | None = None,
) -> CheckIn:
    """Write down that a party came, and how many of it; a second time corrects the number.

    `nonce` names one tick on one device: sent again it changes nothing. `now` is aware. 3 to 4
    queries, the booking locked.

    Raises rules.Refusal `not_active`, `too_early` (not the day of the visit yet), `wrong_number`;
    Booking.DoesNotExist.
    """
    with transaction.atomic():
        booking = Booking.objects.select_for_update(of=("self",)).select_related("slot").get(pk=booking_id)
        refusal = rules.refuse_check_in(booking, people, now)
        if refusal is not None:
            raise refusal
        known = CheckIn.objects.filter(booking=booking).first()
        if known is None:
            return CheckIn.objects.create(
                booking=booking, people=people, at=now, by=by, nonce=nonce or uuid.uuid4()
            )
        if known.nonce != nonce and known.people != people:
            known.people, known.at, known.by = people, now, by
            known.save(update_fields=["people", "at", "by"])
    return known


def undo_check_in(*, booking_id: int) -> bool:
    """Take a check-in back; whether there was one. 1 query."""
    return CheckIn.objects.filter(booking_id=booking_id).delete()[0] > 0
