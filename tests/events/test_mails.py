"""What the mails say, word for word in both languages, and that their links do nothing when opened.

`UPDATE_GOLDEN=1 pytest tests/events/test_mails.py` writes the files in golden/ again: read the
difference before it is committed.
"""

import datetime as dt
import os
import re
import uuid
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from post_office.models import Email

from events import services, tokens
from events.calendars import slot_calendar
from events.hosting import HostInfo, VisitPlace
from events.models import Booking, Edition, Notice, Programme, Slot, Visit, WaitEntry
from events.services import notices
from events.services.messages import render_message
from tests.builders.events import NOW, a_booking, a_contact, a_party, a_slot

GOLDEN = Path(__file__).parent / "golden"
LANGUAGES = ["it", "en"]
NOTE = {"it": "La linea si ferma per manutenzione.", "en": "The line stops for maintenance."}


# What is told, without a database: rendering a mail makes no query -----------------------


def at(day: int, hour: int) -> dt.datetime:
    """An hour UTC in October 2027: two hours less than in Rome."""
    return dt.datetime(2027, 10, day, hour, tzinfo=dt.UTC)


def the_slot(pk: int = 7, **changes: object) -> Slot:
    """Thursday 28 October 2027, 10:00 to 11:00 in Rome."""
    programme = Programme(pk=uuid.UUID(int=7), name="Officine Prova")
    edition = Edition(name="Edizione 2027")
    visit = Visit(programme=programme, edition=edition)
    values = {"starts_at": at(28, 8), "ends_at": at(28, 9), "capacity": 15, **changes}
    return Slot(pk=pk, visit=visit, programme=programme, **values)


def the_party() -> dict:
    """Two adults and a child."""
    return {"places": 3, "adults": 2, "minors_6_10": 1, "contact_name": "Ada <Bianchi> & figli"}


def the_booking(language: str, **changes: object) -> Booking:
    """Confirmed, with the code ABCD-2345."""
    values = {
        "intent": uuid.UUID(int=12),
        "slot": the_slot(),
        "code": "ABCD2345",
        "status": Booking.Status.CONFIRMED,
        **the_party(),
    }
    return Booking(language=language, **(values | changes))


def the_host() -> HostInfo:
    """A plant with everything a mail can say of it."""
    place = VisitPlace("Officine Prova", "Via dell’Officina 1", "Torino", "TO", 45.0703, 7.6869)
    bring = ["Documento / Document", "Scarpe / Shoes"]
    way = "Tram 4, fermata Officina / stop Officina."
    return HostInfo("Officine Prova", "http://testserver/it/fabbriche/officine-prova/", place, bring, way)


def an_offer(language: str, **changes: object) -> Booking:
    """Places held until Wednesday 27 October, 12:00 in Rome."""
    values = {"status": Booking.Status.HELD, "held_until": at(27, 10), "wait_entry": WaitEntry(pk=3)}
    return the_booking(language, **(values | changes))


def a_party_waiting(language: str) -> WaitEntry:
    """On the list of the slot of 28 October."""
    slot = the_slot()
    return WaitEntry(slot=slot, programme=slot.programme, language=language, **the_party())


def rendered(kind: str, language: str) -> notices.RenderedMail:
    """The mail of a kind with all that it may carry, and the token TOKEN."""
    others = [the_slot(8, starts_at=at(29, 8), ends_at=at(29, 9)), the_slot(9)]
    old_slot = Slot(pk=7, starts_at=at(29, 12), ends_at=at(29, 13))
    if kind.startswith("waiting"):
        said = {
            Notice.Kind.WAITING: {},
            Notice.Kind.WAITING_MOVED: {"note": NOTE, "old_slot": old_slot},
            Notice.Kind.WAITING_ENDED: {"note": NOTE, "alternatives": others},
        }[kind]
        return notices.render_waiting_mail(kind, a_party_waiting(language), the_host(), token="TOKEN", **said)
    extra = {
        Notice.Kind.MOVED: {"old_slot": old_slot, "note": NOTE},
        Notice.Kind.CANCELLED_BY_STAFF: {"note": NOTE, "alternatives": others},
    }.get(kind, {})
    return notices.render_booking_mail(kind, booking_for(kind, language), the_host(), token="TOKEN", **extra)


def a_message(language: str) -> notices.RenderedMail:
    """What the desk writes to many, as one of them gets it."""
    texts = {
        "it": "Il parcheggio è chiuso.\n\nUsare il cancello 2 <a destra>.",
        "en": "The car park is closed.\n\nUse gate 2 <on the right>.",
    }
    subjects = {"it": "Parcheggio chiuso", "en": "Car park closed"}
    return render_message(the_booking(language), subjects, texts, the_host(), token="TOKEN")


