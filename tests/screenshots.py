"""Takes pictures of the running demo: `make screenshots` while `make run` runs.

Writes var/screenshots/<page>-<language>-<width>.png. People look at them; no test compares them.
It books in the demo, each time under new addresses at example.org, and gives only some of it back.
"""

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, Route, sync_playwright

from tests.browser import chromium

WIDTHS = [360, 768, 1280]
HEIGHT = 900
PAGES = {
    "it": {
        "home": "/it/",
        "catalogue": "/it/stabilimenti/",
        "catalogue-filtered": "/it/stabilimenti/?province=CN&sector=agrifood&time=morning&places=2",
        "catalogue-none": "/it/stabilimenti/?q=astronave",
        "plant": "/it/stabilimenti/officine-valdora/",
        "plant-names": "/it/stabilimenti/fresatrici-lesna/",
        "plant-full": "/it/stabilimenti/orologeria-bertas/",
        "tour": "/it/data-center-csi-piemonte/",
        "stories": "/it/storie/",
        "topic": "/it/storie/?topic=people",
        "story": "/it/storie/fine-settimana-tra-le-fabbriche-del-biellese/",
        "story-video": "/it/storie/sopra-sotto-di-nuovo-come-funziona-un-telaio/",
        "search": "/it/cerca/?q=telai",
        "search-none": "/it/cerca/?q=astronave",
        "feedback": "/it/valuta/?page=search&rating=4",
        "faq": "/it/domande-frequenti/",
        "accessibility": "/it/accessibilita/",
        "how-it-works": "/it/come-funziona/",
        "kept-tickets": "/it/biglietti-salvati/",
        "my-bookings-none": "/it/prenota/le-mie/",
        "send-link": "/it/prenota/ricevi-link/",
        "not-found": "/it/non-esiste/",
        "take-part": "/it/partecipa/",
        "take-part-link": "/it/partecipa/ricevi-link/",
    },
    "en": {
        "home": "/en/",
        "catalogue": "/en/plants/",
        "catalogue-filtered": "/en/plants/?province=CN&sector=agrifood&time=morning&places=2",
        "catalogue-none": "/en/plants/?q=spaceship",
        "plant": "/en/plants/officine-valdora/",
        "plant-names": "/en/plants/fresatrici-lesna/",
        "plant-full": "/en/plants/orologeria-bertas/",
        "tour": "/en/csi-piemonte-data-centre/",
        "stories": "/en/stories/",
        "topic": "/en/stories/?topic=people",
        "story": "/en/stories/a-weekend-among-the-mills-of-biella/",
        "story-video": "/en/stories/over-under-again-how-a-loom-works/",
        "search": "/en/search/?q=looms",
        "search-none": "/en/search/?q=spaceship",
        "feedback": "/en/feedback/?page=search&rating=4",
        "faq": "/en/faq/",
        "accessibility": "/en/accessibility/",
        "how-it-works": "/en/how-it-works/",
        "kept-tickets": "/en/kept-tickets/",
        "my-bookings-none": "/en/book/mine/",
        "send-link": "/en/book/send-link/",
        "not-found": "/en/does-not-exist/",
        "take-part": "/en/take-part/",
        "take-part-link": "/en/take-part/send-link/",
    },
}
PLAIN = {"fault": "500.html", "maintenance": "503.html", "busy": "busy.html"}
"""Pages of a portal that does not work, from portal/templates: both languages on one page."""
RUN = int(time.time())
SEND = "main form .btn-primary, main form .btn-danger"
"""The one action of a step."""


