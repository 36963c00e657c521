"""A visitor at home, changing a booking: shared by the tests of the booking's pages."""

import datetime as dt

import time_machine
from django.http import HttpResponse

from events.models import Booking, Notice, Slot
from tests.builders.events import a_slot
from tests.events.visitor import Visitor

PAGES = ("change-people", "move", "correct", "cancel")


def at_home(booking: Booking, language: str = "en") -> Visitor:
    """A visitor whose browser has been recognised by the mailed link."""
    visitor = Visitor(language)
    session = visitor.client.session
    session["person"] = booking.email_norm
    session.save()
    return visitor


def sends(booking: Booking, page: str, visitor: Visitor | None = None, **data: object) -> HttpResponse:
    visitor = visitor or at_home(booking)
    return visitor.post(visitor.url(page, booking.code), data)


def reloaded(row: Booking | Slot) -> Booking | Slot:
    return type(row).objects.get(pk=row.pk)


def a_later_slot(slot: Slot, hours: int = 3, **changes: object) -> Slot:
    """Another slot of the same plant, that many hours later."""
    changes.setdefault("visit", slot.visit)
    return a_slot(starts_at=slot.starts_at + dt.timedelta(hours=hours), **changes)


def choice(slot: Slot) -> str:
    return f"{slot.pk}-{slot.version}"


def notices_of(booking: Booking, kind: str) -> int:
    return Notice.objects.filter(booking=booking, kind=kind).count()


def close_to_the_visit(clock: time_machine.Traveller, booking: Booking) -> None:
    clock.move_to(booking.slot.starts_at - dt.timedelta(minutes=30))
