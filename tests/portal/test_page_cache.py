"""Anonymous visitors get ready-made reading pages; never old ones, never somebody else's."""

import datetime as dt
import gzip
import threading
import time
import uuid
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, TestCase, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from events import services
from factories.filters import PlantFilters
from home.models import PastEdition, Topic
from portal import page_cache
from portal.middleware import PageCacheMiddleware
from tests.builders.events import NOW, a_contact, a_party, a_slot, a_visit, an_edition
from tests.builders.pages import (
    a_menu,
    a_plant,
    a_site,
    a_story,
    a_tour,
    an_administrator,
    an_image,
    an_information_page,
    clock_at,
    translated,
)
from tests.portal.test_without_redis import REDIS_IS_DOWN

pytestmark = pytest.mark.django_db

SECOND = dt.timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _page_cache_on():
    with override_settings(PAGE_CACHE=True, PAGE_CACHE_IS_SHARED=True):
        yield


def queries_of(client: Client, path: str, *, now: dt.datetime = NOW, **headers: str) -> tuple[int, str]:
    """How many queries a visit costs, and the page. A page from the cache costs none."""
    with clock_at(now), CaptureQueriesContext(connection) as captured:
        response = client.get(path, headers=headers)
    assert response.status_code == 200, path
    return len(captured), response.content.decode()


def staff_member() -> Client:
    """The browser of somebody who has just logged in to the admin."""
    client = Client()
    with clock_at(NOW):
        client.force_login(an_administrator())
        client.get(reverse("wagtailadmin_home"))
    return client


def is_kept(path: str, *, now: dt.datetime = NOW, client: Client | None = None) -> bool:
    """Whether a second visitor gets the page that was made for the first."""
    queries_of(client or Client(), path, now=now)
    return queries_of(Client(), path, now=now)[0] == 0


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


# What is never kept ----------------------------------------------------------------------


def test_an_unknown_address_is_looked_for_each_time():
    path = f"{a_site().catalogue.get_url()}nothing/"
    with CaptureQueriesContext(connection) as captured:
        assert [Client().get(path).status_code for _ in range(2)] == [404, 404]
    assert len(captured) > 1


def test_a_page_published_under_an_address_that_was_missing_is_there_at_once():
    site = a_site()
    assert Client().get("/it/fabbriche/nuova/").status_code == 404
    a_plant(site, title="Nuova", slug="nuova")
    assert Client().get("/it/fabbriche/nuova/").status_code == 200


def test_booking_steps_and_personal_pages_are_never_kept(client):
    a_site()
    slot = a_slot()
    for path in (reverse("events:my-bookings"), reverse("events:people", args=[slot.pk])):
        for _ in range(2):
            with CaptureQueriesContext(connection) as captured:
                response = Client().get(path)
            assert "ETag" not in response
            assert response.status_code != 200 or len(captured) > 0


def test_posts_are_never_answered_from_the_cache():
    path = a_site().home.get_url()
    assert is_kept(path)
    with CaptureQueriesContext(connection) as captured:
        Client().post(path)
    assert len(captured) > 0


def test_a_restricted_page_is_never_kept_even_for_who_may_see_it():
    site = a_site()
    page = an_information_page(site, title="Solo per noi")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    member = staff_member()
    assert "Solo per noi" in queries_of(member, page.get_url())[1]
    assert Client().get(page.get_url()).status_code == 302
    with clock_at(NOW):
        assert "ETag" not in member.get(page.get_url())


def test_a_page_restricted_after_it_was_kept_is_shut_at_once(django_capture_on_commit_callbacks):
    page = an_information_page(a_site())
    assert is_kept(page.get_url())
    with django_capture_on_commit_callbacks(execute=True):
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert Client().get(page.get_url()).status_code == 302


def test_staff_neither_get_nor_make_kept_pages():
    site = a_site()
    staff = staff_member()
    path = site.home.get_url()
    assert "wagtail-userbar" in queries_of(staff, path)[1]
    assert "wagtail-userbar" not in queries_of(Client(), path)[1]
    assert queries_of(Client(), path)[0] == 0
    count, html = queries_of(staff, path)
    assert count > 0
    assert "wagtail-userbar" in html


def test_who_logged_out_reads_kept_pages_again():
    path = a_site().home.get_url()
    staff = staff_member()
    with clock_at(NOW):
        staff.post(reverse("wagtailadmin_logout"))
        staff.get(reverse("wagtailadmin_login"))  # shows the message of the logout
    assert queries_of(Client(), path)[0] > 0
    assert queries_of(staff, path)[0] == 0


def test_a_preview_shows_the_draft_and_stays_private():
    site = a_site()
    page = an_information_page(site, title="Pubblicata")
    path = page.get_url()
    assert is_kept(path)
    staff = staff_member()
    page.title = "Bozza segreta"
    page.save_revision()
    with clock_at(NOW):
        for _ in range(2):
            shown = staff.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
            assert "Bozza segreta" in shown.content.decode()
        cache.clear()
        staff.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert "Bozza segreta" not in queries_of(Client(), path)[1]


def test_who_has_a_message_waiting_gets_it_and_nobody_else():
    path = a_site().home.get_url()
    visitor = Client()
    visitor.cookies["messages"] = "anything"
    assert queries_of(visitor, path)[0] > 0
    assert queries_of(Client(), path)[0] > 0
    assert queries_of(visitor, path)[0] > 0


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


def a_page_of_wagtail(request: HttpRequest) -> HttpResponse:
    """What the inner middleware hand on for a reading page."""
    request.resolver_match = SimpleNamespace(url_name="wagtail_serve")
    return HttpResponse("page")


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
