"""Tickets that can't be forged: what a QR code holds, and how the gate reads it (I11).

A ticket is text of the kind that QR codes store best: purpose, code of the booking, generation,
signature. It is signed with Ed25519: who checks needs the public key only, so a phone at a gate
can check tickets without a network and without a secret.
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from .models import Booking
from .tokens import CODE_ALPHABET

_PURPOSE = "FAP1"
"""First part of every ticket: kind and version. It is signed too."""

_CONTEXT = b"fabbriche-aperte-piemonte ticket\n"
"""Goes into each signature and never into a ticket: a signature made for anything else is none."""

_KEY_LABEL = b"fabbriche-aperte-piemonte ticket key 1"
_LONGEST = 200


@dataclass(frozen=True)
class Ticket:
    """What a genuine ticket says. Whether the booking still stands is for the database to say."""

    code: str
    generation: int
    """The booking's at the time of printing: a lower one than today's means an older print."""


def sign_ticket(booking: Booking) -> str:
    """What the QR code of a booking holds. Deterministic; no personal data; no query."""
    text = f"{_PURPOSE}.{booking.code}.{booking.generation}"
    signature = _private_keys()[0].sign(_CONTEXT + text.encode())
    return f"{text}.{_encode(signature)}"


def read_ticket(scanned: str) -> Ticket | None:
    """The ticket in a scanned text, or None for whatever we did not sign. No query.

    Any number of characters from anywhere is harmless. One ticket has one spelling: what differs
    from it in a single character is refused.
    """
    if len(scanned) > _LONGEST or not scanned.isascii() or scanned.count(".") != 3:
        return None
    text, _dot, encoded = scanned.rpartition(".")
    purpose, code, generation = text.split(".")
    signature = _decode(encoded)
    if purpose != _PURPOSE or signature is None or not _is_signed(text, signature):
        return None
    # Signed by us, so it is well formed; a gate had better not depend on that.
    if len(code) != 8 or not set(code) <= set(CODE_ALPHABET) or not generation.isdecimal():
        return None
    return Ticket(code, int(generation))


def public_keys() -> list[str]:
    """The keys that tickets are checked with, base64, the present one first: for the gate's phones."""
    return [base64.b64encode(key.public_bytes_raw()).decode() for key in _public_keys()]


def _is_signed(text: str, signature: bytes) -> bool:
    for key in _public_keys():
        try:
            key.verify(signature, _CONTEXT + text.encode())
        except InvalidSignature:
            continue
        return True
    return False


def _private_keys() -> list[Ed25519PrivateKey]:
    """One key per secret. Derived, so that a long random text is all there is to keep."""
    secrets = settings.TICKET_KEYS or [settings.SECRET_KEY]
    seeds = [hmac.digest(secret.encode(), _KEY_LABEL, hashlib.sha256) for secret in secrets]
    return [Ed25519PrivateKey.from_private_bytes(seed) for seed in seeds]


def _public_keys() -> list[Ed25519PublicKey]:
    return [key.public_key() for key in _private_keys()]


def _encode(signature: bytes) -> str:
    """Base 32: capitals and digits, which a QR code stores in 5.5 bits each."""
    return base64.b32encode(signature).decode().rstrip("=")


def _decode(encoded: str) -> bytes | None:
    """The signature, or None. Base 32 has spellings with unused bits: only the usual one counts."""
    try:
        signature = base64.b32decode(encoded + "=" * (-len(encoded) % 8))
    except (binascii.Error, ValueError):
        return None
    return signature if _encode(signature) == encoded else None
