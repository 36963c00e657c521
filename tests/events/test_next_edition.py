"""A new edition prepared from last year's: dates, waves, limits, and the visits that come along."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events import rules
from events.models import Edition, ReleaseWave, Slot, Visit
from events.roles import Role
from events.scheduling import ROME
from events.services.editions import NewDates, make_next_edition, plan_next_edition, suggest_dates
from tests.builders.events import (
    NOW,
    a_booking,
    a_programme,
    a_slot,
    a_visit_with_times,
    an_edition,
)
from tests.builders.staff import a_staff_client, messages_of

pytestmark = pytest.mark.django_db

MORNING = [(dt.time(9), dt.time(12), 60)]


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def rome(*moment: int) -> dt.datetime:
    return dt.datetime(*moment, tzinfo=ROME)


def the_dates(**changes: object) -> NewDates:
    """The edition of 2028, Thursday to Saturday."""
    values = {
        "name": "Edizione 2028",
        "first_day": dt.date(2028, 10, 26),
        "last_day": dt.date(2028, 10, 28),
        "bookings_open_at": rome(2028, 10, 16, 9),
        "bookings_close_at": rome(2028, 10, 25, 23, 59),
        **changes,
    }
    return NewDates(**values)


def last_years(**changes: object) -> Edition:
    return an_edition(name="Edizione 2027", bookings_open_at=rome(2027, 10, 18, 10), **changes)


def a_carried_visit(edition: Edition, days: list[int] = [0, 2], **changes: object) -> Visit:  # noqa: B006
    return a_visit_with_times([edition.days[n] for n in days], MORNING, edition=edition, **changes)


def make(edition: Edition, visits: list[Visit], **changes: object):
    return make_next_edition(
        source_id=edition.pk, dates=the_dates(**changes), visit_ids=[visit.pk for visit in visits]
    )


def starts_of(edition: Edition) -> list[str]:
    slots = Slot.objects.filter(visit__edition=edition).order_by("starts_at")
    return [f"{timezone.localtime(slot.starts_at, ROME):%a %H:%M}" for slot in slots]


def test_visits_take_place_on_the_same_days_by_position_at_the_same_hours():
    source = last_years()
    visit = a_carried_visit(source, capacity=8, min_age=14, labels={"it": "Forni"}, tour_language="en")
    made = make(source, [visit])
    assert starts_of(made.edition) == [
        "Thu 09:00", "Thu 10:00", "Thu 11:00", "Sat 09:00", "Sat 10:00", "Sat 11:00"
    ]  # fmt: skip
    carried = made.edition.visits.get()
    assert (carried.programme, carried.carried_from) == (visit.programme, visit)
    assert (carried.capacity, carried.min_age, carried.labels, carried.tour_language) == (
        8, 14, {"it": "Forni"}, "en"
    )  # fmt: skip
    assert {slot.capacity for slot in carried.slots.all()} == {8}


def test_limits_and_retention_are_copied_and_waves_keep_their_distance_from_the_opening():
    source = last_years(max_party=3, max_bookings_per_person=2, hold_minutes=25, retention_days=30)
    ReleaseWave.objects.create(edition=source, opens_at=rome(2027, 10, 18, 10), percent=50)
    ReleaseWave.objects.create(edition=source, opens_at=rome(2027, 10, 20, 18), percent=100)
    edition = make(source, []).edition
    assert (edition.max_party, edition.max_bookings_per_person, edition.hold_minutes) == (3, 2, 25)
    assert edition.retention_days == 30
    waves = [(wave.opens_at, wave.percent) for wave in edition.waves.all()]
    assert waves == [(rome(2028, 10, 16, 9), 50), (rome(2028, 10, 18, 17), 100)]


def test_doing_it_twice_changes_nothing():
    source = last_years()
    visits = [a_carried_visit(source), a_carried_visit(source)]
    first = make(source, visits)
    second = make(source, visits)
    assert (first.made, second.made, second.already) == (True, False, 2)
    assert Edition.objects.count() == 2
    assert len(starts_of(first.edition)) == 12


def test_a_second_time_brings_the_visits_that_were_left_behind():
    source = last_years()
    one, two = a_carried_visit(source), a_carried_visit(source)
    edition = make(source, [one]).edition
    assert make(source, [one, two]).made
    assert set(edition.visits.values_list("carried_from", flat=True)) == {one.pk, two.pk}


def test_what_was_decided_in_the_new_edition_meanwhile_stays():
    source = last_years()
    visit = a_carried_visit(source)
    edition = make(source, [visit]).edition
    edition.visits.update(capacity=99)
    make(source, [visit])
    assert edition.visits.get().capacity == 99


def test_bookings_and_slots_by_hand_stay_behind():
    source = last_years()
    visit = a_carried_visit(source, [0])
    booked = a_slot(visit=visit, starts_at=rome(2027, 10, 28, 17), by_hand=True)
    a_booking(slot=booked, now=rome(2027, 10, 19, 9))
    edition = make(source, [visit]).edition
    assert starts_of(edition) == ["Thu 09:00", "Thu 10:00", "Thu 11:00"]
    assert not Slot.objects.filter(visit__edition=edition, taken__gt=0).exists()


def test_a_shorter_edition_leaves_days_out_and_says_so():
    source = last_years()
    visits = [a_carried_visit(source, [0, 2]), a_carried_visit(source, [2])]
    dates = the_dates(last_day=dt.date(2028, 10, 27))
    plan = plan_next_edition(source=source, dates=dates, visits=visits)
    assert [len(visit.lost_days) for visit in plan.visits] == [1, 1]
    assert [visit.source for visit in plan.without_days] == [visits[1]]
    assert (plan.slots, plan.places) == (3, 45)


def test_an_hour_that_the_clock_change_repeats_is_refused_and_said():
    source = last_years()
    visit = a_visit_with_times([source.days[0]], [(dt.time(2, 30), None, None)], edition=source)
    dates = the_dates(first_day=dt.date(2028, 10, 29), last_day=dt.date(2028, 10, 29))
    plan = plan_next_edition(source=source, dates=dates, visits=[visit])
    assert [(start.day, start.time) for start in plan.refused] == [(dt.date(2028, 10, 29), dt.time(2, 30))]


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"last_day": dt.date(2028, 10, 25)}, "days_in_order", "last_day"),
        ({"bookings_close_at": rome(2028, 10, 16, 9)}, "window_in_order", "bookings_close_at"),
        (
            {"first_day": dt.date(2027, 10, 30), "last_day": dt.date(2027, 10, 31)},
            "not_later",
            "first_day",
        ),
        ({"name": "Edizione 2027"}, "name_taken", "name"),
    ],
)
def test_dates_that_cannot_be_are_refused_at_their_field(changes, code, field):
    source = last_years()
    with pytest.raises(rules.Refusal) as refused:
        make(source, [], **changes)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert Edition.objects.count() == 1


def test_the_visit_of_another_edition_is_refused():
    source = last_years()
    with pytest.raises(rules.Refusal) as refused:
        make(source, [a_carried_visit(an_edition())])
    assert refused.value.code == "visit_unknown"


def test_the_suggestion_is_the_same_weekdays_a_year_later_at_the_same_hours():
    suggested = suggest_dates(last_years())
    assert suggested.name == "Edizione 2028"
    assert (suggested.first_day, suggested.first_day.weekday()) == (dt.date(2028, 10, 26), 3)
    assert suggested.bookings_open_at == rome(2028, 10, 16, 10)


# The page --------------------------------------------------------------------------


def sent(visits: list[Visit], **changes: object) -> dict:
    return {
        "name": "Edizione 2028",
        "first_day": "2028-10-26",
        "last_day": "2028-10-28",
        "bookings_open_at": "2028-10-16 09:00",
        "bookings_close_at": "2028-10-25 23:59",
        "visits": [visit.pk for visit in visits],
        **changes,
    }


def test_the_page_shows_what_would_be_made_and_makes_it_when_confirmed():
    source = last_years()
    visit = a_carried_visit(source, programme=a_programme("Officine Prova"))
    client, url = a_staff_client(Role.ADMINISTRATOR), reverse("bookings_editions:next", args=[source.pk])
    preview = client.post(url, sent([visit]))
    assert (preview.context["plan"].slots, preview.context["plan"].plants) == (6, 1)
    assert Edition.objects.count() == 1
    made = client.post(url, sent([visit], confirm="yes", seen=preview.context["seal"]), follow=True)
    assert "1 visit with 6 slots carried over" in messages_of(made)
    edition = Edition.objects.get(name="Edizione 2028")
    assert made.redirect_chain[-1][0] == reverse("bookings_editions:edit", args=[edition.pk])
    again = client.post(url, sent([visit], confirm="yes", seen=preview.context["seal"]), follow=True)
    assert "was there already" in messages_of(again)
    assert Edition.objects.count() == 2


def test_what_was_not_shown_is_not_made():
    source = last_years()
    visit = a_carried_visit(source)
    client, url = a_staff_client(Role.ADMINISTRATOR), reverse("bookings_editions:next", args=[source.pk])
    seal = client.post(url, sent([visit])).context["seal"]
    changed = client.post(url, sent([], confirm="yes", seen=seal))
    assert changed.context["plan"].visits == []
    assert Edition.objects.count() == 1


def test_a_refused_page_keeps_what_was_typed():
    source = last_years()
    visit = a_carried_visit(source)
    client, url = a_staff_client(Role.ADMINISTRATOR), reverse("bookings_editions:next", args=[source.pk])
    response = client.post(url, sent([visit], last_day="2028-10-20", name="Nome lungo"))
    assert list(response.context["form"].errors) == ["last_day"]
    page = response.content.decode()
    assert 'value="Nome lungo"' in page
    assert f'name="visits" value="{visit.pk}" checked' in page


def test_visits_without_a_published_page_are_not_ticked():
    source = last_years()
    a_carried_visit(source)
    client = a_staff_client(Role.ADMINISTRATOR)
    rows = client.get(reverse("bookings_editions:next", args=[source.pk])).context["rows"]
    assert [(row["is_ticked"], row["is_unpublished"]) for row in rows] == [(False, True)]


@pytest.mark.parametrize("role", [Role.DESK, Role.PUBLISHER, Role.REGION])
def test_only_administrators_prepare_editions(role):
    source = last_years()
    url = reverse("bookings_editions:next", args=[source.pk])
    assert a_staff_client(role).post(url, sent([])).status_code == 302
    assert Edition.objects.count() == 1


def test_making_it_costs_the_same_with_many_visits():
    """Edition, name, visits, bands, waves; edition, visits, bands, slots written; a savepoint."""
    source = last_years()
    few = [a_carried_visit(source)]
    with CaptureQueriesContext(connection) as first:
        make(source, few)
    many = [a_carried_visit(source) for _ in range(6)]
    with CaptureQueriesContext(connection) as second:
        make(source, many, name="Edizione 2029", first_day=dt.date(2029, 10, 25),
             last_day=dt.date(2029, 10, 27))  # fmt: skip
    assert len(second) == len(first) <= 15
