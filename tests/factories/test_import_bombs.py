"""Files that would hurt the server, or that hold more than values, are refused before they are opened."""

import io
import zipfile

import pytest
from django.utils.translation import override

from factories.imports import guard, limits
from factories.imports.guard import UnreadableFile
from factories.imports.reading import read_file
from tests.factories.tables import PLANTS, damaged, whole_file, with_part, workbook

SHEET = "xl/worksheets/sheet1.xml"
START = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def refusal(content: bytes, name: str = "tabella.xlsx") -> str:
    with override("en"), pytest.raises(UnreadableFile) as error:
        read_file(name, content)
    return str(error.value)


def test_a_part_that_unpacks_to_far_more_than_it_is_packed_is_refused():
    bomb = with_part(whole_file(), "xl/media/bomb.xml", b" " * 20 * 1024 * 1024)
    assert len(bomb) < 100_000
    assert "far larger" in refusal(bomb)


def test_many_parts_that_are_too_large_together_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "MAX_UNPACKED", 20_000)
    assert "far larger" in refusal(with_part(whole_file(), "xl/media/a.bin", bytes(range(256)) * 80))


def test_a_part_that_lies_about_its_size_is_not_believed(monkeypatch: pytest.MonkeyPatch):
    content = bytearray(with_part(workbook(Stabilimenti=PLANTS), "xl/media/a.bin", b"x" * 90_000))
    size = (90_000).to_bytes(4, "little")
    at = content.rindex(size)  # in the directory at the end, which is what is read first
    content[at : at + 4] = (10).to_bytes(4, "little")
    monkeypatch.setattr(limits, "MAX_UNPACKED", 60_000)
    assert refusal(bytes(content))


def test_too_many_parts_are_refused():
    output = io.BytesIO(whole_file())
    with zipfile.ZipFile(output, "a") as archive:
        for number in range(limits.MAX_PARTS):
            archive.writestr(f"xl/media/{number}.txt", "x")
    assert "too many parts" in refusal(output.getvalue())


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE a [<!ENTITY b "c">]>',
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a SYSTEM "http://example.org/a.dtd">',
    ],
)
def test_entities_and_document_types_are_refused(declaration: str):
    sheet = f'<?xml version="1.0"?>{declaration}{START}</sheetData></worksheet>'
    assert "entities" in refusal(with_part(whole_file(), SHEET, sheet.encode()))
    assert "entities" in refusal(with_part(whole_file(), SHEET, sheet.encode("utf-16")))


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (f'<row r="{limits.MAX_ROWS + 2}"></row>', "further down"),
        ('<row r="1048576"></row>', "further down"),
        ('<row r="1"><c r="XFD1"><v>1</v></c></row>', "more than 60 columns"),
    ],
)
def test_a_sheet_that_reaches_too_far_is_refused(cell: str, words: str):
    sheet = f"{START}{cell}</sheetData></worksheet>"
    assert words in refusal(with_part(whole_file(), SHEET, sheet.encode()))


def test_too_many_rows_of_text_are_refused():
    assert "5,000 rows" in refusal(b"a;b\n" + b"1;2\n" * (limits.MAX_ROWS + 1), "righe.csv")


def test_macros_are_refused_whatever_the_file_is_called():
    assert "macros" in refusal(with_part(whole_file(), "xl/vbaProject.bin", b"x"))
    assert "macros" in refusal(whole_file(), "tabella.xlsm")
    types = b'<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
    assert "macros" in refusal(with_part(whole_file(), "[Content_Types].xml", types))


def test_a_protected_file_is_refused_with_a_sentence():
    content = bytearray(whole_file())
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1  # the flag that says "encrypted"
    assert "password" in refusal(bytes(content))


@pytest.mark.parametrize("cut", [40, 500, 2000])
def test_a_file_that_was_cut_off_is_refused(cut: int):
    assert "not a complete XLSX" in refusal(whole_file()[:-cut])


def test_another_archive_is_no_table():
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("foto.jpg", b"x")
    assert "not an XLSX table" in refusal(output.getvalue())


def test_xml_that_is_none_is_refused():
    assert "not a complete XLSX" in refusal(with_part(whole_file(), SHEET, b"<worksheet><sheetData>"))
    assert "no table" in refusal(with_part(whole_file(), "xl/workbook.xml", b"<workbook/>"))


def test_an_ordinary_file_passes():
    guard.check_workbook(whole_file())
    assert [sheet.title for sheet in read_file("a.xlsx", whole_file())] == ["Stabilimenti", "Visite", "Turni"]


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_part_with_damaged_bytes_is_refused(method: int):
    assert "not a complete XLSX file" in refusal(damaged(whole_file(), SHEET, method))


def test_a_csv_file_with_more_columns_than_a_table_has_is_refused():
    content = ";".join(f"c{number}" for number in range(limits.MAX_COLUMNS + 1)).encode()
    assert "more than 60 columns" in refusal(content, "tabella.csv")
    with_empty_ones = ";".join(["Codice", "Nome", *[""] * 100]).encode()
    assert read_file("tabella.csv", with_empty_ones)[0].headings == ["Codice", "Nome"]


def test_an_archive_whose_list_of_parts_names_no_workbook_is_refused():
    content = whole_file()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        types = archive.read("[Content_Types].xml").replace(b"sheet.main+xml", b"nothing+xml")
    assert "not a complete XLSX file" in refusal(with_part(content, "[Content_Types].xml", types))
