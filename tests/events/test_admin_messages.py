"""The desk writes to everybody of a filter: in each visitor's language, once, after looking at it."""

import datetime as dt
import re
import uuid
from html import unescape

import pytest
from django.db import connection
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from events import rules, services
from events.admin import booking_search
from events.models import AccessLink, Booking, Message, MessageRecipient
from events.roles import Role
from events.services import messages as service
from events.tokens import hash_token
from tests.builders.events import NOW, a_booking, a_contact, a_slot
from tests.builders.staff import a_staff_client
from tests.events.at_desk import text_of

pytestmark = pytest.mark.django_db

WORDS = {
    "subject_it": "Parcheggio chiuso",
    "text_it": "Usare il cancello 2.\n\nGrazie <b>a tutti</b>.",
    "subject_en": "Car park closed",
    "text_en": "Use gate 2.",
}


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def client() -> Client:
    return a_staff_client(Role.DESK)


@pytest.fixture
def two_languages() -> list[Booking]:
    """An Italian and an English booking of one slot; no mail is left in the queue."""
    slot = a_slot()
    booked = [
        a_booking(slot, language="it", contact=a_contact("ada@example.org", "Ada")),
        a_booking(slot, language="en", contact=a_contact("bob@example.org", "Bob")),
    ]
    Email.objects.all().delete()
    return booked


def write(slot_id: int) -> str:
    return f"{reverse('bookings_bookings:message')}?slot={slot_id}"


def page(client: Client, url: str, **data: str) -> HttpResponse:
    """Open the page, then press a button with the words filled in."""
    intent = client.get(url).context["form"]["intent"].value()
    return client.post(url, {"intent": intent, **WORDS, **data}, follow=True)


def send(client: Client, url: str, **data: str) -> HttpResponse:
    """Look at the preview, then press the last button."""
    seen = page(client, url, **data)
    form = seen.context["form"]
    words = {name: form[name].value() for name in form.fields}
    return client.post(url, {**words, "seal": seen.context["seal"], "confirm": "yes"}, follow=True)


def test_everybody_gets_the_mail_once_in_their_own_language(client: Client, two_languages: list[Booking]):
    other = a_booking(contact=a_contact("else@example.org"))
    Email.objects.all().delete()
    send(client, write(two_languages[0].slot_id))
    mails = {mail.to[0]: mail for mail in Email.objects.all()}
    assert set(mails) == {"ada@example.org", "bob@example.org"}
    assert other.email not in mails
    italian, english = mails["ada@example.org"], mails["bob@example.org"]
    assert (italian.subject, english.subject) == ("Parcheggio chiuso", "Car park closed")
    assert "Usare il cancello 2." in italian.message
    assert "Giovedì 28 ottobre 2027" in italian.message
    assert "Thursday 28 October 2027" in english.message
    assert "Cofinanziato dall" in italian.message
    assert "Co-funded by the European Union" in english.html_message
    assert "&lt;b&gt;a tutti&lt;/b&gt;" in italian.html_message
    message = Message.objects.get()
    assert (message.mails, message.scope) == (2, "Slot: Officine Prova, Thursday 28 October 2027, 10:00")


def test_the_link_in_the_mail_opens_this_booking(client: Client, two_languages: list[Booking]):
    send(client, write(two_languages[0].slot_id))
    mail = next(mail for mail in Email.objects.all() if mail.to == ["ada@example.org"])
    token = re.search(r"/([A-Za-z0-9_-]{43})/", mail.message).group(1)
    assert AccessLink.objects.get(token_hash=hash_token(token)).booking == two_languages[0]


def test_a_language_that_somebody_reads_must_not_be_missing(client: Client, two_languages: list[Booking]):
    response = page(client, write(two_languages[0].slot_id), text_en="  ")
    assert set(response.context["form"].errors) == {"text_en"}
    assert response.context["form"]["text_it"].value() == WORDS["text_it"]
    assert not Email.objects.exists()


def test_a_language_that_nobody_reads_can_stay_empty(client: Client):
    booking = a_booking(language="it")
    Email.objects.all().delete()
    send(client, write(booking.slot_id), subject_en="", text_en="")
    assert Email.objects.count() == 1


def test_the_preview_shows_the_mails_with_a_sample_and_sends_nothing(
    client: Client, two_languages: list[Booking]
):
    response = page(client, write(two_languages[0].slot_id))
    html = unescape(response.content.decode())
    assert [sample["code"] for sample in response.context["samples"]] == ["en", "it"]
    assert "Name Surname" in html
    assert "Ada" not in html
    assert "Send 2 mails" in text_of(response)
    assert not Email.objects.exists()


def test_a_test_goes_to_oneself_only(client: Client, two_languages: list[Booking]):
    page(client, write(two_languages[0].slot_id), test="yes")
    assert all(mail.to[0].startswith("staff") for mail in Email.objects.all())
    assert Email.objects.count() == 2
    assert not Message.objects.exists()


