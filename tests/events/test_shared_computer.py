"""What a browser keeps of its visitor, and how it forgets: other people may use it next."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from events import drafts, services
from events.models import Booking, Slot
from tests.builders.events import NOW, a_booking, a_contact, a_slot
from tests.builders.staff import a_staff_client
from tests.events.visitor import Visitor
from tests.events.waiting import a_full_slot, joins

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_days")]

HOUR = dt.timedelta(hours=1)
BUTTON = b"Forget my data in this browser"


def half_way(slot: Slot) -> Visitor:
    """A visitor who has written their contacts and looks at the summary."""
    visitor = Visitor("en")
    visitor.says_who_comes(slot, adults="3")
    visitor.leaves_contacts(slot, contact_name="Ada Lovelace")
    return visitor


def ends_in(client: Client) -> dt.timedelta:
    return Session.objects.get(pk=client.session.session_key).expire_date - timezone.now()


# Forgetting at once --------------------------------------------------------------------


def test_the_button_forgets_what_was_booked_and_typed_here_and_the_booking_stands():
    booked, typed, visitor = a_slot(), a_slot(starts_at=NOW + dt.timedelta(days=44)), Visitor("en")
    receipt = visitor.books(booked)["Location"]
    visitor.says_who_comes(typed, adults="3")
    assert BUTTON in visitor.get(receipt).content
    assert BUTTON in visitor.get(visitor.url("my-bookings")).content
    answer = visitor.post(visitor.url("forget-browser"))
    assert answer["Location"] == visitor.url("my-bookings")
    page = visitor.get(answer["Location"]).content
    assert b"This browser has forgotten everything" in page
    assert BUTTON not in visitor.get(visitor.url("my-bookings")).content
    assert visitor.get(receipt).status_code == 404
    assert b'value="3"' not in visitor.goes_to_people(typed).content
    assert Booking.objects.get(slot=booked).status == "confirmed"
    assert not Session.objects.exists()


def test_forgetting_frees_the_places_held_here_at_once():
    slot = a_slot(places=3)
    visitor = half_way(slot)
    visitor.post(visitor.url("forget-browser"))
    slot.refresh_from_db()
    assert slot.taken == 0


def test_forgetting_touches_no_other_browser():
    slot = a_slot(places=9)
    other, visitor = half_way(slot), half_way(slot)
    visitor.post(visitor.url("forget-browser"))
    slot.refresh_from_db()
    assert slot.taken == 3
    assert b"Ada Lovelace" in other.sees_summary(slot).content


def test_opening_the_address_of_the_button_forgets_nothing():
    slot = a_slot()
    visitor = half_way(slot)
    assert visitor.get(visitor.url("forget-browser"))["Location"] == visitor.url("my-bookings")
    assert b"Ada Lovelace" in visitor.sees_summary(slot).content


def test_a_browser_that_knows_nothing_is_offered_no_button_and_gets_no_cookie():
    page = Visitor("en").get(Visitor("en").url("my-bookings"))
    assert BUTTON not in page.content
    assert "sessionid" not in page.cookies


# Forgetting by itself ------------------------------------------------------------------


def test_what_was_typed_is_kept_while_steps_follow_within_two_hours(open_days):
    slot = a_slot()
    visitor = half_way(slot)
    open_days.shift(2 * HOUR - dt.timedelta(minutes=1))
    assert b"Ada Lovelace" in visitor.sees_summary(slot).content


def test_after_two_hours_the_next_person_finds_nothing(open_days):
    slot, other = a_slot(), a_slot()
    visitor = half_way(slot)
    open_days.shift(2 * HOUR + dt.timedelta(minutes=1))
    assert visitor.sees_summary(slot)["Location"] == visitor.url("people", slot.pk)
    for page in (visitor.goes_to_people(slot), visitor.goes_to_people(other)):
        assert b'value="3"' not in page.content


def test_after_two_hours_a_browser_with_bookings_keeps_them_and_drops_what_was_typed(open_days):
    booked, typed = a_slot(), a_slot(starts_at=NOW + dt.timedelta(days=44))
    visitor = Visitor("en")
    receipt = visitor.books(booked)["Location"]
    visitor.says_who_comes(typed)
    visitor.leaves_contacts(typed, contact_name="Ada Lovelace")
    open_days.shift(2 * HOUR + dt.timedelta(minutes=1))
    assert visitor.get(receipt).status_code == 200
    visitor.says_who_comes(typed)
    assert b"Ada Lovelace" not in visitor.get(visitor.url("contacts", typed.pk)).content
    visitor.says_who_comes(a_slot())
    assert "Lovelace" not in str(dict(visitor.client.session))


def test_whoever_asks_for_more_time_is_still_there(open_days):
    slot = a_slot()
    visitor = half_way(slot)
    for _ in range(10):
        open_days.shift(dt.timedelta(minutes=14))
        assert visitor.post(visitor.url("extend", slot.pk), {"step": "summary"}).status_code == 302
    assert b"Ada Lovelace" in visitor.sees_summary(slot).content


def test_a_session_with_nothing_but_typed_words_ends_after_two_hours():
    visitor = half_way(a_slot())
    assert dt.timedelta(hours=1, minutes=59) < ends_in(visitor.client) <= 2 * HOUR
    assert int(visitor.client.cookies["sessionid"]["max-age"]) == 7200


def test_a_session_with_a_booking_lasts_two_weeks():
    visitor = Visitor()
    visitor.books(a_slot())
    assert ends_in(visitor.client) > dt.timedelta(days=13)
    visitor.says_who_comes(a_slot(starts_at=NOW + dt.timedelta(days=44)))
    assert ends_in(visitor.client) > dt.timedelta(days=13)


def test_so_does_that_of_who_waits_or_came_with_a_mailed_link():
    waiting, linked = half_way(a_slot()), half_way(a_slot())
    slot, _ = a_full_slot(2)
    joins(waiting, waiting.url("wait", slot.pk))
    booking = a_booking(contact=a_contact("ada@example.org"))
    token = services.links.issue_link(email_norm=booking.email_norm, now=NOW, booking=booking)
    linked.post(linked.url("open-link", token))
    assert ends_in(waiting.client) > dt.timedelta(days=13)
    assert ends_in(linked.client) > dt.timedelta(days=13)


def test_the_session_of_the_staff_is_left_as_the_login_made_it():
    visitor = Visitor(client=a_staff_client())
    visitor.says_who_comes(a_slot())
    assert ends_in(visitor.client) > dt.timedelta(days=13)


def test_a_form_of_an_older_release_is_kept(open_days):
    slot = a_slot()
    visitor = half_way(slot)
    session = visitor.client.session
    del session[drafts._KEY][str(slot.pk)]["typed_at"]
    session.save()
    assert b"Ada Lovelace" in visitor.sees_summary(slot).content
