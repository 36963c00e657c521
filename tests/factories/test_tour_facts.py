"""A visitor sees at a glance how long visits last, who can come and in which language."""

import pytest

from factories.tours import tour_facts
from home.models import RelatedPlant
from tests.builders.events import NOW, a_programme, a_slot, a_visit, an_edition
from tests.builders.pages import a_plant, a_request, a_site, a_story, clock_at, translated

pytestmark = pytest.mark.django_db


def a_plant_with(site, *visits: dict):
    plant, edition = a_plant(site), an_edition()
    programme = a_programme(page_key=plant.translation_key)
    for changes in visits:
        a_slot(visit=a_visit(programme=programme, edition=edition, **changes))
    return plant


def facts_of(plant):
    return tour_facts(plant.get_slot_days(NOW))


def shown(client, page) -> str:
    with clock_at(NOW):
        return client.get(page.url).content.decode()


def test_what_all_slots_have_in_common_is_said_once(client):
    site = a_site()
    plant = a_plant_with(site, {"min_age": 11}, {"min_age": 11})
    page = shown(client, plant)
    assert page.count("età minima 11") == 1
    assert "slot-what" not in page


def test_slots_of_different_tours_say_which_each_is(client):
    site = a_site()
    plant = a_plant_with(site, {"min_age": 11}, {"min_age": 11, "tour_language": "en"})
    page = shown(client, plant)
    assert page.count("età minima 11") == page.count("slot-what") == 2


def test_a_plant_without_slots_says_nothing_of_its_tours(client):
    site = a_site()
    plant = a_plant(site)
    assert facts_of(plant) is None
    assert "Durata" not in shown(client, plant)


def test_one_kind_of_visit_is_said_in_one_line_each(client):
    site = a_site()
    plant = a_plant_with(site, {"duration_minutes": 50, "min_age": 11, "tour_language": "en"})
    page = shown(client, plant)
    assert "50 minuti" in page
    assert "A partire da 11 anni" in page
    assert "Inglese" in page


def test_several_kinds_of_visits_are_summed_up():
    plant = a_plant_with(
        a_site(),
        {"duration_minutes": 90, "min_age": 14, "tour_language": "en", "max_party": 2},
        {"duration_minutes": 45, "min_age": 0, "tour_language": "it", "max_party": 5},
        {"duration_minutes": 45, "min_age": 6, "tour_language": "it", "max_party": 3},
    )
    facts = facts_of(plant)
    assert (facts.durations, facts.min_ages, facts.party_limit) == ((45, 90), (0, 6, 14), 5)
    assert facts.one_duration is None
    assert len(facts.languages) == 2


def test_a_plant_names_the_stories_that_speak_of_it_in_its_language(client):
    site = a_site()
    plant = a_plant(site)
    english = translated(plant, title="Works")
    translated(site.stories, title="Stories", slug="stories")
    story = a_story(site, title="Il forno")
    RelatedPlant.objects.create(story=story, related_page=plant)
    translated(story, title="The oven", slug="the-oven")
    a_story(site, title="Di altro")
    assert [page.title for page in plant.get_context(a_request())["stories"]] == ["Il forno"]
    assert [page.title for page in english.get_context(a_request())["stories"]] == ["The oven"]


def test_a_page_can_be_sent_by_mail_without_scripts(client):
    site = a_site()
    plant = a_plant(site, title="Fili & telai")
    page = shown(client, plant)
    assert "mailto:?subject=Fili%20%26%20telai&amp;body=http" in page
    assert "data-share" in page
