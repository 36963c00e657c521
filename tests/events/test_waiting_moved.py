"""A slot moves to another hour: who waits for it is told, nobody else, and the position stays."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from events import services
from events.models import Notice, Slot, WaitEntry
from events.roles import Role
from events.selectors import waiting_position
from tests.builders.events import NOW, a_booking, a_caller, a_contact, a_party
from tests.builders.staff import a_staff_client, messages_of
from tests.events.at_desk import text_of
from tests.events.at_planner import save, shown
from tests.events.holding import join
from tests.events.test_replanning import a_morning, new_times, slot_at, url
from tests.events.waiting import LATER, a_full_slot, a_sibling, cancel

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def client() -> Client:
    return a_staff_client(Role.DESK)


def waits(slot: Slot, contact: services.Contact, language: str = "it") -> WaitEntry:
    slot = Slot.objects.with_rules().select_related("programme").get(pk=slot.pk)
    return services.join_waiting_list(
        programme=slot.programme,
        slot=slot,
        party=a_party(2),
        contact=contact,
        language=language,
        edition_id=slot.visit.edition_id,
        now=NOW,
        by_staff=not contact.email,
    )


def move(slot: Slot, hours: int = 5, note: dict | None = None) -> None:
    slot.refresh_from_db()
    later = slot.starts_at + dt.timedelta(hours=hours)
    services.move_slot(slot_id=slot.pk, starts_at=later, note=note or {}, now=NOW)


def told(kind: str = Notice.Kind.WAITING_MOVED) -> list[int]:
    return list(Notice.objects.filter(kind=kind).order_by("pk").values_list("wait_entry", flat=True))


def test_who_waits_for_the_slot_reads_both_times_in_their_language():
    slot, _booking = a_full_slot()
    italian = waits(slot, a_contact("ada@example.org"))
    english = waits(slot, a_contact("mary@example.org"), "en")
    move(slot, note={"it": "La pressa riparte tardi.", "en": "The press starts late."})
    assert told() == [italian.pk, english.pk]
    mails = {mail.to[0]: mail for mail in Email.objects.filter(subject__contains="15:00")}
    text = mails["mary@example.org"].message
    assert "Thursday 28 October 2027, 15:00–16:00" in text
    assert "Old time, no longer valid: Thursday 28 October 2027, 10:00–11:00" in text
    assert "The press starts late." in text
    assert "La pressa riparte tardi." in mails["ada@example.org"].message


def test_nobody_else_on_a_waiting_list_is_told():
    slot, _booking = a_full_slot()
    other, _other = a_sibling(slot)
    anywhere, elsewhere = join(slot, any_slot=True), join(other)
    gone = join(slot)
    services.leave_waiting_list(entry_id=gone.pk, now=NOW)
    mails = Email.objects.count()
    move(slot)
    assert told() == []
    assert Email.objects.count() == mails + 1  # the booking of the slot
    assert {anywhere.status, elsewhere.status} == {"waiting"}


def test_who_has_an_offer_is_told_once_by_the_mail_about_the_offer():
    slot, booking = a_full_slot(2)
    entry = join(slot, 2)
    cancel(booking)
    move(slot)
    assert told() == []
    assert Notice.objects.filter(kind=Notice.Kind.MOVED, booking__wait_entry=entry).count() == 1


def test_a_slot_that_moves_twice_is_told_twice_and_the_position_stays():
    slot, _booking = a_full_slot()
    first, second = join(slot, now=NOW), join(slot, now=NOW + LATER)
    move(slot)
    move(slot, hours=1)
    assert told() == [first.pk, second.pk] * 2
    assert [waiting_position(entry) for entry in (first, second)] == [0, 1]


def test_who_has_no_address_is_to_call_about_the_new_time(client: Client):
    slot, _booking = a_full_slot()
    entry, other = waits(slot, a_caller("011 1111111")), join(slot)
    move(slot)
    entry.refresh_from_db()
    other.refresh_from_db()
    assert (entry.to_call, other.to_call) == ("moved", "")
    page = reverse("bookings_waiting:inspect", args=[entry.pk])
    assert "the slot has a new time" in text_of(client.get(page))
    assert list(
        client.get(reverse("bookings_waiting:index"), {"contact": "call"}).context["object_list"]
    ) == [entry]


def test_the_page_of_the_move_shows_their_mail_and_does_only_what_was_shown(client: Client):
    slot, _booking = a_full_slot()
    waits(slot, a_contact("mary@example.org"), "en")
    waits(slot, a_caller("011 1111111"))
    page = reverse("bookings_slots:move", args=[slot.pk])
    texts = {"text_it": "Tardi.", "text_en": "Late.", "starts_at": "2027-10-29 15:00"}
    response = client.post(page, texts)
    html = text_of(response)
    assert "2 parties wait for this slot: they keep their position and are told of the new time." in html
    assert "Waiting and to call: 1 party." in html
    assert response.context["confirm_label"] == "Move the slot: 2 mails, 1 to call"
    draft = next(each for each in response.context["drafts"] if each.waiting)
    assert (draft.code, draft.waiting) == ("en", 1)
    assert "Late." in draft.mail.text
    waits(slot, a_contact("late@example.org"))
    sent = {**texts, "seen": response.context["seal"], "confirm": "yes"}
    again = client.post(page, sent)
    assert "Nothing is done yet" in messages_of(again)
    assert told() == []
    done = client.post(page, {**sent, "seen": again.context["seal"]}, follow=True)
    assert len(told()) == 2
    assert "2 waiting parties were told by mail. Waiting and to call: 1 party." in messages_of(done)


def test_a_slot_that_only_parties_wait_for_asks_for_their_language(client: Client):
    slot, booking = a_full_slot(2)
    waits(slot, a_contact("mary@example.org"), "en")
    Slot.objects.filter(pk=slot.pk).update(capacity=2, status="closed")
    page = client.get(reverse("bookings_slots:move", args=[slot.pk]))
    assert {name for name in page.context["form"].fields if name.startswith("text_")} == {
        "text_it",
        "text_en",
    }
    assert booking.language == "it"


def test_new_times_of_a_visit_tell_who_waits_for_a_slot_that_moves_and_nobody_else(client: Client):
    visit = a_morning(capacity=2)
    nine, ten, eleven = (slot_at(visit, 28, hour) for hour in (9, 10, 11))
    for slot in (nine, ten, eleven):
        a_booking(slot, adults=2)
    moving, staying = waits(nine, a_contact("ada@example.org")), waits(eleven, a_contact("eva@example.org"))
    data = new_times(visit, "10:00", "13:00", capacity=2)
    seen = shown(client.post(url(visit), data))
    assert "1 party waits for this slot" in seen.to_tell
    assert [entry.pk for entry in seen.waiting_told] == [moving.pk]
    assert [draft.waiting for draft in seen.drafts] == [0, 1]
    assert seen.confirm_label == "Apply: 2 mails"
    response = save(client, url(visit), data)
    assert told() == [moving.pk]
    assert staying.pk not in told()
    assert "1 waiting party was told by mail." in messages_of(response)
