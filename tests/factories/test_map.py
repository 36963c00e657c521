"""The map draws what the list holds: nothing is lost, nothing but the list's plants is shown."""

import math
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from factories.choices import Province
from factories.maps import clusters, drawing
from factories.maps.clusters import LEVELS, spread
from factories.maps.locator import maps_url, spot
from factories.maps.outlines import FINE, ROUGH, outlines
from factories.maps.projection import (
    HEIGHT,
    MOST_MAGNIFIED,
    WHOLE,
    WIDTH,
    is_drawn,
    project,
    view_around,
    whole_of,
)
from factories.models import FactoryPage
from factories.municipalities import _all as all_municipalities
from factories.municipalities import find_municipality
from tests.builders.events import NOW, a_booking, a_programme, a_slot, a_visit, an_edition
from tests.builders.pages import a_plant, a_request, a_site, a_tour, clock_at, translated

TARGET_PX = 24
NARROW_PX = 328  # what a window of 360 px leaves the map


# Geometry ------------------------------------------------------------------------------------


def points_of(path: str) -> list[tuple[float, float]]:
    """The vertices of a path of one `M` and relative `l` steps."""
    start, steps = path.rstrip("z").removeprefix("M").split("l")
    x, y = map(float, start.split())
    points, values = [(x, y)], [float(value) for value in steps.split()]
    for dx, dy in zip(values[::2], values[1::2], strict=True):
        x, y = x + dx, y + dy
        points.append((x, y))
    return points


def test_every_municipality_lies_on_the_sheet():
    outside = [m.name for m in all_municipalities() if not is_drawn(project(m.latitude, m.longitude))]
    assert outside == []


def test_north_is_up_and_east_is_right_and_a_kilometre_is_as_long_both_ways():
    (x, y), (_x, north), (east, _y) = project(45, 8), project(45.1, 8), project(45, 8.1)
    assert north < y
    assert x < east
    km_per_degree = 111.2
    up = (y - north) / (0.1 * km_per_degree)
    right = (east - x) / (0.1 * km_per_degree * math.cos(math.radians(45)))
    assert up == pytest.approx(right, rel=0.02)


@pytest.mark.parametrize("tolerance", [FINE, ROUGH])
def test_the_eight_provinces_are_drawn_on_the_sheet(tolerance):
    drawn = outlines(tolerance)
    assert [outline.code for outline in drawn] == list(Province.values)
    for outline in drawn:
        assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in points_of(outline.path))


def area(points: list[tuple[float, float]]) -> float:
    pairs = zip(points, [*points[1:], points[0]], strict=True)
    return abs(sum(x * v - u * y for (x, y), (u, v) in pairs)) / 2


@pytest.mark.parametrize("tolerance", [FINE, ROUGH])
def test_a_simplified_outline_keeps_its_area(tolerance):
    exact = {outline.code: area(points_of(outline.path)) for outline in outlines(0.0)}
    for outline in outlines(tolerance):
        assert area(points_of(outline.path)) == pytest.approx(exact[outline.code], rel=0.05)


def test_neighbours_share_their_border_after_simplifying():
    """A border drawn differently from its two sides would leave vertices of its own."""
    corners = {o.code: {(round(x, 1), round(y, 1)) for x, y in points_of(o.path)} for o in outlines()}
    assert len(corners["TO"] & corners["CN"]) > 10
    assert len(corners["AT"] & corners["AL"]) > 10


@pytest.mark.parametrize("code", Province.values)
def test_a_province_is_seen_whole_and_nearer(code):
    outline = next(outline for outline in outlines() if outline.code == code)
    view = outline.view
    whole = whole_of(view)
    assert view.magnification > 1.05
    assert view.width / view.height == pytest.approx(whole.width / whole.height)
    for x, y in points_of(outline.path):
        assert view.x <= x <= view.x + view.width
        assert view.y <= y <= view.y + view.height


def test_one_point_is_not_magnified_beyond_sense():
    assert view_around([(100, 100)]).magnification == pytest.approx(MOST_MAGNIFIED)


