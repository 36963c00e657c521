"""Many visitors want the last places at the same moment: real threads, real connections."""

import datetime as dt
import threading
import uuid
from collections.abc import Callable

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import F

from events import rules, services
from events.models import Booking, Notice, Slot, Visit, WaitEntry
from events.selectors import inventory_errors
from events.services.places import give_back_places
from tests.builders.events import NOW, a_booking, a_contact, a_party, a_slot, a_visit
from tests.builders.pages import a_plant, a_site, translated
from tests.events.holding import answer, confirm, hold, join, plain_mails, taken  # noqa: F401
from tests.events.threads import errors, run_rush, run_together

pytestmark = [
    pytest.mark.race,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("plain_mails"),
]


def book_one(slot: Slot, intent: uuid.UUID | None = None, email: str | None = None) -> str:
    try:
        services.place_booking(
            slot_id=slot.pk,
            seen_version=slot.version,
            party=a_party(),
            contact=a_contact(email),
            intent=intent or uuid.uuid4(),
            language="it",
            now=NOW,
        )
    except rules.Refusal as refusal:
        return refusal.code
    return "confirmed"


def test_forty_visitors_for_the_last_five_places():
    slot = a_slot(places=20)
    for _ in range(3):
        a_booking(slot, adults=5)
    outcome = run_together(40, lambda _: book_one(slot))
    assert outcome == {"confirmed": 5, "full": 35}
    slot.refresh_from_db()
    assert slot.taken == 20
    assert inventory_errors() == []


def test_without_the_guard_the_same_rush_oversells():
    """Negative control: it proves that the race above is real."""
    slot = a_slot(places=5)
    read_together = threading.Barrier(40)

    def count_then_insert(_: int) -> str:
        free = Slot.objects.get(pk=slot.pk).free
        read_together.wait()
        if free < 1:
            return "full"
        with transaction.atomic():
            # What a booking without the guard does: trust what was read before.
            Booking.objects.create(
                slot=slot, code=uuid.uuid4().hex[:8], status="confirmed", intent=uuid.uuid4(), places=1,
                adults=1, contact_name="X", email="x@example.org", email_norm=uuid.uuid4().hex,
                created_at=NOW,
            )  # fmt: skip
        return "confirmed"

    outcome = run_together(40, count_then_insert)
    assert outcome["confirmed"] > 5
    assert inventory_errors() != []
    Booking.objects.all().delete()


def test_one_intent_sent_twenty_times_at_once_books_once():
    slot, intent = a_slot(places=20), uuid.uuid4()
    outcome = run_together(20, lambda _: book_one(slot, intent, "ada@example.org"))
    assert outcome == {"confirmed": 20}
    slot.refresh_from_db()
    assert (slot.taken, Booking.objects.count()) == (1, 1)


def test_twenty_clicks_on_cancel_free_the_places_once():
    slot = a_slot(places=20)
    a_booking(slot, adults=4)
    booking = a_booking(slot, adults=3)

    def cancel(_: int) -> str:
        try:
            services.cancel_booking(booking_id=booking.pk, now=NOW)
        except rules.Refusal as refusal:
            return refusal.code
        return "cancelled"

    assert run_together(20, cancel) == {"cancelled": 1, "not_active": 19}
    slot.refresh_from_db()
    assert slot.taken == 4


