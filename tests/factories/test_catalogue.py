"""A visitor narrows the catalogue; every state has an address, and no address breaks it."""

import datetime as dt

import pytest

from home.stemming import MAX_QUERY_WORDS
from tests.builders.events import NOW, a_booking, a_programme, a_slot, a_visit, an_edition
from tests.builders.pages import (
    a_plant,
    a_request,
    a_sector,
    a_site,
    an_image,
    clock_at,
    translated,
)

pytestmark = pytest.mark.django_db


def found(catalogue, /, **query: str) -> dict:
    with clock_at(NOW):
        return catalogue.get_context(a_request(**query))


def titles(catalogue, /, **query: str) -> list[str]:
    return [plant.title for plant in found(catalogue, **query)["plants"]]


def open_on(plant, edition, day: int, places: int = 5, **changes: object):
    visit = a_visit(programme=a_programme(page_key=plant.translation_key), edition=edition)
    start = dt.datetime(2027, 10, day, 8, 0, tzinfo=dt.UTC)
    return a_slot(places=places, visit=visit, starts_at=start, **changes)


def test_live_plants_of_the_language_are_listed_by_title():
    site = a_site()
    zeta, _alfa = a_plant(site, title="Zeta"), a_plant(site, title="Alfa")
    a_plant(site, title="Bozza", live=False)
    translated(zeta, title="Zeta Works")
    assert titles(site.catalogue) == ["Alfa", "Zeta"]
    assert titles(site.catalogue_en) == ["Zeta Works"]


@pytest.mark.parametrize(
    "query",
    [
        "visita telai",
        "TELAIO",
        "telaio biella",
        "la tessitura di Biella",
        "Officine",
        "tessile",
        '"telaio"',
        "lana*",
    ],
)
def test_free_text_finds_other_forms_of_the_words(query):
    site = a_site()
    a_plant(
        site,
        title="Officina Nove",
        municipality="Biella",
        province="BI",
        introduction="Visite fra i telai e la tessitura della lana.",
        sector=a_sector("textile", name="Tessile"),
    )
    a_plant(site, title="Altra", introduction="Qui si fa il pane.")
    assert titles(site.catalogue, q=query) == ["Officina Nove"]


def test_each_language_is_searched_in_its_own_way():
    site = a_site()
    plant = a_plant(site, title="Officine", introduction="Macchine utensili.")
    translated(plant, title="Works", introduction="Milling machines at work.")
    assert titles(site.catalogue_en, q="machine") == ["Works"]
    assert titles(site.catalogue_en, q="utensili") == []
    assert titles(site.catalogue, q="macchina") == ["Officine"]


def test_every_word_must_be_found():
    site = a_site()
    a_plant(site, title="Alfa", introduction="Pane e biscotti.")
    assert titles(site.catalogue, q="pane biscotti") == ["Alfa"]
    assert titles(site.catalogue, q="pane acciaio") == []


def test_province_sector_and_day_narrow_the_list_together():
    site, edition = a_site(), an_edition()
    textile = a_sector("textile")
    wanted = a_plant(site, title="A", municipality="Biella", province="BI", sector=textile)
    other_day = a_plant(site, title="B", municipality="Biella", province="BI", sector=textile)
    a_plant(site, title="C", municipality="Biella", province="BI")
    a_plant(site, title="D", sector=textile)
    open_on(wanted, edition, 28)
    open_on(other_day, edition, 29)
    assert titles(site.catalogue, province="BI") == ["A", "B", "C"]
    assert titles(site.catalogue, sector="textile") == ["A", "B", "D"]
    assert titles(site.catalogue, province="BI", sector="textile", day="2027-10-28") == ["A"]
    assert titles(site.catalogue, q="biella", province="BI", sector="textile", day="2027-10-28") == ["A"]


def test_a_day_keeps_only_plants_with_a_place_left_on_it():
    site, edition = a_site(), an_edition()
    full = a_plant(site, title="Pieno")
    a_booking(slot=open_on(full, edition, 28, places=2), adults=2)
    assert titles(site.catalogue, day="2027-10-28") == []


def test_both_languages_say_the_same_places_left():
    site, edition = a_site(), an_edition()
    plant = a_plant(site, title="Officine")
    english = translated(plant, title="Works")
    open_on(plant, edition, 28, places=5)
    open_on(plant, edition, 29, places=3)
    for catalogue, title in [(site.catalogue, plant.title), (site.catalogue_en, english.title)]:
        card = found(catalogue)["plants"][0]
        assert (card.title, card.places_left) == (title, 8)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"province": "MI"}, "province"),
        ({"sector": "magic"}, "sector"),
        ({"day": "2027-12-25"}, "day"),
        ({"day": "yesterday"}, "day"),
        ({"q": "x" * 201}, "q"),
        ({"q": "pane\x00"}, "q"),
        ({"province": "T\x00"}, "province"),
        ({"sector": "'; DROP TABLE"}, "sector"),
        ({"day": "2027-02-30"}, "day"),
        ({"time": "noon"}, "time"),
        ({"language": "xx"}, "language"),
        ({"child": "9"}, "child"),
        ({"places": "7"}, "places"),
        ({"places": "-1"}, "places"),
        ({"open": "maybe"}, "open"),
        ({"step_free": "no"}, "step_free"),
        ({"sort": "price"}, "sort"),
        ({"near": "Atlantide"}, "near"),
        ({"near": "Tor\x00ino"}, "near"),
        ({"sort": "near"}, "near"),
    ],
)
def test_a_wrong_filter_is_ignored_and_named_at_its_field(query, field):
    site = a_site()
    an_edition()
    a_plant(site)
    context = found(site.catalogue, **query)
    assert list(context["form"].errors) == [field]
    assert context["total"] == 1
    assert context["querystring"] == ""


