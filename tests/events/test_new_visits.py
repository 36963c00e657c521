"""Many visits are stored at once with their slots, and get days and times that their plan keeps."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events import rules, services
from events.models import Slot, TimeBand, Visit
from events.scheduling import ROME
from events.timetables import timetable_of
from tests.builders.events import NOW, a_programme, an_edition

THURSDAY, FRIDAY, SATURDAY = (dt.date(2027, 10, day) for day in (28, 29, 30))


def at(day: dt.date, *hours: int) -> list[dt.datetime]:
    return [dt.datetime.combine(day, dt.time(hour), tzinfo=ROME) for hour in hours]


def new_visit(*starts: dt.datetime, places: int = 15, edition=None, **changes: object) -> services.NewVisit:
    """A visit of 15 places that is not stored yet, its slots with `places`."""
    visit = Visit(programme=a_programme(), edition=edition or an_edition(), capacity=15, **changes)
    return services.NewVisit(visit, [services.NewSlot(start, places) for start in starts])


@pytest.mark.parametrize(
    ("starts", "days", "times"),
    [
        ([], "", ""),
        (at(THURSDAY, 9, 10), "28", "09 10"),
        (at(THURSDAY, 9, 10) + at(FRIDAY, 10, 9), "28 29", "09 10"),
        # One start more on a day is an exception; so is a day with other times.
        (at(THURSDAY, 9, 10) + at(FRIDAY, 9, 10, 17), "28 29", "09 10"),
        (at(THURSDAY, 9, 10) + at(FRIDAY, 9, 10) + at(SATURDAY, 15), "28 29", "09 10"),
        # What all days share, where no two are alike.
        (at(THURSDAY, 9, 11) + at(FRIDAY, 9, 12) + at(SATURDAY, 9, 13), "28 29 30", "09"),
    ],
)
def test_days_and_times_are_those_most_starts_have_in_common(starts: list, days: str, times: str):
    for given in (starts, [start.astimezone(dt.UTC) for start in reversed(starts)]):
        found = timetable_of(given)
        assert " ".join(f"{day:%d}" for day in found.days) == days
        assert " ".join(f"{time:%H}" for time in found.times) == times


@pytest.mark.django_db
def test_the_plan_of_a_new_visit_changes_nothing_and_goes_on():
    new = new_visit(*at(THURSDAY, 9, 10), *at(FRIDAY, 9, 10, 17))
    (slots,) = services.store_visits(visits=[new], now=NOW)
    visit = Visit.objects.select_related("edition").get()
    plan = services.plan_slots(visit=visit, now=NOW)
    assert plan.changes_nothing
    assert [slot.pk for slot in plan.keep] == [slot.pk for slot in slots[:4]]
    assert [slot.pk for slot in plan.by_hand] == [slots[4].pk]
    TimeBand.objects.create(visit=visit, start=dt.time(11))
    services.apply_plan(visit=visit, now=NOW)
    assert visit.slots.count() == 7


@pytest.mark.django_db
def test_a_longer_tour_withdraws_no_start():
    services.store_visits(visits=[new_visit(*at(THURSDAY, 9, 10, 11))], now=NOW)
    visit = Visit.objects.get()
    visit.duration_minutes = 150
    services.apply_plan(visit=visit, now=NOW)
    assert {slot.ends_at - slot.starts_at for slot in visit.slots.all()} == {dt.timedelta(minutes=150)}
    assert set(visit.slots.values_list("status", flat=True)) == {"open"}


@pytest.mark.django_db
def test_slots_with_other_places_are_exceptions_and_closed_ones_stay_closed():
    new = new_visit(*at(THURSDAY, 9))
    new.slots.append(services.NewSlot(*at(THURSDAY, 10), 8))
    new.slots.append(services.NewSlot(*at(THURSDAY, 11), 15, is_closed=True))
    services.store_visits(visits=[new], now=NOW)
    found = Slot.objects.order_by("starts_at").values_list("capacity", "status", "by_hand")
    assert list(found) == [(15, "open", False), (8, "open", True), (15, "closed", False)]


@pytest.mark.django_db
def test_one_start_that_cannot_be_stores_nothing():
    good, past = new_visit(*at(THURSDAY, 9)), new_visit(*at(dt.date(2027, 10, 27), 9))
    with pytest.raises(rules.Refusal) as refused:
        services.store_visits(visits=[good, past], now=NOW)
    assert refused.value.code == "time_outside_edition"
    with pytest.raises(rules.Refusal) as refused:
        services.store_visits(visits=[new_visit(*at(THURSDAY, 9, 9))], now=NOW)
    assert refused.value.code == "time_twice"
    with pytest.raises(ValidationError):
        services.store_visits(visits=[good, new_visit(duration_minutes=5)], now=NOW)
    assert not Visit.objects.exists()


@pytest.mark.django_db
def test_forty_visits_cost_as_many_queries_as_two():
    edition = an_edition()

    def queries(count: int) -> int:
        made = [new_visit(*at(THURSDAY, 9, 10), edition=edition) for _ in range(count)]
        with CaptureQueriesContext(connection) as seen:
            services.store_visits(visits=made, now=NOW)
        return len(seen)

    assert queries(2) == queries(40)
