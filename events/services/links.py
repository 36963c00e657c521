"""Mailed links: proof that somebody reads an address."""

import datetime as dt

from .. import tokens
from ..models import AccessLink, Booking
from ..prepared import PreparedInsert

_NEW = PreparedInsert(AccessLink)


def store_link(*, token: str, booking: Booking, now: dt.datetime) -> None:
    """Remember the hash of a token that a mail about `booking` carries. 1 query."""
    token_hash = tokens.hash_token(token)
    _NEW.save(
        AccessLink(email_norm=booking.email_norm, booking=booking, token_hash=token_hash, created_at=now)
    )


def store_person_link(*, token: str, email_norm: str, now: dt.datetime) -> None:
    """Remember the hash of a token that leads to everything of one address. 1 query."""
    AccessLink.objects.create(
        email_norm=email_norm, booking=None, token_hash=tokens.hash_token(token), created_at=now
    )


def issue_link(*, email_norm: str, now: dt.datetime, booking: Booking | None = None) -> str:
    """Make one more link for an address and return its token, the only time it is known. 1 query."""
    token = tokens.new_link_token()
    AccessLink.objects.create(
        email_norm=email_norm, booking=booking, token_hash=tokens.hash_token(token), created_at=now
    )
    return token


def find_link(*, token: str) -> AccessLink | None:
    """The link of a token, or None. Changes nothing: scanners open links (I10). 2 queries."""
    return (
        AccessLink.objects.select_related("booking__slot__visit__edition", "booking__slot__programme")
        .filter(token_hash=tokens.hash_token(token))
        .first()
    )
