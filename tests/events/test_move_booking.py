"""A visitor moves a booking to another slot of the plant."""

import datetime as dt

import pytest

from events import services
from events.models import Notice, Slot
from tests.builders.events import NOW, a_booking, a_contact, a_party, a_programme, a_slot, a_visit
from tests.events.at_home import (
    a_later_slot,
    at_home,
    choice,
    close_to_the_visit,
    notices_of,
    reloaded,
    sends,
)
from tests.events.visitor import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_days")]


def test_the_booking_moves_and_keeps_its_code():
    booking = a_booking(a_slot(places=5), adults=3)
    other = a_later_slot(booking.slot)
    answer = sends(booking, "move", to=choice(other))
    assert answer["Location"] == Visitor("en").url("booking", booking.code)
    moved = reloaded(booking)
    assert (moved.slot_id, moved.code, moved.places) == (other.pk, booking.code, 3)
    assert (reloaded(booking.slot).taken, reloaded(other).taken) == (0, 3)
    assert notices_of(booking, Notice.Kind.MOVED) == 1


def test_names_stay_behind_when_the_other_visit_needs_none():
    strict = a_visit(names_required=True)
    plain = a_visit(programme=strict.programme, edition=strict.edition)
    names = ("Ada Bianchi",)
    booking = a_booking(a_slot(visit=strict), party=a_party(1, names=names))
    assert booking.names == list(names)
    other = a_slot(visit=plain, starts_at=booking.slot.ends_at)
    services.move_booking(booking_id=booking.pk, to_slot_id=other.pk, seen_version=1, now=NOW)
    assert reloaded(booking).names == []


def test_only_slots_of_the_plant_with_enough_places_are_listed():
    booking = a_booking(a_slot(places=5), adults=3)
    fitting = a_later_slot(booking.slot, 2)
    small = a_later_slot(booking.slot, 4, places=2)
    closed = a_later_slot(booking.slot, 6, status=Slot.Status.CLOSED)
    elsewhere = a_slot(visit=a_visit(a_programme("Altrove"), booking.slot.visit.edition))
    visitor = at_home(booking)
    page = visitor.get(visitor.url("move", booking.code)).content.decode()
    assert f'value="{choice(fitting)}"' in page
    assert not any(f'value="{choice(s)}"' in page for s in (small, closed, elsewhere, booking.slot))


def test_without_another_slot_the_page_says_so():
    booking = a_booking(adults=3)
    visitor = at_home(booking)
    page = visitor.get(visitor.url("move", booking.code)).content.decode()
    assert "No other visit of this plant has room for this party of 3 now." in page
    assert 'type="radio"' not in page


def test_a_slot_moved_meanwhile_is_refused():
    """I9: nobody is confirmed for a time they did not see."""
    booking = a_booking(a_slot(places=5), adults=3)
    other = a_later_slot(booking.slot)
    seen = choice(other)
    services.move_slot(slot_id=other.pk, starts_at=other.starts_at + dt.timedelta(hours=1), note={}, now=NOW)
    answer = sends(booking, "move", to=seen)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "has changed in the meantime" in page
    assert f'value="{choice(reloaded(other))}"' in page
    assert (reloaded(booking).slot_id, reloaded(other).taken) == (booking.slot_id, 0)


def test_a_slot_filled_meanwhile_is_refused_and_the_old_places_are_kept():
    booking = a_booking(a_slot(places=5), adults=3)
    other = a_later_slot(booking.slot, places=4)
    a_booking(other, adults=2)
    answer = sends(booking, "move", to=choice(other))
    assert answer.status_code == 409
    assert "Only 2 places are left" in answer.content.decode()
    assert (reloaded(booking).slot_id, reloaded(booking.slot).taken) == (booking.slot_id, 3)


@pytest.mark.parametrize("to", ["", "x", "1", "0-0", "99999999999999999999-1", "1-1; DROP", "\u0661-1"])
def test_what_is_no_slot_is_refused_with_422(to: str):
    booking = a_booking()
    a_later_slot(booking.slot)
    answer = sends(booking, "move", to=to)
    assert answer.status_code == 422
    assert b'id="id_to_error"' in answer.content
    assert reloaded(booking).slot_id == booking.slot_id


def test_the_slot_of_another_plant_cannot_be_asked_for():
    booking = a_booking()
    elsewhere = a_slot(visit=a_visit(a_programme("Altrove"), booking.slot.visit.edition))
    assert sends(booking, "move", to=choice(elsewhere)).status_code == 422
    assert reloaded(elsewhere).taken == 0


def test_a_slot_this_person_has_booked_already_is_refused():
    contact = a_contact("ada@example.org")
    booking = a_booking(adults=2, contact=contact)
    other = a_later_slot(booking.slot)
    a_booking(other, contact=contact)
    assert sends(booking, "move", to=choice(other)).status_code == 409
    assert (reloaded(booking).slot_id, reloaded(other).taken) == (booking.slot_id, 1)


def test_a_slot_at_the_time_of_another_visit_is_refused():
    contact = a_contact("ada@example.org")
    booking = a_booking(contact=contact)
    other = a_later_slot(booking.slot)
    elsewhere = a_visit(a_programme("Altrove"), booking.slot.visit.edition)
    a_booking(a_slot(visit=elsewhere, starts_at=other.starts_at), contact=contact)
    answer = sends(booking, "move", to=choice(other))
    assert answer.status_code == 409
    # Without its name: anybody can type somebody else's address.
    assert answer.context["form"].errors.as_data()["__all__"][0].code == "overlaps"


def test_two_clicks_move_once():
    booking = a_booking(adults=2)
    other, visitor = a_later_slot(booking.slot), at_home(booking)
    for _ in range(2):
        assert sends(booking, "move", visitor, to=choice(other)).status_code == 302
    assert (reloaded(other).taken, notices_of(booking, Notice.Kind.MOVED)) == (2, 1)


def test_after_changes_close_nothing_moves_and_the_page_says_why(open_days):
    booking = a_booking(adults=2)
    other = a_later_slot(booking.slot)
    close_to_the_visit(open_days, booking)
    visitor = at_home(booking)
    page = visitor.get(visitor.url("move", booking.code)).content.decode()
    assert "Changes close 2 hours before the visit." in page
    assert 'type="radio"' not in page
    answer = sends(booking, "move", visitor, to=choice(other))
    assert answer.status_code == 409
    assert reloaded(booking).slot_id == booking.slot_id
