"""The pages of the waiting list, without JavaScript."""

import datetime as dt
import re

import pytest
from django.utils.translation import gettext

from events import services
from events.models import Notice, Slot, WaitEntry
from events.models.bookings import WaitStatus
from tests.builders.events import NOW, a_booking, a_slot, a_visit
from tests.builders.pages import a_plant, a_site
from tests.events.holding import join
from tests.events.visitor import Visitor
from tests.events.waiting import a_full_slot, joins, text_of, who_read_the_mail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_days")]


# Joining ---------------------------------------------------------------------------


def test_joining_leads_to_the_position_and_says_how_long_an_offer_holds():
    slot, _ = a_full_slot(2)
    join(slot)
    visitor = Visitor("en")
    url = visitor.url("wait", slot.pk)
    assert visitor.get(url).status_code == 200
    page = visitor.get(joins(visitor, url, access_needs="seating")["Location"])
    assert "1 party ahead" in text_of(page)
    assert "24 hours: 6 hours" in text_of(page)
    entry = WaitEntry.objects.get(email_norm="ada@example.org")
    assert (entry.slot, entry.places, entry.language, entry.access_needs) == (slot, 2, "en", ["seating"])
    assert Notice.objects.filter(wait_entry=entry, kind=Notice.Kind.WAITING).count() == 1


def test_waiting_for_any_slot_of_the_plant():
    slot, _ = a_full_slot(2)
    visitor = Visitor()
    url = visitor.url("wait-any", slot.programme_id)
    page = visitor.get(joins(visitor, url)["Location"])
    assert gettext("Any slot of this plant") in text_of(page)
    assert WaitEntry.objects.get().slot is None


def test_reading_changes_nothing_and_sets_no_cookie():
    slot, _ = a_full_slot(2)
    for page in (
        Visitor().get(Visitor().url("wait", slot.pk)),
        Visitor().get(Visitor().url("wait-any", slot.programme_id)),
    ):
        assert page.status_code == 200
        assert "sessionid" not in page.cookies
    assert not WaitEntry.objects.exists()


def test_free_places_are_named_and_lead_to_booking():
    slot = a_slot(places=3)
    a_booking(slot, adults=2)
    visitor = Visitor("en")
    for url in (visitor.url("wait", slot.pk), visitor.url("wait-any", slot.programme_id)):
        assert visitor.url("people", slot.pk) in text_of(visitor.get(url))
        answer = joins(visitor, url, adults="1")
        assert answer.status_code == 422
        assert "There are places now" in text_of(answer)
        assert visitor.url("people", slot.pk) in text_of(answer)
    assert not WaitEntry.objects.exists()


