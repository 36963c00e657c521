"""Answers to offers, positions, and the end of waiting."""

import datetime as dt

import pytest

from events import selectors, services
from events.models import Booking, Notice, Slot
from events.models.bookings import WaitStatus
from tests.builders.events import NOW, a_booking, a_contact, a_party, a_slot, a_visit
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


def test_accepting_makes_a_booking_and_tells_so():
    slot, booking = a_full_slot(2)
    entry = join(slot, 2)
    cancel(booking)
    offer = the_offer(entry)
    done = services.accept_offer(booking_id=offer.pk, now=NOW + LATER)
    again = services.accept_offer(booking_id=offer.pk, now=NOW + LATER)
    assert (done.pk, done.status, done.code) == (again.pk, Booking.Status.CONFIRMED, offer.code)
    assert (taken(slot), status_of(entry)) == (2, WaitStatus.ACCEPTED)
    assert Notice.objects.filter(booking=offer, kind=Notice.Kind.CONFIRMED).count() == 1


def test_accepting_fewer_gives_the_rest_to_the_next():
    slot, booking = a_full_slot(3)
    three, one = join(slot, 3, now=NOW), join(slot, 1, now=NOW + LATER)
    cancel(booking)
    offer = the_offer(three)
    done = services.accept_offer(booking_id=offer.pk, party=a_party(2), now=NOW)
    assert done.places == 2
    assert offers(slot) == {one.email_norm: 1}
    assert taken(slot) == 3


def test_accepting_more_than_was_offered_is_refused():
    slot = a_slot(places=5)
    booking = a_booking(slot, adults=5)
    entry = join(slot, 2)
    cancel(booking)
    offer = the_offer(entry)
    work = services.accept_offer
    assert answer(lambda: work(booking_id=offer.pk, party=a_party(3), now=NOW)) == "party_too_large"
    assert taken(slot) == 2


def test_declining_gives_the_places_to_the_next():
    slot, booking = a_full_slot(2)
    first, second = join(slot, 2, now=NOW), join(slot, 2, now=NOW + LATER)
    cancel(booking)
    offer = the_offer(first)
    assert services.decline_offer(booking_id=offer.pk, now=NOW) is True
    assert services.decline_offer(booking_id=offer.pk, now=NOW) is False
    assert offers(slot) == {second.email_norm: 2}
    assert status_of(first) == WaitStatus.ENDED
    assert answer(lambda: services.accept_offer(booking_id=offer.pk, now=NOW)) == "offer_gone"


def test_an_offer_that_ran_out_goes_to_the_next_and_is_told():
    slot, booking = a_full_slot(2)
    first, second = join(slot, 2, now=NOW), join(slot, 2, now=NOW + LATER)
    cancel(booking)
    offer = the_offer(first)
    assert services.expire_holds(now=offer.held_until) == 0
    late = offer.held_until + LATER
    assert services.expire_holds(now=late) == 1
    assert offers(slot) == {second.email_norm: 2}
    assert Notice.objects.filter(booking=offer, kind=Notice.Kind.OFFER_EXPIRED).count() == 1
    assert answer(lambda: services.accept_offer(booking_id=offer.pk, now=late)) == "offer_gone"


def test_a_party_is_offered_a_slot_once():
    slot, booking = a_full_slot(2)
    entry = join(slot, 2, any_slot=True)
    cancel(booking)
    services.decline_offer(booking_id=the_offer(entry).pk, now=NOW)
    assert services.make_offers(now=NOW) == 0
    assert availability(slot) == "few"


def test_who_waits_for_any_slot_keeps_the_position_for_the_others():
    slot, booking = a_full_slot(2)
    other, other_booking = a_sibling(slot, 2)
    entry = join(slot, 2, any_slot=True)
    join(slot, 2, any_slot=True, now=NOW + LATER)
    cancel(booking)
    services.decline_offer(booking_id=the_offer(entry).pk, now=NOW)
    assert status_of(entry) == WaitStatus.WAITING
    assert selectors.waiting_position(entry) == 0
    cancel(other_booking)
    assert offers(other) == {entry.email_norm: 2}


