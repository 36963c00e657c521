"""The desk answers an offer for somebody who calls, takes a party off the list, and ticks off calls."""

import datetime as dt

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from events import services
from events.models import Booking, Notice, Slot, WaitEntry
from events.models.bookings import WaitStatus
from events.roles import Role
from events.services import retention
from tests.builders.events import NOW, a_caller, a_party, a_visit
from tests.builders.staff import a_staff_client, messages_of
from tests.events.at_desk import errors_of, inspected, text_of
from tests.events.holding import join, taken
from tests.events.waiting import LATER, a_full_slot, cancel, offers, status_of, the_offer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def client() -> Client:
    return a_staff_client(Role.DESK)


def url(page: str, entry: WaitEntry) -> str:
    return reverse(f"bookings_waiting:{page}", args=[entry.pk])


def shown(client: Client, entry: WaitEntry) -> str:
    return text_of(client.get(url("inspect", entry)))


def confirm(client: Client, page: str, entry: WaitEntry, **data: object) -> HttpResponse:
    """Open the page, then press its button, as a person does."""
    seal = client.get(url(page, entry)).context["seal"]
    return client.post(url(page, entry), {"seen": seal, **data}, follow=True)


def a_caller_waits(slot: Slot, adults: int = 2) -> WaitEntry:
    slot = Slot.objects.with_rules().select_related("programme").get(pk=slot.pk)
    return services.join_waiting_list(
        programme=slot.programme,
        slot=slot,
        party=a_party(adults),
        contact=a_caller(),
        language="it",
        edition_id=slot.visit.edition_id,
        now=NOW,
        by_staff=True,
    )


def an_offer_by_telephone(adults: int = 2) -> tuple[WaitEntry, Booking]:
    slot, booking = a_full_slot(adults)
    entry = a_caller_waits(slot, adults)
    cancel(booking)
    return entry, the_offer(entry)


def test_an_offer_is_accepted_for_who_calls(client: Client):
    entry, offer = an_offer_by_telephone()
    response = confirm(client, "accept", entry, adults=2)
    offer.refresh_from_db()
    assert (offer.status, offer.made_by, offer.is_to_call) == ("confirmed", "staff", False)
    assert (status_of(entry), taken(offer.slot)) == (WaitStatus.ACCEPTED, 2)
    assert offer.code_for_people in messages_of(response)
    assert "read out the code" in messages_of(response)
    assert not Email.objects.filter(to="").exists()
    assert "Accepted the offer on behalf of the visitor" in inspected(client, offer)
    assert "Places offered to the waiting list" in inspected(client, offer)
    assert "Accepted the offer on behalf of the visitor" in shown(client, entry)


def test_who_has_an_address_gets_the_confirmation(client: Client):
    slot, booking = a_full_slot(2)
    entry = join(slot, 2, "ada@example.org")
    cancel(booking)
    response = confirm(client, "accept", entry, adults=2)
    assert "A mail confirms it." in messages_of(response)
    assert Notice.objects.filter(booking=the_booking_of(entry), kind=Notice.Kind.CONFIRMED).count() == 1


def the_booking_of(entry: WaitEntry) -> Booking:
    return Booking.objects.get(wait_entry=entry, status=Booking.Status.CONFIRMED)


def test_fewer_are_accepted_and_the_rest_goes_to_the_next(client: Client):
    entry, offer = an_offer_by_telephone(3)
    following = join(offer.slot, 1)
    confirm(client, "accept", entry, adults=2)
    assert the_booking_of(entry).places == 2
    assert offers(offer.slot) == {following.email_norm: 1}


def test_more_than_was_offered_is_refused(client: Client):
    entry, offer = an_offer_by_telephone(2)
    assert set(errors_of(confirm(client, "accept", entry, adults=3))) == {"adults"}
    assert the_offer(entry) == offer


def test_names_are_asked_for_where_the_visit_needs_them(client: Client):
    slot, booking = a_full_slot(1, visit=a_visit(names_required=False))
    slot.visit.names_required = True
    slot.visit.save()
    entry = a_caller_waits(slot, 1)
    cancel(booking)
    assert set(errors_of(confirm(client, "accept", entry, adults=1))) == {"name_1"}
    confirm(client, "accept", entry, adults=1, name_1="Tina Modotti")
    assert the_booking_of(entry).names == ["Tina Modotti"]


