"""A visitor changes a booking and another waits for the places, in a real browser."""

import re

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from events import services, worker
from events.models import Booking, Slot
from tests.browser.site import a_live_site, words
from tests.builders.events import a_booking, a_contact, a_slot

pytestmark = pytest.mark.django_db(transaction=True)

SEND = "main form .btn-primary, main form .btn-danger"


def link_in_the_mail_to(address: str) -> str:
    worker.tick()
    texts = [message.body for message in mail.outbox if message.to == [address]]
    return re.search(r"http://testserver(/\S+/apri/\S+)", texts[-1]).group(1)


def opens_the_mail(open_page, address: str, width: int = 360) -> Page:
    page = open_page(link_in_the_mail_to(address), javascript=False, width=width)
    page.locator(SEND).first.click()
    return page


def test_a_visitor_gives_one_place_back_and_moves_to_another_slot(open_page):
    site = a_live_site(places=5)
    later = a_slot(places=9, visit=site.slot.visit, starts_at=site.slot.ends_at)
    booking = a_booking(site.slot, adults=3, contact=a_contact("ada@example.org"), now=timezone.now())
    page = opens_the_mail(open_page, "ada@example.org")

    page.goto(f"/it/prenota/le-mie/{booking.code}/persone/")
    page.locator("input[name=adults]").fill("2")
    page.locator(SEND).first.click()
    booking.refresh_from_db()
    site.slot.refresh_from_db()
    assert (booking.places, site.slot.taken) == (2, 2)

    page.goto(f"/it/prenota/le-mie/{booking.code}/sposta/")
    page.locator("input[type=radio]").first.check()
    page.locator(SEND).first.click()
    booking.refresh_from_db()
    site.slot.refresh_from_db()
    later.refresh_from_db()
    assert (booking.slot_id, site.slot.taken, later.taken) == (later.pk, 0, 2)
    assert page.url.endswith(f"/{booking.code}/")


def test_who_waits_is_offered_the_places_and_accepts_them(open_page):
    site = a_live_site(places=2)
    booking = a_booking(site.slot, adults=2, now=timezone.now())
    page = open_page(site.plant.get_url(), javascript=False, width=360)
    page.locator("a[href*='/attesa/'], a[href*='attes']").first.click()
    page.locator("input[name=adults]").fill("2")
    page.locator("input[name=contact_name]").fill("Eva Costa")
    page.locator("input[name=email]").fill("eva@example.org")
    page.locator(SEND).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(words("it", "On the waiting list"))

    services.cancel_booking(booking_id=booking.pk, now=timezone.now())
    page.goto(site.plant.get_url())
    assert page.locator("a.slot[href*='persone']").count() == 0  # never public while offered

    phone = opens_the_mail(open_page, "eva@example.org")
    expect(phone.get_by_role("heading", level=1)).to_have_text(words("it", "Places are free"))
    phone.locator(SEND).first.click()
    assert Booking.objects.get(email_norm="eva@example.org").status == "confirmed"
    assert Slot.objects.get(pk=site.slot.pk).taken == 2
