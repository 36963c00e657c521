"""What search engines read on the pages: schema.org as JSON-LD, true, harmless and free of queries."""

import datetime as dt
import json
import re
from unittest import mock

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.models import Slot
from home.structured import as_script
from home.templatetags import home_tags
from tests.builders.events import NOW, a_booking, a_slot, a_visit, an_edition
from tests.builders.pages import a_plant, a_site, a_story, an_image, clock_at

pytestmark = pytest.mark.django_db

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
HOSTILE = "</script><script>alert(1)</script><!-- \" ' & \u2028 \\u003c"


def html_of(page, now: dt.datetime = NOW) -> str:
    with clock_at(now):
        answer = Client().get(page.get_url())
    assert answer.status_code == 200
    return answer.content.decode()


def graph(page, now: dt.datetime = NOW) -> dict[str, dict]:
    """The objects of a page by type."""
    blocks = BLOCK.findall(html_of(page, now))
    assert len(blocks) <= 1
    things = json.loads(blocks[0])["@graph"] if blocks else []
    return {thing["@type"]: thing for thing in things}


@pytest.fixture
def site():
    return a_site()


@pytest.fixture
def plant(site):
    return a_plant(
        site,
        title="Officine Prova",
        address="Via Torino 12",
        municipality="Grugliasco",
        latitude=45.07,
        longitude=7.58,
        introduction="Si fonde e si lima.",
    )


def slots_on_two_days(plant, **visit: object) -> list[Slot]:
    visit = a_visit(programme=plant.programme, edition=an_edition(), **visit)
    first = a_slot(places=2, visit=visit)
    return [first, a_slot(places=5, visit=visit, starts_at=first.starts_at + dt.timedelta(days=1))]


def test_a_plant_is_an_event_with_a_part_for_each_day(plant):
    slots_on_two_days(plant)
    event = graph(plant)["Event"]
    assert event["startDate"] == "2027-10-28T10:00:00+02:00"
    assert event["endDate"] == "2027-10-29T11:00:00+02:00"
    assert event["isAccessibleForFree"] is True
    assert event["eventStatus"] == "https://schema.org/EventScheduled"
    assert event["inLanguage"] == ["it"]
    assert event["maximumAttendeeCapacity"] == 7
    assert event["organizer"]["name"] == "Regione Piemonte"
    days = event["subEvent"]
    assert [day["startDate"][:10] for day in days] == ["2027-10-28", "2027-10-29"]
    assert [day["maximumAttendeeCapacity"] for day in days] == [2, 5]


def test_the_event_takes_place_where_the_plant_is(plant):
    slots_on_two_days(plant)
    place = graph(plant)["Event"]["location"]
    assert place["address"] == {
        "@type": "PostalAddress",
        "streetAddress": "Via Torino 12",
        "addressLocality": "Grugliasco",
        "addressRegion": "TO",
        "addressCountry": "IT",
    }
    assert (place["geo"]["latitude"], place["geo"]["longitude"]) == (45.07, 7.58)


def test_the_offer_is_free_and_says_whether_places_are_left(plant):
    first, _second = slots_on_two_days(plant)
    a_booking(first, adults=2)
    event = graph(plant)["Event"]
    offers = [event["offers"], *(day["offers"] for day in event["subEvent"])]
    assert [offer["price"] for offer in offers] == [0, 0, 0]
    assert [offer["availability"].rpartition("/")[2] for offer in offers] == ["InStock", "SoldOut", "InStock"]
    assert offers[0]["validFrom"].startswith("2027-09-14")


def test_before_bookings_open_nothing_is_said_of_places(plant):
    slots_on_two_days(plant)
    assert "availability" not in graph(plant, NOW - dt.timedelta(days=30))["Event"]["offers"]


def test_a_cancelled_day_says_so(plant):
    first, _second = slots_on_two_days(plant)
    Slot.objects.filter(pk=first.pk).update(status="cancelled")
    event = graph(plant)["Event"]
    assert event["eventStatus"].endswith("EventScheduled")
    assert [day["eventStatus"].rpartition("/")[2] for day in event["subEvent"]] == [
        "EventCancelled",
        "EventScheduled",
    ]
    assert event["maximumAttendeeCapacity"] == 5


def test_a_plant_without_slots_is_no_event(plant):
    assert set(graph(plant)) == {"BreadcrumbList"}


def test_the_trail_leads_from_the_home_page_here(plant):
    items = graph(plant)["BreadcrumbList"]["itemListElement"]
    assert [item["position"] for item in items] == [1, 2, 3]
    assert [item["name"] for item in items] == ["Pagina iniziale", "Fabbriche", "Officine Prova"]
    assert items[-1]["item"] == plant.full_url


def test_the_home_page_says_how_to_search(site):
    website = graph(site.home)["WebSite"]
    target = website["potentialAction"]["target"]["urlTemplate"]
    assert target == f"{site.catalogue.full_url}?q={{search_term_string}}"
    found = Client().get(target.replace("{search_term_string}", "prova"))
    assert found.status_code == 200
    assert (graph(site.home_en)["WebSite"]["inLanguage"], website["inLanguage"]) == ("en", "it")


def test_a_story_is_an_article(site):
    story = a_story(
        site, title="Nel forno", published_on=dt.date(2027, 9, 1), author_line="di Ada", hero=an_image()
    )
    article = graph(story)["Article"]
    assert (article["headline"], article["datePublished"]) == ("Nel forno", "2027-09-01")
    assert (article["creditText"], article["mainEntityOfPage"]) == ("di Ada", story.full_url)
    assert article["image"].startswith("http")


@pytest.mark.parametrize("field", ["title", "introduction", "address", "municipality"])
def test_no_text_ends_the_block(plant, field):
    setattr(plant, field, HOSTILE[:80])
    plant.save()
    slots_on_two_days(plant)
    html = html_of(plant)
    assert "<script>alert" not in html
    [block] = BLOCK.findall(html)
    assert not set(block) & set("<>&\u2028")
    event = {thing["@type"]: thing for thing in json.loads(block)["@graph"]}["Event"]
    texts = [event["name"], event.get("description"), *event["location"]["address"].values()]
    assert HOSTILE[:80] in texts


def test_the_escape_gives_the_text_back():
    block = BLOCK.fullmatch(as_script([{"name": HOSTILE}])).group(1)
    assert json.loads(block)["@graph"] == [{"name": HOSTILE}]


@pytest.mark.parametrize("which", ["home", "plant", "story"])
def test_it_costs_no_query(site, plant, which):
    """The same page with and without it."""
    slots_on_two_days(plant)
    page = {"home": site.home, "plant": plant, "story": a_story(site, hero=an_image())}[which]
    html_of(page)
    with CaptureQueriesContext(connection) as with_it:
        assert BLOCK.search(html_of(page))
    with (
        mock.patch.object(home_tags.structured, "as_script", return_value=""),
        mock.patch.object(home_tags.structured, "breadcrumbs", return_value={}),
        mock.patch.object(type(page), "get_structured_data", return_value=[]),
        CaptureQueriesContext(connection) as without,
    ):
        assert not BLOCK.search(html_of(page))
    assert len(with_it) == len(without)