@dataclass
class Camera:
    """One browser tab, and where its pictures go."""

    page: Page
    folder: Path
    suffix: str

    @property
    def email(self) -> str:
        """An address that has booked nothing yet, the same for one whole walk."""
        return f"ada.{RUN:x}.{self.suffix}@example.org"

    def take(self, name: str) -> None:
        """One picture of the whole page, after a walk through it: pictures below load when seen."""
        self.page.wait_for_load_state()
        self.page.evaluate(
            """async () => {
                for (let y = 0; y < document.body.scrollHeight; y += 600) {
                    scrollTo({top: y, behavior: 'instant'});
                    await new Promise((done) => setTimeout(done, 40));
                }
                await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
                scrollTo({top: 0, behavior: 'instant'});
            }"""
        )
        path = self.folder / f"{name}-{self.suffix}.png"
        self.page.screenshot(path=path, full_page=True)
        print(path)

    def take_window(self, name: str) -> None:
        """One picture of what stands in the window now, sticky parts where they are seen."""
        path = self.folder / f"{name}-{self.suffix}.png"
        self.page.screenshot(path=path)
        print(path)

    def visit(self, name: str, address: str) -> None:
        """Open an address and take it."""
        self.page.goto(address)
        self.take(name)

    def send(self) -> None:
        """Press the action of a step."""
        self.page.locator(SEND).first.click()


def look_closer(camera: Camera, pages: dict[str, str]) -> None:
    """What only a hand shows: the map in a province, the filters open, the time-table, the menu."""
    page = camera.page
    page.goto(pages["catalogue"])
    if page.locator(".fold-button").is_visible():
        page.locator(".fold-button").click()
        camera.take("catalogue-filters")
    page.goto(f"{pages['catalogue']}?province=CN#map")
    page.locator("#map").scroll_into_view_if_needed()
    camera.take_window("map-province")
    page.goto(f"{pages['plant']}#when")
    camera.take_window("time-table")
    page.goto(pages["feedback"])
    camera.send()
    camera.take("feedback-thanks")
    if page.locator(".menu-button").is_visible():
        page.goto(pages["home"])
        page.locator(".menu-button").click()
        camera.take_window("menu")


def book(camera: Camera, plant: str, names: tuple[str, ...] = (), at: str = "first") -> None:
    """Book at a plant: `names` are those of the pictures of people, error, contacts, summary, receipt."""
    page, shots = camera.page, iter(names)

    def take() -> None:
        if name := next(shots, None):
            camera.take(name)

    page.goto(plant)
    day = page.locator(".slot-day:has(a.slot .is-free)").first  # more than the last three places
    slots = day.locator("a.slot:has(.is-free)")
    (slots.first if at == "first" else slots.last).click()
    take()
    if names:
        page.locator("input[name=adults]").fill("99")
        camera.send()
        take()
    page.locator("input[name=adults]").fill("2")
    camera.send()
    take()
    if names:
        camera.send()
        take()
    page.locator("input[name=contact_name]").fill("Ada Bianchi")
    page.locator("input[name=email]").fill(camera.email)
    for field in page.locator("input[name^=name_]").all():
        field.fill("Ada Bianchi")
    camera.send()
    take()
    camera.send()
    take()


STEPS = ("people", "people-error", "contacts", "contacts-error", "summary", "receipt")


def walk_through_a_booking(camera: Camera, pages: dict[str, str]) -> None:
    """The steps with their errors, the receipt, everything the booking can become, and its end."""
    page = camera.page
    book(camera, pages["plant"], STEPS)
    book(camera, pages["plant-names"], at="last")
    camera.visit("my-bookings", pages["my-bookings-none"])
    page.locator(".planner-stop a, .stop a, main h3 a").first.click()
    camera.take("booking")
    booking = page.url
    page.locator(".ticket-forms a").first.click()
    camera.take("ticket")
    page.goto(booking)
    links = page.locator(".manage-list a")
    addresses = [link.get_attribute("href") for link in links.all()]
    for name, address in zip(("change-people", "move", "correct", "cancel"), addresses, strict=True):
        camera.visit(name, address)
    camera.send()
    camera.take("cancelled")


