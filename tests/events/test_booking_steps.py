"""The way of a visitor from a slot to the receipt, without JavaScript."""

import datetime as dt

import pytest
from django.test import Client

from events import drafts
from events.models import Booking, Slot
from tests.builders.events import NOW, a_booking, a_slot, a_visit
from tests.events.visitor import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_days")]


def test_from_a_slot_to_the_receipt_takes_seven_requests():
    slot, visitor = a_slot(places=8), Visitor()
    answer = visitor.books(slot, {"adults": "2", "minors_6_10": "1"})
    receipt = visitor.get(answer["Location"])
    booking = Booking.objects.get()
    assert visitor.requests == 7
    assert booking.code_for_people in receipt.content.decode()
    assert (booking.places, booking.minors_6_10, booking.language) == (3, 1, "it")


def test_a_booking_in_english_stays_in_english():
    slot, visitor = a_slot(), Visitor("en")
    receipt = visitor.get(visitor.books(slot)["Location"])
    assert b"The visit is booked" in receipt.content
    assert receipt["Content-Language"] == "en"
    assert Booking.objects.get().language == "en"


def test_both_languages_sell_the_same_places():
    slot = a_slot(places=1)
    Visitor("it").books(slot, contact={"email": "one@example.org"})
    assert Visitor("en").goes_to_people(slot).status_code == 409


def test_the_booked_places_are_gone_for_the_next_visitor():
    slot = a_slot(places=3)
    Visitor().books(slot, {"adults": "2"})
    page = Visitor("en").goes_to_people(slot)
    assert b"One place is left" in page.content


def test_a_double_click_books_once_and_shows_the_same_receipt():
    slot, visitor = a_slot(), Visitor()
    visitor.says_who_comes(slot)
    visitor.leaves_contacts(slot)
    intent = visitor.intent_on(visitor.sees_summary(slot))
    first, second = visitor.sends(slot, intent), visitor.sends(slot, intent)
    assert first["Location"] == second["Location"]
    assert Booking.objects.count() == 1


def test_going_back_keeps_what_was_typed():
    slot, visitor = a_slot(), Visitor()
    visitor.says_who_comes(slot, adults="3")
    visitor.leaves_contacts(slot, contact_name="Ada Lovelace")
    assert b'value="3"' in visitor.goes_to_people(slot).content
    assert b"Ada Lovelace" in visitor.get(visitor.url("contacts", slot.pk)).content


def test_another_slot_starts_with_what_was_typed_for_the_first():
    full, free, visitor = a_slot(), a_slot(), Visitor()
    visitor.says_who_comes(full, adults="3")
    visitor.leaves_contacts(full, contact_name="Ada Lovelace")
    visitor.says_who_comes(free, adults="3")
    assert b"Ada Lovelace" in visitor.get(visitor.url("contacts", free.pk)).content


def test_a_step_that_comes_too_early_leads_to_the_first():
    slot, visitor = a_slot(), Visitor()
    assert visitor.get(visitor.url("summary", slot.pk))["Location"] == visitor.url("people", slot.pk)
    assert visitor.get(visitor.url("contacts", slot.pk))["Location"] == visitor.url("people", slot.pk)
    visitor.says_who_comes(slot)
    assert visitor.get(visitor.url("summary", slot.pk))["Location"] == visitor.url("contacts", slot.pk)


def test_a_slot_filled_up_meanwhile_says_so_and_offers_others():
    visit = a_visit()
    slot = a_slot(places=1, visit=visit)
    other = a_slot(visit=visit, starts_at=slot.starts_at + dt.timedelta(hours=2))
    visitor = Visitor()
    visitor.says_who_comes(slot)
    visitor.leaves_contacts(slot)
    intent = visitor.intent_on(visitor.sees_summary(slot))
    a_booking(slot)
    answer = visitor.sends(slot, intent)
    assert answer.status_code == 409
    assert visitor.url("people", other.pk) in answer.content.decode()
    assert Booking.objects.count() == 1


def test_a_slot_moved_meanwhile_is_not_booked_unseen():
    slot, visitor = a_slot(), Visitor()
    visitor.says_who_comes(slot)
    visitor.leaves_contacts(slot)
    intent = visitor.intent_on(visitor.sees_summary(slot))
    Slot.objects.filter(pk=slot.pk).update(version=2)
    assert visitor.sends(slot, intent).status_code == 409
    assert Booking.objects.count() == 0


def test_the_receipt_is_shown_only_to_the_browser_that_booked():
    slot, visitor = a_slot(), Visitor()
    receipt = visitor.books(slot)["Location"]
    assert Client().get(receipt).status_code == 404


def test_reading_pages_set_no_cookie_before_something_is_typed():
    page = Visitor().get(Visitor().url("people", a_slot().pk))
    assert "sessionid" not in page.cookies


def test_a_session_keeps_at_most_five_unsent_forms():
    visit, visitor = a_visit(), Visitor()
    for hour in range(7):
        slot = a_slot(visit=visit, starts_at=NOW + dt.timedelta(days=30, hours=hour))
        visitor.says_who_comes(slot)
    assert len(visitor.client.session[drafts._KEY]) == 5


def test_every_post_of_the_flow_costs_few_queries(django_assert_num_queries):
    slot, visitor = a_slot(), Visitor()
    visitor.says_who_comes(slot)
    # Session 1, slot 2, session saved in a savepoint 3–5.
    with django_assert_num_queries(5):
        visitor.says_who_comes(slot)
    with django_assert_num_queries(5):
        visitor.leaves_contacts(slot)
    intent = visitor.intent_on(visitor.sees_summary(slot))
    # Session 1, slot 2, booking with its ten 3–12, session saved 13–15.
    with django_assert_num_queries(15):
        visitor.sends(slot, intent)
