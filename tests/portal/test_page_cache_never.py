"""What is never kept: what depends on who asks, and what is no reading page."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from tests.builders.events import NOW, a_slot
from tests.builders.pages import (
    a_plant,
    a_site,
    an_information_page,
    clock_at,
)
from tests.portal.kept_pages import is_kept, queries_of, staff_member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _page_cache_on():
    with override_settings(PAGE_CACHE=True, PAGE_CACHE_IS_SHARED=True):
        yield


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