def test_cancelling_and_booking_together_never_lose_a_place():
    slot = a_slot(places=10)
    bookings = [a_booking(slot) for _ in range(10)]

    def turn(number: int) -> str:
        if number % 2:
            services.cancel_booking(booking_id=bookings[number // 2].pk, now=NOW)
            return "cancelled"
        return "full" if book_one(slot) == "full" else "confirmed"

    outcome = run_together(20, turn)
    assert outcome["cancelled"] == 10
    assert not [key for key in outcome if key.startswith("error")]
    slot.refresh_from_db()
    assert slot.taken == outcome["confirmed"] <= 10
    assert inventory_errors() == []


def test_a_place_taken_while_a_slot_is_made_smaller_is_never_over_the_capacity():
    slot = a_slot(places=10)

    def turn(number: int) -> str:
        if number % 4 == 0:
            try:
                services.resize_slot(slot_id=slot.pk, capacity=3, status="open", now=NOW)
            except rules.Refusal as refusal:
                return refusal.code
            return "smaller"
        return book_one(slot)

    run_together(20, turn)
    slot.refresh_from_db()
    assert slot.taken <= slot.capacity
    assert inventory_errors() == []


def test_the_database_is_really_shared_between_threads():
    """The test set-up makes sense: a thread sees what another wrote."""
    slot = a_slot(places=3)

    def take(_: int) -> str:
        try:
            Slot.objects.filter(pk=slot.pk).update(taken=F("taken") + 1)
        except OperationalError as problem:
            return f"error: {problem}"
        return connection.vendor

    assert sum(run_together(3, take).values()) == 3
    slot.refresh_from_db()
    assert slot.taken == 3
    Slot.objects.all().update(taken=0)


# Holds -----------------------------------------------------------------------------


def test_two_hundred_visitors_for_twenty_places():
    slot = a_slot(places=20)
    outcome = run_rush(200, lambda _: answer(lambda: confirm(hold(slot)), "confirmed"))
    assert outcome == {"confirmed": 20, "full": 180}
    assert (taken(slot), Booking.objects.filter(status="confirmed").count()) == (20, 20)
    assert Notice.objects.count() == 20


def test_without_the_guarded_update_the_holds_oversell():
    """Negative control: the same holds, taken by counting first."""
    slot, read_together = a_slot(places=5), threading.Barrier(20)

    def count_then_hold(_: int) -> str:
        free = Slot.objects.get(pk=slot.pk).free
        read_together.wait()
        if free < 1:
            return "full"
        Booking.objects.create(
            slot=slot, code=uuid.uuid4().hex[:8], status="held", intent=uuid.uuid4(), places=1, adults=1,
            held_until=NOW, created_at=NOW,
        )  # fmt: skip
        return "held"

    assert run_together(20, count_then_hold)["held"] > 5
    assert inventory_errors() != []
    Booking.objects.all().delete()


def test_twenty_clicks_on_the_first_step_hold_once():
    slot, intent = a_slot(places=20), uuid.uuid4()
    outcome = run_together(20, lambda _: str(hold(slot, 2, intent).pk))
    assert list(outcome.values()) == [20]
    assert (taken(slot), Booking.objects.count()) == (2, 1)


def test_twenty_clicks_on_the_last_step_confirm_once():
    held = hold(a_slot(places=20), 2)
    outcome = run_together(20, lambda _: confirm(held, "ada@example.org").code)
    assert outcome == {held.code: 20}
    assert (taken(held.slot), Notice.objects.count()) == (2, 1)


def test_confirming_while_the_hold_runs_out_gives_one_answer():
    slot = a_slot(places=20)
    late = NOW + dt.timedelta(minutes=16)
    held = [hold(slot) for _ in range(10)]

    def turn(number: int) -> str:
        if number % 2:
            return f"freed {services.expire_holds(now=late)}"
        return answer(lambda: confirm(held[number // 2], now=late), "confirmed")

    outcome = run_together(20, turn)
    assert not errors(outcome)
    assert outcome["confirmed"] + outcome["hold_expired"] == 10
    assert taken(slot) == outcome["confirmed"] == Booking.objects.filter(status="confirmed").count()


# Waiting list ----------------------------------------------------------------------


def a_busy_slot() -> tuple[Slot, list[Booking], list[Booking]]:
    """10 places: 6 booked, 2 held too long, 2 offered; 4 more parties wait."""
    slot = a_slot(places=10)
    for _ in range(2):
        hold(slot, now=NOW - dt.timedelta(minutes=20))
    bookings = [a_booking(slot) for _ in range(8)]
    for _ in range(6):
        join(slot)
    for booking in bookings[:2]:
        services.cancel_booking(booking_id=booking.pk, now=NOW)
    return slot, bookings[2:], list(Booking.objects.filter(status="held", wait_entry__isnull=False))


def test_cancelling_booking_expiring_and_accepting_at_once():
    slot, bookings, offers = a_busy_slot()
    jobs: list[Callable[[], object]] = []
    for booking in bookings * 2:
        jobs.append(lambda pk=booking.pk: services.cancel_booking(booking_id=pk, now=NOW))
    for offer in offers * 2:
        jobs.append(lambda pk=offer.pk: services.accept_offer(booking_id=pk, now=NOW))
        jobs.append(lambda pk=offer.pk: services.decline_offer(booking_id=pk, now=NOW))
    jobs += [lambda: services.expire_holds(now=NOW), lambda: services.make_offers(now=NOW)] * 2
    jobs += [lambda: confirm(hold(slot))] * 6
    outcome = run_together(len(jobs), lambda number: answer(jobs[number]))
    assert not errors(outcome)
    assert inventory_errors() == []
    # Every place given back was offered before the public could see it, and once.
    waiting = WaitEntry.objects.all()
    assert [entry.offers.count() for entry in waiting] == [1] * 6
    assert taken(slot) <= 10


def test_without_compare_and_set_two_clicks_free_a_place_twice():
    """Negative control: the status is read, then written without asking again."""
    slot = a_slot(places=10)
    a_booking(slot, adults=5)
    booking, read_together = a_booking(slot, adults=2), threading.Barrier(2)

    def cancel_blindly(_: int) -> str:
        active = Booking.objects.get(pk=booking.pk).is_active
        read_together.wait()
        if active:
            with transaction.atomic():
                Booking.objects.filter(pk=booking.pk).update(status="cancelled")
                give_back_places(slot.pk, booking.places)
        return str(active)

    assert run_together(2, cancel_blindly) == {"True": 2}
    assert taken(slot) == 3
    Slot.objects.filter(pk=slot.pk).update(taken=5)


# Two languages -----------------------------------------------------------------------


def test_the_last_place_through_the_italian_and_the_english_page():
    plant = a_plant(a_site())
    pages = [plant, translated(plant)]
    a_slot(places=1, visit=a_visit(programme=plant.programme, capacity=1))

    def book(number: int) -> str:
        page = pages[number % 2]
        slot = page.get_slot_days(NOW)[0].slots[0].slot
        return answer(lambda: confirm(hold(slot, language=page.locale.language_code)), "confirmed")

    outcome = run_together(10, book)
    assert outcome == {"confirmed": 1, "full": 9}


def test_with_places_per_language_the_last_place_is_sold_twice():
    """Negative control: a slot for each page instead of one behind both."""
    copies = [a_slot(places=1), a_slot(places=1)]
    outcome = run_together(10, lambda number: answer(lambda: confirm(hold(copies[number % 2])), "confirmed"))
    assert outcome["confirmed"] == 2


# Slots that move ---------------------------------------------------------------------


def test_a_slot_moved_during_a_hundred_bookings_confirms_nobody_unseen():
    slot = a_slot(places=200)
    moved = slot.starts_at + dt.timedelta(hours=2)

    def turn(number: int) -> str:
        if number == 40:
            services.move_slot(slot_id=slot.pk, starts_at=moved, note={}, now=NOW)
            return "moved"
        return answer(lambda: confirm(hold(slot)), "confirmed")

    outcome = run_rush(101, turn, threads=16)
    assert not errors(outcome)
    assert set(outcome) == {"moved", "confirmed", "slot_changed"}
    confirmed = Booking.objects.filter(status="confirmed")
    # Who booked the old time was told of the new one; nobody else was confirmed.
    assert set(confirmed.values_list("seen_version", flat=True)) == {2}
    assert Notice.objects.filter(kind="moved").count() == outcome["confirmed"] == confirmed.count()


def test_without_the_version_somebody_is_confirmed_for_a_time_not_seen(monkeypatch: pytest.MonkeyPatch):
    """Negative control: confirming does not compare versions."""
    slot = a_slot()
    held = hold(slot)
    services.move_slot(slot_id=slot.pk, starts_at=slot.starts_at + dt.timedelta(hours=2), note={}, now=NOW)
    monkeypatch.setattr(rules, "refuse_version", lambda slot, seen_version: None)
    booking = confirm(held)
    slot.refresh_from_db()
    assert (booking.seen_version, slot.version) == (1, 2)
    assert not booking.notices.filter(kind="moved").exists()


def test_bookings_that_change_places_do_not_wait_for_each_other_for_ever():
    visit = a_visit()
    one = a_slot(places=30, visit=visit)
    two = a_slot(places=30, visit=visit, starts_at=one.starts_at + dt.timedelta(hours=2))
    bookings = [a_booking(slot) for slot in [one, two] * 8]

    def swap(number: int) -> str:
        booking = bookings[number]
        to = two if booking.slot_id == one.pk else one
        move = {"booking_id": booking.pk, "to_slot_id": to.pk, "seen_version": 1, "now": NOW}
        return answer(lambda: services.move_booking(**move))

    assert run_together(16, swap) == {"done": 16}
    assert (taken(one), taken(two)) == (8, 8)


def test_moving_changing_and_booking_of_one_person_at_once():
    visit, ada = a_visit(), "ada@example.org"
    first = a_slot(places=30, visit=visit)
    slots = [first] + [
        a_slot(places=30, visit=visit, starts_at=first.starts_at + dt.timedelta(hours=2 * number))
        for number in range(1, 6)
    ]
    booking = confirm(hold(slots[0]), ada)
    held = [hold(slot) for slot in slots[:3]]

    def turn(number: int) -> str:
        to, kind = slots[number % 6], number % 3
        if kind == 0:
            move = {"booking_id": booking.pk, "to_slot_id": to.pk, "seen_version": 1, "now": NOW}
            return answer(lambda: services.move_booking(**move), "moved")
        if kind == 1:
            party = a_party(1 + number % 5)
            return answer(
                lambda: services.change_party(booking_id=booking.pk, party=party, now=NOW), "changed"
            )
        return answer(lambda: confirm(held[number // 3 % 3], ada), "confirmed")

    assert not errors(run_together(18, turn))
    assert inventory_errors() == []


def test_a_visit_is_duplicated_once_by_many_clicks():
    visit = a_visit()

    def duplicate(_: int) -> str:
        try:
            services.duplicate_visit(
                visit=Visit.objects.select_related("programme", "edition").get(pk=visit.pk),
                programme=visit.programme,
                labels={"it": "In inglese"},
                tour_language="en",
                now=NOW,
            )
        except rules.Refusal as refusal:
            return refusal.code
        return "made"

    assert run_together(4, duplicate) == {"made": 1, "same_visit": 3}
