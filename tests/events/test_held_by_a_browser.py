"""One browser holds no more places than one person can book, and not for ever."""

import datetime as dt

import pytest
from django.utils import timezone

from events import services
from events.models import Booking, Slot
from tests.builders.events import NOW, a_slot, a_visit, an_edition
from tests.events.busy_visitors import with_a_session
from tests.events.visitor import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_days", "limits_are_on")]


def some_slots(count: int, most: int) -> list[Slot]:
    """Slots of one visit, an hour apart; one person can have `most` bookings."""
    visit = a_visit(edition=an_edition(max_bookings_per_person=most))
    start = NOW + dt.timedelta(days=30)
    return [a_slot(visit=visit, starts_at=start + dt.timedelta(hours=hour)) for hour in range(count)]


@pytest.fixture
def only_holds_count(settings, limits_are_on) -> None:
    """No form is limited: what is refused is refused for the places held."""
    settings.RATELIMIT_ENABLE = False


@pytest.mark.usefixtures("only_holds_count")
def test_a_browser_holds_no_more_slots_than_one_person_can_book():
    first, second, third = some_slots(3, most=2)
    visitor = Visitor("en")
    visitor.says_who_comes(first)
    visitor.says_who_comes(second)
    refused = visitor.says_who_comes(third, adults="3")
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "already holds places in 2 slots" in page
    for held in (first, second):
        assert visitor.url("contacts", held.pk) in page
        assert visitor.url("give-up", held.pk) in page
    third.refresh_from_db()
    assert third.taken == 0


@pytest.mark.usefixtures("only_holds_count")
def test_giving_one_up_leads_to_the_slot_that_was_wanted_with_what_was_typed():
    first, second = some_slots(2, most=1)
    visitor = Visitor()
    visitor.says_who_comes(first)
    assert visitor.says_who_comes(second, adults="3").status_code == 409
    answer = visitor.post(visitor.url("give-up", first.pk), {"then": str(second.pk)})
    assert answer["Location"] == visitor.url("people", second.pk)
    assert b'value="3"' in visitor.goes_to_people(second).content
    assert visitor.says_who_comes(second, adults="3").status_code == 302
    first.refresh_from_db()
    assert first.taken == 0


@pytest.mark.usefixtures("only_holds_count")
@pytest.mark.parametrize("then", ["", "//evil.example", "9" * 40, "²"])
def test_giving_up_leads_nowhere_else(then: str):
    (slot,) = some_slots(1, most=1)
    visitor = Visitor()
    visitor.says_who_comes(slot)
    assert visitor.post(visitor.url("give-up", slot.pk), {"then": then})["Location"] == "/"


@pytest.mark.usefixtures("only_holds_count")
def test_what_ran_out_or_was_booked_does_not_count_as_held(open_days):
    first, second, third = some_slots(3, most=1)
    visitor = Visitor()
    visitor.says_who_comes(first)
    open_days.shift(dt.timedelta(minutes=16))
    assert visitor.says_who_comes(second).status_code == 302
    visitor.leaves_contacts(second)
    visitor.sends(second, visitor.intent_on(visitor.sees_summary(second)))
    assert visitor.says_who_comes(third).status_code == 302


@pytest.mark.usefixtures("only_holds_count")
def test_places_held_by_dropped_forms_count_too():
    slots = some_slots(8, most=7)
    visitor = Visitor()
    assert [visitor.says_who_comes(slot).status_code for slot in slots] == [302] * 7 + [409]


@pytest.mark.usefixtures("only_holds_count")
def test_the_party_of_the_last_slot_can_still_change():
    first, second = some_slots(2, most=2)
    visitor = Visitor()
    visitor.says_who_comes(first)
    visitor.says_who_comes(second)
    assert visitor.says_who_comes(second, adults="4").status_code == 302


# For ever ------------------------------------------------------------------------------


@pytest.mark.usefixtures("only_holds_count")
def test_sending_the_people_again_and_again_does_not_hold_the_places_longer(open_days):
    slot, visitor = a_slot(), Visitor()
    visitor.says_who_comes(slot)
    until = Booking.objects.get().held_until
    for adults in ("2", "1", "3"):
        open_days.shift(dt.timedelta(minutes=4))
        visitor.says_who_comes(slot, adults=adults)
    held = Booking.objects.get()
    assert (held.held_until, held.places) == (until, 3)


def test_places_that_ran_out_are_not_taken_anew_beyond_the_limit(open_days):
    slot = a_slot(places=30)
    visitor = with_a_session(slot)
    visitor.says_who_comes(slot)
    visitor.says_who_comes(slot)
    visitor.leaves_contacts(slot)
    intent = visitor.intent_on(visitor.sees_summary(slot))
    open_days.shift(dt.timedelta(minutes=20))
    services.expire_holds(now=timezone.now())
    late = visitor.sends(slot, intent)
    assert (late.status_code, Booking.objects.get().status) == (429, "expired")
    assert late["Retry-After"]
    assert b"Ada Bianchi" in late.content
