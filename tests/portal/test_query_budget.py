"""What one page costs in queries with nothing in any cache: the budget, and where it goes.

Every page: 1 site, 2–3 its root paths, 4 the way to the page and its versions in other languages,
5 the page with picture, sector and language, 6 restrictions; at the end site settings and menu.
"""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from home.models import FeaturedPage, RelatedPlant
from tests.builders.events import NOW, a_programme, a_slot, a_visit, an_edition
from tests.builders.pages import (
    a_menu,
    a_plant,
    a_site,
    a_story,
    a_tour,
    an_image,
    an_information_page,
    clock_at,
    translated,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal():
    """A site with everything a page may show: plants with slots and pictures, a tour, stories, menus."""
    site, edition, image = a_site(), an_edition(), an_image()
    a_menu(site, {"page": site.catalogue}, {"page": site.stories})
    a_menu(site, {"page": site.catalogue_en}, locale=site.english)
    plants = [a_plant(site, hero=an_image()) for _ in range(5)]
    tour = a_tour(site, hero=image)
    for page in (*plants, tour):
        a_slot(visit=a_visit(programme=a_programme(page_key=page.translation_key), edition=edition))
    body = [("figure", {"image": an_image(), "caption": ""}), ("text", "<p>Testo</p>")]
    stories = [a_story(site, hero=an_image(), body=body) for _ in range(4)]
    site.home.hero, site.home.tour_page = image, tour
    site.home.save()
    for order, plant in enumerate(plants[:3]):
        FeaturedPage.objects.create(home_page=site.home, page=plant, sort_order=order)
        RelatedPlant.objects.create(story=stories[0], related_page=plant, sort_order=order)
    site.plants, site.tour, site.story = plants, tour, stories[0]
    return site


def cold_queries(page) -> list[str]:
    """The statements of a visit with an empty cache; the renditions of its pictures exist."""
    path = page.get_url()
    with clock_at(NOW):
        assert Client().get(path).status_code == 200
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            assert Client().get(path).status_code == 200
    return [query["sql"] for query in captured]


def test_the_home_page_costs_at_most_twenty(portal):
    """Edition, waves, featured plants, their pages, the tour, places, stories, number of plants,
    renditions, children."""
    assert len(cold_queries(portal.home)) <= 20


def test_the_catalogue_costs_at_most_twenty_however_many_plants(portal):
    """Edition, waves, sectors, count, plants, renditions, places."""
    before = len(cold_queries(portal.catalogue))
    for _ in range(10):
        a_plant(portal, hero=an_image())
    assert len(cold_queries(portal.catalogue)) == before <= 20


def test_a_plant_costs_at_most_eighteen_in_both_languages(portal):
    """Edition, slots, their visits and waves, plants near, their places, pages and renditions, own
    renditions, stories."""
    plant = portal.plants[0]
    assert len(cold_queries(plant)) <= 18
    assert len(cold_queries(translated(plant))) <= 18
    assert len(cold_queries(portal.tour)) <= 18


def test_stories_cost_at_most_fifteen(portal):
    """The list: count, stories, renditions. A story: edition, waves, plants, their pages, places,
    pictures of the body, renditions."""
    assert len(cold_queries(portal.stories)) <= 15
    assert len(cold_queries(portal.story)) <= 15


def test_a_page_of_text_costs_at_most_ten(portal):
    assert len(cold_queries(an_information_page(portal))) <= 10


def test_a_deep_page_costs_as_much_as_a_shallow_one(portal):
    shallow = an_information_page(portal)
    deep = shallow.add_child(instance=type(shallow)(title="Sotto", locale=portal.italian))
    deepest = deep.add_child(instance=type(shallow)(title="Ancora sotto", locale=portal.italian))
    assert len(cold_queries(deepest)) == len(cold_queries(shallow))
