"""A message to many bookings is written by the worker: fixed at the click, once per booking, in parts."""

import uuid

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from events import services, worker
from events.models import AccessLink, Booking, Message, MessageRecipient, Slot
from events.roles import Role
from events.services import message_writing
from events.services import messages as service
from tests.builders.events import NOW, a_booking, a_caller, a_contact, a_slot
from tests.builders.staff import a_staff_client, messages_of
from tests.events.at_desk import inspected, text_of
from tests.events.test_admin_messages import WORDS, send, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_mail_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    monkeypatch.setattr(service, "AT_ONCE", 1)


@pytest.fixture
def client() -> Client:
    return a_staff_client(Role.DESK)


def booked(count: int = 3) -> Slot:
    """A slot with so many bookings, the first one English, and no mail left in the queue."""
    slot = a_slot()
    for number in range(count):
        contact = a_contact(f"person{number}@example.org")
        a_booking(slot, language="it" if number else "en", contact=contact)
    Email.objects.all().delete()
    return slot


def written() -> list[str]:
    return sorted(mail.to[0] for mail in Email.objects.all())


def shown(client: Client) -> HttpResponse:
    return client.get(reverse("bookings_messages:inspect", args=[Message.objects.get().pk]))


def test_the_click_fixes_who_gets_it_and_the_worker_writes_it_once(client: Client):
    slot = booked(3)
    response = send(client, write(slot.pk))
    assert "is being written" in messages_of(response)
    assert (written(), MessageRecipient.objects.filter(waits=True).count()) == ([], 3)
    a_booking(slot, contact=a_contact("late@example.org"))
    Email.objects.all().delete()
    for _round in range(2):
        worker.write_messages(NOW)
    assert written() == [f"person{number}@example.org" for number in range(3)]
    said = {mail.to[0]: mail.subject for mail in Email.objects.all()}
    assert said["person0@example.org"] == WORDS["subject_en"]
    assert said["person1@example.org"] == WORDS["subject_it"]
    assert AccessLink.objects.filter(created_at=NOW, booking__slot=slot).count() >= 3
    assert not MessageRecipient.objects.filter(waits=True).exists()
    assert Message.objects.get().mails == 3


def test_the_page_of_the_message_says_how_far_it_is(client: Client):
    send(client, write(booked(3).pk))
    html = text_of(shown(client))
    assert "Written: 0 of 3 mails." in html
    assert "The worker is not running" in html
    assert "waits to be sent" in inspected(client, Booking.objects.first())
    message_writing.write_waiting(now=NOW, most=2)
    assert "Written: 2 of 3 mails." in text_of(shown(client))
    message_writing.write_waiting(now=NOW)
    assert "Written:" not in text_of(shown(client))


def test_a_short_message_is_written_in_the_request(client: Client):
    response = send(client, write(booked(1).pk), subject_it="", text_it="")
    assert "The message is queued." in messages_of(response)
    assert written() == ["person0@example.org"]


def test_two_clicks_on_a_long_message_write_it_once(client: Client):
    url = write(booked(3).pk)
    seen = send(client, url)  # the first click
    assert seen.status_code == 200
    message = Message.objects.get()
    data = {**WORDS, "intent": message.intent, "seal": "old", "confirm": "yes"}
    client.post(url, data)
    worker.write_messages(NOW)
    assert (Message.objects.count(), Email.objects.count()) == (1, 3)


def test_two_workers_at_once_write_each_mail_once(client: Client, monkeypatch: pytest.MonkeyPatch):
    send(client, write(booked(3).pk))
    real, turns = message_writing.write, []

    def overtaken(*args: object) -> list:
        """While this worker renders, another one writes the same part."""
        if not turns:
            turns.append("overtaken")
            message_writing.write_waiting(now=NOW)
        return real(*args)

    monkeypatch.setattr(message_writing, "write", overtaken)
    assert message_writing.write_waiting(now=NOW) == 0
    assert written() == [f"person{number}@example.org" for number in range(3)]


def test_a_worker_that_breaks_off_leaves_the_rest_to_the_next(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    send(client, write(booked(4).pk))
    monkeypatch.setattr(message_writing, "BATCH", 2)
    real = message_writing.queue

    def breaks_off(*args: object) -> list:
        if Email.objects.exists():
            raise OSError("disk full")
        return real(*args)

    with monkeypatch.context() as broken:
        broken.setattr(message_writing, "queue", breaks_off)
        with pytest.raises(OSError, match="disk full"):
            message_writing.write_waiting(now=NOW)
    assert len(written()) == 2
    message_writing.write_waiting(now=NOW)
    assert written() == [f"person{number}@example.org" for number in range(4)]


def test_who_cancels_before_the_mail_is_written_gets_none_and_is_not_counted(client: Client):
    slot = booked(3)
    send(client, write(slot.pk))
    gone = Booking.objects.get(email="person1@example.org")
    services.cancel_booking(booking_id=gone.pk, now=NOW)
    Email.objects.all().delete()
    worker.write_messages(NOW)
    assert written() == ["person0@example.org", "person2@example.org"]
    assert (Message.objects.get().mails, gone.messages.count()) == (2, 0)


def test_who_has_no_address_is_to_call_and_not_waited_for(client: Client):
    slot = booked(3)
    caller = a_booking(slot, contact=a_caller(), by_staff=True)
    send(client, write(slot.pk))
    assert not caller.messages.get().waits
    worker.write_messages(NOW)
    assert len(written()) == 3
    assert caller.contact_name in text_of(shown(client))


def test_the_request_costs_the_same_for_any_number_of_mails():
    def queries_for(count: int) -> int:
        found = Booking.objects.filter(slot=booked(count))
        seal = service.recipients_of(found).seal
        words = {"it": "Avviso", "en": "Notice"}
        with CaptureQueriesContext(connection) as context:
            service.send_message(
                bookings=found,
                seal=seal,
                subjects=words,
                texts=words,
                scope="",
                by=None,
                intent=uuid.uuid4(),
                now=NOW,
            )
        return len(context)

    assert queries_for(2) == queries_for(9) <= 6
