"""A script can't block places for ever, and a school behind one address is not punished."""

import datetime as dt

import pytest
from django.core.checks import run_checks
from django.test import Client, RequestFactory
from post_office.models import Email

from events import limits, services
from events.checks import form_limits_can_be_read, networks_can_be_told_apart
from events.models import Booking, Slot, SurveyAnswer, WaitEntry
from tests.builders.events import NOW, a_booking, a_contact, a_slot, a_visit
from tests.events.busy_visitors import SCHOOL, somebody, with_a_session
from tests.events.visitor import Visitor
from tests.portal.test_without_redis import REDIS_IS_DOWN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_days", "limits_are_on")]

LIBRARY = "151.12.99.1"
WAITING = {"adults": "2", "contact_name": "Ada Bianchi", "email": "ada@example.org"}


# Beyond the limit --------------------------------------------------------------------


def test_a_browser_that_sends_too_often_is_told_when_to_come_back_and_keeps_what_was_typed(settings):
    settings.FORM_LIMITS["places"] = {"session": "2/10m", "network": ""}
    slot, visitor = a_slot(), somebody(language="en")
    answers = [visitor.says_who_comes(slot, adults="1") for _ in range(3)]
    late = visitor.says_who_comes(slot, adults="3")
    assert [answer.status_code for answer in answers] == [302, 302, 302]
    assert late.status_code == 429
    assert 1 <= int(late["Retry-After"]) <= 600
    page = late.content.decode()
    assert "sent too often from this browser" in page
    assert "A little patience: what was typed is kept" in page
    assert 'value="3"' in page
    assert 'value="3"' in visitor.goes_to_people(slot).content.decode()


def test_the_page_speaks_the_language_of_the_visitor_and_looks_like_the_portal():
    slot = a_slot()
    visitor = with_a_session(slot)
    page = [visitor.says_who_comes(slot) for _ in range(3)][-1].content.decode()
    assert "inviato troppe volte da questo browser" in page
    assert 'id="footer"' in page


def test_after_the_wait_the_form_can_be_sent_again(settings, open_days):
    settings.FORM_LIMITS["places"] = {"session": "2/10m", "network": "100/10m"}
    slot = a_slot()
    visitor = with_a_session(slot)
    late = [visitor.says_who_comes(slot) for _ in range(3)][-1]
    open_days.shift(dt.timedelta(seconds=int(late["Retry-After"]) + 1))
    assert (late.status_code, visitor.says_who_comes(slot).status_code) == (429, 302)


def test_who_is_limited_loses_no_place_and_can_finish_the_booking():
    slot = a_slot()
    visitor = with_a_session(slot)
    assert [visitor.says_who_comes(slot, adults="3").status_code for _ in range(3)] == [302, 302, 429]
    held = Booking.objects.get()
    assert (held.status, held.places) == ("held", 3)
    visitor.leaves_contacts(slot)
    assert visitor.sends(slot, visitor.intent_on(visitor.sees_summary(slot))).status_code == 302
    held.refresh_from_db()
    assert held.status == "confirmed"


def test_a_form_with_errors_is_not_counted():
    slot = a_slot()
    visitor = with_a_session(slot)
    answers = [visitor.says_who_comes(slot, adults="no") for _ in range(5)]
    assert {answer.status_code for answer in answers} == {422}
    assert visitor.says_who_comes(slot).status_code == 302


@pytest.mark.parametrize("method", ["get", "head"])
def test_reading_is_never_limited(method: str):
    slot = a_slot()
    visitor = with_a_session(slot)
    for _ in range(3):
        visitor.says_who_comes(slot)
    read = getattr(visitor.client, method)
    names = [("people", slot.pk), ("contacts", slot.pk), ("wait", slot.pk), ("send-link",)]
    for url in [visitor.url(*name) for name in names] * 6:
        assert read(url).status_code == 200
    assert read(visitor.url("open-link", "unknown")).status_code == 404


def test_no_limit_where_the_settings_leave_it_empty(settings):
    settings.FORM_LIMITS["places"] = {"session": "", "network": ""}
    slot = a_slot()
    visitor = with_a_session(slot)
    assert {visitor.says_who_comes(slot).status_code for _ in range(6)} == {302}


