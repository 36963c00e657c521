"""Import of plants from a CSV file by command: every row is checked first, then all are written or none."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from .imports.applying import Applier
from .imports.checking import Row, read_rows
from .imports.guard import UnreadableFile
from .imports.limits import MAX_BYTES, MAX_ROWS
from .imports.planning import Plan, Step, find_catalogue
from .imports.reading import Sheet, UnreadableRow, read_csv
from .models import CataloguePage, FactoryPage, RowKind

__all__ = ["MAX_BYTES", "MAX_ROWS", "ImportProblem", "ImportReport", "import_plants"]

REQUIRED_COLUMNS = ("name", "sector", "municipality", "province")
OPTIONAL_COLUMNS = ("editions", "source")


@dataclass(frozen=True)
class ImportProblem:
    """What is wrong, and where: `row` as a spreadsheet counts (the header is row 1)."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        if not self.row:
            return self.message
        place = _("row %(row)s, column %(column)s") if self.column else _("row %(row)s")
        return f"{place % {'row': self.row, 'column': self.column}}: {self.message}"


@dataclass
class ImportReport:
    """What an import did, or in a dry run would do."""

    created: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    problems: list[ImportProblem] = field(default_factory=list)


def import_plants(
    content: bytes,
    *,
    dry_run: bool = False,
    progress: Callable[[Iterable], Iterable] = iter,
) -> ImportReport:
    """Create a draft page in the default language for each new row of a CSV file.

    Contract: columns name, sector, municipality, province, and optionally editions, source; encodings
    and delimiters as `reading.read_csv` knows them. One problem anywhere and nothing is written. A plant
    imported before (same name and province) is left as it is, with whatever editors made of it: to change
    plants, use the import of the admin. Pages are never published here. `progress` wraps the rows being
    written. Cost: 5 queries to find what is known, then about 30 per page created, in one transaction.
    """
    rows, problems = _read(content)
    report = ImportReport(problems=problems)
    catalogue = find_catalogue()
    if catalogue is None:
        message = _("There is no catalogue page in the default language: create it first.")
        report.problems.append(ImportProblem(0, "", message))
    if report.problems:
        return report
    with transaction.atomic():
        known = _known_keys(catalogue)
        new = [row for row in rows if row.key not in known]
        report.skipped = [str(row.values["name"]) for row in rows if row.key in known]
        report.created = [str(row.values["name"]) for row in new]
        if not dry_run and new:
            _write(catalogue, new, progress)
    return report


def _read(content: bytes) -> tuple[list[Row], list[ImportProblem]]:
    try:
        table = read_csv(content)
    except UnreadableRow as error:
        return [], [ImportProblem(error.row, "", str(error))]
    except UnreadableFile as error:
        return [], [ImportProblem(0, "", str(error))]
    header = [name.lower() for name in table[0]] if table else []
    problems = [
        ImportProblem(1, name, _("This column is missing."))
        for name in REQUIRED_COLUMNS
        if name not in header
    ]
    names = (*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS)
    problems += [
        ImportProblem(1, name, _("This column appears twice.")) for name in names if header.count(name) > 1
    ]
    if problems:
        return [], problems
    numbered = [(number, cells) for number, cells in enumerate(table[1:], start=2) if any(cells)]
    columns = {str(header.index(name)): name for name in names if name in header}
    mapping = {"": {"kind": RowKind.PLANT, "columns": columns}}
    rows, found = read_rows([Sheet("", header, numbered)], mapping)
    return rows, [ImportProblem(problem.row, problem.column, problem.message) for problem in found]


def _known_keys(catalogue: CataloguePage) -> set[str]:
    pages = FactoryPage.objects.filter(locale=catalogue.locale).exclude(external_key="")
    return set(pages.values_list("external_key", flat=True))


def _write(catalogue: CataloguePage, rows: list[Row], progress: Callable[[Iterable], Iterable]) -> None:
    applier = Applier(Plan(catalogue), batch=None, user=None)
    with override(catalogue.locale.language_code):
        for row in progress(rows):
            applier.write_plant(Step(row))
    applier.remember()
