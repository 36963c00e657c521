"""From a company's application to a published page with slots, of which a visitor books one."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from events import worker
from events.models import Booking, Edition
from events.roles import Role
from factories.models import FactoryPage, PlantApplication
from tests.browser.site import an_open_edition, words
from tests.builders.applications import a_window
from tests.builders.pages import a_sector, a_site, image_bytes
from tests.factories.applicant import COMPANY, PICTURE, PLACE, PROMISES, SAFETY, VISIT, WORDS

pytestmark = pytest.mark.django_db(transaction=True)


def an_open_window() -> Edition:
    """An edition in three weeks that takes bookings, and still applications."""
    edition, now = an_open_edition(), timezone.now()
    a_window(edition, opens_at=now - dt.timedelta(days=1), closes_at=now + dt.timedelta(days=1))
    return edition


def fills(page: Page, values: dict, *, prefix: str = "") -> None:
    """Writes, chooses and ticks what a step asks for, by the names of its fields."""
    for name, value in values.items():
        if not value:
            continue  # Other languages are folded up until somebody asks for them.
        field = page.locator(f"[name={prefix}{name}]")
        kind = field.first.evaluate("field => field.type")
        if value == "on":
            field.check()
        elif kind == "checkbox":
            for one in value:
                page.locator(f"[name={prefix}{name}][value='{one}']").check()
        elif kind.startswith("select"):
            field.select_option(value)
        else:
            field.fill(value)


def goes_on(page: Page, message: str = "Save and go on") -> None:
    page.get_by_role("button", name=words("it", message), exact=True).click()


def mailed_link() -> str:
    """The path of the link to the application in the last mail."""
    worker.tick()
    return re.search(r"http://testserver(/it/partecipa/\S+)", mail.outbox[-1].body).group(1)


def applies(page: Page, edition: Edition) -> None:
    """The steps up to the visits."""
    page.locator("main").get_by_role("link", name=words("it", "Begin the application")).click()
    fills(page, COMPANY)
    goes_on(page)
    fills(page, PLACE)
    goes_on(page)
    fills(page, {name: text for name, text in WORDS.items() if name.endswith("_it")})
    goes_on(page)
    fills(page, VISIT | {"days": [edition.first_day.isoformat()]}, prefix="visit-0-")
    goes_on(page)
    expect(page.locator("[name=safety_it]")).to_be_visible()


def sends_from_another_device(page: Page) -> None:
    """The link of the mail opens the draft: rules, two pictures, the promises."""
    page.get_by_role("button", name=words("it", "Open the application")).click()
    page.get_by_role("link", name=words("it", "Go on with the application")).click()
    fills(page, SAFETY)
    goes_on(page)
    for number in (1, 2):
        fills(page, {**PICTURE, "alt_it": f"Una pressa, di lato {number}"})
        file = {"name": f"pressa-{number}.jpg", "mimeType": "image/jpeg", "buffer": image_bytes()}
        page.locator("[name=file]").set_input_files(file)
        page.get_by_role("button", name=words("it", "Add the picture")).click()
        expect(page.locator(".apply-pictures img")).to_have_count(number)
    page.get_by_role("link", name=words("it", "Go on to the summary")).click()
    fills(page, PROMISES)
    page.get_by_role("button", name=words("it", "Send the application")).click()
    expect(page.locator("main")).to_contain_text(words("it", "The application has arrived"))


def accepts(page: Page) -> None:
    """A publisher reads the application, accepts it and publishes the page in the editor."""
    page.get_by_role("link", name="Officine Prova").first.click()
    expect(page.get_by_role("main")).to_contain_text("Via del Maglio 12")
    page.get_by_role("link", name="Accept", exact=True).click()
    page.get_by_role("button", name="Accept, and make the draft").click()
    assert not FactoryPage.objects.get().live
    page.get_by_role("link", name="Edit the page").click()
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("main")).to_contain_text("published")


def books(page: Page) -> None:
    """A visitor finds the plant in the catalogue and takes two places of the first of three slots."""
    page.get_by_role("link", name="Officine Prova").first.click()
    expect(page.get_by_role("img", name="Una pressa, di lato 1")).to_be_visible()
    expect(page.locator("a.slot")).to_have_count(3)
    page.locator("a.slot").first.click()
    page.locator("[name=adults]").fill("2")
    goes_on(page, "Go on to contacts")
    fills(page, {"contact_name": "Ugo Costa", "email": "ugo@example.org"})
    goes_on(page, "Go on to the summary")
    page.locator("main form .btn-primary, main form .btn-danger").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(words("it", "The visit is booked"))


def test_a_company_applies_and_a_visitor_books_on_its_page(open_page, open_admin):
    kit = a_site()
    a_sector(name="Meccanica")
    edition = an_open_window()
    applies(open_page("/it/partecipa/"), edition)
    sends_from_another_device(open_page(mailed_link()))
    assert PlantApplication.objects.get().status == "sent"

    accepts(open_admin("/admin/applications/plants/", Role.PUBLISHER))

    books(open_page(kit.catalogue.get_url(), width=360))
    booking = Booking.objects.select_related("slot__visit").get(status="confirmed")
    assert booking.slot.visit.edition == edition
    assert (booking.email, booking.slot.taken) == ("ugo@example.org", 2)
