"""Import of plants from a CSV file: every row is checked first, then all are written or none."""

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from .choices import Province, SectorKey
from .models import CataloguePage, FactoryPage, Sector
from .municipalities import Municipality, find_municipality, normalise

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 5_000
REQUIRED_COLUMNS = ("name", "sector", "municipality", "province")
OPTIONAL_COLUMNS = ("editions", "source")
MAX_NAME_LENGTH = 200
FIRST_EDITION, LAST_EDITION = 2017, 2100
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

SECTOR_NAMES = {
    SectorKey.MECHANICS: ("mechanics", "mechanics, mechatronics, automation", "meccanica", "mechatronics"),
    SectorKey.AGRIFOOD: ("agrifood", "agri-food", "agroalimentare"),
    SectorKey.AUTOMOTIVE: ("automotive",),
    SectorKey.TEXTILE: ("textile", "tessile"),
    SectorKey.CHEMICAL: (
        "chemical",
        "chemical, pharmaceutical, biomedical",
        "chimica, farmaceutica, biomedicale",
    ),
    # Too few plants for a sector of their own.
    SectorKey.OTHER: ("other", "altro", "aerospace", "consumer goods", "ict", "logistics"),
}
SECTOR_BY_NAME = {normalise(name): key for key, names in SECTOR_NAMES.items() for name in names}


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


