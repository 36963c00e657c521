"""Slots that staff have moved, cancelled or closed, and what their visit's plan does about them."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from events import scheduling, services
from events.models import Slot, TimeBand, Visit
from tests.builders.events import NOW, a_booking, a_slot, a_visit_with_times
from tests.events.on_the_clock import wall_times

pytestmark = pytest.mark.django_db

FRIDAY = dt.date(2027, 10, 29)
NINE = dt.time(9)


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
