"""The calendar file of a booking: one entry for its whole life, which names nobody."""

import datetime as dt
import itertools
import uuid

import pytest
from django.core import signing
from django.test import Client
from icalendar import Calendar, Event
from post_office.models import Email

from events import services, tokens
from events.models import Booking, Slot
from events.tickets import read_ticket, sign_ticket
from tests.builders.events import NOW, a_booking, a_contact, a_party, a_slot
from tests.events.at_home import at_home
from tests.events.visitor import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_days")]

HOUR = dt.timedelta(hours=1)


def address_of(booking: Booking, language: str = "en") -> str:
    return Visitor(language).url("booking-calendar", booking.calendar_token)


def the_file(booking: Booking, language: str = "en") -> str:
    answer = Client().get(address_of(booking, language))
    assert answer.status_code == 200
    return answer.content.decode()


def the_entry(booking: Booking) -> Event:
    """The only visit in the file that anybody gets who has the address."""
    (event,) = Calendar.from_ical(the_file(booking)).walk("VEVENT")
    return event


# One entry for the whole life of the booking -----------------------------------------------


class Life:
    """A booking that wanders between two slots, while staff move the slot it is in."""

    def __init__(self) -> None:
        slot = a_slot()
        self.slots = [slot, a_slot(visit=slot.visit, starts_at=slot.starts_at + 48 * HOUR)]
        self.booking = a_booking(slot)

    def visitor_moves(self) -> None:
        here = Booking.objects.get(pk=self.booking.pk).slot_id
        (other,) = [Slot.objects.get(pk=slot.pk) for slot in self.slots if slot.pk != here]
        services.move_booking(
            booking_id=self.booking.pk, to_slot_id=other.pk, seen_version=other.version, now=NOW
        )

    def staff_move_the_slot(self) -> None:
        slot = Booking.objects.select_related("slot").get(pk=self.booking.pk).slot
        services.move_slot(slot_id=slot.pk, starts_at=slot.starts_at + HOUR, note={}, now=NOW)

    def one_more_comes(self) -> None:
        places = Booking.objects.get(pk=self.booking.pk).places
        services.change_party(booking_id=self.booking.pk, party=a_party(places + 1), now=NOW)

    def visitor_cancels(self) -> None:
        services.cancel_booking(booking_id=self.booking.pk, now=NOW)

    def staff_cancel_the_slot(self) -> None:
        slot_id = Booking.objects.get(pk=self.booking.pk).slot_id
        services.cancel_slot(slot_id=slot_id, note={}, now=NOW)


CHANGES = ["visitor_moves", "staff_move_the_slot", "one_more_comes"]
ENDS = ["visitor_cancels", "staff_cancel_the_slot"]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("changes", list(itertools.product(CHANGES, repeat=3)), ids="-".join)
def test_the_entry_stays_the_same_and_each_change_of_time_replaces_it(changes: tuple[str, ...], end: str):
    life = Life()
    entries = [the_entry(life.booking)]
    for step in (*changes, end):
        getattr(life, step)()
        entries.append(the_entry(life.booking))
    assert {entry["uid"] for entry in entries} == {f"booking-{life.booking.pk}@fabbriche-aperte-piemonte"}
    for before, after in itertools.pairwise(entries):
        assert after["sequence"] >= before["sequence"]
        if (before["dtstart"].dt, before["status"]) != (after["dtstart"].dt, after["status"]):
            assert after["sequence"] > before["sequence"]
    assert [entry["status"] for entry in entries] == ["CONFIRMED"] * 4 + ["CANCELLED"]
    slot = Booking.objects.select_related("slot").get(pk=life.booking.pk).slot
    assert (entries[-1]["dtstart"].dt, entries[-1]["dtend"].dt) == (slot.starts_at, slot.ends_at)


def test_two_bookings_of_a_slot_are_two_entries():
    slot = a_slot()
    assert the_entry(a_booking(slot))["uid"] != the_entry(a_booking(slot))["uid"]


