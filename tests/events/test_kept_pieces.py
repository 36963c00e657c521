"""Pieces of a page drawn once for everybody hold nothing of anybody (`{% kept %}`)."""

import datetime as dt

import pytest
from post_office.models import Email

from events.models import Slot
from tests.builders.events import a_slot, a_visit, an_edition
from tests.builders.pages import a_plant, a_site
from tests.events.visitor import Visitor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("open_days")]


@pytest.fixture
def slot() -> Slot:
    plant = a_plant(a_site())
    return a_slot(9, visit=a_visit(programme=plant.programme, edition=an_edition()))


def page_of(response) -> str:
    return response.content.decode()


def test_what_somebody_typed_wrongly_is_shown_to_nobody_else(slot):
    first, second = Visitor(), Visitor()
    wrong = first.says_who_comes(slot, adults="77x")
    assert wrong.status_code == 422
    assert 'value="77x"' in page_of(wrong)
    assert 'value="77x"' not in page_of(second.goes_to_people(slot))


def test_who_comes_back_to_a_step_finds_what_they_typed_and_others_an_empty_form(slot):
    first, second = Visitor(), Visitor()
    second.goes_to_people(slot)  # the empty forms are known from here on
    second.says_who_comes(slot, adults="2", minors_6_10="1")
    second.get(second.url("contacts", slot.pk))
    first.says_who_comes(slot, adults="2", minors_6_10="1")
    first.leaves_contacts(slot, contact_name="Zoe Nemi", email="zoe@example.org")
    assert 'name="minors_6_10" value="1"' in page_of(first.goes_to_people(slot))
    assert "Zoe Nemi" in page_of(first.get(first.url("contacts", slot.pk)))
    again = page_of(second.get(second.url("contacts", slot.pk)))
    assert "Zoe Nemi" not in again
    assert "zoe@example.org" not in again


def test_each_visitor_gets_an_intent_of_their_own(slot):
    first, second = Visitor(), Visitor()
    intents = {visitor.intent_on(visitor.goes_to_people(slot)) for visitor in (first, second)}
    assert len(intents) == 2


def test_a_slot_that_moves_shows_its_new_hour_at_once(slot):
    visitor = Visitor()
    before = page_of(visitor.goes_to_people(slot))
    assert 'datetime="2027-10-28T10:00' in before
    Slot.objects.filter(pk=slot.pk).update(
        starts_at=slot.starts_at + dt.timedelta(hours=1), ends_at=slot.ends_at + dt.timedelta(hours=1)
    )
    assert 'datetime="2027-10-28T11:00' in page_of(visitor.goes_to_people(slot))


def test_the_places_left_are_those_of_now(slot):
    visitor = Visitor()
    assert "9 posti" in page_of(visitor.goes_to_people(slot))
    Slot.objects.filter(pk=slot.pk).update(capacity=4)
    page = page_of(visitor.goes_to_people(slot))
    assert "9 posti" not in page
    assert "4 posti" in page


def test_each_confirmation_tells_its_own_visit_and_its_own_visitor(slot):
    later = a_slot(9, visit=slot.visit, starts_at=slot.starts_at + dt.timedelta(hours=3))
    Visitor().books(slot, contact={"contact_name": "Zoe Nemi", "email": "zoe@example.org"})
    Visitor().books(later, contact={"contact_name": "Ugo Riva", "email": "ugo@example.org"})
    Visitor().books(later, contact={"contact_name": "Ida Po", "email": "ida@example.org"})
    told = {mail.to[0]: mail.message + mail.html_message for mail in Email.objects.all()}
    assert "10:00" in told["zoe@example.org"]
    for address, name in (("ugo@example.org", "Ugo Riva"), ("ida@example.org", "Ida Po")):
        assert told[address].count("13:00") == 2
        assert "10:00" not in told[address]
        assert name in told[address]
        assert "Zoe" not in told[address]


def test_a_slot_that_moved_is_confirmed_for_its_new_hour(slot):
    Visitor().books(slot, contact={"email": "zoe@example.org"})
    Slot.objects.filter(pk=slot.pk).update(
        starts_at=slot.starts_at + dt.timedelta(hours=1), ends_at=slot.ends_at + dt.timedelta(hours=1)
    )
    Visitor().books(slot, contact={"email": "ugo@example.org"})
    assert "11:00" in Email.objects.get(to="ugo@example.org").message
