"""axe finds nothing on any page, on a phone and on a desk, in both languages."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.site import LiveSite, a_live_site
from tests.builders.events import a_booking, a_slot
from tests.builders.pages import a_story, a_tour, an_image, translated

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = [360, 1280]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def check(page: Page) -> None:
    """No violation, and nothing wider than the window."""
    result = Axe().run(page, options=RULES)
    found = [
        f"{violation['id']}: {node['html'][:200]}"
        for violation in result.response["violations"]
        for node in violation["nodes"]
    ]
    assert found == [], page.url
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, f"{page.url} scrolls sideways by {overflow} px"


@pytest.fixture
def site() -> LiveSite:
    site = a_live_site(places=4, names_required=True)
    full = a_slot(places=1, visit=site.slot.visit, starts_at=site.slot.ends_at)
    a_booking(full, now=site.slot.visit.edition.bookings_open_at, party=_one_named())
    site.plant.hero = an_image()
    site.plant.save()
    return site


def _one_named():
    from events.rules import Party

    return Party(adults=1, names=("Ada Bianchi",))


@pytest.mark.parametrize("width", WIDTHS)
def test_reading_pages(open_page, site, width):
    story, tour = a_story(site.kit, introduction="Una storia."), a_tour(site.kit)
    translated(tour)
    page = open_page("/it/", width=width)
    for path in [
        "/it/",
        "/en/",
        site.kit.catalogue.get_url(),
        site.kit.catalogue.get_url() + "?q=nulla-di-tutto-questo",
        site.kit.catalogue_en.get_url(),
        site.plant.get_url(),
        site.plant_en.get_url(),
        tour.get_url(),
        site.kit.stories.get_url(),
        story.get_url(),
        "/it/nessuna-pagina/",
    ]:
        page.goto(path)
        check(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_booking_pages_with_their_errors(open_page, site, width):
    page = open_page(site.plant.get_url(), width=width)
    page.locator("a.slot").first.click()
    check(page)
    page.locator("input[name=adults]").fill("77")
    page.locator("main form .btn-primary, main form .btn-danger").click()
    check(page)
    page.locator("input[name=adults]").fill("2")
    page.locator("main form .btn-primary, main form .btn-danger").click()
    check(page)
    page.locator("main form .btn-primary, main form .btn-danger").click()
    check(page)
    page.locator("input[name=contact_name]").fill("Ada Bianchi")
    page.locator("input[name=email]").fill("ada@example.org")
    page.locator("input[name=name_1]").fill("Ada Bianchi")
    page.locator("input[name=name_2]").fill("Bruno Costa")
    page.locator("main form .btn-primary, main form .btn-danger").click()
    check(page)
    page.locator("main form .btn-primary, main form .btn-danger").click()
    check(page)
    page.locator("main .btn-primary").first.click()
    check(page)
    page.goto(page.url + "annulla/")
    check(page)
    page.locator("main form .btn-primary, main form .btn-danger").click()
    check(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_full_slot_and_a_dead_link(open_page, site, width):
    full = site.slot.visit.slots.get(capacity=1)
    page = open_page(f"/it/prenota/turno/{full.pk}/persone/", width=width)
    check(page)
    page.goto("/it/prenota/apri/nessuno/")
    check(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_the_open_menu_on_a_phone(open_page, site, javascript):
    page = open_page("/it/", width=360, javascript=javascript)
    page.locator(".menu-button").click()
    if javascript:
        check(page)


def test_every_page_fits_a_window_of_320_pixels(open_page, site):
    page = open_page("/it/", width=320)
    for path in ["/it/", site.kit.catalogue.get_url(), site.plant.get_url()]:
        page.goto(path)
        check(page)
