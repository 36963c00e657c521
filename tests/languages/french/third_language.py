"""The whole portal with French switched on. Run by tests/languages/test_third_language.py in a process
of its own, because languages are read when Django starts.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from unittest import mock

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.test import Client, TestCase
from django.utils import translation
from icalendar import Calendar
from post_office.models import Email
from pypdf import PdfReader
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.views.edit_translation import apply_machine_translation

from events.models import Booking, Notice, Visit
from events.services import notices
from factories.models import Sector
from home.models import Menu, Topic
from media.models import PortalImage
from tests.browser.pages import PAGES, PublicPage
from tests.browser.walks import Walk
from tests.browser.world import LONG_NAME, World, a_world
from tests.builders.events import NOW
from tests.builders.pages import an_administrator
from tests.events import test_mails
from tests.events.visitor import Visitor
from tests.languages.french.marks import CLOSE, OPEN, MarkingTranslator, marked
from tests.languages.reading import pieces

pytestmark = pytest.mark.django_db

NAMES = (
    "Fabbriche Aperte|Piemonte|Regione Piemonte|Torino|Biella|Verbania|Cuneo|Ada|Bianchi|figli|Bruno"
    "|Costa|Carla|Dho|Via del Maglio|Via dell’Officina|Italiano|English|Français|QR|PDF|PEC|TO|BI|VB|CN"
    "|km|ics|Officine Prova|Lanificio|Forno|Torinese|x{9,}|Bello|astronave|Direttrice"
    "|Quanti gradini|Fuori regione"
)
"""Names of places, people and plants; what visitors, applicants and editors typed."""
NOT_WORDS = re.compile(rf"https?://\S+|[\w.]+@[\w.]+|\b[A-Z0-9]{{4}}-[A-Z0-9]{{4}}\b|\b(?:{NAMES})\b")
TWO_LANGUAGES = {"500", "503", "too many at once"}
"""Plain files, made beforehand: tests/languages/test_plain_pages.py."""
ONLY_ITALIAN_ADDRESSES = {"forbidden"}


def left_over(text: str) -> str:
    """What stands outside the marks and is no name: a text that was not translated."""
    kept, depth = [], 0
    for sign in text:
        depth += (sign == OPEN) - (sign == CLOSE)
        if depth <= 0 and sign not in (OPEN, CLOSE):
            kept.append(sign)
        depth = max(depth, 0)
    rest = NOT_WORDS.sub(" ", "".join(kept).replace(LONG_NAME, ""))
    return " ".join(re.findall(r"[^\W\d_]{2,}", rest))


def foreign(html: str) -> list[str]:
    """Pieces of a page that say to be French and are not."""
    return [
        f"{left_over(p.text)!r} in {p.text!r}"
        for p in pieces(html)
        if p.language == "fr" and left_over(p.text)
    ]


def translate(thing, french: Locale, translator) -> None:
    """Submit something for translation, let the machine do it, have it checked, publish it."""
    source, _ = TranslationSource.get_or_create_from_instance(thing)
    made, _ = Translation.objects.get_or_create(source=source, target_locale=french)
    # What the machine writes goes into a draft; what has no drafts is live at once.
    made.save_target(publish=not isinstance(thing, Page))
    apply_machine_translation(made.pk, translator, MarkingTranslator({}))
    checked = StringTranslation.TRANSLATION_TYPE_MANUAL
    StringTranslation.objects.filter(locale=french).update(translation_type=checked)
    with TestCase.captureOnCommitCallbacks(execute=True):
        made.save_target(publish=True)


@pytest.fixture(scope="module")
def clock(django_db_setup, django_db_blocker) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture(scope="module")
def world(clock, django_db_blocker) -> Iterator[World]:
    """The world of the browser tests, translated into French by the machine, at NOW; for all tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _french_world()
        transaction.set_rollback(True)


def _french_world() -> World:
    made = a_world()
    french, ada = Locale.objects.create(language_code="fr"), an_administrator()
    pages = Page.objects.filter(locale=made.kit.italian, depth__gt=1).order_by("path").specific()
    things = [model.objects.filter(locale=made.kit.italian) for model in (Sector, Topic)]
    for thing in [*things[0], *things[1], *pages, *Menu.objects.filter(locale=made.kit.italian)]:
        translate(thing, french, ada)
    for image in PortalImage.objects.all():
        image.alt_texts["fr"] = marked(image.alt_texts["it"])
        image.save()
    for visit in Visit.objects.all():
        visit.labels["fr"] = marked(visit.labels["it"])
        visit.save()
    return made


def walk_to(page: PublicPage, world: World, clock: time_machine.Traveller):
    """A page as a French visitor gets it; the world stays as it was."""
    clock.move_to(NOW, tick=False)
    cache.clear()
    with transaction.atomic(), translation.override("fr"):
        client = Client(HTTP_HOST="testserver", REMOTE_ADDR="151.12.34.56", HTTP_ACCEPT_LANGUAGE="fr")
        response = page.arrive(Walk(world, "fr", client, clock))
        transaction.set_rollback(True)
    return response