def test_where_there_is_room_for_everybody_there_is_no_form():
    slot, _ = a_full_slot(4, visit=a_visit(capacity=4))
    visitor = Visitor()
    anywhere = visitor.url("wait-any", slot.programme_id)
    assert 'name="email"' in text_of(visitor.get(anywhere))
    other = a_slot(4, visit=slot.visit, starts_at=slot.starts_at + dt.timedelta(hours=2))
    page = text_of(visitor.get(anywhere))
    assert 'name="email"' not in page
    assert visitor.url("people", other.pk) in page
    a_booking(other)
    assert 'name="email"' in text_of(visitor.get(anywhere))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"adults": "0"}, "adults"),
        ({"adults": "nine"}, "adults"),
        ({"adults": "5"}, "adults"),
        ({"adults": "1", "minors_11_13": "3"}, "adults"),
        ({"email": "nobody"}, "email"),
        ({"contact_name": " "}, "contact_name"),
        ({"phone": "call me"}, "phone"),
        ({"email": "Ada@Example.org"}, "email"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(changes: dict, field: str):
    slot, _ = a_full_slot(4, visit=a_visit(capacity=4, min_age=6, minors_per_adult=2))
    if changes.get("email") == "Ada@Example.org":
        join(slot, 2, "ada@example.org")
    visitor = Visitor()
    answer = joins(visitor, visitor.url("wait", slot.pk), **changes)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert f'id="id_{field}_error"' in text_of(answer)


def test_only_admitted_ages_are_asked_for():
    slot, _ = a_full_slot(2, visit=a_visit(capacity=2, min_age=14))
    a_full_slot(2, visit=a_visit(slot.programme, slot.visit.edition, capacity=2, min_age=6))
    visitor = Visitor()
    here = text_of(visitor.get(visitor.url("wait", slot.pk)))
    anywhere = text_of(visitor.get(visitor.url("wait-any", slot.programme_id)))
    assert ("minors_6_10" in here, "minors_14_17" in here) == (False, True)
    assert ("minors_6_10" in anywhere, "minors_0_5" in anywhere) == (True, False)


def test_the_rules_of_one_slot_of_the_plant_are_enough():
    slot, _ = a_full_slot(2, visit=a_visit(capacity=2, min_age=18))
    a_full_slot(2, visit=a_visit(slot.programme, slot.visit.edition, capacity=2))
    visitor = Visitor()
    url = visitor.url("wait-any", slot.programme_id)
    assert joins(visitor, url, adults="1", minors_0_5="1").status_code == 302
    assert joins(visitor, url, adults="3", email="b@example.org").status_code == 422


def test_a_slot_that_takes_no_bookings_has_no_list():
    slot, _ = a_full_slot(2)
    Slot.objects.filter(pk=slot.pk).update(status="closed")
    visitor = Visitor()
    assert visitor.get(visitor.url("wait", slot.pk)).status_code == 409
    assert visitor.get(visitor.url("wait-any", slot.programme_id)).status_code == 409
    assert joins(visitor, visitor.url("wait-any", slot.programme_id)).status_code == 409
    assert visitor.get(visitor.url("wait", 999999)).status_code == 404
    assert visitor.get(visitor.url("wait-any", "00000000-0000-0000-0000-000000000000")).status_code == 404


def test_what_was_typed_before_the_slot_was_full_is_kept():
    slot, visitor = a_slot(places=2), Visitor()
    visitor.says_who_comes(slot, adults="2")
    visitor.leaves_contacts(slot, contact_name="Ada Lovelace")
    page = text_of(visitor.get(visitor.url("wait", slot.pk)))
    assert 'value="Ada Lovelace"' in page
    assert re.search(r'name="adults" value="2"', page)


def test_a_full_slot_leads_to_its_list():
    slot, _ = a_full_slot(2)
    visitor = Visitor()
    answer = visitor.goes_to_people(slot)
    assert answer.status_code == 409
    assert visitor.url("wait", slot.pk) in text_of(answer)


def test_the_page_of_a_plant_leads_to_the_lists():
    plant = a_plant(a_site())
    visit = a_visit(plant.programme, capacity=4)
    slot, booking = a_full_slot(4, visit=visit)
    visitor = Visitor()
    here, anywhere = visitor.url("wait", slot.pk), visitor.url("wait-any", plant.programme.pk)
    full = text_of(visitor.get(plant.get_url()))
    assert here in full
    assert anywhere in full
    services.cancel_booking(booking_id=booking.pk, now=NOW)
    free = text_of(visitor.get(plant.get_url()))
    assert here not in free
    assert anywhere not in free


# A place on the list ---------------------------------------------------------------


def test_only_who_joined_or_proved_the_address_sees_the_entry():
    slot, _ = a_full_slot(2)
    entry = join(slot, 2, "ada@example.org")
    for name in ("waiting", "leave-waiting"):
        assert Visitor().get(Visitor().url(name, entry.pk)).status_code == 404
        visitor = who_read_the_mail()
        assert visitor.get(visitor.url(name, entry.pk)).status_code == 200


def test_leaving_asks_first():
    slot, _ = a_full_slot(2)
    visitor = Visitor("en")
    joins(visitor, visitor.url("wait", slot.pk))
    entry = WaitEntry.objects.get()
    url = visitor.url("leave-waiting", entry.pk)
    assert visitor.get(url).status_code == 200
    assert WaitEntry.objects.get().status == WaitStatus.WAITING
    page = visitor.get(visitor.post(url)["Location"])
    assert "No longer on the waiting list" in text_of(page)
    assert WaitEntry.objects.get().status == WaitStatus.LEFT
    assert visitor.get(url).status_code == 302


def test_my_bookings_lists_where_one_waits():
    slot, _ = a_full_slot(2)
    join(slot)
    entry = join(slot, 2, "ada@example.org", now=NOW + dt.timedelta(seconds=1))
    visitor = who_read_the_mail()
    page = text_of(visitor.get(visitor.url("my-bookings")))
    assert "1 party ahead" in page
    assert visitor.url("leave-waiting", entry.pk) in page