@dataclass(frozen=True)
class PlantRow:
    """One checked row: facts only."""

    name: str
    sector: str
    municipality: Municipality
    editions: tuple[int, ...]
    source: str

    @property
    def external_key(self) -> str:
        """The same for the same name and province, so that importing twice creates nothing."""
        slug = slugify(self.name) or hashlib.sha256(self.name.encode()).hexdigest()[:16]
        return f"{slug[:110]}-{self.municipality.province.lower()}"


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

    Contract: columns name, sector, municipality, province, and optionally editions, source;
    UTF-8 (with or without BOM); comma or semicolon. One problem anywhere and nothing is
    written. A plant imported before (same name and province) is left as it is, with whatever
    editors made of it. Pages are never published here. `progress` wraps the rows being written.
    Cost: 1 query to find known plants, then about 30 per page created, in one transaction.
    """
    rows, problems = read_rows(content)
    report = ImportReport(problems=problems)
    catalogue = (
        CataloguePage.objects.filter(locale__language_code=settings.LANGUAGE_CODE, alias_of=None)
        .select_related("locale")
        .order_by("path")
        .first()
    )
    if catalogue is None:
        message = _("There is no catalogue page in the default language: create it first.")
        report.problems.append(ImportProblem(0, "", message))
    if report.problems:
        return report
    with transaction.atomic():
        known = _known_keys(catalogue)
        new = [row for row in rows if row.external_key not in known]
        report.skipped = [row.name for row in rows if row.external_key in known]
        report.created = [row.name for row in new]
        if not dry_run and new:
            _write(catalogue, new, progress)
    return report


def read_rows(content: bytes) -> tuple[list[PlantRow], list[ImportProblem]]:
    """Check a whole file: the good rows and every problem found. No query."""
    if len(content) > MAX_BYTES:
        return [], [ImportProblem(0, "", _("The file is larger than 10 MB."))]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        message = _("The file is not UTF-8 text. Save it as “CSV UTF-8” and import it again.")
        return [], [ImportProblem(0, "", message)]
    header_line = text.lstrip().partition("\n")[0]
    delimiter = ";" if header_line.count(";") > header_line.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    table: list[list[str]] = []
    try:
        for cells in reader:
            table.append([cell.strip() for cell in cells])
            if len(table) > MAX_ROWS + 1:
                return [], [ImportProblem(0, "", _("The file has more than 5,000 rows."))]
    except csv.Error:
        message = _("This row cannot be read: check its quotation marks.")
        return [], [ImportProblem(len(table) + 1, "", message)]
    return _check_table(table)


def _check_table(table: list[list[str]]) -> tuple[list[PlantRow], list[ImportProblem]]:
    header = [name.lower() for name in table[0]] if table else []
    problems = [
        ImportProblem(1, name, _("This column is missing."))
        for name in REQUIRED_COLUMNS
        if name not in header
    ]
    problems += [
        ImportProblem(1, name, _("This column appears twice."))
        for name in (*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS)
        if header.count(name) > 1
    ]
    if problems:
        return [], problems
    rows: list[PlantRow] = []
    first_seen: dict[str, int] = {}
    for number, cells in enumerate(table[1:], start=2):
        if not any(cells):
            continue
        row, row_problems = _check_row(number, header, cells)
        problems += row_problems
        if row is None:
            continue
        first = first_seen.setdefault(row.external_key, number)
        if first != number:
            message = _("The same plant is already in row %(row)s.") % {"row": first}
            problems.append(ImportProblem(number, "name", message))
        rows.append(row)
    if not rows and not problems:
        problems.append(ImportProblem(0, "", _("The file holds no plant.")))
    return rows, problems


def _check_row(
    number: int, header: list[str], cells: list[str]
) -> tuple[PlantRow | None, list[ImportProblem]]:
    if len(cells) > len(header):
        return None, [ImportProblem(number, "", _("This row has more cells than the header."))]
    values = dict.fromkeys((*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS), "")
    values.update(zip(header, cells, strict=False))
    found = {
        "name": _check_name(values["name"]),
        "sector": _check_sector(values["sector"]),
        "province": _check_province(values["province"]),
        "municipality": _check_municipality(values["municipality"], values["province"]),
        "editions": _check_editions(values["editions"]),
        "source": _check_text(values["source"], 500),
    }
    problems = [
        ImportProblem(number, column, problem) for column, (_value, problem) in found.items() if problem
    ]
    if problems:
        return None, problems
    values = {column: value for column, (value, _problem) in found.items() if column != "province"}
    return PlantRow(**values), []


def _check_text(value: str, max_length: int) -> tuple[str, str]:
    if CONTROL_CHARACTERS.search(value):
        return "", _("This cell holds a character that cannot be printed.")
    if len(value) > max_length:
        return "", _("This text is longer than %(max)s characters.") % {"max": max_length}
    return " ".join(value.split()), ""


def _check_name(value: str) -> tuple[str, str]:
    if not normalise(value):
        return "", _("The name of the plant is missing.")
    return _check_text(value, MAX_NAME_LENGTH)


def _check_sector(value: str) -> tuple[str, str]:
    key = SECTOR_BY_NAME.get(normalise(value))
    if key is None:
        return "", _("Unknown sector “%(value)s”.") % {"value": _shown(value)}
    return str(key), ""


def _check_province(value: str) -> tuple[str, str]:
    if value.upper() not in Province.values:
        codes = ", ".join(Province.values)
        return "", _("Unknown province “%(value)s”: write one of %(codes)s.") % {
            "value": _shown(value),
            "codes": codes,
        }
    return value.upper(), ""


def _check_municipality(value: str, province: str) -> tuple[Municipality | None, str]:
    if province.upper() not in Province.values:
        return None, ""  # already said at the province
    found = find_municipality(value, province.upper())
    if found is None:
        message = _("“%(value)s” is not among the municipalities of the province of %(province)s.")
        return None, message % {"value": _shown(value), "province": Province(province.upper()).label}
    return found, ""


def _check_editions(value: str) -> tuple[tuple[int, ...], str]:
    years = re.split(r"[;,|\s]+", value) if value else []
    if not all(re.fullmatch(r"[0-9]{4}", year) for year in years):
        return (), _("Write years, separated by semicolons.")
    numbers = tuple(sorted({int(year) for year in years}))
    if numbers and not (numbers[0] >= FIRST_EDITION and numbers[-1] <= LAST_EDITION):
        return (), _("The first edition was in 2017.")
    return numbers, ""


def _shown(value: str) -> str:
    """A wrong value, short and printable, as a message quotes it."""
    return CONTROL_CHARACTERS.sub("\N{REPLACEMENT CHARACTER}", value)[:60]


def _known_keys(catalogue: CataloguePage) -> set[str]:
    pages = FactoryPage.objects.filter(locale=catalogue.locale).exclude(external_key="")
    return set(pages.values_list("external_key", flat=True))


def _write(catalogue: CataloguePage, rows: list[PlantRow], progress: Callable[[Iterable], Iterable]) -> None:
    with override(catalogue.locale.language_code):
        sectors = {key: _sector(catalogue, key) for key in {row.sector for row in rows}}
        for row in progress(rows):
            page = catalogue.add_child(instance=_draft(catalogue, row, sectors[row.sector]))
            # Without a revision the editor would show an empty history.
            page.save_revision()


def _sector(catalogue: CataloguePage, key: str) -> Sector:
    sector, _created = Sector.objects.get_or_create(
        key=key,
        locale=catalogue.locale,
        defaults={"name": SectorKey(key).label, "sort_order": SectorKey.values.index(key) + 1},
    )
    return sector


def _draft(catalogue: CataloguePage, row: PlantRow, sector: Sector) -> FactoryPage:
    place = row.municipality
    return FactoryPage(
        title=row.name,
        locale=catalogue.locale,
        live=False,
        has_unpublished_changes=True,
        introduction=_introduction(row),
        sector=sector,
        municipality=place.name,
        province=place.province,
        latitude=place.latitude,
        longitude=place.longitude,
        external_key=row.external_key,
    )


def _introduction(row: PlantRow) -> str:
    """The public facts and nothing else: no rule, no schedule is put in a company's mouth."""
    place = {"municipality": row.municipality.name, "province": row.municipality.province}
    sentences = [_("A plant in %(municipality)s (%(province)s).") % place]
    if row.editions:
        years = ", ".join(str(year) for year in row.editions)
        sentences.append(_("It took part in Fabbriche Aperte Piemonte in %(years)s.") % {"years": years})
    return " ".join(sentences)
