"""The board to take away: report as page and PDF, spreadsheets. The same numbers everywhere."""

import csv
import io
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pypdf import PdfReader

from events.roles import Role
from tests.builders.events import NOW, a_booking, a_contact, a_programme, a_slot, a_visit, an_edition
from tests.builders.pages import a_plant, a_site
from tests.builders.staff import a_staff_client

pytestmark = pytest.mark.django_db

PAGES = ("report/", "report.pdf", "tables.xlsx", "slots.csv")
WIDE = "Officine “Però” S.r.l. – stabilimento storico di meccanica di precisione"


@pytest.fixture(autouse=True)
def booked() -> Iterator:
    """One plant with ten places, three of them booked by somebody with a name."""
    with time_machine.travel(NOW, tick=True):
        plant, edition = a_plant(a_site(), title=WIDE), an_edition(name="Edizione 2027")
        visit = a_visit(programme=a_programme(page_key=plant.translation_key), edition=edition)
        slot = a_slot(places=10, visit=visit)
        yield a_booking(slot=slot, adults=3, contact=a_contact("ada@example.org", "Ada Bianchi"))


def got(page: str, role: Role = Role.REGION, **query: str) -> bytes:
    response = a_staff_client(role).get(f"/admin/board/{page}", query)
    assert response.status_code == 200
    return b"".join(response.streaming_content) if response.streaming else response.content


def lines_of(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def test_the_sheets_hold_the_tables_of_the_board():
    book = load_workbook(io.BytesIO(got("tables.xlsx")))
    province = [[cell.value for cell in row] for row in book["By province"]]
    assert province[0][:5] == ["Province", "Slots", "Places", "Booked", "Fill (%)"]
    assert province[1] == ["Torino", 1, 10, 3, 30, 0]
    assert province[-1] == ["Total", 1, 10, 3, 30, 0]
    assert book["Slots"].max_row == 2


def test_each_slot_is_a_line_of_the_csv_file():
    rows = list(csv.DictReader(io.StringIO(got("slots.csv").decode("utf-8-sig")), delimiter=";"))
    assert rows[0]["Plant"] == WIDE
    assert (rows[0]["Starts at"], rows[0]["Places"], rows[0]["People booked"]) == (
        "2027-10-28 10:00",
        "10",
        "3",
    )


def test_the_pdf_says_it_too_with_the_statement_of_the_union():
    pdf = PdfReader(io.BytesIO(got("report.pdf")))
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    for fact in ("Edizione 2027", "Co-funded by the European Union", "By province", "Torino", "30 %"):
        assert fact in text, fact
    assert pdf.metadata.title == "Report – Edizione 2027"


def test_its_tables_can_be_read_aloud_cell_by_cell():
    pdf = PdfReader(io.BytesIO(got("report.pdf")))
    top = [part.get_object() for part in pdf.trailer["/Root"]["/StructTreeRoot"]["/K"][0].get_object()["/K"]]
    kinds = [part["/S"] for part in top]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == kinds.count("/Table") >= 6
    table = next(part for part in top if part["/S"] == "/Table")
    rows = [row.get_object() for row in table["/K"]]
    assert {row["/S"] for row in rows} == {"/TR"}
    assert [cell.get_object()["/S"] for cell in rows[1]["/K"]] == ["/TH", "/TD"]
    # Each piece of content knows its element: the parent tree lists them by their number on the page.
    numbers = pdf.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    content = [piece.get_object() for piece in numbers[1]]
    assert [piece["/K"][0] for piece in content] == list(range(len(content)))


def test_the_page_to_print_stands_alone_and_has_the_emblem():
    page = got("report/").decode()
    assert "Co-funded by the European Union" in page
    assert "wagtailadmin" not in page
    assert page.count("<table") >= 6


def test_the_choice_goes_along():
    page = got("report/", province="CN").decode()
    assert "Edizione 2027, Cuneo" in page
    assert WIDE not in page
    assert len(got("slots.csv", province="CN").decode().splitlines()) == 1


@pytest.mark.parametrize("page", PAGES)
def test_no_person_is_in_it_and_nobody_else_gets_it(page, booked):
    content = got(page)
    if page.endswith("xlsx"):
        book = load_workbook(io.BytesIO(content))
        content = str([[cell.value for cell in row] for sheet in book for row in sheet]).encode()
    elif page.endswith("pdf"):
        content = "".join(part.extract_text() for part in PdfReader(io.BytesIO(content)).pages).encode()
    for secret in ("Bianchi", "ada@example.org", booked.code):
        assert secret.encode() not in content
    assert a_staff_client(Role.TRANSLATOR).get(f"/admin/board/{page}").status_code == 302


@pytest.mark.parametrize("page", PAGES)
def test_it_costs_no_more_than_the_board(page):
    client = a_staff_client(Role.REGION)
    with CaptureQueriesContext(connection) as seen:
        client.get(f"/admin/board/{page}")
    assert len(seen) <= 20
