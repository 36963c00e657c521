"""Staff look at the planner: the plants of an edition, a plant's calendar, and single slots by hand."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from events import scheduling, services
from events.models import Slot, Visit
from events.roles import Role
from tests.builders.events import (
    NOW,
    a_booking,
    a_programme,
    a_slot,
    a_visit,
    a_visit_with_times,
    an_edition,
)
from tests.builders.pages import a_plant, a_site
from tests.builders.staff import a_staff_client, messages_of
from tests.events.at_desk import text_of
from tests.events.holding import hold, join

pytestmark = pytest.mark.django_db

THURSDAY, FRIDAY = dt.date(2027, 10, 28), dt.date(2027, 10, 29)
INDEX = "bookings_planner:index"


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def url(name: str, *args: object) -> str:
    return reverse(f"bookings_planner:{name}", args=args)


def rome(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2027, 10, day, hour, minute, tzinfo=scheduling.ROME)


def a_planned_visit(**changes: object) -> Visit:
    """Thursday and Friday at nine and at ten, slots made."""
    visit = a_visit_with_times([THURSDAY, FRIDAY], [(dt.time(9), dt.time(11), 60)], **changes)
    visit = Visit.objects.get(pk=visit.pk)
    services.apply_plan(visit=visit, now=NOW)
    return visit


def calendar_of(client: Client, visit: Visit) -> dict[str, tuple]:
    """What the calendar says of each start: letter, state, words."""
    response = client.get(url("plant", visit.programme_id))
    return {
        f"{entry.local:%d %H:%M}": (entry.letter, entry.state, *entry.says)
        for sheet in response.context["sheets"]
        for row in sheet.hours
        for _day, entries in row.cells
        for entry in entries
    }


# The plants -------------------------------------------------------------------------


def test_the_plants_are_listed_with_visits_slots_and_fill():
    edition = an_edition()
    visit = a_planned_visit(programme=a_programme("Officine <b>Prova</b>"), edition=edition, capacity=10)
    a_booking(Slot.objects.earliest("starts_at"), adults=3)
    a_programme("Zuccherificio")
    other = an_edition(first_day=dt.date(2028, 10, 26), last_day=dt.date(2028, 10, 28))
    a_slot(places=99, visit=a_visit(visit.programme, other))
    html = text_of(a_staff_client(Role.DESK).get(reverse(INDEX)))
    assert "Officine &lt;b&gt;Prova&lt;/b&gt;" in html
    assert "3 of 40 places taken" in html
    assert "no slots" in html
    assert f"{url('plant', visit.programme_id)}?edition={edition.pk}" in html


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "tess"}, ["Tessitura"]),
        ({"fill": "none"}, ["Vuota"]),
        ({"fill": "empty"}, ["Tessitura"]),
        ({"fill": "full"}, ["Forgia"]),
        ({"fill": "free"}, ["Tessitura"]),
        ({}, ["Forgia", "Tessitura", "Vuota"]),
    ],
)
def test_plants_are_found_by_name_and_by_fill(query: dict, found: list[str]):
    edition = an_edition()
    full = a_slot(places=1, visit=a_visit(a_programme("Forgia"), edition))
    a_booking(full)
    a_slot(visit=a_visit(a_programme("Tessitura"), edition))
    a_programme("Vuota")
    response = a_staff_client().get(reverse(INDEX), query)
    assert [row.name for row in response.context["object_list"]] == found


def test_the_list_costs_the_same_for_three_plants_and_for_sixty(django_assert_max_num_queries):
    edition, client = an_edition(), a_staff_client()
    counts = []
    for many in (3, 57):
        for _number in range(many):
            a_slot(visit=a_visit(a_programme(), edition))
        client.get(reverse(INDEX))
        with django_assert_max_num_queries(20) as queries:
            response = client.get(reverse(INDEX))
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert len(response.context["object_list"]) == 50  # paged


def test_an_edition_that_is_not_one_is_not_found_and_without_any_the_page_says_so():
    client, programme = a_staff_client(), a_programme()
    assert "no edition yet" in text_of(client.get(url("plant", programme.pk)))
    assert client.get(reverse(INDEX)).status_code == 200
    for wrong in ("99", "abc", "9" * 40):
        response = client.get(url("plant", programme.pk), {"edition": wrong}, follow=True)
        assert response.status_code == 404


# One plant --------------------------------------------------------------------------


def test_the_calendar_shows_every_slot_of_every_visit_with_its_fill_in_words():
    visit = a_planned_visit(capacity=10)
    english = a_visit(visit.programme, visit.edition, tour_language="en", labels={"it": "X", "en": "Forge"})
    slot = a_slot(places=5, visit=english, starts_at=rome(28, 9, 30))
    a_booking(slot, adults=5)
    client = a_staff_client(Role.DESK)
    assert calendar_of(client, visit) == {
        "28 09:00": ("A", "open"),
        "28 10:00": ("A", "open"),
        "29 09:00": ("A", "open"),
        "29 10:00": ("A", "open"),
        "28 09:30": ("B", "full", "full"),
    }
    html = text_of(client.get(url("plant", visit.programme_id)))
    assert "5 of 5 places taken" in html
    assert "5 of 45 places taken" in html  # the plant
    assert "0 of 10 places taken" in html
    assert "Thu 28 October, Fri 29 October" in html
    assert "09:00–11:00 every 60 minutes" in html
    assert reverse("bookings_slots:edit", args=[slot.pk]) in html


def test_states_are_said_in_words():
    visit = a_planned_visit(capacity=2)
    nine, ten = Slot.objects.filter(starts_at__date=THURSDAY).order_by("starts_at")
    a_booking(nine, adults=2)
    join(nine, 1)
    services.set_open(slot_id=ten.pk, is_open=False, now=NOW)
    first, second = Slot.objects.filter(starts_at__date=FRIDAY).order_by("starts_at")
    services.cancel_slot(slot_id=first.pk, note={}, now=NOW)
    services.move_slot(slot_id=second.pk, starts_at=rome(29, 15), note={}, now=NOW)
    services.add_slots(visit=visit, starts=[rome(30, 9), rome(30, 10)], now=NOW)
    services.take_out_slot(slot_id=Slot.objects.get(starts_at=rome(30, 10)).pk, now=NOW)
    assert calendar_of(a_staff_client(), visit) == {
        "28 09:00": ("A", "full", "full", "1 waiting"),
        "28 10:00": ("A", "closed", "closed"),
        "29 09:00": ("A", "cancelled", "cancelled"),
        "29 15:00": ("A", "open", "moved, planned for Friday 29 October 2027, 10:00"),
        "30 09:00": ("A", "open", "added by hand"),
        "30 10:00": ("A", "out", "taken out by hand"),
    }


def test_a_longer_programme_is_shown_week_by_week_and_empty_weeks_are_left_out():
    edition = an_edition(first_day=dt.date(2027, 10, 1), last_day=dt.date(2027, 10, 30))
    visit = a_visit(edition=edition)
    a_slot(visit=visit, starts_at=rome(6, 9))
    a_slot(visit=visit, starts_at=rome(28, 9))
    found = a_staff_client().get(url("plant", visit.programme_id)).context["sheets"]
    assert [sheet.days[0].date.day for sheet in found] == [4, 25]
    assert [len(sheet.days) for sheet in found] == [7, 6]


def test_the_calendar_costs_the_same_for_one_visit_and_for_six(django_assert_max_num_queries):
    visit, client = a_planned_visit(), a_staff_client()
    counts = []
    for more in (0, 5):
        for _number in range(more):
            a_planned_visit(programme=visit.programme, edition=visit.edition)
        client.get(url("plant", visit.programme_id))
        # the frame (session, user, profile, ...), plant, edition with waves, editions, visits, bands, slots
        with django_assert_max_num_queries(16) as queries:
            client.get(url("plant", visit.programme_id))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_page_visit_and_slot_lead_to_the_calendar():
    site = a_site()
    plant = a_plant(site)
    visit = a_planned_visit(programme=a_programme(page_key=plant.translation_key))
    client = a_staff_client()
    address = url("plant", visit.programme_id)
    slot = Slot.objects.first()
    for page in (
        reverse("wagtailadmin_pages:edit", args=[plant.pk]),
        reverse("bookings_visits:edit", args=[visit.pk]),
        reverse("bookings_slots:edit", args=[slot.pk]),
    ):
        assert address in text_of(client.get(page))


# Single slots -----------------------------------------------------------------------


def add(client: Client, visit: Visit, day: dt.date = FRIDAY, **changes: object):
    data = {"day": day.isoformat(), "starts_at": "15:00", "capacity": "8", **changes}
    return client.post(url("add_slot", visit.pk), data, follow=True)


def test_a_slot_is_added_by_hand_and_logged():
    visit = a_planned_visit()
    response = add(a_staff_client(Role.DESK), visit)
    slot = Slot.objects.get(starts_at=rome(29, 15))
    assert (slot.capacity, slot.by_hand) == (8, True)
    assert "Slot added: Friday 29 October 2027, 15:00." in messages_of(response)
    assert response.redirect_chain[-1][0].startswith(url("plant", visit.programme_id))
    assert ModelLogEntry.objects.filter(action="events.slot_add", object_id=str(slot.pk)).exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"day": dt.date(2027, 11, 2)}, "day"),
        ({"starts_at": "10:00"}, "starts_at"),
        ({"starts_at": "25:61"}, "starts_at"),
        ({"starts_at": "15:00:30"}, "starts_at"),
        ({"capacity": "0"}, "capacity"),
        ({"capacity": "501"}, "capacity"),
        ({"capacity": "٣٠٠٠"}, "capacity"),
    ],
)
def test_what_is_wrong_with_a_new_slot_is_said_at_its_field(changes: dict, field: str):
    visit = a_planned_visit()
    before = Slot.objects.count()
    response = add(a_staff_client(), visit, **changes)
    assert list(response.context["form"].errors) == [field]
    assert Slot.objects.count() == before


def test_taking_out_and_putting_back_each_ask_first():
    visit, client = a_planned_visit(), a_staff_client(Role.DESK)
    slot = Slot.objects.get(starts_at=rome(28, 9))
    html = text_of(client.get(url("take_out", slot.pk)))
    assert "Nobody has booked" in html
    assert Slot.objects.get(pk=slot.pk).status == "open"  # looking changes nothing
    client.post(url("take_out", slot.pk))
    assert calendar_of(client, visit)["28 09:00"] == ("A", "out", "taken out by hand")
    client.post(url("put_back", slot.pk))
    assert calendar_of(client, visit)["28 09:00"] == ("A", "open")
    actions = ModelLogEntry.objects.filter(object_id=str(slot.pk)).values_list("action", flat=True)
    assert set(actions) == {"events.slot_take_out", "events.slot_put_back"}


def test_closing_says_who_is_touched_and_opening_who_comes_first():
    slot, client = a_slot(places=3), a_staff_client()
    a_booking(slot, adults=2)
    hold(slot)
    join(slot, 1)
    html = text_of(client.get(url("close", slot.pk)))
    assert "Bookings that are made stay as they are" in html
    assert "1 party holds places" in html
    assert "1 party waits for this slot: it keeps its position" in html
    client.post(url("close", slot.pk))
    assert Slot.objects.get(pk=slot.pk).status == "closed"
    assert "free places are offered to it first" in text_of(client.get(url("open", slot.pk)))
    client.post(url("open", slot.pk))
    assert Slot.objects.get(pk=slot.pk).status == "open"


def test_a_slot_booked_meanwhile_is_not_taken_out_and_nothing_is_logged():
    slot, client = a_slot(), a_staff_client()
    client.get(url("take_out", slot.pk))
    a_booking(slot)
    response = client.post(url("take_out", slot.pk), follow=True)
    assert "Move the slot or cancel it" in messages_of(response)
    assert Slot.objects.get(pk=slot.pk).status == "open"
    assert not ModelLogEntry.objects.filter(action="events.slot_take_out").exists()


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("close", "closed"),
        ("open", "open"),
        ("put_back", "open"),
        ("take_out", "cancelled"),
        ("close", "cancelled"),
    ],
)
def test_what_cannot_be_done_leads_back_to_the_slot(name: str, status: str):
    slot = a_slot(status=status)
    response = a_staff_client().get(url(name, slot.pk), follow=True)
    assert response.redirect_chain[-1][0] == reverse("bookings_slots:edit", args=[slot.pk])


# Who may ----------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.EDITOR, Role.PUBLISHER, Role.TRANSLATOR])
def test_whoever_may_not_plan_sees_no_menu_and_no_page(role: Role):
    visit = a_planned_visit()
    slot = Slot.objects.first()
    client = a_staff_client(role)
    addresses = [
        reverse(INDEX),
        url("index_results"),
        url("plant", visit.programme_id),
        url("add_slot", visit.pk),
        *[url(name, slot.pk) for name in ("close", "open", "take_out", "put_back")],
    ]
    for address in addresses:
        for response in (client.get(address), client.post(address)):
            assert response.status_code == 302
            assert response.url == reverse("wagtailadmin_home")
    assert reverse(INDEX) not in client.get(reverse("wagtailadmin_home")).content.decode()
    assert Slot.objects.get(pk=slot.pk).status == "open"


@pytest.mark.parametrize("role", [Role.DESK, Role.ADMINISTRATOR])
def test_desk_and_administration_find_the_planner_in_the_menu(role: Role):
    client = a_staff_client(role)
    assert reverse(INDEX) in client.get(reverse("wagtailadmin_home")).content.decode()
    assert client.get(reverse(INDEX)).status_code == 200
