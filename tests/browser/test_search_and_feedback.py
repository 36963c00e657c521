"""Search while typing, feedback in place, and paper, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from home.models import PageFeedback
from tests.browser.site import LiveSite, a_live_site
from tests.browser.test_accessibility import WIDTHS, check
from tests.builders.pages import an_information_page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site() -> LiveSite:
    return a_live_site()


def type_into(page: Page, field: str, text: str) -> None:
    page.locator(field).press_sequentially(text, delay=30)


@pytest.mark.parametrize("width", WIDTHS)
def test_search_with_its_suggestions_open_and_with_results(open_page, site, width):
    page = open_page("/it/cerca/", width=width)
    check(page)
    type_into(page, "#page-search", "offic")
    expect(page.locator("#page-suggestions a").first).to_have_text("Officine Prova Stabilimento")
    expect(page.locator("#page-search-status")).to_have_text("1 suggerimento qui sotto")
    check(page)
    page.keyboard.press("ArrowDown")
    expect(page.locator("#page-suggestions a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#page-suggestions a")).to_have_count(0)
    expect(page.locator("#page-search")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".hit, .empty")).to_have_count(1)
    check(page)
    page.goto("/en/search/?q=castings")
    expect(page.locator(".hit mark")).to_have_text("Casting")
    check(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_feedback_in_place_with_its_errors(open_page, site, width):
    page = open_page(site.plant.get_url(), width=width)
    page.get_by_role("button", name="2 stelle su 5").click()
    expect(page.locator(".feedback-given")).to_be_focused()
    assert page.url.endswith(site.plant.get_url())
    check(page)
    page.locator("#feedback-text").evaluate("field => { field.removeAttribute('maxlength') }")
    page.locator("#feedback-text").fill("x" * 201)
    page.get_by_role("button", name="Invia la valutazione").click()
    expect(page.locator("#error-summary")).to_be_focused()
    check(page)
    page.locator("#feedback-text").fill("Manca l'orario.")
    page.get_by_label("Indicazioni non complete").check()
    page.get_by_role("button", name="Invia la valutazione").click()
    expect(page.locator(".feedback-thanks")).to_be_focused()
    check(page)
    row = PageFeedback.objects.get()
    assert (row.rating, row.answers, row.text) == (2, ["incomplete"], "Manca l'orario.")


def test_feedback_and_search_without_scripts(open_page, site):
    page = open_page(site.plant.get_url(), javascript=False, width=360)
    page.get_by_role("button", name="5 stelle su 5").click()
    page.get_by_role("button", name="Invia la valutazione").click()
    expect(page.locator(".feedback-thanks")).to_be_visible()
    page.get_by_role("link", name="Torna alla pagina").click()
    page.locator(".search-link").click()
    page.locator("#page-search").fill("fondere")
    page.locator("#page-search").press("Enter")
    expect(page.locator(".results-count")).to_be_visible()
    assert PageFeedback.objects.get().rating == 5


def test_paper_shows_the_text_and_the_eu_emblem_but_no_controls(open_page, site):
    text = '[{"type": "text", "value": "<p><a href=\\"https://example.org/\\">Altrove</a></p>"}]'
    information = an_information_page(site.kit, body=text)
    page = open_page(information.get_url())
    page.emulate_media(media="print")
    for hidden in (".it-header-navbar-wrapper", ".site-search", ".feedback", ".it-footer-main", ".skiplinks"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator(".eu-band .eu-emblem")).to_be_visible()
    shown = page.evaluate("getComputedStyle(document.querySelector('main .prose a'), '::after').content")
    assert "https://example.org/" in shown
