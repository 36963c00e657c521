"""Mailed links to a booking."""

import datetime as dt

from .. import tokens
from ..models import Booking, BookingLink


def issue_link(*, booking: Booking, now: dt.datetime) -> str:
    """Make one more link to a booking and return its token, the only time it is known. 1 query."""
    token = tokens.new_link_token()
    BookingLink.objects.create(booking=booking, token_hash=tokens.hash_token(token), created_at=now)
    return token


def exchange_link(*, token: str) -> Booking | None:
    """Return the booking a token opens, or None. Changes nothing: scanners open links (I10). 1 query."""
    link = (
        BookingLink.objects.select_related("booking__slot__visit__edition", "booking__slot__programme")
        .filter(token_hash=tokens.hash_token(token))
        .first()
    )
    return link.booking if link else None
