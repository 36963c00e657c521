"""A visitor books and gives back, in a real browser."""

import re

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from events import worker
from events.models import Booking
from tests.browser.site import LiveSite, a_live_site, words

pytestmark = pytest.mark.django_db(transaction=True)


def from_home_to_the_plant(page: Page, site: LiveSite, language: str) -> None:
    catalogue = site.kit.catalogue if language == "it" else site.kit.catalogue_en
    page.goto(f"/{language}/{catalogue.slug}/")
    page.get_by_role("link", name="Officine Prova").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Officine Prova")


def books(page: Page, language: str, javascript: bool) -> str:
    """From the plant page to the receipt; returns the code."""
    page.locator("a.slot").first.click()
    page.get_by_role("spinbutton", name=words(language, "Adults")).or_(
        page.get_by_role("textbox", name=words(language, "Adults"))
    ).fill("2")
    page.get_by_role("button", name=words(language, "Go on to contacts")).click()
    heard = page.locator(".stepper").aria_snapshot()  # the screen has no room for the other steps' names
    assert all(words(language, step) in heard for step in ("People", "Contacts", "Summary"))
    page.get_by_label(words(language, "Name and surname"), exact=False).fill("Ada Bianchi")
    page.get_by_label("E-mail", exact=False).fill("ada@example.org")
    page.get_by_role("button", name=words(language, "Go on to the summary")).click()
    page.locator("main form .btn-primary, main form .btn-danger").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(words(language, "The visit is booked"))
    page.locator(".receipt-nearby").scroll_into_view_if_needed()
    nearby = "Nearby no plant has places left at the moment."
    if not javascript:
        nearby = "Nearby plants with places left are on the page of the plant."
    expect(page.locator(".receipt-nearby")).to_contain_text(words(language, nearby))
    return Booking.objects.get(status="confirmed").code


def link_in_the_mail() -> str:
    worker.tick()
    text = mail.outbox[-1].body
    return re.search(r"http://testserver(/\S+)", text.split("QR")[1]).group(1)


def free_places(page: Page, site: LiveSite) -> set[str]:
    """The words on both languages' pages about the one slot's places."""
    texts = set()
    for plant in (site.plant, site.plant_en):
        page.goto(plant.get_url())
        texts.add(re.search(r"\d+", page.locator(".slot .places").first.inner_text()).group())
    return texts


@pytest.mark.parametrize(("language", "javascript"), [("it", False), ("en", True)])
def test_a_visitor_books_reads_the_mail_and_gives_the_places_back(open_page, language, javascript):
    site = a_live_site(places=9)
    page = open_page(f"/{language}/", javascript=javascript, width=360)
    assert free_places(page, site) == {"9"}
    from_home_to_the_plant(page, site, language)
    code = books(page, language, javascript)
    assert free_places(page, site) == {"7"}

    phone = open_page(link_in_the_mail(), javascript=javascript, width=360)
    phone.locator("main form .btn-primary, main form .btn-danger").click()
    expect(phone.locator("main")).to_contain_text(f"{code[:4]}-{code[4:]}")
    phone.get_by_role("link", name=words(language, "Cancel the booking")).click()
    phone.locator("main form .btn-primary, main form .btn-danger").click()
    expect(phone.locator("main")).to_contain_text(
        words(language, "This booking is cancelled: its places are free for others.")
    )
    assert free_places(page, site) == {"9"}
