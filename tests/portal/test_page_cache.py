"""Anonymous visitors get ready-made reading pages; never old ones, never somebody else's."""

import gzip
import threading
import time

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, TestCase, override_settings
from django.test.utils import CaptureQueriesContext

from factories.filters import PlantFilters
from home.models import PastEdition, Topic
from portal import page_cache
from portal.middleware import PageCacheMiddleware
from tests.builders.events import NOW
from tests.builders.pages import (
    a_plant,
    a_site,
    a_story,
    a_tour,
    an_information_page,
    clock_at,
    translated,
)
from tests.portal.kept_pages import SECOND, a_page_of_wagtail, is_kept, queries_of
from tests.portal.test_without_redis import REDIS_IS_DOWN

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _page_cache_on():
    with override_settings(PAGE_CACHE=True, PAGE_CACHE_IS_SHARED=True):
        yield


# What is kept ----------------------------------------------------------------------------


def test_the_second_visitor_gets_the_same_page_without_a_query():
    site = a_site()
    pages = [site.home, site.home_en, site.catalogue, site.catalogue_en, site.stories]
    pages += [a_plant(site), a_tour(site), a_story(site), an_information_page(site)]
    for page in pages:
        first = queries_of(Client(), page.get_url())
        second = queries_of(Client(), page.get_url())
        assert first[0] > 0, page
        assert (second[0], second[1]) == (0, first[1]), page


def test_reading_pages_set_no_cookie_and_do_not_depend_on_one():
    site = a_site()
    client = Client()
    client.cookies["sessionid"] = "of-somebody-who-books"
    for page in (site.home, site.catalogue, site.stories, a_plant(site), a_story(site)):
        response = client.get(page.get_url())
        assert not response.cookies
        assert "cookie" not in response["Vary"].lower()
        assert response["Cache-Control"] == "no-cache"


def test_a_visitor_who_booked_reads_the_same_pages_and_may_make_them():
    plant = a_plant(a_site())
    visitor = Client()
    visitor.cookies["sessionid"] = "of-somebody-who-books"
    assert is_kept(plant.get_url(), client=visitor)


def test_headers_are_the_same_from_the_cache_and_without_it():
    path = a_site().home.get_url()
    made, kept = Client().get(path), Client().get(path)
    assert dict(made.items()) == dict(kept.items())
    with override_settings(PAGE_CACHE=False):
        without = Client().get(path)
    added = {"ETag", "Cache-Control", "Vary", "Content-Length"}
    assert {k: v for k, v in kept.items() if k not in added} == {
        k: v for k, v in without.items() if k not in added
    }
    assert "Content-Security-Policy" in kept


def test_languages_do_not_mix():
    site = a_site()
    plant = a_plant(site, title="Fonderia")
    english = translated(plant, title="Foundry")
    for page, language in ((plant, "it"), (english, "en"), (plant, "it"), (english, "en")):
        response = Client().get(page.get_url(), headers={"Accept-Language": "de"})
        assert response["Content-Language"] == language
        assert page.title in response.content.decode()


def test_hosts_do_not_mix_and_a_foreign_host_is_refused():
    path = a_site().home.get_url()
    assert is_kept(path)
    assert queries_of(Client(), path, host="localhost")[0] > 0
    assert Client().get(path, headers={"host": "elsewhere.example"}).status_code == 400


def test_filters_have_pages_of_their_own():
    site = a_site()
    a_plant(site, title="Torinese")
    a_plant(site, title="Cuneese", province="CN", municipality="Cuneo")
    path = site.catalogue.get_url()
    assert is_kept(path)
    assert "Cuneese" not in queries_of(Client(), f"{path}?province=TO")[1]
    assert "Cuneese" in queries_of(Client(), f"{path}?province=CN")[1]
    assert queries_of(Client(), f"{path}?province=CN")[0] == 0


def test_every_filter_of_the_catalogue_but_free_text_can_be_kept():
    assert set(PlantFilters.__dataclass_fields__) - {"q", "near"} <= set(settings.PAGE_CACHE_PARAMETERS)