# Shared networks -----------------------------------------------------------------------


def test_another_browser_of_the_same_school_goes_on_until_the_limit_of_the_network():
    slot = a_slot(places=30)
    assert [somebody().says_who_comes(slot).status_code for _ in range(5)] == [302] * 4 + [429]
    assert somebody(LIBRARY).says_who_comes(slot).status_code == 302


def test_the_page_tells_a_busy_network_from_a_busy_browser():
    slot = a_slot(places=30)
    page = [somebody(language="en").says_who_comes(slot, adults="2") for _ in range(5)][-1].content.decode()
    assert "sent very often from this network" in page
    assert 'value="2"' in page


def test_one_impatient_browser_does_not_use_up_the_budget_of_its_school():
    slot = a_slot(places=30)
    impatient = with_a_session(slot)
    for _ in range(20):
        impatient.says_who_comes(slot)
    # One to begin with, two of its session: the fourth of the network is left for somebody else.
    assert somebody().says_who_comes(slot).status_code == 302


def test_more_time_is_counted_but_never_refused():
    slot = a_slot(places=30)
    visitor = with_a_session(slot)
    extended = [visitor.post(visitor.url("extend", slot.pk)) for _ in range(10)]
    assert {answer["Location"] for answer in extended} == {visitor.url("contacts", slot.pk)}
    assert somebody().says_who_comes(slot).status_code == 429


def test_a_script_without_cookies_is_stopped_by_the_limit_of_its_network():
    slot = a_slot(places=30)
    url = Visitor().url("people", slot.pk)
    answers = [Client(REMOTE_ADDR=SCHOOL).post(url, {"adults": "6"}).status_code for _ in range(7)]
    assert answers == [302] * 4 + [429] * 3
    assert Slot.objects.get(pk=slot.pk).taken == 24


# Whose address it is -------------------------------------------------------------------


def address(remote: str, forwarded: str = "") -> str:
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    return limits.client_address(RequestFactory().get("/", REMOTE_ADDR=remote, **headers))


def test_what_a_visitor_writes_into_x_forwarded_for_is_not_believed():
    assert address(SCHOOL, forwarded="8.8.8.8") == SCHOOL
    slot = a_slot(places=30)
    answers = [somebody(HTTP_X_FORWARDED_FOR=f"8.8.8.{n}").says_who_comes(slot) for n in range(5)]
    assert answers[-1].status_code == 429


def test_behind_our_proxy_the_last_address_counts(settings):
    settings.BEHIND_PROXY = True
    assert address("127.0.0.1", forwarded=SCHOOL) == SCHOOL
    assert address("127.0.0.1", forwarded=f"8.8.8.8, {SCHOOL}") == SCHOOL
    assert address("127.0.0.1", forwarded="10.1.2.3") == "10.1.2.3"  # a visitor of the intranet
    slot = a_slot(places=30)
    for n in range(4):
        somebody("127.0.0.1", HTTP_X_FORWARDED_FOR=f"8.8.8.{n}, {SCHOOL}").says_who_comes(slot)
    refused = somebody("127.0.0.1", HTTP_X_FORWARDED_FOR=f"1.1.1.1, {SCHOOL}").says_who_comes(slot)
    other = somebody("127.0.0.1", HTTP_X_FORWARDED_FOR=LIBRARY).says_who_comes(slot)
    assert (refused.status_code, other.status_code) == (429, 302)


@pytest.mark.parametrize("remote", ["127.0.0.1", "10.0.0.7", "172.18.0.2", "::1", "", "unix:"])
def test_a_proxy_nobody_told_of_does_not_limit_everybody_at_once(remote: str):
    assert address(remote) == ""
    slot = a_slot(places=30)
    assert {somebody(remote).says_who_comes(slot).status_code for _ in range(6)} == {302}


def test_an_unreadable_address_limits_nobody(settings):
    settings.BEHIND_PROXY = True
    assert address("127.0.0.1", forwarded="unknown") == ""
    assert address("127.0.0.1", forwarded=" , ") == ""


