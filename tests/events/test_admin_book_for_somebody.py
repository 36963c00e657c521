"""The desk books for somebody who calls, with an e-mail address or with a telephone only."""

import datetime as dt

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from events import services
from events.models import Booking, Notice, Slot
from events.roles import Role
from events.services import reminders
from tests.builders.events import NOW, a_booking, a_contact, a_slot
from tests.builders.staff import a_staff_client, messages_of
from tests.events.at_desk import confirm, errors_of, inspected, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def client() -> Client:
    return a_staff_client(Role.DESK)


def new(slot: Slot) -> str:
    return reverse("bookings_bookings:new", args=[slot.pk])


def form_of(client: Client, slot: Slot, **data: object) -> dict:
    form = client.get(new(slot)).context["form"]
    hidden = {"intent": form["intent"].value(), "seen": form["seen"].value()}
    return {
        **hidden,
        "adults": 2,
        "contact_name": "Ada Bianchi",
        "email": "",
        "phone": "",
        "language": "it",
        **data,
    }


def book(client: Client, slot: Slot, **data: object) -> HttpResponse:
    return client.post(new(slot), form_of(client, slot, **data), follow=True)


def by_phone(client: Client, slot: Slot | None = None) -> Booking:
    book(client, slot or a_slot(), phone="+39 011 1234567")
    return Booking.objects.latest("pk")


def test_a_caller_with_an_address_is_confirmed_by_mail(client: Client):
    slot = a_slot()
    response = book(client, slot, email="ada@example.org", language="en", origin="CN")
    booking = Booking.objects.get()
    assert booking.code_for_people in messages_of(response)
    assert (booking.made_by, booking.origin, booking.places) == ("staff", "CN", 2)
    assert Notice.objects.get().kind == "confirmed"
    assert "Booked on behalf of the visitor" in text_of(response)


def test_a_caller_without_an_address_gets_no_mail_ever(client: Client):
    booking = by_phone(client)
    assert (booking.email, booking.phone, booking.status) == ("", "+39 011 1234567", "confirmed")
    for page, data in (("party", {"adults": 1}), ("cancel", {"reason": "asked"})):
        confirm(client, page, booking, **data)
    assert not Email.objects.exists()
    assert not Notice.objects.exists()
    reminders.send_day_before(now=booking.slot.starts_at - dt.timedelta(hours=18))
    reminders.send_reminders(now=booking.slot.starts_at - dt.timedelta(hours=47))
    assert not Email.objects.exists()


def test_the_desk_sees_whom_to_call_when_a_slot_changes_and_ticks_it_off(client: Client):
    booking = by_phone(client)
    later = booking.slot.starts_at + dt.timedelta(hours=2)
    services.move_slot(slot_id=booking.slot_id, starts_at=later, note={}, now=NOW)
    index = reverse("bookings_bookings:index")
    assert list(client.get(index, {"contact": "call"}).context["object_list"]) == [booking]
    assert "to call" in inspected(client, booking)
    confirm(client, "called", booking)
    assert list(client.get(index, {"contact": "call"}).context["object_list"]) == []
    assert "Called the visitor" in inspected(client, booking)


def test_a_cancelled_slot_has_to_be_told_by_telephone(client: Client):
    booking = by_phone(client)
    services.cancel_slot(slot_id=booking.slot_id, note={}, now=NOW)
    assert not Email.objects.exists()
    confirm(client, "called", booking)
    booking.refresh_from_db()
    assert (booking.status, booking.is_to_call) == ("cancelled", False)


def test_one_telephone_is_one_person_however_it_is_written(client: Client):
    slot = a_slot()
    by_phone(client, slot)
    response = book(client, slot, phone="0039 011-1234567")
    assert set(errors_of(response)) == {"phone"}
    assert Booking.objects.count() == 1


def test_a_name_and_some_way_to_reach_the_person_are_compulsory(client: Client):
    slot = a_slot()
    assert set(errors_of(book(client, slot))) == {"phone"}
    assert set(errors_of(book(client, slot, phone="abc"))) == {"phone"}
    assert set(errors_of(book(client, slot, email="x", contact_name=""))) == {"email", "contact_name"}
    assert not Booking.objects.exists()


def test_the_same_form_sent_twice_books_once(client: Client):
    slot = a_slot()
    data = form_of(client, slot, phone="011 1234567")
    for _click in range(2):
        client.post(new(slot), data)
    assert Booking.objects.count() == 1


def test_the_rules_are_the_same_for_the_desk(client: Client):
    slot = a_slot(places=3)
    a_booking(slot, adults=2, contact=a_contact("ada@example.org"))
    assert set(errors_of(book(client, slot, phone="011 1234567"))) == {"adults"}
    assert set(errors_of(book(client, slot, adults=1, email="ada@example.org"))) == {"email"}
    data = form_of(client, slot, adults=1, phone="011 1234567")
    services.move_slot(slot_id=slot.pk, starts_at=slot.starts_at + dt.timedelta(hours=1), note={}, now=NOW)
    response = client.post(new(slot), data)
    assert "has changed in the meantime" in text_of(response)
    assert "11:00" in text_of(response)


def test_the_slots_of_a_plant_are_chosen_first(client: Client):
    slot = a_slot(places=4)
    html = text_of(client.get(reverse("bookings_bookings:choose"), {"programme": slot.programme_id}))
    assert new(slot) in html
    assert "4 free" in html


def test_the_list_of_bookings_leads_to_it_in_sight(client: Client):
    buttons = client.get(reverse("bookings_bookings:index")).context["header_buttons"]
    assert reverse("bookings_bookings:choose") in [button.url for button in buttons]


def test_a_full_slot_is_named_and_leads_nowhere(client: Client):
    slot = a_slot(places=1)
    a_booking(slot)
    html = text_of(client.get(reverse("bookings_bookings:choose"), {"programme": slot.programme_id}))
    assert new(slot) not in html
    assert "English: full" in html or "Italian: full" in html


@pytest.mark.parametrize("role", [Role.EDITOR, Role.GATE])
def test_without_the_right_nobody_books_for_somebody(role: Role):
    client, slot = a_staff_client(role), a_slot()
    assert client.get(new(slot)).status_code == 302
    assert client.get(reverse("bookings_bookings:choose")).status_code == 302
