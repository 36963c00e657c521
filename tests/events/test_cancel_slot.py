"""Staff cancel a slot: who waited for it is told once, and what there is instead."""

import datetime as dt

import pytest
from django.urls import reverse
from post_office.models import Email

from events import services
from events.models import Notice, Slot, WaitEntry
from events.models.bookings import WaitStatus
from tests.builders.events import NOW, a_booking, a_programme, a_slot, a_visit
from tests.events.holding import answer, join
from tests.events.waiting import a_full_slot, a_sibling, cancel, status_of

pytestmark = pytest.mark.django_db

NOTE = {"it": "La pressa è ferma.", "en": "The press stands still."}


def cancel_slot(slot: Slot) -> None:
    services.cancel_slot(slot_id=slot.pk, note=NOTE, now=NOW)


def notices_of(entry: WaitEntry) -> int:
    return Notice.objects.filter(wait_entry=entry, kind=Notice.Kind.WAITING_ENDED).count()


def mails_to(entry: WaitEntry) -> list[str]:
    """Texts of the mails after the one about joining, the newest last."""
    return [mail.message for mail in Email.objects.filter(to=entry.email).order_by("pk")][1:]


def test_every_party_that_waited_for_the_slot_is_told_once():
    slot, _ = a_full_slot()
    entries = [join(slot, size) for size in (1, 2, 4)]
    cancel_slot(slot)
    for entry in entries:
        assert status_of(entry) == WaitStatus.ENDED
        assert notices_of(entry) == 1
        (mail,) = mails_to(entry)
        assert NOTE["it"] in mail
        assert slot.programme.name in mail
    assert answer(lambda: cancel_slot(slot)) == "slot_cancelled"
    assert [notices_of(entry) for entry in entries] == [1, 1, 1]


def test_a_party_is_told_in_its_language():
    slot, _ = a_full_slot()
    entry = join(slot)
    WaitEntry.objects.update(language="en")
    cancel_slot(slot)
    (mail,) = mails_to(entry)
    assert NOTE["en"] in mail
    assert "The waiting list for this slot is over" in mail


def test_who_waits_for_any_slot_goes_on_waiting_without_a_mail():
    slot, _ = a_full_slot()
    a_sibling(slot)
    entry = join(slot, any_slot=True)
    cancel_slot(slot)
    assert (status_of(entry), notices_of(entry), mails_to(entry)) == (WaitStatus.WAITING, 0, [])


def test_a_party_with_an_offer_is_told_by_the_mail_about_the_offer_alone():
    slot, booking = a_full_slot()
    here, anywhere = join(slot, 2), join(slot, 2, any_slot=True)
    cancel(booking)
    Email.objects.all().delete()
    cancel_slot(slot)
    for entry, status in ((here, WaitStatus.ENDED), (anywhere, WaitStatus.WAITING)):
        assert (status_of(entry), notices_of(entry)) == (status, 0)
        assert Email.objects.filter(to=entry.email).count() == 1
        told = Notice.objects.get(booking__wait_entry=entry, kind=Notice.Kind.CANCELLED_BY_STAFF)
        assert told.email is not None


@pytest.mark.parametrize("status", [WaitStatus.LEFT, WaitStatus.ENDED, WaitStatus.ACCEPTED])
def test_who_does_not_wait_any_more_hears_nothing(status: str):
    slot, _ = a_full_slot()
    entry = join(slot)
    WaitEntry.objects.update(status=status)
    cancel_slot(slot)
    assert (status_of(entry), notices_of(entry)) == (status, 0)


def test_another_slot_is_none_of_it():
    slot, _ = a_full_slot()
    other, _ = a_sibling(slot)
    entry = join(other)
    cancel_slot(slot)
    assert (status_of(entry), notices_of(entry)) == (WaitStatus.WAITING, 0)


def test_slots_with_enough_places_are_named():
    slot, _ = a_full_slot()
    small, pair = join(slot, 1), join(slot, 2)
    other = a_slot(places=3, visit=slot.visit, starts_at=slot.starts_at + dt.timedelta(hours=2))
    a_booking(other, adults=2)
    cancel_slot(slot)
    address = reverse("events:people", args=[other.pk])
    assert address in mails_to(small)[0]
    assert address not in mails_to(pair)[0]
    # Whoever finds no room is led to the list of the whole plant.
    waiting = reverse("events:wait-any", args=[slot.programme_id])
    assert waiting in mails_to(pair)[0]
    assert waiting not in mails_to(small)[0]


@pytest.mark.parametrize("elsewhere", [{}, {"status": "closed"}, {"status": "cancelled"}])
def test_where_nothing_else_takes_bookings_nobody_is_sent_to_wait(elsewhere: dict):
    slot, _ = a_full_slot()
    if elsewhere:
        a_slot(visit=slot.visit, starts_at=slot.starts_at + dt.timedelta(hours=2), **elsewhere)
    else:
        a_slot(visit=a_visit(a_programme("Altrove"), slot.visit.edition))
    entry = join(slot)
    cancel_slot(slot)
    assert reverse("events:wait-any", args=[slot.programme_id]) not in mails_to(entry)[0]


def test_nobody_joins_the_list_of_a_slot_that_is_cancelled_at_this_very_moment(
    monkeypatch: pytest.MonkeyPatch,
):
    slot, _ = a_full_slot()
    first_look = services.waiting._refuse_joining

    def cancelled_after_the_first_look(*args: object) -> None:
        first_look(*args)
        cancel_slot(slot)

    monkeypatch.setattr("events.services.waiting._refuse_joining", cancelled_after_the_first_look)
    assert answer(lambda: join(slot, email="ada@example.org")) == "slot_cancelled"
    assert not WaitEntry.objects.exists()


def test_telling_costs_the_same_for_each_party(django_assert_max_num_queries):
    slot, booking = a_full_slot()
    cancel(booking)
    Slot.objects.update(capacity=1)
    a_booking(slot, adults=1)
    for _party in range(10):
        join(slot, 1)
    # 11 for slot, bookings, others and lists; 5 for the booking; for each party 1 page of the plant,
    # 2 to 3 link and person, 4 mail, 5 notice.
    with django_assert_max_num_queries(11 + 6 + 10 * 6):
        cancel_slot(slot)
    assert Notice.objects.filter(kind=Notice.Kind.WAITING_ENDED).count() == 10
