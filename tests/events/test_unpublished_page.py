"""A slot whose page is not published: nobody new gets in, who is in stays, staff may."""

import datetime as dt

import pytest

from events import rules, selectors, selectors_wish, services
from events.models import Booking, Programme, Slot
from events.services.places import take_places
from events.services.slots import other_slots
from tests.builders.events import NOW, a_booking, a_party, a_slot
from tests.events.at_home import a_later_slot, at_home, choice
from tests.events.holding import answer, confirm, hold, join, taken
from tests.events.visitor import Visitor
from tests.events.waiting import LATER, a_full_slot, cancel, offers, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_days")]

REFUSED = "page_not_public"


def publish(slot: Slot, is_public: bool = True) -> Slot:
    """Let the plant of a slot have a published page or none; returns the slot as it is read then."""
    Programme.objects.filter(pk=slot.programme_id).update(is_public=is_public)
    return Slot.objects.with_rules().get(pk=slot.pk)


def unpublish(slot: Slot) -> Slot:
    return publish(slot, False)


# Nobody new --------------------------------------------------------------------------


def test_nobody_holds_places_until_the_page_is_published():
    slot = unpublish(a_slot(places=5))
    assert answer(lambda: hold(slot, 2)) == REFUSED
    assert taken(slot) == 0
    publish(slot)
    assert hold(slot, 2).places == 2


def test_nobody_books_in_one_step_either():
    slot = unpublish(a_slot())
    assert answer(lambda: a_booking(slot)) == REFUSED


def test_the_statement_that_counts_asks_too():
    slot = a_slot(places=5)
    seen = Slot.objects.with_rules().get(pk=slot.pk)  # the page goes after the rules were asked
    unpublish(slot)
    assert answer(lambda: take_places(seen, version=1, places=2, now=NOW)) == REFUSED
    assert taken(slot) == 0


def test_nobody_waits_for_it():
    slot, _booking = a_full_slot()
    unpublish(slot)
    assert answer(lambda: join(slot, 2)) == REFUSED
    assert answer(lambda: join(slot, 2, any_slot=True)) == REFUSED


def test_why_comes_in_words_and_the_page_offers_no_other_slot():
    slot = a_slot()
    a_later_slot(slot)
    unpublish(slot)
    visitor = Visitor("en")
    page = visitor.get(visitor.url("people", slot.pk))
    assert page.status_code == 409
    assert "not published at the moment" in text_of(page)
    assert "Free slots of the same plant" not in text_of(page)
    assert '<a class="btn btn-primary" href="/en/">Look for another visit</a>' in text_of(page)
    assert visitor.get(visitor.url("wait", slot.pk)).status_code == 409
    assert visitor.get(visitor.url("wait-any", slot.programme_id)).status_code == 409
    assert visitor.get(visitor.url("slot-calendar", slot.pk)).status_code == 404


def test_a_cancelled_slot_is_said_to_be_cancelled_wherever_its_page_is():
    slot = unpublish(a_slot(status=Slot.Status.CANCELLED))
    assert rules.refuse_slot(slot, NOW).code == "slot_cancelled"


# Who is in stays ---------------------------------------------------------------------


def test_who_holds_places_may_finish_and_come_with_fewer_but_not_with_more():
    slot = a_slot(places=5)
    held = hold(slot, 3)
    unpublish(slot)
    assert answer(lambda: hold(slot, 4, intent=held.intent)) == REFUSED
    assert hold(slot, 2, intent=held.intent).places == 2
    held.refresh_from_db()
    assert confirm(held).status == Booking.Status.CONFIRMED
    assert taken(slot) == 2


def test_the_form_goes_on_for_who_holds_places():
    slot = a_slot(places=5)
    visitor = Visitor("en")
    visitor.post(visitor.url("people", slot.pk), {"adults": "2"})
    unpublish(slot)
    for step in ("people", "contacts"):
        assert visitor.get(visitor.url(step, slot.pk)).status_code == 200


