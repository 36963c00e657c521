"""A slot gets fewer places than are taken: who goes is suggested, chosen, told, and nobody else is."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email
from wagtail.models import ModelLogEntry

from events import services
from events.models import Booking, Slot, WaitEntry
from events.roles import Role
from events.services.shrinking import suggest_leaving
from tests.builders.events import NOW, a_booking, a_caller, a_contact, a_slot
from tests.builders.staff import a_staff_client, messages_of
from tests.events.at_desk import text_of
from tests.events.holding import answer, hold, join

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def url(slot: Slot) -> str:
    return reverse("bookings_slots:shrink", args=[slot.pk])


def a_full_slot(*sizes: int) -> tuple[Slot, list[Booking]]:
    """Booked in this order, an hour apart; English is every second."""
    slot = a_slot(places=sum(sizes))
    bookings = [
        a_booking(
            slot,
            adults=size,
            contact=a_contact(f"p{number}@example.org"),
            language="en" if number % 2 else "it",
            now=NOW - dt.timedelta(hours=20 - number),
        )
        for number, size in enumerate(sizes)
    ]
    Email.objects.all().delete()
    return slot, bookings


def shrink(slot: Slot, capacity: int, leaving: list[Booking], **changes: object) -> list[Booking]:
    values = {"capacity": capacity, "leaving": [b.pk for b in leaving], "note": {}, "now": NOW, **changes}
    return services.shrink_slot(slot_id=slot.pk, **values)


def texts(client: Client, slot: Slot) -> dict[str, str]:
    form = client.get(url(slot)).context["form"]
    return {name: str(field.initial) for name, field in form.fields.items() if name.startswith("text_")}


@pytest.mark.parametrize(
    ("sizes", "capacity", "goes"),
    [
        ([2, 3, 1], 6, []),
        ([2, 3, 1], 5, [2]),
        ([2, 3, 1], 4, [1]),  # the last one fits when the one before has gone
        ([2, 3, 1], 2, [1, 2]),
        ([4, 1, 1], 1, [0, 2]),
    ],
)
def test_who_booked_last_goes_first_and_nobody_in_vain(sizes: list[int], capacity: int, goes: list[int]):
    _slot, bookings = a_full_slot(*sizes)
    assert sorted(suggest_leaving(bookings, capacity)) == [bookings[number].pk for number in goes]


def test_the_page_suggests_shows_the_mails_and_does_what_was_shown():
    slot, (first, second, third) = a_full_slot(2, 2, 2)
    later = a_slot(visit=slot.visit, starts_at=slot.starts_at + dt.timedelta(hours=2))
    client = a_staff_client(Role.DESK)
    data = {**texts(client, slot), "capacity": "4"}
    response = client.post(url(slot), data)
    assert [row["leaves"] for row in response.context["rows"]] == [False, False, True]
    assert "To be told by mail: 2 people in 1 booking." in text_of(response)
    (draft,) = response.context["drafts"]
    assert "can take fewer people" in (draft.mail.text) or "meno persone" in draft.mail.text
    assert Slot.objects.get(pk=slot.pk).capacity == 6
    seen = response.context["seal"]
    sent = {**data, "suggested_for": "4", "leaving": [third.pk], "seen": seen, "confirm": "yes"}
    response = client.post(url(slot), {**sent, "text_it": "La sala è più piccola."}, follow=True)
    slot.refresh_from_db()
    assert (slot.capacity, slot.taken) == (4, 4)
    assert [Booking.objects.get(pk=b.pk).status for b in (first, second, third)] == [
        "confirmed",
        "confirmed",
        "cancelled",
    ]
    (mail,) = Email.objects.all()
    assert mail.to == [third.email]
    assert "La sala è più piccola." in mail.message
    assert reverse("events:people", args=[later.pk]).split("/")[-3] in mail.message
    assert "Told by mail: 2 people in 1 booking." in messages_of(response)
    assert ModelLogEntry.objects.filter(action="events.slot_shrink", object_id=str(slot.pk)).exists()


def test_who_has_to_go_and_has_no_address_is_called():
    slot = a_slot(places=6)
    a_booking(slot, adults=3)
    caller = a_booking(slot, adults=3, now=NOW + dt.timedelta(minutes=1), contact=a_caller())
    Email.objects.all().delete()
    client, data = a_staff_client(), {"capacity": 3}
    data |= texts(client, slot)
    response = client.post(url(slot), data)
    assert response.context["to_tell"] == "To call, without an e-mail address: 3 people in 1 booking."
    assert "confirmed, to call" in text_of(response)
    data |= {"suggested_for": "3", "leaving": [caller.pk], "seen": response.context["seal"]}
    told = messages_of(client.post(url(slot), {**data, "confirm": "yes"}, follow=True))
    assert "To call, without an e-mail address: 3 people in 1 booking." in told
    caller.refresh_from_db()
    assert (caller.status, caller.is_to_call) == ("cancelled", True)
    assert not Email.objects.exists()


def test_staff_choose_others_than_those_suggested_and_see_them_first():
    slot, (first, _second, third) = a_full_slot(2, 2, 2)
    client = a_staff_client()
    data = {**texts(client, slot), "capacity": "4", "suggested_for": "4"}
    seen = client.post(url(slot), {**data, "leaving": [third.pk]}).context["seal"]
    response = client.post(url(slot), {**data, "leaving": [first.pk], "seen": seen, "confirm": "yes"})
    assert "Nothing is done yet" in messages_of(response)
    seen = response.context["seal"]
    client.post(url(slot), {**data, "leaving": [first.pk], "seen": seen, "confirm": "yes"})
    assert Booking.objects.get(pk=first.pk).status == "cancelled"


@pytest.mark.parametrize(
    "wrong", [{"capacity": "0"}, {"capacity": "x"}, {"leaving": []}, {"leaving": ["9999"]}]
)
def test_what_cannot_be_is_said_at_its_field(wrong: dict):
    slot, bookings = a_full_slot(2, 2, 2)
    client = a_staff_client()
    data = {
        **texts(client, slot),
        "capacity": "4",
        "suggested_for": "4",
        "leaving": [bookings[0].pk],
        **wrong,
    }
    response = client.post(url(slot), {**data, "confirm": "yes"})
    assert list(response.context["form"].errors) == list(wrong)
    slot.refresh_from_db()
    assert (slot.capacity, slot.taken) == (6, 6)


def test_the_service_refuses_too_few_and_whoever_is_not_in_the_slot():
    slot, bookings = a_full_slot(2, 2)
    assert answer(lambda: shrink(slot, 1, bookings[:1])) == "capacity_below_taken"
    stranger = a_booking()
    assert answer(lambda: shrink(slot, 2, [stranger])) == "plan_changed"
    services.cancel_booking(booking_id=bookings[0].pk, now=NOW)
    assert answer(lambda: shrink(slot, 2, bookings[:1])) == "plan_changed"
    assert Slot.objects.get(pk=slot.pk).capacity == 4


def test_a_form_that_is_being_filled_makes_way_and_can_try_again():
    slot = a_slot(places=4)
    booking, held = a_booking(slot, adults=2), hold(slot, adults=2)
    shrink(slot, 2, [])
    slot.refresh_from_db()
    assert (slot.capacity, slot.taken) == (2, 2)
    assert [Booking.objects.get(pk=b.pk).status for b in (booking, held)] == ["confirmed", "expired"]


def test_what_is_free_afterwards_goes_to_the_waiting_list_and_a_lost_offer_keeps_its_place():
    slot, (big, _small) = a_full_slot(4, 1)
    anywhere = join(slot, 1, any_slot=True)
    shrink(slot, 2, [big])
    slot.refresh_from_db()
    assert (slot.capacity, slot.taken) == (2, 2)  # one booked, one offered
    offer = Booking.objects.get(wait_entry=anywhere)
    shrink(slot, 1, [offer])
    anywhere.refresh_from_db()
    assert anywhere.status == "waiting"
    assert not WaitEntry.objects.filter(status="offered").exists()


@pytest.mark.parametrize("role", [Role.EDITOR, Role.PUBLISHER, Role.TRANSLATOR])
def test_whoever_may_not_change_slots_can_not_shrink_any(role: Role):
    slot, _bookings = a_full_slot(2)
    response = a_staff_client(role).post(url(slot), {"capacity": "1", "confirm": "yes"})
    assert response.url == reverse("wagtailadmin_home")
    assert Slot.objects.get(pk=slot.pk).capacity == 2
