"""Staff see where nobody can book yet because the page is not published, and are warned where they can."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Booking, Programme, Slot
from events.roles import Role
from tests.builders.events import NOW, a_booking, a_slot
from tests.builders.staff import a_staff_client
from tests.events.at_desk import confirm, page_url, text_of
from tests.events.at_home import a_later_slot, choice, reloaded

pytestmark = pytest.mark.django_db

WARNING = "You can book all the same"
NOT_YET = "nobody can book yet"


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def client() -> Client:
    return a_staff_client(Role.DESK)


@pytest.fixture
def slot() -> Slot:
    return a_slot(places=5)


def unpublish(slot: Slot) -> None:
    Programme.objects.filter(pk=slot.programme_id).update(is_public=False)


def seen(client: Client, name: str, *args: object, query: str = "") -> str:
    return text_of(client.get(reverse(name, args=args) + query))


def test_planner_and_lists_say_where_nobody_can_book_yet(client: Client, slot: Slot):
    pages = [
        ("bookings_planner:index",),
        ("bookings_planner:plant", slot.programme_id),
        ("bookings_slots:index",),
        ("bookings_slots:edit", slot.pk),
    ]
    assert not any(NOT_YET in seen(client, *page) for page in pages)
    unpublish(slot)
    assert all(NOT_YET in seen(client, *page) for page in pages)


def test_who_calls_for_a_page_not_published_cannot_wait_and_the_desk_reads_why(client: Client, slot: Slot):
    unpublish(slot)
    for page in (
        ("bookings_waiting:new", slot.pk),
        ("bookings_waiting:new_any", slot.programme_id),
    ):
        assert "The page of this plant is not published: nobody can wait" in seen(client, *page)


def test_a_closed_slot_says_no_more_than_that(client: Client, slot: Slot):
    Slot.objects.update(status=Slot.Status.CLOSED)
    unpublish(slot)
    assert NOT_YET not in seen(client, "bookings_slots:index")


def test_the_desk_is_warned_and_books_all_the_same(client: Client, slot: Slot):
    url = reverse("bookings_bookings:new", args=[slot.pk])
    assert WARNING not in text_of(client.get(url))
    unpublish(slot)
    page = client.get(url)
    assert WARNING in text_of(page)
    chosen = seen(client, "bookings_bookings:choose", query=f"?programme={slot.programme_id}")
    assert WARNING in chosen
    assert url in chosen
    form = page.context["form"]
    hidden = {name: form[name].value() for name in ("intent", "seen")}
    who = {"adults": 2, "contact_name": "Ada Bianchi", "email": "", "phone": "011 1234567", "language": "it"}
    client.post(url, {**hidden, **who})
    assert Booking.objects.get().places == 2


def test_a_booking_is_moved_with_the_same_warning(client: Client, slot: Slot):
    booking, other = a_booking(slot), a_later_slot(slot)
    assert WARNING not in text_of(client.get(page_url("move", booking)))
    unpublish(slot)
    assert WARNING in text_of(client.get(page_url("move", booking)))
    confirm(client, "move", booking, to=choice(other))
    assert reloaded(booking).slot_id == other.pk
