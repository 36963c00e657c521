"""The files to start from can be filled in and imported as they are."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from events.models import Slot
from events.roles import Role
from factories.imports import batches
from factories.models import FactoryPage, ImportState
from tests.builders.events import NOW, an_edition
from tests.builders.pages import a_site
from tests.builders.staff import a_staff_client
from tests.factories.tables import a_checked_file, problems_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_site_with_an_edition(open_days: None) -> None:
    a_site()
    an_edition()


def download(name: str, query: str = "") -> bytes:
    response = a_staff_client(Role.PUBLISHER).get(reverse("factories_import_template", args=[name]) + query)
    assert response.status_code == 200
    return b"".join(response)


def test_the_filled_example_is_imported_without_a_question():
    batch = a_checked_file(download("xlsx", "?example"), "esempio.xlsx")
    assert (batch.state, batch.problems) == (ImportState.CHECKED, [])
    batches.start_apply(batch=batch, user=None, now=NOW)
    assert (FactoryPage.objects.count(), Slot.objects.count()) == (2, 2)


def test_the_empty_template_explains_itself_in_italian_and_is_recognised():
    content = download("xlsx")
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Istruzioni", "Stabilimenti", "Visite", "Turni"]
    explained = {(row[0].value, row[1].value) for row in book["Istruzioni"].iter_rows(min_row=2)}
    for title in book.sheetnames[1:]:
        headings = [cell.value.rstrip(" *") for cell in book[title][1]]
        assert {(title, heading) for heading in headings} <= explained
        assert book[title].max_row == 1
    batch = a_checked_file(content, "vuoto.xlsx")
    assert (batch.state, problems_of(batch)) == (ImportState.CHECKED, [("", 0, "")])


@pytest.mark.parametrize("name", ["plant", "visit", "slot"])
def test_each_table_is_recognised_as_csv_too(name: str):
    batch = a_checked_file(download(name), "tabella.csv")
    assert batch.state == ImportState.CHECKED
    assert batch.mapping["tabella"]["kind"] == name
