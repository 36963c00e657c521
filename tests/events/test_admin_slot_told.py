"""Who is told when staff move or cancel a slot, and that nobody is told anything else."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email
from wagtail.models import ModelLogEntry

from events.models import Booking, Slot
from tests.builders.events import (
    NOW,
    a_booking,
    a_caller,
    a_slot,
)
from tests.builders.staff import a_staff_client, messages_of
from tests.events.at_slot_changes import (
    FRIDAY_AT_THREE,
    a_booked_slot,
    cancel_url,
    confirm,
    drafted,
    move_url,
    text_of,
    wait_for,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def test_who_books_meanwhile_is_shown_before_anything_is_done():
    slot, client = a_booked_slot(), a_staff_client()
    data = drafted(client, cancel_url(slot))
    seen = client.post(cancel_url(slot), data).context["seal"]
    a_booking(slot)
    response = client.post(cancel_url(slot), {**data, "seen": seen, "confirm": "yes"})
    assert "Nothing is done yet" in messages_of(response)
    assert len(response.context["rows"]) == 3
    assert Slot.objects.get(pk=slot.pk).status == "open"


def test_moving_tells_everybody_with_the_note_of_their_language():
    slot = a_booked_slot()
    response = confirm(a_staff_client(), move_url(slot), **FRIDAY_AT_THREE, text_en="See you on Friday.")
    slot.refresh_from_db()
    assert slot.starts_at == dt.datetime(2027, 10, 29, 13, tzinfo=dt.UTC)
    assert slot.ends_at - slot.starts_at == dt.timedelta(hours=1)
    assert (slot.version, slot.taken) == (2, 5)
    mails = {mail.to[0]: mail.message for mail in Email.objects.all()}
    assert set(mails) == {"grazia@example.org", "mary@example.org"}
    assert "See you on Friday." in mails["mary@example.org"]
    assert "See you on Friday." not in mails["grazia@example.org"]
    told = messages_of(response)
    assert "moved to Friday 29 October 2027, 15:00" in told
    assert "5 people in 2 bookings" in told
    assert ModelLogEntry.objects.filter(action="events.slot_move", object_id=str(slot.pk)).exists()


def test_nothing_is_moved_before_its_mails_were_seen():
    slot, client = a_booked_slot(), a_staff_client()
    texts = drafted(client, move_url(slot))
    client.post(move_url(slot), {**FRIDAY_AT_THREE, **texts})
    response = client.post(move_url(slot), {**FRIDAY_AT_THREE, **texts, "confirm": "yes"})
    assert response.context["is_ready"]
    seen = response.context["seal"]
    client.post(move_url(slot), {"starts_at": "2027-10-29 16:00", **texts, "seen": seen, "confirm": "yes"})
    slot.refresh_from_db()
    assert slot.version == 1
    assert not Email.objects.exists()


def test_two_clicks_on_the_button_move_and_tell_once():
    slot, client = a_booked_slot(), a_staff_client()
    data = {**FRIDAY_AT_THREE, **drafted(client, move_url(slot))}
    seen = client.post(move_url(slot), data).context["seal"]
    for _click in range(2):
        client.post(move_url(slot), {**data, "seen": seen, "confirm": "yes"})
    slot.refresh_from_db()
    assert slot.version == 2
    assert Email.objects.count() == 2


def test_cancelling_tells_everybody_with_slots_that_fit_them():
    slot = a_booked_slot()
    later = [
        a_slot(places=3, visit=slot.visit, starts_at=slot.starts_at + dt.timedelta(hours=h)) for h in (1, 2)
    ]
    a_booking(slot=later[0], adults=1)
    client = a_staff_client()
    response = client.get(cancel_url(slot))
    rows = {row["booking"].places: row["instead"] for row in response.context["rows"]}
    assert rows == {
        3: ["Thursday 28 October 2027, 12:00"],
        2: ["Thursday 28 October 2027, 11:00", "Thursday 28 October 2027, 12:00"],
    }
    Email.objects.all().delete()
    response = confirm(client, cancel_url(slot), text_it="Sciopero dei treni.")
    slot.refresh_from_db()
    assert (slot.status, slot.taken) == (Slot.Status.CANCELLED, 0)
    assert set(slot.bookings.values_list("status", flat=True)) == {"cancelled"}
    mails = {mail.to[0]: mail.message for mail in Email.objects.all()}
    assert "Sciopero dei treni." in mails["grazia@example.org"]
    assert reverse("events:people", args=[later[1].pk]) in mails["grazia@example.org"]
    assert reverse("events:people", args=[later[0].pk]) not in mails["grazia@example.org"]
    assert "The slot is cancelled. Told by mail: 5 people in 2 bookings." in messages_of(response)
    assert ModelLogEntry.objects.filter(action="events.slot_cancel", object_id=str(slot.pk)).exists()


def test_waiting_parties_are_told_too_and_their_mail_is_shown_before():
    slot = a_slot(places=1)
    a_booking(slot=slot, language="en")
    for email in ("wanda@example.org", "walter@example.org"):
        wait_for(slot, email)
    Email.objects.all().delete()
    client = a_staff_client()
    texts = drafted(client, cancel_url(slot))
    response = client.post(cancel_url(slot), {**texts, "text_it": "La pressa è ferma."})
    assert "2 parties wait for this slot: they leave the waiting list and are told." in text_of(response)
    english, italian = response.context["drafts"]
    assert (english.code, english.bookings, english.waiting) == ("en", 1, 0)
    assert (italian.code, italian.bookings, italian.waiting) == ("it", 0, 2)
    assert "La pressa è ferma." in italian.mail.text
    assert "Wanda" not in italian.mail.text
    assert "2 waiting parties" in text_of(response)
    assert not Email.objects.exists()
    response = confirm(client, cancel_url(slot), text_it="La pressa è ferma.")
    told = messages_of(response)
    assert "Told by mail: 1 person in 1 booking. 2 waiting parties were told by mail." in told
    assert Email.objects.count() == 3


def test_a_slot_that_is_only_waited_for_does_not_promise_silence():
    slot = a_slot(places=1)
    booking = a_booking(slot=slot)
    wait_for(slot, "wanda@example.org")
    Booking.objects.filter(pk=booking.pk).update(status="cancelled")
    Slot.objects.filter(pk=slot.pk).update(taken=0)
    client = a_staff_client()
    html = text_of(client.get(cancel_url(slot)))
    assert "no mail" not in html
    assert "1 party waits for this slot: it leaves the waiting list and is told." in html
    told = messages_of(confirm(client, cancel_url(slot)))
    assert "The slot is cancelled. 1 waiting party was told by mail." in told


@pytest.mark.parametrize("page", [move_url, cancel_url])
def test_who_has_no_address_is_counted_as_to_call_and_not_as_mailed(page: Callable[[Slot], str]):
    slot, client = a_booked_slot(), a_staff_client()
    caller = a_booking(slot=slot, adults=2, language="en", contact=a_caller())
    to_call = "To call, without an e-mail address: 2 people in 1 booking."
    html = text_of(client.get(page(slot)))
    assert f"To be told by mail: 5 people in 2 bookings. {to_call}" in html
    assert "confirmed, to call" in html
    assert "2 mails, 1 to call" in client.get(page(slot)).context["confirm_label"]
    response = confirm(client, page(slot), **(FRIDAY_AT_THREE if page is move_url else {}))
    assert f"Told by mail: 5 people in 2 bookings. {to_call}" in messages_of(response)
    assert Email.objects.count() == 2
    caller.refresh_from_db()
    assert caller.is_to_call


def test_where_everybody_has_to_be_called_no_mail_is_promised():
    slot, client = a_slot(), a_staff_client()
    a_booking(slot=slot, contact=a_caller())
    response = client.get(cancel_url(slot))
    assert "To call, without an e-mail address: 1 person in 1 booking." in text_of(response)
    assert "by mail" not in response.context["to_tell"]
    assert response.context["drafts"] == []
    assert response.context["confirm_label"] == "Cancel the slot: 1 to call"
    assert "Show what would happen" in text_of(response)
    told = messages_of(confirm(client, cancel_url(slot)))
    assert "The slot is cancelled. To call, without an e-mail address: 1 person in 1 booking." in told
    assert not Email.objects.exists()
