"""QR codes of tickets."""

from collections.abc import Iterator

import segno

from .models import Booking
from .tickets import sign_ticket

_MASK = 4
"""Trying all eight takes four times as long as the rest. They are there for long runs of one colour,
and a signature has none: it looks like noise under any of them."""


def _code(booking: Booking) -> segno.QRCode:
    return segno.make_qr(sign_ticket(booking), error="m", mask=_MASK)


def ticket_qr(booking: Booking) -> str:
    """The signed ticket as an SVG data URI, for an <img>: no second request, no inline style."""
    return _code(booking).svg_data_uri(scale=5, border=3, dark="#14202b")


def ticket_qr_rows(booking: Booking) -> Iterator[list[bool]]:
    """The signed ticket's modules row by row, dark ones true, with no margin: for drawing on paper."""
    for row in _code(booking).matrix:
        yield [bool(module) for module in row]
