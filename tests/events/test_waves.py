"""Part of the places opens at the opening hour, the rest later: the pages say when."""

import datetime as dt

import pytest

from events import rules, selectors, services
from events.models import ReleaseWave
from events.selectors_nearby import first_with_places
from tests.builders.events import NOW, a_booking, a_contact, a_slot, a_visit, an_edition
from tests.events.visitor import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_days")]

LATER = NOW + dt.timedelta(days=2)


@pytest.fixture
def slot():
    """Ten places: 25 % open now, all of them in two days."""
    edition = an_edition()
    ReleaseWave.objects.create(edition=edition, opens_at=NOW - dt.timedelta(hours=1), percent=25)
    ReleaseWave.objects.create(edition=edition, opens_at=LATER, percent=100)
    return a_slot(places=10, visit=a_visit(edition=edition))


def row(slot, now=NOW):
    return selectors.slot_days(programme_key=slot.programme_id, now=now)[0].slots[0]


def test_only_the_released_share_is_shown_as_free_rounded_up(slot):
    assert row(slot).free == 3
    assert selectors.free_places_total(slot.visit.edition, now=NOW) == 3
    assert selectors.free_places_by_programme(slot.visit.edition, now=NOW) == {slot.programme_id: 3}
    assert first_with_places([slot.programme_id], 4, slot.visit.edition, now=NOW) == {slot.programme_id: 3}
    assert first_with_places([slot.programme_id], 4, slot.visit.edition, now=LATER) == {slot.programme_id: 10}


def test_more_than_the_released_share_is_not_booked(slot):
    a_booking(slot, adults=3)
    with pytest.raises(rules.Refusal) as caught:
        a_booking(slot)
    assert caught.value.code == "full_for_now"


def test_the_pages_say_when_more_places_open(slot):
    a_booking(slot, adults=3)
    assert row(slot).more_at == LATER
    answer = Visitor("en").goes_to_people(slot)
    assert answer.status_code == 409
    assert "17 September" in answer.content.decode()


def test_the_next_wave_opens_the_rest(slot):
    a_booking(slot, adults=3)
    assert row(slot, LATER).free == 7
    assert a_booking(slot, adults=6, now=LATER).places == 6


def test_a_day_is_called_full_only_when_no_more_places_will_open(slot):
    def day(now):
        return selectors.slot_days(programme_key=slot.programme_id, now=now)[0]

    assert not day(slot.visit.edition.bookings_open_at - dt.timedelta(days=1)).full
    a_booking(slot, adults=3)
    assert not day(NOW).full
    for adults in (6, 1):
        a_booking(slot, adults=adults, contact=a_contact(f"{adults}@example.org"), now=LATER)
    assert day(LATER).full


def test_before_the_first_wave_nothing_is_free(slot):
    assert row(slot, NOW - dt.timedelta(hours=2)).free == 0


def test_a_place_given_back_is_public_only_within_the_wave(slot):
    booking = a_booking(slot, adults=3)
    services.cancel_booking(booking_id=booking.pk, now=NOW)
    assert row(slot).free == 3