def test_a_household_with_ipv6_counts_as_one_network():
    slot = a_slot(places=30)
    answers = [somebody(f"2a02:1234:5678:9abc::{n}").says_who_comes(slot) for n in range(1, 6)]
    assert answers[-1].status_code == 429
    assert somebody("2a02:1234:5678:9abd::1").says_who_comes(slot).status_code == 302


def test_an_ipv4_address_written_as_ipv6_is_itself():
    assert address(f"::ffff:{SCHOOL}") == SCHOOL


# Without Redis -------------------------------------------------------------------------


def test_without_redis_nothing_is_counted_and_bookings_go_on(settings):
    settings.CACHES = REDIS_IS_DOWN
    slot, visitor = a_slot(), somebody()
    assert visitor.books(slot).status_code == 302
    assert {visitor.says_who_comes(slot).status_code for _ in range(4)} == {302}


# The other forms -----------------------------------------------------------------------


def test_joining_waiting_lists_is_limited_and_keeps_what_was_typed():
    slot, visit = a_slot(places=1), a_visit()
    a_booking(slot)
    known = with_a_session(a_slot(visit=visit))
    url = known.url("wait", slot.pk)
    for n in range(2):
        assert known.post(url, {**WAITING, "adults": "1", "email": f"ada{n}@example.org"}).status_code == 302
    late = known.post(url, {**WAITING, "adults": "1", "email": "ada2@example.org"})
    assert (late.status_code, WaitEntry.objects.count()) == (429, 2)
    assert late["Retry-After"]
    assert b"ada2@example.org" in late.content


def test_links_are_mailed_only_so_often_to_one_network():
    for n in range(5):
        a_booking(contact=a_contact(f"ada{n}@example.org"))
    before = Email.objects.count()
    url = Visitor().url("send-link")
    answers = [somebody().post(url, {"email": f"ada{n}@example.org"}) for n in range(5)]
    assert [answer.status_code for answer in answers] == [302] * 4 + [429]
    assert Email.objects.count() == before + 4
    assert b"ada4@example.org" in answers[-1].content


def a_link(booking: Booking) -> str:
    """The token of one more mailed link to a booking."""
    return services.links.issue_link(email_norm=booking.email_norm, now=NOW, booking=booking)


def test_the_survey_is_limited_and_keeps_what_was_typed(settings, open_days):
    settings.FORM_LIMITS["survey"] = {"session": "", "network": "1/d"}
    bookings = [a_booking(), a_booking()]
    first, second = (Visitor().url("survey", a_link(booking)) for booking in bookings)
    open_days.move_to(bookings[0].slot.ends_at + dt.timedelta(hours=20))
    assert somebody().client.post(first, {"stars": "5"}).status_code == 302
    late = somebody().client.post(second, {"stars": "4", "comment": "A fine forge"})
    assert (late.status_code, SurveyAnswer.objects.count()) == (429, 1)
    assert b"A fine forge" in late.content
    assert somebody(LIBRARY).client.post(second, {"stars": "4"}).status_code == 302


def test_who_guesses_links_is_stopped_and_a_true_link_still_opens():
    url = Visitor().url
    guesses = [url("open-link", f"guess-{n}") for n in range(3)]
    guesses += [url(name, "guess") for name in ("reminder-coming", "survey")]
    assert [somebody().post(guess).status_code for guess in guesses] == [404] * 4 + [429]
    assert somebody().post(url("open-link", a_link(a_booking()))).status_code == 302


# Settings ------------------------------------------------------------------------------


@pytest.mark.parametrize("rate", ["20", "20/10x", "0/10m", "20/0m", "many/10m"])
def test_a_limit_that_cannot_be_read_stops_the_process(settings, rate: str):
    settings.FORM_LIMITS["places"] = {"session": rate, "network": ""}
    assert [error.id for error in form_limits_can_be_read(None)] == ["events.E003"]


def test_the_limits_of_the_settings_can_be_read(settings):
    assert "events.E003" not in [message.id for message in run_checks()]


def test_a_deployment_is_told_when_networks_cannot_be_told_apart(settings):
    assert [warning.id for warning in networks_can_be_told_apart(None)] == ["events.W004"]
    settings.BEHIND_PROXY = True
    assert networks_can_be_told_apart(None) == []
