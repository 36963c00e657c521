"""The pages of an offer from the waiting list, without JavaScript."""

import datetime as dt

import pytest
import time_machine
from django.utils.translation import gettext, override

from events import services
from events.models import Booking, WaitEntry
from events.models.bookings import WaitStatus
from tests.builders.events import NOW, a_booking, a_slot
from tests.events.holding import join
from tests.events.visitor import Visitor
from tests.events.waiting import a_full_slot, an_offer, joins, text_of, who_read_the_mail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_days")]


def test_the_offer_says_what_and_until_when():
    offer = an_offer()
    visitor = who_read_the_mail()
    page = text_of(visitor.get(visitor.url("offer", offer.code)))
    assert "2 places are held until Thursday 16 September at 12:00." in page
    assert "Book all 2 places" in page
    assert visitor.url("decline-offer", offer.code) in page


def test_the_offer_is_for_who_reads_the_mail():
    slot, booking = a_full_slot(2)
    visitor = Visitor("en")
    joins(visitor, visitor.url("wait", slot.pk))
    services.cancel_booking(booking_id=booking.pk, now=NOW)
    offer = Booking.objects.get(status="held")
    assert visitor.get(visitor.url("offer", offer.code)).status_code == 404
    assert visitor.post(visitor.url("offer", offer.code)).status_code == 404
    assert visitor.post(visitor.url("decline-offer", offer.code)).status_code == 404
    page = visitor.get(visitor.url("waiting", offer.wait_entry_id))
    assert "its link is in the e-mail" in text_of(page)
    assert offer.code not in text_of(page)


def test_opening_the_pages_of_an_offer_changes_nothing():
    offer = an_offer()
    visitor = who_read_the_mail()
    for name in ("offer", "decline-offer"):
        assert visitor.get(visitor.url(name, offer.code)).status_code == 200
    offer.refresh_from_db()
    assert offer.is_offer


def test_accepting_all_books():
    offer = an_offer()
    visitor = who_read_the_mail()
    url = visitor.url("offer", offer.code)
    answer = visitor.post(url, {"answer": "all", "version": "1"})
    assert answer["Location"] == visitor.url("receipt", offer.code)
    assert visitor.get(answer["Location"]).status_code == 200
    again = visitor.post(url, {"answer": "all", "version": "1"})
    assert again["Location"] == visitor.url("booking", offer.code)
    offer.refresh_from_db()
    assert (offer.status, offer.places) == (Booking.Status.CONFIRMED, 2)


def test_accepting_fewer():
    offer = an_offer(3)
    visitor = who_read_the_mail()
    url, sent = visitor.url("offer", offer.code), {"answer": "fewer", "version": "1"}
    assert visitor.post(url, {**sent, "fewer-adults": "3"}).status_code == 422
    assert visitor.post(url, {**sent, "fewer-adults": "0"}).status_code == 422
    assert visitor.post(url, {**sent, "fewer-adults": "2"}).status_code == 302
    offer.refresh_from_db()
    assert (offer.status, offer.places, offer.slot.taken) == (Booking.Status.CONFIRMED, 2, 2)


def test_names_are_asked_for_where_the_visit_needs_them():
    offer = an_offer()
    offer.slot.visit.names_required = True
    offer.slot.visit.save()
    visitor = who_read_the_mail()
    url = visitor.url("offer", offer.code)
    missing = visitor.post(url, {"answer": "all", "version": "1", "name_1": "Ada"})
    assert missing.status_code == 422
    assert list(missing.context["form"].errors) == ["name_2"]
    fewer = {"answer": "fewer", "version": "1", "fewer-adults": "1"}
    assert list(visitor.post(url, fewer).context["fewer"].errors) == ["name_1"]
    assert visitor.post(url, {**fewer, "fewer-name_1": " Ada  Bianchi "}).status_code == 302
    offer.refresh_from_db()
    assert (offer.places, offer.names) == (1, ["Ada Bianchi"])


