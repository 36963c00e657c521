"""What a cell says: each function takes a cell and returns a value that JSON can hold.

They raise CellError with a translated sentence. No query.
"""

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override

from events.models import Visit
from events.models.visits import MinimumAge, TourLanguage
from factories.choices import Lent, Province, SectorKey
from factories.models import FactoryPage
from factories.municipalities import normalise

from . import limits
from .reading import Cell

CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
"""In which headings and words of a file are understood, whoever imports it."""
LABELS = {f"label_{code}": code for code in LANGUAGES}
"""The fields of a visit's labels, each with its language."""

MAX_NAME_LENGTH = 200
FIRST_EDITION, LAST_EDITION = 2017, 2100

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
YES = {"si", "s", "yes", "y", "vero", "true", "1", "x"}
NO = {"no", "n", "falso", "false", "0"}


_DAYS = (
    r"(?P<d>[0-9]{1,2})[/.-](?P<m>[0-9]{1,2})[/.-](?P<y>[0-9]{4})",
    r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})",
)


class CellError(Exception):
    """A value that cannot be taken; the message is a translated sentence."""


def shown(value: object) -> str:
    """A wrong value, short and printable, as a message quotes it."""
    if isinstance(value, dt.datetime | dt.date):
        value = f"{value:%d/%m/%Y %H:%M}" if isinstance(value, dt.datetime) else f"{value:%d/%m/%Y}"
    elif isinstance(value, float) and value.is_integer():
        value = int(value)
    return CONTROL_CHARACTERS.sub("\N{REPLACEMENT CHARACTER}", str(value))[:60]


def plain(cell: Cell) -> str:
    """A cell as its reader sees it: a number without a needless ".0"."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def text(cell: Cell, *, most: int = 500) -> str:
    """A short text on one line."""
    return " ".join(_printable(cell, most).split())


def lines(cell: Cell) -> str:
    """A longer text; its lines stay lines."""
    written = _printable(cell, limits.MAX_CELL).replace("\r\n", "\n")
    return "\n".join(line.strip() for line in written.split("\n")).strip()


def _printable(cell: Cell, most: int) -> str:
    value = plain(cell).replace("\r\n", "\n").replace("_x000D_", "")
    if CONTROL_CHARACTERS.search(value):
        raise CellError(_("This cell holds a character that cannot be printed."))
    if len(value) > most:
        raise CellError(_("This text is longer than %(max)s characters.") % {"max": most})
    return value


def key(cell: Cell) -> str:
    """A code that names a row from one import to the next: capitals do not matter."""
    value = text(cell, most=120).casefold()
    if not re.fullmatch(r"[\w.:/@-]+", value):
        raise CellError(_("A code has letters, digits and the signs - _ . : / @, and no space."))
    return value


def name(cell: Cell) -> str:
    """The name of a plant."""
    value = text(cell, most=MAX_NAME_LENGTH)
    if not normalise(value):
        raise CellError(_("The name of the plant is missing."))
    return value


def yes_or_no(cell: Cell) -> bool:
    """A truth value in either language."""
    if isinstance(cell, bool):
        return cell
    word = normalise(plain(cell))
    if word in YES | NO:
        return word in YES
    raise CellError(_("Write yes or no."))


def whole_number(cell: Cell) -> int:
    """A number without a fraction."""
    written = plain(cell)
    if isinstance(cell, bool) or not re.fullmatch(r"[+-]?[0-9]{1,9}", written):
        raise CellError(_("Write a whole number."))
    return int(written)


def decimal(cell: Cell) -> float:
    """A number; with a comma as Italian writes it, too."""
    written = plain(cell).replace(",", ".")
    if isinstance(cell, bool) or not re.fullmatch(r"[+-]?[0-9]{1,4}(\.[0-9]{1,15})?", written):
        raise CellError(_("Write a number, for example 45.07."))
    return float(written)


def day(cell: Cell) -> str:
    """A day, as ISO text."""
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    if isinstance(cell, dt.date) and not isinstance(cell, dt.datetime):
        return cell.isoformat()
    for pattern in (
        r"(?P<d>[0-9]{1,2})[/.-](?P<m>[0-9]{1,2})[/.-](?P<y>[0-9]{4})",
        r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})",
    ):
        if match := re.fullmatch(pattern, plain(cell)):
            try:
                return dt.date(int(match["y"]), int(match["m"]), int(match["d"])).isoformat()
            except ValueError:
                break
    raise CellError(_("Write day, month and year as in %(example)s.") % {"example": "23/10/2025"})


def time(cell: Cell) -> str:
    """A time of day on the wall clock, as HH:MM."""
    if isinstance(cell, dt.datetime) and cell.year < 1901:  # a time that was stored with Excel's first day
        cell = cell.time()
    if isinstance(cell, dt.time):
        return f"{cell:%H:%M}"
    if isinstance(cell, float) and 0 <= cell < 1:  # a share of the day, in a cell without a format
        minutes = round(cell * 24 * 60)
        return f"{minutes // 60 % 24:02}:{minutes % 60:02}"
    match = re.fullmatch(r"([0-9]{1,2})[:.]([0-9]{2})(?::00)?", plain(cell))
    if match and int(match[1]) < 24 and int(match[2]) < 60:
        return f"{int(match[1]):02}:{match[2]}"
    raise CellError(_("Write hours and minutes as in %(example)s.") % {"example": "09:30"})


# Words out of a list -------------------------------------------------------------------


@lru_cache(maxsize=16)
def _by_word(choices: type[models.Choices], more: tuple[tuple[str, object], ...] = ()) -> dict[str, object]:
    """The values of a list by their code and their names in both languages."""
    words = {}
    for member in choices:
        words[normalise(str(member.value))] = member.value
        for language in LANGUAGES:
            with override(language):
                words[normalise(str(member.label))] = member.value
    return words | {normalise(word): value for word, value in more}


def _one_of(cell: Cell, words: dict[str, object], choices: type[models.Choices]) -> object:
    value = words.get(normalise(plain(cell)))
    if value is None:
        allowed = ", ".join(str(label) for label in choices.labels)
        raise CellError(
            _("“%(value)s” is none of: %(allowed)s.") % {"value": shown(cell), "allowed": allowed}
        )
    return value


_MORE_SECTORS = tuple((word, str(key)) for key, names in SECTOR_NAMES.items() for word in names)


def sector(cell: Cell) -> str:
    """The code of a sector."""
    value = _by_word(SectorKey, _MORE_SECTORS).get(normalise(plain(cell)))
    if value is None:
        raise CellError(_("Unknown sector “%(value)s”.") % {"value": shown(cell)})
    return str(value)


def province(cell: Cell) -> str:
    """The code of a province, from its code or its name."""
    value = _by_word(Province).get(normalise(plain(cell)))
    if value is None:
        codes = ", ".join(Province.values)
        raise CellError(
            _("Unknown province “%(value)s”: write one of %(codes)s.")
            % {"value": shown(cell), "codes": codes}
        )
    return str(value)


def lent(cell: Cell) -> list[str]:
    """What is lent, separated by commas or semicolons: codes in the order of the list."""
    named = [word for word in re.split(r"[;,|\n]", plain(cell)) if word.strip()]
    found = {_one_of(word.strip(), _by_word(Lent), Lent) for word in named}
    return [code for code in Lent.values if code in found]


def tour_language(cell: Cell) -> str:
    """The code of a guide's language."""
    return str(_one_of(cell, _by_word(TourLanguage), TourLanguage))


