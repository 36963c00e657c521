"""Why staff cancelled is kept as a kind; their words are in the mail only (decision 0026)."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from events import services
from events.models import Booking, Notice
from events.models.bookings import CancelReason
from events.roles import Role
from tests.builders.events import NOW, a_booking, a_caller, a_contact, a_slot
from tests.builders.staff import a_staff_client, messages_of
from tests.events.at_desk import confirm, errors_of, inspected, last_mail, page_url, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def client() -> Client:
    return a_staff_client(Role.DESK)


def reason_of(booking: Booking) -> str:
    return Booking.objects.values_list("cancel_reason", flat=True).get(pk=booking.pk)


def test_the_kind_of_reason_stays_and_the_words_do_not(client: Client):
    booking = a_booking(contact=a_contact("grazia@example.org", "Grazia Deledda"))
    confirm(client, "cancel", booking, reason="twice", note="Grazia ha due prenotazioni.")
    assert reason_of(booking) == "twice"
    html = inspected(client, booking)
    assert "Cancelled the booking. Reason: booked twice" in html
    assert "(the staff: booked twice)" in html
    assert "Grazia ha due" not in html
    logged = ModelLogEntry.objects.get(action="events.booking_cancel")
    assert logged.data == {"places": 1, "reason": "twice"}


@pytest.mark.parametrize("reason", ["", "ill", "x" * 500])
def test_without_a_reason_of_the_list_nothing_is_cancelled(client: Client, reason: str):
    booking = a_booking()
    response = confirm(client, "cancel", booking, reason=reason, note="Perché sì.")
    assert set(errors_of(response)) == {"reason"}
    assert Booking.objects.get(pk=booking.pk).status == "confirmed"


def test_no_kind_of_reason_speaks_of_health():
    text = " ".join(str(label) for label in CancelReason.labels).lower()
    assert not any(word in text for word in ("ill", "sick", "malat", "health", "salute"))


def test_who_asked_for_it_is_told_so_and_not_that_the_organisers_cancelled(client: Client):
    booking = a_booking(language="en")
    confirm(client, "cancel", booking, reason="asked", note="Until next year!")
    assert Notice.objects.filter(booking=booking, kind=Notice.Kind.CANCELLED).count() == 1
    assert "is cancelled, as asked" in last_mail().message
    assert "Until next year!" in last_mail().message
    booking.refresh_from_db()
    assert booking.cancelled_by == "staff"


def test_who_has_no_address_is_called_unless_the_call_was_theirs(client: Client):
    asked = a_booking(contact=a_caller("011 1111111"), by_staff=True)
    other = a_booking(contact=a_caller("011 2222222"), by_staff=True)
    assert ">Cancel the booking</button>" in text_of(client.get(page_url("cancel", asked)))
    assert "note" not in client.get(page_url("cancel", asked)).context["form"].fields
    told = messages_of(confirm(client, "cancel", asked, reason="asked"))
    assert "No mail is sent" in told
    assert "call the visitor" not in told
    told = messages_of(confirm(client, "cancel", other, reason="plant"))
    assert "call the visitor" in told
    asked.refresh_from_db()
    other.refresh_from_db()
    assert (asked.is_to_call, other.is_to_call) == (False, True)


def test_a_cancelled_slot_leaves_its_reason_with_each_booking_and_in_its_own_history(client: Client):
    slot = a_slot()
    bookings, elsewhere = [a_booking(slot) for _n in range(2)], a_booking()
    url = reverse("bookings_slots:cancel", args=[slot.pk])
    page = client.get(url)
    data = {"text_it": "Sciopero dei treni.", "seen": page.context["seal"], "confirm": "yes"}
    assert set(errors_of(client.post(url, data))) == {"reason"}
    client.post(url, {**data, "reason": "events"})
    assert {reason_of(booking) for booking in bookings} == {"events"}
    assert reason_of(elsewhere) == ""
    line = "Cancelled by a change of the slot. Reason: weather, strike or closed roads"
    assert line in inspected(client, bookings[0])
    history = text_of(client.get(reverse("bookings_slots:history", args=[slot.pk])))
    assert "Cancelled. Reason: weather, strike or closed roads" in history
    assert "Sciopero" not in history


def test_fewer_places_are_a_reason_of_their_own(client: Client):
    slot = a_slot(places=3)
    stays, goes = a_booking(slot), a_booking(slot)
    services.shrink_slot(slot_id=slot.pk, capacity=1, leaving=[goes.pk], note={}, now=NOW)
    assert (reason_of(stays), reason_of(goes)) == ("", "fewer")
    assert "Reason: fewer places than planned" in inspected(client, goes)


def test_a_visitor_who_cancels_is_not_asked_why(client: Client):
    booking = a_booking()
    services.cancel_booking(booking_id=booking.pk, now=NOW)
    assert reason_of(booking) == ""
    assert "Reason:" not in inspected(client, booking)


def test_reasons_are_filtered_and_exported(client: Client):
    twice, plant, kept = a_booking(), a_booking(), a_booking()
    for booking, reason in ((twice, "twice"), (plant, "plant")):
        confirm(client, "cancel", booking, reason=reason)
    index = reverse("bookings_bookings:index")
    found = client.get(index, {"cancel_reason": "twice"}).context["object_list"]
    assert list(found) == [twice]
    response = client.get(index, {"export": "csv"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text.splitlines()[0] else ","))
    said = {row["Code"]: (row["Cancelled by"], row["Reason"]) for row in rows}
    assert said == {
        twice.code_for_people: ("the staff", "booked twice"),
        plant.code_for_people: ("the staff", "the plant can't receive visitors"),
        kept.code_for_people: ("", ""),
    }