def wait_for_places(camera: Camera, pages: dict[str, str]) -> None:
    """Join the waiting list of a full plant."""
    page = camera.page
    page.goto(pages["plant-full"])
    page.locator("a.slot.is-waiting").first.click()
    camera.take("wait")
    page.locator("input[name=adults]").fill("2")
    page.locator("input[name=contact_name]").fill("Ada Bianchi")
    page.locator("input[name=email]").fill(camera.email)
    camera.send()
    camera.take("waiting")


STEPS_OF_AN_APPLICATION = {
    "company": {
        "company_name": "Officine Prova",
        "vat_number": "01234567897",
        "contact_name": "Ada Bianchi",
        "contact_phone": "+39 011 5550100",
    },
    "place": {"municipality": "Avigliana (TO)", "address": "Via del Maglio 12"},
    "words": {
        "introduction_it": "Qui si fonde, si lima e si prova.",
        "see_it": "La fonderia\nLa tornitura",
        "body_it": "Dal 1921.\n\nOggi in sessanta.",
    },
    "visits": {
        "visit-0-start": "09:00",
        "visit-0-end": "12:00",
        "visit-0-duration_minutes": "60",
        "visit-0-capacity": "12",
    },
    "safety": {"safety_it": "Scarpe chiuse.", "access_it": "Due gradini di 15 cm."},
}
"""What is typed into each step of "take part"; before that the step is sent empty."""


def take_part(camera: Camera, pages: dict[str, str]) -> None:
    """Apply with a plant: each step as it comes and with its errors, the summary; nothing is sent."""
    page = camera.page
    page.goto(pages["take-part"])
    page.locator("main .btn-primary").first.click()
    for step, values in STEPS_OF_AN_APPLICATION.items():
        camera.take(f"take-part-{step}")
        camera.send()
        camera.take(f"take-part-{step}-error")
        for name, value in values.items():
            page.locator(f"[name='{name}']").fill(value)
        if step == "company":
            page.locator("input[name=contact_email]").fill(camera.email)
            page.locator("select[name=sector]").select_option("mechanics")
        for box in page.locator("input[name='visit-0-days']").all():
            box.check()
        camera.send()
    camera.take("take-part-pictures")
    page.locator(".form-actions a.btn").first.click()
    camera.take("take-part-summary")


def show_plain_pages(camera: Camera) -> None:
    """The pages of a portal that does not work, at addresses that only this browser knows."""
    for name, file in PLAIN.items():
        camera.page.route(f"**/{file}", _answer_with(Path("portal/templates", file).read_text()))
        camera.visit(name, f"/{file}")


def _answer_with(html: str) -> Callable[[Route], None]:
    """What answers a request with this page, instead of the portal."""
    return lambda route: route.fulfill(body=html, content_type="text/html")


def main() -> None:
    """Take every page at every width in both languages."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--base-url", default="http://localhost:8000")
    parser.add_argument("--folder", type=Path, default=Path("var/screenshots"))
    parser.add_argument("--only", default="", help="part of a page's name; leaves the walks out")
    parser.add_argument("--no-booking", action="store_true", help="leave the booking steps out")
    parser.add_argument("--languages", nargs="+", default=list(PAGES), choices=list(PAGES))
    parser.add_argument("--widths", nargs="+", type=int, default=WIDTHS)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
        for width in options.widths:
            for language in options.languages:
                pages = PAGES[language]
                viewport = {"width": width, "height": HEIGHT}
                context = browser.new_context(base_url=options.base_url, viewport=viewport)
                camera = Camera(context.new_page(), options.folder, f"{language}-{width}")
                for name, address in pages.items():
                    if options.only in name:
                        camera.visit(name, address)
                if not options.only:
                    look_closer(camera, pages)
                    show_plain_pages(camera)
                    if not options.no_booking:
                        walk_through_a_booking(camera, pages)
                        wait_for_places(camera, pages)
                        take_part(camera, pages)
                context.close()
        browser.close()


if __name__ == "__main__":
    main()
