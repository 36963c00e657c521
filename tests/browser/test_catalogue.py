"""A visitor filters the catalogue in a real browser, with scripts and without."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from events.models import Programme
from tests.browser.site import LiveSite, a_live_site, counted, words
from tests.browser.test_accessibility import check
from tests.builders.events import a_slot, a_visit
from tests.builders.pages import a_plant

pytestmark = pytest.mark.django_db(transaction=True)

COUNT = "#results-count"


@pytest.fixture
def site() -> LiveSite:
    """Officine Prova in Torino with a visit in Italian, Tessitura in Biella with one in English."""
    site = a_live_site()
    weaver = a_plant(site.kit, title="Tessitura", slug="tessitura", municipality="Biella", province="BI")
    weaver.latitude, weaver.longitude = 45.57, 8.05
    weaver.save()
    programme = Programme.objects.get(pk=weaver.translation_key)
    visit = a_visit(programme=programme, edition=site.slot.visit.edition, tour_language="en")
    a_slot(visit=visit, starts_at=site.slot.starts_at + dt.timedelta(hours=6))
    return site


def number_of_plants(number: int) -> str:
    return counted("it", "%(n)s plant", "%(n)s plants", number)


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.id")


def test_results_change_in_place_and_the_focus_stays(open_page, site):
    page = open_page(site.kit.catalogue.get_url())
    expect(page.locator(COUNT)).to_have_text(number_of_plants(2))
    page.evaluate("window.stillHere = true; window.heard = document.querySelector('main [role=status]')")
    page.locator("#filter-province").focus()
    page.locator("#filter-province").select_option("BI")
    expect(page.locator(COUNT)).to_have_text(number_of_plants(1))
    assert page.url.endswith("?province=BI")
    assert focused(page) == "filter-province"
    # The region that screen readers listen to is the same one, with a new text.
    assert page.evaluate("window.stillHere && window.heard === document.querySelector('#results-count')")


def test_a_chip_takes_its_filter_out_of_list_form_and_address(open_page, site):
    page = open_page(site.kit.catalogue.get_url() + "?province=BI&language=en")
    page.evaluate("window.stillHere = true")
    page.locator(".chip").first.click()
    expect(page.locator(".chip")).to_have_count(1)
    expect(page.locator("#filter-province")).to_have_value("")
    assert page.url.endswith("?language=en")
    assert page.evaluate("window.stillHere")
    assert focused(page) == "results-count"


def test_the_back_button_brings_list_and_form_back(open_page, site):
    page = open_page(site.kit.catalogue.get_url())
    page.locator("#filter-province").select_option("BI")
    expect(page.locator(COUNT)).to_have_text(number_of_plants(1))
    page.locator("#filter-language").select_option("it")
    expect(page.locator(COUNT)).to_have_text(number_of_plants(0))
    page.go_back()
    expect(page.locator(COUNT)).to_have_text(number_of_plants(1))
    expect(page.locator("#filter-province")).to_have_value("BI")
    expect(page.locator("#filter-language")).to_have_value("")
    page.go_back()
    expect(page.locator(COUNT)).to_have_text(number_of_plants(2))
    expect(page.locator("#filter-province")).to_have_value("")


def test_back_from_a_plant_the_filters_are_as_they_were(open_page, site):
    page = open_page(site.kit.catalogue.get_url())
    page.locator("#filter-province").select_option("BI")
    expect(page.locator(COUNT)).to_have_text(number_of_plants(1))
    page.locator(".plant-card a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tessitura")
    page.go_back()
    expect(page.locator(COUNT)).to_have_text(number_of_plants(1))
    expect(page.locator("#filter-province")).to_have_value("BI")


def test_a_municipality_is_suggested_while_typing_and_sorts_the_list(open_page, site):
    page = open_page(site.kit.catalogue.get_url())
    page.locator("#filter-near").press_sequentially("biel")
    expect(page.locator("#near-options option").first).to_have_attribute("value", "Biella")
    page.locator("#filter-near").fill("BIELLA")
    page.locator("#filter-near").press("Enter")
    expect(page.locator(".plant-card h3").first).to_have_text("Tessitura")
    expect(page.locator("#filter-sort-near")).to_be_checked()
    expect(page.locator(".card-km").first).to_be_visible()
    page.locator("#filter-sort-name").check()
    expect(page.locator(".plant-card h3").first).to_have_text("Officine Prova")
    page.go_back()  # one step: the enter key did not ask twice
    expect(page.locator(".plant-card h3").first).to_have_text("Tessitura")
    page.go_back()
    expect(page.locator("#filter-near")).to_have_value("")


def test_an_unknown_municipality_is_said_at_its_field_and_another_offered(open_page, site):
    page = open_page(site.kit.catalogue.get_url())
    page.locator("#filter-near").fill("Cunio")
    page.locator("#filter-near").press("Enter")
    error = page.locator("#filter-near_error")
    expect(error).to_contain_text(words("it", "No municipality of Piedmont has this name."))
    expect(page.locator("#filter-near")).to_have_attribute("aria-invalid", "true")
    assert focused(page) == "filter-near"
    error.get_by_role("link", name="Cuneo").click()
    expect(page.locator("#filter-near")).to_have_value("Cuneo")
    expect(page.locator("#filter-near_error")).to_be_empty()
    assert page.url.endswith("?near=Cuneo")


def test_on_a_phone_the_results_come_first_and_the_filters_unfold(open_page, site):
    page = open_page(site.kit.catalogue.get_url() + "?province=BI", width=360)
    expect(page.locator("#filters")).to_be_hidden()
    button = page.locator(".fold-button")
    expect(button).to_contain_text(counted("it", "%(n)s in use", "%(n)s in use", 1))
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    page.locator("#filter-time-afternoon").check()
    expect(button).to_contain_text(counted("it", "%(n)s in use", "%(n)s in use", 2))
    page.locator("#filters .btn-primary").click()
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.locator(COUNT)).to_be_focused()


@pytest.mark.parametrize("width", [360, 1280])
def test_without_scripts_the_same_filters_work(open_page, site, width):
    page = open_page(site.kit.catalogue.get_url(), javascript=False, width=width)
    if width == 360:
        page.locator(".fold-button").click()
    page.locator("#filter-language").select_option("en")
    page.locator("#filter-near").fill("cuneo")
    page.locator("#filters .btn-primary").click()
    expect(page.locator(COUNT)).to_have_text(number_of_plants(1))
    expect(page.locator(".card-km").first).to_be_visible()
    page.locator(".chip").first.click()
    expect(page.locator(COUNT)).to_have_text(number_of_plants(2))


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_in_the_catalogue(open_page, site, width):
    page = open_page(site.kit.catalogue.get_url(), width=width)
    for catalogue in (site.kit.catalogue, site.kit.catalogue_en):
        for query in (
            "",
            "?province=BI&language=en&near=Cuneo&child=minors_6_10",
            "?near=Cunio&province=MI&day=2027-02-30",
            "?province=VB&language=en",
            "?q=astronave&province=VB&language=de",
        ):
            page.goto(catalogue.get_url() + query)
            if width == 360 and not page.locator("#filters").is_visible():
                page.locator(".fold-button").click()
            check(page)
