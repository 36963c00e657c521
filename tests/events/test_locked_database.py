"""Somebody writes for a long time, an import for instance: visitors are told to wait and lose nothing."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client

from events.models import Booking, Slot
from events.selectors import inventory_errors
from tests.browser.site import words
from tests.builders.events import a_slot
from tests.events.visitor import Visitor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("open_days")]


@contextmanager
def somebody_writes_longer_than_anybody_waits() -> Iterator[None]:
    """The lock of SQLite is held by another connection; ours waits 50 milliseconds instead of 10 seconds."""
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=50")
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout=10000")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL locks rows, not the database")
def test_a_visitor_is_told_to_send_again_and_then_books_once():
    slot, visitor = a_slot(), Visitor(client=Client(raise_request_exception=False))
    visitor.says_who_comes(slot, adults=2)
    visitor.leaves_contacts(slot)
    intent = visitor.intent_on(visitor.sees_summary(slot))
    with somebody_writes_longer_than_anybody_waits():
        answers = [visitor.sends(slot, intent), visitor.says_who_comes(slot, adults=3)]
        pages = [visitor.goes_to_people(slot), visitor.sees_summary(slot)]
    assert [answer.status_code for answer in answers] == [503, 503]
    assert all(int(answer["Retry-After"]) > 0 for answer in answers)
    assert words("it", "Too many requests at once") in answers[0].content.decode()
    assert [page.status_code for page in pages] == [200, 200], "reading goes on"
    assert visitor.sends(slot, intent).status_code == 302
    assert visitor.sends(slot, intent).status_code == 302
    booking = Booking.objects.get()
    assert (booking.status, booking.places) == ("confirmed", 2)
    assert Slot.objects.get().taken == 2
    assert inventory_errors() == []
