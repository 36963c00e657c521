"""The gate coordinator reads, prints and takes away who is expected, and ticks off who has come."""

import datetime as dt
import uuid
from io import BytesIO

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from events import services
from events.models import Booking, CheckIn, Slot
from events.roles import Role
from tests.builders.events import NOW, a_booking, a_contact, a_party, a_slot
from tests.builders.staff import a_staff_client, messages_of
from tests.events.at_desk import text_of

pytestmark = pytest.mark.django_db

DAY = "2027-10-28"
EVIL = "=1+1"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def client(clock: time_machine.Traveller) -> Client:
    return a_staff_client(Role.GATE)


def address(name: str, slot: Slot, day: str = DAY) -> str:
    return reverse(f"bookings_rosters:{name}", args=[slot.programme_id, day])


def tick(client: Client, booking: Booking, **data: object):
    return client.post(address("tick", booking.slot), {"booking": booking.pk, **data}, follow=True)


def test_the_roster_says_who_comes_when_with_whom_and_what_they_need(client: Client):
    slot = a_slot()
    party = a_party(1, minors={"minors_6_10": 1}, access_needs=("lis",))
    booking = a_booking(slot, party=party, contact=a_contact(name="Grazia Deledda", phone="011 1234567"))
    gone = a_booking(slot, contact=a_contact(name="Luigi Pirandello"))
    services.cancel_booking(booking_id=gone.pk, now=NOW)
    html = text_of(client.get(address("roster", slot)))
    for words in (
        "Officine Prova",
        "Thursday 28 October 2027",
        "10:00–11:00",
        "2 people expected, 1 minor",
        "Grazia Deledda",
        "Adults: 1; Children from 6 to 10: 1",
        "Italian sign language",
        "011 1234567",
        booking.code_for_people,
        "Check-in opens on the day of the visit.",
    ):
        assert words in html, words
    assert "Pirandello" not in html


def test_the_list_of_rosters_counts_and_leads_to_each(client: Client):
    slot = a_slot()
    a_booking(slot, adults=3)
    a_booking(slot, adults=2)
    (row,) = client.get(reverse("bookings_rosters:index")).context["rows"]
    assert (row["slots"], row["bookings"], row["people"], row["came"]) == (1, 2, 5, 0)
    assert client.get(row["url"]).status_code == 200
    queries = (({"day": DAY}, 1), ({"day": "2027-10-29"}, 0), ({"plant": "prova"}, 1), ({"day": "x"}, 1))
    for query, found in queries:
        assert len(client.get(reverse("bookings_rosters:index"), query).context["rows"]) == found, query


def test_a_party_is_ticked_off_once_and_can_be_taken_back(client: Client, clock: time_machine.Traveller):
    booking = a_booking(adults=3, contact=a_contact(name="Grazia Deledda"))
    clock.move_to(booking.slot.starts_at - dt.timedelta(minutes=20))
    client = a_staff_client(Role.GATE)
    nonce = str(uuid.uuid4())
    tick(client, booking, people=2, nonce=nonce)
    html = text_of(tick(client, booking, people=2, nonce=nonce))
    assert CheckIn.objects.get().people == 2
    assert "2 at 09:40" in html
    tick(client, booking, undo="yes")
    assert not CheckIn.objects.exists()
    logged = ModelLogEntry.objects.filter(object_id=str(booking.pk)).order_by("pk")
    assert [entry.action for entry in logged][-1] == "events.check_in_undo"


@pytest.mark.parametrize("people", ["", "0", "4", "x", "9" * 40])
def test_an_impossible_number_is_refused_with_a_sentence(clock: time_machine.Traveller, people: str):
    booking = a_booking(adults=3)
    clock.move_to(booking.slot.starts_at)
    response = tick(a_staff_client(Role.GATE), booking, people=people)
    assert "write a number from 1 to 3" in messages_of(response)
    assert not CheckIn.objects.exists()


def test_nobody_is_ticked_off_before_the_day_nor_from_another_plant_s_roster(client: Client):
    booking = a_booking()
    assert "Check-in opens" in messages_of(tick(client, booking, people=1))
    other = a_slot()
    for number in (booking.pk, "x", "9" * 40, ""):
        response = client.post(
            address("tick", other, "2027-10-29"), {"booking": number, "people": 1}, follow=True
        )
        assert "not on this roster" in messages_of(response)
    assert not CheckIn.objects.exists()


def test_the_roster_as_a_workbook_has_no_formula_and_its_download_is_logged(client: Client):
    slot = a_slot()
    booking = a_booking(slot, contact=a_contact(name=EVIL, phone="+39 011 1234567"))
    body = b"".join(client.get(address("xlsx", slot)).streaming_content)
    sheet = load_workbook(BytesIO(body)).active
    assert [cell.value for cell in sheet[2]][:5] == [dt.time(10), None, booking.code_for_people, EVIL, 1]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    entry = ModelLogEntry.objects.get(action="events.roster_export")
    assert (entry.data["day"], entry.data["people"]) == (DAY, 1)


def test_an_address_that_names_no_day_is_not_found(client: Client):
    slot = a_slot()
    for day in ("2027-13-01", "domani", "1"):
        assert client.get(address("roster", slot, day), follow=True).status_code == 404


def test_the_gate_coordinator_sees_rosters_and_nothing_else(client: Client):
    booking = a_booking()
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("bookings_rosters:index") in home
    assert reverse("bookings_bookings:index") not in home
    for name, args in (("index", []), ("inspect", [booking.pk]), ("cancel", [booking.pk])):
        assert client.get(reverse(f"bookings_bookings:{name}", args=args)).status_code == 302


@pytest.mark.parametrize("role", [Role.EDITOR, Role.TRANSLATOR, Role.REGION])
def test_who_has_no_right_sees_no_roster(clock: time_machine.Traveller, role: Role):
    booking = a_booking()
    client = a_staff_client(role)
    for name in ("roster", "xlsx"):
        assert client.get(address(name, booking.slot)).status_code == 302
    assert client.get(reverse("bookings_rosters:index")).status_code == 302
    clock.move_to(booking.slot.starts_at)
    tick(a_staff_client(role), booking, people=1)
    assert not CheckIn.objects.exists()


def test_a_roster_costs_the_same_with_many_parties(client: Client, django_assert_num_queries):
    slot = a_slot()
    for _number in range(6):
        a_booking(slot)
    client.get(address("roster", slot))
    # furniture of the admin: session, user, rights (2), profile, locales, rights on pages and files (3)
    # ours: programme, slots, bookings with check-ins
    with django_assert_num_queries(12):
        client.get(address("roster", slot))


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2027-02-30", "oggi"])
def test_a_day_that_no_calendar_has_is_an_unknown_address(client: Client, day: str):
    slot = a_slot()
    for name in ("roster", "xlsx"):
        assert client.get(address(name, slot, day), follow=True).status_code == 404
    assert client.post(address("tick", slot, day), {"booking": "1"}, follow=True).status_code == 404
