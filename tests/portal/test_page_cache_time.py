"""How long pages are kept: changes are seen at once, places within two seconds."""

import uuid

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events import services
from portal import page_cache
from portal.middleware import PageCacheMiddleware
from tests.builders.events import NOW, a_contact, a_party, a_slot, a_visit, an_edition
from tests.builders.pages import (
    a_menu,
    a_plant,
    a_site,
    a_story,
    an_image,
    an_information_page,
    clock_at,
)
from tests.portal.kept_pages import SECOND, a_page_of_wagtail, is_kept, queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _page_cache_on():
    with override_settings(PAGE_CACHE=True, PAGE_CACHE_IS_SHARED=True):
        yield


# How long --------------------------------------------------------------------------------


def test_a_published_change_is_seen_at_once(django_capture_on_commit_callbacks):
    site = a_site()
    page = an_information_page(site, title="Come arrivare")
    assert is_kept(page.get_url())
    with django_capture_on_commit_callbacks(execute=True):
        page.title = "Come si arriva"
        page.save_revision().publish()
    assert "Come si arriva" in queries_of(Client(), page.get_url())[1]


def test_menus_pictures_and_moves_are_seen_at_once(django_capture_on_commit_callbacks):
    site, image = a_site(), an_image()
    page = an_information_page(site, hero=image)
    section = an_information_page(site, title="Sezione", slug="sezione")

    def moved() -> None:
        page.move(section, pos="last-child")

    for change in (lambda: a_menu(site, {"url": "/x/", "label": "Voce"}), image.save, site.site.save, moved):
        path = page.get_url()
        assert is_kept(path)
        with django_capture_on_commit_callbacks(execute=True):
            change()
        with clock_at(NOW), CaptureQueriesContext(connection) as captured:
            Client().get(path)
        assert len(captured) > 0, change


def test_a_page_taken_offline_is_gone_at_once(django_capture_on_commit_callbacks):
    story = a_story(a_site())
    assert is_kept(story.get_url())
    with django_capture_on_commit_callbacks(execute=True):
        story.unpublish()
    assert Client().get(story.get_url()).status_code == 404


def test_a_page_made_while_something_is_published_is_not_kept():
    made = []

    def published_meanwhile(request: HttpRequest) -> HttpResponse:
        made.append(1)
        page_cache.forget_all()
        return a_page_of_wagtail(request)

    middleware = PageCacheMiddleware(published_meanwhile)
    for _ in range(2):
        middleware(RequestFactory().get("/it/"))
    assert len(made) == 2


def a_plant_with_one_place():
    site = a_site()
    plant = a_plant(site)
    slot = a_slot(
        visit=a_visit(programme=plant.programme, edition=an_edition()),
        places=2,
    )
    return site, plant, slot


def book_everything(slot) -> None:
    services.place_booking(
        slot_id=slot.pk,
        seen_version=slot.version,
        party=a_party(adults=2),
        contact=a_contact(),
        intent=uuid.uuid4(),
        language="it",
        now=NOW,
    )


def test_a_place_booked_is_shown_within_two_seconds():
    site, plant, slot = a_plant_with_one_place()
    wanted = reverse("events:people", args=[slot.pk])
    assert wanted in queries_of(Client(), plant.get_url())[1]
    book_everything(slot)
    for path in (plant.get_url(), site.catalogue.get_url(), site.home.get_url()):
        count, html = queries_of(Client(), path, now=NOW + 2 * SECOND)
        assert count > 0
        assert wanted not in html


def test_the_opening_of_bookings_needs_no_change_to_be_seen():
    _site, plant, slot = a_plant_with_one_place()
    opens = slot.visit.edition.bookings_open_at
    before = queries_of(Client(), plant.get_url(), now=opens - SECOND)[1]
    after = queries_of(Client(), plant.get_url(), now=opens + SECOND)[1]
    wanted = reverse("events:people", args=[slot.pk])
    assert (wanted in before, wanted in after) == (False, True)


def test_pages_without_places_last_longer_where_all_processes_hear_of_changes():
    site = a_site()
    for page in (an_information_page(site), site.stories):
        queries_of(Client(), page.get_url())
        assert queries_of(Client(), page.get_url(), now=NOW + 30 * SECOND)[0] == 0
        assert queries_of(Client(), page.get_url(), now=NOW + 60 * SECOND)[0] > 0


@override_settings(PAGE_CACHE_IS_SHARED=False)
def test_without_a_common_cache_no_page_lasts_more_than_two_seconds():
    page = an_information_page(a_site())
    queries_of(Client(), page.get_url())
    assert queries_of(Client(), page.get_url(), now=NOW + 2 * SECOND)[0] > 0
