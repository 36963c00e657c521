"""What the live tests share to look at a page with axe, and the menu of a phone.

Pages as they are sent are looked at in test_every_page.py; here and in the other modules what scripts
change of them."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.site import LiveSite, a_live_site

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
    return a_live_site()


@pytest.mark.parametrize("javascript", [True, False])
def test_the_open_menu_on_a_phone(open_page, site, javascript):
    page = open_page("/it/", width=360, javascript=javascript)
    page.locator(".menu-button").click()
    if javascript:
        check(page)