# Groups --------------------------------------------------------------------------------------


def all_points() -> tuple:
    """More than there will ever be: every fourth municipality, and thirty plants in Torino."""
    places = all_municipalities()[::4] + (find_municipality("Torino", "TO"),) * 30
    return tuple(project(place.latitude, place.longitude) for place in places)


def test_every_level_holds_every_point_once():
    points = all_points()
    for groups in clusters.levels(points):
        members = sorted(i for group in groups for i in group.members)
        assert members == list(range(len(points)))


def test_marks_of_a_level_leave_room_for_a_finger():
    for level, groups in enumerate(clusters.levels(all_points())):
        px = NARROW_PX * 2**level / WIDTH
        nearest = min(math.dist((a.x, a.y), (b.x, b.y)) for a, b in combinations(groups, 2))
        assert nearest * px >= TARGET_PX


def test_looking_nearer_only_splits_groups():
    levels = clusters.levels(all_points())
    for far, near in pairwise(levels):
        parents = {i: group.members for group in far for i in group.members}
        assert len(near) >= len(far)
        for group in near:
            assert set(group.members) <= set(parents[group.members[0]])


@pytest.mark.parametrize("count", [2, 5, 14, 60])
def test_plants_of_one_place_are_laid_side_by_side(count):
    assert min(math.dist(a, b) for a, b in combinations(spread(count), 2)) >= TARGET_PX


def test_no_points_are_no_groups():
    assert clusters.levels(()) == ((),) * LEVELS


# What the catalogue draws --------------------------------------------------------------------


def map_of(catalogue, /, **query: str) -> drawing.PlantMap:
    with clock_at(NOW):
        return catalogue.get_context(a_request(**query))["map"]


def served(client, path: str) -> str:
    with clock_at(NOW):
        response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def section_of(html: str, start: str = '<section class="map"', end: str = "</section>") -> str:
    return html[html.index(start) : html.index(end, html.index(start)) + len(end)]


def with_places(plant, edition, places: int):
    visit = a_visit(programme=a_programme(page_key=plant.translation_key), edition=edition)
    return a_slot(places=places, visit=visit)


def without_a_point(plant):
    """A row older than the rule that fills in the centre of the municipality."""
    FactoryPage.objects.filter(pk=plant.pk).update(latitude=None, longitude=None)
    plant.refresh_from_db()
    return plant


def at(town: str, province: str = "TO", **changes: object) -> dict:
    place = find_municipality(town, province)
    return {
        "municipality": town,
        "province": province,
        "latitude": place.latitude,
        "longitude": place.longitude,
        **changes,
    }


@pytest.mark.django_db
def test_a_plant_is_drawn_in_the_shape_of_its_places():
    site, edition = a_site(), an_edition()
    towns = {"free": "Ivrea", "few": "Susa", "full": "Pinerolo", "none": "Ceresole Reale"}
    plants = {state: a_plant(site, title=state, **at(town)) for state, town in towns.items()}
    with_places(plants["free"], edition, 4)
    with_places(plants["few"], edition, 3)
    a_booking(slot=with_places(plants["full"], edition, 2), adults=2)
    drawn = map_of(site.catalogue)
    assert {mark.plant.title: (mark.state, mark.free) for mark in drawn.marks if mark.plant} == {
        "free": ("free", 4),
        "few": ("few", 3),
        "full": ("full", 0),
        "none": ("none", 0),
    }
    assert drawn.states == ["free", "few", "full", "none"]


@pytest.mark.django_db
@pytest.mark.parametrize("moment", ["before", "after", "without an edition"])
def test_outside_the_booking_window_no_places_are_told(moment):
    site = a_site()
    plant = a_plant(site, **at("Ivrea"))
    if moment != "without an edition":
        edition = an_edition()
        with_places(plant, edition, 4)
        edition.bookings_open_at = NOW.replace(day=20 if moment == "before" else 1)
        edition.bookings_close_at = NOW.replace(day=28 if moment == "before" else 2)
        edition.save()
    drawn = map_of(site.catalogue)
    assert drawn.states == ["plain"]
    assert not drawn.tells_places


