"""What is checked on pages one can visit."""

import pytest

from home.content_checks import findings
from tests.builders.events import NOW, a_programme, a_slot, a_visit, an_edition
from tests.builders.pages import a_plant, a_site, translated

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return a_site()


def codes(page) -> set[str]:
    return {finding.check.code for finding in findings([page], NOW)}


def test_without_safety_and_access_texts_it_is_to_be_put_right(site):
    bare = a_plant(site, safety_text="", access_text="")
    [first, second] = [one for one in findings([bare], NOW) if one.check.code == "safety-missing"]
    assert {first.spot.path, second.spot.path} == {"safety_text", "access_text"}
    assert first.check.severity == "error"
    complete = a_plant(site, safety_text="Scarpe chiuse.", access_text="Senza gradini.")
    assert "safety-missing" not in codes(complete)
    assert "safety-missing" in codes(translated(complete, live=False, safety_text=""))


def test_a_plant_nobody_can_book_is_named_while_an_edition_is_ahead(site):
    plant = a_plant(site)
    assert "no-slots" not in codes(plant)
    edition = an_edition()
    assert "no-slots" in codes(plant)
    visit = a_visit(programme=a_programme(page_key=plant.translation_key), edition=edition)
    a_slot(visit=visit, status="cancelled")
    assert "no-slots" in codes(plant)
    a_slot(visit=visit, starts_at=edition.bookings_close_at)
    assert "no-slots" not in codes(plant)


def test_days_are_not_typed_into_the_texts_of_a_plant(site):
    assert "date-typed" in codes(a_plant(site, introduction="Si visita venerdì 29 ottobre."))
    assert "date-typed" not in codes(a_plant(site, introduction="Fondata nel 1906."))


def test_what_makes_a_page_useful_is_suggested(site):
    assert {"nothing-to-see", "no-way-there"} <= codes(a_plant(site))
