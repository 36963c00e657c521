"""Every public page in every state (pages.py), in both languages: axe, width, requests, policy, motion."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.pages import PAGES

# pytest-django makes a database only for those who ask for it.
pytestmark = pytest.mark.django_db

PHONE, DESK, NARROWEST = 360, 1280, 320
LANGUAGES = ["it", "en"]
NAMES = [page.name for page in PAGES]
SCRIPT = Axe().axe_script
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
TOO_WIDE = """() => {
    const room = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= room) return []
    return [...document.querySelectorAll('body *')]
        .filter((element) => element.getBoundingClientRect().right > room + 1)
        .map((element) => element.outerHTML.slice(0, 120)).slice(0, 3).concat('scrolls sideways')
}"""


def violations(window: Page, **options: object) -> list[str]:
    """What axe finds. Its script is read once per page: it is half a megabyte."""
    if not window.evaluate("'axe' in window"):
        window.evaluate(SCRIPT)
    found = window.evaluate("options => axe.run(options)", {**AXE, **options})["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_page(recordings, show, name: str, language: str):
    """axe at two widths, no sideways scrolling at three, no request to others, nothing against the policy."""
    show.complaints.clear()
    found = {}
    for width in (PHONE, NARROWEST, DESK):
        show.window.set_viewport_size({"width": width, "height": 900})
        window = show.show(recordings[name, language]) if width == PHONE else show.window
        found[f"{width} px, axe"] = violations(window) if width != NARROWEST else []
        found[f"{width} px, width"] = window.evaluate(TOO_WIDE)
    found["requests, policy, scripts"] = show.complaints[:]
    assert {where: what for where, what in found.items() if what} == {}
