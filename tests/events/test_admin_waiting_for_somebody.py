"""The desk puts somebody on the waiting list: with an e-mail address, or known by telephone only."""

import datetime as dt

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email
from wagtail.models import ModelLogEntry

from events import services
from events.models import Slot, WaitEntry
from events.roles import Role
from tests.builders.events import NOW, a_booking, a_caller, a_slot
from tests.builders.staff import a_staff_client, messages_of
from tests.events.at_desk import errors_of, text_of
from tests.events.holding import join
from tests.events.waiting import a_full_slot, a_sibling, cancel, the_offer

pytestmark = pytest.mark.django_db
PHONE = "+39 011 1234567"


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def client() -> Client:
    return a_staff_client(Role.DESK)


def new(slot: Slot) -> str:
    return reverse("bookings_waiting:new", args=[slot.pk])


def put(client: Client, slot: Slot, url: str = "", **data: object) -> HttpResponse:
    typed = {"adults": 2, "contact_name": "Tina Modotti", "language": "it", **data}
    return client.post(url or new(slot), typed, follow=True)


def shown(client: Client, entry: WaitEntry) -> str:
    return text_of(client.get(reverse("bookings_waiting:inspect", args=[entry.pk])))


def to_call(client: Client) -> list[WaitEntry]:
    response = client.get(reverse("bookings_waiting:index"), {"contact": "call"})
    return list(response.context["object_list"])


def test_a_caller_with_an_address_gets_the_mail_of_the_list(client: Client):
    slot, _booking = a_full_slot()
    response = put(client, slot, email="tina@example.org", language="en")
    entry = WaitEntry.objects.get()
    assert (entry.slot, entry.places, entry.made_by, entry.language) == (slot, 2, "staff", "en")
    assert [mail.to for mail in Email.objects.filter(to="tina@example.org")] == [["tina@example.org"]]
    assert "A mail confirms it." in messages_of(response)
    html = text_of(response)
    assert "Put on the waiting list on behalf of the visitor" in html
    assert "Joined the waiting list" not in html


def test_a_caller_without_an_address_waits_and_gets_no_mail(client: Client):
    slot, _booking = a_full_slot()
    before = Email.objects.count()
    response = put(client, slot, phone=PHONE)
    entry = WaitEntry.objects.get()
    assert (entry.email, entry.email_norm, entry.to_call) == ("", "tel:+390111234567", "")
    assert Email.objects.count() == before
    assert "the desk calls with an offer" in messages_of(response)


def test_the_offer_to_somebody_without_an_address_is_to_call(client: Client):
    slot, booking = a_full_slot()
    put(client, slot, phone=PHONE)
    entry = WaitEntry.objects.get()
    assert to_call(client) == []
    cancel(booking)
    offer = the_offer(entry)
    assert not Email.objects.filter(to="").exists()
    assert to_call(client) == [entry]
    # One person, one list: it is the waiting list while the offer stands.
    found = client.get(reverse("bookings_bookings:index"), {"contact": "call"}).context["object_list"]
    assert list(found) == []
    assert offer.is_to_call
    assert "To call, +39 011 1234567: places offered until" in shown(client, entry)
    home = text_of(client.get(reverse("wagtailadmin_home")))
    assert "1 waiting party to call" in home
    assert "booking to call" not in home
    services.expire_holds(now=offer.held_until + dt.timedelta(minutes=1))
    assert to_call(client) == []
    found = client.get(reverse("bookings_bookings:index"), {"contact": "call"}).context["object_list"]
    assert list(found) == [offer]


def test_the_name_of_who_waits_is_not_in_the_log(client: Client):
    slot, _booking = a_full_slot()
    put(client, slot, phone=PHONE)
    kept = [f"{entry.label} {entry.data}" for entry in ModelLogEntry.objects.all()]
    assert kept
    assert not [text for text in kept if "Tina" in text or "1234567" in text]


def test_who_finds_room_is_told_to_book_instead(client: Client):
    slot = a_slot(places=5)
    a_booking(slot, adults=3)
    response = put(client, slot, phone=PHONE)
    assert "book instead" in str(errors_of(response))
    assert not WaitEntry.objects.exists()
    assert reverse("bookings_bookings:new", args=[slot.pk]) in text_of(response)


