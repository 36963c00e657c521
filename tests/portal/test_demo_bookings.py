"""The demo's invented bookings: two by telephone among them, for the desk to try calls on."""

import pytest

from events.models import Booking, Slot
from portal.demo.bookings import MAIL_DOMAIN, load_bookings
from tests.builders.events import NOW, a_slot, a_visit

pytestmark = pytest.mark.django_db


def test_two_slots_have_a_booking_by_telephone_and_a_second_run_adds_none():
    visit = a_visit()
    for hours in range(6):
        a_slot(visit=visit, starts_at=NOW.replace(month=10, hour=6 + hours))
    assert load_bookings(visit.edition, NOW) > 2
    callers = Booking.objects.filter(email="")
    assert {booking.made_by for booking in callers} == {"staff"}
    assert len({booking.slot_id for booking in callers}) == len(callers) == 2
    assert all(booking.phone and booking.email_norm.startswith("tel:") for booking in callers)
    assert all(each.email.endswith(f"@{MAIL_DOMAIN}") for each in Booking.objects.exclude(email=""))
    for slot in Slot.objects.all():
        assert slot.taken == sum(booking.places for booking in slot.bookings.all())
    before = Booking.objects.count()
    load_bookings(visit.edition, NOW)
    assert (Booking.objects.count(), callers.count()) == (before, 2)
