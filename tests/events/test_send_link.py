""" "Send me my link": the same answer to everybody, a mail only to who has something to open."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext
from post_office.models import Email

from events import services
from events.models import AccessLink, Booking
from tests.builders.events import NOW, a_booking, a_contact, a_party, a_slot
from tests.events.visitor import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_days")]


def asks_for_link(email: str, visitor: Visitor | None = None):
    visitor = visitor or Visitor()
    return visitor.post(visitor.url("send-link"), {"email": email})


def sent_after(count: int) -> list[Email]:
    """The mails queued since there were `count`."""
    return list(Email.objects.order_by("pk")[count:])


def test_the_mail_opens_all_bookings_of_the_address():
    contact = a_contact("ada@example.org")
    bookings = [
        a_booking(contact=contact),
        a_booking(a_slot(starts_at=NOW + dt.timedelta(days=44)), contact=contact),
    ]
    before = Email.objects.count()
    asks_for_link("ada@example.org", Visitor("en"))
    (mail,) = sent_after(before)
    path = re.search(r"http://testserver(\S+)", mail.message).group(1)
    phone = Client()
    assert phone.get(path).status_code == 200
    assert phone.post(path)["Location"] == Visitor("en").url("my-bookings")
    page = phone.get(Visitor("en").url("my-bookings")).content.decode()
    assert all(booking.code_for_people in page for booking in bookings)


def test_the_answer_is_the_same_whether_or_not_the_address_is_known():
    a_booking(contact=a_contact("ada@example.org"))
    before = Email.objects.count()
    known, unknown = asks_for_link("ada@example.org"), asks_for_link("nobody@example.org")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    pages = [Visitor().get(answer["Location"]).content for answer in (known, unknown)]
    assert pages[0] == pages[1]
    assert known.cookies.keys() == unknown.cookies.keys()
    assert [mail.to for mail in sent_after(before)] == [["ada@example.org"]]


def test_nothing_is_written_for_an_unknown_address():
    assert services.send_my_link(email="nobody@example.org", language="it", now=NOW) is False
    assert (Email.objects.count(), AccessLink.objects.count()) == (0, 0)


def test_a_place_on_the_waiting_list_is_enough():
    slot = a_slot(places=1)
    a_booking(slot)
    slot.refresh_from_db()
    services.join_waiting_list(
        programme=slot.programme,
        slot=slot,
        party=a_party(),
        contact=a_contact("ada@example.org"),
        language="it",
        edition_id=slot.visit.edition_id,
        now=NOW,
    )
    assert services.send_my_link(email="ada@example.org", language="it", now=NOW) is True


def test_at_most_three_mails_per_address_and_day():
    a_booking(contact=a_contact("ada@example.org"))
    a_booking(contact=a_contact("bob@example.org"))
    asked = [services.send_my_link(email="ada@example.org", language="it", now=NOW) for _ in range(5)]
    assert asked == [True, True, True, False, False]
    assert services.send_my_link(email="bob@example.org", language="it", now=NOW) is True
    tomorrow = NOW + dt.timedelta(hours=24, minutes=1)
    assert services.send_my_link(email="ada@example.org", language="it", now=tomorrow) is True


def test_beyond_the_limit_the_answer_is_the_same():
    a_booking(contact=a_contact("ada@example.org"))
    answers = {asks_for_link("ada@example.org")["Location"] for _ in range(5)}
    assert len(answers) == 1


def test_case_and_spaces_do_not_matter():
    a_booking(contact=a_contact("Ada@Example.org"))
    before = Email.objects.count()
    asks_for_link("  aDA@eXample.ORG ")
    assert [mail.to for mail in sent_after(before)] == [["Ada@Example.org"]]


@pytest.mark.parametrize(
    "typed", ["ada@stra\u00dfe.example", "\u212adam@example.org", "a\u017fter@example.org"]
)
def test_letters_that_only_look_alike_do_not_open_somebody_elses_bookings(typed: str):
    """ß folds to ss, the Kelvin sign to k, the long s to s: an old way to steal accounts."""
    for victim in ("ada@strasse.example", "kdam@example.org", "aster@example.org"):
        a_booking(contact=a_contact(victim))
    before = Email.objects.count()
    services.send_my_link(email=typed, language="it", now=NOW)
    assert sent_after(before) == []
    assert a_contact(typed).email_norm not in set(Booking.objects.values_list("email_norm", flat=True))


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_mail_speaks_the_language_of_the_page(language: str):
    a_booking(contact=a_contact("ada@example.org"))
    before = Email.objects.count()
    asks_for_link("ada@example.org", Visitor(language))
    (mail,) = sent_after(before)
    assert f"http://testserver/{language}/" in mail.message
    assert f'<html lang="{language}">' in mail.html_message
    with translation.override(language):
        assert mail.subject == gettext("The link to the bookings")


@pytest.mark.parametrize(
    "typed", ["", "ada", "a@b.it,c@d.it", "ada@example.org\nBcc: x@y.it", "a" * 300 + "@b.it"]
)
def test_what_is_no_address_is_said_at_the_field(typed: str):
    answer = asks_for_link(typed)
    assert answer.status_code == 422
    assert b'id="id_email_error"' in answer.content


def test_asking_by_get_sends_nothing():
    a_booking(contact=a_contact("ada@example.org"))
    before = Email.objects.count()
    url = Visitor().url("send-link")
    assert Client().get(url, {"email": "ada@example.org"}).status_code == 200
    assert Email.objects.count() == before


def test_the_page_is_linked_from_my_bookings_and_from_an_unknown_link():
    visitor = Visitor()
    for url in (visitor.url("my-bookings"), visitor.url("open-link", "unknown")):
        assert f'href="{visitor.url("send-link")}"' in visitor.get(url).content.decode()


def test_the_mail_gives_no_detail_away():
    """No person, no code: whoever asked may not be who reads it."""
    booking = a_booking(contact=a_contact("ada@example.org", name="Ada Segretissima"))
    before = Email.objects.count()
    asks_for_link("ada@example.org")
    (mail,) = sent_after(before)
    for secret in ("Segretissima", booking.code, booking.code_for_people):
        assert secret not in mail.message + mail.html_message + mail.subject
