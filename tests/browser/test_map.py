"""The map with a keyboard, with a mouse, without scripts; axe finds nothing on it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import translation
from django.utils.translation import ngettext
from playwright.sync_api import Page

from events.models import Programme
from factories.municipalities import find_municipality
from tests.browser.site import LiveSite, a_live_site, counted, words
from tests.builders.events import a_slot, a_visit
from tests.builders.pages import a_plant

pytestmark = pytest.mark.django_db(transaction=True)

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
CROWD = 5
SEEN = ".map-mark:visible a"
GROUP = ".map-mark.is-several:visible a"


@pytest.fixture
def site() -> LiveSite:
    """A plant in Biella, one in Cuneo without visits, and five with places in Torino."""
    site = a_live_site()
    edition = site.slot.visit.edition
    for title, town, province in [
        ("Lanificio", "Biella", "BI"),
        ("Forno", "Cuneo", "CN"),
        *((f"Torinese {number}", "Torino", "TO") for number in range(CROWD - 1)),
    ]:
        place = find_municipality(town, province)
        plant = a_plant(
            site.kit,
            title=title,
            municipality=town,
            province=province,
            latitude=place.latitude,
            longitude=place.longitude,
        )
        if title != "Forno":
            programme = Programme.objects.get(pk=plant.translation_key)
            a_slot(places=9, visit=a_visit(programme=programme, edition=edition))
    return site


def labels(page: Page, selector: str = SEEN) -> list[str]:
    return [link.get_attribute("aria-label") for link in page.locator(f"#map {selector}").all()]


def come_near(page: Page) -> None:
    """Scroll to the map: it is made movable when it comes near the window."""
    page.locator(".map-sheet").scroll_into_view_if_needed()
    page.locator(".map-sheet[data-level]").wait_for()


def view(page: Page) -> list[float]:
    return [float(n) for n in page.locator("#map .map-land").get_attribute("viewBox").split()]


def press_until(page: Page, found: str, most: int = 60) -> None:
    """Press Tab until what has the focus is called `found`."""
    for _step in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == found:
            return
    pytest.fail(f"The keyboard does not reach: {found}")


def lanificio() -> str:
    return "Lanificio, Biella: " + counted("it", "%(n)s place left", "%(n)s places left", 9)


def province_link(name: str, plants: int) -> str:
    with translation.override("it"):
        text = ngettext("Province of %(name)s: %(n)s plant", "Province of %(name)s: %(n)s plants", plants)
    return text % {"name": name, "n": plants}


def torino() -> str:
    around = words("it", "%(n)s plants around %(town)s", n=CROWD, town="Torino")
    return f"{around}, {words('it', '%(n)s with places left', n=CROWD)}"


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(open_page, site, width):
    catalogue = site.kit.catalogue.get_url()
    page = open_page(catalogue, width=width)
    for path in [catalogue, f"{catalogue}?province=TO", site.plant.get_url(), "/it/"]:
        page.goto(path)
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(one["id"], node["html"][:200]) for one in found for node in one["nodes"]] == []


@pytest.mark.parametrize("width", [360, 1280])
def test_without_scripts_the_map_fits_the_window(open_page, site, width):
    page = open_page(site.kit.catalogue.get_url(), width=width, javascript=False)
    assert labels(page) != []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("width", [360, 1280])
def test_every_mark_is_large_enough_for_a_finger(open_page, site, width):
    page = open_page(site.kit.catalogue.get_url(), width=width)
    come_near(page)
    for ring in page.locator("#map .map-mark:visible .map-ring").all():
        box = ring.bounding_box()
        assert min(box["width"], box["height"]) >= 24


@pytest.mark.parametrize("javascript", [True, False])
def test_the_keyboard_reaches_provinces_and_marks_and_the_way_back(open_page, site, javascript):
    page = open_page(site.kit.catalogue.get_url() + "#map", javascript=javascript)
    page.locator("#map .cut a").focus()
    press_until(page, province_link("Cuneo", 1))
    press_until(page, lanificio())
    page.keyboard.press("Enter")
    page.wait_for_url("**/lanificio/")


def test_the_label_of_a_mark_is_seen_with_the_focus(open_page, site):
    page = open_page(site.kit.catalogue.get_url())
    come_near(page)
    link = page.locator(f'#map a[aria-label="{lanificio()}"]')
    assert not link.locator(".map-tip").is_visible()
    page.locator("#map .cut a").focus()
    press_until(page, lanificio())
    assert link.locator(".map-tip").is_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_province_filters_the_list_and_is_shown_nearer(open_page, site, javascript):
    page = open_page(site.kit.catalogue.get_url(), javascript=javascript)
    if javascript:
        come_near(page)
    whole = view(page)[2]
    page.locator('#map a[href*="province=BI"] .map-province').click(position={"x": 20, "y": 25})
    page.wait_for_url("**/?province=BI#map")
    assert page.locator("#results .plant-card").count() == 1
    assert view(page)[2] < whole / 2
    assert labels(page) == [lanificio()]


def test_without_scripts_a_group_leads_to_the_list_of_its_province(open_page, site):
    page = open_page(site.kit.catalogue.get_url(), javascript=False)
    assert torino() in labels(page, GROUP)
    page.locator(f"#map {GROUP}").first.click()
    page.wait_for_url("**/?province=TO#results")
    assert page.locator("#results .plant-card").count() == CROWD


@pytest.mark.parametrize("width", [360, 1280])
def test_a_group_opens_and_hands_the_focus_to_one_of_its_plants(open_page, site, width):
    page = open_page(site.kit.catalogue.get_url(), width=width)
    come_near(page)
    group = page.locator(f"#map {GROUP}").first
    assert group.get_attribute("role") == "button"
    group.focus()
    page.keyboard.press("Space")
    assert page.locator(f"#map {GROUP}").count() == 0
    assert len(labels(page)) == CROWD
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") in labels(page)


def test_buttons_and_keys_zoom_move_and_go_back(open_page, site):
    page = open_page(site.kit.catalogue.get_url())
    come_near(page)
    nearer = page.get_by_role("button", name=words("it", "Nearer"), exact=True)
    farther = page.get_by_role("button", name=words("it", "Farther"), exact=True)
    whole = view(page)
    assert farther.is_disabled()
    nearer.click()
    near = view(page)
    assert near[2] < whole[2]
    page.keyboard.press("ArrowRight")
    assert view(page)[0] > near[0]
    page.keyboard.press("+")
    assert view(page)[2] < near[2]
    page.get_by_role("button", name=words("it", "The whole map again"), exact=True).click()
    assert view(page) == whole


def test_dragging_moves_a_near_map_and_follows_no_link(open_page, site):
    page = open_page(site.kit.catalogue.get_url())
    come_near(page)
    page.get_by_role("button", name=words("it", "Nearer"), exact=True).click()
    before, address = view(page), page.url
    page.locator("#map .map-sheet").scroll_into_view_if_needed()
    box = page.locator("#map .map-sheet").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y - 60, steps=5)
    page.mouse.up()
    assert view(page)[0] > before[0]
    assert view(page)[1] > before[1]
    assert page.url == address


def test_the_map_works_after_the_results_changed_in_place(open_page, site):
    page = open_page(site.kit.catalogue.get_url())
    page.get_by_label(words("it", "Province"), exact=True).select_option("TO")
    page.wait_for_url("**/?province=TO")
    come_near(page)
    nearer = page.get_by_role("button", name=words("it", "Nearer"), exact=True)
    nearer.wait_for()
    assert page.locator(".map-tools").count() == 1
    before = view(page)
    nearer.click()
    assert view(page)[2] < before[2]