def test_a_name_and_some_way_to_reach_the_person_are_compulsory(client: Client):
    slot, _booking = a_full_slot()
    assert set(errors_of(put(client, slot))) == {"phone"}
    assert set(errors_of(put(client, slot, phone=PHONE, contact_name=""))) == {"contact_name"}
    assert set(errors_of(put(client, slot, phone=PHONE, adults=99))) == {"adults"}
    assert not WaitEntry.objects.exists()


def test_two_clicks_put_a_person_on_the_list_once(client: Client):
    slot, _booking = a_full_slot()
    for written in (PHONE, "0039 011-1234567"):
        response = put(client, slot, phone=written)
    entry = WaitEntry.objects.get()
    assert response.redirect_chain[-1][0] == reverse("bookings_waiting:inspect", args=[entry.pk])
    assert "already on this waiting list" in messages_of(response)


def test_who_has_booked_the_slot_does_not_wait_for_it(client: Client):
    slot = a_slot(places=2)
    a_booking(slot, adults=2, contact=a_caller(PHONE), by_staff=True)
    assert set(errors_of(put(client, slot, phone=PHONE))) == {"phone"}


def test_any_slot_of_a_plant_can_be_waited_for(client: Client):
    slot, _booking = a_full_slot()
    a_sibling(slot)
    url = reverse("bookings_waiting:new_any", args=[slot.programme_id])
    assert "any slot" in text_of(client.get(url))
    put(client, slot, url, phone=PHONE)
    entry = WaitEntry.objects.get()
    assert (entry.slot, entry.programme) == (None, slot.programme)


def test_a_slot_that_takes_no_bookings_has_no_list(client: Client):
    slot, _booking = a_full_slot()
    services.resize_slot(slot_id=slot.pk, capacity=4, status="closed", now=NOW)
    assert client.get(new(slot)).context["form"] is None
    put(client, slot, phone=PHONE)
    assert not WaitEntry.objects.exists()


def test_the_slots_of_a_plant_lead_to_their_list_only_where_somebody_could_wait(client: Client):
    full, _booking = a_full_slot()
    roomy = a_slot(visit=full.visit, places=30, starts_at=full.starts_at + dt.timedelta(hours=3))
    for page in ("bookings_waiting:choose", "bookings_bookings:choose"):
        html = text_of(client.get(reverse(page), {"programme": full.programme_id}))
        assert new(full) in html
        assert new(roomy) not in html
        assert reverse("bookings_waiting:new_any", args=[full.programme_id]) in html


def test_the_slot_says_who_waits_and_leads_to_them_in_their_order(client: Client):
    slot, _booking = a_full_slot()
    second, first = join(slot, now=NOW + dt.timedelta(minutes=5)), join(slot, any_slot=True)
    other, _other_booking = a_sibling(slot)
    join(other)
    html = text_of(client.get(reverse("bookings_slots:edit", args=[slot.pk])))
    assert "2 waiting parties" in html
    assert new(slot) in html
    list_of_slot = client.get(reverse("bookings_waiting:index"), {"slot": slot.pk, "status": "waiting"})
    assert list(list_of_slot.context["object_list"]) == [first, second]
    plant = text_of(client.get(reverse("bookings_planner:plant", args=[slot.programme_id])))
    assert f"programme={slot.programme_id}" in plant


def test_a_waiting_party_is_found_by_telephone_and_by_day(client: Client):
    slot, _booking = a_full_slot()
    put(client, slot, phone=PHONE)
    entry, other = WaitEntry.objects.get(), join(slot)
    index = reverse("bookings_waiting:index")
    found = {
        "phone": client.get(index, {"q": "011-1234567"}),
        "name": client.get(index, {"q": "modotti"}),
        "by phone only": client.get(index, {"contact": "phone"}),
        "by staff": client.get(index, {"made_by": "staff"}),
    }
    assert [why for why, page in found.items() if list(page.context["object_list"]) != [entry]] == []
    day = client.get(index, {"day": slot.day.isoformat()}).context["object_list"]
    assert list(day) == [entry, other]
    assert list(client.get(index, {"day": "2027-10-29"}).context["object_list"]) == []


@pytest.mark.parametrize("role", [Role.EDITOR, Role.GATE, Role.REGION])
def test_without_the_right_nobody_is_put_on_the_list(role: Role):
    slot, _booking = a_full_slot()
    client = a_staff_client(role)
    assert client.post(new(slot), {"adults": 2}).status_code == 302
    assert not WaitEntry.objects.exists()
