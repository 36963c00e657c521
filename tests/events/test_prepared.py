"""Statements whose SQL is made once: they answer what the queryset answers, each time anew."""

import threading
import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from events.models import AccessLink, Booking, Slot
from events.prepared import Given, Prepared, PreparedInsert, PreparedUpdate, number
from tests.builders.events import a_booking, a_slot

pytestmark = pytest.mark.django_db


def by_code() -> Prepared:
    return Prepared(lambda: Booking.objects.select_related("slot__visit").filter(code=Given(Booking, "code")))


def test_it_finds_what_is_there_now_with_what_belongs_to_it(django_assert_num_queries):
    booking = a_booking()
    find = by_code()
    assert find.first(code="NOBODY22") is None
    with django_assert_num_queries(1):
        found = find.first(code=booking.code)
        assert found == booking
        assert found.slot.visit == booking.slot.visit
    Booking.objects.filter(pk=booking.pk).update(contact_name="Somebody else")
    assert find.first(code=booking.code).contact_name == "Somebody else"


def test_values_come_back_as_the_model_has_them():
    booking = a_booking()
    Booking.objects.filter(pk=booking.pk).update(names=["Ada", "Lino"])
    found = by_code().first(code=booking.code)
    plain = Booking.objects.get(pk=booking.pk)
    same = [field.attname for field in Booking._meta.concrete_fields]
    assert [getattr(found, name) for name in same] == [getattr(plain, name) for name in same]


def test_the_sql_is_made_once():
    made = []

    def make():
        made.append(1)
        return Slot.objects.filter(pk=Given(Slot, "id"))

    slots, find = [a_slot(places=5), a_slot(places=6)], Prepared(make)
    assert [find.first(id=slot.pk) for slot in slots] == slots
    assert made == [1]


def test_a_forgotten_value_is_an_error_and_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0), pytest.raises(KeyError):
        by_code().first()


def test_columns_come_as_tuples():
    slot = a_slot()
    rows = Prepared(lambda: Slot.objects.filter(pk=Given(Slot, "id")).values_list("pk", "starts_at"))
    assert rows.rows(id=slot.pk) == [(slot.pk, slot.starts_at)]


@pytest.mark.django_db(transaction=True)
def test_a_lock_needs_a_transaction():
    slot = a_slot()
    lock = Prepared(lambda: Slot.objects.select_for_update().filter(pk=Given(Slot, "id")))
    with transaction.atomic():
        assert lock.first(id=slot.pk) == slot
    with pytest.raises(TransactionManagementError):
        lock.first(id=slot.pk)


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_on_its_own_connection():
    slot, found = a_slot(), []
    find = Prepared(lambda: Slot.objects.filter(pk=Given(Slot, "id")))
    assert find.first(id=slot.pk) == slot

    def ask() -> None:
        found.append(find.first(id=slot.pk))
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert found == [slot]


def test_an_update_says_how_many_rows_it_changed():
    slot = a_slot(places=10)
    add = PreparedUpdate(
        lambda: (
            Slot.objects.filter(pk=Given(Slot, "id"), capacity__gte=F("taken") + number("places")),
            {"taken": F("taken") + number("places")},
        )
    )
    assert add.run(id=slot.pk, places=7) == 1
    assert add.run(id=slot.pk, places=7) == 0
    slot.refresh_from_db()
    assert slot.taken == 7
    Slot.objects.filter(pk=slot.pk).update(taken=0)


def test_a_new_row_gets_its_number_and_is_refused_like_any_other():
    booking, now = a_booking(), timezone.now()
    insert = PreparedInsert(AccessLink)
    token = uuid.uuid4().hex
    link = AccessLink(email_norm="ada@example.org", booking=booking, token_hash=token, created_at=now)
    insert.save(link)
    assert AccessLink.objects.get(pk=link.pk).booking == booking
    again = AccessLink(email_norm="ada@example.org", booking=booking, token_hash=token, created_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert.save(again)


def test_a_slot_for_more_people_than_a_small_number_times_a_hundred_can_be_booked():
    """PostgreSQL counts with the type of a small column unless the sum has a larger one in it."""
    slot = a_slot(places=30_000)
    a_booking(slot=slot, adults=2)
    slot.refresh_from_db()
    assert slot.taken == 2
