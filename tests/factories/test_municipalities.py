"""Where the municipalities of Piedmont lie."""

import json

import pytest

from events.alphabet import alphabetical
from factories.choices import Province
from factories.municipalities import (
    DATA,
    distance_km,
    find_municipality,
    is_in_piedmont,
    municipality_names,
)


@pytest.mark.parametrize("name", ["San Mauro Torinese", "SAN MAURO TORINESE", "  san  mauro torinese "])
def test_a_name_is_found_however_it_is_written(name):
    assert find_municipality(name, "TO").name == "San Mauro Torinese"


def test_accents_and_apostrophes_do_not_matter():
    assert find_municipality("Aglie'", "TO").name == "Agliè"
    assert find_municipality("Albiano d’Ivrea", "TO").name == "Albiano d'Ivrea"


def test_the_same_name_in_another_province_is_not_found():
    assert find_municipality("Torino", "CN") is None


def test_all_eight_provinces_have_municipalities_and_a_shape():
    shapes = json.loads((DATA / "piedmont_provinces.geojson").read_text(encoding="utf-8"))
    assert {shape["properties"]["code"] for shape in shapes["features"]} == set(Province.values)
    assert all(municipality_names(province) for province in Province.values)
    assert len(municipality_names()) > 1000


def test_names_stand_where_people_look_for_them():
    names = municipality_names()
    assert names.index("Agliano Terme") < names.index("Agliè") < names.index("Agrate Conturbia")
    assert sorted(
        ["Zubiena", "Sanate", "Àgrate", "San Mauro", "agliè", "Agliano", "Bànna"], key=alphabetical
    ) == [
        "Agliano",
        "agliè",
        "Àgrate",
        "Bànna",
        "San Mauro",
        "Sanate",
        "Zubiena",
    ]


def test_every_municipality_lies_in_piedmont():
    for province in Province.values:
        for name in municipality_names(province):
            found = find_municipality(name, province)
            assert is_in_piedmont(found.latitude, found.longitude), name


def test_distances_are_kilometres():
    torino, cuneo = find_municipality("Torino", "TO"), find_municipality("Cuneo", "CN")
    km = distance_km((torino.latitude, torino.longitude), (cuneo.latitude, cuneo.longitude))
    assert 70 < km < 85
    assert distance_km((45.0, 7.0), (45.0, 7.0)) == 0
