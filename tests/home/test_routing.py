"""The short way to a page finds exactly what Wagtail's own finds."""

import pytest
from django.apps import apps
from django.test import Client, RequestFactory, override_settings
from django.utils.translation import override
from wagtail.models import Page, PageViewRestriction

from home.routing import find_page
from home.site_address import follow_site_url
from tests.builders.pages import a_plant, a_site, a_story, an_information_page, translated

pytestmark = pytest.mark.django_db


def both_ways(path: str, language: str = "it") -> tuple[Page | None, Page | None]:
    """The page our way and Wagtail's way."""
    with override(language):
        ours = find_page(RequestFactory().get(f"/{language}/{path}"), path)
        theirs = Page.route_for_request(RequestFactory().get(f"/{language}/{path}"), path)
    return (ours.page if ours else None), (theirs.page if theirs else None)


def test_pages_of_every_depth_and_language_are_found():
    site = a_site()
    plant = a_plant(site, slug="fonderia")
    translated(plant, slug="foundry")
    a_story(site, slug="racconto")
    for path, language in (
        ("", "it"),
        ("", "en"),
        ("fabbriche/", "it"),
        ("fabbriche/fonderia/", "it"),
        ("plants/foundry/", "en"),
        ("storie/racconto/", "it"),
    ):
        ours, theirs = both_ways(path, language)
        assert ours is not None, path
        assert (ours, type(ours)) == (theirs, type(theirs))
        assert [page.pk for page in ours.trail] == [
            page.pk for page in theirs.get_ancestors().filter(depth__gt=1)
        ]


@pytest.mark.parametrize(
    "path", ["fonderia/", "fabbriche/nothing/", "storie/fonderia/", "fabbriche/fonderia/x/"]
)
def test_what_is_not_there_is_not_found(path):
    a_plant(a_site(), slug="fonderia")
    assert both_ways(path) == (None, None)


def test_a_draft_is_not_found():
    story = a_story(a_site(), slug="bozza")
    story.unpublish()
    assert both_ways("storie/bozza/") == (None, None)


def test_a_language_whose_home_page_is_not_live_is_left_to_wagtail():
    site = a_site()
    site.home_en.unpublish()
    ours, theirs = both_ways("", "en")
    assert ours is None
    assert theirs == site.home


def test_restrictions_of_the_page_and_of_those_above_it_are_found():
    site = a_site()
    story = a_story(site, slug="racconto")
    for page in (story, site.stories, site.home, Page.get_first_root_node()):
        restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
        assert Client().get(story.get_url()).status_code == 302, page
        restriction.delete()
    assert Client().get(story.get_url()).status_code == 200


def test_a_copy_of_a_restricted_page_is_restricted():
    site = a_site()
    page = an_information_page(site)
    copy = page.copy_for_translation(site.english, alias=True)
    assert Client().get(copy.get_url()).status_code == 200
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert Client().get(copy.get_url()).status_code == 302


def test_without_the_short_way_pages_are_served_all_the_same(settings):
    site = a_site()
    plant = a_plant(site)
    middleware = [name for name in settings.MIDDLEWARE if "PageRouting" not in name]
    with override_settings(MIDDLEWARE=middleware):
        assert plant.title in Client().get(plant.get_url()).content.decode()


def test_full_addresses_are_those_of_the_portal_whatever_wagtails_site_record_says(settings):
    site = a_site()
    site.site.hostname, site.site.port = "old.example.org", 8080
    site.site.save()
    settings.SITE_URL = "https://fabbriche.example.org"
    plant = a_plant(site, slug="fonderia")
    assert plant.full_url == "https://fabbriche.example.org/it/fabbriche/fonderia/"
    assert plant.url == "/it/fabbriche/fonderia/"


def test_wagtails_site_record_follows_the_address_of_the_portal_at_each_migrate(settings):
    site = a_site()
    plant = a_plant(site, slug="fonderia")
    settings.SITE_URL = "https://fabbriche.example.org"
    follow_site_url(apps=apps)
    site.site.refresh_from_db()
    assert (site.site.hostname, site.site.port) == ("fabbriche.example.org", 443)
    assert Page.objects.get(pk=plant.pk).full_url == "https://fabbriche.example.org/it/fabbriche/fonderia/"
