"""A small world in which every public page has something to show: what `pages.py` walks through.

It lives at NOW (tests/builders/events.py), on a clock the walk moves, in two languages.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import models
from wagtail.models import Locale

from events import services
from events.models import Booking, Edition, Programme, Slot, Visit, WaitEntry
from events.rules import Party
from factories.choices import SectorKey
from factories.models import FactoryPage
from factories.municipalities import find_municipality
from home.models import FeaturedPage, PastEdition, RelatedPlant, SiteSettings, StoryPage, Topic
from tests.builders.events import NOW, a_booking, a_contact, a_slot, a_visit, an_edition
from tests.builders.pages import (
    SiteKit,
    a_menu,
    a_plant,
    a_sector,
    a_site,
    a_story,
    a_tour,
    an_image,
    an_information_page,
    translated,
)

ADA = "ada@example.org"
SOON, LATELY = NOW + dt.timedelta(days=5), NOW - dt.timedelta(days=5)
LONG_NAME = "Manifattura Novecento & Figli, officine elettromeccaniche riunite del Verbano-Cusio-Ossola"
BODY = (
    ("text", "<h2>Dal filo al pezzo</h2><p>Con <a href='https://example.org/'>un altro sito</a>.</p>"),
    ("quote", {"quote": "La lamiera ricorda.", "by": "Renzo, capo reparto"}),
    ("facts", {"title": "In numeri", "items": [{"value": "1.000 m²", "label": "sotto terra"}]}),
    ("stages", {"title": "", "items": [{"title": "Ingresso", "minutes": 10, "text": "", "image": None}]}),
    (
        "faq",
        {
            "title": "Domande",
            "items": [
                {"question": "Quanto costa?", "answer": "<p>Nulla.</p>"},
                {"question": "E i bambini?", "answer": "<p>Dipende dallo stabilimento.</p>"},
            ],
        },
    ),
)


@dataclass
class World:
    """The pages and slots that the walk goes to."""

    kit: SiteKit
    edition: Edition
    pages: dict[str, tuple[models.Model, models.Model]]
    free: Slot
    full: Slot
    later: Slot
    elsewhere: Slot

    def page(self, name: str, language: str) -> models.Model:
        italian, english = self.pages[name]
        made = {"it": italian, "en": english}
        return made.get(language) or italian.get_translation(Locale.objects.get(language_code=language))


def a_world() -> World:
    """Call it at NOW. Eight plants, a tour, stories, a page of text, an edition that is open."""
    kit, edition = a_site(), an_edition(bookings_close_at=NOW + dt.timedelta(days=45))
    _frame(kit)
    image = an_image()
    pages = {"home": (kit.home, kit.home_en), "catalogue": (kit.catalogue, kit.catalogue_en)}
    pages |= _plants(kit, image) | _texts(kit, image)
    _front_page(kit, image, pages)
    slots = _slots(edition, pages)
    return World(kit, edition, {name: _fresh(pair) for name, pair in pages.items()}, **slots)


def _fresh(pair: tuple) -> tuple:
    return tuple(type(page).objects.get(pk=page.pk) for page in pair)


def _both(page: models.Model, **english: object) -> tuple:
    return page, translated(page, **english)


def _frame(kit: SiteKit) -> None:
    """Menus, sectors, what the foot of the page says."""
    for key in (SectorKey.MECHANICS, SectorKey.TEXTILE):
        for language in ("it", "en"):
            a_sector(key=key, language=language)
    for locale, catalogue in ((kit.italian, kit.catalogue), (kit.english, kit.catalogue_en)):
        a_menu(kit, {"page": catalogue}, {"page": kit.stories}, locale=locale)
    a_menu(kit, {"page": kit.stories}, key="footer")
    SiteSettings.objects.create(
        site=kit.site,
        region_name="Regione Piemonte",
        region_url="https://example.org/regione",
        contact_email="fabbriche@example.org",
        pec="pec@example.org",
        accessibility_url="https://example.org/dichiarazione",
        source_code_url="https://example.org/codice",
    )


def _plants(kit: SiteKit, image: models.Model) -> dict:
    body = [*BODY, ("gallery", {"title": "", "images": [{"image": image, "caption": "Pressa"}] * 2})]
    plant = a_plant(
        kit,
        title="Officine Prova",
        introduction="Si fonde e si lima.",
        hero=image,
        body=body,
        address="Via del Maglio 12",
        founded=1921,
        website="https://example.org/officine",
        lent=["helmet"],
        safety_text="Scarpe chiuse.",
        access_text="Due gradini.",
        reach_text="Autobus 4.",
        identity_required=True,
    )
    towns = [("Lanificio", "Biella", "BI"), (LONG_NAME, "Verbania", "VB"), ("Forno", "Cuneo", "CN")]
    towns += [(f"Torinese {number}", "Torino", "TO") for number in range(4)]
    others = {title: _both(_plant_in(kit, title, town, province)) for title, town, province in towns}
    return {"plant": _both(plant, introduction="Casting and filing."), **others}


def _plant_in(kit: SiteKit, title: str, town: str, province: str) -> FactoryPage:
    place = find_municipality(town, province)
    return a_plant(
        kit,
        title=title,
        municipality=town,
        province=province,
        latitude=place.latitude,
        longitude=place.longitude,
        sector=a_sector(key=SectorKey.TEXTILE),
    )


def _texts(kit: SiteKit, image: models.Model) -> dict:
    """A tour, a page of text, three stories about the plants, with topics."""
    film = {"url": "https://example.org/v", "title": "Il film", "duration": "3:40", "still": image}
    body = [*BODY, ("figure", {"image": image, "caption": "Didascalia"}), ("video_link", film)]
    stories_en = translated(kit.stories, title="Stories", slug="stories")
    topic = Topic.objects.create(slug="people", name="Persone", locale=kit.italian)
    Topic.objects.create(
        slug="people", name="People", locale=kit.english, translation_key=topic.translation_key
    )
    told = [_both(_story_about(kit, topic, day, hero=image, body=body)) for day in (1, 2, 3)]
    stage = {"title": "Sala", "minutes": 5, "text": "Freddo.", "image": image}
    stages = [("stages", {"title": "", "items": [stage]})]
    tour = a_tour(kit, introduction="Sotto terra.", identity_rules="<p>Un documento.</p>", stages=stages)
    information = an_information_page(kit, title="Domande frequenti", introduction="In breve.", body=body)
    return {
        "stories": (kit.stories, stories_en),
        "story": told[1],
        "tour": _both(tour),
        "information": _both(information),
    }


def _story_about(kit: SiteKit, topic: Topic, day: int, **values: object) -> StoryPage:
    """A story of a day of September about the first plant."""
    story = a_story(
        kit,
        title=f"La tessitrice {day}",
        introduction="Una storia.",
        author_line="di Ada Bianchi",
        published_on=dt.date(2027, 9, day),
        **values,
    )
    story.topics.set([topic])
    story.save()
    plant = kit.catalogue.get_children().first()
    RelatedPlant.objects.create(story=story, related_page=plant, sort_order=0)
    return story


def _front_page(kit: SiteKit, image: models.Model, pages: dict) -> None:
    for home in _fresh((kit.home, kit.home_en)):
        home.tagline, home.hero = "Dove le cose nascono", image
        home.steps = [("step", {"title": "Si sceglie", "text": "Uno stabilimento."})] * 3
        home.body, home.tour_page = list(BODY), pages["tour"][0]
        home.save()
        FeaturedPage.objects.create(home_page=home, page=pages["plant"][0], sort_order=0)
    PastEdition.objects.create(year=2019, opened=103)
    PastEdition.objects.create(year=2025, opened=150, people=10300, people_counted_as="bookings")


def _slots(edition: Edition, pages: dict) -> dict:
    """Slots in every state at one plant, and some at others."""

    def visit_at(name: str, **changes: object) -> Visit:
        programme = Programme.objects.get(pk=pages[name][0].translation_key)
        return a_visit(programme=programme, edition=edition, **changes)

    visit = visit_at("plant", names_required=True, minors_per_adult=3, min_age=6)
    free = a_slot(places=9, visit=visit)
    full = a_slot(places=2, visit=visit, starts_at=_hours(free, 1))
    party = Party(adults=2, names=("Bruno Costa", "Carla Dho"))
    a_booking(full, party=party, contact=a_contact("bruno@example.org"))
    a_slot(places=2, visit=visit, starts_at=_hours(free, 3))
    a_slot(places=5, visit=visit, starts_at=_hours(free, 4), status="cancelled")
    a_slot(places=5, visit=visit, starts_at=_hours(free, 5), status="closed")
    later = a_slot(places=8, visit=visit, starts_at=_hours(free, 24))
    # A quarter of an hour after the visit at the plant ends, 70 km away: the planner warns of it.
    elsewhere = a_slot(places=20, visit=visit_at("Lanificio"), starts_at=_hours(free, 1.25))
    for name in (LONG_NAME, "Torinese 0", "tour"):
        a_slot(places=4, visit=visit_at(name, tour_language="en"), starts_at=_hours(free, 6))
    full.refresh_from_db()
    return {"free": free, "full": full, "later": later, "elsewhere": elsewhere}


def _hours(slot: Slot, hours: float) -> dt.datetime:
    return slot.starts_at + dt.timedelta(hours=hours)


def adas_booking(slot: Slot, adults: int = 2) -> Booking:
    """A booking of the visitor whose browser is recognised."""
    names = ("Ada Bianchi", "Bruno Costa")[:adults] if slot.visit.names_required else ()
    return a_booking(slot, party=Party(adults=adults, names=names), contact=a_contact(ADA))


def ada_waits(slot: Slot, any_slot: bool = False) -> WaitEntry:
    """Ada's place on the waiting list of a full slot."""
    return services.join_waiting_list(
        programme=slot.programme,
        slot=None if any_slot else slot,
        party=Party(adults=2),
        contact=a_contact(ADA),
        language="it",
        edition_id=slot.visit.edition_id,
        now=NOW,
    )


def an_offer_for_ada(slot: Slot) -> Booking:
    """Who had the places of a full slot gives them back: they are offered to Ada."""
    entry = ada_waits(slot)
    theirs = Booking.objects.get(slot=slot, email_norm="bruno@example.org")
    services.cancel_booking(booking_id=theirs.pk, now=NOW)
    return Booking.objects.get(wait_entry=entry)


def a_mailed_link(booking: Booking) -> str:
    """The secret of a link in a mail."""
    return services.issue_link(email_norm=booking.email_norm, now=NOW, booking=booking)


def hold_all(slot: Slot) -> None:
    """Other people's forms hold all the places of a slot at this moment."""
    left = slot.capacity - slot.taken
    for places in [slot.visit.party_limit] * (left // slot.visit.party_limit) + [
        left % slot.visit.party_limit
    ]:
        services.hold_places(
            slot_id=slot.pk,
            seen_version=slot.version,
            party=Party(adults=places),
            intent=uuid.uuid4(),
            language="it",
            now=NOW,
        )
