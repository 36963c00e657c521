"""Writing a plant's page: tabs that follow the page, pages only where they belong, a preview with slots."""

import datetime as dt
from unittest import mock

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from factories.models import CataloguePage, DataCentreTourPage, FactoryPage
from factories.models.visitable import WHEN_OPEN
from home.models import HomePage, InformationPage, StoryIndexPage, StoryPage
from tests.builders.events import NOW, a_programme, a_slot, a_visit, an_edition
from tests.builders.pages import a_plant, a_site, clock_at
from tests.builders.staff import a_staff_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return a_site()


@pytest.mark.parametrize("page_type", [FactoryPage, DataCentreTourPage])
def test_the_tabs_follow_the_page(page_type):
    headings = [str(panel.heading) for panel in page_type.get_edit_handler().children]
    assert headings[:5] == [
        "Che cosa si vede",
        "Immagini",
        "Giorni e orari",
        "Sicurezza e accesso",
        "Luogo",
    ]


@pytest.mark.parametrize("page_type", [FactoryPage, DataCentreTourPage, StoryPage, InformationPage, HomePage])
def test_no_field_was_lost_on_the_way(page_type):
    fields = set(page_type.get_edit_handler().get_form_class().base_fields)
    own = {field.name for field in page_type._meta.local_fields if field.editable}
    assert own - fields == {"page_ptr"}


def test_pages_are_offered_only_where_they_belong(site):
    story_list = site.stories
    plant = a_plant(site)
    offered = {
        page: set(page.creatable_subpage_models()) for page in (site.home, site.catalogue, story_list, plant)
    }
    assert offered[site.catalogue] == {FactoryPage, DataCentreTourPage}
    assert offered[story_list] == {StoryPage}
    assert offered[plant] == set()
    # The catalogue and the list of stories exist already: there is one of each.
    assert {model for model in offered[site.home] if model.can_create_at(site.home)} == {
        InformationPage,
        DataCentreTourPage,
    }
    assert not CataloguePage.can_create_at(site.home)
    assert not StoryIndexPage.can_create_at(site.home)


def test_there_is_one_home_page_per_language(site):
    assert not HomePage.can_create_at(site.home.get_parent())


def previewed(page, mode="", now=NOW):
    with clock_at(now):
        request_attrs = {"user": AnonymousUser()}
        return page.make_preview_request(preview_mode=mode, extra_request_attrs=request_attrs)


def a_draft_with_a_slot(site, opens_in=dt.timedelta(days=-1)):
    plant = a_plant(site, live=False)
    edition = an_edition(bookings_open_at=NOW + opens_in)
    visit = a_visit(programme=a_programme(page_key=plant.translation_key), edition=edition)
    return plant, a_slot(places=12, visit=visit)


def test_a_draft_is_shown_with_its_slots(site):
    plant, _slot = a_draft_with_a_slot(site)
    html = previewed(plant).content.decode()
    assert "10:00" in html
    assert "12 posti" in html


def test_before_bookings_open_the_preview_can_show_the_day_they_do(site):
    plant, slot = a_draft_with_a_slot(site, opens_in=dt.timedelta(days=5))
    link = reverse("events:people", args=[slot.pk])
    assert link not in previewed(plant).content.decode()
    assert link in previewed(plant, WHEN_OPEN).content.decode()


def test_the_live_preview_shows_what_is_typed_and_not_saved(site):
    plant, _slot = a_draft_with_a_slot(site)
    client, url = a_staff_client(), reverse("wagtailadmin_pages:preview_on_edit", args=[plant.pk])
    values = {
        "title": "Officine nuove",
        "slug": plant.slug,
        "municipality": "Torino",
        "province": "TO",
        "sector": plant.sector_id,
        "see-count": 0,
        "body-count": 0,
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
    }
    assert client.post(url, values).json()["is_valid"]
    response = client.get(url, {"in_preview_panel": "true"})
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert "Officine nuove" in response.content.decode()
    plant.refresh_from_db()
    assert plant.title != "Officine nuove"


def test_where_bookings_are_open_both_previews_are_the_same(site):
    plant, _slot = a_draft_with_a_slot(site)
    with mock.patch("factories.models.visitable.timezone.now", return_value=NOW):
        assert previewed(plant).content == previewed(plant, WHEN_OPEN).content
