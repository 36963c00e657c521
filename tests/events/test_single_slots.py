"""Single slots by hand: rules of a start, many at once, and a plan that leaves them alone."""

import datetime as dt

import pytest

from events import scheduling, services
from events.models import Slot, TimeBand, Visit, WaitEntry
from events.rules import Refusal
from tests.builders.events import NOW, a_booking, a_slot, a_visit, a_visit_with_times, an_edition
from tests.events.holding import join

pytestmark = pytest.mark.django_db

THURSDAY, FRIDAY = dt.date(2027, 10, 28), dt.date(2027, 10, 29)


def rome(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2027, 10, day, hour, minute, tzinfo=scheduling.ROME)


def stored(slot_or_visit):
    """As the next request reads it."""
    return type(slot_or_visit).objects.get(pk=slot_or_visit.pk)


def a_planned_visit() -> Visit:
    """Thursday at nine and at ten, slots made."""
    visit = stored(a_visit_with_times([THURSDAY], [(dt.time(9), dt.time(11), 60)]))
    services.apply_plan(visit=visit, now=NOW)
    return visit


def add(visit: Visit, *starts: dt.datetime, **options: object) -> services.AddedSlots:
    return services.add_slots(visit=visit, starts=list(starts), now=NOW, **options)


def refused(visit: Visit, *starts: dt.datetime, **options: object) -> dict[int, str]:
    found = services.check_starts(visit=visit, starts=starts, now=NOW, **options)
    return {number: refusal.code for number, refusal in found.items()}


def slot_at(start: dt.datetime) -> Slot:
    return Slot.objects.get(starts_at=start)


def code_of(work, **arguments: object) -> str:
    with pytest.raises(Refusal) as caught:
        work(now=NOW, **arguments)
    return caught.value.code


def test_an_added_slot_has_the_places_and_the_length_of_its_visit():
    visit = a_visit(capacity=12, duration_minutes=90)
    (slot,) = add(visit, rome(28, 15)).created
    assert (slot.capacity, slot.ends_at - slot.starts_at) == (12, dt.timedelta(minutes=90))
    assert (slot.by_hand, slot.status, slot.programme_id) == (True, "open", visit.programme_id)
    (slot,) = add(visit, rome(28, 17), capacity=5).created
    assert slot.capacity == 5


def test_each_start_that_cannot_be_says_why_by_its_position():
    visit = a_visit(edition=an_edition(first_day=dt.date(2027, 9, 10), last_day=dt.date(2027, 10, 31)))
    a_slot(visit=visit, starts_at=rome(28, 10))
    a_slot(visit=visit, starts_at=rome(28, 11), status="cancelled")
    starts = [
        rome(27, 9),  # right
        dt.datetime(2027, 11, 1, 9, tzinfo=scheduling.ROME),
        dt.datetime(2027, 9, 12, 9, tzinfo=scheduling.ROME),
        rome(31, 2, 30),
        rome(28, 10),
        rome(28, 11),
        rome(29, 9),
        rome(29, 9).astimezone(dt.UTC),
    ]
    assert refused(visit, *starts) == {
        1: "time_outside_edition",
        2: "time_in_past",
        3: "time_ambiguous",
        4: "time_taken",
        5: "time_cancelled",
        6: "time_twice",
        7: "time_twice",
    }


def test_a_time_the_clocks_skip_is_refused():
    visit = a_visit(edition=an_edition(first_day=dt.date(2028, 3, 26), last_day=dt.date(2028, 3, 26)))
    skipped = dt.datetime(2028, 3, 26, 2, 30, tzinfo=scheduling.ROME)
    assert refused(visit, skipped) == {0: "time_ambiguous"}


def test_one_wrong_start_of_many_adds_none():
    visit = a_visit()
    with pytest.raises(services.StartsRefused) as caught:
        add(visit, rome(28, 9), rome(27, 9), rome(28, 10))
    assert {number: refusal.code for number, refusal in caught.value.refusals.items()} == {
        1: "time_outside_edition"
    }
    assert caught.value.code == "time_outside_edition"
    assert not Slot.objects.exists()


def test_the_same_list_given_again_changes_nothing():
    visit = a_visit()
    starts = [rome(28, 9), rome(28, 10)]
    add(visit, *starts)
    a_booking(slot_at(starts[0]))
    before = list(Slot.objects.order_by("pk").values())
    again = add(visit, *starts, rome(29, 9), keep_existing=True)
    assert [slot.starts_at for slot in again.kept] == starts
    assert [slot.starts_at for slot in again.created] == [rome(29, 9)]
    assert list(Slot.objects.order_by("pk").values())[:2] == before


