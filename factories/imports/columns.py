"""Which columns each table has, by which headings they are recognised, and what a person may assign."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from django.conf import settings
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from events.models import Visit
from factories.models import FactoryPage, RowKind
from factories.municipalities import normalise

from . import values
from .reading import Cell, Sheet
from .values import for_column


@dataclass(frozen=True)
class Field:
    """A column: its name in the program, its heading, how its cells are read, what it is for."""

    name: str
    heading: Promise
    read: Callable[[Cell], object]
    help: Promise | str = ""
    required: bool = False
    other_names: tuple[str, ...] = ()
    examples: tuple[object, ...] = field(default=("", ""))


def _plant(name: str, heading: Promise, read: Callable[[Cell], object], **more: object) -> Field:
    return Field(name, heading, for_column(FactoryPage, name, read), **more)


def _visit(name: str, heading: Promise, read: Callable[[Cell], object], **more: object) -> Field:
    return Field(name, heading, for_column(Visit, name, read), **more)


_LABELS = {
    "it": {
        "heading": _("Label in Italian"),
        "other_names": ("etichetta", "label", "visita", "visit"),
        "examples": ("La torneria", ""),
    },
    "en": {
        "heading": _("Label in English"),
        "other_names": ("etichetta inglese",),
        "examples": ("The turning shop", ""),
    },
}


def _label(language: str, its_name: str) -> Field:
    """The column of a visit's label in one of the site's languages."""
    known = _LABELS.get(language) or {
        "heading": format_lazy(_("Label ({language})"), language=its_name),
        "other_names": (f"etichetta {its_name}", f"label {its_name}"),
    }
    help_text = _("Tells this visit from the plant’s other visits.")
    return Field(f"label_{language}", read=lambda cell: values.text(cell, most=80), help=help_text, **known)


_ALSO_CODE = ("code", "codice", "key", "chiave", "external key", "external_key", "id")
FIELDS: dict[str, tuple[Field, ...]] = {
    RowKind.PLANT: (
        Field(
            "key",
            _("Code of the plant"),
            values.key,
            _("Names the row from one import to the next. Empty: made of name and province."),
            other_names=_ALSO_CODE,
            examples=("officine-rossi", ""),
        ),
        Field(
            "name",
            _("Name"),
            values.name,
            _("As it will be the title of the page."),
            required=True,
            other_names=("azienda", "stabilimento", "ragione sociale", "company", "plant", "title", "titolo"),
            examples=("Officine Rossi", "Lanificio Esempio"),
        ),
        Field(
            "sector",
            _("Sector"),
            values.sector,
            _("One of the sectors of the portal."),
            required=True,
            examples=("Meccanica, meccatronica, automazione", "Tessile"),
        ),
        Field(
            "municipality",
            _("Municipality"),
            lambda cell: values.text(cell, most=80),
            _("In Piedmont."),
            required=True,
            other_names=("città", "city", "town"),
            examples=("Grugliasco", "Biella"),
        ),
        Field(
            "province",
            _("Province"),
            values.province,
            _("Code or name."),
            required=True,
            other_names=("prov", "prov."),
            examples=("TO", "BI"),
        ),
        _plant(
            "address",
            _("Address"),
            lambda cell: values.text(cell, most=200),
            help=_("Street and number."),
            other_names=("via", "street"),
            examples=("Via dell’Esempio 1", ""),
        ),
        _plant(
            "latitude",
            _("Latitude"),
            values.decimal,
            help=_("Degrees. Empty: the centre of the municipality."),
            other_names=("lat",),
        ),
        _plant(
            "longitude",
            _("Longitude"),
            values.decimal,
            help=_("Degrees. Empty: the centre of the municipality."),
            other_names=("lon", "lng"),
        ),
        _plant(
            "introduction",
            _("Introduction"),
            values.lines,
            help=_("Two or three sentences. Empty in a new row: the public facts."),
            other_names=("descrizione", "description"),
            examples=("Dal disegno al pezzo finito.", ""),
        ),
        _plant("safety_text", _("Safety and clothing"), values.lines, other_names=("sicurezza", "safety")),
        _plant("access_text", _("Accessibility"), values.lines, other_names=("accesso", "access")),
        _plant("reach_text", _("How to get there"), values.lines, other_names=("reach",)),
        _plant(
            "step_free",
            _("Step-free visit"),
            values.yes_or_no,
            help=_("Yes or no."),
            other_names=("step-free", "accessibile"),
            examples=("sì", "no"),
        ),
        _plant("photos_allowed", _("Photos allowed"), values.yes_or_no, help=_("Yes or no.")),
        _plant("identity_required", _("Identity document required"), values.yes_or_no, help=_("Yes or no.")),
        _plant("lent", _("Lent to visitors"), values.lent, help=_("Separated by commas.")),
        _plant(
            "founded", _("Founded in"), values.whole_number, other_names=("anno di fondazione", "founded")
        ),
        _plant(
            "website",
            _("Website"),
            lambda cell: values.text(cell, most=200),
            other_names=("web", "url", "website"),
            examples=("https://www.example.org", ""),
        ),
        Field(
            "editions",
            _("Past editions"),
            values.editions,
            _("Years. Named in the introduction of a new plant that has none."),
            other_names=("edizioni", "editions"),
        ),
        Field(
            "source",
            _("Source"),
            lambda cell: values.text(cell, most=500),
            _("Where the facts are from. Not shown on the page."),
        ),
    ),
    RowKind.VISIT: (
        Field(
            "key",
            _("Code of the visit"),
            values.key,
            _("Names the row from one import to the next. Empty: made of plant, label and language."),
            other_names=_ALSO_CODE,
            examples=("officine-rossi-torneria", "lanificio"),
        ),
        Field(
            "plant",
            _("Plant"),
            lambda cell: values.text(cell, most=200),
            _("Code, address (slug) or name of the plant."),
            required=True,
            other_names=("azienda", "plant code", "codice stabilimento"),
            examples=("officine-rossi", "Lanificio Esempio"),
        ),
        Field(
            "edition",
            _("Edition"),
            lambda cell: values.text(cell, most=100),
            _("Name or year. Empty: the coming edition."),
        ),
        *(_label(language, its_name) for language, its_name in settings.LANGUAGES),
        _visit(
            "tour_language",
            _("Language of the tour"),
            values.tour_language,
            help=_("Empty: Italian."),
            other_names=("lingua", "language"),
            examples=("italiano", "inglese"),
        ),
        _visit(
            "duration_minutes",
            _("Duration in minutes"),
            values.whole_number,
            help=_("Empty: 60."),
            other_names=("durata", "duration", "minuti", "minutes"),
            examples=(90, 60),
        ),
        _visit(
            "capacity",
            _("Places per slot"),
            values.whole_number,
            help=_("Empty: 15."),
            other_names=("posti", "places", "capacity", "capienza"),
            examples=(20, 15),
        ),
        _visit(
            "max_party",
            _("Largest party"),
            values.whole_number,
            help=_("Empty: the edition's limit."),
            other_names=("max party",),
        ),
        _visit(
            "min_age",
            _("Minimum age"),
            values.minimum_age,
            help=_("0, 6, 11, 14 or 18."),
            other_names=("età", "age"),
            examples=(11, 0),
        ),
        _visit("minors_per_adult", _("Minors per adult"), values.whole_number, help=_("Empty: no limit.")),
        _visit("names_required", _("Names required"), values.yes_or_no, help=_("Yes or no.")),
        _visit(
            "closes_hours_before",
            _("Bookings close (hours before)"),
            values.whole_number,
            help=_("Empty: 2."),
        ),
    ),
    RowKind.SLOT: (
        Field(
            "key",
            _("Code of the slot"),
            values.key,
            _("With it a slot keeps its identity when its time changes. Empty: made of visit and start."),
            other_names=_ALSO_CODE,
        ),
        Field(
            "visit",
            _("Visit"),
            lambda cell: values.text(cell, most=200),
            _("Code of the visit, or the plant when it has only one visit."),
            required=True,
            other_names=("codice visita", "visit code", "stabilimento", "plant", "azienda"),
            examples=("officine-rossi-torneria", "lanificio"),
        ),
        Field(
            "day",
            _("Day"),
            values.day,
            _("Day, month and year."),
            required=True,
            other_names=("data", "date"),
        ),
        Field(
            "time",
            pgettext_lazy("heading", "Time"),
            values.time,
            _("Hours and minutes, as on the clock in Italy."),
            required=True,
            other_names=("ora", "orario", "inizio", "start", "starts at"),
        ),
        Field(
            "capacity",
            _("Places"),
            for_column(Visit, "capacity", values.whole_number),
            _("Empty: the places per slot of the visit."),
            other_names=("capacity", "capienza"),
        ),
        Field(
            "status",
            _("Bookings"),
            values.slot_status,
            _("Open or closed. Empty: open."),
            other_names=("status", "stato"),
            examples=("aperto", "aperto"),
        ),
    ),
}
SHEET_TITLES: dict[str, tuple[str, ...]] = {
    RowKind.PLANT: ("stabilimenti", "plants", "aziende", "companies"),
    RowKind.VISIT: ("visite", "visits"),
    RowKind.SLOT: ("turni", "slots"),
}
EXPLANATION_TITLES = ("istruzioni", "instructions", "legenda")


def field_of(kind: str, name: str) -> Field:
    """A column by its name."""
    return next(known for known in FIELDS[kind] if known.name == name)


@lru_cache(maxsize=8)
def _names(kind: str) -> dict[str, str]:
    """The field of each heading that is recognised. Names in the program come first, then headings."""
    names: dict[str, str] = {}
    for known in FIELDS[kind]:
        names.setdefault(normalise(known.name), known.name)
        for language in values.LANGUAGES:
            with override(language):
                names.setdefault(normalise(str(known.heading)), known.name)
    for known in FIELDS[kind]:
        for other in known.other_names:
            names.setdefault(normalise(other), known.name)
    return names


def recognise(headings: Iterable[str], kind: str) -> dict[int, str]:
    """The field of each column that is recognised, by its position from 0. No query."""
    names = _names(kind)
    found = {number: names.get(normalise(heading.rstrip(" *"))) for number, heading in enumerate(headings)}
    return {number: name for number, name in found.items() if name}


def guess_kind(sheet: Sheet) -> str:
    """What a table describes, by its title or else its headings; empty when that is not clear."""
    title = normalise(sheet.title)
    for kind, titles in SHEET_TITLES.items():
        if title in titles:
            return str(kind)
    fitting = [kind for kind in FIELDS if not missing(kind, recognise(sheet.headings, kind).values())]
    most = sorted(fitting, key=lambda kind: -len(recognise(sheet.headings, kind)))
    return str(most[0]) if most else ""


def missing(kind: str, names: Iterable[str]) -> list[Field]:
    """Required columns that are not there."""
    names = set(names)
    return [known for known in FIELDS[kind] if known.required and known.name not in names]


def guess_mapping(sheets: Iterable[Sheet]) -> dict[str, dict]:
    """Per sheet its kind and the field of each column (JSON: positions are text). No query."""
    mapping = {}
    for sheet in sheets:
        if normalise(sheet.title) in EXPLANATION_TITLES:
            continue
        kind = guess_kind(sheet)
        found = recognise(sheet.headings, kind) if kind else {}
        mapping[sheet.title] = {
            "kind": kind,
            "columns": {str(number): name for number, name in found.items()},
        }
    return mapping


def is_clear(sheets: Iterable[Sheet], mapping: dict[str, dict]) -> bool:
    """Whether nobody needs to look: each column recognised, none twice, none missing."""
    told = False
    for sheet in sheets:
        entry = mapping.get(sheet.title)
        if entry is None:
            continue
        named = list(entry["columns"].values())
        headings = [number for number, heading in enumerate(sheet.headings) if heading]
        if not entry["kind"] or missing(entry["kind"], named) or len(set(named)) < len(named):
            return False
        if len(named) < len(headings):
            return False
        told = True
    return told
