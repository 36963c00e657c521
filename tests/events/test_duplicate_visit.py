"""Staff make a visit once more: days, times and rules, for another plant or in another language."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from events import scheduling, services
from events.models import Slot, TimeBand, Visit
from events.roles import Role
from tests.builders.events import NOW, a_programme, a_visit_with_times, an_edition
from tests.builders.staff import a_staff_client, messages_of
from tests.events.at_planner import shown

pytestmark = pytest.mark.django_db

THURSDAY, FRIDAY = dt.date(2027, 10, 28), dt.date(2027, 10, 29)


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def url(visit: Visit) -> str:
    return reverse("bookings_planner:duplicate", args=[visit.pk])


def a_planned_visit(**changes: object) -> Visit:
    """Two starts on Thursday and on Friday, one more by hand."""
    rules = {"capacity": 8, "duration_minutes": 45, "min_age": 11, "names_required": True, **changes}
    visit = a_visit_with_times([THURSDAY, FRIDAY], [(dt.time(9), dt.time(11), 60)], **rules)
    visit = Visit.objects.get(pk=visit.pk)
    services.apply_plan(visit=visit, now=NOW)
    by_hand = dt.datetime(2027, 10, 28, 17, tzinfo=scheduling.ROME)
    services.add_slots(visit=visit, starts=[by_hand], now=NOW)
    return visit


def form(visit: Visit, **changes: object) -> dict:
    values = {
        "programme": visit.programme_id,
        "tour_language": "en",
        "label_it": "In inglese",
        "label_en": "English",
    }
    return {**values, **changes}


def duplicate(client: Client, visit: Visit, **changes: object):
    """Look at the slots, then press the button."""
    data = form(visit, **changes)
    seal = client.post(url(visit), data).context["seal"]
    return client.post(url(visit), {**data, "seen": seal}, follow=True)


def hours(visit: Visit) -> list[str]:
    slots = visit.slots.order_by("starts_at")
    return [f"{slot.starts_at.astimezone(scheduling.ROME):%d %H:%M}" for slot in slots]


def test_the_slots_of_the_copy_are_shown_before_anything_is_made():
    visit = a_planned_visit()
    slots = Slot.objects.count()
    response = a_staff_client(Role.DESK).post(url(visit), form(visit))
    assert shown(response).summary == "4 slots added, 0 kept, 0 withdrawn."
    html = response.content.decode()
    assert "Not made yet" in html
    assert (Visit.objects.count(), Slot.objects.count()) == (1, slots)


def test_another_plant_gets_days_times_and_rules_but_no_slot_by_hand():
    visit, other = a_planned_visit(), a_programme("Tessitura")
    response = duplicate(a_staff_client(Role.DESK), visit, programme=other.pk)
    copy = Visit.objects.get(programme=other)
    assert hours(copy) == ["28 09:00", "28 10:00", "29 09:00", "29 10:00"]
    rules = ("capacity", "duration_minutes", "min_age", "names_required", "edition_id")
    assert [getattr(copy, name) for name in rules] == [getattr(visit, name) for name in rules]
    assert (copy.tour_language, copy.labels) == ("en", {"it": "In inglese", "en": "English"})
    assert {slot.capacity for slot in copy.slots.all()} == {8}
    assert response.redirect_chain[-1][0].startswith(reverse("bookings_planner:plant", args=[other.pk]))
    assert "4 slots added" in messages_of(response)
    assert ModelLogEntry.objects.filter(action="wagtail.create", object_id=str(copy.pk)).exists()


def test_the_same_plant_gets_a_second_tour_at_the_same_hours():
    visit = a_planned_visit()
    duplicate(a_staff_client(), visit)
    assert Visit.objects.filter(programme=visit.programme).count() == 2


def test_two_visits_nobody_could_tell_apart_are_refused():
    visit = a_planned_visit()
    same = {"tour_language": visit.tour_language, "label_it": "Visita", "label_en": "Visit"}
    response = a_staff_client().post(url(visit), form(visit, **same))
    assert [error.code for error in response.context["form"].errors.as_data()["tour_language"]] == [
        "same_visit"
    ]
    client = a_staff_client()
    for _click in range(2):
        duplicate_or_refuse(client, visit)
    assert Visit.objects.count() == 2


def duplicate_or_refuse(client: Client, visit: Visit) -> None:
    data = form(visit)
    response = client.post(url(visit), data)
    client.post(url(visit), {**data, "seen": response.context["seal"]})


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"programme": "x"}, "programme"),
        ({"programme": "4344a813-f844-4890-bf4a-a772730d773d"}, "programme"),
        ({"tour_language": "tlh"}, "tour_language"),
        ({"label_it": "x" * 81}, "label_it"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(changes: dict, field: str):
    visit = a_planned_visit()
    response = a_staff_client().post(url(visit), form(visit, **changes))
    assert list(response.context["form"].errors) == [field]
    assert Visit.objects.count() == 1


def test_times_that_changed_since_they_were_seen_are_shown_again():
    visit, client = a_planned_visit(), a_staff_client()
    seal = client.post(url(visit), form(visit)).context["seal"]
    TimeBand.objects.filter(visit=visit).update(end=dt.time(13))
    response = client.post(url(visit), {**form(visit), "seen": seal})
    assert response.status_code == 200
    assert Visit.objects.count() == 1


def test_nothing_is_added_to_an_edition_that_is_over():
    edition = an_edition(first_day=dt.date(2027, 9, 1), last_day=dt.date(2027, 9, 3))
    visit = a_visit_with_times([dt.date(2027, 9, 1)], [(dt.time(9), None, None)], edition=edition)
    response = a_staff_client().post(url(visit), form(visit))
    assert response.context["form"].non_field_errors()
    assert Visit.objects.count() == 1


@pytest.mark.parametrize("role", [Role.EDITOR, Role.PUBLISHER, Role.TRANSLATOR])
def test_whoever_may_not_add_visits_can_duplicate_none(role: Role):
    visit = a_planned_visit()
    client = a_staff_client(role)
    for response in (client.get(url(visit)), client.post(url(visit), form(visit))):
        assert response.url == reverse("wagtailadmin_home")
    assert Visit.objects.count() == 1