def test_adding_costs_the_same_for_one_and_for_forty(django_assert_num_queries):
    visit = stored(a_visit())
    visit.edition  # noqa: B018  loaded with its visit, as the caller must
    # savepoint, lock of the visit, what stands there (to refuse, then to keep), insert, read back, release
    for count in (1, 40):
        starts = [rome(28 + count // 40, 8) + dt.timedelta(minutes=10 * number) for number in range(count)]
        with django_assert_num_queries(7):
            add(visit, *starts)


def test_the_plan_leaves_an_added_slot_alone_and_applying_twice_changes_nothing():
    visit = a_planned_visit()
    add(visit, rome(29, 15))
    for _time in range(2):
        plan = services.apply_plan(visit=stored(visit), now=NOW)
        assert [slot.starts_at for slot in plan.by_hand] == [rome(29, 15)]
        assert plan.changes_nothing
    assert slot_at(rome(29, 15)).status == "open"


def test_an_added_slot_serves_a_plan_that_comes_to_want_its_start_and_outlives_it():
    visit = a_planned_visit()
    add(visit, rome(28, 15))
    afternoon = TimeBand.objects.create(visit=visit, start=dt.time(15))
    services.apply_plan(visit=stored(visit), now=NOW)
    assert Slot.objects.filter(starts_at=rome(28, 15)).count() == 1
    assert services.plan_slots(visit=stored(visit), now=NOW).changes_nothing
    services.move_slot(slot_id=slot_at(rome(28, 15)).pk, starts_at=rome(28, 16), note={}, now=NOW)
    assert services.plan_slots(visit=stored(visit), now=NOW).add == []
    afternoon.delete()
    services.apply_plan(visit=stored(visit), now=NOW)
    assert slot_at(rome(28, 16)).status == "open"


def test_an_added_slot_that_was_moved_leaves_its_start_to_the_plan():
    visit = a_planned_visit()
    add(visit, rome(28, 15))
    services.move_slot(slot_id=slot_at(rome(28, 15)).pk, starts_at=rome(28, 16), note={}, now=NOW)
    TimeBand.objects.create(visit=visit, start=dt.time(15))
    services.apply_plan(visit=stored(visit), now=NOW)
    assert {slot_at(rome(28, 15)).status, slot_at(rome(28, 16)).status} == {"open"}


def test_a_slot_taken_out_stays_out_until_it_is_put_back():
    visit = a_planned_visit()
    slot = slot_at(rome(28, 10))
    services.set_open(slot_id=slot.pk, is_open=False, now=NOW)
    services.take_out_slot(slot_id=slot.pk, now=NOW)
    plan = services.apply_plan(visit=stored(visit), now=NOW)
    assert stored(slot).status == "withdrawn"
    assert plan.changes_nothing
    services.put_back_slot(slot_id=slot.pk, now=NOW)
    assert (stored(slot).status, stored(slot).by_hand) == ("closed", False)
    assert services.plan_slots(visit=stored(visit), now=NOW).by_hand == []


def test_a_slot_put_back_that_the_plan_does_not_name_stays_by_hand():
    visit = a_planned_visit()
    (slot,) = add(visit, rome(29, 15)).created
    services.take_out_slot(slot_id=slot.pk, now=NOW)
    services.put_back_slot(slot_id=slot.pk, now=NOW)
    services.apply_plan(visit=stored(visit), now=NOW)
    assert (stored(slot).status, stored(slot).by_hand) == ("open", True)


def test_adding_where_a_slot_was_withdrawn_puts_it_back_as_long_as_tours_are_now():
    visit = a_planned_visit()
    slot = slot_at(rome(28, 10))
    services.take_out_slot(slot_id=slot.pk, now=NOW)
    Visit.objects.filter(pk=visit.pk).update(duration_minutes=30)
    added = add(stored(visit), rome(28, 10), capacity=7)
    assert [back.pk for back in added.put_back] == [slot.pk]
    slot = stored(slot)
    assert (slot.status, slot.capacity, slot.ends_at - slot.starts_at) == (
        "open",
        7,
        dt.timedelta(minutes=30),
    )


def test_nobody_is_taken_out_with_a_slot():
    slot = a_slot(places=3)
    a_booking(slot, adults=2)
    assert code_of(services.take_out_slot, slot_id=slot.pk) == "slot_booked"
    waited_for = a_slot(places=1, visit=slot.visit, starts_at=rome(28, 15))
    booking = a_booking(waited_for)
    join(waited_for, 1, "wanda@example.org")
    WaitEntry.objects.update(status="offered")
    Slot.objects.filter(pk=waited_for.pk).update(taken=0)
    type(booking).objects.filter(pk=booking.pk).update(status="cancelled")
    assert code_of(services.take_out_slot, slot_id=waited_for.pk) == "slot_waited_for"
    assert set(Slot.objects.values_list("status", flat=True)) == {"open"}


@pytest.mark.parametrize(
    ("status", "code"), [("cancelled", "slot_cancelled"), ("withdrawn", "slot_cancelled")]
)
def test_what_does_not_take_place_cannot_be_taken_out_or_closed(status: str, code: str):
    slot = a_slot(status=status)
    assert code_of(services.take_out_slot, slot_id=slot.pk) == code
    assert code_of(services.set_open, slot_id=slot.pk, is_open=False) == code


def test_only_what_was_withdrawn_and_has_not_started_can_be_put_back():
    assert code_of(services.put_back_slot, slot_id=a_slot().pk) == "slot_not_withdrawn"
    assert code_of(services.put_back_slot, slot_id=a_slot(status="cancelled").pk) == "slot_not_withdrawn"
    past = a_slot(status="withdrawn", starts_at=NOW - dt.timedelta(hours=1))
    assert code_of(services.put_back_slot, slot_id=past.pk) == "slot_past"


def test_opening_a_slot_offers_its_places_to_who_waits():
    slot = a_slot(places=2)
    booking = a_booking(slot, adults=2)
    join(slot, 1, "wanda@example.org")
    services.set_open(slot_id=slot.pk, is_open=False, now=NOW)
    services.cancel_booking(booking_id=booking.pk, now=NOW)
    assert not WaitEntry.objects.filter(status="offered").exists()
    services.set_open(slot_id=slot.pk, is_open=True, now=NOW)
    assert WaitEntry.objects.get().status == "offered"
