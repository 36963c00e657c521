"""Staff change one booking: party, slot, names and contacts, the link, or cancel it."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from events import selectors
from events.models import Notice, ReleaseWave, Slot
from events.roles import Role
from tests.builders.events import (
    NOW,
    a_booking,
    a_caller,
    a_contact,
    a_party,
    a_programme,
    a_slot,
    a_visit,
    an_edition,
)
from tests.builders.staff import a_staff_client, messages_of
from tests.events.at_desk import a_row, confirm, errors_of, last_mail, page_url, text_of
from tests.events.at_home import a_later_slot, choice, notices_of, reloaded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def client() -> Client:
    return a_staff_client(Role.DESK)


@pytest.fixture(autouse=True)
def _places_add_up_in_the_end(db: None):
    yield
    assert selectors.inventory_errors() == []


# The party --------------------------------------------------------------------------


def test_the_party_grows_and_the_visitor_reads_it_in_their_language(client: Client):
    booking = a_booking(a_slot(places=5), adults=2, language="en")
    response = confirm(client, "party", booking, adults=3, minors_6_10=1)
    assert "The party is changed." in messages_of(response)
    assert (reloaded(booking).places, reloaded(booking.slot).taken) == (4, 4)
    assert "The booking has changed." in last_mail().message
    assert notices_of(booking, Notice.Kind.CHANGED) == 1


def test_the_party_shrinks_and_its_places_are_free(client: Client):
    booking = a_booking(a_slot(places=5), adults=4)
    confirm(client, "party", booking, adults=1)
    assert (reloaded(booking).places, reloaded(booking.slot).taken) == (1, 1)


@pytest.mark.parametrize(
    ("adults", "words"),
    [
        (4, "Only one place is left in this slot."),
        (7, "One booking takes 6 places at most."),
        (0, "At least one adult"),
        ("x", "Write a number"),
    ],
)
def test_a_party_that_may_not_come_is_refused_at_its_field(client: Client, adults: object, words: str):
    booking = a_booking(a_slot(places=5, visit=a_visit(max_party=6)), adults=2)
    a_booking(booking.slot, adults=2)
    before = a_row(booking)
    response = confirm(client, "party", booking, adults=adults)
    assert words in errors_of(response)["adults"][0]
    assert words in text_of(response)
    assert a_row(booking) == before


def test_a_full_slot_is_said_at_the_number_of_adults(client: Client):
    booking = a_booking(a_slot(places=2, visit=a_visit()), adults=2)
    response = confirm(client, "party", booking, adults=3)
    assert errors_of(response) == {"adults": ["This slot is full. Choose another slot."]}


def test_staff_reach_beyond_closing_times_and_waves_but_never_beyond_the_capacity(
    monkeypatch: pytest.MonkeyPatch,
):
    edition = an_edition()
    ReleaseWave.objects.create(edition=edition, opens_at=edition.bookings_open_at, percent=50)
    booking = a_booking(a_slot(places=4, visit=a_visit(edition=edition)), adults=2)
    monkeypatch.setattr(timezone, "now", lambda: booking.slot.starts_at - dt.timedelta(minutes=10))
    client = a_staff_client(Role.DESK)
    assert "2 free, 0 of them public" in text_of(client.get(page_url("party", booking)))
    confirm(client, "party", booking, adults=3)
    assert reloaded(booking).places == 3
    response = confirm(client, "party", booking, adults=5)
    assert errors_of(response) == {"adults": ["Only one place is left in this slot."]}
    assert reloaded(booking).places == 3


def test_names_are_asked_for_where_the_visit_needs_them(client: Client):
    visit = a_visit(names_required=True)
    booking = a_booking(a_slot(visit=visit), party=a_party(1, names=("Ada Bianchi",)))
    refused = confirm(client, "party", booking, adults=2, name_1="Ada Bianchi")
    assert list(errors_of(refused)) == ["name_2"]
    confirm(client, "party", booking, adults=2, name_1="Ada Bianchi", name_2="Bruno Bianchi")
    assert reloaded(booking).names == ["Ada Bianchi", "Bruno Bianchi"]


# Another slot -----------------------------------------------------------------------


def test_the_booking_moves_and_the_mail_names_both_times(client: Client):
    booking = a_booking(a_slot(places=5), adults=3, language="en")
    other = a_later_slot(booking.slot)
    response = confirm(client, "move", booking, to=choice(other))
    assert "moved to Thursday 28 October 2027, 13:00" in messages_of(response)
    assert (reloaded(booking).slot_id, reloaded(booking).code) == (other.pk, booking.code)
    assert (reloaded(booking.slot).taken, reloaded(other).taken) == (0, 3)
    assert "New time:" in last_mail().message


def test_only_slots_of_the_plant_with_room_are_listed_with_their_places_in_words(client: Client):
    booking = a_booking(a_slot(places=5), adults=3)
    fitting = a_later_slot(booking.slot, 2, places=7)
    left_out = [
        a_later_slot(booking.slot, 4, places=2),
        a_later_slot(booking.slot, 6, status=Slot.Status.CLOSED),
        a_slot(visit=a_visit(a_programme("Altrove"), booking.slot.visit.edition)),
        booking.slot,
    ]
    html = text_of(client.get(page_url("move", booking)))
    assert f'value="{choice(fitting)}"' in html
    assert "7 free" in html
    assert "Thursday 28 October 2027" in html
    assert not any(f'value="{choice(slot)}"' in html for slot in left_out)


def test_without_another_slot_the_page_says_so_and_has_no_button(client: Client):
    html = text_of(client.get(page_url("move", a_booking())))
    assert "No other slot of this plant has room for this party." in html
    assert "Move the booking and send the mail" not in html


def test_a_slot_that_filled_up_meanwhile_is_refused_at_the_choice(client: Client):
    booking = a_booking(a_slot(places=5), adults=3)
    other = a_later_slot(booking.slot, places=3)
    seal = client.get(page_url("move", booking)).context["seal"]
    a_booking(other, adults=2)
    response = client.post(page_url("move", booking), {"seen": seal, "to": choice(other)})
    assert errors_of(response)["to"] == ["Only one place is left in this slot."]
    assert "Only one place is left" in text_of(response)
    assert (reloaded(booking).slot_id, reloaded(booking.slot).taken) == (booking.slot_id, 3)


def test_a_slot_that_overlaps_another_booking_is_refused_at_the_choice(client: Client):
    edition, contact = an_edition(), a_contact("grazia@example.org")
    booking = a_booking(a_slot(visit=a_visit(edition=edition)), contact=contact)
    other = a_later_slot(booking.slot)
    elsewhere = a_visit(a_programme("Altrove"), edition)
    a_booking(a_slot(visit=elsewhere, starts_at=other.starts_at), contact=contact)
    response = confirm(client, "move", booking, to=choice(other))
    assert "At the same time another visit" in errors_of(response)["to"][0]
    assert reloaded(booking).slot_id == booking.slot_id


@pytest.mark.parametrize("to", ["", "x", "999999-1", "1-1; DROP"])
def test_a_choice_that_was_not_offered_is_refused(client: Client, to: str):
    booking = a_booking()
    a_later_slot(booking.slot)
    assert errors_of(confirm(client, "move", booking, to=to))["to"] == ["Choose one of the times."]


def test_a_slot_of_another_plant_cannot_be_asked_for(client: Client):
    booking = a_booking()
    elsewhere = a_slot(visit=a_visit(a_programme("Altrove"), booking.slot.visit.edition))
    assert "to" in errors_of(confirm(client, "move", booking, to=choice(elsewhere)))
    assert reloaded(booking).slot_id == booking.slot_id


# Names and contacts -----------------------------------------------------------------


def test_name_and_telephone_are_corrected_and_the_address_stays(client: Client):
    booking = a_booking(contact=a_contact("grazia@example.org", "Grazia Deleda"))
    html = text_of(client.get(page_url("correct", booking)))
    assert 'name="email"' not in html
    assert "The e-mail address stays" in html
    confirm(client, "correct", booking, contact_name="Grazia Deledda", phone="+39 011 123456")
    row = reloaded(booking)
    assert (row.contact_name, row.phone, row.email) == (
        "Grazia Deledda",
        "+39 011 123456",
        "grazia@example.org",
    )
    assert "Grazia Deledda" in last_mail().message


def test_a_telephone_without_digits_is_refused_at_its_field(client: Client):
    booking = a_booking()
    response = confirm(client, "correct", booking, contact_name="Ada", phone="casa")
    assert list(errors_of(response)) == ["phone"]


# The link ---------------------------------------------------------------------------


def test_the_link_goes_out_again_three_times_a_day_in_the_visitors_language(client: Client):
    booking = a_booking(language="en")
    for _time in range(3):
        assert "on its way" in messages_of(confirm(client, "link", booking))
    assert last_mail().to == [booking.email]
    mails = Email.objects.count()
    response = confirm(client, "link", booking)
    assert "Three links have already gone" in text_of(response)
    assert Email.objects.count() == mails


# Cancelling -------------------------------------------------------------------------


def test_staff_cancel_and_the_visitor_reads_who_did_it_and_why_in_their_language(client: Client):
    booking = a_booking(a_slot(places=5), adults=3, language="en")
    response = confirm(client, "cancel", booking, reason="plant", note="The plant asked us to.")
    assert "The booking is cancelled" in messages_of(response)
    row = reloaded(booking)
    assert (row.status, row.cancelled_by, reloaded(booking.slot).taken) == ("cancelled", "staff", 0)
    assert "The organisers have cancelled this booking." in last_mail().message
    assert "The plant asked us to." in last_mail().message
    assert notices_of(booking, Notice.Kind.CANCELLED_BY_STAFF) == 1


def test_an_italian_reads_the_mail_in_italian(client: Client):
    booking = a_booking(language="it")
    html = text_of(client.get(page_url("cancel", booking)))
    assert "Note in the mail (Italian" in html
    assert 'lang="it"' in html
    confirm(client, "cancel", booking, reason="plant")
    assert last_mail().subject.startswith("Annullata")


@pytest.mark.parametrize(
    ("page", "data"),
    [
        ("party", {"adults": 2}),
        ("move", {}),
        ("correct", {"contact_name": "Tina Rossi", "phone": "011 1234567"}),
        ("cancel", {"reason": "other"}),
    ],
)
def test_no_mail_is_promised_about_somebody_without_an_address(client: Client, page: str, data: dict):
    booking = a_booking(a_slot(places=5), contact=a_caller(), by_staff=True)
    if page == "move":
        data = {"to": choice(a_later_slot(booking.slot))}
    button = client.get(page_url(page, booking)).context
    assert "mail" not in str(button["confirm_label"])
    assert "note" not in button["form"].fields
    told = messages_of(confirm(client, page, booking, **data))
    assert "No mail is sent" in told
    assert "A mail" not in told