def booking_for(kind: str, language: str) -> Booking:
    if kind in (Notice.Kind.OFFER, Notice.Kind.OFFER_EXPIRED):
        return an_offer(language)
    if kind == Notice.Kind.CANCELLED_BY_STAFF:
        return the_booking(language, slot=the_slot(status="cancelled"))
    if kind == Notice.Kind.CHANGED:
        return the_booking(language, phone="+39 011 1234567", names=["Ada Bianchi", "Ugo Neri", "Lia Neri"])
    return the_booking(language)


class _Words(HTMLParser):
    """The words of an HTML mail with the addresses of its links, a line per block."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list) -> None:
        values = dict(attrs)
        if tag in ("h1", "h2", "p", "li", "td", "br", "title"):
            self.text += "\n"
        if tag == "a":
            self.text += f"<{values['href']}> "
        if tag == "img":
            self.text += f"[{values['alt']}: {values['src']}]"

    def handle_data(self, data: str) -> None:
        self.text += re.sub(r"\s+", " ", data)


def words_of(html: str) -> str:
    """An HTML mail as a reader without pictures and styles gets it."""
    parser = _Words()
    parser.feed(html)
    lines = (re.sub(r" +", " ", line).strip() for line in parser.text.splitlines())
    return "\n".join(line for line in lines if line)


def as_text(mail: notices.RenderedMail) -> str:
    said = f"{mail.subject}\n\n{mail.text}\n===== HTML\n{words_of(mail.html)}\n"
    return said.replace(tokens.sign_calendar(uuid.UUID(int=12)), "CALENDAR")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [*Notice.Kind.values, "my_link", "message"])
def test_mail_says_what_it_said_when_it_was_last_read(kind: str, language: str) -> None:
    file = GOLDEN / f"{kind}.{language}.txt"
    if kind == "my_link":
        said = as_text(notices.render_link_mail(language=language, token="TOKEN"))
    elif kind == "message":
        said = as_text(a_message(language))
    else:
        said = as_text(rendered(kind, language))
    if os.environ.get("UPDATE_GOLDEN"):
        file.write_text(said, encoding="utf-8")
    assert said == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", Notice.Kind.values)
class TestEveryMail:
    def test_names_the_union_in_full_with_its_emblem(self, kind: str, language: str) -> None:
        mail = rendered(kind, language)
        statement, emblem = {
            "it": ("Cofinanziato dall’Unione europea", "Emblema dell’Unione europea"),
            "en": ("Co-funded by the European Union", "Emblem of the European Union"),
        }[language]
        assert statement in mail.text
        assert statement in mail.html
        assert f'alt="{emblem}"' in mail.html

    def test_is_complete_as_plain_text(self, kind: str, language: str) -> None:
        mail = rendered(kind, language)
        links = set(re.findall(r'href="([^"]+)"', mail.html)) - {settings.SITE_URL}
        assert all(link in mail.text for link in links)
        assert "Ada <Bianchi> & figli" in mail.text
        assert "Ada &lt;Bianchi&gt; &amp; figli" in mail.html

    def test_loads_nothing_from_elsewhere_and_watches_nobody(self, kind: str, language: str) -> None:
        html = rendered(kind, language).html
        images = re.findall(r"<img[^>]*>", html)
        addresses = re.findall(r'(?:href|src)="([^"]+)"', html)
        assert [re.search(r'src="([^"]+)"', image).group(1) for image in images] == [
            f"{settings.SITE_URL}/static/portal/img/eu-emblem.png"
        ]
        assert all(address.startswith(settings.SITE_URL) for address in addresses)
        assert "url(" not in html

    def test_is_written_in_its_language(self, kind: str, language: str) -> None:
        mail = rendered(kind, language)
        assert f'<html lang="{language}">' in mail.html
        assert "\n" not in mail.subject
        assert ("28 October 2027" in mail.text) == (language == "en")
        assert ("28 ottobre 2027" in mail.text) == (language == "it")


# Cases within a kind ---------------------------------------------------------------------


def test_offer_that_is_moved_says_its_deadline_and_no_code() -> None:
    old = Slot(pk=7, starts_at=at(29, 12), ends_at=at(29, 13))
    mail = notices.render_booking_mail("moved", an_offer("en"), the_host(), token="TOKEN", old_slot=old)
    assert "held until Wednesday 27 October at 12:00" in mail.text
    assert "ABCD" not in mail.text + mail.html


def test_calendar_file_is_the_same_whatever_slot_the_booking_is_in() -> None:
    old = Slot(pk=6, starts_at=at(29, 12), ends_at=at(29, 13))
    moved = notices.render_booking_mail("moved", the_booking("en"), the_host(), token="T", old_slot=old)
    confirmed = rendered("confirmed", "en")
    link = re.search(r"http://testserver/en/book/calendar/\S+\.ics", confirmed.text).group()
    assert link in moved.text
    assert "updates the entry saved before" in moved.text


def test_offer_that_is_withdrawn_has_no_calendar_entry_to_cancel() -> None:
    for kind in ("cancelled", "cancelled_by_staff"):
        mail = notices.render_booking_mail(kind, an_offer("en"), the_host(), token="T")
        assert ".ics" not in mail.text + mail.html
        assert ".ics" in rendered(kind, "en").text


def test_party_whose_slot_is_cancelled_may_wait_for_any_other_when_none_is_free() -> None:
    said = {"note": {}, "alternatives": [], "may_wait": True}
    mail = notices.render_waiting_mail("waiting_ended", a_party_waiting("en"), the_host(), token="T", **said)
    assert re.search(r"Wait for any slot of this plant:\nhttp://testserver/en/book/wait/\S+/", mail.text)
    assert "Wait for any slot of this plant" in mail.html
    lonely = notices.render_waiting_mail("waiting_ended", a_party_waiting("en"), the_host(), token="T")
    assert "any slot" not in lonely.text + lonely.html
    assert the_host().url in lonely.text


def test_party_that_waits_for_any_slot_keeps_its_position() -> None:
    entry = WaitEntry(language="en", **the_party())
    joined = notices.render_waiting_mail("waiting", entry, the_host(), token="TOKEN")
    assert joined.subject == "On the waiting list: Officine Prova, any slot"
    expired = an_offer("en", wait_entry=entry)
    mail = notices.render_booking_mail("offer_expired", expired, the_host(), token="TOKEN")
    assert "The position on the waiting list stays" in mail.text


def test_booking_cancelled_because_the_visitor_asked_says_so_with_the_note() -> None:
    mail = notices.render_booking_mail("cancelled", the_booking("en"), the_host(), token="T", note=NOTE)
    assert "is cancelled, as asked" in mail.text
    for body in (mail.text, mail.html):
        assert NOTE["en"] in body
        assert "organisers" not in body


def test_booking_cancelled_by_staff_names_no_cancelled_visit() -> None:
    mail = notices.render_booking_mail("cancelled_by_staff", the_booking("en"), the_host(), token="TOKEN")
    assert "The organisers have cancelled this booking." in mail.text
    assert the_host().url in mail.text


# Links (I10) -----------------------------------------------------------------------------


def everything() -> dict[str, list]:
    """Every row of every table."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
    }