@pytest.mark.django_db
def test_every_plant_found_stands_on_the_map_beyond_the_page_of_the_list():
    site = a_site()
    for number in range(30):
        a_plant(site, title=f"P{number:02}", **at("Ivrea" if number % 3 else "Torino"))
    drawn = map_of(site.catalogue)
    assert {mark.plant.title for mark in drawn.marks if mark.plant} == {f"P{n:02}" for n in range(30)}
    for level in range(LEVELS):
        assert sum(mark.count for mark in drawn.marks if f"l{level}" in mark.levels.split()) == 30


@pytest.mark.django_db
@pytest.mark.parametrize("query", [{"province": "BI"}, {"q": "lana"}, {"sector": "mechanics", "q": "lana"}])
def test_the_filters_of_the_list_are_those_of_the_map(query):
    site = a_site()
    a_plant(site, title="Lana", introduction="Lana.", **at("Biella", "BI"))
    a_plant(site, title="Pane", introduction="Pane.", **at("Ivrea"))
    drawn = map_of(site.catalogue, **query)
    assert [mark.plant.title for mark in drawn.marks if mark.plant] == ["Lana"]


@pytest.mark.django_db
def test_a_group_says_how_many_have_places_and_leads_to_their_province(client):
    site, edition = a_site(), an_edition()
    for number, title in enumerate(["A", "B", "C"]):
        plant = a_plant(site, title=title, **at("Torino"))
        if number:
            with_places(plant, edition, 5)
    (group,) = [mark for mark in map_of(site.catalogue).marks if mark.count > 1]
    assert (group.count, group.open_count, group.share, group.town) == (3, 2, 67, "Torino")
    html = section_of(served(client, "/it/fabbriche/?sector=mechanics"))
    assert "3 stabilimenti attorno a Torino, 2 con posti liberi" in html
    assert 'href="/it/fabbriche/?sector=mechanics&amp;province=TO#results"' in html


@pytest.mark.django_db
def test_a_chosen_province_is_shown_nearer_and_can_be_given_up(client):
    site = a_site()
    a_plant(site, title="A", **at("Biella", "BI"))
    drawn = map_of(site.catalogue, province="BI")
    assert drawn.view.magnification > 2
    assert drawn.level >= 1
    html = section_of(served(client, "/it/fabbriche/?province=BI&sector=mechanics"))
    assert 'aria-label="Biella, provincia scelta: mostra tutte le province"' in html
    assert 'href="/it/fabbriche/?sector=mechanics#map"' in html
    assert 'href="/it/fabbriche/?province=CN&amp;sector=mechanics#map"' in html


@pytest.mark.django_db
def test_a_plant_without_a_point_is_named_below_the_map(client):
    site = a_site()
    without_a_point(a_plant(site, title="Senza Punto"))
    a_plant(site, title="Altrove", latitude=41.9, longitude=12.5)
    a_plant(site, title="Qui", **at("Ivrea"))
    drawn = map_of(site.catalogue)
    assert [plant.title for plant in drawn.not_drawn] == ["Altrove", "Senza Punto"]
    html = section_of(served(client, "/it/fabbriche/"))
    assert "2 stabilimenti non hanno un punto sulla mappa; sono nell’elenco:" in html
    assert "Altrove, Senza Punto." in html


@pytest.mark.django_db
def test_the_map_speaks_the_language_of_the_page(client):
    site, edition = a_site(), an_edition()
    plant = a_plant(site, title="Officine", **at("Ivrea"))
    english = translated(plant, title="Works")
    with_places(plant, edition, 5)
    italian = section_of(served(client, "/it/fabbriche/"))
    assert 'aria-label="Officine, Ivrea: 5 posti liberi"' in italian
    assert 'aria-label="Provincia di Torino: 1 stabilimento"' in italian
    with override("en"):
        html = section_of(served(client, site.catalogue_en.get_url()))
        assert f'href="{english.get_url()}" aria-label="Works, Ivrea: 5 places left"' in html
        assert 'aria-label="Province of Torino: 1 plant"' in html


