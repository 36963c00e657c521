"""Answers to the survey: one per booking, after the visit."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from .. import rules
from ..models import Booking, SurveyAnswer


def refuse_answering(booking: Booking, now: dt.datetime) -> rules.Refusal | None:
    """Why this party can't answer at `now` (aware), or None. `booking.slot` is loaded. No query."""
    if booking.status != Booking.Status.CONFIRMED or booking.forgotten_at is not None:
        return rules.Refusal("not_active", _("This booking has no visit to speak about."))
    if booking.slot.ends_at > now:
        return rules.Refusal("visit_not_over", _("The questions can be answered after the visit."))
    return None


def store_answer(
    *, booking_id: int, stars: int, difficulty: str, comment: str, language: str, now: dt.datetime
) -> bool:
    """Store a party's answer; returns False when it has answered already, and keeps the first.

    Raises rules.Refusal `visit_not_over` or `not_active`. 3 queries.
    """
    try:
        with transaction.atomic():
            # Locked: an answer must not slip in while the person behind it is forgotten.
            booking = (
                Booking.objects.select_related("slot").select_for_update(of=("self",)).get(pk=booking_id)
            )
            refusal = refuse_answering(booking, now)
            if refusal is not None:
                raise refusal
            SurveyAnswer.objects.create(
                booking=booking,
                slot_id=booking.slot_id,
                stars=stars,
                difficulty=difficulty,
                comment=comment,
                language=language,
                created_at=now,
            )
    except IntegrityError:
        return False
    return True
