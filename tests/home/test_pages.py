"""What home, stories and information pages give to their templates."""

import datetime as dt

import pytest
from django.utils.translation import override

from home.models import FeaturedPage, RelatedPlant
from tests.builders.events import NOW, a_programme, a_slot, a_visit, an_edition
from tests.builders.pages import (
    a_plant,
    a_request,
    a_site,
    a_story,
    a_tour,
    clock_at,
    translated,
)

pytestmark = pytest.mark.django_db


def with_places(page, places: int, edition):
    visit = a_visit(programme=a_programme(page_key=page.translation_key), edition=edition)
    return a_slot(places=places, visit=visit)


def context_of(page, /, **query: str) -> dict:
    with clock_at(NOW):
        return page.get_context(a_request(**query))


def test_the_home_page_knows_the_edition_of_the_day():
    site, edition = a_site(), an_edition()
    assert context_of(site.home)["edition"] == edition


def test_a_portal_without_an_edition_still_has_a_home_page():
    context = context_of(a_site().home)
    assert context["edition"] is None
    assert (context["featured"], context["tour"], context["plants_total"]) == ([], None, 0)


def test_the_home_page_shows_chosen_plants_in_order_with_places_left():
    site, edition = a_site(), an_edition()
    first, second = a_plant(site, title="Zeta"), a_plant(site, title="Alfa")
    with_places(first, 7, edition)
    for order, plant in enumerate([first, second]):
        FeaturedPage.objects.create(home_page=site.home, page=plant, sort_order=order)
    cards = context_of(site.home)["featured"]
    assert [(card.title, card.places_left) for card in cards] == [("Zeta", 7), ("Alfa", 0)]


def test_the_english_home_page_shows_english_plants_with_the_same_places():
    site, edition = a_site(), an_edition()
    plant = a_plant(site, title="Officine")
    with_places(plant, 7, edition)
    translated(plant, title="Works")
    only_italian = a_plant(site)
    for order, page in enumerate([plant, only_italian]):
        FeaturedPage.objects.create(home_page=site.home_en, page=page, sort_order=order)
    cards = context_of(site.home_en)["featured"]
    assert [(card.title, card.places_left) for card in cards] == [("Works", 7)]


def test_the_tour_and_the_latest_stories_are_on_the_home_page():
    site = a_site()
    site.home.tour_page = a_tour(site)
    for day in range(1, 6):
        a_story(site, title=f"Storia {day}", published_on=dt.date(2027, 9, day))
    a_plant(site)
    a_plant(site, live=False)
    context = context_of(site.home)
    assert context["tour"].title == "Dentro il data center"
    assert [story.title for story in context["latest_stories"]] == ["Storia 5", "Storia 4", "Storia 3"]
    assert context["plants_total"] == 1


def test_featured_plants_cost_the_same_however_many(django_assert_max_num_queries):
    site, edition = a_site(), an_edition()
    for order in range(6):
        plant = a_plant(site)
        with_places(plant, 3, edition)
        FeaturedPage.objects.create(home_page=site.home, page=plant, sort_order=order)
    # 1 edition, 2 its release waves, 3 places, 4 featured references, 5 their keys, 6 pages,
    # 7 plants, 8 sectors, 9 stories, 10 number of plants, 11 figures of past editions.
    # (No picture: no renditions; no tour.)
    with django_assert_max_num_queries(11):
        cards = context_of(site.home)["featured"]
        assert [card.sector.name for card in cards]


def test_stories_come_newest_first_nine_at_a_time():
    site = a_site()
    for day in range(1, 12):
        a_story(site, title=f"Storia {day}", published_on=dt.date(2027, 9, day))
    a_story(site, title="Bozza", live=False)
    stories = context_of(site.stories)["stories"]
    assert (len(stories), stories[0].title, stories.paginator.count) == (9, "Storia 11", 11)
    assert len(context_of(site.stories, page="2")["stories"]) == 2


@pytest.mark.parametrize("number", ["0", "-1", "999", "x", "", "1e9", "٣", "9" * 5000, "\x00"])
def test_an_impossible_page_number_still_gives_a_page(number):
    site = a_site()
    a_story(site)
    assert len(context_of(site.stories, page=number)["stories"]) == 1


def test_a_story_shows_the_plants_it_speaks_of():
    site, edition = a_site(), an_edition()
    story, plant = a_story(site), a_plant(site, title="Officine")
    with_places(plant, 2, edition)
    RelatedPlant.objects.create(story=story, related_page=plant)
    cards = context_of(story)["related"]
    assert [(card.title, card.places_left) for card in cards] == [("Officine", 2)]


def test_a_deleted_plant_leaves_stories_and_home_page_standing():
    site = a_site()
    story, plant = a_story(site), a_plant(site)
    RelatedPlant.objects.create(story=story, related_page=plant)
    FeaturedPage.objects.create(home_page=site.home, page=plant)
    plant.delete()
    story.refresh_from_db()
    assert context_of(story)["related"] == []
    assert context_of(site.home)["featured"] == []


def test_pages_can_only_be_made_where_they_belong():
    from factories.models import CataloguePage, FactoryPage
    from home.models import HomePage, StoryIndexPage, StoryPage

    assert FactoryPage.can_create_at(CataloguePage(depth=3))
    assert not FactoryPage.can_create_at(HomePage(depth=2))
    assert StoryPage.can_create_at(StoryIndexPage(depth=3))
    assert not StoryPage.can_create_at(HomePage(depth=2))


def test_the_date_of_a_story_is_today_in_rome():
    from home.models.pages import today

    with clock_at(dt.datetime(2027, 9, 15, 22, 30, tzinfo=dt.UTC)), override("it"):
        assert today() == dt.date(2027, 9, 16)
