"""A day at the desk: a message to those of a filter; then the roster and the list, in a spreadsheet."""

import csv
import datetime as dt
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core import mail
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from events import worker
from events.models import Booking, Programme, Slot
from events.roles import Role
from tests.browser.site import LiveSite, a_live_site
from tests.builders.events import a_booking, a_contact, a_slot, a_visit
from tests.builders.pages import a_plant

pytestmark = pytest.mark.django_db(transaction=True)

EVIL = "=cmd|' /C calc'!A0"


def booked(slot: Slot, email: str, name: str = "Ada Bianchi", language: str = "it") -> Booking:
    contact = a_contact(email, name, "+39 011 1234567")
    return a_booking(slot, adults=2, contact=contact, language=language, now=timezone.now())


def a_busy_desk() -> LiveSite:
    """Two booked that day at the plant; others on another day, and that day at another plant."""
    site = a_live_site(places=9)
    booked(site.slot, "ada@example.org", EVIL)
    booked(site.slot, "bob@example.org", "Bob Stone", "en")
    next_day = site.slot.starts_at + dt.timedelta(days=1)
    booked(a_slot(visit=site.slot.visit, starts_at=next_day), "tomorrow@example.org")
    elsewhere = Programme.objects.get(pk=a_plant(site.kit, title="Lanificio").translation_key)
    visit = a_visit(programme=elsewhere, edition=site.slot.visit.edition)
    booked(a_slot(visit=visit, starts_at=site.slot.starts_at), "elsewhere@example.org")
    worker.tick()
    mail.outbox.clear()
    return site


def sent_to() -> list[str]:
    worker.tick()
    return sorted(message.to[0] for message in mail.outbox)


def downloaded(page: Page, link: Locator, folder: Path) -> Path:
    """The file that a link of the page brings."""
    with page.expect_download() as started:
        link.click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


def cells_of(path: Path) -> list[list[object]]:
    """The rows of a workbook of one sheet, in which nothing is calculated."""
    (sheet,) = load_workbook(path).worksheets
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def filters(page: Page, site: LiveSite) -> None:
    """By plant, then by day too, in the drawer of the list; the list follows."""
    page.get_by_role("button", name="Show filters").click()
    drawer = page.locator("#filters-drilldown")
    drawer.get_by_role("button", name="Programme").click()
    drawer.locator("[name=programme]").select_option(label="Officine Prova")
    expect(page.get_by_text("3 bookings, 6 people")).to_be_visible()
    expect(page).to_have_url(re.compile("programme=[0-9a-f]"))
    page.reload()
    page.get_by_role("button", name="Show filters").click()
    drawer.get_by_role("button", name="Day").click()
    drawer.locator("[name=day]").fill(site.slot.starts_at.strftime("%Y-%m-%d"))
    expect(page.get_by_text("2 bookings, 4 people")).to_be_visible()
    expect(page).to_have_url(re.compile(r"day=\d"))
    # Each state is an address. Drawn anew, nothing moves any more under the next click.
    page.reload()
    expect(page.get_by_text("2 bookings, 4 people")).to_be_visible()


def more(page: Page, name: str) -> Locator:
    """What stands in the menu of the list's head."""
    page.locator("#w-slim-header-buttons").get_by_role("button", name="Actions").click()
    return page.get_by_role("link", name=name, exact=True)


def writes(page: Page) -> None:
    """Looks, tries, counts, sends."""
    more(page, "Write to these visitors").click()
    expect(page.get_by_role("main")).to_contain_text("Officine Prova")
    for code, subject in (("it", "Parcheggio chiuso"), ("en", "Car park closed")):
        page.locator(f"[name=subject_{code}]").fill(subject)
        page.locator(f"[name=text_{code}]").fill(f"{subject}: 2.")
    page.get_by_role("button", name="Show the preview").click()
    expect(page.frame_locator("iframe[lang=en]").locator("body")).to_contain_text("Car park closed: 2.")
    page.get_by_role("button", name="Send a test to me").click()
    expect(page.get_by_role("main")).to_contain_text("A test is on its way to")
    assert len(set(sent_to())) == 1
    mail.outbox.clear()
    page.get_by_role("button", name="Send 2 mails").click()
    expect(page.get_by_role("main")).to_contain_text("Queued at")
    assert sent_to() == ["ada@example.org", "bob@example.org"]
    assert {message.subject for message in mail.outbox} == {"Parcheggio chiuso", "Car park closed"}


def test_the_desk_writes_to_those_it_filtered_and_takes_their_list_away(open_admin, tmp_path):
    site = a_busy_desk()
    page = open_admin("/admin/bookings/bookings/", Role.DESK)
    filters(page, site)
    listed = page.url
    writes(page)

    page.goto(listed)
    head, *rows = cells_of(downloaded(page, more(page, "Download XLSX"), tmp_path))
    assert EVIL in rows[-1]
    assert {row[head.index("E-mail")] for row in rows} == {"ada@example.org", "bob@example.org"}
    page.goto(listed)
    lines = downloaded(page, more(page, "Download CSV"), tmp_path).read_text("utf-8-sig")
    rows = list(csv.DictReader(StringIO(lines), delimiter=";"))
    assert {row["Name and surname"] for row in rows} == {f"'{EVIL}", "Bob Stone"}
    assert {row["Telephone"] for row in rows} == {"'+39 011 1234567"}


def test_a_roster_is_taken_away_as_a_workbook_without_a_formula(open_admin, tmp_path):
    site = a_busy_desk()
    page = open_admin("/admin/bookings/rosters/", Role.GATE)
    day = site.slot.starts_at.strftime("%-d %B %Y")
    row = page.get_by_role("row").filter(has_text="Officine Prova").filter(has_text=day)
    row.get_by_role("link", name="Officine Prova").click()
    expect(page.get_by_role("main")).to_contain_text("4 people expected")
    link = page.get_by_role("link", name="Download XLSX")
    head, *rows = cells_of(downloaded(page, link, tmp_path))
    found = [dict(zip(head, row, strict=True)) for row in rows]
    assert [(row["Name and surname"], row["People"]) for row in found] == [(EVIL, 2), ("Bob Stone", 2)]
    assert {row["Time"] for row in found} == {dt.time(10)}
    assert {row["Telephone"] for row in found} == {"+39 011 1234567"}
