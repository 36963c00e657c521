"""What the map of one province shows of it, and where the names stand."""

import math

import pytest
from django.utils.translation import override

from factories.choices import Province
from factories.maps import drawing, names
from factories.maps.outlines import outlines
from factories.maps.projection import AIR, WHOLE, project
from factories.municipalities import _all as all_municipalities

NARROW_PX = 328  # what a window of 360 px leaves the map


@pytest.mark.parametrize("code", Province.values)
def test_a_province_fills_the_sheet_one_way_at_least(code):
    outline = next(outline for outline in outlines() if outline.code == code)
    xs, ys = zip(*outline.ring, strict=True)
    across = (max(xs) - min(xs)) / outline.view.width
    down = (max(ys) - min(ys)) / outline.view.height
    assert max(across, down) == pytest.approx(1 / AIR, abs=0.01)
    assert min(across, down) > 0.6


@pytest.mark.parametrize("code", Province.values)
def test_the_name_of_a_chosen_province_stands_on_its_land_and_on_no_mark(code):
    towns = [town for town in all_municipalities() if town.province == code][::6]
    points = [project(town.latitude, town.longitude) for town in towns]
    outline = next(outline for outline in outlines() if outline.code == code)
    x, y = drawing._name_inside(outline, points, outline.view)
    assert names._is_inside((x, y), outline.ring)
    unit = outline.view.width / NARROW_PX
    half = len(outline.name_lines[0]) * 3 * unit
    assert all(names._is_inside((x + part * half, y), outline.ring) for part in (-1, -0.5, 0.5, 1))
    assert all(math.dist((x, y), point) > 8 * unit for point in points)


def test_where_a_name_never_fits_it_stays_where_it_was():
    narrow = ((0.0, 0.0), (1.0, 0.0), (1.0, 100.0), (0.0, 100.0))
    assert names.free_place(narrow, ("Torino",), (), WHOLE) is None


@pytest.mark.parametrize("code", Province.values)
def test_names_that_the_edge_would_cut_are_not_shown(code):
    with override("it"):
        drawn = drawing.draw_plants([], None, code)
        shown = [
            (str(row["name"]), float(row["x"][:-1]) / 100 * NARROW_PX)
            for row in drawn.neighbours
            if not row["is_cut"]
        ]
        own = next(row for row in drawn.provinces if row["outline"].code == code)
    assert not own["is_cut"]
    assert all(len(name) * 3 < middle < NARROW_PX - len(name) * 3 for name, middle in shown)


def test_on_the_whole_map_every_name_is_shown():
    drawn = drawing.draw_plants([], None)
    assert not any(row["is_cut"] for row in [*drawn.provinces, *drawn.neighbours])
