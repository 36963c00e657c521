"""Staff upload a file, see what it would do, and press one button."""

import pytest
from django.test import Client
from django.urls import reverse

from events.roles import Role
from factories.imports import limits
from factories.models import FactoryPage, ImportBatch, ImportState
from tests.builders.events import an_edition
from tests.builders.pages import a_site
from tests.builders.staff import a_staff_client, messages_of
from tests.factories.tables import (
    PLANTS,
    as_csv,
    as_upload,
    problems_of,
    whole_file,
    workbook,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_site_with_an_edition(open_days: None) -> None:
    a_site()
    an_edition()


def upload(client: Client, content: bytes, name: str = "edizione.xlsx"):
    return client.post(reverse("factories_imports"), {"file": as_upload(content, name)}, follow=True)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_a_publisher_checks_a_file_looks_at_it_and_imports_it():
    client = a_staff_client(Role.PUBLISHER)
    page = text_of(upload(client, whole_file()))
    assert "Officine Rossi" in page
    assert "Import all rows" in page
    assert not FactoryPage.objects.exists()
    batch = ImportBatch.objects.get()
    response = client.post(reverse("factories_import_apply", args=[batch.pk]), follow=True)
    assert "7 new" in messages_of(response)
    assert "Undo this import" in text_of(response)
    assert FactoryPage.objects.count() == 2
    assert reverse("wagtailadmin_pages:edit", args=[FactoryPage.objects.first().pk]) in text_of(response)
    history = text_of(client.get(reverse("factories_imports")))
    assert "edizione.xlsx" in history
    assert "7 new" in history
    assert batch.created_by.username in history


def test_an_import_is_undone_on_a_page_of_its_own():
    client = a_staff_client(Role.PUBLISHER)
    upload(client, whole_file())
    batch = ImportBatch.objects.get()
    client.post(reverse("factories_import_apply", args=[batch.pk]))
    url = reverse("factories_import_undo", args=[batch.pk])
    assert "Undo this import" in text_of(client.get(url))
    assert FactoryPage.objects.count() == 2
    assert "as it was before" in messages_of(client.post(url, follow=True))
    assert not FactoryPage.objects.exists()


def test_errors_are_shown_with_sheet_row_column_and_value_and_can_be_downloaded():
    client = a_staff_client(Role.PUBLISHER)
    plants = [PLANTS[0], ("rossi", "Officine Rossi", "magia", "Milano", "TO", None)]
    response = upload(client, whole_file(Stabilimenti=plants))
    page = text_of(response)
    for words in ("Stabilimenti", "Settore", "magia", "Unknown sector “magia”.", "Comune"):
        assert words in page
    assert "Import all rows" not in page
    batch = ImportBatch.objects.get()
    lines = b"".join(client.get(reverse("factories_import_errors", args=[batch.pk, "csv"]))).decode()
    assert "Stabilimenti;2;Settore;magia;Unknown sector “magia”." in lines
    assert client.get(reverse("factories_import_errors", args=[batch.pk, "xlsx"])).status_code == 200
    client.post(reverse("factories_import_apply", args=[batch.pk]))
    assert not FactoryPage.objects.exists()


def test_columns_with_unknown_headings_are_assigned_by_hand():
    client = a_staff_client(Role.PUBLISHER)
    rows = [("Impresa", "Ramo", "Sede", "Sigla", "Note"), ("Officine Rossi", "Tessile", "Torino", "TO", "x")]
    assert "What is in each column?" in text_of(upload(client, as_csv(rows), "elenco.csv"))
    batch = ImportBatch.objects.get()
    assert batch.state == ImportState.MAPPING
    url = reverse("factories_import_columns", args=[batch.pk])
    chosen = {"sheet0-column0": "plant.name", "sheet0-column1": "plant.sector", "sheet0-column2": "visit.key"}
    response = client.post(url, chosen)
    assert "either plants, or visits, or slots" in text_of(response)
    response = client.post(url, {**chosen, "sheet0-column2": "plant.name"})
    assert "assigned to “Impresa” already" in text_of(response)
    assert "Not assigned yet: Municipality, Province." in text_of(response)
    names = ("name", "sector", "municipality", "province")
    client.post(url, {f"sheet0-column{number}": f"plant.{name}" for number, name in enumerate(names)})
    batch.refresh_from_db()
    assert (batch.state, batch.problems) == (ImportState.CHECKED, [])
    assert batch.rows[0]["title"] == "Officine Rossi"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "vuoto.csv", "The file is empty."),
        (b"x" * (limits.MAX_BYTES + 1), "grande.csv", "larger than 10 MB"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, "vecchio.xls", "old Excel format"),
        (b"PK\x03\x04 broken", "rotto.xlsx", "not a complete XLSX file"),
        (workbook(Foglio1=[]), "senza.xlsx", "the first row must name the columns"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_at_its_field(content: bytes, name: str, words: str):
    response = upload(a_staff_client(Role.PUBLISHER), content, name)
    assert words in text_of(response)
    assert not ImportBatch.objects.exists()


def test_a_form_without_a_file_says_so():
    client = a_staff_client(Role.PUBLISHER)
    assert "Choose a file." in text_of(client.post(reverse("factories_imports"), {}))


ADDRESSES = [
    ("factories_imports", []),
    ("factories_import_template", ["xlsx"]),
    ("factories_import", [1]),
    ("factories_import_progress", [1]),
    ("factories_import_columns", [1]),
    ("factories_import_undo", [1]),
    ("factories_import_errors", [1, "csv"]),
]


@pytest.mark.parametrize("role", [Role.EDITOR, Role.TRANSLATOR, Role.DESK])
def test_other_roles_have_no_menu_and_no_page(role: Role):
    client = a_staff_client(role)
    home = reverse("wagtailadmin_home")
    assert f'"{reverse("factories_imports")}"' not in client.get(home).content.decode()
    for name, args in ADDRESSES:
        response = client.get(reverse(name, args=args))
        assert (response.status_code, response.url) == (302, home), name
    response = client.post(reverse("factories_imports"), {"file": as_upload(whole_file())})
    assert (response.status_code, ImportBatch.objects.count()) == (302, 0)


@pytest.mark.parametrize("role", [Role.PUBLISHER, Role.ADMINISTRATOR])
def test_publishers_and_administrators_find_it_in_the_menu(role: Role):
    client = a_staff_client(role)
    assert f'"{reverse("factories_imports")}"' in client.get(reverse("wagtailadmin_home")).content.decode()
    assert client.get(reverse("factories_imports")).status_code == 200


def test_a_report_needs_as_many_queries_for_many_rows_as_for_one(django_assert_max_num_queries):
    client = a_staff_client(Role.PUBLISHER)
    upload(client, whole_file())
    batch = ImportBatch.objects.get()
    assert problems_of(batch) == []
    # Session, user, profile, groups' permissions and pages 5; the file 1; the menu and messages the rest.
    with django_assert_max_num_queries(16):
        client.get(reverse("factories_import", args=[batch.pk]))