def test_who_lets_the_time_run_out_does_not_get_places_again():
    slot = a_slot(places=5)
    held = hold(slot, 2)
    unpublish(slot)
    later = NOW + dt.timedelta(hours=1)
    services.expire_holds(now=later)
    assert answer(lambda: hold(slot, 2, intent=held.intent, now=later)) == REFUSED


def test_who_has_booked_gives_back_and_cancels_but_takes_no_more_and_moves_nowhere():
    booking = a_booking(a_slot(places=5), adults=3)
    other = a_later_slot(booking.slot)
    unpublish(booking.slot)
    change = {"booking_id": booking.pk, "now": NOW}
    assert answer(lambda: services.change_party(**change, party=a_party(4))) == REFUSED
    assert answer(lambda: services.move_booking(**change, to_slot_id=other.pk, seen_version=1)) == REFUSED
    assert services.change_party(**change, party=a_party(2)).places == 2
    visitor = at_home(booking)
    page = visitor.get(visitor.url("booking", booking.code))
    assert "Your booking stays valid" in text_of(page)
    page = visitor.get(visitor.url("move", booking.code))
    assert choice(other) not in text_of(page)
    services.cancel_booking(**change)
    assert taken(booking.slot) == 0


def test_nobody_moves_from_elsewhere_into_it():
    booking, other = a_booking(), unpublish(a_slot())
    move = {"booking_id": booking.pk, "to_slot_id": other.pk, "seen_version": 1, "now": NOW}
    assert answer(lambda: services.move_booking(**move)) == REFUSED


# The waiting list --------------------------------------------------------------------


def test_offers_wait_until_the_page_is_published_again():
    slot, booking = a_full_slot()
    join(slot, 2, "ada@example.org")
    unpublish(slot)
    cancel(booking)
    assert services.make_offers(now=NOW) == 0
    assert offers(slot) == {}
    publish(slot)
    assert services.make_offers(now=NOW) == 1
    assert offers(slot) == {"ada@example.org": 2}


def test_an_offer_made_before_can_be_accepted():
    slot, booking = a_full_slot(2)
    join(slot, 2, "ada@example.org")
    cancel(booking)
    unpublish(slot)
    offer = Booking.objects.get(slot=slot, status=Booking.Status.HELD)
    assert services.accept_offer(booking_id=offer.pk, now=NOW + LATER).status == Booking.Status.CONFIRMED


# Staff -------------------------------------------------------------------------------


def test_staff_book_add_people_and_move_for_somebody():
    slot = a_slot(places=5)
    other = a_later_slot(slot, places=5)
    unpublish(slot)
    booking = a_booking(slot, adults=1, by_staff=True)
    change = {"booking_id": booking.pk, "now": NOW, "by_staff": True}
    assert services.change_party(**change, party=a_party(3)).places == 3
    assert services.move_booking(**change, to_slot_id=other.pk, seen_version=1).slot_id == other.pk
    assert (taken(slot), taken(other)) == (0, 3)


def test_staff_never_get_beyond_the_capacity():
    slot = unpublish(a_slot(places=2))
    a_booking(slot, by_staff=True)
    assert answer(lambda: a_booking(slot, adults=2, by_staff=True)) == "not_enough_places"
    assert taken(slot) == 1


# What is counted ---------------------------------------------------------------------


def test_its_places_are_counted_nowhere():
    slot = a_slot(places=7)
    edition = slot.visit.edition
    other = a_slot(places=3, visit=slot.visit, starts_at=slot.ends_at)

    def counted() -> tuple:
        return (
            selectors.free_places_total(edition, now=NOW),
            sum(selectors.free_places_by_programme(edition, now=NOW).values()),
            sum(offered.free for offered in selectors_wish.offered_slots(edition, now=NOW)),
            len(selectors.slots_to_wait_for(slot.programme_id, now=NOW)),
            len(other_slots(other, now=NOW)),
            sum(day.free for day in selectors.slot_days(programme_key=slot.programme_id, now=NOW)),
        )

    assert counted() == (10, 10, 10, 2, 1, 10)
    unpublish(slot)
    assert counted() == (0, 0, 0, 0, 0, 0)
