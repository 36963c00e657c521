"""Pages for when something is wrong: in both languages, and without what may be broken."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.test import Client, override_settings
from django.urls import path
from django.utils.dateparse import parse_datetime
from django.views import defaults

import portal.urls
from home.models import SiteSettings
from portal.views import SECURITY_TXT_DAYS
from tests.browser.site import words
from tests.builders.pages import SiteKit, a_menu, a_site, clock_at


def breaks(request):
    raise RuntimeError("a machine has stopped")


def forbids(request):
    raise PermissionDenied


def is_too_busy(request):
    raise OperationalError("database is locked")


handler500 = portal.urls.handler500
urlpatterns = [
    path("it/folla/", is_too_busy),
    path("it/guasto/", breaks),
    path("it/vietato/", forbids),
    path("en/vietato/", forbids),
]
urlpatterns += portal.urls.urlpatterns


@pytest.fixture
def site(db) -> SiteKit:
    site = a_site()
    a_menu(site, {"page": site.catalogue})
    return site


@pytest.mark.parametrize(
    ("address", "catalogue", "language"),
    [
        ("/it/nulla/", "/it/fabbriche/", "it"),
        ("/en/nothing/", "/en/plants/", "en"),
        ("/it/fabbriche/nulla/", "/it/fabbriche/", "it"),
        ("/media/nulla.jpg", "/it/fabbriche/", "it"),
    ],
)
def test_a_missing_page_offers_search_and_ways_on(client, site, address, catalogue, language):
    response = client.get(address, follow=True)
    html = response.content.decode()
    assert response.status_code == 404
    title = words(language, "Behind this gate there is nothing")
    assert title in html
    assert f'<html lang="{language}">' in html
    main = html.partition("<main")[2].partition("</main>")[0]
    assert 'role="search"' in main
    assert f'href="{catalogue}"' in main
    assert 'name="robots" content="noindex"' in html


@pytest.mark.parametrize(("accepted", "language"), [("en-GB", "en"), ("it", "it"), ("fr", "it")])
def test_a_path_without_language_is_answered_in_the_readers_own(site, accepted, language):
    response = Client(headers={"Accept-Language": accepted}).get("/nulla", follow=True)
    assert response.status_code == 404
    assert f'<html lang="{language}">' in response.content.decode()


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize(
    ("address", "language"),
    [("/it/vietato/", "it"), ("/en/vietato/", "en")],
)
def test_a_refused_page_says_so_and_leads_on(client, site, address, language):
    response = client.get(address)
    assert response.status_code == 403
    assert words(language, "This page is not open to everybody") in response.content.decode()
    assert 'role="search"' in response.content.decode()


@override_settings(ROOT_URLCONF=__name__)
def test_a_fault_is_told_in_both_languages_without_the_database(django_assert_num_queries, db):
    client = Client(raise_request_exception=False)
    with django_assert_num_queries(0):
        response = client.get("/it/guasto/")
    html = response.content.decode()
    assert response.status_code == 500
    assert "Una macchina si è fermata" in html
    assert "A machine has stopped" in html
    assert "Cofinanziato dall’Unione europea" in html
    assert "Co-funded by the European Union" in html


@pytest.mark.parametrize("name", ["500.html", "503.html", "busy.html"])
def test_pages_for_what_is_broken_are_plain_files_any_web_server_can_give(name):
    text = (portal.urls.settings.BASE_DIR / "portal" / "templates" / name).read_text(encoding="utf-8")
    assert "{%" not in text
    assert "{{" not in text
    assert "<script" not in text
    assert 'lang="en"' in text
    assert '<html lang="it">' in text


def test_maintenance_answers_503_everywhere_with_a_time_to_come_back(
    client, settings, django_assert_num_queries, db
):
    settings.MAINTENANCE = True
    settings.MAINTENANCE_SECONDS = 900
    with django_assert_num_queries(0):
        for address in ("/", "/it/", "/en/plants/", "/admin/", "/it/prenota/le-mie/"):
            response = client.get(address)
            assert (response.status_code, response["Retry-After"]) == (503, "900")
            assert response["Cache-Control"] == "no-store"
    html = response.content.decode()
    assert "Fermo per manutenzione" in html
    assert "Stopped for maintenance" in html
    assert "Content-Security-Policy" in response


def test_health_pages_go_on_during_maintenance(client, settings, db):
    settings.MAINTENANCE = True
    assert client.get("/livez").status_code == 200
    assert client.get("/readyz").status_code == 200


def test_the_server_error_view_needs_no_request_at_all(rf):
    assert defaults.server_error(rf.get("/")).status_code == 500


# Files for machines


def test_security_txt_names_the_contact_and_never_expires_soon(client, settings, db):
    settings.SECURITY_CONTACT = "mailto:sicurezza@example.org"
    now = dt.datetime(2027, 10, 30, 17, 45, tzinfo=dt.UTC)
    with clock_at(now):
        response = client.get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert fields["Contact"] == "mailto:sicurezza@example.org"
    assert fields["Canonical"] == "http://testserver/.well-known/security.txt"
    assert fields["Preferred-Languages"] == "it, en"
    left = parse_datetime(fields["Expires"]) - now
    assert dt.timedelta(days=SECURITY_TXT_DAYS - 1) < left <= dt.timedelta(days=SECURITY_TXT_DAYS)


def test_security_txt_falls_back_to_the_footers_contact_and_invents_none(client, site, settings):
    settings.SECURITY_CONTACT = ""
    assert client.get("/.well-known/security.txt").status_code == 404
    SiteSettings.objects.update_or_create(site=site.site, defaults={"contact_email": "info@example.org"})
    assert "Contact: mailto:info@example.org" in client.get("/.well-known/security.txt").content.decode()


def test_robots_keeps_personal_pages_out_and_names_the_sitemap(client, db):
    lines = client.get("/robots.txt").content.decode().splitlines()
    for closed in ("/admin/", "/it/prenota/", "/en/book/", "/it/valuta/", "/en/feedback/"):
        assert f"Disallow: {closed}" in lines
    # The longest match wins: the first step, which shows nobody's data, may be read.
    for step in ("/it/prenota/turno/*/persone/", "/en/book/slot/*/people/"):
        assert f"Allow: {step}" in lines
    assert "Sitemap: http://testserver/sitemap.xml" in lines


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_database_that_can_take_no_more_says_so_and_when_to_come_back(method: str):
    response = getattr(Client(raise_request_exception=False), method)("/it/folla/")
    page = response.content.decode()
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert "Non è stato cambiato nulla" in page
    assert "Nothing was changed" in page


@override_settings(ROOT_URLCONF=__name__)
def test_other_faults_are_still_faults():
    response = Client(raise_request_exception=False).get("/it/guasto/")
    assert response.status_code == 500
    assert "Non è stato cambiato nulla" not in response.content.decode()
