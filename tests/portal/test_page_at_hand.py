"""A process gives out a page it fetched a moment ago without asking the cache again."""

import datetime as dt
from unittest import mock

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from events.kept import VERSION_KEY
from portal import page_cache
from tests.builders.events import NOW
from tests.builders.pages import a_site, clock_at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _page_cache_on():
    with override_settings(PAGE_CACHE=True, PAGE_CACHE_IS_SHARED=True):
        yield


@pytest.fixture
def ticks():
    """The seconds that passed, to be moved on by the test."""
    with mock.patch.object(page_cache.time, "monotonic", return_value=100.0) as clock:
        yield clock


def looks_into_the_cache(path: str, now: dt.datetime = NOW) -> int:
    with clock_at(now), mock.patch.object(page_cache, "_fetch", wraps=page_cache._fetch) as fetch:
        assert Client().get(path).status_code == 200
    return fetch.call_count


def test_the_third_visitor_of_the_same_moment_costs_no_look_into_the_cache(ticks):
    path = a_site().home.get_url()
    assert [looks_into_the_cache(path) for _ in range(3)] == [1, 1, 0]
    ticks.return_value += page_cache.NEAR
    assert looks_into_the_cache(path) == 1


def test_what_another_process_published_is_seen_a_moment_later(ticks):
    site = a_site()
    path = site.home.get_url()
    for _ in range(2):
        looks_into_the_cache(path)
    type(site.home).objects.filter(pk=site.home.pk).update(introduction="Appena pubblicato")
    cache.delete(VERSION_KEY)  # as the other process did; this one was not told
    with clock_at(NOW):
        assert "Appena pubblicato" not in Client().get(path).content.decode()
        ticks.return_value += page_cache.NEAR
        assert "Appena pubblicato" in Client().get(path).content.decode()


def test_what_this_process_published_is_seen_at_once(ticks, django_capture_on_commit_callbacks):
    site = a_site()
    path = site.home.get_url()
    for _ in range(2):
        looks_into_the_cache(path)
    with django_capture_on_commit_callbacks(execute=True):
        site.home.introduction = "Appena pubblicato"
        site.home.save()
    with clock_at(NOW):
        assert "Appena pubblicato" in Client().get(path).content.decode()


def test_a_page_at_hand_that_is_over_hides_no_newer_one(ticks):
    path = a_site().home.get_url()
    for _ in range(2):
        looks_into_the_cache(path)
    later = NOW + dt.timedelta(seconds=page_cache.PLACES_LIFETIME)
    assert [looks_into_the_cache(path, later) for _ in range(3)] == [1, 1, 0]


def test_the_pages_at_hand_do_not_fill_the_memory(ticks):
    path = a_site().home.get_url()
    with mock.patch.object(page_cache, "MOST_NEAR", 1):
        for query in ("?page=1", "?page=2", "?page=3"):
            for _ in range(2):
                looks_into_the_cache(path + query)
    assert len(page_cache._near) == 1
