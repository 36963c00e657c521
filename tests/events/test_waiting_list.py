"""The waiting list: who is offered what, and until when. Answers and pages have tests of their own."""

import datetime as dt

import pytest
from post_office.models import Email

from events import selectors, services
from events.models import Booking, Notice, Slot
from events.models.bookings import WaitStatus
from tests.builders.events import NOW, a_booking, a_party, a_slot, a_visit, an_edition
from tests.events.holding import answer, join, taken
from tests.events.waiting import (
    LATER,
    a_full_slot,
    a_sibling,
    availability,
    cancel,
    offers,
    status_of,
    the_offer,
)

pytestmark = pytest.mark.django_db


# Joining ---------------------------------------------------------------------------


def test_joining_is_told_by_mail_and_takes_no_place():
    slot, _ = a_full_slot()
    entry = join(slot, 2, "ada@example.org")
    assert (entry.places, entry.status) == (2, WaitStatus.WAITING)
    assert Notice.objects.filter(wait_entry=entry, kind=Notice.Kind.WAITING).count() == 1
    assert Email.objects.filter(to="ada@example.org").count() == 1
    assert taken(slot) == 4


def test_where_enough_places_are_free_nobody_waits():
    slot = a_slot(places=4)
    a_booking(slot, adults=2)
    assert answer(lambda: join(slot, 2)) == "places_free"
    assert answer(lambda: join(slot, 2, any_slot=True)) == "places_free"
    assert answer(lambda: join(slot, 3)) == "done"


def test_any_slot_is_refused_while_one_of_them_has_room():
    slot, _ = a_full_slot()
    a_slot(visit=slot.visit, starts_at=slot.starts_at + dt.timedelta(hours=3), places=2)
    assert answer(lambda: join(slot, 2, any_slot=True)) == "places_free"
    assert answer(lambda: join(slot, 2)) == "done"


def test_an_address_is_once_on_a_list_but_may_be_on_several():
    slot, _ = a_full_slot()
    other, _ = a_sibling(slot)
    join(slot, email="ada@example.org")
    assert answer(lambda: join(slot, email="Ada@Example.org")) == "already_waiting"
    assert answer(lambda: join(other, email="ada@example.org")) == "done"
    assert answer(lambda: join(slot, email="ada@example.org", any_slot=True)) == "done"
    assert answer(lambda: join(slot, email="ada@example.org", any_slot=True)) == "already_waiting"


def test_who_has_a_booking_in_the_slot_does_not_wait_for_it():
    slot = a_slot(places=1)
    booking = a_booking(slot)
    assert answer(lambda: join(slot, email=booking.email)) == "already_booked"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"status": "closed"}, "slot_closed"),
        ({"status": "cancelled"}, "slot_cancelled"),
        ({"starts_at": NOW - dt.timedelta(hours=1)}, "slot_past"),
        ({"starts_at": NOW + dt.timedelta(hours=1)}, "bookings_closed"),
    ],
)
def test_nobody_waits_for_a_slot_that_takes_no_bookings(change: dict, code: str):
    slot = a_slot(places=2)
    Slot.objects.filter(pk=slot.pk).update(**change)
    assert answer(lambda: join(slot)) == code


def test_a_party_against_the_rules_does_not_wait():
    slot, _ = a_full_slot(3, visit=a_visit(max_party=3))
    assert answer(lambda: join(slot, 4)) == "party_too_large"
    assert answer(lambda: join(slot, 4, any_slot=True)) == "party_too_large"


# Who is offered what ---------------------------------------------------------------


def test_a_cancelled_booking_is_offered_to_the_first_party():
    slot, booking = a_full_slot(2)
    first, second = join(slot, 2, now=NOW), join(slot, 2, now=NOW + LATER)
    cancel(booking)
    assert offers(slot) == {first.email_norm: 2}
    assert [status_of(first), status_of(second)] == [WaitStatus.OFFERED, WaitStatus.WAITING]
    offer = the_offer(first)
    assert Notice.objects.filter(booking=offer, kind=Notice.Kind.OFFER).count() == 1


def test_offered_places_are_never_public():
    slot, booking = a_full_slot(2)
    join(slot, 2)
    cancel(booking)
    assert availability(slot) == "full"
    assert taken(slot) == 2
    assert answer(lambda: a_booking(slot)) == "full"
    assert selectors.free_places_by_programme(slot.visit.edition, now=NOW) == {}


def test_a_party_too_big_is_passed_over_and_keeps_its_position():
    slot = a_slot(places=6)
    small, big = a_booking(slot, adults=2), a_booking(slot, adults=4)
    four = join(slot, 4, now=NOW)
    two = join(slot, 2, now=NOW + LATER)
    cancel(small)
    assert offers(slot) == {two.email_norm: 2}
    assert selectors.waiting_position(four) == 0
    cancel(big)
    assert offers(slot) == {two.email_norm: 2, four.email_norm: 4}


def test_several_small_parties_share_what_is_freed():
    slot, booking = a_full_slot(4)
    one, three, two = (join(slot, n, now=NOW + n_th * LATER) for n_th, n in enumerate([1, 3, 2]))
    cancel(booking)
    assert offers(slot) == {one.email_norm: 1, three.email_norm: 3}
    assert status_of(two) == WaitStatus.WAITING


