"""Takes the pictures of the guides from the running demo: `python -m tests.guide_pictures --base-url …`.

Writes docs/guides/images/<name>.png, with few colours so that they stay small. It only looks:
nothing of the demo changes.
"""

import argparse
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.browser import chromium

FOLDER = Path(__file__).parent.parent / "docs" / "guides" / "images"
SIZE = {"width": 1180, "height": 720}
COLOURS = 64


def log_in(page: Page, username: str) -> None:
    """Sign in as one of the demo's people; their passwords are in the README."""
    password = f"fabbriche-{username}"
    page.goto("/admin/login/")
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=password]").fill(password)
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/admin/")


def take(page: Page, name: str) -> None:
    """One small picture of what stands in the window."""
    page.wait_for_load_state("networkidle")
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    path = FOLDER / f"{name}.png"
    picture.quantize(COLOURS).save(path, optimize=True)
    print(path, path.stat().st_size // 1024, "KB")


def translators(page: Page) -> None:
    """The desk, what changed since, the editor, a file that came back."""
    log_in(page, "traduce")
    page.goto("/admin/translations/")
    take(page, "translations-desk")
    page.goto("/admin/translations/?q=Fresatrici&state=out_of_date")
    page.locator("td a[href*='/changes/']").first.click()
    take(page, "translations-changes")
    page.locator("main a.button").first.click()
    page.wait_for_load_state("networkidle")
    page.get_by_role("tab", name="Luogo").click()
    page.locator("li.incomplete").first.scroll_into_view_if_needed()
    take(page, "translations-editor")
    page.goto("/admin/translations/import/")
    take(page, "translations-import")


def editors(page: Page) -> None:
    """The dashboard, a plant's page in the editor, the report of what is missing."""
    log_in(page, "pubblica")
    take(page, "editors-dashboard")
    page.goto("/admin/reports/content/")
    take(page, "editors-report")
    page.goto("/admin/pages/search/?q=Fresatrici")
    page.get_by_role("link", name="Fresatrici Lesna").first.click()
    page.wait_for_load_state("networkidle")
    # The search may find the English page first; it links to the one it is made from.
    original = page.get_by_role("link", name="Italiano", exact=True)
    if original.count():
        original.first.click()
        page.wait_for_load_state("networkidle")
    take(page, "editors-page")


def planner(page: Page) -> None:
    """The plants of an edition with their fill, and the calendar of one."""
    log_in(page, "desk")
    page.goto("/admin/bookings/planner/")
    take(page, "planner-plants")
    page.goto("/admin/bookings/planner/?q=Fresatrici")
    page.get_by_role("link", name="Fresatrici Lesna").first.click()
    take(page, "planner-calendar")


def desk(page: Page) -> None:
    """The bookings with their filters, booking for somebody, who waits, the rosters."""
    log_in(page, "desk")
    page.goto("/admin/bookings/bookings/")
    take(page, "desk-bookings")
    page.goto("/admin/bookings/bookings/new/")
    take(page, "desk-new")
    page.goto("/admin/bookings/waiting/")
    take(page, "desk-waiting")
    page.goto("/admin/bookings/rosters/")
    take(page, "desk-rosters")


def region(page: Page) -> None:
    """The board."""
    log_in(page, "regione")
    page.goto("/admin/board/")
    page.wait_for_timeout(1500)  # the charts grow
    take(page, "region-board")


def applications(page: Page) -> None:
    """The applications of companies."""
    log_in(page, "redazione")
    page.goto("/admin/applications/plants/")
    take(page, "applications-list")


def imports(page: Page) -> None:
    """Where files are brought in."""
    log_in(page, "pubblica")
    page.goto("/admin/import/")
    take(page, "imports")


GUIDES: dict[str, Callable[[Page], None]] = {
    "translators": translators,
    "editors": editors,
    "planner": planner,
    "desk": desk,
    "region": region,
    "applications": applications,
    "imports": imports,
}


def main() -> None:
    """Take the pictures of all guides, or of one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base-url", default="http://localhost:8000")
    parser.add_argument("--guide", choices=sorted(GUIDES))
    options = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
        for name, walk in GUIDES.items():
            if options.guide in (None, name):
                context = browser.new_context(base_url=options.base_url, viewport=SIZE, locale="it-IT")
                walk(context.new_page())
                context.close()
        browser.close()


if __name__ == "__main__":
    main()
