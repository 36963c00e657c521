"""Pictures of every public page in every state a visitor can find it in: part of `make screenshots`.

Not a test, and not found as one: `pytest tests/browser/pictures.py -k offer` takes those with "offer" in
their name. It needs no running portal. People look at them; nothing compares them.
"""

from pathlib import Path

import pytest

from tests.browser.pages import PAGES
from tests.screenshots import HEIGHT, WIDTHS

pytestmark = pytest.mark.django_db

FOLDER = Path("var/screenshots/states")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_take_a_picture(recordings, show, page):
    FOLDER.mkdir(parents=True, exist_ok=True)
    name = page.name.replace(", ", "-").replace(" ", "-")
    for width in WIDTHS:
        for language in ("it", "en"):
            # What is clicked is there on a phone; a wider window shows what a phone opened.
            show.window.set_viewport_size({"width": min(WIDTHS), "height": HEIGHT})
            show.show(recordings[page.name, language])
            show.window.set_viewport_size({"width": width, "height": HEIGHT})
            show.window.screenshot(path=FOLDER / f"{name}-{language}-{width}.png", full_page=True)
