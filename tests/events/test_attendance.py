"""Writing down who came."""

import datetime as dt
import uuid

import pytest

from events import rules, services
from events.models import Booking, CheckIn
from tests.builders.events import NOW, a_booking

pytestmark = pytest.mark.django_db


def on_the_day(booking: Booking) -> dt.datetime:
    return booking.slot.starts_at - dt.timedelta(hours=9)


def refused(booking: Booking, people: int, now: dt.datetime) -> str:
    with pytest.raises(rules.Refusal) as refusal:
        services.check_in(booking_id=booking.pk, people=people, now=now)
    return refusal.value.code


def test_a_party_is_counted_once_however_often_it_is_ticked():
    booking = a_booking(adults=3)
    now, tick = on_the_day(booking), uuid.uuid4()
    services.check_in(booking_id=booking.pk, people=3, now=now, nonce=tick)
    services.check_in(booking_id=booking.pk, people=3, now=now, nonce=tick)
    services.check_in(booking_id=booking.pk, people=3, now=now, nonce=uuid.uuid4())
    assert CheckIn.objects.values_list("people", flat=True).get() == 3


def test_the_number_can_be_corrected_but_not_by_an_old_tick_sent_again():
    booking = a_booking(adults=3)
    now, tick = on_the_day(booking), uuid.uuid4()
    services.check_in(booking_id=booking.pk, people=3, now=now, nonce=tick)
    services.check_in(booking_id=booking.pk, people=2, now=now)
    services.check_in(booking_id=booking.pk, people=2, now=now, nonce=tick)
    services.check_in(booking_id=booking.pk, people=3, now=now, nonce=tick)
    assert CheckIn.objects.get().people == 2


def test_a_check_in_can_be_taken_back():
    booking = a_booking(adults=2)
    services.check_in(booking_id=booking.pk, people=2, now=on_the_day(booking))
    assert services.undo_check_in(booking_id=booking.pk)
    assert not services.undo_check_in(booking_id=booking.pk)
    assert not CheckIn.objects.exists()


def test_nobody_arrives_before_the_day_of_the_visit():
    booking = a_booking()
    midnight = booking.slot.starts_at - dt.timedelta(hours=10)  # 10:00 in Rome
    assert refused(booking, 1, midnight - dt.timedelta(minutes=1)) == "too_early"
    services.check_in(booking_id=booking.pk, people=1, now=midnight)


@pytest.mark.parametrize("people", [0, -1, 4])
def test_no_more_people_arrive_than_were_booked(people: int):
    booking = a_booking(adults=3)
    assert refused(booking, people, on_the_day(booking)) == "wrong_number"


def test_a_cancelled_booking_is_not_let_in():
    booking = a_booking()
    services.cancel_booking(booking_id=booking.pk, now=NOW)
    assert refused(booking, 1, on_the_day(booking)) == "not_active"
