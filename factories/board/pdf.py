"""The report for the Region as an A4 document, tagged so that it can be read aloud."""

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.pdf import INK, LEFT, LINE, SOFT, WIDTH, TaggedPDF, letterhead
from events.scheduling import ROME

from .reading import Board
from .tables import BoardTable, Row, board_tables

TEAL, GREY = (0, 125, 126), (214, 221, 224)
ROW, HEAD = 5.6, 9.5
"""Millimetres, like every number here."""
BOTTOM = 280
FIRST_COLUMN = 62


def report_pdf(board: Board, *, now: dt.datetime) -> bytes:
    """The board's numbers at `now` (aware), in the active language. No query."""
    pdf = ReportPDF()
    pdf.set_title(_("Report – %(choice)s") % {"choice": board.filters.words})
    pdf.set_lang(get_language())
    pdf.set_creation_date(now)
    pdf.add_page()
    letterhead(pdf)
    pdf.set_y(34)
    pdf.say(board.filters.words, "H1", size=20, bold=True, h=9)
    moment = date_format(timezone.localtime(now, ROME), "j F Y, H:i")
    pdf.say(_("Numbers as they stood on %(moment)s") % {"moment": moment}, color=SOFT)
    pdf.ln(3)
    for table in board_tables(board):
        _table(pdf, table)
    return bytes(pdf.output())


class ReportPDF(TaggedPDF):
    """Numbers its pages."""

    def footer(self) -> None:
        self.set_y(-12)
        self.set_font("Titillium", "", 9)
        self.set_text_color(*SOFT)
        with self.decoration():
            self.cell(WIDTH, 5, f"{self.page_no()}/{{nb}}", align="R")


def _table(pdf: TaggedPDF, table: BoardTable) -> None:
    widths = _widths(table)
    if pdf.get_y() + 10 + HEAD + 3 * ROW > BOTTOM:
        pdf.add_page()
    pdf.say(table.title, "H2", size=13, bold=True, h=9)
    with pdf.group("Table"):
        with pdf.group("TR"):
            _headings(pdf, table, widths, tagged=True)
        for row in [*table.rows, *([table.foot] if table.foot else [])]:
            if pdf.get_y() + ROW > BOTTOM:
                pdf.add_page()
                with pdf.decoration():  # read aloud once, at the beginning
                    _headings(pdf, table, widths, tagged=False)
            with pdf.group("TR"):
                _row(pdf, table, row, widths, bold=row is table.foot)
    pdf.ln(6)


def _widths(table: BoardTable) -> list[float]:
    """Shares have half as much again: a bar stands beside the number."""
    parts = [1.6 if number in table.shares else 1 for number in range(1, len(table.headings))]
    width = min((WIDTH - FIRST_COLUMN) / sum(parts), 34)
    return [FIRST_COLUMN, *(width * part for part in parts)]


def _headings(pdf: TaggedPDF, table: BoardTable, widths: list[float], *, tagged: bool) -> None:
    y, x = pdf.get_y(), LEFT
    pdf.set_font("Titillium", "B", 8.5)
    pdf.set_text_color(*SOFT)
    pairs = zip(table.headings, widths, strict=True)
    height = ROW if all(pdf.get_string_width(text) < width - 2 for text, width in pairs) else HEAD
    for number, (heading, width) in enumerate(zip(table.headings, widths, strict=True)):
        pdf.set_xy(x, y)
        if tagged:
            with pdf.tagged("TH"):
                pdf.multi_cell(width - 1.5, 4, heading, align="R" if number else "L")
        else:
            pdf.multi_cell(width - 1.5, 4, heading, align="R" if number else "L")
        x += width
    _line(pdf, y + height - 0.7, widths, INK, tagged)
    pdf.set_y(y + height)


def _row(pdf: TaggedPDF, table: BoardTable, row: Row, widths: list[float], *, bold: bool) -> None:
    y, x = pdf.get_y(), LEFT
    for number, (value, width) in enumerate(zip(row, widths, strict=True)):
        is_share = number in table.shares and value is not None
        if is_share and width > 17:
            _bar(pdf, x + 2, y + ROW / 2 - 0.9, width - 16, int(value))
        pdf.set_font("Titillium", "B" if bold else "", 9.5)
        pdf.set_text_color(*INK)
        pdf.set_xy(x, y)
        text = _in_words(value, is_share)
        with pdf.tagged("TD" if number else "TH"):
            pdf.cell(width - 1.5, ROW, _fitting(pdf, text, width - 2), align="R" if number else "L")
        x += width
    _line(pdf, y + ROW, widths, INK if bold else LINE, True)
    pdf.set_y(y + ROW)


def _in_words(value: object, is_share: bool) -> str:
    if value is None:
        return "–"
    if isinstance(value, dt.date):
        return date_format(value, "j F")
    if isinstance(value, int):
        return f"{value} %" if is_share else number_format(value, force_grouping=True)
    return str(value)


def _fitting(pdf: TaggedPDF, text: str, width: float) -> str:
    """A long name shortened to its column; the spreadsheet has it in full."""
    if pdf.get_string_width(text) <= width:
        return text
    while text and pdf.get_string_width(f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _bar(pdf: TaggedPDF, x: float, y: float, width: float, share: int) -> None:
    with pdf.decoration():
        pdf.set_fill_color(*GREY)
        pdf.rect(x, y, width, 1.8, style="F")
        pdf.set_fill_color(*TEAL)
        if share:
            pdf.rect(x, y, width * min(share, 100) / 100, 1.8, style="F")


def _line(pdf: TaggedPDF, y: float, widths: list[float], color: tuple, tagged: bool) -> None:
    pdf.set_draw_color(*color)
    pdf.set_line_width(0.15)
    if tagged:
        with pdf.decoration():
            pdf.line(LEFT, y, LEFT + sum(widths), y)
    else:
        pdf.line(LEFT, y, LEFT + sum(widths), y)
