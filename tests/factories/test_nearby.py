"""Whoever has booked is shown plants nearby that have places left."""

import pytest
from django.urls import reverse
from django.utils import translation

from tests.builders.events import NOW, a_programme, a_slot, a_visit, an_edition
from tests.builders.pages import a_plant, a_site, clock_at, translated

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def here():
    """A plant in Torino with a slot; around it one with places, one closed, one far away."""
    site, edition = a_site(), an_edition()
    for title, municipality, province, status in (
        ("Vicina", "Grugliasco", "TO", "open"),
        ("Chiusa", "Collegno", "TO", "closed"),
        ("Lontana", "Verbania", "VB", "open"),
    ):
        plant = a_plant(site, title=title, municipality=municipality, province=province)
        visit = a_visit(programme=a_programme(page_key=plant.translation_key), edition=edition)
        a_slot(10, visit=visit, status=status)
    plant = a_plant(site, title="Qui")
    programme = a_programme(page_key=plant.translation_key)
    return plant, a_slot(visit=a_visit(programme=programme, edition=edition))


def ask(client, slot, language: str = "it", **headers: str):
    with translation.override(language), clock_at(NOW):
        return client.get(reverse("events:nearby", args=[slot.pk]), headers=headers)


def test_plants_in_reach_with_places_are_named_with_their_distance(client, here):
    page = ask(client, here[1], **HTMX).content.decode()
    assert "Vicina" in page
    assert "10 posti" in page
    assert " km" in page
    assert "Chiusa" not in page
    assert "Lontana" not in page


def test_in_english_the_english_pages_are_named(client, here):
    translated(here[0], title="Here")
    page = ask(client, here[1], "en", **HTMX).content.decode()
    assert "Nearby no plant has places left at the moment." in page


def test_without_scripts_it_leads_to_the_page_of_the_plant(client, here):
    answer = ask(client, here[1])
    assert (answer.status_code, answer["Location"]) == (302, f"{here[0].url}#nearby-title")


def test_a_slot_without_a_page_or_unknown_has_nothing_nearby(client, here):
    assert ask(client, a_slot(), **HTMX).status_code == 404
    here[1].pk = 999_999
    assert ask(client, here[1], **HTMX).status_code == 404


def test_it_costs_ten_queries_at_most_whatever_the_plants(client, here, django_assert_max_num_queries):
    # Slot, page, its specific form; edition with waves, plants in reach, their places, waves, cards, files.
    with django_assert_max_num_queries(10):
        ask(client, here[1], **HTMX)
