"""A visit's days and times become slots, on the wall clock of Piedmont."""

import datetime as dt

import pytest

from events import scheduling, services
from events.models import Slot, Visit
from tests.builders.events import NOW, a_booking, a_slot, a_visit_with_times, an_edition
from tests.events.on_the_clock import wall_times

pytestmark = pytest.mark.django_db

FRIDAY, SATURDAY = dt.date(2027, 10, 29), dt.date(2027, 10, 30)
SUNDAY, MONDAY = dt.date(2027, 10, 31), dt.date(2027, 11, 1)
NINE, NOON = dt.time(9), dt.time(12)


def across_the_clock_change() -> Visit:
    edition = an_edition(
        first_day=FRIDAY,
        last_day=MONDAY,
        bookings_close_at=dt.datetime(2027, 11, 1, 20, tzinfo=dt.UTC),
    )
    return a_visit_with_times([FRIDAY, SATURDAY, SUNDAY, MONDAY], [(NINE, None, None)], edition=edition)


@pytest.mark.usefixtures("server_zone")
def test_nine_o_clock_stays_nine_o_clock_when_the_clocks_go_back():
    visit = across_the_clock_change()
    services.apply_plan(visit=Visit.objects.get(pk=visit.pk), now=NOW)
    assert wall_times(visit) == ["Fri 29 09:00", "Sat 30 09:00", "Sun 31 09:00", "Mon 01 09:00"]
    utc_hours = [
        start.hour for start in Slot.objects.order_by("starts_at").values_list("starts_at", flat=True)
    ]
    assert utc_hours == [7, 7, 8, 8]


@pytest.mark.usefixtures("server_zone")
def test_a_tour_over_the_clock_change_lasts_as_long_as_it_says():
    visit = across_the_clock_change()
    services.apply_plan(visit=visit, now=NOW)
    assert {slot.ends_at - slot.starts_at for slot in visit.slots.all()} == {dt.timedelta(hours=1)}


@pytest.mark.parametrize(
    ("day", "time_of_day"),
    [(dt.date(2027, 10, 31), dt.time(2, 30)), (dt.date(2027, 3, 28), dt.time(2, 30))],
)
def test_a_time_that_exists_twice_or_never_is_refused_in_words(day: dt.date, time_of_day: dt.time):
    edition = an_edition(first_day=day, last_day=day, bookings_open_at=NOW - dt.timedelta(days=300))
    visit = a_visit_with_times([day], [(time_of_day, None, None), (NINE, None, None)], edition=edition)
    plan = services.plan_slots(visit=visit, now=NOW - dt.timedelta(days=300))
    assert [(refused.day, refused.time) for refused in plan.refused] == [(day, time_of_day)]
    assert "02:30" in plan.refused[0].message
    assert len(plan.add) == 1


def test_every_half_hour_with_a_lunch_break_is_two_bands():
    bands = [(NINE, NOON, 30), (dt.time(14), dt.time(17), 30)]
    visit = a_visit_with_times([FRIDAY], bands, duration_minutes=30)
    services.apply_plan(visit=visit, now=NOW)
    times = [text[-5:] for text in wall_times(visit)]
    assert times == [
        "09:00", "09:30", "10:00", "10:30", "11:00", "11:30",
        "14:00", "14:30", "15:00", "15:30", "16:00", "16:30",
    ]  # fmt: skip


def test_the_last_tour_of_a_band_ends_within_it():
    visit = a_visit_with_times([FRIDAY], [(NINE, NOON, 60)], duration_minutes=90)
    services.apply_plan(visit=visit, now=NOW)
    assert [text[-5:] for text in wall_times(visit)] == ["09:00", "10:00"]


def test_applying_a_plan_twice_changes_nothing():
    visit = a_visit_with_times([FRIDAY], [(NINE, NOON, 60)])
    services.apply_plan(visit=visit, now=NOW)
    before = list(Slot.objects.order_by("pk").values())
    assert services.apply_plan(visit=visit, now=NOW).changes_nothing
    assert list(Slot.objects.order_by("pk").values()) == before


def test_a_booked_slot_is_never_withdrawn_silently():
    visit = a_visit_with_times([FRIDAY], [(NINE, NOON, 60)])
    services.apply_plan(visit=visit, now=NOW)
    booked, free = list(visit.slots.all())[:2]
    a_booking(booked)
    visit.bands.all().delete()
    plan = services.apply_plan(visit=Visit.objects.get(pk=visit.pk), now=NOW)
    assert [slot.pk for slot in plan.affected] == [booked.pk]
    booked.refresh_from_db()
    free.refresh_from_db()
    assert (booked.status, free.status) == ("open", "withdrawn")


def test_a_withdrawn_slot_comes_back_when_it_is_planned_again():
    visit = a_visit_with_times([FRIDAY], [(NINE, None, None)])
    services.apply_plan(visit=visit, now=NOW)
    Slot.objects.update(status="withdrawn")
    plan = services.apply_plan(visit=visit, now=NOW)
    assert len(plan.restore) == 1
    assert visit.slots.get().status == "open"


@pytest.mark.parametrize("planned", [True, False])
def test_a_cancelled_slot_stays_cancelled_whatever_is_planned(planned: bool):
    visit = a_visit_with_times([FRIDAY], [(NINE, None, None)])
    services.apply_plan(visit=visit, now=NOW)
    services.cancel_slot(slot_id=visit.slots.get().pk, note={}, now=NOW)
    if not planned:
        visit.recurrence = scheduling.days_to_recurrence([])
    for _time in range(2):
        services.apply_plan(visit=visit, now=NOW)
    assert visit.slots.get().status == "cancelled"


def test_past_slots_are_left_alone():
    slot = a_slot(starts_at=NOW - dt.timedelta(days=1))
    assert services.plan_slots(visit=slot.visit, now=NOW).changes_nothing


def test_making_the_slots_of_an_edition_costs_the_same_for_one_or_a_hundred(django_assert_num_queries):
    visit = a_visit_with_times([FRIDAY, SATURDAY], [(NINE, NOON, 5)], duration_minutes=10)
    # 1 savepoint, 2 bands, 3 slots, 4 insert, 5 release.
    with django_assert_num_queries(5):
        services.apply_plan(visit=visit, now=NOW)
    assert Slot.objects.count() > 60
