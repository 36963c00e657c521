"""What tests of the waiting list need: full slots, cancelled bookings, offers, who read the mail."""

import datetime as dt
import re
from html import unescape

from django.http import HttpResponse
from post_office.models import Email

from events import rules, services
from events.models import Booking, Slot, WaitEntry
from tests.builders.events import NOW, a_booking, a_slot
from tests.events.holding import join
from tests.events.visitor import CONTACT, Visitor

LATER = dt.timedelta(minutes=1)


def a_full_slot(places: int = 4, **changes: object) -> tuple[Slot, Booking]:
    """A slot with one booking that takes all of it."""
    slot = a_slot(places=places, **changes)
    return slot, a_booking(slot, adults=places)


def a_sibling(slot: Slot, places: int = 4, hours: int = 2) -> tuple[Slot, Booking]:
    """Another full slot of the same plant."""
    return a_full_slot(places, visit=slot.visit, starts_at=slot.starts_at + dt.timedelta(hours=hours))


def cancel(booking: Booking, now: dt.datetime = NOW) -> None:
    services.cancel_booking(booking_id=booking.pk, now=now)


def offers(slot: Slot) -> dict[str, int]:
    """Open offers of a slot: address and places."""
    held = Booking.objects.filter(slot=slot, status=Booking.Status.HELD, wait_entry__isnull=False)
    return dict(held.values_list("email_norm", "places"))


def the_offer(entry: WaitEntry) -> Booking:
    return Booking.objects.get(wait_entry=entry, status=Booking.Status.HELD)


def status_of(entry: WaitEntry) -> str:
    return WaitEntry.objects.values_list("status", flat=True).get(pk=entry.pk)


def availability(slot: Slot, now: dt.datetime = NOW) -> str:
    return rules.availability(Slot.objects.with_rules().get(pk=slot.pk), now)


def text_of(page: HttpResponse) -> str:
    return unescape(page.content.decode())


def an_offer(adults: int = 2) -> Booking:
    """An open offer, made by a cancelled booking."""
    slot, booking = a_full_slot(adults)
    entry = join(slot, adults, "ada@example.org")
    services.cancel_booking(booking_id=booking.pk, now=NOW)
    return Booking.objects.get(wait_entry=entry)


def who_read_the_mail(language: str = "en") -> Visitor:
    """A visitor who has opened the link of the last mail to ada@example.org."""
    visitor = Visitor(language)
    mail = Email.objects.filter(to="ada@example.org").order_by("-pk").first()
    token = re.search(r"/([A-Za-z0-9_-]{43})/", mail.message).group(1)
    visitor.post(visitor.url("open-link", token))
    return visitor


def joins(visitor: Visitor, url: str, **changes: str) -> HttpResponse:
    return visitor.post(url, {**CONTACT, "adults": "2", **changes})
