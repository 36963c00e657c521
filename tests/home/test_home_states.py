"""The home page knows whether the event is to come, open, running or over."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from events.phases import Phase, days_to_opening, phase_of
from home.models import FeaturedPage, PastEdition
from tests.builders.events import a_programme, a_slot, a_visit, an_edition
from tests.builders.pages import a_plant, a_site, clock_at

pytestmark = pytest.mark.django_db
ROME = ZoneInfo("Europe/Rome")


def rome(day: int, hour: int = 0, minute: int = 0, month: int = 10) -> dt.datetime:
    return dt.datetime(2027, month, day, hour, minute, tzinfo=ROME)


def october():
    """Visits from 28 to 30 October 2027; bookings from 18 October 10:00 to 27 October 23:59."""
    return an_edition(
        first_day=dt.date(2027, 10, 28),
        last_day=dt.date(2027, 10, 30),
        bookings_open_at=rome(18, 10),
        bookings_close_at=rome(27, 23, 59),
    )


@pytest.mark.parametrize(
    ("now", "phase"),
    [
        (rome(18, 9, 59), Phase.BEFORE),
        (rome(18, 10), Phase.OPEN),
        (rome(27, 23, 58), Phase.OPEN),
        (rome(27, 23, 59), Phase.CLOSED),
        (rome(28), Phase.DURING),
        (rome(30, 23, 59), Phase.DURING),
        (rome(31), Phase.AFTER),
    ],
)
def test_phases_change_at_their_moment_in_rome(now: dt.datetime, phase: Phase):
    assert phase_of(october(), now.astimezone(dt.UTC)) == phase


def test_without_an_edition_there_is_no_phase():
    assert phase_of(None, rome(1)) == Phase.NONE


def test_the_countdown_counts_days_of_the_calendar_not_hours():
    edition = october()
    assert days_to_opening(edition, rome(17, 23, 59)) == 1
    assert days_to_opening(edition, rome(18, 0, 1)) == 0
    assert days_to_opening(edition, rome(8, 12)) == 10
    assert days_to_opening(edition, rome(20)) == 0


def shown_at(client, now: dt.datetime) -> str:
    with clock_at(now):
        return client.get("/it/").content.decode()


def test_before_the_opening_the_page_counts_the_days_and_says_what_to_expect(client):
    a_site()
    october()
    page = shown_at(client, rome(8, 12))
    assert "Che cosa aspettarsi" in page
    assert "giorni all&#x27;apertura" in page or "giorni all'apertura" in page
    assert "Scegli uno stabilimento e prenota" not in page


def test_while_bookings_are_open_the_page_says_how_many_places_are_left_in_all(client):
    site, edition = a_site(), october()
    for places in (7, 1200):
        plant = a_plant(site)
        visit = a_visit(programme=a_programme(page_key=plant.translation_key), edition=edition)
        a_slot(places=places, visit=visit, starts_at=rome(28, 9))
    page = shown_at(client, rome(20))
    assert "<strong>1.207</strong> posti liberi" in page
    assert "Che cosa aspettarsi" not in page


def test_the_search_of_the_home_page_offers_the_days_of_the_edition(client):
    a_site()
    october()
    page = shown_at(client, rome(20))
    assert '<option value="2027-10-29">venerdì 29 ottobre</option>' in page
    assert "home-day" not in shown_at(client, rome(31))


def test_on_the_days_of_the_visits_who_has_booked_finds_the_ticket_at_once(client):
    a_site()
    october()
    ticket = '<a class="btn btn-secondary btn-lg" href="/it/prenota/le-mie/">'
    assert ticket in shown_at(client, rome(28, 9))
    assert ticket not in shown_at(client, rome(20))
    assert ticket not in shown_at(client, rome(31))


def test_after_the_event_figures_and_stories_come_before_the_plants(client):
    site = a_site()
    october()
    PastEdition.objects.create(year=2025, opened=150, people=10300, people_counted_as="bookings")
    FeaturedPage.objects.create(home_page=site.home, page=a_plant(site), sort_order=0)
    after, before = shown_at(client, rome(31, 12)), shown_at(client, rome(20))
    assert after.index("figures-title") < after.index("featured-title")
    assert before.index("figures-title") > before.index("featured-title")


@pytest.mark.parametrize(
    ("language", "people", "words"),
    [
        ("it", {"people": 8500, "people_precision": "almost"}, "quasi 8.500 visitatori"),
        ("en", {"people": 8500, "people_precision": "almost"}, "almost 8,500 visitors"),
        (
            "it",
            {"people": 5000, "people_precision": "over", "people_counted_as": "bookings"},
            "oltre 5.000 prenotazioni",
        ),
        ("it", {"people": None}, ""),
    ],
)
def test_figures_say_how_exactly_they_are_known(language: str, people: dict, words: str):
    with override(language):
        assert PastEdition(year=2023, opened=117, **people).people_in_words == words


def test_the_chart_draws_bars_beside_the_numbers(client):
    a_site()
    PastEdition.objects.create(year=2017, opened=103)
    PastEdition.objects.create(year=2025, opened=1500)
    page = shown_at(client, rome(20))
    assert 'viewBox="0 0 1500 10"' in page
    assert '<rect width="103" height="10"/>' in page
    assert "dato non pubblicato" in page