def minimum_age(cell: Cell) -> int:
    """One of the ages that a visit may ask for."""
    return int(_one_of(cell, _by_word(MinimumAge), MinimumAge))


_SLOT_WORDS = {
    "open": "open",
    "aperto": "open",
    "aperte": "open",
    "closed": "closed",
    "chiuso": "closed",
    "chiuse": "closed",
}


def slot_status(cell: Cell) -> str:
    """Whether a slot takes bookings."""
    value = _SLOT_WORDS.get(normalise(plain(cell)))
    if value is None:
        raise CellError(_("Write open or closed."))
    return value


def editions(cell: Cell) -> list[int]:
    """Years of past editions."""
    written = plain(cell)
    years = re.split(r"[;,|\s]+", written) if written else []
    if not all(re.fullmatch(r"[0-9]{4}", year) for year in years):
        raise CellError(_("Write years, separated by semicolons."))
    numbers = sorted({int(year) for year in years})
    if numbers and not (numbers[0] >= FIRST_EDITION and numbers[-1] <= LAST_EDITION):
        raise CellError(_("The first edition was in 2017."))
    return numbers


# What the tables themselves demand -----------------------------------------------------


def for_column(
    model: type[FactoryPage] | type[Visit], column: str, read: Callable[[Cell], object]
) -> Callable[[Cell], object]:
    """Read a cell, then let the column of the table check its length and its limits."""

    def checked(cell: Cell) -> object:
        value = read(cell)
        try:
            return model._meta.get_field(column).clean(value, None)
        except ValidationError as error:
            raise CellError(" ".join(error.messages)) from error

    return checked
