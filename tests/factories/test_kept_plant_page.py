"""A plant's page is made anew from kept pieces: what is published shows at once, places are never kept,
a preview keeps to itself."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from events import kept
from events.models import Slot
from home.models import RelatedPlant
from home.routing import find_page
from tests.builders.events import NOW, a_programme, a_slot, a_visit, an_edition
from tests.builders.pages import (
    a_menu,
    a_plant,
    a_site,
    a_story,
    a_tour,
    an_image,
    clock_at,
    translated,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_time_passes(monkeypatch):
    """What is kept is not over because the machine is slow, and is of this test alone."""
    monkeypatch.setattr(kept, "_values", {})
    monkeypatch.setattr(kept, "time", SimpleNamespace(monotonic=lambda: 100.0))


@pytest.fixture
def site():
    return a_site()


@pytest.fixture
def edition():
    return an_edition()


@pytest.fixture
def plant(site):
    return a_plant(site, title="Fonderia", introduction="Si fonde dal 1921.", hero=an_image())


def with_places(page, edition, places: int = 9, **changes: object) -> Slot:
    visit = a_visit(programme=a_programme(page_key=page.translation_key), edition=edition)
    return a_slot(places, visit=visit, **changes)


def seen(page, status: int = 200) -> str:
    """The page as somebody gets it who comes now."""
    with clock_at(NOW):
        answer = Client().get(page.get_url())
    assert answer.status_code == status
    return answer.content.decode()


def previewed(page) -> str:
    with clock_at(NOW):
        request_attrs = {"user": AnonymousUser()}
        return page.make_preview_request(extra_request_attrs=request_attrs).content.decode()


# What it costs ---------------------------------------------------------------------------


def test_a_page_made_again_asks_for_the_slots_and_for_places_nearby_and_nothing_else(site, edition, plant):
    a_menu(site, {"page": site.catalogue})
    tour, english = a_tour(site, hero=an_image()), translated(plant)
    for page in (plant, tour, *(a_plant(site) for _ in range(5))):
        with_places(page, edition)
    RelatedPlant.objects.create(story=a_story(site, hero=an_image()), related_page=plant)
    for page in (plant, english, tour):
        seen(page)  # the files of its pictures are made, which is a change
        seen(page)
        with CaptureQueriesContext(connection) as captured:
            seen(page)
        tables = ["events_slot" in query["sql"] for query in captured]
        # The English page has no plants around it.
        assert tables == [True] * (1 if page == english else 2), [query["sql"][:200] for query in captured]


def test_one_page_is_kept_once_however_its_address_is_spelt(plant):
    for path in ("fabbriche/{}/", "fabbriche//{}/", "/fabbriche/{}//"):
        found = find_page(RequestFactory().get("/"), path.format(plant.slug))
        assert found.page == plant
    assert sum(name[0] == "page at" for name in kept._values if plant.slug in name) == 1


def test_what_one_visit_writes_on_a_page_no_other_visit_finds(plant):
    first, second = (find_page(RequestFactory().get("/"), f"fabbriche/{plant.slug}/").page for _ in range(2))
    first.title, first.only_here = "Altro", True
    assert second.title == "Fonderia"
    assert not hasattr(second, "only_here")


# Publishing ------------------------------------------------------------------------------


def test_what_is_published_is_seen_at_once_on_the_page_and_where_it_is_named(site, edition, plant):
    other = a_plant(site, title="Vicina")
    with_places(plant, edition)
    story = a_story(site, title="Il forno")
    RelatedPlant.objects.create(story=story, related_page=other)
    assert "Fonderia" in seen(other)
    seen(plant)
    plant.title, plant.introduction, plant.safety_text = "Acciaieria", "Si fonde ancora.", "Scarpe chiuse."
    plant.reach_text, plant.founded = "Tram 4.", 1921
    plant.save_revision().publish()
    page = seen(plant)
    for words in ("Acciaieria", "Si fonde ancora.", "Scarpe chiuse.", "Tram 4.", "1921"):
        assert words in page
    assert "Fonderia" not in page
    assert "Acciaieria" in seen(other)
    assert "Il forno" in seen(other)
    story.title = "La fiamma"
    story.save_revision().publish()
    assert "La fiamma" in seen(other)
    assert "Il forno" not in seen(other)


def test_a_page_taken_offline_is_gone_at_once_with_its_card(site, edition, plant):
    other = a_plant(site, title="Vicina")
    with_places(plant, edition)
    assert "Fonderia" in seen(other)
    seen(plant)
    plant.unpublish()
    seen(plant, status=404)
    assert "Fonderia" not in seen(other)


def test_a_page_closed_to_visitors_is_closed_at_once(plant):
    seen(plant)
    restriction = PageViewRestriction.objects.create(page=plant, restriction_type="login")
    seen(plant, status=302)
    restriction.delete()
    seen(plant)


def test_a_page_that_moves_is_found_where_it_is_now(site, plant):
    before = plant.get_url()
    seen(plant)
    plant.slug = "acciaieria"
    plant.save_revision().publish()
    with clock_at(NOW):
        assert Client().get(before).status_code in (301, 404)
    assert "/acciaieria/" in seen(type(plant).objects.get(pk=plant.pk))


def test_a_visit_and_an_edition_that_change_are_seen_at_once(edition, plant):
    slot = with_places(plant, edition)
    assert "età minima" not in seen(plant).lower()
    visit = slot.visit
    visit.min_age = 14
    visit.save()
    assert "14" in seen(plant).partition('id="when"')[2]
    edition.bookings_open_at = NOW + dt.timedelta(days=2)
    edition.save()
    assert "9 posti" not in seen(plant)


# Places ----------------------------------------------------------------------------------


def test_places_are_those_of_now_in_slots_days_and_for_search_engines(edition, plant):
    slot = with_places(plant, edition)
    assert "9 posti" in seen(plant)
    now = Slot.objects.filter(pk=slot.pk)
    now.update(capacity=5)
    page = seen(plant)
    assert "5 posti" in page
    assert "9 posti" not in page
    assert "schema.org/InStock" in page
    now.update(capacity=0)
    page = seen(plant)
    assert "schema.org/SoldOut" in page
    assert "is-waiting" in page
    now.update(capacity=1)
    page = seen(plant)
    assert "is-waiting" not in page
    assert "Ultimo posto" in page


def test_a_slot_that_moves_or_is_withdrawn_or_new_is_seen_at_once(edition, plant):
    slot = with_places(plant, edition)
    assert ">10:00<" in seen(plant)
    later = dt.timedelta(hours=1)
    Slot.objects.filter(pk=slot.pk).update(starts_at=slot.starts_at + later, ends_at=slot.ends_at + later)
    assert ">11:00<" in seen(plant)
    assert ">10:00<" not in seen(plant)
    Slot.objects.filter(pk=slot.pk).update(status="withdrawn")
    assert ">11:00<" not in seen(plant)
    a_slot(5, visit=slot.visit, starts_at=slot.starts_at + 2 * later)
    assert ">12:00<" in seen(plant)


def test_places_nearby_are_those_of_now_and_who_has_none_makes_room_for_the_next(site, edition, plant):
    others = [a_plant(site, title=f"Vicina {number}") for number in range(15)]
    slots = [with_places(other, edition, places=7) for other in others]
    near = seen(plant)
    assert near.count("7 posti") == 4
    named = [number for number, other in enumerate(others) if f"{other.title}<" in near]
    first = Slot.objects.filter(pk=slots[named[0]].pk)
    first.update(capacity=5)
    assert "5 posti" in seen(plant)
    first.update(capacity=0)
    page = seen(plant)
    assert f"{others[named[0]].title}<" not in page
    assert page.count("7 posti") == 4
    # All but the last one far down the list are full: it is found all the same.
    Slot.objects.exclude(pk=slots[14].pk).update(capacity=0)
    page = seen(plant)
    assert page.count("7 posti") == 1
    assert "Vicina 14<" in page


def test_a_card_has_the_places_and_the_distance_of_the_page_it_is_on(site, edition, plant):
    shown = a_plant(site, title="Vicina", municipality="Grugliasco", latitude=None, longitude=None)
    far = a_plant(site, title="Da Ivrea", municipality="Ivrea", latitude=None, longitude=None)
    with_places(shown, edition)
    distances = {page.partition("card-km")[2][:12] for page in (seen(plant), seen(far), seen(plant))}
    assert len(distances) == 2


# Previews --------------------------------------------------------------------------------


def test_a_preview_shows_the_draft_and_nobody_else_gets_it(site, edition, plant):
    with_places(plant, edition)
    with_places(a_plant(site, title="A Torino"), edition)
    novara = a_plant(
        site, title="A Novara", municipality="Novara", province="NO", latitude=None, longitude=None
    )
    with_places(novara, edition)
    assert "A Torino" in seen(plant)
    draft = plant.get_latest_revision_as_object()
    draft.title, draft.introduction, draft.safety_text = "Bozza", "Ancora da leggere.", "Casco."
    draft.municipality, draft.province, draft.latitude, draft.longitude = "Novara", "NO", 45.446, 8.622
    for _ in range(2):
        preview = previewed(draft)
        for words in ("Bozza", "Ancora da leggere.", "Casco.", "A Novara", "9 posti"):
            assert words in preview
        for words in ("Fonderia", "Si fonde dal 1921.", "A Torino"):
            assert words not in preview
        page = seen(plant)
        for words in ("Fonderia", "Si fonde dal 1921.", "A Torino", "9 posti"):
            assert words in page
        for words in ("Bozza", "Ancora da leggere.", "Casco.", "A Novara"):
            assert words not in page


def test_a_page_looked_at_before_anybody_came_leaves_nothing_behind(edition, plant):
    with_places(plant, edition)
    draft = plant.get_latest_revision_as_object()
    draft.introduction = "Ancora da leggere."
    assert "Ancora da leggere." in previewed(draft)
    assert "Ancora da leggere." not in seen(plant)
