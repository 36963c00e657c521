"""A plant's page: facts, slots, what is near, and one inventory for all languages."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from factories.models import FactoryPage
from tests.builders.events import NOW, a_programme, a_slot, a_visit, an_edition
from tests.builders.pages import (
    a_menu,
    a_plant,
    a_request,
    a_site,
    a_tour,
    an_administrator,
    an_image,
    clock_at,
    translated,
)

pytestmark = pytest.mark.django_db


def with_places(plant, edition, places: int = 5):
    visit = a_visit(programme=a_programme(page_key=plant.translation_key), edition=edition)
    return a_slot(places=places, visit=visit)


def context_of(plant, /) -> dict:
    with clock_at(NOW):
        return plant.get_context(a_request())


def test_the_italian_and_the_english_page_show_the_same_slots():
    site, edition = a_site(), an_edition()
    plant = a_plant(site)
    slot = with_places(plant, edition)
    for page in (plant, translated(plant)):
        (day,) = context_of(page)["days"]
        assert [row.pk for row in day.slots] == [slot.pk]


def test_a_tour_is_bookable_like_a_plant():
    site, edition = a_site(), an_edition()
    tour = a_tour(site)
    with_places(tour, edition)
    assert len(context_of(tour)["days"]) == 1
    with override("en"):
        assert tour.get_what_to_bring() == ["A valid identity document"]


def test_near_plants_with_places_come_nearest_first():
    site, edition = a_site(), an_edition()
    here = a_plant(site, municipality="Torino")
    for title, town, province, places in [
        ("Ivrea", "Ivrea", "TO", 4),
        ("Grugliasco", "Grugliasco", "TO", 4),
        ("Pieno", "Collegno", "TO", 0),
        ("Lontano", "Verbania", "VB", 4),
        ("Asti vicina", "Villanova d'Asti", "AT", 4),
    ]:
        plant = a_plant(site, title=title, municipality=town, province=province)
        if places:
            with_places(plant, edition, places)
    near = context_of(here)["nearby"]
    assert [(plant.title, plant.places_left) for plant in near] == [
        ("Grugliasco", 4),
        ("Asti vicina", 4),
        ("Ivrea", 4),
    ]
    assert 5 < near[0].distance_km < 12


def test_near_plants_are_shown_in_the_visitors_language():
    site, edition = a_site(), an_edition()
    here, there = a_plant(site), a_plant(site, title="Vicino")
    a_plant(site, title="Solo italiano")
    with_places(there, edition)
    english = translated(here)
    translated(there, title="Near")
    assert [plant.title for plant in context_of(english)["nearby"]] == ["Near"]


def test_a_plant_page_costs_few_queries(client):
    site, edition = a_site(), an_edition()
    plant = a_plant(site, slug="officine", hero=an_image())
    with_places(plant, edition)
    translated(plant)
    for _number in range(6):
        with_places(a_plant(site, hero=an_image()), edition)
    a_menu(site, {"page": site.catalogue}, {"page": site.stories})
    with clock_at(NOW):
        client.get("/it/fabbriche/officine/")  # draws the renditions once
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/it/fabbriche/officine/").status_code == 200
    # Wagtail, 9 to find the page: site, locale, root page, its translation, one or two per step
    # of the path, aliases and view restrictions of the ancestors.
    # Ours, 16: stories about it, edition, slots and their release waves, waves for the places nearby, near
    # candidates, their places, locale, near cards, their renditions, versions in other languages,
    # main picture, site settings, menus, breadcrumb, sector. (Renditions of the main picture come
    # from the cache.)
    assert len(captured) <= 25, "\n".join(query["sql"][:160] for query in captured)


def test_the_municipality_gives_the_point_on_the_map():
    plant = a_plant(a_site(), municipality="agliè", province="TO")
    assert (plant.municipality, plant.latitude, plant.longitude) == ("Agliè", 45.368, 7.768)


def test_a_point_given_by_the_editor_is_kept():
    plant = a_plant(a_site(), latitude=45.1, longitude=7.6)
    assert (plant.latitude, plant.longitude) == (45.1, 7.6)


@pytest.mark.parametrize(("town", "province"), [("Atlantide", "TO"), ("Torino", "CN")])
def test_a_municipality_of_another_province_is_refused_at_the_field(town, province):
    with pytest.raises(ValidationError) as refusal, override("en"):
        a_plant(a_site(), municipality=town, province=province)
    assert list(refusal.value.message_dict) == ["municipality"]
    assert town in refusal.value.messages[0]


def test_a_municipality_younger_than_our_data_needs_its_point():
    plant = a_plant(a_site(), municipality="Comune Nuovo", latitude=45.0, longitude=7.7)
    assert plant.municipality == "Comune Nuovo"
    with pytest.raises(ValidationError):
        a_plant(a_site(), municipality="Comune Nuovo", latitude=41.9, longitude=12.5)


def test_the_editor_who_changes_only_the_municipality_moves_the_point():
    plant = a_plant(a_site(), municipality="Torino", province="TO")
    form_class = FactoryPage.get_edit_handler().get_form_class()
    blank = form_class(instance=plant, for_user=an_administrator())
    posted = {name: blank[name].value() or "" for name in blank.fields if name not in ("see", "body")}
    posted.update({"municipality": "Biella", "province": "BI", "see-count": "0", "body-count": "0"})
    posted.update({"sector": plant.sector_id, "lent": ["shoes"], "comments-TOTAL_FORMS": "0"})
    posted.update({"comments-INITIAL_FORMS": "0"})
    form = form_class(posted, instance=plant, for_user=an_administrator())
    assert form.is_valid(), form.errors
    assert round(plant.latitude, 1) == 45.6
    assert plant.lent == ["shoes"]


def test_an_unknown_thing_to_lend_is_refused():
    with pytest.raises(ValidationError):
        a_plant(a_site(), lent=["sword"])


def test_what_is_lent_is_said_in_words():
    plant = a_plant(a_site(), lent=["shoes", "helmet"])
    with override("en"):
        assert plant.lent_labels == ["Safety shoes", "Helmet"]
        assert plant.get_what_to_bring() == ["Lent at the entrance: safety shoes, helmet"]


def test_safety_texts_count_as_complete_only_when_both_are_written():
    plant = FactoryPage(safety_text="Scarpe chiuse.", access_text=" ")
    assert not plant.is_safety_text_complete()
    plant.access_text = "Due gradini."
    assert plant.is_safety_text_complete()


def test_a_copied_page_is_not_taken_for_the_imported_one():
    plant = a_plant(a_site(), external_key="avio-to")
    copy = plant.copy(update_attrs={"title": "Copia", "slug": "copia"})
    assert copy.external_key == ""


def test_the_same_import_key_twice_in_a_language_is_refused():
    site = a_site()
    plant = a_plant(site, external_key="avio-to")
    translated(plant, external_key="avio-to")
    with pytest.raises(ValidationError):
        a_plant(site, external_key="avio-to")