def test_figures_and_topics_that_change_are_seen_at_once():
    site = a_site()
    topic = Topic.objects.create(slug="people", name="Persone", locale=site.italian)
    story = a_story(site)
    story.topics.set([topic])
    story.save()
    assert is_kept(site.home.get_url())
    assert is_kept(f"{site.stories.get_url()}?topic=people")
    with TestCase.captureOnCommitCallbacks(execute=True):
        PastEdition.objects.create(year=2024, opened=130)
    assert ">2024<" in queries_of(Client(), site.home.get_url())[1]
    with TestCase.captureOnCommitCallbacks(execute=True):
        Topic.objects.get(pk=topic.pk).delete()
    assert "Persone" not in queries_of(Client(), f"{site.stories.get_url()}?topic=people")[1]


def test_marks_of_advertisers_do_not_make_a_new_page_and_are_not_repeated_in_it():
    path = a_site().catalogue.get_url()
    first = queries_of(Client(), f"{path}?utm_source=letter&fbclid=abc&province=TO")
    second = queries_of(Client(), f"{path}?province=TO&gclid=def")
    assert (first[0] > 0, second[0]) == (True, 0)
    for mark in ("letter", "abc", "def"):
        assert f"={mark}" not in first[1] + second[1]


@pytest.mark.parametrize("query", ["q=fonderia", "unknown=1", "page=2&x", "province=" + "T" * 400, "&"])
def test_free_text_and_unknown_parameters_are_answered_and_not_kept(query):
    path = f"{a_site().catalogue.get_url()}?{query}"
    assert not is_kept(path)


def test_an_answer_to_htmx_is_not_given_to_a_browser():
    path = a_site().catalogue.get_url()
    queries_of(Client(), path, **{"HX-Request": "true", "HX-Target": "results"})
    assert queries_of(Client(), path)[0] > 0


# Browsers --------------------------------------------------------------------------------


def test_a_browser_that_has_the_page_is_told_so():
    path = a_site().home.get_url()
    with clock_at(NOW):
        first = Client().get(path)
        same = Client().get(path, headers={"If-None-Match": first["ETag"]})
        other = Client().get(path, headers={"If-None-Match": 'W/"other"'})
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", first["ETag"])
    assert other.status_code == 200


def test_the_page_is_compressed_for_who_can_read_it():
    path = a_site().home.get_url()
    with clock_at(NOW):
        plain = Client().get(path)
        zipped = Client().get(path, headers={"Accept-Encoding": "gzip, br"})
    assert zipped["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in zipped["Vary"]
    assert gzip.decompress(zipped.content) == plain.content


def test_head_is_answered_from_the_cache():
    path = a_site().home.get_url()
    with clock_at(NOW):
        Client().get(path)
        with CaptureQueriesContext(connection) as captured:
            assert Client().head(path).status_code == 200
    assert len(captured) == 0


# Together --------------------------------------------------------------------------------


@override_settings(CACHES=REDIS_IS_DOWN)
def test_without_redis_pages_are_made_for_each_visitor():
    path = a_site().home.get_url()
    assert queries_of(Client(), path)[0] > 0
    assert queries_of(Client(), path)[0] > 0


def test_while_one_request_makes_a_page_again_the_others_get_the_copy():
    path = a_site().home.get_url()
    queries_of(Client(), path)
    soon = NOW + 1.5 * SECOND
    key = page_cache.key_of(RequestFactory().get(path))
    assert page_cache.lock(key)
    assert queries_of(Client(), path, now=soon)[0] == 0
    page_cache.unlock(key)
    assert queries_of(Client(), path, now=soon)[0] > 0
    assert queries_of(Client(), path, now=soon)[0] == 0


def test_many_visitors_of_a_new_page_have_it_made_once():
    made, answers = [], []

    def slow_page(request: HttpRequest) -> HttpResponse:
        made.append(1)
        time.sleep(0.1)
        return a_page_of_wagtail(request)

    middleware = PageCacheMiddleware(slow_page)

    def visit() -> None:
        answers.append(middleware(RequestFactory().get("/it/")).content)

    visitors = [threading.Thread(target=visit) for _ in range(8)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert (len(made), answers) == (1, [b"page"] * 8)
