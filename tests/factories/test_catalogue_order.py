"""A visitor sorts the catalogue, takes filters away and is helped out where nothing is found."""

import datetime as dt

import pytest

from factories.models import FactoryPage
from factories.municipalities import municipality_by_name
from tests.builders.events import NOW, a_booking, a_programme, a_slot, a_visit, an_edition
from tests.builders.pages import SiteKit, a_plant, a_request, a_sector, a_site, clock_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> SiteKit:
    return a_site()


def listed(site: SiteKit, /, **query: str) -> dict:
    with clock_at(NOW):
        return site.catalogue.get_context(a_request(**query))


def titles(site: SiteKit, /, **query: str) -> list[str]:
    return [plant.title for plant in listed(site, **query)["plants"]]


def a_plant_in(site: SiteKit, title: str, town: str, **changes: object):
    """A plant at the centre of a municipality."""
    place = municipality_by_name(town)
    return a_plant(
        site,
        title=title,
        municipality=place.name,
        province=place.province,
        latitude=place.latitude,
        longitude=place.longitude,
        **changes,
    )


def with_places(plant, edition, places: int):
    visit = a_visit(programme=a_programme(page_key=plant.translation_key), edition=edition)
    start = dt.datetime(2027, 10, 28, 8, 0, tzinfo=dt.UTC)
    return a_slot(places=places, visit=visit, starts_at=start)


def test_names_are_sorted_as_people_read_them(site):
    for title in ("Zeta", "èlite", "alfa", "Beta"):
        a_plant(site, title=title)
    assert titles(site) == ["alfa", "Beta", "èlite", "Zeta"]


def test_by_municipality(site):
    a_plant_in(site, "A", "Torino")
    a_plant_in(site, "B", "Alba")
    a_plant_in(site, "C", "Alba")
    assert titles(site, sort="place") == ["B", "C", "A"]


def test_by_places_left_the_full_ones_come_last(site):
    edition = an_edition()
    a_booking(with_places(a_plant(site, title="A pieno"), edition, 1))
    with_places(a_plant(site, title="B tre"), edition, 3)
    with_places(a_plant(site, title="C nove"), edition, 9)
    assert titles(site, sort="left") == ["C nove", "B tre", "A pieno"]


@pytest.mark.parametrize("near", ["Cuneo", "cuneo", "CUNEO", " cùneo ", "Cuneo (CN)"])
def test_a_municipality_alone_puts_the_nearest_first_and_says_how_far(site, near):
    a_plant_in(site, "Lontano", "Verbania")
    a_plant_in(site, "Vicino", "Cuneo")
    a_plant_in(site, "Medio", "Fossano")
    nowhere = a_plant(site, title="Chissà dove")
    FactoryPage.objects.filter(pk=nowhere.pk).update(latitude=None, longitude=None)
    context = listed(site, near=near)
    assert [plant.title for plant in context["plants"]] == ["Vicino", "Medio", "Lontano", "Chissà dove"]
    near_km, middle_km, far_km, unknown = [plant.distance_km for plant in context["plants"]]
    assert near_km < 1 < middle_km < far_km
    assert 15 < middle_km < 30
    assert unknown is None


def test_distances_are_shown_also_in_another_order(site, client):
    a_plant_in(site, "A", "Fossano")
    a_plant_in(site, "B", "Cuneo")
    with clock_at(NOW):
        response = client.get("/it/fabbriche/?near=Cuneo&sort=name")
    assert [plant.title for plant in response.context["plants"]] == ["A", "B"]
    text = response.content.decode()
    assert " km</span>" in text
    assert "meno di 1 km" in text


def test_an_unknown_municipality_gets_the_likeliest_ones_offered(site, client):
    a_plant(site, title="A")
    with clock_at(NOW):
        response = client.get("/it/fabbriche/?near=Cunio&province=TO&sort=near")
    form = response.context["form"]
    assert list(form.errors) == ["near"]
    assert form.suggestions[0].name == "Cuneo"
    assert "?province=TO&amp;near=Cuneo" in response.content.decode()
    assert response.context["total"] == 1


