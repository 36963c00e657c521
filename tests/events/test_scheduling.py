"""A visit's days and times become slots, on the wall clock of Piedmont."""

import datetime as dt
import os
import time
from collections.abc import Iterator

import pytest
import recurrence
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from events import scheduling, services
from events.models import Slot, TimeBand, Visit
from tests.builders.events import NOW, a_booking, a_slot, a_visit_with_times, an_edition

pytestmark = pytest.mark.django_db

FRIDAY, SATURDAY = dt.date(2027, 10, 29), dt.date(2027, 10, 30)
SUNDAY, MONDAY = dt.date(2027, 10, 31), dt.date(2027, 11, 1)
NINE, NOON = dt.time(9), dt.time(12)


@pytest.fixture(params=["Europe/Rome", "UTC", "America/New_York", "Asia/Tokyo"])
def server_zone(request: pytest.FixtureRequest) -> Iterator[str]:
    """The zone of the server's clock and of the editor who saves: neither may matter."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    with timezone.override(request.param):
        yield request.param
    os.environ["TZ"] = before or "Europe/Rome"
    time.tzset()


def wall_times(visit: Visit) -> list[str]:
    starts = Slot.objects.filter(visit=visit).order_by("starts_at").values_list("starts_at", flat=True)
    return [f"{start.astimezone(scheduling.ROME):%a %d %H:%M}" for start in starts]


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


# Slots that staff have touched -----------------------------------------------------------


def a_planned_visit(*hours: int) -> Visit:
    """A visit on Friday that starts at these hours of Rome, with its slots."""
    visit = a_visit_with_times([FRIDAY], [(dt.time(hour), None, None) for hour in hours])
    services.apply_plan(visit=visit, now=NOW)
    return visit


def friday_at(hour: int) -> dt.datetime:
    return dt.datetime.combine(FRIDAY, dt.time(hour), tzinfo=scheduling.ROME)


def slot_at(visit: Visit, hour: int) -> Slot:
    return visit.slots.get(starts_at=friday_at(hour))


def move(slot: Slot, hour: int) -> Slot:
    return services.move_slot(slot_id=slot.pk, starts_at=friday_at(hour), note={}, now=NOW)


def plan_hours(visit: Visit, *hours: int) -> services.SlotPlan:
    """Give the visit other hours and apply them; a second time changes nothing."""
    TimeBand.objects.filter(visit=visit).delete()
    for hour in hours:
        TimeBand.objects.create(visit=visit, start=dt.time(hour))
    visit = Visit.objects.get(pk=visit.pk)
    plan = services.apply_plan(visit=visit, now=NOW)
    before = list(Slot.objects.order_by("pk").values())
    assert services.apply_plan(visit=visit, now=NOW).changes_nothing
    assert list(Slot.objects.order_by("pk").values()) == before
    return plan


def counts(plan: services.SlotPlan) -> dict[str, int]:
    """How many slots or starts are in each list of a plan that is not empty."""
    lists = ("add", "restore", "keep", "withdraw", "affected", "occupied", "adopt", "moved")
    return {name: len(getattr(plan, name)) for name in lists if getattr(plan, name)}


@pytest.mark.parametrize("booked", [True, False])
def test_a_moved_slot_stays_where_it_is_when_its_visit_is_saved_again(booked: bool):
    visit = a_planned_visit(9, 11)
    slot = slot_at(visit, 9)
    if booked:
        a_booking(slot)
    for hour in (15, 16):
        move(slot, hour)
        plan = plan_hours(visit, 9, 11)
        assert wall_times(visit) == ["Fri 29 11:00", f"Fri 29 {hour}:00"]
        assert counts(plan) == {"keep": 2, "moved": 1}
        assert [moved.start_in_plan for moved in plan.moved] == [friday_at(9)]


def test_a_moved_slot_moved_back_is_like_any_other():
    visit = a_planned_visit(9)
    slot = slot_at(visit, 9)
    move(slot, 15)
    move(slot, 9)
    assert counts(plan_hours(visit, 9)) == {"keep": 1}


def test_a_moved_slot_whose_start_leaves_the_plan_is_withdrawn_or_left_to_staff():
    visit = a_planned_visit(9, 10, 11)
    empty, booked = slot_at(visit, 9), slot_at(visit, 10)
    a_booking(booked)
    move(empty, 15)
    move(booked, 16)
    plan = plan_hours(visit, 11)
    assert ([s.pk for s in plan.withdraw], [s.pk for s in plan.affected]) == ([empty.pk], [booked.pk])
    assert set(Slot.objects.values_list("pk", "status")) >= {(empty.pk, "withdrawn"), (booked.pk, "open")}
    assert [slot.pk for slot in plan_hours(visit, 9, 11).restore] == [empty.pk]
    empty.refresh_from_db()
    assert (empty.status, empty.starts_at) == ("open", friday_at(15))


def test_a_start_where_a_moved_slot_stands_is_not_added_and_is_named():
    visit = a_planned_visit(9)
    slot = slot_at(visit, 9)
    move(slot, 15)
    plan = plan_hours(visit, 9, 15)
    assert counts(plan) == {"keep": 1, "occupied": 1, "moved": 1}
    assert [start.starts_at for start in plan.occupied] == [friday_at(15)]
    assert visit.slots.get().pk == slot.pk
    # Once the slot is moved away, the start is free.
    move(slot, 17)
    assert [start.starts_at for start in plan_hours(visit, 9, 15).add] == [friday_at(15)]


@pytest.mark.parametrize("booked", [True, False])
def test_a_plan_that_catches_up_with_a_move_takes_the_slot_over(booked: bool):
    visit = a_planned_visit(9)
    slot = slot_at(visit, 9)
    if booked:
        a_booking(slot)
    move(slot, 15)
    assert counts(plan_hours(visit, 15)) == {"keep": 1, "adopt": 1}
    slot.refresh_from_db()
    assert (slot.planned_at, slot.status) == (friday_at(15), "open")
    # The old start is nobody's now.
    assert [start.starts_at for start in plan_hours(visit, 9, 15).add] == [friday_at(9)]


def test_slots_that_change_places_are_kept():
    visit = a_planned_visit(9, 11)
    nine, eleven = slot_at(visit, 9), slot_at(visit, 11)
    move(nine, 15)
    move(eleven, 9)
    move(nine, 11)
    assert counts(plan_hours(visit, 9, 11)) == {"keep": 2, "moved": 2}


def test_a_moved_slot_that_was_cancelled_keeps_its_start_and_stays_cancelled():
    visit = a_planned_visit(9)
    slot = slot_at(visit, 9)
    move(slot, 15)
    services.cancel_slot(slot_id=slot.pk, note={}, now=NOW)
    assert counts(plan_hours(visit, 9)) == {"keep": 1}
    assert visit.slots.get().status == "cancelled"


@pytest.mark.parametrize("closed", [True, False])
def test_a_slot_comes_back_as_it_went(closed: bool):
    visit = a_planned_visit(9, 11)
    slot = slot_at(visit, 9)
    status = "closed" if closed else "open"
    services.resize_slot(slot_id=slot.pk, capacity=4, status=status, now=NOW)
    for _time in range(2):
        assert [withdrawn.pk for withdrawn in plan_hours(visit, 11).withdraw] == [slot.pk]
        assert [restored.pk for restored in plan_hours(visit, 9, 11).restore] == [slot.pk]
        assert slot_at(visit, 9).status == status


def test_a_slot_opened_again_after_it_came_back_is_remembered_as_open():
    visit = a_planned_visit(9)
    slot = slot_at(visit, 9)
    for status in ("closed", "open"):
        services.resize_slot(slot_id=slot.pk, capacity=15, status=status, now=NOW)
        plan_hours(visit)
        plan_hours(visit, 9)
        assert slot_at(visit, 9).status == status


def insert_as_the_code_before(visit: Visit, hour: int) -> Slot:
    """A row as code that knows neither `planned_at` nor `was_closed` writes it (I13)."""
    stored = connection.ops.adapt_datetimefield_value
    times = [stored(friday_at(start).astimezone(dt.UTC)) for start in (hour, hour + 1)]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO events_slot (visit_id, programme_id, starts_at, ends_at, capacity, taken, status,"
            " version) SELECT id, programme_id, %s, %s, 15, 0, 'open', 1 FROM events_visit WHERE id = %s",
            [*times, visit.pk],
        )
    return slot_at(visit, hour)


def test_slots_made_by_the_code_before_are_known_to_the_plan():
    visit = a_visit_with_times([FRIDAY], [(NINE, None, None)])
    slot = insert_as_the_code_before(visit, 9)
    assert (slot.planned_at, slot.was_closed) == (None, False)
    assert services.plan_slots(visit=visit, now=NOW).changes_nothing
    move(slot, 15)
    assert [moved.pk for moved in plan_hours(visit, 9).moved] == [slot.pk]


def test_a_second_slot_that_the_code_before_made_for_a_moved_one_is_withdrawn():
    visit = a_planned_visit(9)
    slot = slot_at(visit, 9)
    move(slot, 15)
    second = insert_as_the_code_before(visit, 9)
    plan = plan_hours(visit, 9)
    assert ([s.pk for s in plan.keep], [s.pk for s in plan.withdraw]) == ([slot.pk], [second.pk])


def test_a_visit_serves_a_planned_start_once():
    visit = a_planned_visit(9)
    move(slot_at(visit, 9), 15)
    with pytest.raises(IntegrityError), transaction.atomic():
        a_slot(visit=visit, starts_at=friday_at(9), planned_at=friday_at(9))


def test_past_slots_are_left_alone():
    slot = a_slot(starts_at=NOW - dt.timedelta(days=1))
    assert services.plan_slots(visit=slot.visit, now=NOW).changes_nothing


@pytest.mark.parametrize("zone", ["Europe/Rome", "UTC", "America/New_York", "Asia/Shanghai"])
def test_a_day_picked_anywhere_in_the_world_is_that_day(zone: str):
    midnight = dt.datetime.combine(FRIDAY, dt.time.min, tzinfo=scheduling.ZoneInfo(zone))
    stored = recurrence.deserialize(
        recurrence.serialize(recurrence.Recurrence(rdates=[midnight], include_dtstart=False)),
        include_dtstart=False,
    )
    assert scheduling.recurrence_days(stored, first=FRIDAY, last=FRIDAY) == [FRIDAY]


def test_a_rule_includes_its_last_day_and_leaves_out_its_exceptions():
    until = dt.datetime.combine(MONDAY, dt.time.min, tzinfo=scheduling.ROME)
    excluded = dt.datetime.combine(SATURDAY, dt.time.min, tzinfo=scheduling.ROME)
    value = recurrence.Recurrence(
        rrules=[recurrence.Rule(recurrence.DAILY, until=until)], exdates=[excluded], include_dtstart=False
    )
    stored = recurrence.deserialize(recurrence.serialize(value), include_dtstart=False)
    days = scheduling.recurrence_days(stored, first=FRIDAY, last=MONDAY)
    assert days == [FRIDAY, SUNDAY, MONDAY]


OCTOBER_4, NOVEMBER_30 = dt.date(2027, 10, 4), dt.date(2027, 11, 30)


def stored(value: recurrence.Recurrence) -> recurrence.Recurrence:
    """A value as it comes back from the database."""
    return recurrence.deserialize(recurrence.serialize(value), include_dtstart=False)


def days_of(plan: scheduling.DayPlan) -> list[str]:
    value = stored(scheduling.plan_to_recurrence(plan))
    days = scheduling.recurrence_days(value, first=OCTOBER_4, last=NOVEMBER_30)
    return [f"{day:%a %d/%m}" for day in days]


@pytest.mark.usefixtures("server_zone")
@pytest.mark.parametrize(
    "plan",
    [
        scheduling.DayPlan(),
        scheduling.DayPlan(added=(FRIDAY, MONDAY)),
        scheduling.DayPlan(added=(FRIDAY,), excluded=(SATURDAY,)),
        scheduling.DayPlan(rule=scheduling.WeeklyRule((5,), OCTOBER_4, NOVEMBER_30)),
        scheduling.DayPlan(
            rule=scheduling.WeeklyRule((0, 2, 6), dt.date(2027, 10, 6), MONDAY, every=3),
            added=(FRIDAY, NOVEMBER_30),
            excluded=(SUNDAY, MONDAY),
        ),
    ],
)
def test_a_plan_comes_back_from_the_database_as_it_was_written(plan: scheduling.DayPlan):
    value = stored(scheduling.plan_to_recurrence(plan))
    assert scheduling.recurrence_to_plan(value, first=OCTOBER_4, last=NOVEMBER_30) == plan
    again = scheduling.plan_to_recurrence(plan)
    assert recurrence.serialize(again) == recurrence.serialize(value)


@pytest.mark.usefixtures("server_zone")
def test_a_weekly_rule_includes_its_first_and_its_last_day():
    rule = scheduling.WeeklyRule((0, 4), FRIDAY, MONDAY)
    assert days_of(scheduling.DayPlan(rule=rule)) == ["Fri 29/10", "Mon 01/11"]


@pytest.mark.usefixtures("server_zone")
def test_every_second_week_counts_from_the_week_of_the_first_day():
    rule = scheduling.WeeklyRule((1, 3), dt.date(2027, 10, 13), dt.date(2027, 11, 9), every=2)
    # The 13th is a Wednesday: its Tuesday is past, its Thursday is not.
    assert days_of(scheduling.DayPlan(rule=rule)) == ["Thu 14/10", "Tue 26/10", "Thu 28/10", "Tue 09/11"]


@pytest.mark.usefixtures("server_zone")
def test_added_days_join_the_rule_and_excluded_days_leave_it():
    plan = scheduling.DayPlan(
        rule=scheduling.WeeklyRule((4, 5), OCTOBER_4, dt.date(2027, 10, 16)),
        added=(MONDAY, SUNDAY),
        excluded=(dt.date(2027, 10, 9), SUNDAY),
    )
    assert days_of(plan) == ["Fri 08/10", "Fri 15/10", "Sat 16/10", "Mon 01/11"]


@pytest.mark.parametrize(
    "rule",
    [
        recurrence.Rule(recurrence.DAILY, until=dt.datetime(2027, 10, 6, 12, tzinfo=dt.UTC)),
        recurrence.Rule(recurrence.WEEKLY, byday=[0, 1, 2], count=3),
        recurrence.Rule(recurrence.MONTHLY, bymonthday=[4, 5, 6], count=3),
    ],
)
def test_a_rule_the_form_cannot_show_becomes_its_single_days(rule: recurrence.Rule):
    value = stored(recurrence.Recurrence(rrules=[rule], include_dtstart=False))
    plan = scheduling.recurrence_to_plan(value, first=OCTOBER_4, last=NOVEMBER_30)
    assert plan == scheduling.DayPlan(added=tuple(dt.date(2027, 10, day) for day in (4, 5, 6)))


def test_dates_are_read_line_by_line_and_what_is_none_is_named():
    dates, unread = scheduling.read_dates("28/10/2027\n\n 1/11/2027 \n31/02/2027\n2027-10-28\n٢٨/10/2027")
    assert dates == {1: dt.date(2027, 10, 28), 3: MONDAY}
    assert [(line.number, line.text) for line in unread] == [
        (4, "31/02/2027"),
        (5, "2027-10-28"),
        (6, "٢٨/10/2027"),
    ]


def test_written_dates_are_read_back():
    text = scheduling.write_dates([MONDAY, FRIDAY])
    assert text == "29/10/2027\n01/11/2027"
    assert scheduling.read_dates(text) == ({1: FRIDAY, 2: MONDAY}, [])


def test_making_the_slots_of_an_edition_costs_the_same_for_one_or_a_hundred(django_assert_num_queries):
    visit = a_visit_with_times([FRIDAY, SATURDAY], [(NINE, NOON, 5)], duration_minutes=10)
    # 1 savepoint, 2 bands, 3 slots, 4 insert, 5 release.
    with django_assert_num_queries(5):
        services.apply_plan(visit=visit, now=NOW)
    assert Slot.objects.count() > 60