def test_a_time_that_was_not_on_the_page_is_shown_before_it_is_booked():
    offer = an_offer()
    visitor = who_read_the_mail()
    url = visitor.url("offer", offer.code)
    start = offer.slot.starts_at + dt.timedelta(hours=3)
    services.move_slot(slot_id=offer.slot_id, starts_at=start, note={}, now=NOW)
    answer = visitor.post(url, {"answer": "all", "version": "1"})
    assert answer.status_code == 422
    assert "13:00–14:00" in text_of(answer)
    assert visitor.post(url, {"answer": "all"}).status_code == 422
    assert visitor.post(url, {"answer": "all", "version": "2"}).status_code == 302


def test_declining_asks_first_and_leads_to_the_list():
    offer = an_offer()
    visitor = who_read_the_mail()
    answer = visitor.post(visitor.url("decline-offer", offer.code))
    assert answer["Location"] == visitor.url("waiting", offer.wait_entry_id)
    offer.refresh_from_db()
    assert offer.status == Booking.Status.CANCELLED
    gone = visitor.get(visitor.url("offer", offer.code))
    assert gone.status_code == 410
    assert "The offer was declined" in text_of(gone)
    assert visitor.post(visitor.url("decline-offer", offer.code)).status_code == 302


def test_an_offer_that_ran_out_says_so_and_where_the_party_stands():
    slot, booking = a_full_slot(2)
    a_full_slot(2, visit=slot.visit, starts_at=slot.starts_at + dt.timedelta(hours=2))
    entry = join(slot, 2, "ada@example.org", any_slot=True)
    services.cancel_booking(booking_id=booking.pk, now=NOW)
    offer = Booking.objects.get(wait_entry=entry)
    visitor = who_read_the_mail()
    url = visitor.url("offer", offer.code)
    with time_machine.travel(offer.held_until + dt.timedelta(minutes=1)):
        assert visitor.get(url).status_code == 410  # also before the worker has come by
        services.expire_holds(now=offer.held_until + dt.timedelta(minutes=1))
        for page in (visitor.get(url), visitor.post(url, {"answer": "all", "version": "1"})):
            assert page.status_code == 410
            assert "First in the list" in text_of(page)
            assert visitor.url("leave-waiting", entry.pk) in text_of(page)


def test_an_answer_begun_in_time_counts_while_the_places_are_still_held():
    offer = an_offer()
    visitor = who_read_the_mail()
    with time_machine.travel(offer.held_until + dt.timedelta(seconds=20)):
        answer = visitor.post(visitor.url("offer", offer.code), {"answer": "all", "version": "1"})
    assert answer.status_code == 302


def test_who_waited_for_one_slot_can_join_again():
    offer = an_offer()
    visitor = who_read_the_mail()
    services.expire_holds(now=offer.held_until + dt.timedelta(minutes=1))
    page = visitor.get(visitor.url("offer", offer.code))
    assert page.status_code == 410
    assert visitor.url("wait", offer.slot_id) in text_of(page)
    other = a_booking(offer.slot, adults=2)
    assert joins(visitor, visitor.url("wait", offer.slot_id)).status_code == 302
    services.cancel_booking(booking_id=other.pk, now=NOW)
    assert WaitEntry.objects.filter(status=WaitStatus.OFFERED).count() == 1


def test_a_booking_that_was_never_an_offer_has_no_offer_page():
    slot, visitor = a_slot(), Visitor()
    booking = visitor.books(slot)["Location"].rstrip("/").rsplit("/", 1)[-1]
    assert visitor.get(visitor.url("offer", booking)).status_code == 404
    assert visitor.get(visitor.url("offer", "NOCODE")).status_code == 404


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_pages_speak_both_languages(language: str):
    offer = an_offer()
    visitor = who_read_the_mail(language)
    page = visitor.get(visitor.url("offer", offer.code))
    with override(language):
        assert gettext("Decline the offer") in text_of(page)
    assert page["Content-Language"] == language
