"""Places are held while a form is filled: once per form, for a while, and never for ever."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone, translation
from django.utils.formats import date_format

from events import rules, services
from events.models import Booking, Notice, ReleaseWave, Slot
from events.rules import MOST_EXTENSIONS
from events.services.places import lock_slots, take_places
from tests.builders.events import NOW, a_booking, a_party, a_slot, a_visit, an_edition
from tests.events.holding import answer, confirm, hold, join, plain_mails, taken  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_mails")]

MINUTE = dt.timedelta(minutes=1)
AFTER = NOW + 16 * MINUTE
"""A minute after a hold of 15 minutes has run out."""


def test_a_hold_takes_places_until_the_deadline_of_the_edition():
    slot = a_slot(places=5, visit=a_visit(edition=an_edition(hold_minutes=20)))
    held = hold(slot, adults=3)
    assert (held.status, held.held_until, taken(slot)) == ("held", NOW + 20 * MINUTE, 3)
    assert Notice.objects.count() == 0


def test_the_same_form_sent_again_holds_once():
    slot, intent = a_slot(places=5), uuid.uuid4()
    assert hold(slot, 2, intent).pk == hold(slot, 2, intent).pk
    assert (taken(slot), Booking.objects.count()) == (2, 1)


def test_the_party_of_a_hold_grows_and_shrinks_with_the_form():
    slot, intent = a_slot(places=5), uuid.uuid4()
    hold(slot, 2, intent)
    assert (hold(slot, 5, intent).places, taken(slot)) == (5, 5)
    assert (hold(slot, 1, intent).places, taken(slot)) == (1, 1)


def test_changing_the_party_gives_no_more_time():
    slot, intent = a_slot(places=5), uuid.uuid4()
    hold(slot, 2, intent)
    changed = hold(slot, 3, intent, now=NOW + 10 * MINUTE)
    assert (changed.held_until, Booking.objects.get(intent=intent).held_until) == (NOW + 15 * MINUTE,) * 2


def test_sending_the_first_step_again_does_not_give_the_ten_extensions_again():
    slot = a_slot(places=5)
    held = hold(slot)
    for _ in range(MOST_EXTENSIONS):
        services.extend_hold(intent=held.intent, now=NOW)
        hold(slot, 2, held.intent)
    assert answer(lambda: services.extend_hold(intent=held.intent, now=NOW)) == "too_many_extensions"


def test_a_hold_that_cannot_grow_keeps_what_it_has():
    slot, intent = a_slot(places=5), uuid.uuid4()
    a_booking(slot, adults=2)
    hold(slot, 2, intent)
    assert answer(lambda: hold(slot, 4, intent)) == "not_enough_places"
    assert (Booking.objects.get(intent=intent).places, taken(slot)) == (2, 4)


def test_a_hold_is_refused_where_a_booking_would_be():
    slot = a_slot(places=2)
    assert answer(lambda: hold(slot, 3)) == "party_too_large"
    assert answer(lambda: hold(slot, seen_version=7)) == "slot_changed"
    assert answer(lambda: hold(slot, now=NOW - dt.timedelta(days=2))) == "not_open_yet"
    assert answer(lambda: hold(slot, slot_id=987654)) == "slot_unknown"
    hold(slot, 2)
    assert answer(lambda: hold(slot)) == "full"
    assert taken(slot) == 2


def test_a_hold_is_extended_ten_times():
    held = hold(a_slot())
    for number in range(1, MOST_EXTENSIONS + 1):
        now = NOW + number * 10 * MINUTE
        assert services.extend_hold(intent=held.intent, now=now).held_until == now + 15 * MINUTE
    assert answer(lambda: services.extend_hold(intent=held.intent, now=now)) == "too_many_extensions"


def test_what_is_not_held_cannot_be_extended():
    held = hold(a_slot())
    confirm(held)
    assert answer(lambda: services.extend_hold(intent=held.intent, now=NOW)) == "hold_expired"
    assert answer(lambda: services.extend_hold(intent=uuid.uuid4(), now=NOW)) == "hold_expired"


def test_giving_up_frees_the_places_once():
    slot = a_slot()
    held = hold(slot, 3)
    assert services.release_hold(intent=held.intent, now=NOW) is True
    assert services.release_hold(intent=held.intent, now=NOW) is False
    assert taken(slot) == 0


def test_giving_up_offers_the_places_to_who_waits():
    slot = a_slot(places=2)
    held = hold(slot, 2)
    entry = join(slot, 2)
    services.release_hold(intent=held.intent, now=NOW)
    offer = entry.offers.get()
    assert (offer.is_offer, taken(slot)) == (True, 2)


def test_a_hold_past_its_deadline_is_freed_once():
    slot = a_slot()
    hold(slot, 3)
    assert services.expire_holds(now=NOW + 15 * MINUTE) == 0
    assert services.expire_holds(now=AFTER) == 1
    assert services.expire_holds(now=AFTER) == 0
    assert taken(slot) == 0


def test_an_extended_hold_does_not_run_out_at_its_first_deadline():
    slot = a_slot()
    held = hold(slot)
    services.extend_hold(intent=held.intent, now=NOW + 10 * MINUTE)
    assert services.expire_holds(now=AFTER) == 0
    assert taken(slot) == 1


def test_a_form_sent_too_late_is_refused_clearly_and_can_hold_again():
    slot = a_slot()
    held = hold(slot, 2)
    services.expire_holds(now=AFTER)
    assert answer(lambda: confirm(held, now=AFTER)) == "hold_expired"
    again = hold(slot, 2, held.intent, now=AFTER)
    assert (again.pk, again.extensions) == (held.pk, 0)
    assert confirm(again, now=AFTER).status == "confirmed"
    assert taken(slot) == 2


def test_a_form_sent_too_late_cannot_hold_again_when_others_took_the_places():
    slot = a_slot(places=2)
    held = hold(slot, 2)
    other = hold(slot, 1, now=AFTER)
    assert answer(lambda: confirm(held, now=AFTER)) == "hold_expired"
    assert answer(lambda: hold(slot, 2, held.intent, now=AFTER)) == "not_enough_places"
    assert confirm(other, now=AFTER).status == "confirmed"


def test_the_next_visitor_frees_what_ran_out_without_a_worker():
    slot = a_slot(places=2)
    hold(slot, 2)
    assert answer(lambda: hold(slot, now=NOW + 5 * MINUTE)) == "full"
    hold(slot, 2, now=AFTER)
    assert taken(slot) == 2


def test_a_hold_nobody_has_freed_yet_is_still_good():
    slot = a_slot()
    held = hold(slot)
    assert confirm(held, now=AFTER).status == "confirmed"
    assert services.expire_holds(now=AFTER) == 0


def test_confirming_queues_one_mail_and_takes_no_more_places():
    slot = a_slot()
    held = hold(slot, 2)
    booking = confirm(held, "Ada@Example.org")
    booking.refresh_from_db()
    assert (booking.status, booking.held_until, taken(slot)) == ("confirmed", None, 2)
    assert (booking.contact_name, booking.email_norm) == ("Ada Bianchi", "ada@example.org")
    assert list(booking.notices.values_list("kind", flat=True)) == ["confirmed"]


def test_confirming_twice_is_the_same_booking():
    held = hold(a_slot())
    first, second = confirm(held, "ada@example.org"), confirm(held, "ada@example.org")
    assert (first.pk, first.code) == (second.pk, second.code)
    assert Notice.objects.count() == 1


def test_a_form_already_sent_is_refused_with_other_data():
    held = hold(a_slot())
    confirm(held, "ada@example.org")
    assert answer(lambda: confirm(held, "eva@example.org")) == "intent_reused"
    assert answer(lambda: hold(held.slot, 1, held.intent)) == "intent_reused"
    services.cancel_booking(booking_id=held.pk, now=NOW)
    assert answer(lambda: hold(held.slot, 1, held.intent)) == "intent_reused"
    assert answer(lambda: confirm(held, "ada@example.org")) == "hold_expired"


def test_another_party_than_the_held_one_is_not_confirmed():
    slot = a_slot()
    held = hold(slot, 2)
    assert answer(lambda: confirm(held, party=a_party(3))) == "hold_expired"
    assert taken(slot) == 2


def test_a_slot_moved_while_the_form_was_filled_is_not_confirmed():
    slot = a_slot()
    held = hold(slot)
    moved = slot.starts_at + dt.timedelta(hours=1)
    services.move_slot(slot_id=slot.pk, starts_at=moved, note={}, now=NOW)
    assert answer(lambda: confirm(held)) == "slot_changed"
    # Seen anew, the same form is good.
    slot.refresh_from_db()
    assert confirm(hold(slot, 1, held.intent)).seen_version == slot.version
    assert taken(slot) == 1


def test_a_cancelled_slot_is_not_confirmed():
    slot = a_slot()
    held = hold(slot)
    services.cancel_slot(slot_id=slot.pk, note={}, now=NOW)
    assert answer(lambda: confirm(held)) == "hold_expired"
    assert taken(slot) == 0


def test_a_form_begun_in_time_may_be_finished_after_the_slot_was_closed():
    slot = a_slot()
    held = hold(slot)
    services.resize_slot(slot_id=slot.pk, capacity=15, status="closed", now=NOW)
    assert answer(lambda: hold(slot)) == "slot_closed"
    assert confirm(held).status == "confirmed"


def test_nothing_is_confirmed_after_the_start():
    slot = a_slot()
    held = hold(slot)
    assert answer(lambda: confirm(held, now=slot.starts_at)) == "slot_past"


def test_names_are_asked_for_when_confirming_not_when_holding():
    slot = a_slot(visit=a_visit(names_required=True))
    held = hold(slot, 2)
    assert answer(lambda: confirm(held)) == "names_missing"
    named = a_party(2, names=("Ada Bianchi", "Eva Neri"))
    assert confirm(held, party=named).names == ["Ada Bianchi", "Eva Neri"]


def test_one_person_has_one_booking_in_a_slot():
    slot = a_slot()
    confirm(hold(slot), "ada@example.org")
    assert answer(lambda: confirm(hold(slot), "ADA@example.org ")) == "already_booked"


def test_cancelling_an_offer_declines_it():
    slot = a_slot(places=1)
    booking = a_booking(slot)
    entry = join(slot)
    services.cancel_booking(booking_id=booking.pk, now=NOW)
    services.cancel_booking(booking_id=entry.offers.get().pk, now=NOW)
    entry.refresh_from_db()
    assert (entry.status, taken(slot)) == ("ended", 0)


# Waves ---------------------------------------------------------------------------


def a_slot_in_waves(places: int = 15) -> Slot:
    """30 % are open now, all from an hour later on."""
    edition = an_edition()
    ReleaseWave.objects.create(edition=edition, opens_at=NOW - MINUTE, percent=30)
    ReleaseWave.objects.create(edition=edition, opens_at=NOW + 60 * MINUTE, percent=100)
    return a_slot(places=places, visit=a_visit(edition=edition, capacity=places))


def test_the_released_share_is_rounded_up():
    slot = a_slot_in_waves(places=15)  # 30 % are 4.5
    for _ in range(5):
        hold(slot)
    assert answer(lambda: hold(slot)) == "full_for_now"
    assert taken(slot) == 5


def test_before_the_first_wave_nothing_is_open():
    slot = a_slot_in_waves()
    assert answer(lambda: hold(slot, now=NOW - 2 * MINUTE)) == "full_for_now"


def test_the_refusal_says_when_more_places_open():
    slot = a_slot_in_waves(places=3)
    hold(slot)
    with translation.override("en"), pytest.raises(rules.Refusal) as refused:
        hold(slot)
    with translation.override("en"):
        when = date_format(timezone.localtime(NOW + 60 * MINUTE), "l j F, H:i")
    assert when in refused.value.message


def test_the_next_wave_opens_by_itself():
    slot = a_slot_in_waves(places=3)
    confirm(hold(slot))
    hold(slot, 2, now=NOW + 60 * MINUTE)
    assert taken(slot) == 3


def test_reserved_places_reach_beyond_the_waves_but_not_beyond_the_slot():
    slot = a_slot_in_waves(places=3)
    booking = confirm(hold(slot))
    change = {"booking_id": booking.pk, "now": NOW}
    assert answer(lambda: services.change_party(party=a_party(2), **change)) == "full_for_now"
    services.change_party(party=a_party(2), by_staff=True, **change)
    assert taken(slot) == 2
    locked = lock_slots([slot.pk])[slot.pk]
    assert answer(lambda: take_places(locked, version=1, places=2, now=NOW, reserved=True)) != "done"


def test_waiting_is_no_way_round_the_waves():
    slot = a_slot_in_waves(places=3)
    hold(slot)
    entry = join(slot)
    assert services.make_offers(now=NOW) == 0
    assert services.make_offers(now=NOW + 60 * MINUTE) == 1
    entry.refresh_from_db()
    assert entry.status == "offered"


def test_one_person_waiting_twice_is_offered_a_slot_once():
    slot = a_slot(places=2)
    booking = a_booking(slot, adults=2)
    join(slot, email="ada@example.org")
    join(slot, email="ada@example.org", any_slot=True)
    services.cancel_booking(booking_id=booking.pk, now=NOW)
    assert Booking.objects.filter(status="held").count() == 1


@pytest.mark.parametrize("any_slot", [True, False])
def test_leaving_the_list_gives_its_offer_to_the_next(any_slot: bool):
    slot = a_slot(places=1)
    booking = a_booking(slot)
    first, second = join(slot, any_slot=any_slot), join(slot)
    services.cancel_booking(booking_id=booking.pk, now=NOW)
    assert services.leave_waiting_list(entry_id=first.pk, now=NOW) is True
    assert services.leave_waiting_list(entry_id=first.pk, now=NOW) is False
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status, taken(slot)) == ("left", "offered", 1)
