"""Tables as CSV and XLSX that no spreadsheet will execute, and that need little memory.

Whatever a visitor typed stays text: a name like "=HYPERLINK(…)" is shown, never calculated. Numbers,
dates and times stay what they are, so that sums and sorting work.
"""

import csv
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from tempfile import TemporaryFile
from typing import BinaryIO

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from .scheduling import ROME

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_STARTS_A_FORMULA = re.compile(r"^\s*[=+\-@＝＋－＠]|^[\t\r\n]")
"""OWASP's list, the full-width signs that Excel reads as plain ones, and signs behind white space."""

_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\']")
_LONGEST_CELL = 32_767
_LONGEST_TITLE = 31

_BOLD = Font(bold=True)
_TOP = Alignment(vertical="top", wrap_text=True)


@dataclass(frozen=True)
class Column:
    """A heading, and how wide its column is in XLSX, in characters."""

    heading: str
    width: int = 16


@dataclass(frozen=True)
class Table:
    """One table: in XLSX a sheet of its own. `rows` may be a generator; each row has a cell per column.

    A cell is text, a number, a truth value, a date, a time, a moment (aware: shown as in Rome) or None.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[object]]


def printable(text: str) -> str:
    """Text without the characters that XML can't hold; they come along when people paste. No query."""
    return _NOT_IN_XML.sub("", text)


def safe_text(text: str) -> str:
    """Text that no spreadsheet takes for a formula when it opens a CSV file: "'=1+1"."""
    text = printable(text)
    return f"'{text}" if _STARTS_A_FORMULA.search(text) else text


# CSV -------------------------------------------------------------------------------


class _Echo:
    """What a csv.writer needs to hand its lines on instead of storing them."""

    def write(self, line: str) -> str:
        return line


def csv_lines(table: Table, *, delimiter: str = ";") -> Iterator[str]:
    """The table line by line, headings first, after a byte order mark.

    Semicolons, as an Italian Excel expects; the mark tells it that this is UTF-8.
    """
    writer = csv.writer(_Echo(), delimiter=delimiter)
    yield "\ufeff"
    yield writer.writerow([safe_text(str(column.heading)) for column in table.columns])
    for row in table.rows:
        yield writer.writerow([_csv_cell(value) for value in row])


def _csv_cell(value: object) -> str | int | float | Decimal:
    value = _plain(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float | Decimal):
        return value
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return value.isoformat() if isinstance(value, dt.date) else safe_text(value)


def csv_response(table: Table, filename: str, *, delimiter: str = ";") -> StreamingHttpResponse:
    """The table as a download, sent while it is read. `filename` is without its extension."""
    response = StreamingHttpResponse(
        csv_lines(table, delimiter=delimiter), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{filename}.csv"'
    return _private(response)


# XLSX ------------------------------------------------------------------------------


def write_xlsx(tables: Iterable[Table], target: BinaryIO) -> None:
    """Write the tables into a file, a sheet each. Rows go to a temporary file as they come."""
    book = Workbook(write_only=True)
    titles: set[str] = set()
    for table in tables:
        sheet = book.create_sheet(_sheet_title(table.title, titles))
        _write_sheet(sheet, table)
    if not titles:
        book.create_sheet()  # a workbook has at least one sheet
    book.save(target)


def _write_sheet(sheet: WriteOnlyWorksheet, table: Table) -> None:
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    for number, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    headings = [_xlsx_cell(sheet, str(column.heading)) for column in table.columns]
    for cell in headings:
        cell.font, cell.alignment = _BOLD, _TOP
    sheet.append(headings)
    last = 1
    for last, row in enumerate(table.rows, start=2):  # noqa: B007
        sheet.append([_xlsx_cell(sheet, value) for value in row])
    if table.columns:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{last}"


def _xlsx_cell(sheet: WriteOnlyWorksheet, value: object) -> Cell | None:
    value = _plain(value)
    if value is None:
        return None
    if not isinstance(value, str):
        cell = WriteOnlyCell(sheet, value)
        if isinstance(value, dt.datetime):
            cell.number_format = "yyyy-mm-dd hh:mm"
        elif isinstance(value, dt.time):
            cell.number_format = "hh:mm"
        return cell
    cell = WriteOnlyCell(sheet)
    cell.value = _NOT_IN_XML.sub("", value)[:_LONGEST_CELL]
    # Said to be text, in the file and to whoever edits the cell: openpyxl would make "=1+1" a formula.
    cell.data_type, cell.number_format = "s", "@"
    return cell


def _sheet_title(title: str, taken: set[str]) -> str:
    """A title as XLSX allows it: 31 characters, no brackets or slashes, once per file."""
    plain = _NOT_IN_XML.sub("", _NOT_IN_A_TITLE.sub(" ", str(title))).strip() or "1"
    title, number = plain[:_LONGEST_TITLE], 1
    while title.casefold() in taken:
        number += 1
        ending = f" ({number})"
        title = plain[: _LONGEST_TITLE - len(ending)] + ending
    taken.add(title.casefold())
    return title


def xlsx_response(tables: Iterable[Table], filename: str) -> FileResponse:
    """The tables as a download. `filename` is without its extension."""
    file = TemporaryFile()  # noqa: SIM115  the response closes it
    write_xlsx(tables, file)
    file.seek(0)
    response = FileResponse(file, as_attachment=True, filename=f"{filename}.xlsx", content_type=XLSX_TYPE)
    return _private(response)


def _plain(value: object) -> object:
    """Moments as in Rome and without their zone, translated labels as text."""
    if isinstance(value, dt.datetime):
        return timezone.make_naive(value, ROME) if timezone.is_aware(value) else value
    if value is None or isinstance(value, bool | int | float | Decimal | dt.date | dt.time):
        return value
    return str(value)


def _private(response: HttpResponseBase) -> HttpResponseBase:
    """Never kept by a cache on the way: such files name people."""
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
