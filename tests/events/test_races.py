"""Many visitors want the last places at the same moment: real threads, real connections."""

import threading
import uuid
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.db.models import F

from events import rules, services
from events.models import Booking, Slot
from events.selectors import inventory_errors
from tests.builders.events import NOW, a_booking, a_contact, a_party, a_slot

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def run_together(count: int, work: Callable[[int], str]) -> Counter:
    """Run `work(0..count-1)` in threads that start together; count what each returned."""
    barrier, results = threading.Barrier(count), []

    def one(number: int) -> None:
        try:
            barrier.wait()
            results.append(work(number))
        except Exception as problem:  # noqa: BLE001 - the test counts errors
            results.append(f"error: {problem!r}")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(results)


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
                services.change_slot(slot_id=slot.pk, capacity=3, status="open")
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
