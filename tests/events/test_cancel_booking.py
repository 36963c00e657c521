"""A visitor gives a booking back."""

import datetime as dt

import pytest

from events import rules, services
from events.models import Booking, Notice
from events.selectors import inventory_errors
from tests.builders.events import NOW, a_booking, a_contact, a_slot

pytestmark = pytest.mark.django_db


def test_cancelling_frees_the_places_and_says_so_by_mail():
    slot = a_slot(places=5)
    booking = a_booking(slot, adults=3)
    services.cancel_booking(booking_id=booking.pk, now=NOW)
    slot.refresh_from_db()
    booking.refresh_from_db()
    assert (slot.taken, booking.status) == (0, Booking.Status.CANCELLED)
    assert booking.cancelled_at == NOW
    assert Notice.objects.filter(booking=booking, kind=Notice.Kind.CANCELLED).count() == 1


def test_cancelling_twice_frees_the_places_once():
    slot = a_slot(places=5)
    a_booking(slot, adults=2)
    booking = a_booking(slot, adults=3)
    services.cancel_booking(booking_id=booking.pk, now=NOW)
    with pytest.raises(rules.Refusal) as caught:
        services.cancel_booking(booking_id=booking.pk, now=NOW)
    assert caught.value.code == "not_active"
    slot.refresh_from_db()
    assert slot.taken == 2
    assert inventory_errors() == []


def test_a_visit_that_has_started_cannot_be_cancelled():
    booking = a_booking()
    with pytest.raises(rules.Refusal) as caught:
        services.cancel_booking(booking_id=booking.pk, now=booking.slot.starts_at + dt.timedelta(minutes=1))
    assert caught.value.code == "visit_started"


def test_the_freed_slot_can_be_booked_again_by_the_same_person():
    slot, contact = a_slot(places=1), a_contact("ada@example.org")
    booking = a_booking(slot, contact=contact)
    services.cancel_booking(booking_id=booking.pk, now=NOW)
    assert a_booking(slot, contact=contact).pk != booking.pk