def test_two_clicks_send_once(client: Client, two_languages: list[Booking]):
    url = write(two_languages[0].slot_id)
    seen = page(client, url)
    data = {**WORDS, "intent": seen.context["form"]["intent"].value(), "seal": seen.context["seal"]}
    for _click in range(2):
        client.post(url, {**data, "confirm": "yes"})
    assert (Message.objects.count(), MessageRecipient.objects.count(), Email.objects.count()) == (1, 2, 2)


@pytest.mark.parametrize("what", ["comes", "goes"])
def test_who_came_or_went_since_the_preview_is_shown_before_anything_is_sent(
    client: Client, two_languages: list[Booking], what: str
):
    url = write(two_languages[0].slot_id)
    seen = page(client, url)
    if what == "comes":
        a_booking(two_languages[0].slot)
    else:
        services.cancel_booking(booking_id=two_languages[1].pk, now=NOW)
    Email.objects.all().delete()
    data = {**WORDS, "intent": seen.context["form"]["intent"].value(), "seal": seen.context["seal"]}
    response = client.post(url, {**data, "confirm": "yes"}, follow=True)
    assert "has changed in the meantime" in text_of(response)
    assert not Email.objects.exists()
    again = {**data, "seal": response.context["seal"], "confirm": "yes"}
    client.post(url, again)
    assert Email.objects.count() == (3 if what == "comes" else 1)


def test_a_filter_that_cannot_be_read_reaches_nobody(client: Client):
    a_booking()
    response = client.get(reverse("bookings_bookings:message"), {"day": "domani"})
    assert response.context["recipients"].bookings == []
    with pytest.raises(rules.Refusal, match=r".") as refused:
        service.send_message(
            bookings=Booking.objects.none(),
            seal="",
            subjects={},
            texts={},
            scope="",
            by=None,
            intent=uuid.uuid4(),
            now=NOW,
        )
    assert refused.value.code == "no_recipients"


def test_what_was_sent_stays_to_read_and_names_no_search_word(client: Client, two_languages: list[Booking]):
    send(client, f"{reverse('bookings_bookings:message')}?q=ada@example.org&day=2027-10-28")
    message = Message.objects.get()
    assert message.scope == "Day: Thursday 28 October 2027; search words"
    listed = text_of(client.get(reverse("bookings_messages:index")))
    assert "Parcheggio chiuso" in listed
    shown = text_of(client.get(reverse("bookings_messages:inspect", args=[message.pk])))
    assert "Usare il cancello 2." in shown
    history = text_of(client.get(reverse("bookings_bookings:inspect", args=[two_languages[0].pk])))
    assert "Message “Parcheggio chiuso”: waits to be sent" in history


@pytest.mark.parametrize("role", [Role.EDITOR, Role.GATE, Role.REGION])
def test_without_the_right_nobody_writes_to_visitors(role: Role, two_languages: list[Booking]):
    client = a_staff_client(role)
    url = write(two_languages[0].slot_id)
    assert client.get(url).status_code == 302
    client.post(url, {**WORDS, "intent": uuid.uuid4(), "confirm": "yes"})
    assert client.get(reverse("bookings_messages:index")).status_code == 302
    assert not Email.objects.exists()


def test_sending_costs_the_same_with_many_bookings():
    def queries_for(bookings: int) -> int:
        slot = a_slot()
        for _number in range(bookings):
            a_booking(slot)
        found = Booking.objects.filter(slot=slot)
        seal = service.recipients_of(found).seal
        with CaptureQueriesContext(
            connection,
        ) as context:
            service.send_message(
                bookings=found,
                seal=seal,
                subjects={"it": "Avviso"},
                texts={"it": "Testo"},
                scope="",
                by=None,
                intent=uuid.uuid4(),
                now=NOW + dt.timedelta(minutes=1),
            )
        return len(context)

    assert queries_for(2) == queries_for(6)


def test_who_reads_a_language_the_site_no_longer_has_gets_the_first_one(client: Client):
    slot = a_slot()
    a_booking(slot, language="fr", contact=a_contact("marie@example.org", "Marie"))
    Email.objects.all().delete()
    only_italian = {"intent": uuid.uuid4(), "subject_it": "Parcheggio", "text_it": "Cancello 2."}
    shown = client.post(write(slot.pk), only_italian)
    client.post(write(slot.pk), {**only_italian, "seal": shown.context["seal"], "confirm": "yes"})
    mail = Email.objects.get()
    assert mail.to == ["marie@example.org"]
    assert "Cancello 2." in mail.message


def test_search_words_that_no_database_reads_reach_nobody(client: Client, two_languages: list[Booking]):
    shown = client.get(reverse("bookings_bookings:message"), {"q": "a\x00b"})
    assert shown.context["recipients"].bookings == []
    assert booking_search.find(QueryDict("q=%00")) is None