def test_what_nobody_fits_goes_to_the_public():
    slot, booking = a_full_slot(2, visit=a_visit(capacity=4))
    Slot.objects.filter(pk=slot.pk).update(capacity=4)
    other = a_booking(slot, adults=2)
    join(slot, 3)
    cancel(other)
    assert offers(slot) == {}
    assert availability(slot) == "few"
    cancel(booking)
    assert list(offers(slot).values()) == [3]


def test_giving_back_some_places_offers_them():
    slot, booking = a_full_slot(4)
    entry = join(slot, 2)
    services.change_party(booking_id=booking.pk, party=a_party(2), now=NOW)
    assert offers(slot) == {entry.email_norm: 2}


def test_a_bigger_slot_is_offered_to_who_waits_first():
    slot, _ = a_full_slot(2)
    entry = join(slot, 2)
    services.resize_slot(slot_id=slot.pk, capacity=4, status="open", now=NOW)
    assert offers(slot) == {entry.email_norm: 2}


def test_a_party_that_may_not_come_to_this_visit_is_passed_over():
    slot, booking = a_full_slot(2, visit=a_visit(min_age=14))
    other, _ = a_full_slot(2, visit=a_visit(slot.programme, slot.visit.edition))
    services.join_waiting_list(
        programme=slot.programme,
        slot=None,
        party=a_party(1, minors={"minors_6_10": 1}),
        contact=services.Contact("Ada", "ada@example.org"),
        language="it",
        edition_id=slot.visit.edition_id,
        now=NOW,
    )
    cancel(booking)
    assert offers(slot) == {}
    cancel(Booking.objects.get(slot=other))
    assert offers(other) == {"ada@example.org": 2}


def test_slot_and_any_slot_stand_in_one_line():
    slot, booking = a_full_slot(2)
    other, other_booking = a_sibling(slot, 2)
    anywhere = join(slot, 2, any_slot=True)
    here = join(slot, 2, now=NOW + LATER)
    there = join(other, 2, now=NOW + 2 * LATER)
    cancel(other_booking)
    assert offers(other) == {anywhere.email_norm: 2}
    cancel(booking)
    assert offers(slot) == {here.email_norm: 2}
    assert status_of(there) == WaitStatus.WAITING


def test_another_plant_is_none_of_their_business():
    slot, _ = a_full_slot(2)
    _, elsewhere = a_full_slot(2, visit=a_visit(edition=slot.visit.edition))
    join(slot, any_slot=True)
    cancel(elsewhere)
    assert not Booking.objects.filter(wait_entry__isnull=False).exists()


@pytest.mark.parametrize("change", [{"status": "closed"}, {"starts_at": NOW + dt.timedelta(minutes=30)}])
def test_a_slot_that_takes_no_bookings_is_not_offered(change: dict):
    slot, booking = a_full_slot(2)
    join(slot)
    Slot.objects.filter(pk=slot.pk).update(**change)
    cancel(booking)
    assert services.make_offers(now=NOW) == 0
    assert taken(slot) == 0


def test_when_the_notice_fails_nothing_is_freed(monkeypatch: pytest.MonkeyPatch):
    slot, booking = a_full_slot(2)
    entry = join(slot, 2)
    real = services.waiting.notices.tell

    def tell(kind: str, *args: object, **kwargs: object) -> Notice:
        if kind == Notice.Kind.OFFER:
            raise OSError("no mail today")
        return real(kind, *args, **kwargs)

    monkeypatch.setattr("events.services.notices.tell", tell)
    with pytest.raises(OSError, match="no mail"):
        cancel(booking)
    booking.refresh_from_db()
    assert booking.status == Booking.Status.CONFIRMED
    assert (taken(slot), offers(slot), status_of(entry)) == (2, {}, WaitStatus.WAITING)
    assert not Notice.objects.filter(kind=Notice.Kind.CANCELLED).exists()


def test_the_worker_offers_what_is_free_once():
    slot, _ = a_full_slot(2)
    entry = join(slot, 2)
    Slot.objects.filter(pk=slot.pk).update(capacity=5)
    assert services.make_offers(now=NOW) == 1
    assert services.make_offers(now=NOW) == 0
    assert offers(slot) == {entry.email_norm: 2}


# The deadline ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ahead", "hours"),
    [
        (dt.timedelta(days=7, minutes=1), 24),
        (dt.timedelta(days=7), 6),
        (dt.timedelta(days=2, minutes=1), 6),
        (dt.timedelta(days=2), 2),
        (dt.timedelta(hours=5), 2),
        (dt.timedelta(hours=3), 1),
    ],
)
def test_an_offer_holds_shorter_as_the_visit_nears_and_never_beyond_the_closing(
    ahead: dt.timedelta, hours: int
):
    slot, booking = a_full_slot(2, visit=a_visit(closes_hours_before=2))
    join(slot, 2)
    now = slot.starts_at - ahead
    cancel(booking, now=now)
    assert Booking.objects.get(status="held").held_until == now + dt.timedelta(hours=hours)


def test_an_offer_ends_with_the_bookings_of_the_edition():
    edition = an_edition(bookings_close_at=NOW + dt.timedelta(hours=3))
    slot, booking = a_full_slot(2, visit=a_visit(edition=edition))
    join(slot, 2)
    cancel(booking)
    assert Booking.objects.get(status="held").held_until == edition.bookings_close_at
