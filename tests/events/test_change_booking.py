"""A visitor changes a booking on its pages: who may, people, contacts."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext
from post_office.models import Email

from events import services
from events.models import AccessLink, Booking, Notice, Slot
from tests.builders.events import (
    NOW,
    a_booking,
    a_contact,
    a_party,
    a_slot,
    a_visit,
)
from tests.events.at_home import PAGES, a_later_slot, at_home, close_to_the_visit, notices_of, reloaded, sends
from tests.events.visitor import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_days")]


# Who may ---------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_strangers_find_nothing(page: str):
    booking, stranger = a_booking(adults=2), Visitor()
    for answer in (stranger.get, stranger.post):
        assert answer(stranger.url(page, booking.code)).status_code == 404
    assert reloaded(booking).places == 2


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["it", "en"])
def test_reading_a_page_ten_times_changes_nothing(page: str, language: str):
    """I10."""
    booking = a_booking(adults=2)
    a_later_slot(booking.slot)
    visitor = at_home(booking, language)

    def state() -> tuple:
        return (
            list(Booking.objects.values()),
            list(Slot.objects.values()),
            list(AccessLink.objects.values()),
            Email.objects.count(),
        )

    before = state()
    for _ in range(10):
        assert visitor.get(visitor.url(page, booking.code)).status_code == 200
        assert visitor.client.head(visitor.url(page, booking.code)).status_code == 200
    assert state() == before


@pytest.mark.parametrize("page", PAGES)
def test_a_cancelled_booking_leads_to_its_page(page: str):
    booking = a_booking()
    services.cancel_booking(booking_id=booking.pk, now=NOW)
    visitor = at_home(booking)
    for answer in (visitor.get, visitor.post):
        assert answer(visitor.url(page, booking.code))["Location"] == visitor.url("booking", booking.code)


@pytest.mark.parametrize("page", PAGES)
def test_an_offer_is_answered_on_the_page_of_the_offer(page: str):
    slot = a_slot(places=1)
    first = a_booking(slot)
    contact = a_contact("ada@example.org")
    slot.refresh_from_db()
    services.join_waiting_list(
        programme=slot.programme,
        slot=slot,
        party=a_party(),
        contact=contact,
        language="en",
        edition_id=slot.visit.edition_id,
        now=NOW,
    )
    services.cancel_booking(booking_id=first.pk, now=NOW)
    offer = Booking.objects.get(status=Booking.Status.HELD)
    visitor = at_home(offer)
    assert visitor.post(visitor.url(page, offer.code))["Location"] == visitor.url("booking", offer.code)
    answer = visitor.get(visitor.url("booking", offer.code))
    assert answer["Location"] == visitor.url("offer", offer.code)
    assert reloaded(offer).status == Booking.Status.HELD


# People ----------------------------------------------------------------------------


def test_some_places_are_given_back():
    booking = a_booking(a_slot(places=5), adults=3)
    answer = sends(booking, "change-people", adults="2")
    assert answer["Location"] == Visitor("en").url("booking", booking.code)
    assert (reloaded(booking).places, reloaded(booking.slot).taken) == (2, 2)
    assert notices_of(booking, Notice.Kind.CHANGED) == 1


def test_more_places_are_taken_while_they_are_free():
    booking = a_booking(a_slot(places=5), adults=2)
    sends(booking, "change-people", adults="3", minors_6_10="1", access_needs="seating")
    changed = reloaded(booking)
    assert (changed.places, changed.minors_6_10, changed.access_needs) == (4, 1, ["seating"])
    assert (reloaded(booking.slot).taken, changed.code) == (4, booking.code)


def test_the_page_after_a_change_says_so():
    booking = a_booking(adults=2)
    visitor = at_home(booking)
    page = visitor.get(sends(booking, "change-people", visitor, adults="1")["Location"])
    assert "The people are changed." in page.content.decode()


def test_more_than_is_free_is_refused_at_the_field_and_nothing_typed_is_lost():
    slot = a_slot(places=4)
    a_booking(slot, adults=1)
    booking = a_booking(slot, adults=2)
    answer = sends(booking, "change-people", adults="4")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'id="id_adults_error"' in page
    assert "Only one place is left" in page
    assert 'name="adults" value="4"' in page
    assert (reloaded(booking).places, reloaded(slot).taken) == (2, 3)


@pytest.mark.parametrize("adults", ["0", "-1", "99", "2.0", "\u0663", "", "x", "2147483648"])
def test_what_is_no_party_is_refused_with_422(adults: str):
    booking = a_booking(adults=2)
    answer = sends(booking, "change-people", adults=adults)
    assert answer.status_code == 422
    assert b'id="error-summary"' in answer.content
    assert reloaded(booking).places == 2


def test_the_same_party_again_queues_no_mail():
    booking = a_booking(adults=2)
    assert sends(booking, "change-people", adults="2").status_code == 302
    assert (reloaded(booking).generation, notices_of(booking, Notice.Kind.CHANGED)) == (1, 0)


def test_two_clicks_change_once():
    booking = a_booking(adults=3)
    visitor = at_home(booking)
    for _ in range(2):
        assert sends(booking, "change-people", visitor, adults="1").status_code == 302
    assert (reloaded(booking.slot).taken, notices_of(booking, Notice.Kind.CHANGED)) == (1, 1)


def test_after_changes_close_places_can_only_be_given_back_and_the_page_says_why(open_days):
    booking = a_booking(adults=2)
    a_later_slot(booking.slot)
    close_to_the_visit(open_days, booking)
    visitor = at_home(booking)
    page = visitor.get(visitor.url("booking", booking.code)).content.decode()
    assert "Changes close 2 hours before the visit." in page
    assert visitor.url("move", booking.code) not in page
    assert "Give back some places" in page
    more = sends(booking, "change-people", visitor, adults="3")
    assert (more.status_code, reloaded(booking).places) == (409, 2)
    assert "Changes close 2 hours before the visit." in more.content.decode()
    assert sends(booking, "change-people", visitor, adults="1").status_code == 302
    assert reloaded(booking).places == 1


def test_a_booking_of_one_place_has_nothing_to_give_back_but_all(open_days):
    booking = a_booking(adults=1)
    close_to_the_visit(open_days, booking)
    visitor = at_home(booking)
    page = visitor.get(visitor.url("booking", booking.code)).content.decode()
    assert visitor.url("change-people", booking.code) not in page
    assert visitor.url("cancel", booking.code) in page


def test_once_the_visit_has_started_nothing_is_offered(open_days):
    booking = a_booking(adults=2)
    open_days.move_to(booking.slot.starts_at + dt.timedelta(minutes=1))
    visitor = at_home(booking)
    page = visitor.get(visitor.url("booking", booking.code)).content.decode()
    assert "The visit has already started" in page
    assert not any(visitor.url(name, booking.code) in page for name in PAGES)
    assert sends(booking, "change-people", visitor, adults="1").status_code == 302
    assert sends(booking, "cancel", visitor).status_code == 409
    assert reloaded(booking).places == 2


def a_booking_with_names(*names: str) -> Booking:
    slot = a_slot(visit=a_visit(names_required=True))
    return a_booking(slot, party=a_party(len(names), names=names))


def test_names_are_asked_for_where_the_visit_requires_them():
    booking = a_booking_with_names("Ada Bianchi", "Bruno Costa")
    visitor = at_home(booking)
    page = visitor.get(visitor.url("change-people", booking.code)).content.decode()
    assert 'value="Bruno Costa"' in page
    data = {"adults": "3", "name_1": "Ada Bianchi", "name_2": "Bruno  Costa", "name_3": "Carla Longo"}
    assert sends(booking, "change-people", visitor, **data).status_code == 302
    assert reloaded(booking).names == ["Ada Bianchi", "Bruno Costa", "Carla Longo"]


def test_too_few_names_are_refused_at_the_first_empty_field():
    booking = a_booking_with_names("Ada Bianchi", "Bruno Costa")
    answer = sends(booking, "change-people", adults="3", name_1="Ada Bianchi", name_3="Carla Longo")
    assert answer.status_code == 422
    assert b'id="id_name_2_error"' in answer.content
    assert b'value="Carla Longo"' in answer.content


def test_a_name_too_many_is_refused():
    booking = a_booking_with_names("Ada Bianchi", "Bruno Costa")
    answer = sends(booking, "change-people", adults="1", name_1="Ada Bianchi", name_2="Bruno Costa")
    assert answer.status_code == 422
    assert b'id="id_name_2_error"' in answer.content
    assert reloaded(booking).places == 2


# Contacts --------------------------------------------------------------------------


def test_name_and_telephone_are_corrected_and_the_address_stays():
    booking = a_booking(contact=a_contact("ada@example.org", name="Ada Bianci"))
    data = {"contact_name": "Ada  Bianchi", "phone": "+39 011 1234567", "email": "evil@example.org"}
    assert sends(booking, "correct", **data).status_code == 302
    corrected = reloaded(booking)
    assert (corrected.contact_name, corrected.phone) == ("Ada Bianchi", "+39 011 1234567")
    assert corrected.email == "ada@example.org"
    assert notices_of(booking, Notice.Kind.CHANGED) == 1


@pytest.mark.parametrize(
    ("field", "value"), [("contact_name", ""), ("contact_name", "x" * 121), ("phone", "call me")]
)
def test_a_wrong_contact_is_refused_at_its_field(field: str, value: str):
    booking = a_booking()
    answer = sends(booking, "correct", **{"contact_name": "Ada", "phone": "", field: value})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert reloaded(booking).contact_name == booking.contact_name


def test_names_are_corrected():
    booking = a_booking_with_names("Ada Bianci", "Bruno Costa")
    data = {"contact_name": "Ada Bianchi", "name_1": "Ada Bianchi", "name_2": "Bruno Costa"}
    assert sends(booking, "correct", **data).status_code == 302
    assert reloaded(booking).names == ["Ada Bianchi", "Bruno Costa"]


def test_a_missing_name_is_refused_at_its_field():
    booking = a_booking_with_names("Ada Bianchi", "Bruno Costa")
    answer = sends(booking, "correct", contact_name="Ada Bianchi", name_1="Ada Bianchi", name_2=" ")
    assert answer.status_code == 422
    assert b'id="id_name_2_error"' in answer.content


def test_the_same_contact_again_queues_no_mail():
    booking = a_booking()
    assert sends(booking, "correct", contact_name=booking.contact_name, phone="").status_code == 302
    assert notices_of(booking, Notice.Kind.CHANGED) == 0


# Languages and forgery -------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_speak_both_languages(page: str):
    booking = a_booking(adults=2)
    a_later_slot(booking.slot)
    for language in ("it", "en"):
        visitor = at_home(booking, language)
        answer = visitor.get(visitor.url(page, booking.code))
        assert answer["Content-Language"] == language
        with translation.override(language):
            assert gettext("Booking %(code)s") % {"code": booking.code_for_people} in answer.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_a_form_from_another_site_is_refused(page: str):
    booking = a_booking(adults=2)
    client = Client(enforce_csrf_checks=True)
    session = client.session
    session["person"] = booking.email_norm
    session.save()
    assert client.post(Visitor().url(page, booking.code), {"adults": "1"}).status_code == 403
    assert reloaded(booking).places == 2


def test_the_second_of_two_clicks_changes_nothing_and_tells_nobody():
    booking = a_booking(a_slot(visit=a_visit(names_required=True)), party=a_party(1, names=("Ada",)))
    for _click in range(2):
        services.change_party(booking_id=booking.pk, party=a_party(2, names=("Ada", "Bruno")), now=NOW)
    assert notices_of(booking, Notice.Kind.CHANGED) == 1
    for _click in range(2):
        services.correct_contact(
            booking_id=booking.pk, name="Ada Rossi", phone="", names=("Ada", "Bruna"), now=NOW
        )
    assert notices_of(booking, Notice.Kind.CHANGED) == 2
    assert reloaded(booking).names == ["Ada", "Bruna"]
