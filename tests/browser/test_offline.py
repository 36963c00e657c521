"""A ticket kept on the phone is read without a network, and goes when it is removed."""

import json

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from events import services
from events.models import Booking
from tests.browser.site import a_live_site, words
from tests.browser.test_accessibility import check
from tests.browser.test_changing import opens_the_mail
from tests.builders.events import a_booking, a_contact

pytestmark = pytest.mark.django_db(transaction=True)

STORED = """async () => Object.fromEntries(await Promise.all((await caches.keys()).map(
    async (name) => [name, (await (await caches.open(name)).keys()).map((r) => new URL(r.url).pathname)])))"""
LINE = "[data-kept-list] li"


def a_visitor_with_a_ticket(open_page) -> tuple[Booking, Page]:
    """Somebody who came with the mailed link and has opened the ticket."""
    site = a_live_site(places=5)
    booking = a_booking(site.slot, adults=2, contact=a_contact("ada@example.org"), now=timezone.now())
    cookies = opens_the_mail(open_page, "ada@example.org").context.cookies()
    page = open_page("/it/", width=360)
    page.context.add_cookies(cookies)
    page.goto(f"/it/prenota/le-mie/{booking.code}/biglietto/")
    return booking, page


def keeps(page: Page) -> None:
    page.locator("[data-keep-put]").click()
    expect(page.locator("[data-keep-state]")).to_have_text(
        words("it", "Kept: this ticket opens without a network too.")
    )


def test_a_kept_ticket_is_read_without_a_network_and_removed(open_page):
    booking, page = a_visitor_with_a_ticket(open_page)
    ticket = page.url
    assert page.evaluate(STORED) == {}, "nothing is stored before somebody asks for it"
    check(page)
    keeps(page)
    check(page)

    page.context.set_offline(True)
    page.goto(ticket)
    expect(page.locator(".wallet .ticket-code")).to_contain_text(booking.code_for_people)
    expect(page.locator(".wallet")).to_contain_text("Officine Prova")
    width = page.locator(".wallet-qr").evaluate("image => image.naturalWidth")
    assert width > 0
    ink = page.locator(".wallet-front").evaluate("face => getComputedStyle(face).borderTopColor")
    assert ink == "rgb(20, 32, 43)", "the style sheet is there too"

    page.goto("/it/stabilimenti/")
    expect(page.locator("h1")).to_have_text(words("it", "Tickets on this phone"))
    expect(page.locator(LINE)).to_have_count(1)
    page.goto("/en/anything/")
    expect(page.locator("h1")).to_have_text("Tickets on this phone")
    page.locator(f"{LINE} a").click()
    expect(page.locator(".wallet .ticket-code")).to_contain_text(booking.code_for_people)

    page.locator("[data-keep-remove]").click()
    expect(page.locator("[data-keep-state]")).to_have_text(
        words("it", "The ticket is no longer on this phone.")
    )
    assert page.evaluate(STORED) == {}, "with the last ticket everything goes"
    page.context.set_offline(False)


def test_only_the_ticket_and_public_files_are_stored(open_page):
    booking, page = a_visitor_with_a_ticket(open_page)
    keeps(page)
    for path in (f"/it/prenota/le-mie/{booking.code}/", "/it/prenota/le-mie/", "/it/"):
        page.goto(path)
    stored = page.evaluate(STORED)
    assert stored.pop("fap-tickets") == [f"/it/prenota/le-mie/{booking.code}/biglietto/"]
    [shell] = stored.values()
    others = [path for path in shell if not path.startswith("/static/")]
    assert sorted(others) == ["/en/kept-tickets/", "/it/biglietti-salvati/"]
    texts = page.evaluate(
        """async (paths) => Promise.all(paths.map(
            async (path) => (await caches.match(path, { ignoreVary: true })).text()))""",
        others,
    )
    assert booking.code not in json.dumps(texts).replace("-", "")
    assert "ada@example.org" not in json.dumps(texts)


def test_a_ticket_cancelled_meanwhile_is_not_kept_any_longer(open_page):
    booking, page = a_visitor_with_a_ticket(open_page)
    ticket = page.url
    keeps(page)
    services.cancel_booking(booking_id=booking.pk, now=timezone.now())
    page.goto(ticket)
    assert page.url.endswith(f"/le-mie/{booking.code}/"), "the booking's page says it is cancelled"
    assert page.evaluate(STORED).get("fap-tickets", []) == []


def test_a_ticket_is_removed_from_the_list(open_page):
    _booking, page = a_visitor_with_a_ticket(open_page)
    keeps(page)
    page.goto("/it/biglietti-salvati/")
    expect(page.locator(LINE)).to_have_count(1)
    check(page)
    page.locator(f"{LINE} button").click()
    expect(page.locator("[data-kept-none]")).to_contain_text(words("it", "No ticket is kept on this phone."))
    assert page.evaluate(STORED) == {}


def test_the_ticket_page_works_without_scripts(open_page):
    booking, _page = a_visitor_with_a_ticket(open_page)
    plain = open_page("/it/", javascript=False, width=360)
    plain.context.add_cookies(_page.context.cookies())
    plain.goto(f"/it/prenota/le-mie/{booking.code}/biglietto/")
    expect(plain.locator(".wallet .ticket-code")).to_be_visible()
    expect(plain.locator("[data-keep]")).to_be_hidden()
    expect(plain.locator("[data-print]")).to_be_hidden()