def test_a_time_the_party_did_not_see_is_not_accepted():
    slot, booking = a_full_slot(2)
    entry = join(slot, 2)
    cancel(booking)
    services.move_slot(slot_id=slot.pk, starts_at=slot.starts_at + dt.timedelta(hours=1), note={}, now=NOW)
    offer = the_offer(entry)
    work = services.accept_offer
    assert answer(lambda: work(booking_id=offer.pk, seen_version=1, now=NOW)) == "slot_changed"
    assert answer(lambda: work(booking_id=offer.pk, seen_version=2, now=NOW)) == "done"


def test_names_are_asked_for_when_accepting():
    slot, booking = a_full_slot(1, visit=a_visit(capacity=2))
    Slot.objects.filter(pk=slot.pk).update(capacity=1)
    slot.visit.names_required = True
    slot.visit.save()
    entry = join(slot)
    cancel(booking)
    offer = the_offer(entry)
    assert answer(lambda: services.accept_offer(booking_id=offer.pk, now=NOW)) == "names_missing"
    done = services.accept_offer(booking_id=offer.pk, names=("Ada Bianchi",), now=NOW)
    assert done.names == ["Ada Bianchi"]


def test_an_offer_that_overlaps_a_booking_is_not_accepted():
    slot, booking = a_full_slot(2)
    entry = join(slot, 2, "ada@example.org")
    same_time = a_slot(visit=a_visit(edition=slot.visit.edition))
    a_booking(same_time, contact=a_contact("ada@example.org"))
    cancel(booking)
    assert answer(lambda: services.accept_offer(booking_id=the_offer(entry).pk, now=NOW)) == "overlaps"


# Position and end ------------------------------------------------------------------


def test_the_position_counts_who_came_before():
    slot, _ = a_full_slot(2)
    other, _ = a_sibling(slot, 2)
    waits = [(slot, False), (other, False), (slot, True), (slot, False), (slot, True)]
    entries = [
        join(where, 2, any_slot=any_slot, now=NOW + n * LATER) for n, (where, any_slot) in enumerate(waits)
    ]
    assert [selectors.waiting_position(entry) for entry in entries] == [0, 0, 2, 2, 4]
    services.leave_waiting_list(entry_id=entries[0].pk, now=NOW)
    assert [selectors.waiting_position(entry) for entry in entries[1:]] == [0, 1, 1, 3]


def test_leaving_ends_the_waiting():
    slot, booking = a_full_slot(2)
    entry = join(slot, 2)
    assert services.leave_waiting_list(entry_id=entry.pk, now=NOW) is True
    assert services.leave_waiting_list(entry_id=entry.pk, now=NOW) is False
    cancel(booking)
    assert (offers(slot), status_of(entry)) == ({}, WaitStatus.LEFT)


def test_my_waiting_shows_offers_only_to_who_has_proven_the_address():
    slot, booking = a_full_slot(2)
    entry = join(slot, 2, "ada@example.org")
    cancel(booking)
    proven, unproven = (
        selectors.my_waiting(email_norm="ada@example.org"),
        selectors.my_waiting(ids=[entry.pk]),
    )
    assert [row.offer for row in proven] == [the_offer(entry)]
    assert [(row.entry, row.offer) for row in unproven] == [(entry, None)]
    services.decline_offer(booking_id=the_offer(entry).pk, now=NOW)
    assert selectors.my_waiting(email_norm="ada@example.org") == []


def test_waiting_ends_with_the_last_visit():
    slot, _ = a_full_slot(2)
    last, _ = a_sibling(slot, 2)
    here, anywhere = join(slot, 2), join(slot, 2, any_slot=True)
    assert services.end_waiting(now=slot.starts_at) == 1
    assert [status_of(here), status_of(anywhere)] == [WaitStatus.ENDED, WaitStatus.WAITING]
    assert services.end_waiting(now=last.starts_at) == 1
    assert status_of(anywhere) == WaitStatus.ENDED
