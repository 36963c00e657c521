"""Municipalities of Piedmont and where they lie, read from the data shipped with the application."""

import csv
import difflib
import math
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from events.alphabet import alphabetical

DATA = Path(__file__).resolve().parent / "data"
EARTH_RADIUS_KM = 6371.0
# A little more than the region: west, south, east, north in degrees (WGS84).
PIEDMONT_BOX = (6.5, 44.0, 9.4, 46.6)


@dataclass(frozen=True)
class Municipality:
    """A municipality; `latitude` and `longitude` in degrees (WGS84) of its centre."""

    istat_code: str
    name: str
    province: str
    population: int
    latitude: float
    longitude: float

    @property
    def point(self) -> tuple[float, float]:
        """(latitude, longitude), as `distance_km` takes it."""
        return self.latitude, self.longitude


def find_municipality(name: str, province: str) -> Municipality | None:
    """The municipality of that name in a province (code), else None.

    Accents, capitals, apostrophes and spaces do not matter. Reads the file once per process.
    Some forty municipalities born from recent mergers are not in the file.
    """
    return _by_name().get((province, normalise(name)))


def municipality_by_name(name: str) -> Municipality | None:
    """The municipality of that name anywhere in Piedmont, else None; "Cuneo (CN)" is "Cuneo".

    No name is borne twice in the region. Reads the file once per process.
    """
    return _by_plain_name().get(normalise(name.split("(")[0]))


def suggest_municipalities(text: str, count: int) -> list[Municipality]:
    """Municipalities whose name begins with the text, then those that hold it; the largest first.

    Empty for a text without letters. Reads the file once per process.
    """
    wanted = normalise(text.split("(")[0])
    if not wanted:
        return []
    names = _by_plain_name()
    holding = [(not name.startswith(wanted), -m.population, m) for name, m in names.items() if wanted in name]
    return [m for _late, _people, m in sorted(holding, key=lambda found: found[:2])[:count]]


def similar_municipalities(text: str, count: int) -> list[Municipality]:
    """What somebody may have meant who wrote a name that does not exist; the largest first."""
    names = _by_plain_name()
    close = difflib.get_close_matches(normalise(text.split("(")[0]), names, n=2 * count, cutoff=0.7)
    found = sorted((names[name] for name in close), key=lambda m: -m.population)
    found += suggest_municipalities(text, count)
    return list(dict.fromkeys(found))[:count]


def municipality_names(province: str | None = None) -> list[str]:
    """Names in the order people look for them, of one province or of all. Reads the file once per process."""
    return sorted({m.name for m in _all() if province in (None, m.province)}, key=alphabetical)


def normalise(name: str) -> str:
    """A name reduced to its letters and digits, lower case, without accents."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(char for char in decomposed if char.isalnum())


def is_in_piedmont(latitude: float, longitude: float) -> bool:
    """Whether a point lies in the rectangle around Piedmont (degrees, WGS84)."""
    west, south, east, north = PIEDMONT_BOX
    return south <= latitude <= north and west <= longitude <= east


def distance_km(from_point: tuple[float, float], to_point: tuple[float, float]) -> float:
    """Great-circle distance in kilometres between two (latitude, longitude) points in degrees."""
    lat_1, lon_1, lat_2, lon_2 = map(math.radians, (*from_point, *to_point))
    half_chord = (
        math.sin((lat_2 - lat_1) / 2) ** 2
        + math.cos(lat_1) * math.cos(lat_2) * math.sin((lon_2 - lon_1) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half_chord)))


@lru_cache(maxsize=1)
def _all() -> tuple[Municipality, ...]:
    with (DATA / "piedmont_municipalities.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Municipality(
                istat_code=row["istat_code"],
                name=row["name"],
                province=row["province"],
                population=int(row["population"]),
                latitude=float(row["latitude"]),
                longitude=float(row["longitude"]),
            )
            for row in csv.DictReader(file)
        )


@lru_cache(maxsize=1)
def _by_name() -> dict[tuple[str, str], Municipality]:
    return {(m.province, normalise(m.name)): m for m in _all()}


@lru_cache(maxsize=1)
def _by_plain_name() -> dict[str, Municipality]:
    return {normalise(m.name): m for m in _all()}
