"""Files become tables: CSV in the encodings and with the delimiters people have, and XLSX."""

import csv
import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from . import limits
from .guard import BROKEN_ARCHIVE, UnreadableFile, check_workbook

Cell = str | int | float | bool | dt.datetime | dt.date | dt.time | None


@dataclass(frozen=True)
class Formula:
    """A cell that is calculated. What it would give is never looked at."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Sheet:
    """A table: its headings, and its rows by the number a spreadsheet shows (the headings are 1)."""

    title: str
    headings: list[str]
    rows: list[tuple[int, list[Cell | Formula]]]


class UnreadableRow(UnreadableFile):
    """A row of a CSV file that cannot be taken apart."""

    def __init__(self, row: int, message: str) -> None:
        super().__init__(message)
        self.row = row


def read_file(name: str, content: bytes) -> list[Sheet]:
    """The tables of a file, each with at least a heading. No query. Raises UnreadableFile."""
    if len(content) > limits.MAX_BYTES:
        raise UnreadableFile(_("The file is larger than 10 MB."))
    if not content.strip():
        raise UnreadableFile(_("The file is empty."))
    if name.lower().endswith((".xlsm", ".xltm", ".xlsb")):
        raise UnreadableFile(_("The file holds macros. Save it as XLSX without macros."))
    if content.startswith(b"PK\x03\x04") or name.lower().endswith((".xlsx", ".xls")):
        sheets = list(_read_workbook(content))
    else:
        title = name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        sheets = [_as_sheet(title, enumerate(read_csv(content), start=1))]
    sheets = [sheet for sheet in sheets if any(sheet.headings)]
    if not sheets:
        raise UnreadableFile(_("The file holds no table: the first row must name the columns."))
    return sheets


# CSV -------------------------------------------------------------------------------


def read_csv(content: bytes) -> list[list[str]]:
    """The rows of a CSV file, cells without surrounding space. Raises UnreadableFile, UnreadableRow.

    UTF-8 with or without byte order mark, else Windows-1252 as Excel saves it; semicolon, comma or tab.
    """
    if len(content) > limits.MAX_BYTES:
        raise UnreadableFile(_("The file is larger than 10 MB."))
    text = decode(content)
    table: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=find_delimiter(text), strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells[limits.MAX_COLUMNS :]):
                text = _("A sheet has more than %(max)s columns. Delete those that are not needed.")
                raise UnreadableFile(text % {"max": limits.MAX_COLUMNS})
            table.append([cell.strip() for cell in cells[: limits.MAX_COLUMNS]])
            if len(table) > limits.MAX_ROWS + 1:
                raise UnreadableFile(_("The file has more than 5,000 rows."))
    except csv.Error as error:
        message = _("This row cannot be read: check its quotation marks.")
        raise UnreadableRow(len(table) + 1, message) from error
    return table


def decode(content: bytes) -> str:
    """The text of a file. Raises UnreadableFile where it is none."""
    if b"\x00" not in content and not content.startswith((b"\xff\xfe", b"\xfe\xff", b"PK\x03\x04")):
        for encoding in ("utf-8-sig", "cp1252"):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise UnreadableFile(_("The file is not UTF-8 text. Save it as “CSV UTF-8” and import it again."))


def find_delimiter(text: str) -> str:
    """The sign between the headings: the most frequent one outside quotation marks, a comma if none."""
    line, quoted, counts = text.lstrip("\ufeff \r\n"), False, {",": 0, ";": 0, "\t": 0}
    for sign in line[:20_000]:
        if sign == '"':
            quoted = not quoted
        elif sign in "\r\n" and not quoted:
            break
        elif sign in counts and not quoted:
            counts[sign] += 1
    return max(counts, key=lambda sign: counts[sign])


# XLSX ------------------------------------------------------------------------------


def _read_workbook(content: bytes) -> Iterator[Sheet]:
    check_workbook(content)
    try:
        # Formulas stay text, links to other files are not followed.
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        if len(book.worksheets) > limits.MAX_SHEETS:
            text = _("The file has more than %(max)s sheets.")
            raise UnreadableFile(text % {"max": limits.MAX_SHEETS})
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what a sheet says of its own size may be wrong
            rows = ([_cell(cell) for cell in row] for row in sheet.iter_rows(max_row=limits.MAX_ROWS + 1))
            yield _as_sheet(sheet.title, enumerate(rows, start=1))
    except UnreadableFile:
        raise
    except (
        *BROKEN_ARCHIVE,
        InvalidFileException,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        OverflowError,
        SyntaxError,
    ) as error:
        # A file put together by hand can break the library in many ways; all mean the same.
        raise UnreadableFile(_("The file is not a complete XLSX file.")) from error


def _cell(cell: object) -> Cell | Formula:
    value = cell.value
    if cell.data_type == "f":
        text = value if isinstance(value, str) else getattr(value, "text", None) or "="
        return Formula(str(text)[:200])
    if cell.data_type == "e":
        return Formula(str(value))
    return value.strip() if isinstance(value, str) else value


def _as_sheet(title: str, rows: Iterator[tuple[int, list]]) -> Sheet:
    """The first row holds the headings; rows without any value are left out, and still counted."""
    headings: list[str] = []
    kept = []
    for number, cells in rows:
        if number == 1:
            headings = ["" if cell is None else str(cell)[:120] for cell in cells]
            while headings and not headings[-1]:
                headings.pop()
        elif any(cell not in (None, "") for cell in cells):
            kept.append((number, cells))
    return Sheet(title[:80], headings, kept)
