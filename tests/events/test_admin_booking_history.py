"""Staff read what happened to a booking, and whether its visitor is coming."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email
from wagtail.models import ModelLogEntry

from events.models import Booking
from events.roles import Role
from tests.builders.events import NOW, a_booking, a_contact, a_slot
from tests.builders.staff import a_staff_client
from tests.events.at_desk import confirm, inspected, page_url, text_of
from tests.events.at_home import a_later_slot, choice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def client() -> Client:
    return a_staff_client(Role.DESK)


def test_the_history_says_who_did_what_and_which_mails_went_out(client: Client):
    booking = a_booking(a_slot(places=5), contact=a_contact("grazia@example.org", "Grazia Deleda"))
    other = a_later_slot(booking.slot)
    confirm(client, "party", booking, adults=3)
    confirm(client, "move", booking, to=choice(other))
    confirm(client, "correct", booking, contact_name="Grazia Deledda", phone="")
    confirm(client, "link", booking)
    confirm(client, "cancel", booking, reason="twice", note="Grazia ha telefonato")
    html = inspected(client, booking)
    user = ModelLogEntry.objects.first().user.get_username()
    for words in (
        "Booked",
        "Changed the party. Places before: 1, now: 3",
        "Moved from Thursday 28 October 2027, 10:00 to Thursday 28 October 2027, 13:00",
        "Corrected names and contacts",
        "Sent the link again",
        "Cancelled the booking. Reason: booked twice",
        f"<td>{user}</td>",
        "Mail “booking confirmed”: waits to be sent",
        "Mail “people or contacts changed”: waits to be sent",
        "Mail “moved to another time”: waits to be sent",
        "Mail “cancelled by the staff”: waits to be sent",
    ):
        assert words in html, words


def test_the_log_holds_no_personal_data(client: Client):
    booking = a_booking(contact=a_contact("grazia@example.org", "Grazia Deleda"))
    confirm(client, "correct", booking, contact_name="Grazia Deledda", phone="+39 011 123456")
    confirm(client, "cancel", booking, reason="twice", note="Grazia ha telefonato")
    logged = str(list(ModelLogEntry.objects.values("label", "data", "action")))
    assert ModelLogEntry.objects.count() == 2
    assert not any(word in logged for word in ("Grazia", "grazia", "011", "telefonato"))


def test_a_mail_that_is_sent_or_failed_is_called_so(client: Client):
    booking = a_booking()
    for status, words in ((0, "sent"), (1, "not sent: it failed")):
        Email.objects.update(status=status)
        assert f"Mail “booking confirmed”: {words}" in inspected(client, booking)
    Email.objects.all().delete()
    assert "Mail “booking confirmed”: sent" in inspected(client, booking)


def test_the_report_of_the_site_leads_to_the_booking():
    booking, client = a_booking(), a_staff_client()
    confirm(client, "party", booking, adults=2)
    html = text_of(client.get(reverse("wagtailadmin_reports:site_history")))
    assert page_url("inspect", booking) in html


def test_the_answer_to_the_reminder_is_shown_in_the_list_and_on_the_booking(client: Client):
    booking = a_booking()
    index = reverse("bookings_bookings:index")
    assert "confirmed, said to be coming" not in text_of(client.get(index))
    Booking.objects.update(coming_at=NOW)
    assert "confirmed, said to be coming" in text_of(client.get(index))
    assert "Answered the reminder: coming" in inspected(client, booking)


def test_the_page_of_a_booking_costs_the_same_with_a_long_history(client: Client, django_assert_num_queries):
    booking = a_booking(a_slot(places=5))
    for adults in (2, 3, 2, 1):
        confirm(client, "party", booking, adults=adults)
    # furniture of the admin: session, user, permissions (2), profile, locales, what the menu may show (3)
    # ours: booking, waves, log with its users, notices, messages with their mails
    with django_assert_num_queries(14):
        inspected(client, booking)