def test_every_public_page_in_every_state_is_french(world, clock):
    problems = []
    for page in PAGES:
        if page.name in TWO_LANGUAGES | ONLY_ITALIAN_ADDRESSES:
            continue
        response = walk_to(page, world, clock)
        if response.status_code != page.status:
            problems.append(f"{page.name}: {response.status_code}, not {page.status}")
        problems += [f"{page.name}: {line}" for line in foreign(response.content.decode())]
        assert 'lang="fr"' in response.content.decode()
    assert not problems, "\n" + "\n".join(dict.fromkeys(problems))


def test_a_french_visitor_books_and_everything_they_get_is_french(world, clock):
    visitor = Visitor("fr", Client(HTTP_ACCEPT_LANGUAGE="fr"))
    assert visitor.get("/")["Location"] == "/fr/"
    slot = world.elsewhere
    answer = visitor.books(slot)
    booking = Booking.objects.get(slot=slot)
    assert booking.language == "fr"
    assert answer["Location"].startswith("/fr/book-fr/receipt-fr/")
    mail = Email.objects.latest("pk")
    assert left_over(mail.subject) == ""
    assert [line for line in mail.message.splitlines() if left_over(line)] == []
    assert foreign(mail.html_message) == []
    assert 'lang="fr"' in mail.html_message
    links = re.findall(r"http://testserver(/[^\s\"<>]*)", mail.message)
    assert links
    assert all(link.startswith(("/fr/", "/static/")) for link in links)


def test_the_ticket_and_the_calendar_are_french(world):
    visitor = Visitor("fr")
    visitor.books(world.elsewhere)
    booking = Booking.objects.get(slot=world.elsewhere)
    sheet = visitor.get(visitor.url("ticket-pdf", booking.code)).content
    reader = PdfReader(BytesIO(sheet))
    assert reader.trailer["/Root"]["/Lang"] == "fr"
    words = " ".join(page.extract_text() for page in reader.pages).replace(booking.code_for_people, "")
    assert left_over(" ".join(words.split())) == ""
    entry = Calendar.from_ical(visitor.get(visitor.url("slot-calendar", world.elsewhere.pk)).content)
    for event in entry.walk("VEVENT"):
        said = [str(event.get(name, "")) for name in ("SUMMARY", "DESCRIPTION")]
        assert [left_over(text) for text in said] == ["", ""]


def without_pages_words(text: str) -> str:
    """A mail without what its plant's page says: the example is in two languages at once."""
    for words in ("Documento / Document", "Scarpe / Shoes", "Tram 4, fermata Officina / stop Officina."):
        text = text.replace(words, "")
    return text


@pytest.mark.parametrize("kind", [*Notice.Kind.values, "my_link"])
def test_every_mail_is_french(kind):
    if kind == "my_link":
        mail = notices.render_link_mail(language="fr", token="TOKEN")
    else:
        note = {code: marked("La linea si ferma.") for code in ("it", "en", "fr")}
        with mock.patch.object(test_mails, "NOTE", note):
            mail = test_mails.rendered(kind, "fr")
    said = without_pages_words(mail.text)
    assert left_over(mail.subject) == ""
    assert [line for line in said.splitlines() if left_over(line)] == []
    html = without_pages_words(mail.html)
    assert foreign(html) == []


def test_what_machines_read_knows_the_third_language(world):
    client = Client()
    sitemap = client.get("/sitemap.xml").content.decode()
    assert 'hreflang="fr" href="http://testserver/fr/' in sitemap
    home = client.get("/fr/").content.decode()
    codes = re.findall(r'<link rel="alternate" hreflang="([^"]+)"', home)
    assert codes == ["it", "en", "fr", "x-default"]
    assert '<meta property="og:locale" content="fr_FR">' in home
    assert re.findall(r'<a [^>]*lang="(..)" hreflang', home) == ["it", "en", "fr"]
    manifest = client.get("/fr/manifest.webmanifest").json()
    assert manifest["lang"] == "fr"
    assert left_over(manifest["description"]) == ""
    feed = client.get("/fr/rss/").content.decode()
    assert "<language>fr</language>" in feed
    said = re.findall(r"<(?:title|description)>([^<]*)<", feed)
    assert said
    assert [text for text in said if left_over(text)] == []
    assert "Disallow: /fr/book-fr/" in client.get("/robots.txt").content.decode()
    assert "/fr/kept-tickets-fr/" in client.get("/sw.js").content.decode()


def test_the_browsers_language_leads_there_and_the_newsroom_speaks_it(world):
    assert Client(HTTP_ACCEPT_LANGUAGE="fr-CA,fr;q=0.9,en;q=0.5").get("/")["Location"] == "/fr/"
    client = Client()
    client.force_login(an_administrator())
    picture = PortalImage.objects.first()
    form = client.get(f"/admin/images/{picture.pk}/").content.decode()
    assert 'name="alt_text_fr"' in form
    visit = Visit.objects.first()
    assert 'name="label_fr"' in client.get(f"/admin/bookings/visits/edit/{visit.pk}/").content.decode()