def told(kind: str) -> Email:
    """A mail of this kind, queued by the services."""
    if kind in ("offer", "waiting"):
        slot = a_slot(places=1)
        booking = a_booking(slot)
        slot.refresh_from_db()
        services.join_waiting_list(
            programme=slot.programme,
            slot=slot,
            party=a_party(),
            contact=a_contact(),
            language="it",
            edition_id=slot.visit.edition_id,
            now=NOW,
        )
        if kind == "offer":
            services.cancel_booking(booking_id=booking.pk, now=NOW)
    else:
        booking = Booking.objects.with_slot().get(pk=a_booking().pk)
        if kind == "reminder":
            notices.tell(kind, booking, now=NOW)
    return Notice.objects.get(kind=kind).email


@pytest.mark.django_db
@pytest.mark.usefixtures("open_days")
@pytest.mark.parametrize("kind", ["confirmed", "offer", "waiting", "reminder"])
def test_links_opened_ten_times_change_nothing(kind: str) -> None:
    links = re.findall(rf"{settings.SITE_URL}(/\S+)", told(kind).message)
    assert any(link.startswith("/it/prenota/apri/") for link in links)
    Client().get(reverse("events:my-bookings"))  # a site's first page, whichever, makes its settings
    before = everything()
    for link in links:
        for _ in range(10):
            assert Client().get(link).status_code == 200
            assert Client().head(link).status_code == 200
    assert everything() == before


# Calendar --------------------------------------------------------------------------------


@pytest.mark.django_db
def test_moved_slot_replaces_its_calendar_entry_and_names_nobody() -> None:
    slot = a_slot()
    booking = a_booking(slot)
    host = HostInfo("Officine Prova")
    before = Calendar.from_ical(slot_calendar(slot, host, now=NOW)).walk("VEVENT")[0]
    later = slot.starts_at + dt.timedelta(hours=2)
    moved = services.move_slot(slot_id=slot.pk, starts_at=later, note={}, now=NOW)
    raw = slot_calendar(moved, host, now=NOW)
    after = Calendar.from_ical(raw).walk("VEVENT")[0]
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after["dtstart"].dt == later
    for personal in (booking.code, booking.contact_name, booking.email, "apri/", "link/", "le-mie/"):
        assert personal not in raw.decode()
