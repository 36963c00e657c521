"""Tables become rows with values, and a list of everything that is wrong in them. No query."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.text import slugify
from django.utils.translation import gettext as _

from factories.choices import Province
from factories.models import RowKind
from factories.municipalities import find_municipality, is_in_piedmont

from . import columns
from .reading import Formula, Sheet
from .values import LABELS, CellError, shown


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where: `row` as a spreadsheet counts (the headings are 1; 0 is the whole sheet)."""

    message: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    value: str = ""


@dataclass
class Row:
    """One row of a table: its values by field, as JSON can hold them; what is empty is not there."""

    kind: str
    sheet: str
    number: int
    values: dict[str, object]
    headings: dict[str, str]
    """How the file calls each field."""
    cells: dict[str, str] = field(default_factory=dict)
    """What was written, short, for messages."""
    centre: tuple[float, float] | None = None
    """Of a plant's municipality: latitude and longitude."""

    @property
    def key(self) -> str:
        return str(self.values["key"])

    def problem(self, message: str, name: str = "") -> Problem:
        """A problem at one of its cells, or of the whole row."""
        heading = self.headings.get(name) or (str(columns.field_of(self.kind, name).heading) if name else "")
        return Problem(message, self.sheet, self.number, heading, self.cells.get(name, ""))


def plant_key(name: str, province: str) -> str:
    """The key of a plant without a code: the same for the same name and province."""
    slug = slugify(name) or hashlib.sha256(name.encode()).hexdigest()[:16]
    return f"{slug[:110]}-{province.lower()}"


def read_rows(sheets: list[Sheet], mapping: dict[str, dict]) -> tuple[list[Row], list[Problem]]:
    """All rows of a file in the order in which they are written, and every problem found."""
    rows: list[Row] = []
    problems: list[Problem] = []
    for sheet in sheets:
        entry = mapping.get(sheet.title)
        if entry is None or not entry["kind"]:
            continue
        lacking = columns.missing(entry["kind"], entry["columns"].values())
        if lacking:
            problems += [
                Problem(_("This column is missing."), sheet.title, 1, str(lack.heading)) for lack in lacking
            ]
            continue
        for number, cells in sheet.rows:
            row, wrong = _read_row(sheet, entry, number, cells)
            problems += wrong
            if row is not None:
                rows.append(row)
    twins = {id(row): problem for row, problem in _twins(rows)}
    problems += twins.values()
    rows = [row for row in rows if id(row) not in twins]
    if not rows and not problems:
        problems.append(Problem(_("The file holds no plant, no visit and no slot.")))
    order = list(RowKind.values)
    rows.sort(key=lambda row: order.index(row.kind))  # stable: within a kind as in the file
    return rows, problems


def _read_row(
    sheet: Sheet, entry: dict, number: int, cells: list[object]
) -> tuple[Row | None, list[Problem]]:
    kind = entry["kind"]
    row = Row(kind, sheet.title, number, {}, {})
    problems = []
    if any(cell not in (None, "") for cell in cells[len(sheet.headings) :]):
        problems.append(row.problem(_("This row has more cells than the header.")))
    for position, name in entry["columns"].items():
        column = columns.field_of(kind, name)
        row.headings[name] = sheet.headings[int(position)]
        cell = cells[int(position)] if int(position) < len(cells) else None
        if cell in (None, ""):
            if column.required:
                problems.append(row.problem(_("This cell must not be empty."), name))
            continue
        row.cells[name] = shown(cell)
        try:
            if isinstance(cell, Formula):
                raise CellError(_("This cell holds a formula or an error: write the value itself."))
            row.values[name] = column.read(cell)
        except CellError as error:
            problems.append(row.problem(str(error), name))
    if kind == RowKind.PLANT:
        problems += _check_place(row)
    if not problems:
        row.values.setdefault("key", _made_up_key(row))
    return (None if problems else row), problems


def _check_place(row: Row) -> Iterator[Problem]:
    """The municipality must lie in the province, unless a point in Piedmont is given with it."""
    written, province = row.values.get("municipality"), row.values.get("province")
    has_point = {"latitude", "longitude"} <= row.values.keys()
    if has_point and not is_in_piedmont(row.values["latitude"], row.values["longitude"]):
        yield row.problem(_("This point is not in Piedmont."), "latitude")
    elif len({"latitude", "longitude"} & row.cells.keys()) == 1:
        yield row.problem(_("Write both latitude and longitude, or neither."), "latitude")
    if not written or not province:
        return
    found = find_municipality(str(written), str(province))
    if found:
        row.values["municipality"], row.centre = found.name, found.point
    elif not has_point:
        text = _("“%(value)s” is not among the municipalities of the province of %(province)s.")
        label = Province(province).label
        yield row.problem(text % {"value": shown(written), "province": label}, "municipality")


def _made_up_key(row: Row) -> str:
    values = row.values
    if row.kind == RowKind.PLANT:
        return plant_key(str(values["name"]), str(values["province"]))
    if row.kind == RowKind.VISIT:
        parts = [str(values.get(name, "")) for name in ("plant", *LABELS, "tour_language")]
        return "-".join(slugify(part)[:36] for part in parts if part) or "visit"
    return f"{slugify(values['visit'])[:100]}@{values['day']}t{values['time']}"


def _twins(rows: list[Row]) -> Iterator[tuple[Row, Problem]]:
    """Rows whose key another row above them has already."""
    first: dict[tuple[str, str], Row] = {}
    for row in rows:
        other = first.setdefault((row.kind, row.key), row)
        if other is row:
            continue
        text = {
            RowKind.PLANT: _("The same plant is already in row %(row)s."),
            RowKind.VISIT: _("The same visit is already in row %(row)s: give each of them a code."),
            RowKind.SLOT: _("The same slot is already in row %(row)s."),
        }[RowKind(row.kind)]
        name = {"plant": "name", "visit": "plant", "slot": "time"}[row.kind]
        name = "key" if "key" in row.cells else name
        yield row, row.problem(text % {"row": other.number}, name)
