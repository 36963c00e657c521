"""The board as plain tables: the same for the report, the PDF and the spreadsheet. No query."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from events.spreadsheets import Column, Table
from factories.choices import Province

from .reading import Board
from .tallies import Breakdown, Tally

Row = list[object]


@dataclass(frozen=True)
class BoardTable:
    """One table: the first column names the line, the others are numbers, those in `shares` percents."""

    name: str
    title: str
    headings: list[str]
    rows: list[Row]
    foot: Row | None = None
    shares: frozenset[int] = field(default_factory=frozenset)

    @property
    def as_sheet(self) -> Table:
        """For a spreadsheet: percents are whole numbers, and the heading says so."""
        headings = [
            f"{heading} (%)" if number in self.shares else heading
            for number, heading in enumerate(self.headings)
        ]
        columns = [Column(heading, 34 if number == 0 else 14) for number, heading in enumerate(headings)]
        return Table(self.title, columns, [*self.rows, *([self.foot] if self.foot else [])])


def board_tables(board: Board) -> list[BoardTable]:
    """All of them, in the order of the board; empty ones left out."""
    tables = [summary(board), _timeline(board)]
    for breakdown in board.breakdowns:
        tables.append(_breakdown(breakdown, board))
    tables.append(_origins(board))
    return [table for table in tables if table.rows]


def summary(board: Board) -> BoardTable:
    """The few numbers that matter most, beside the edition before."""
    lines = [
        (_("Slots"), "slots"),
        (_("Places"), "places"),
        (_("Bookings"), "bookings"),
        (_("People booked"), "people"),
        (_("Fill, in percent of the places"), "fill"),
        (_("People waiting"), "waiting"),
        (_("Came"), "known_came"),
        (_("Did not come"), "known_no_shows"),
    ]
    headings = [_("Number"), str(board.filters.edition.first_day.year)]
    if board.previous:
        headings.append(str(board.previous.first_day.year))
    rows = [
        [label, getattr(board.total, name), *([getattr(board.before, name)] if board.before else [])]
        for label, name in lines
    ]
    return BoardTable("summary", _("In short"), headings, rows)


def _timeline(board: Board) -> BoardTable:
    headings = [_("Day"), _("Date"), _("People"), _("So far")]
    if board.previous:
        headings.append(_("So far in %(year)s") % {"year": board.previous.first_day.year})
    rows = [
        [day.number, day.date, day.people, day.so_far, *([day.before] if board.previous else [])]
        for day in board.timeline
    ]
    return BoardTable("timeline", _("Bookings over time"), headings, rows)


def _breakdown(breakdown: Breakdown, board: Board) -> BoardTable:
    headings = [
        breakdown.heading,
        _("Slots"),
        _("Places"),
        pgettext("people", "Booked"),
        _("Fill"),
        _("Waiting"),
    ]
    if breakdown.compares:
        headings.append(_("In %(year)s") % {"year": board.previous.first_day.year})
    if breakdown.has_attendance:
        headings += [_("Came"), _("Did not come")]
    rows = [_cells(line, breakdown) for line in breakdown.lines]
    foot = _cells(breakdown.total, breakdown) if len(rows) > 1 else None
    if foot:
        foot[0] = _("Total")
    return BoardTable(breakdown.name, breakdown.title, headings, rows, foot, frozenset({4}))


def _cells(line: Tally, breakdown: Breakdown) -> Row:
    cells = [line.label, line.slots, line.places, line.people, line.fill, line.waiting]
    if breakdown.compares:
        cells.append(line.before)
    if breakdown.has_attendance:
        cells += [line.known_came, line.known_no_shows]
    return cells


def _origins(board: Board) -> BoardTable:
    rows = [[line.label, line.people, line.percent] for line in board.origins]
    headings = [_("Comes from"), _("People"), pgettext("part of a whole", "Share")]
    return BoardTable("origin", _("Where visitors come from"), headings, rows, shares=frozenset({2}))


def slot_sheet(board: Board) -> Table:
    """One row per slot: whoever wants to count differently starts here."""
    columns = [
        Column(_("Plant"), 34),
        Column(_("Municipality"), 20),
        Column(_("Province"), 14),
        Column(_("Sector"), 26),
        Column(_("Starts at"), 18),
        Column(_("Places")),
        Column(_("Bookings")),
        Column(_("People booked")),
        Column(_("Taken, held and offered places too"), 18),
        Column(_("Waiting for this slot")),
        Column(_("Came")),
    ]
    rows = []
    for slot in board.slots:
        plant = board.plants.get(slot.programme)
        rows.append(
            [
                plant.title if plant else slot.name,
                plant.municipality if plant else "",
                str(Province(plant.province).label) if plant and plant.province else "",
                board.sectors.get(plant.sector, "") if plant else "",
                slot.start,
                slot.places,
                slot.bookings,
                slot.people,
                slot.taken,
                slot.waiting,
                slot.came,
            ]
        )
    return Table(_("Slots"), columns, rows)
