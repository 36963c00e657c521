"""Takes pictures of the running demo: `make screenshots` while `make run` runs.

Writes var/screenshots/<page>-<language>-<width>.png. People look at them; no test compares them.
"""

import argparse
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser import chromium

WIDTHS = [360, 768, 1280]
PAGES = {
    "it": {
        "home": "/it/",
        "catalogue": "/it/stabilimenti/",
        "catalogue-none": "/it/stabilimenti/?q=astronave",
        "plant": "/it/stabilimenti/officine-valdora/",
        "tour": "/it/data-center-csi-piemonte/",
        "stories": "/it/storie/",
        "story": "/it/storie/sopra-sotto-di-nuovo-come-funziona-un-telaio/",
        "faq": "/it/domande-frequenti/",
        "not-found": "/it/non-esiste/",
    },
    "en": {
        "home": "/en/",
        "catalogue": "/en/plants/",
        "plant": "/en/plants/officine-valdora/",
        "tour": "/en/csi-piemonte-data-centre/",
        "stories": "/en/stories/",
        "faq": "/en/faq/",
    },
}


def take(page: Page, folder: Path, name: str) -> None:
    """One picture of the whole page."""
    page.screenshot(path=folder / f"{name}.png", full_page=True)
    print(f"{folder / name}.png")


def walk_through_a_booking(page: Page, folder: Path, suffix: str) -> None:
    """The booking steps, an error included, up to the receipt and the booking's page."""
    page.goto("/it/stabilimenti/" if suffix.startswith("it") else "/en/plants/")
    page.locator("main h3 a, main h2 a").first.click()
    page.locator("a.slot").first.click()
    take(page, folder, f"people-{suffix}")
    page.locator("input[name=adults]").fill("99")
    page.locator("main form .btn-primary, main form .btn-danger").click()
    take(page, folder, f"people-error-{suffix}")
    page.locator("input[name=adults]").fill("1")
    page.locator("main form .btn-primary, main form .btn-danger").click()
    take(page, folder, f"contacts-{suffix}")
    page.locator("input[name=contact_name]").fill("Ada Bianchi")
    page.locator("input[name=email]").fill(f"ada.{suffix}@example.org")
    for field in page.locator("input[name^=name_]").all():
        field.fill("Ada Bianchi")
    page.locator("main form .btn-primary, main form .btn-danger").click()
    take(page, folder, f"summary-{suffix}")
    page.locator("main form .btn-primary, main form .btn-danger").click()
    take(page, folder, f"receipt-{suffix}")
    page.locator("main .btn-primary").first.click()
    take(page, folder, f"booking-{suffix}")


def main() -> None:
    """Take every page at every width in both languages."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--base-url", default="http://localhost:8000")
    parser.add_argument("--folder", type=Path, default=Path("var/screenshots"))
    parser.add_argument("--only", default="", help="part of a page's name")
    parser.add_argument("--no-booking", action="store_true", help="leave the booking steps out")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
        for width in WIDTHS:
            for language, pages in PAGES.items():
                context = browser.new_context(
                    base_url=options.base_url, viewport={"width": width, "height": 900}
                )
                page = context.new_page()
                for name, path in pages.items():
                    if options.only in name:
                        page.goto(path)
                        take(page, options.folder, f"{name}-{language}-{width}")
                if not options.no_booking:
                    walk_through_a_booking(page, options.folder, f"{language}-{width}")
                context.close()
        browser.close()


if __name__ == "__main__":
    main()
