"""Staff change the places of a slot, or close it."""

import pytest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from events.models import Slot
from tests.builders.events import NOW, a_booking, a_programme, a_slot, a_visit, an_edition
from tests.builders.staff import a_staff_client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def edit_url(slot: Slot) -> str:
    return reverse("bookings_slots:edit", args=[slot.pk])


def test_capacity_and_status_are_set_and_the_taken_places_stay():
    slot = a_slot(places=10)
    a_booking(slot=slot, adults=3)
    a_staff_client().post(edit_url(slot), {"capacity": 12, "status": "closed"})
    slot.refresh_from_db()
    assert (slot.capacity, slot.status, slot.taken) == (12, Slot.Status.CLOSED, 3)
    assert ModelLogEntry.objects.filter(action="wagtail.edit", object_id=str(slot.pk)).exists()


def test_a_booking_made_while_the_form_was_open_is_not_written_away():
    slot, client = a_slot(places=10), a_staff_client()
    client.get(edit_url(slot))
    a_booking(slot=slot, adults=4)
    client.post(edit_url(slot), {"capacity": 11, "status": "open"})
    slot.refresh_from_db()
    assert (slot.capacity, slot.taken) == (11, 4)


def test_fewer_places_than_taken_are_refused_at_the_field_and_nothing_changes():
    slot = a_slot(places=10)
    a_booking(slot=slot, adults=4)
    response = a_staff_client().post(edit_url(slot), {"capacity": 3, "status": "closed"})
    assert response.context["form"].errors == {
        "capacity": ["4 places are already booked: the slot can't have fewer."]
    }
    slot.refresh_from_db()
    assert (slot.capacity, slot.status, slot.taken) == (10, Slot.Status.OPEN, 4)
    assert "4 of 10 places taken, 6 free" in " ".join(response.content.decode().split())


@pytest.mark.parametrize("capacity", ["0", "-1", "", "many", "99999999"])
def test_a_capacity_that_is_no_number_of_places_is_refused(capacity: str):
    slot = a_slot(places=10)
    response = a_staff_client().post(edit_url(slot), {"capacity": capacity, "status": "open"})
    assert "capacity" in response.context["form"].errors
    slot.refresh_from_db()
    assert slot.capacity == 10


@pytest.mark.parametrize("status", ["cancelled", "withdrawn", "nonsense"])
def test_staff_can_only_open_and_close(status: str):
    slot = a_slot()
    response = a_staff_client().post(edit_url(slot), {"capacity": 15, "status": status})
    assert "status" in response.context["form"].errors
    slot.refresh_from_db()
    assert slot.status == Slot.Status.OPEN


def test_a_withdrawn_slot_cannot_be_changed_by_hand():
    slot = a_slot(places=10, status=Slot.Status.WITHDRAWN)
    a_staff_client().post(edit_url(slot), {"capacity": 3, "status": "open"})
    slot.refresh_from_db()
    assert (slot.capacity, slot.status) == (10, Slot.Status.WITHDRAWN)


def test_what_is_posted_beside_the_two_fields_is_ignored():
    slot, other = a_slot(places=10), a_visit()
    forged = {"capacity": 10, "status": "closed", "taken": 0, "visit": other.pk, "starts_at": "2030-01-01"}
    a_booking(slot=slot, adults=2)
    a_staff_client().post(edit_url(slot), forged)
    after = Slot.objects.get(pk=slot.pk)
    assert (after.taken, after.visit_id, after.starts_at) == (2, slot.visit_id, slot.starts_at)


@pytest.mark.parametrize("name", ["add", "delete", "copy", "usage"])
def test_slots_are_neither_added_nor_deleted_by_hand(name: str):
    for args in ([], [1]):
        with pytest.raises(NoReverseMatch):
            reverse(f"bookings_slots:{name}", args=args)


def test_the_screens_of_slots_offer_no_way_to_add_or_delete():
    slot, client = a_slot(), a_staff_client()
    for url in (reverse("bookings_slots:index"), edit_url(slot)):
        html = client.get(url).content.decode()
        assert "slots/new" not in html
        assert "slots/delete" not in html


def test_the_list_says_in_words_how_full_slots_are():
    slot = a_slot(places=10)
    a_booking(slot=slot, adults=4)
    html = a_staff_client().get(reverse("bookings_slots:index")).content.decode()
    assert "4 of 10 places taken" in html
    assert "Thursday 28 October 2027, 10:00" in html


def test_the_list_is_filtered_by_day_in_rome():
    a_slot()
    client = a_staff_client()
    for day, found in (("2027-10-28", 1), ("2027-10-27", 0)):
        response = client.get(reverse("bookings_slots:index"), {"day": day})
        assert len(response.context["object_list"]) == found


def test_the_list_costs_the_same_with_many_slots(django_assert_num_queries):
    client, programme, edition = a_staff_client(), a_programme(), an_edition()
    for _number in range(6):
        a_slot(visit=a_visit(programme, edition))
    client.get(reverse("bookings_slots:index"))
    # furniture of the admin: session, user, profile, locales, explorer menu (2),
    # applications to look at (beside their menu entry)
    # ours: count, programmes and editions of the filters, slots
    with django_assert_num_queries(11):
        client.get(reverse("bookings_slots:index"))
