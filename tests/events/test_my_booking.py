"""The mailed link, my booking, and giving the places back."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from post_office.models import Email

from events.models import AccessLink, Booking
from tests.builders.events import NOW, a_booking, a_contact, a_slot, a_visit
from tests.events.visitor import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_days")]


def mailed_link(booking: Booking) -> str:
    """The path of the link in the last mail about a booking."""
    text = Email.objects.filter(to=booking.email).latest("pk").message
    return re.search(r"http://testserver(/\S+/link/\S+/|/\S+/link[^/]*/\S+/|/\S+/apri/\S+/)", text).group(1)


def test_the_mailed_link_opens_the_booking_on_any_device():
    booking, phone = a_booking(), Client()
    link = mailed_link(booking)
    answer = phone.post(link)
    assert answer["Location"] == Visitor().url("booking", booking.code)
    page = phone.get(answer["Location"])
    assert booking.code_for_people in page.content.decode()


def test_opening_the_link_ten_times_changes_nothing():
    """Mail scanners open every link (I10)."""
    booking, scanner = a_booking(), Client()
    link = mailed_link(booking)
    before = (list(Booking.objects.values()), list(AccessLink.objects.values()), Email.objects.count())
    for _ in range(10):
        page = scanner.get(link)
        assert page.status_code == 200
        assert scanner.head(link).status_code == 200
    assert "sessionid" not in page.cookies
    assert scanner.get(Visitor().url("booking", booking.code)).status_code == 404
    after = (list(Booking.objects.values()), list(AccessLink.objects.values()), Email.objects.count())
    assert after == before


def test_the_page_of_the_link_keeps_its_address_secret():
    page = Client().get(mailed_link(a_booking()))
    assert page["Referrer-Policy"] == "strict-origin"
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1], lambda t: t + "A", lambda t: "CB"[t[0] != "B"] + t[1:], lambda t: t.lower()]
)
def test_a_wrong_link_says_what_may_be_wrong_and_opens_nothing(change):
    link = mailed_link(a_booking())
    head, token = link.rstrip("/").rsplit("/", 1)
    answer = Client().post(f"{head}/{change(token)}/")
    assert answer.status_code == 404
    assert b"<h1" in answer.content


def test_the_link_opens_a_new_session_id():
    """Nobody can plant a session before the click (session fixation)."""
    booking, phone = a_booking(), Client()
    Visitor(client=phone).says_who_comes(a_slot())
    before = phone.session.session_key
    phone.post(mailed_link(booking))
    assert phone.session.session_key != before


def test_the_visitor_gives_the_places_back():
    slot = a_slot(places=5)
    booking, phone = a_booking(slot, adults=3), Client()
    phone.post(mailed_link(booking))
    url = Visitor().url("cancel", booking.code)
    assert phone.get(url).status_code == 200
    slot.refresh_from_db()
    assert slot.taken == 3
    assert phone.post(url)["Location"] == Visitor().url("booking", booking.code)
    slot.refresh_from_db()
    booking.refresh_from_db()
    assert (slot.taken, booking.status) == (0, Booking.Status.CANCELLED)
    assert Email.objects.filter(to=booking.email).count() == 2


def test_cancelling_again_changes_nothing_and_shows_the_booking():
    slot = a_slot(places=5)
    booking, phone = a_booking(slot, adults=3), Client()
    phone.post(mailed_link(booking))
    url = Visitor().url("cancel", booking.code)
    phone.post(url)
    a_booking(slot, adults=2)
    assert phone.post(url).status_code == 302
    slot.refresh_from_db()
    assert slot.taken == 2


def test_nobody_else_can_see_or_cancel_a_booking():
    booking, stranger = a_booking(), Client()
    for name in ("booking", "cancel"):
        url = Visitor().url(name, booking.code)
        assert stranger.get(url).status_code == 404
        assert stranger.post(url).status_code in (404, 405)
    booking.refresh_from_db()
    assert booking.is_active


def test_my_bookings_lists_what_this_browser_booked():
    visitor, slot = Visitor(), a_slot()
    visitor.books(slot)
    assert slot.programme.name in visitor.get(visitor.url("my-bookings")).content.decode()
    assert slot.programme.name not in Client().get(visitor.url("my-bookings")).content.decode()


def test_the_calendar_file_carries_no_personal_link():
    slot = a_slot()
    booking = a_booking(slot)
    answer = Client().get(Visitor().url("slot-calendar", slot.pk))
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/calendar")
    assert "DTSTART:20271028T080000Z" in text
    assert booking.code not in text
    assert "/link/" not in text


def test_the_mailed_link_opens_all_bookings_of_the_address():
    contact = a_contact("ada@example.org")
    first = a_booking(contact=contact)
    second = a_booking(a_slot(starts_at=NOW + dt.timedelta(days=44)), contact=contact)
    phone = Client()
    phone.post(mailed_link(first))
    page = phone.get(Visitor().url("my-bookings")).content.decode()
    assert first.code_for_people in page
    assert second.code_for_people in page
    assert phone.get(Visitor().url("booking", second.code)).status_code == 200


def test_booking_with_somebody_elses_address_does_not_open_their_bookings():
    """The address is proven by reading its mail, never by typing it."""
    theirs = a_booking(contact=a_contact("ada@example.org"))
    visitor, slot = Visitor(), a_slot(starts_at=NOW + dt.timedelta(days=44))
    assert visitor.books(slot, contact={"email": "Ada@Example.org"}).status_code == 302
    mine = Booking.objects.get(slot=slot)
    page = visitor.get(visitor.url("my-bookings")).content.decode()
    assert mine.code_for_people in page
    assert theirs.code_for_people not in page
    for name in ("booking", "change-people", "move", "correct", "cancel"):
        assert visitor.get(visitor.url(name, mine.code)).status_code == 200
        assert visitor.get(visitor.url(name, theirs.code)).status_code == 404
    assert visitor.post(visitor.url("cancel", theirs.code)).status_code == 404


def test_the_days_come_in_order_and_what_is_over_or_cancelled_comes_last(open_days):
    contact = a_contact("ada@example.org")
    visit = a_visit()
    slots = [a_slot(visit=visit, starts_at=NOW + dt.timedelta(days=days)) for days in (30, 10, 20)]
    late, early, cancelled = [a_booking(slot, contact=contact) for slot in slots]
    visitor = Visitor()
    visitor.post(mailed_link(late))
    visitor.post(visitor.url("cancel", cancelled.code))
    page = visitor.get(visitor.url("my-bookings")).content.decode()
    places = [page.index(visitor.url("booking", booking.code)) for booking in (early, late, cancelled)]
    assert places == sorted(places)
    assert page.index('id="over-title"') < places[-1]
    open_days.move_to(early.slot.ends_at + dt.timedelta(minutes=1))
    page = visitor.get(visitor.url("my-bookings")).content.decode()
    assert page.index(visitor.url("booking", late.code)) < page.index(visitor.url("booking", early.code))


def test_my_bookings_cost_few_queries():
    contact = a_contact("ada@example.org")
    bookings = [
        a_booking(a_slot(starts_at=NOW + dt.timedelta(days=days)), contact=contact) for days in (30, 31)
    ]
    visitor = Visitor()
    visitor.post(mailed_link(bookings[0]))
    visitor.get(visitor.url("my-bookings"))  # what the frame of every page reads is cached now
    with CaptureQueriesContext(connection) as context:
        visitor.get(visitor.url("my-bookings"))
    about_bookings = [query["sql"] for query in context if '"events_' in query["sql"]]
    # Bookings with slots 1, waves 2, waiting parties 3; the pages of the plants are one each.
    assert len(about_bookings) == 3