def test_a_wrong_filter_does_not_disturb_the_others():
    site = a_site()
    a_plant(site, title="A", municipality="Biella", province="BI")
    a_plant(site, title="B")
    assert titles(site.catalogue, province="BI", sector="magic") == ["A"]


@pytest.mark.parametrize("query", ["!?", "***", "🏭", "..."])
def test_signs_without_a_word_find_nothing(query):
    site = a_site()
    a_plant(site)
    assert titles(site.catalogue, q=query) == []


@pytest.mark.parametrize(
    "query", ["a AND", "NOT pane", "NEAR(pane)", "title:pane", "pane' OR 1=1", "(((", "pane -x"]
)
def test_search_operators_are_words_like_any_other(query):
    site = a_site()
    a_plant(site, introduction="Pane.")
    found(site.catalogue, q=query)


def test_only_so_many_words_are_sought():
    site = a_site()
    a_plant(site, title="Pane")
    assert titles(site.catalogue, q="pane " * MAX_QUERY_WORDS + "acciaio") == ["Pane"]


def test_plants_come_twenty_four_at_a_time_and_the_filters_stay_in_the_address():
    site = a_site()
    for number in range(26):
        a_plant(site, title=f"P{number:02}")
    context = found(site.catalogue, province="TO", page="2")
    assert [plant.title for plant in context["plants"]] == ["P24", "P25"]
    assert (context["total"], context["querystring"], context["is_filtered"]) == (26, "province=TO", True)


@pytest.mark.parametrize("number", ["0", "-3", "99", "abc", "9" * 5000])
def test_an_impossible_page_number_still_gives_a_page(number):
    site = a_site()
    a_plant(site)
    assert len(found(site.catalogue, page=number)["plants"]) == 1


def test_a_portal_without_an_edition_has_a_catalogue():
    site = a_site()
    a_plant(site, title="Alfa")
    context = found(site.catalogue, day="2027-10-28")
    assert context["edition"] is None
    assert context["plants"][0].places_left == 0


@pytest.mark.parametrize(("query", "cost"), [({}, 9), ({"day": "2027-10-28"}, 9), ({"q": "officine"}, 10)])
def test_the_number_of_queries_does_not_grow_with_the_plants(django_assert_num_queries, query, cost):
    site, edition = a_site(), an_edition()
    for _number in range(12):
        plant = a_plant(site, hero=an_image())
        open_on(plant, edition, 28)
    # 1 edition with its release waves, 2 sectors, 3 plants, 4 slots, (words), 5 cards, 6 renditions;
    # 7 to 9 the site and its roots, which a served page has read already.
    with django_assert_num_queries(cost):
        for plant in found(site.catalogue, **query)["plants"]:
            assert plant.sector.name
            assert plant.hero.prefetched_renditions == []


@pytest.mark.parametrize("times", [1, 1000])
def test_a_filter_repeated_a_thousand_times_counts_once(client, times):
    site = a_site()
    an_edition()
    a_plant(site, title="A", municipality="Biella", province="BI")
    with clock_at(NOW):
        response = client.get("/it/fabbriche/?" + "&".join(["province=BI"] * times))
    assert response.status_code == 200
    assert response.context["total"] == 1


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "x" * 10_000,
        "near=" + "x" * 10_000,
        "page=-1",
        f"page=1{'0' * 21}",
        "q=%00&near=%00&province=%00",
        "q=%ff%fe&near=%ed%a0%80",
        "day=2027-02-30",
        "places=-1&child=99&time=noon&language=xx&sort=price&open=maybe&step_free=no",
        "places=" + "9" * 5000,
        "near=()&sort=near",
    ],
)
def test_no_address_breaks_the_catalogue(client, query):
    site = a_site()
    an_edition()
    a_plant(site, title="Officine Prova")
    with clock_at(NOW):
        response = client.get("/it/fabbriche/?" + query)
    assert response.status_code == 200


def test_the_served_catalogue_costs_the_same_however_many_plants(client):
    site, edition = a_site(), an_edition()

    def queries(path: str = "/it/fabbriche/") -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with clock_at(NOW):
            client.get(path)  # draws the renditions once
            with CaptureQueriesContext(connection) as captured:
                assert client.get(path).status_code == 200
        return len(captured)

    for _number in range(2):
        open_on(a_plant(site, hero=an_image()), edition, 28)
    few = queries()
    # Seven of the catalogue, one more for words; the others find the page, its languages and menus.
    # The map has no query of its own: the rows found hold the points.
    assert few <= 19
    assert queries("/it/fabbriche/?q=officine&near=Cuneo&day=2027-10-28") <= 20
    for _number in range(8):
        open_on(a_plant(site, hero=an_image()), edition, 28)
    assert queries() == few
