"""Secrets: booking codes, mailed link tokens, signed intents. Signed tickets: `events/tickets.py`.

A code identifies a booking to people; a token opens it; a signature proves that a form is ours.
"""

import hashlib
import secrets
import uuid

from django.core import signing

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0/O, 1/I/L: codes are read aloud at a gate."""

_INTENT_SALT = "events.intent"
_CALENDAR_SALT = "events.calendar"


def new_code() -> str:
    """Eight characters, about 40 bits: a name for a booking, never a key to it."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(8))


def new_link_token() -> str:
    """A 256-bit random token for a mailed link."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """The SHA-256 of a token: the only form in which it is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign_calendar(intent: uuid.UUID) -> str:
    """What the address of a booking's calendar file carries. It opens that file and nothing else.

    The intent, because it is known before the booking is stored, and tells nobody anything.
    """
    return signing.Signer(salt=_CALENDAR_SALT).sign(uuid.UUID(str(intent)).hex)


def read_calendar(signed: str) -> uuid.UUID | None:
    """The booking's intent in the address of a calendar file, or None when we did not make it."""
    try:
        return uuid.UUID(signing.Signer(salt=_CALENDAR_SALT).unsign(signed))
    except (signing.BadSignature, ValueError):
        return None


def sign_intent(intent: str, slot_id: int) -> str:
    """Sign an intent for one slot, so that a form can carry it and nobody can make one up."""
    return signing.Signer(salt=_INTENT_SALT).sign(f"{intent}:{slot_id}")


def read_intent(signed: str, slot_id: int) -> str | None:
    """The intent in a form, or None when it was not made by us for this slot."""
    try:
        intent, _, signed_slot = signing.Signer(salt=_INTENT_SALT).unsign(signed).partition(":")
    except signing.BadSignature:
        return None
    return intent if signed_slot == str(slot_id) else None