def test_municipalities_are_suggested_while_typing(client):
    def options(text: str) -> str:
        response = client.get("/municipalities/", {"near": text})
        assert response.status_code == 200
        return response.content.decode()

    assert options("tor").index("Torino") < options("tor").index("Tortona")
    assert "Agliè" in options("AGLIE")
    assert options("").strip() == ""
    assert options("x" * 10_000 + "\x00").strip() == ""


def test_every_filter_is_a_chip_that_leads_to_the_list_without_it(site):
    an_edition()
    query = {
        "q": "pane",
        "province": "BI",
        "step_free": "1",
        "day": "2027-10-28",
        "time": "morning",
        "language": "en",
        "child": "minors_6_10",
        "places": "4",
        "open": "1",
        "near": "Cuneo",
    }
    chips = listed(site, **query)["chips"]
    assert [chip.name for chip in chips] == list(query)
    for chip in chips:
        assert f"{chip.name}=" not in chip.query
        assert chip.query.count("&") == len(query) - 2
    assert all(chip.label for chip in chips)


def test_the_address_of_a_state_gives_the_same_state_again(site):
    an_edition()
    query = {"q": "pane & burro", "day": "2027-10-28", "places": "2", "near": "Cuneo", "sort": "left"}
    first = listed(site, **query)
    with clock_at(NOW):
        again = site.catalogue.get_context(a_request("/it/?" + first["querystring"]))
    assert again["filters"] == first["filters"]


def test_where_nothing_is_found_each_filter_says_how_many_it_hides(site):
    edition = an_edition()
    with_places(a_plant(site, title="A"), edition, 5)
    with_places(a_plant(site, title="B"), edition, 5)
    a_plant(site, title="C", municipality="Biella", province="BI")
    context = listed(site, province="BI", day="2027-10-28")
    assert context["total"] == 0
    assert [(way.count, way.query) for way in context["drops"]] == [
        (2, "day=2027-10-28"),
        (1, "province=BI"),
    ]
    for way in context["drops"]:
        with clock_at(NOW):
            kept = site.catalogue.get_context(a_request("/it/?" + way.query))
        assert kept["total"] == way.count


def test_where_no_single_filter_is_in_the_way_each_is_offered_alone(site):
    a_sector("textile")
    a_plant(site, title="A", sector=a_sector("textile"))
    a_plant(site, title="B", municipality="Biella", province="BI")
    context = listed(site, province="BI", sector="textile", step_free="1")
    assert context["drops"] == []
    assert sorted((way.count, way.query) for way in context["keeps"]) == [
        (1, "province=BI"),
        (1, "sector=textile"),
    ]


def test_outside_the_province_the_nearest_are_shown(site):
    textile = a_sector("textile")
    a_plant_in(site, "Lontana", "Alba", sector=textile)
    a_plant_in(site, "Vicina", "Vercelli", sector=textile)
    a_plant_in(site, "Altro settore", "Biella")
    context = listed(site, province="BI", sector="textile")
    assert [plant.title for plant in context["beyond"]] == ["Vicina", "Lontana"]
    assert context["beyond"][0].distance_km < context["beyond"][1].distance_km


def test_help_costs_the_same_however_many_filters_are_in_use(site, django_assert_num_queries):
    edition = an_edition()
    with_places(a_plant(site), edition, 5)
    query = {"province": "BI", "language": "en", "time": "evening", "child": "minors_0_5", "places": "6"}
    # 1 edition with its waves, 2 sectors, 3 plants, 4 slots; 5 to 7 the site and its roots, which a
    # served page has read already.
    with django_assert_num_queries(7):
        assert listed(site, **query)["total"] == 0


def test_what_was_found_is_known_on_every_page_of_the_list(site):
    """The map shows all plants found, not those of one page."""
    for number in range(26):
        a_plant_in(site, f"P{number:02}", "Torino")
    context = listed(site, page="2", province="TO")
    assert len(context["plants"]) == 2
    assert len(context["found"]) == 26
    assert context["found_keys"] == [row.key for row in context["found"]]
    assert context["found"][0].latitude == pytest.approx(municipality_by_name("Torino").latitude)
