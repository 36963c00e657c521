"""The desk finds bookings: by what a caller says, and by filters."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Booking
from events.roles import Role
from tests.builders.events import NOW, a_booking, a_contact, a_party, a_programme, a_slot, a_visit
from tests.builders.pages import a_plant, a_site
from tests.builders.staff import a_staff_client
from tests.events.at_desk import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def client() -> Client:
    return a_staff_client(Role.DESK)


def found(client: Client, **query: object) -> list[Booking]:
    return list(client.get(reverse("bookings_bookings:index"), query).context["object_list"])


@pytest.mark.parametrize(
    "typed", ["+39 011 123 4567", "0111234567", "0039 011-1234567", "1234567", "prova di"]
)
def test_a_caller_is_found_by_number_however_it_is_spaced_and_by_plant(client: Client, typed: str):
    slot = a_slot(visit=a_visit(a_programme("Officine Prova di Torino")))
    booking = a_booking(slot, contact=a_contact(phone="+39 011 123.45-67"))
    a_booking(a_slot(visit=a_visit(a_programme("Altra"))), contact=a_contact(phone="011 7654321"))
    assert found(client, q=typed) == [booking]


def test_few_digits_do_not_find_everybody_s_number(client: Client):
    a_booking(contact=a_contact(phone="011 1234567"))
    assert found(client, q="011") == []


def test_who_brings_minors_and_who_needs_something_is_filtered(client: Client):
    family = a_booking(party=a_party(1, minors={"minors_6_10": 2}, access_needs=("lis", "seating")))
    alone = a_booking()
    for query, expected in [
        ({"minors": "yes"}, [family]),
        ({"minors": "no"}, [alone]),
        ({"needs": "any"}, [family]),
        ({"needs": "lis"}, [family]),
        ({"needs": "step_free"}, []),
        ({"contact": "phone"}, []),
        ({"made_by": "staff"}, []),
        ({"edition": family.slot.visit.edition_id}, [family]),
        ({"slot": alone.slot_id}, [alone]),
    ]:
        assert found(client, **query) == expected, query


def test_province_and_sector_come_from_the_pages(client: Client):
    site = a_site()
    torino, biella = a_plant(site), a_plant(site, province="BI", municipality="Biella")
    here, there = (a_booking(a_slot(visit=a_visit(page.programme))) for page in (torino, biella))
    assert found(client, province="TO") == [here]
    assert found(client, province="BI") == [there]
    assert found(client, province="CN") == []
    assert found(client, sector="mechanics", province="BI") == [there]
    assert found(client, sector="textile") == []
    assert f"{biella.programme.name} (BI)" in text_of(client.get(reverse("bookings_bookings:index")))


def test_a_filter_that_cannot_be_read_is_named_and_changes_nothing(client: Client):
    booking = a_booking()
    for query in (
        {"day": "domani"},
        {"province": "XX"},
        {"slot": "x"},
        {"slot": "1" + "0" * 40},
        {"needs": "'"},
    ):
        assert found(client, **query) == [booking], query


def test_the_list_says_how_many_people_were_found(client: Client):
    slot = a_slot()
    a_booking(slot, adults=3)
    a_booking(slot, adults=2)
    tomorrow = a_slot(visit=slot.visit, starts_at=slot.starts_at + dt.timedelta(days=1))
    a_booking(tomorrow)
    html = text_of(client.get(reverse("bookings_bookings:index"), {"slot": slot.pk}))
    assert "2 bookings, 5 people" in html
