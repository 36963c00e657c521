"""The way of a visitor from a slot to the receipt, without JavaScript."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events import drafts, services
from events.models import Booking, Programme, Slot
from tests.builders.events import NOW, a_booking, a_slot, a_visit
from tests.builders.pages import a_plant, a_site
from tests.events.visitor import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_days")]


def test_from_a_slot_to_the_receipt_takes_seven_requests():
    slot, visitor = a_slot(places=8), Visitor()
    answer = visitor.books(slot, {"adults": "2", "minors_6_10": "1"})
    receipt = visitor.get(answer["Location"])
    booking = Booking.objects.get()
    assert visitor.requests == 7
    assert booking.code_for_people in receipt.content.decode()
    assert (booking.places, booking.minors_6_10, booking.language) == (3, 1, "it")


def test_a_booking_in_english_stays_in_english():
    slot, visitor = a_slot(), Visitor("en")
    receipt = visitor.get(visitor.books(slot)["Location"])
    assert b"The visit is booked" in receipt.content
    assert receipt["Content-Language"] == "en"
    assert Booking.objects.get().language == "en"


def test_the_way_back_to_the_plant_stays_on_the_address_where_the_visitor_is(settings):
    settings.SITE_URL = "https://fabbriche.example.org"
    plant = a_plant(a_site(), slug="fonderia")
    slot = a_slot(visit=a_visit(programme=Programme.objects.get(pk=plant.translation_key)))
    assert 'href="/it/fabbriche/fonderia/"' in Visitor().goes_to_people(slot).content.decode()


def test_both_languages_sell_the_same_places():
    slot = a_slot(places=1)
    Visitor("it").books(slot, contact={"email": "one@example.org"})
    assert Visitor("en").goes_to_people(slot).status_code == 409


def test_the_booked_places_are_gone_for_the_next_visitor():
    slot = a_slot(places=3)
    Visitor().books(slot, {"adults": "2"})
    page = Visitor("en").goes_to_people(slot)
    assert b"One place is left" in page.content


def test_a_double_click_books_once_and_shows_the_same_receipt():
    slot, visitor = a_slot(), Visitor()
    visitor.says_who_comes(slot)
    visitor.leaves_contacts(slot)
    intent = visitor.intent_on(visitor.sees_summary(slot))
    first, second = visitor.sends(slot, intent), visitor.sends(slot, intent)
    assert first["Location"] == second["Location"]
    assert Booking.objects.count() == 1


def test_going_back_keeps_what_was_typed():
    slot, visitor = a_slot(), Visitor()
    visitor.says_who_comes(slot, adults="3")
    visitor.leaves_contacts(slot, contact_name="Ada Lovelace")
    assert b'value="3"' in visitor.goes_to_people(slot).content
    assert b"Ada Lovelace" in visitor.get(visitor.url("contacts", slot.pk)).content


def test_another_slot_starts_with_what_was_typed_for_the_first():
    full, free, visitor = a_slot(), a_slot(), Visitor()
    visitor.says_who_comes(full, adults="3")
    visitor.leaves_contacts(full, contact_name="Ada Lovelace")
    visitor.says_who_comes(free, adults="3")
    assert b"Ada Lovelace" in visitor.get(visitor.url("contacts", free.pk)).content


def test_a_step_that_comes_too_early_leads_to_the_first():
    slot, visitor = a_slot(), Visitor()
    assert visitor.get(visitor.url("summary", slot.pk))["Location"] == visitor.url("people", slot.pk)
    assert visitor.get(visitor.url("contacts", slot.pk))["Location"] == visitor.url("people", slot.pk)
    visitor.says_who_comes(slot)
    assert visitor.get(visitor.url("summary", slot.pk))["Location"] == visitor.url("contacts", slot.pk)


def test_the_way_back_from_the_receipt_leads_to_the_receipt_not_to_an_empty_form():
    slot, visitor = a_slot(), Visitor()
    receipt = visitor.books(slot)["Location"]
    assert visitor.sees_summary(slot)["Location"] == receipt
    assert visitor.get(visitor.url("contacts", slot.pk))["Location"] == receipt
    assert visitor.goes_to_people(slot).status_code == 200  # for others one may book once more


def test_who_sends_contacts_after_too_long_reads_why_the_form_is_empty():
    slot, visitor = a_slot(), Visitor("en")
    page = visitor.client.post(
        visitor.url("contacts", slot.pk), {"contact_name": "Ada", "email": "ada@example.org"}, follow=True
    )
    assert "the form was left for too long" in page.content.decode()


def ready_to_send(slot: Slot) -> tuple[Visitor, str]:
    """A visitor with the summary open, and the intent on it."""
    visitor = Visitor()
    visitor.says_who_comes(slot)
    visitor.leaves_contacts(slot)
    return visitor, visitor.intent_on(visitor.sees_summary(slot))


def test_the_places_are_held_while_the_form_is_filled():
    slot = a_slot(places=2)
    visitor, intent = ready_to_send(slot)
    assert Visitor().says_who_comes(slot, adults="2").status_code == 422
    assert visitor.sends(slot, intent).status_code == 302
    slot.refresh_from_db()
    assert slot.taken == 1


def test_the_page_says_until_when_and_gives_more_time(open_days):
    slot = a_slot()
    visitor, intent = ready_to_send(slot)
    held = Booking.objects.get()
    until = timezone.localtime(held.held_until)
    assert f"{until:%H:%M}" in visitor.sees_summary(slot).content.decode()
    open_days.shift(dt.timedelta(minutes=10))
    answer = visitor.post(visitor.url("extend", slot.pk), {"step": "summary"})
    assert answer["Location"] == visitor.url("summary", slot.pk)
    held.refresh_from_db()
    assert held.held_until > timezone.now() + dt.timedelta(minutes=14)
    assert visitor.sends(slot, intent).status_code == 302


def test_an_abandoned_form_frees_the_places_for_the_next_visitor(open_days):
    slot = a_slot(places=1)
    ready_to_send(slot)
    assert Visitor().goes_to_people(slot).status_code == 409
    open_days.shift(dt.timedelta(minutes=16))
    assert Visitor().says_who_comes(slot).status_code == 302


def test_giving_up_frees_the_places_at_once():
    slot = a_slot(places=1)
    visitor, _ = ready_to_send(slot)
    visitor.post(visitor.url("give-up", slot.pk))
    assert Visitor().goes_to_people(slot).status_code == 200


def test_a_form_sent_too_late_still_books_when_there_is_room(open_days):
    slot = a_slot(places=5)
    visitor, intent = ready_to_send(slot)
    open_days.shift(dt.timedelta(minutes=40))
    services.expire_holds(now=timezone.now())
    assert b"no longer held" in Visitor("en", client=visitor.client).sees_summary(slot).content
    assert visitor.sends(slot, intent).status_code == 302
    assert Booking.objects.get().status == "confirmed"


def test_a_form_sent_too_late_for_a_full_slot_says_so_and_offers_others(open_days):
    visit = a_visit()
    slot = a_slot(places=1, visit=visit)
    other = a_slot(visit=visit, starts_at=slot.starts_at + dt.timedelta(hours=2))
    visitor, intent = ready_to_send(slot)
    open_days.shift(dt.timedelta(minutes=40))
    services.expire_holds(now=timezone.now())
    a_booking(slot)
    answer = visitor.sends(slot, intent)
    assert answer.status_code == 409
    assert visitor.url("people", other.pk) in answer.content.decode()


def test_two_clicks_on_the_first_page_hold_once():
    slot, visitor = a_slot(places=9), Visitor()
    intent = visitor.intent_on(visitor.goes_to_people(slot))
    for client in (visitor.client, Client()):  # the second click left before the first came back
        client.post(visitor.url("people", slot.pk), {"adults": "2", "intent": intent})
    slot.refresh_from_db()
    assert slot.taken == 2


def test_going_back_to_change_the_people_changes_the_hold():
    slot, visitor = a_slot(places=9), Visitor()
    for adults in ("4", "2", "3"):
        visitor.says_who_comes(slot, adults=adults)
    slot.refresh_from_db()
    assert (slot.taken, Booking.objects.count()) == (3, 1)


def test_a_slot_moved_meanwhile_is_not_booked_unseen():
    slot = a_slot()
    visitor, intent = ready_to_send(slot)
    Slot.objects.filter(pk=slot.pk).update(version=2)
    assert visitor.sends(slot, intent).status_code == 409
    assert not Booking.objects.filter(status="confirmed").exists()


def test_a_second_visit_at_the_same_time_is_refused_without_naming_the_first():
    slot = a_slot()
    other = a_slot(visit=a_visit(edition=slot.visit.edition))
    Visitor().books(slot)
    answer = Visitor("en").books(other)
    assert answer.status_code == 409
    assert answer.context["refusal"].code == "overlaps"


def test_the_receipt_is_shown_only_to_the_browser_that_booked():
    slot, visitor = a_slot(), Visitor()
    receipt = visitor.books(slot)["Location"]
    assert Client().get(receipt).status_code == 404


def test_reading_pages_set_no_cookie_before_something_is_typed():
    page = Visitor().get(Visitor().url("people", a_slot().pk))
    assert "sessionid" not in page.cookies


def test_a_session_keeps_at_most_five_unsent_forms():
    visit, visitor = a_visit(), Visitor()
    for hour in range(7):
        slot = a_slot(visit=visit, starts_at=NOW + dt.timedelta(days=30, hours=hour))
        visitor.says_who_comes(slot)
    assert len(visitor.client.session[drafts._KEY]) == 5


def test_every_post_of_the_flow_costs_at_most_twelve_queries():
    """Savepoints left out: they stand for the transactions' own statements.

    Nothing is kept within a test's transaction; what the next visitor asks is in
    test_step_queries.py.
    People: session, slot, its visit, waves, overdue holds, lock of the slot, its waves, the form's hold,
    hold changed, places taken, session saved.
    Contacts: session, slot, its visit, waves, session saved.
    Summary: session, hold, the plant's page 2, the person's bookings, lock of the slot, hold
    confirmed, link, mail, notice, session saved.
    """
    plant = a_plant(a_site())
    slot = a_slot(visit=a_visit(programme=Programme.objects.get(pk=plant.translation_key)))
    visitor = Visitor()
    visitor.says_who_comes(slot)
    with counted_queries() as people:
        visitor.says_who_comes(slot, adults="2")
    with counted_queries() as contacts:
        visitor.leaves_contacts(slot)
    intent = visitor.intent_on(visitor.sees_summary(slot))
    with counted_queries() as summary:
        visitor.sends(slot, intent)
    lock_of_the_person = 1 if connection.vendor == "postgresql" else 0
    assert (len(people), len(contacts), len(summary)) == (11, 5, 11 + lock_of_the_person)


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """The statements run inside, without SAVEPOINTs."""
    statements: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield statements
    statements += [q["sql"] for q in captured if "SAVEPOINT" not in q["sql"]]


def test_search_engines_are_led_from_the_first_step_to_the_plant():
    plant = a_plant(a_site(), title="Officine Valdora")
    slot = a_slot(visit=a_visit(programme=Programme.objects.get(pk=plant.translation_key)))
    first_step = Visitor().goes_to_people(slot).content.decode()
    assert f'<link rel="canonical" href="{plant.full_url}">' in first_step
    assert 'hreflang="x-default"' not in first_step
    assert 'name="description" content="Prenotazione di una visita gratuita: Officine Valdora, ' in first_step
