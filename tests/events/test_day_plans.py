"""Days as they are picked, ruled and stored: the same wherever the editor and the server are."""

import datetime as dt

import pytest
import recurrence

from events import scheduling

pytestmark = pytest.mark.django_db

FRIDAY, SATURDAY = dt.date(2027, 10, 29), dt.date(2027, 10, 30)
SUNDAY, MONDAY = dt.date(2027, 10, 31), dt.date(2027, 11, 1)
OCTOBER_4, NOVEMBER_30 = dt.date(2027, 10, 4), dt.date(2027, 11, 30)


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
