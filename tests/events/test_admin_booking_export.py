"""The desk takes bookings away as CSV and XLSX: what was filtered, no formula, persons only by right."""

import csv
from io import BytesIO, StringIO

import pytest
from django.contrib.auth.models import Permission
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from events.models import Booking
from events.roles import Role
from tests.builders.events import NOW, a_booking, a_contact, a_party, a_slot
from tests.builders.staff import a_staff_client, a_staff_member

pytestmark = pytest.mark.django_db

EVIL = '=HYPERLINK("https://example.org")'


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def exported(client: Client, kind: str, **query: object) -> bytes:
    response: HttpResponseBase = client.get(reverse("bookings_bookings:index"), {**query, "export": kind})
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def rows_of(body: bytes) -> list[dict]:
    return list(csv.DictReader(StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_the_filtered_bookings_are_exported_and_no_others():
    party = a_party(1, minors={"minors_6_10": 1}, access_needs=("lis",))
    booking = a_booking(party=party, contact=a_contact("grazia@example.org", EVIL, "+39 011 1234567"))
    a_booking(contact=a_contact("luigi@example.org"))
    (row,) = rows_of(exported(a_staff_client(Role.DESK), "csv", slot=booking.slot_id))
    assert row["Code"] == booking.code_for_people
    assert (row["Day"], row["Time"]) == ("2027-10-28", "10:00")
    assert (row["Places"], row["Adults"], row["Children from 6 to 10"]) == ("2", "1", "1")
    assert row["Access needs"] == "Italian sign language"
    assert row["E-mail"] == "grazia@example.org"
    assert row["Name and surname"] == f"'{EVIL}"
    assert row["Telephone"] == "'+39 011 1234567"


def test_no_cell_of_the_workbook_is_a_formula():
    a_booking(contact=a_contact(name=EVIL, phone="+39 011 1234567"))
    sheet = load_workbook(BytesIO(exported(a_staff_client(Role.DESK), "xlsx"))).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert EVIL in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n", "d"}


def test_without_the_right_to_export_persons_none_is_in_the_file():
    user = a_staff_member(Role.REGION)
    user.user_permissions.add(Permission.objects.get(codename="view_booking"))
    client = Client()
    client.force_login(user)
    booking = a_booking(contact=a_contact("grazia@example.org", "Grazia Deledda", "011 1234567"))
    body = exported(client, "csv").decode()
    assert booking.code_for_people in body
    for word in ("grazia", "Deledda", "1234567"):
        assert word not in body


def test_who_exported_how_much_is_logged_before_anything_is_sent():
    client = a_staff_client(Role.DESK)
    a_booking(contact=a_contact(name="Grazia Deledda"))
    client.get(reverse("bookings_bookings:index"), {"q": "Deledda", "export": "csv"})
    entry = ModelLogEntry.objects.get(action="events.export")
    assert entry.data == {"format": "csv", "bookings": 1, "personal": True}
    assert entry.object_id == str(entry.user_id)
    with translation.override("en"):
        assert str(entry.message) == "Exported 1 bookings with names and contacts (CSV)"
    assert "Deledda" not in str(entry.data)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.TRANSLATOR, Role.REGION])
def test_whoever_sees_no_bookings_exports_none(role: Role):
    a_booking()
    response = a_staff_client(role).get(reverse("bookings_bookings:index"), {"export": "csv"})
    assert response.status_code == 302
    assert not ModelLogEntry.objects.filter(action="events.export").exists()


def test_an_export_costs_the_same_with_many_bookings(django_assert_num_queries):
    slot, client = a_slot(), a_staff_client()
    for _number in range(5):
        a_booking(slot)
    exported(client, "xlsx")
    # session, user, profile, locales; paginator; ours: count, log (2), provinces (2), bookings
    with django_assert_num_queries(11):
        assert len(list(load_workbook(BytesIO(exported(client, "xlsx"))).active.iter_rows())) == 6
    assert Booking.objects.count() == 5