def test_a_cancelled_visit_says_so_in_its_title_too():
    booking = a_booking()
    services.cancel_booking(booking_id=booking.pk, now=NOW)
    assert "SUMMARY:Cancelled visit: " in the_file(booking)
    assert "SUMMARY:Visita annullata: " in the_file(booking, "it")


# Where it is found -------------------------------------------------------------------------


def test_receipt_page_and_mails_lead_to_the_same_file():
    booking = a_booking(language="en")
    visitor = at_home(booking)
    assert address_of(booking) in visitor.get(visitor.url("booking", booking.code)).content.decode()
    assert address_of(booking) in Email.objects.get().message
    services.cancel_booking(booking_id=booking.pk, now=NOW)
    assert address_of(booking) in visitor.get(visitor.url("booking", booking.code)).content.decode()
    assert address_of(booking) in Email.objects.order_by("pk").last().message


def test_the_receipt_leads_to_the_file():
    visitor = Visitor("en")
    receipt = visitor.get(visitor.books(a_slot())["Location"])
    assert address_of(Booking.objects.get()) in receipt.content.decode()


# What it does not say and does not do ------------------------------------------------------


def test_the_file_names_nobody_and_leads_to_nothing_personal():
    contact = a_contact("ada@example.org", "Ada Bianchi", "+39 011 1234567")
    booking = a_booking(contact=contact, adults=3)
    answer = Client().get(address_of(booking))
    assert answer["Content-Type"].startswith("text/calendar")
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
    text = answer.content.decode().replace("\r\n ", "")
    assert "DTSTART:20271028T080000Z" in text
    for personal in (booking.code, booking.code_for_people, "Ada", "1234567", "/link/", "/mine/"):
        assert personal not in text
    assert booking.calendar_token not in text


def test_opening_the_file_changes_nothing(django_assert_num_queries):
    booking = a_booking()
    client, before = Client(), Booking.objects.values().get()
    # 1 booking with slot and programme, 2 page of the plant.
    with django_assert_num_queries(2):
        assert client.get(address_of(booking)).status_code == 200
    assert client.head(address_of(booking)).status_code == 200
    assert client.post(address_of(booking)).status_code == 405
    assert Booking.objects.values().get() == before
    assert not client.cookies


@pytest.mark.parametrize(
    "garbled",
    [
        "nonsense",
        "{intent_alone}",
        "{intent_alone}:nonsense",
        "{token}x",
        "0{token}",
        "{ticket}",
        "{intent}",
        "{other_salt}",
        "{no_booking}",
        "{no_number}",
        "%00",
        "{token}%0A",
    ],
)
def test_an_address_we_did_not_make_is_not_found(garbled: str):
    booking = a_booking()
    token = garbled.format(
        intent_alone=booking.intent.hex,
        token=booking.calendar_token,
        ticket=sign_ticket(booking),
        intent=tokens.sign_intent(str(booking.intent), booking.slot_id),
        other_salt=signing.Signer().sign(booking.intent.hex),
        no_booking=tokens.sign_calendar(uuid.uuid4()),
        no_number=signing.Signer(salt="events.calendar").sign("x"),
    )
    url = Visitor("en").url("booking-calendar", "TOKEN").replace("TOKEN", token)
    assert Client().get(url).status_code == 404


def test_the_address_opens_the_file_and_no_ticket():
    booking = a_booking()
    assert read_ticket(booking.calendar_token) is None
    assert Client().get(Visitor("en").url("open-link", booking.calendar_token)).status_code == 404


@pytest.mark.parametrize("status", ["held", "expired"])
def test_places_that_were_never_booked_have_no_file(status: str):
    booking = a_booking()
    Booking.objects.update(status=status, held_until=NOW)
    assert Client().get(address_of(booking)).status_code == 404
    Slot.objects.update(taken=1 if status == "held" else 0)  # the counter as it is with such a booking
