"""Visitors at known network addresses, with browsers of their own: shared by the tests of limits."""

from django.test import Client

from events.models import Slot
from tests.events.visitor import Visitor

SCHOOL = "151.12.34.56"


def somebody(address: str = SCHOOL, language: str = "it", **headers: str) -> Visitor:
    """A visitor with a browser of their own, at this network address."""
    return Visitor(language, client=Client(REMOTE_ADDR=address, **headers))


def with_a_session(slot: Slot, **visitor: str) -> Visitor:
    """A visitor who has held places in this slot once: from now on the browser is known."""
    known = somebody(**visitor)
    assert known.says_who_comes(slot).status_code == 302
    return known