def test_nobody_is_booked_for_a_time_the_desk_did_not_see(client: Client):
    entry, offer = an_offer_by_telephone()
    seal = client.get(url("accept", entry)).context["seal"]
    later = offer.slot.starts_at + dt.timedelta(hours=1)
    services.move_slot(slot_id=offer.slot_id, starts_at=later, note={}, now=NOW)
    response = client.post(url("accept", entry), {"seen": seal, "adults": 2})
    assert "has been changed in the meantime" in text_of(response)
    assert "11:00" in text_of(response)
    assert the_offer(entry).status == "held"
    confirm(client, "accept", entry, adults=2)
    assert the_booking_of(entry).seen_version == 2


def test_declining_gives_the_places_to_the_next_and_tells_nobody(client: Client):
    entry, offer = an_offer_by_telephone()
    following = join(offer.slot, 2)
    mails = Email.objects.count()
    confirm(client, "decline", entry)
    offer.refresh_from_db()
    assert (offer.status, offer.cancelled_by, status_of(entry)) == ("cancelled", "staff", WaitStatus.ENDED)
    assert offers(offer.slot) == {following.email_norm: 2}
    assert Email.objects.count() == mails + 1  # the offer to the next one
    assert "Declined the offer on behalf of the visitor" in shown(client, entry)


def test_a_party_is_taken_off_the_list_with_its_offer(client: Client):
    entry, offer = an_offer_by_telephone()
    confirm(client, "leave", entry)
    entry.refresh_from_db()
    assert (entry.status, entry.left_at, taken(offer.slot)) == (WaitStatus.LEFT, NOW, 0)
    html = shown(client, entry)
    assert "Taken off the waiting list" in html
    assert "Left the waiting list" not in html
    assert url("leave", entry) not in html


def test_a_visitor_who_left_is_in_the_history_too(client: Client):
    slot, _booking = a_full_slot()
    entry = join(slot)
    services.leave_waiting_list(entry_id=entry.pk, now=NOW + LATER)
    html = shown(client, entry)
    assert html.index("Left the waiting list") < html.index("Joined the waiting list")


def test_what_is_not_so_any_more_is_not_done(client: Client):
    slot, _booking = a_full_slot()
    entry = join(slot)
    for page in ("accept", "decline"):
        response = client.post(url(page, entry), {"seen": "x"}, follow=True)
        assert "no open offer" in messages_of(response)
    confirm(client, "leave", entry)
    again = client.post(url("leave", entry), {"seen": "left"}, follow=True)
    assert "not on the waiting list any more" in messages_of(again)


def test_a_call_about_an_offer_is_ticked_off_once(client: Client):
    entry, offer = an_offer_by_telephone()
    assert offer.is_to_call
    confirm(client, "called", entry)
    offer.refresh_from_db()
    assert (offer.is_to_call, offer.seen_version) == (False, offer.slot.version)
    html = shown(client, entry)
    assert "Called the visitor" in html
    assert url("called", entry) not in html


def test_a_cancelled_slot_has_to_be_told_by_telephone_to_who_waited(client: Client):
    slot, _booking = a_full_slot()
    by_phone, by_mail = a_caller_waits(slot), join(slot, 1, "ada@example.org")
    services.cancel_slot(slot_id=slot.pk, note={}, now=NOW)
    by_phone.refresh_from_db()
    by_mail.refresh_from_db()
    assert (by_phone.to_call, by_mail.to_call) == ("cancelled", "")
    assert "the slot is cancelled" in shown(client, by_phone)
    confirm(client, "called", by_phone)
    by_phone.refresh_from_db()
    assert by_phone.to_call == ""


def test_a_caller_who_is_forgotten_is_not_to_call(client: Client):
    slot, _booking = a_full_slot()
    entry = a_caller_waits(slot)
    services.cancel_slot(slot_id=slot.pk, note={}, now=NOW)
    retention.forget_persons(now=slot.ends_at + dt.timedelta(days=400))
    entry.refresh_from_db()
    assert (entry.contact_name, entry.phone, entry.email_norm, entry.to_call) == ("", "", "", "")
    assert "Waiting party" in shown(client, entry)


def test_the_booking_of_an_offer_leads_to_the_party(client: Client):
    entry, offer = an_offer_by_telephone()
    assert url("inspect", entry) in inspected(client, offer)
    assert url("accept", entry) in shown(client, entry)


@pytest.mark.parametrize("role", [Role.GATE, Role.REGION])
def test_without_the_right_nobody_answers(role: Role):
    entry, offer = an_offer_by_telephone()
    client = a_staff_client(role)
    for page in ("accept", "decline", "leave", "called"):
        assert client.post(url(page, entry), {"seen": "x"}).status_code == 302
    offer.refresh_from_db()
    assert (offer.status, status_of(entry)) == ("held", WaitStatus.OFFERED)