@pytest.mark.django_db
def test_the_drawing_is_valid_xml_whatever_a_title_holds(client):
    site, edition = a_site(), an_edition()
    title = '<script>alert(1)</script> & "Figli" d\'Oro'
    with_places(a_plant(site, title=title, **at("Ivrea")), edition, 1)
    for town in ("Torino", "Torino", "Moncalieri"):
        a_plant(site, **at(town))
    html = served(client, "/it/fabbriche/")
    drawing_of_it = section_of(html, '<svg class="map-sheet', "<div class=")
    tree = ElementTree.fromstring(drawing_of_it.rsplit("</svg>", 1)[0] + "</svg>")
    names = [element.get("aria-label") for element in tree.iter("a")]
    assert f"{title}, Ivrea: Ultimo posto" in names
    assert "<script>alert" not in html


@pytest.mark.django_db
def test_numbers_of_the_drawing_have_a_dot_in_every_language(client):
    site = a_site()
    a_plant(site, **at("Ivrea"))
    html = section_of(served(client, "/it/fabbriche/?province=TO"))
    view = drawing.draw_plants([], None, "TO").view
    assert f'viewBox="{view.box}"' in html
    assert "," not in view.box
    assert not any("," in mark.x + mark.y for mark in map_of(site.catalogue).marks)


# Small maps ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_plant_page_shows_where_it_is_without_a_query(client, django_assert_num_queries):
    site = a_site()
    plant = a_plant(site, address="Via Roma 1", **at("Ivrea"))
    with django_assert_num_queries(0):
        here = spot(plant)
    assert (here.x, here.y) == WHOLE.percent(project(plant.latitude, plant.longitude))
    html = served(client, plant.get_url())
    assert "Mappa del Piemonte: Ivrea, provincia di Torino" in html
    assert "Apri nell’app delle mappe" in html


@pytest.mark.django_db
def test_a_tour_page_shows_where_it_is(client):
    tour = a_tour(a_site(), **at("Torino"))
    assert "map-locator" in served(client, tour.get_url())


@pytest.mark.django_db
def test_a_page_without_a_point_has_no_small_map(client):
    plant = without_a_point(a_plant(a_site()))
    assert spot(plant) is None
    assert "map-locator" not in served(client, plant.get_url())


@pytest.mark.django_db
def test_the_link_to_other_maps_leads_to_the_point_or_searches_the_street():
    site = a_site()
    exact = a_plant(site, address="Via Roma 1", **at("Ivrea", latitude=45.4611, longitude=7.8802))
    centre = a_plant(site, address="Via Roma 1 & C.", **at("Ivrea"))
    assert maps_url(exact) == (
        "https://www.openstreetmap.org/?mlat=45.46110&mlon=7.88020#map=16/45.46110/7.88020"
    )
    assert maps_url(centre) == "https://www.openstreetmap.org/search?query=Via+Roma+1+%26+C.%2C+Ivrea"


@pytest.mark.django_db
def test_the_home_page_counts_the_plants_of_each_province(client):
    site = a_site()
    for title in ("A", "B"):
        a_plant(site, title=title, **at("Biella", "BI"))
    a_plant(site, title="Bozza", live=False, **at("Biella", "BI"))
    html = section_of(served(client, "/it/"), '<div class="map-teaser">', "</div>")
    assert 'href="/it/fabbriche/?province=BI" aria-label="Provincia di Biella: 2 stabilimenti"' in html
    assert html.count('href="/it/fabbriche/?province=') == 8
    ElementTree.fromstring(html)


def test_small_maps_are_small():
    land = render_to_string("factories/includes/map_land.html", {"outlines": outlines(ROUGH)})
    assert len(land) < 10_000
