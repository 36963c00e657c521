"""Every error is named by sheet, row and column; nothing is guessed, nothing is calculated."""

import datetime as dt

import pytest

from events.models import Edition
from factories.imports import reading
from factories.models import ImportState
from tests.builders.events import a_visit, an_edition
from tests.builders.pages import SiteKit, a_plant, a_site
from tests.factories.tables import (
    PLANTS,
    SLOTS,
    VISITS,
    a_checked_file,
    as_csv,
    problems_of,
    whole_file,
    workbook,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site() -> SiteKit:
    """A site with the edition of the tests."""
    an_edition(name="Edizione 2027")
    return a_site()


def plant(**changes: object) -> list[tuple]:
    values = dict(zip(PLANTS[0], PLANTS[1], strict=True)) | changes
    return [tuple(values), tuple(values.values())]


def visit(**changes: object) -> list[tuple]:
    values = dict(zip(VISITS[0], VISITS[1], strict=True)) | changes
    return [tuple(values), tuple(values.values())]


def slot(**changes: object) -> list[tuple]:
    values = dict(zip(SLOTS[0], SLOTS[1], strict=True)) | changes
    return [tuple(values), tuple(values.values())]


@pytest.mark.parametrize(
    ("rows", "column"),
    [
        (plant(Nome=None), "Nome"),
        (plant(Nome="…"), "Nome"),
        (plant(Nome="x" * 201), "Nome"),
        (plant(Settore="magia"), "Settore"),
        (plant(Comune="Milano"), "Comune"),
        (plant(Provincia="MI"), "Provincia"),
        (plant(Codice="due parole"), "Codice"),
        (plant(Introduzione="=1+1"), "Introduzione"),
        (plant(Latitudine=45.07), "Latitudine"),
        (plant(Latitudine=41.9, Longitudine=12.5), "Latitudine"),
        (plant(Latitudine="nord", Longitudine=7.6), "Latitudine"),
        (plant(**{"Sito web": "non un indirizzo"}), "Sito web"),
        (plant(**{"Anno di fondazione": 1200}), "Anno di fondazione"),
        (plant(**{"Foto consentite": "forse"}), "Foto consentite"),
        (plant(**{"In prestito ai visitatori": "casco, ombrello"}), "In prestito ai visitatori"),
    ],
)
def test_a_wrong_cell_of_a_plant_is_named(rows: list[tuple], column: str):
    content = whole_file(Stabilimenti=rows, Visite=[VISITS[0]], Turni=[SLOTS[0]])
    batch = a_checked_file(content)
    assert problems_of(batch) == [("Stabilimenti", 2, column)]
    assert batch.rows == []


@pytest.mark.parametrize(
    ("rows", "column"),
    [
        (visit(Stabilimento="nessuno"), "Stabilimento"),
        (visit(Stabilimento=None), "Stabilimento"),
        (visit(Lingua="latino"), "Lingua"),
        (visit(Durata="un'ora"), "Durata"),
        (visit(Durata=5), "Durata"),
        (visit(Posti=0), "Posti"),
        (visit(Posti=501), "Posti"),
        (visit(Posti=2.5), "Posti"),
        (visit(**{"Età minima": 12}), "Età minima"),
        (visit(Edizione="2031"), "Edizione"),
    ],
)
def test_a_wrong_cell_of_a_visit_is_named(rows: list[tuple], column: str):
    batch = a_checked_file(whole_file(Visite=rows, Turni=[SLOTS[0]]))
    assert problems_of(batch) == [("Visite", 2, column)]


@pytest.mark.parametrize(
    ("rows", "column"),
    [
        (slot(Visita="nessuna"), "Visita"),
        (slot(Giorno="31/02/2027"), "Giorno"),
        (slot(Giorno="domani"), "Giorno"),
        (slot(Ora="25:00"), "Ora"),
        (slot(Ora="mattina"), "Ora"),
        (slot(Giorno="27/10/2027"), "Ora"),
        (slot(Posti=0), "Posti"),
        (slot(Stato="forse"), "Stato"),
        ([*slot(), (None, "rossi-1", "28/10/2027", "9.30", None, None)], "Ora"),
        ([*slot(), ("altro", "rossi-1", "28/10/2027", "9.30", None, None)], "Ora"),
    ],
)
def test_a_wrong_cell_of_a_slot_is_named(rows: list[tuple], column: str):
    batch = a_checked_file(whole_file(Turni=rows))
    assert problems_of(batch) == [("Turni", len(rows), column)]


def test_all_errors_of_a_file_are_told_at_once():
    content = whole_file(
        Stabilimenti=plant(Settore="magia", Comune="Milano"), Visite=visit(Durata=5), Turni=slot(Ora="25:00")
    )
    assert problems_of(a_checked_file(content)) == [
        ("Stabilimenti", 2, "Settore"),
        ("Stabilimenti", 2, "Comune"),
        ("Visite", 2, "Durata"),
        ("Turni", 2, "Ora"),
    ]


def test_a_time_that_does_not_exist_or_exists_twice_is_refused():
    Edition.objects.update(last_day=dt.date(2027, 10, 31))
    batch = a_checked_file(whole_file(Turni=slot(Giorno="31/10/2027", Ora="02:30")))
    assert problems_of(batch) == [("Turni", 2, "Ora")]


def test_empty_rows_do_not_shift_the_numbers_and_empty_cells_change_nothing():
    rows = [*PLANTS, (None,) * 6, ("x", "Terza", "magia", "Torino", "TO", None)]
    assert problems_of(a_checked_file(whole_file(Stabilimenti=rows)))[0] == ("Stabilimenti", 5, "Settore")


def test_dates_times_and_numbers_of_a_spreadsheet_are_understood():
    rows = [
        (None, "rossi-1", dt.date(2027, 10, 28), dt.time(9, 30), None, None),
        (None, "rossi-1", dt.datetime(2027, 10, 28), 0.5, 8.0, "closed"),
        (None, "rossi-1", "2027-10-29", "9.00", "8", "Aperto"),
    ]
    batch = a_checked_file(whole_file(Turni=[SLOTS[0], *rows]))
    assert batch.problems == []
    keys = [row["key"] for row in batch.rows if row["kind"] == "slot"]
    assert keys == ["rossi-1@2027-10-28t09:30", "rossi-1@2027-10-28t12:00", "rossi-1@2027-10-29t09:00"]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_of_every_office_is_read(delimiter: str, encoding: str):
    rows = [PLANTS[0], ("perle", "Caffè Perlé", "Agroalimentare", "Mondovì", "CN", "Così.")]
    content = as_csv(rows, delimiter).decode().encode(encoding)
    batch = a_checked_file(content, "Stabilimenti.csv")
    assert (batch.state, batch.problems) == (ImportState.CHECKED, [])
    assert batch.rows[0]["title"] == "Caffè Perlé"


@pytest.mark.parametrize(
    "headings",
    [
        ("Name", "Sector", "Municipality", "Province"),
        ("NOME *", "settore", "Città", "prov."),
        ("azienda", "Sector", "Town", "Provincia"),
    ],
)
def test_headings_are_recognised_in_both_languages_however_they_are_written(headings: tuple[str, ...]):
    batch = a_checked_file(as_csv([headings, ("Officine", "Tessile", "Biella", "BI")]), "elenco.csv")
    assert (batch.state, batch.problems) == (ImportState.CHECKED, [])


def test_plants_are_named_by_code_address_or_name_and_slots_by_their_only_visit(site: SiteKit):
    made = a_plant(site, title="Già Presente", slug="gia-presente")
    a_visit(programme=made.programme, edition=Edition.objects.get())
    visits = [VISITS[0], ("a", "gia-presente", "Un'altra", None, None, None)]
    slots = [
        SLOTS[0],
        (None, "Già presente", "28/10/2027", "10:00", None, None),
        (None, "a", "28/10/2027", "10:00", None, None),
    ]
    batch = a_checked_file(whole_file(Visite=visits, Turni=slots))
    assert problems_of(batch) == [("Turni", 2, "Visita")]  # it has two visits by now
    batch = a_checked_file(whole_file(Visite=[VISITS[0]], Turni=slots[:2]))
    assert batch.problems == []


def test_a_page_made_by_hand_is_not_doubled(site: SiteKit):
    a_plant(site, title="Officine Rossi", slug="officine-rossi")
    only = {"Visite": [VISITS[0]], "Turni": [SLOTS[0]]}
    assert problems_of(a_checked_file(whole_file(**only))) == [("Stabilimenti", 2, "Nome")]
    batch = a_checked_file(whole_file(Stabilimenti=plant(Codice="officine-rossi"), **only))
    assert (batch.problems, batch.rows[0]["action"]) == ([], "update")


def test_without_a_catalogue_nothing_can_be_imported(site: SiteKit):
    site.catalogue.delete()
    assert problems_of(a_checked_file()) == [("", 0, "")]


def test_a_formula_is_never_looked_at_not_even_its_stored_result():
    (sheet,) = reading.read_file("a.xlsx", workbook(Foglio=[("Nome",), ("=1+1",), ("'=1+1",)]))
    assert [type(cells[0]) for _row, cells in sheet.rows] == [reading.Formula, str]


def test_a_file_without_rows_says_so():
    assert problems_of(a_checked_file(as_csv(PLANTS[:1]), "stabilimenti.csv")) == [("", 0, "")]
