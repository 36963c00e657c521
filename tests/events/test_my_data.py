"""A copy of what is kept about me, and erasing it: without an account, by the mailed link."""

import datetime as dt

import pytest

from events.models import AccessLink, Booking, WaitEntry
from events.services import cancel_booking, issue_link
from tests.builders.events import NOW, a_booking, a_contact, a_slot, a_visit
from tests.events.holding import join
from tests.events.visitor import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_days")]

ADA = "ada@example.org"


def who_came_with_the_link(email: str = ADA, language: str = "it") -> Visitor:
    visitor = Visitor(language)
    token = issue_link(email_norm=email, now=NOW)
    visitor.post(visitor.url("open-link", token))
    return visitor


def copy_of(visitor: Visitor) -> dict:
    return visitor.get(visitor.url("my-data-file")).json()


def test_the_copy_holds_all_of_one_person_and_nothing_of_others():
    full = a_slot(2)
    mine = a_booking(a_slot(), contact=a_contact(ADA, "Ada Bianchi"))
    a_booking(full, 2, contact=a_contact("other@example.org", "Eva Neri"))
    join(full, 2, ADA)
    copy = copy_of(who_came_with_the_link())
    assert [(row["code"], row["name"]) for row in copy["bookings"]] == [(mine.code_for_people, "Ada Bianchi")]
    assert [row["adults"] for row in copy["waiting_list"]] == [2]
    assert "Neri" not in str(copy)


def test_who_has_not_opened_a_link_gets_neither_copy_nor_eraser():
    slot, visitor = a_slot(), Visitor("en")
    visitor.books(slot)
    assert visitor.get(visitor.url("my-data-file"))["Location"] == visitor.url("my-data")
    page = visitor.post(visitor.url("my-data")).content.decode()
    assert "Erase my data" not in page
    assert visitor.url("send-link") in page
    assert Booking.objects.get().contact_name == "Ada Bianchi"


def test_what_is_over_or_cancelled_is_erased_and_what_stands_stays(open_days):
    visit = a_visit()
    past = a_booking(a_slot(visit=visit), contact=a_contact(ADA))
    cancelled = a_booking(
        a_slot(starts_at=past.slot.starts_at + dt.timedelta(days=1)), contact=a_contact(ADA)
    )
    cancel_booking(booking_id=cancelled.pk, now=NOW)
    to_come = a_booking(
        a_slot(visit=visit, starts_at=past.slot.starts_at + dt.timedelta(days=1)), contact=a_contact(ADA)
    )
    open_days.move_to(past.slot.ends_at + dt.timedelta(hours=1))
    visitor = who_came_with_the_link()
    page = visitor.client.post(visitor.url("my-data"), follow=True)
    assert "I dati di 2 prenotazioni sono cancellati." in page.content.decode()
    assert list(Booking.objects.exclude(email="")) == [to_come]
    assert visitor.get(visitor.url("booking", past.code)).status_code == 404
    assert visitor.get(visitor.url("booking", to_come.code)).status_code == 200


def test_when_nothing_is_left_the_links_end_and_the_browser_forgets():
    booking = a_booking(a_slot(), contact=a_contact(ADA))
    cancel_booking(booking_id=booking.pk, now=NOW)
    visitor = who_came_with_the_link()
    visitor.post(visitor.url("my-data"))
    assert not AccessLink.objects.filter(email_norm=ADA).exists()
    assert ADA not in visitor.get(visitor.url("my-bookings")).content.decode()
    assert visitor.get(visitor.url("my-data-file")).status_code == 302


def test_a_place_on_the_waiting_list_is_left_before_it_is_erased():
    full = a_slot(1)
    a_booking(full, contact=a_contact("other@example.org"))
    join(full, 1, ADA)
    visitor = who_came_with_the_link(language="en")
    page = visitor.client.post(visitor.url("my-data"), follow=True)
    assert "Nothing was erased" in page.content.decode()
    assert WaitEntry.objects.get().email == ADA


def test_reading_the_page_erases_nothing():
    booking = a_booking(a_slot(), contact=a_contact(ADA))
    cancel_booking(booking_id=booking.pk, now=NOW)
    visitor = who_came_with_the_link()
    visitor.get(visitor.url("my-data"))
    assert Booking.objects.get().email == ADA
