"""One person, one e-mail address: no two visits at a time, and a limit per edition."""

import datetime as dt

import pytest

from events import services
from events.models import Booking, Slot
from tests.builders.events import NOW, a_slot, a_visit, an_edition
from tests.events.holding import answer, confirm, hold, plain_mails, taken  # noqa: F401
from tests.events.threads import run_together

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_mails")]

ADA = "ada@example.org"


def after(slot: Slot, minutes: int) -> Slot:
    """A slot of another plant in the same edition, starting so long after `slot` starts."""
    visit = a_visit(edition=slot.visit.edition)
    return a_slot(visit=visit, starts_at=slot.starts_at + dt.timedelta(minutes=minutes))


@pytest.mark.parametrize("minutes", [-59, 0, 30, 59])
def test_two_visits_at_the_same_time_are_refused(minutes: int):
    first = a_slot()
    confirm(hold(first), ADA)
    second = after(first, minutes)
    held = hold(second)
    assert answer(lambda: confirm(held, "ADA@Example.ORG")) == "overlaps"
    assert Booking.objects.get(pk=held.pk).status == "held"


@pytest.mark.parametrize("minutes", [-60, 60])
def test_a_visit_may_start_when_another_ends(minutes: int):
    first = a_slot()
    confirm(hold(first), ADA)
    assert confirm(hold(after(first, minutes)), ADA).status == "confirmed"


def test_another_person_may_come_at_the_same_time():
    first = a_slot()
    confirm(hold(first), ADA)
    assert confirm(hold(after(first, 0)), "eva@example.org").status == "confirmed"


def test_a_cancelled_visit_stands_in_nobodys_way():
    first = a_slot()
    booking = confirm(hold(first), ADA)
    services.cancel_booking(booking_id=booking.pk, now=NOW)
    assert confirm(hold(after(first, 0)), ADA).status == "confirmed"


def test_an_address_has_so_many_bookings_in_an_edition():
    first = a_slot(visit=a_visit(edition=an_edition(max_bookings_per_person=2)))
    confirm(hold(first), ADA)
    confirm(hold(after(first, 60)), ADA)
    assert answer(lambda: confirm(hold(after(first, 120)), " Ada@example.org")) == "too_many_bookings"
    assert confirm(hold(a_slot()), ADA).slot.visit.edition_id != first.visit.edition_id


def test_moving_does_not_count_the_booking_against_itself():
    visit = a_visit(edition=an_edition(max_bookings_per_person=1))
    first = a_slot(visit=visit)
    half_later = a_slot(visit=visit, starts_at=first.starts_at + dt.timedelta(minutes=30))
    booking = confirm(hold(first), ADA)
    moved = services.move_booking(booking_id=booking.pk, to_slot_id=half_later.pk, seen_version=1, now=NOW)
    assert (moved.code, taken(first), taken(half_later)) == (booking.code, 0, 1)


def test_moving_into_a_slot_already_booked_is_refused():
    first = a_slot()
    second = after(first, 60)
    booking = confirm(hold(first), ADA)
    confirm(hold(second), ADA)
    move = {"booking_id": booking.pk, "to_slot_id": second.pk, "seen_version": 1, "now": NOW}
    assert answer(lambda: services.move_booking(**move)) == "already_booked"
    assert (taken(first), taken(second)) == (1, 1)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_one_person_confirming_two_overlapping_visits_at_once_gets_one():
    first = a_slot()
    held = [hold(first), hold(after(first, 30))]
    outcome = run_together(2, lambda number: answer(lambda: confirm(held[number], ADA)))
    assert outcome == {"done": 1, "overlaps": 1}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_one_person_confirming_six_visits_at_once_keeps_to_the_limit():
    first = a_slot(visit=a_visit(edition=an_edition(max_bookings_per_person=2)))
    slots = [first] + [after(first, 60 * number) for number in range(1, 6)]
    held = [hold(slot) for slot in slots]
    outcome = run_together(6, lambda number: answer(lambda: confirm(held[number], ADA)))
    assert outcome == {"done": 2, "too_many_bookings": 4}
