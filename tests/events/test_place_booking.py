"""A visitor books places in a slot."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from post_office.models import STATUS, Email

from events import rules, services
from events.models import AccessLink, Booking, Notice, Slot
from events.selectors import inventory_errors
from events.tokens import hash_token
from tests.builders.events import NOW, a_booking, a_contact, a_party, a_slot, a_visit, an_edition

pytestmark = pytest.mark.django_db


def place(slot: Slot, **changes: object) -> services.PlacedBooking:
    values = {
        "slot_id": slot.pk,
        "seen_version": slot.version,
        "party": a_party(),
        "contact": a_contact(),
        "intent": uuid.uuid4(),
        "language": "it",
        "now": NOW,
        **changes,
    }
    return services.place_booking(**values)


def refusal_of(slot: Slot, **changes: object) -> str:
    with pytest.raises(rules.Refusal) as caught:
        place(slot, **changes)
    assert caught.value.message
    assert Booking.objects.count() == 0
    assert Email.objects.count() == 0
    slot.refresh_from_db()
    assert slot.taken == 0
    return caught.value.code


def test_a_booking_takes_its_places():
    slot = a_slot(places=10)
    booking = place(slot, party=a_party(2, minors={"minors_6_10": 1})).booking
    slot.refresh_from_db()
    assert booking.status == Booking.Status.CONFIRMED
    assert (booking.places, slot.taken, slot.free) == (3, 3, 7)


def test_the_confirmation_is_queued_with_the_booking():
    booking = a_booking()
    notice = Notice.objects.get(booking=booking, kind=Notice.Kind.CONFIRMED)
    assert notice.email.status == STATUS.queued
    assert notice.email.to == [booking.email]
    assert booking.code_for_people in notice.email.message
    assert booking.code_for_people in notice.email.html_message


def test_the_mail_speaks_the_language_of_the_booking():
    italian, english = a_booking(language="it"), a_booking(language="en")
    subject = lambda booking: booking.notices.get().email.subject  # noqa: E731
    assert subject(italian).startswith("Prenotata")
    assert subject(english).startswith("Booked")


def test_only_the_hash_of_the_mailed_link_is_stored():
    booking = a_booking(language="en")
    message = booking.notices.get().email.message
    token = message.split("/link/")[1].split("/")[0]
    assert AccessLink.objects.get(booking=booking).token_hash == hash_token(token)
    assert not AccessLink.objects.filter(token_hash=token).exists()


def test_the_same_intent_books_once():
    slot, intent, contact = a_slot(places=10), uuid.uuid4(), a_contact()
    first = place(slot, intent=intent, contact=contact)
    second = place(slot, intent=intent, contact=contact)
    assert second.replayed
    assert second.booking == first.booking
    assert Notice.objects.count() == 1
    slot.refresh_from_db()
    assert slot.taken == 1


def test_the_same_intent_with_other_data_is_refused():
    slot, intent = a_slot(), uuid.uuid4()
    place(slot, intent=intent)
    with pytest.raises(rules.Refusal) as caught:
        place(slot, intent=intent, party=a_party(3))
    assert caught.value.code == "intent_reused"


def test_a_person_books_a_slot_once_whatever_the_case_of_the_address():
    slot = a_slot()
    place(slot, contact=a_contact("ada@example.org"))
    with pytest.raises(rules.Refusal) as caught:
        place(slot, contact=a_contact("ADA@example.org"))
    assert caught.value.code == "already_booked"
    assert caught.value.field == "email"
    assert inventory_errors() == []


def test_a_full_slot_is_refused():
    slot = a_slot(places=2)
    a_booking(slot, adults=2)
    with pytest.raises(rules.Refusal) as caught:
        place(slot)
    assert caught.value.code == "full"


def test_more_people_than_places_left_are_refused_with_the_number_left():
    slot = a_slot(places=4)
    a_booking(slot, adults=2)
    with pytest.raises(rules.Refusal) as caught:
        place(slot, party=a_party(3))
    assert caught.value.code == "not_enough_places"
    assert "2" in caught.value.message


@pytest.mark.parametrize(
    ("edition", "code"),
    [
        ({"bookings_open_at": NOW + dt.timedelta(minutes=1)}, "not_open_yet"),
        (
            {"bookings_open_at": NOW - dt.timedelta(days=9), "bookings_close_at": NOW},
            "bookings_closed",
        ),
    ],
)
def test_outside_the_booking_window_nothing_is_booked(edition: dict, code: str):
    assert refusal_of(a_slot(visit=a_visit(edition=an_edition(**edition)))) == code


def test_a_slot_that_has_started_is_refused():
    assert refusal_of(a_slot(starts_at=NOW - dt.timedelta(minutes=1))) == "slot_past"


def test_a_slot_closes_some_hours_before_its_start():
    visit = a_visit(closes_hours_before=24)
    assert refusal_of(a_slot(visit=visit, starts_at=NOW + dt.timedelta(hours=23))) == "bookings_closed"


@pytest.mark.parametrize(
    ("status", "code"),
    [("closed", "slot_closed"), ("cancelled", "slot_cancelled"), ("withdrawn", "slot_cancelled")],
)
def test_a_slot_that_is_not_open_is_refused(status: str, code: str):
    assert refusal_of(a_slot(status=status)) == code


def test_a_moved_slot_is_refused_until_its_new_time_was_seen():
    slot = a_slot()
    Slot.objects.filter(pk=slot.pk).update(version=2)
    assert refusal_of(slot, seen_version=1) == "slot_changed"
    assert place(slot, seen_version=2).booking.pk


@pytest.mark.parametrize(
    ("visit", "party", "code"),
    [
        ({}, a_party(0, minors={"minors_14_17": 1}), "no_adult"),
        ({}, a_party(7), "party_too_large"),
        ({"max_party": 2}, a_party(3), "party_too_large"),
        ({"min_age": 11}, a_party(1, minors={"minors_6_10": 1}), "too_young"),
        ({"min_age": 18}, a_party(1, minors={"minors_14_17": 1}), "too_young"),
        ({"minors_per_adult": 2}, a_party(1, minors={"minors_6_10": 3}), "not_enough_adults"),
        ({"names_required": True}, a_party(2, names=("Ada Bianchi",)), "names_missing"),
    ],
)
def test_the_rules_of_the_party_hold(visit: dict, party: rules.Party, code: str):
    assert refusal_of(a_slot(visit=a_visit(**visit)), party=party) == code


def test_a_youngster_of_the_right_band_is_let_in():
    slot = a_slot(visit=a_visit(min_age=11))
    assert place(slot, party=a_party(1, minors={"minors_11_13": 1})).booking.places == 2


def test_names_are_kept_only_where_the_visit_needs_them():
    party = a_party(1, names=("Ada Bianchi",))
    assert place(a_slot(), party=party).booking.names == []
    needed = a_slot(visit=a_visit(names_required=True))
    assert place(needed, party=party).booking.names == ["Ada Bianchi"]


def test_the_database_itself_refuses_more_than_the_capacity():
    slot = a_slot(places=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Slot.objects.filter(pk=slot.pk).update(taken=3)


def test_placing_a_booking_costs_twelve_queries(django_assert_num_queries):
    slot = a_slot()
    # 1 intent, 2 slot, 3 waves, 4 pages of the programme, 5 savepoint, 6 the person's bookings,
    # 7 booking, 8 link, 9 mail, 10 notice, 11 guarded update, 12 release of the savepoint.
    # On PostgreSQL also the lock of the person.
    with django_assert_num_queries(13 if connection.vendor == "postgresql" else 12):
        place(slot)
