"""Outlines of the provinces as SVG paths, made once per process from the shipped GeoJSON.

Neighbours share their border: it is cut into lines between two or three provinces, each line is
simplified once, so that no gap opens between them.
"""

import itertools
import json
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from factories.choices import Province
from factories.municipalities import DATA

from .projection import Point, View, project, view_around

FINE = 0.7  # tolerance in units of the drawing
ROUGH = 2.0
LONGEST_NAME = 12

# Where a name stands (latitude, longitude): beside the towns, not on them.
NAME_PLACES = {
    "TO": (45.33, 7.32),
    "CN": (44.22, 7.48),
    "BI": (45.74, 8.03),
    "AL": (44.66, 8.69),
    "NO": (45.56, 8.48),
    "AT": (44.99, 8.06),
    "VC": (45.35, 8.26),
    "VB": (46.31, 8.28),
}
# Where a number and the name stand on a small map without points: in the middle.
MIDDLES = {
    "TO": (45.12, 7.43),
    "CN": (44.47, 7.57),
    "BI": (45.57, 8.06),
    "AL": (44.79, 8.75),
    "NO": (45.55, 8.58),
    "AT": (44.90, 8.17),
    "VC": (45.29, 8.30),
    "VB": (46.08, 8.32),
}
NEIGHBOURS = (
    (_("France"), (44.62, 6.72)),
    (_("Aosta Valley"), (45.76, 7.35)),
    (_("Switzerland"), (46.27, 8.93)),
    (_("Lombardy"), (45.42, 9.02)),
    (_("Liguria"), (44.22, 8.62)),
)


@dataclass(frozen=True)
class Outline:
    """A province as drawn: `path`, `ring`, `name_at` and `middle` in units of the drawing."""

    code: str
    path: str
    ring: tuple[Point, ...]
    view: View
    name_at: Point
    middle: Point

    @property
    def name(self) -> str:
        """Its name in the active language."""
        return str(Province(self.code).label)

    @property
    def name_lines(self) -> list[str]:
        """The name on one line, or on two where it has a hyphen and would be too long."""
        first, hyphen, rest = self.name.partition("-")
        long = hyphen and len(self.name) > LONGEST_NAME
        return [first + hyphen, rest] if long else [self.name]


@lru_cache(maxsize=2)
def outlines(tolerance: float = FINE) -> tuple[Outline, ...]:
    """The eight provinces, in the order of `Province`. Reads the file once per process."""
    rings = _rings()
    borders = _provinces_by_vertex(rings)
    name_at = {code: project(*place) for code, place in NAME_PLACES.items()}
    middle = {code: project(*place) for code, place in MIDDLES.items()}
    made = {}
    for code, ring in rings.items():
        points = [point for line in _lines(ring, borders) for point in _simplified(line, tolerance)[:-1]]
        made[code] = Outline(
            code, _path(points), tuple(points), view_around(points), name_at[code], middle[code]
        )
    return tuple(made[code] for code in Province.values)


def _rings() -> dict[str, list[Point]]:
    """The outer ring of every province, without the repeated last vertex."""
    data = json.loads((DATA / "piedmont_provinces.geojson").read_text(encoding="utf-8"))
    rings = {}
    for feature in data["features"]:
        ring = feature["geometry"]["coordinates"][0]
        rings[feature["properties"]["code"]] = [project(lat, lon) for lon, lat in ring[:-1]]
    return rings


def _provinces_by_vertex(rings: dict[str, list[Point]]) -> dict[Point, frozenset[str]]:
    found: dict[Point, set[str]] = {}
    for code, ring in rings.items():
        for point in ring:
            found.setdefault(point, set()).add(code)
    return {point: frozenset(codes) for point, codes in found.items()}


def _lines(ring: list[Point], borders: dict[Point, frozenset[str]]) -> list[list[Point]]:
    """A ring cut where the neighbour changes; each line ends where the next begins."""
    cuts = [i for i, point in enumerate(ring) if _is_junction(ring, i, borders[point], borders)] or [0]
    ring = ring[cuts[0] :] + ring[: cuts[0]]
    ends = [cut - cuts[0] for cut in cuts[1:]] + [len(ring)]
    starts = [0, *ends[:-1]]
    closed = [*ring, ring[0]]
    return [closed[start : end + 1] for start, end in zip(starts, ends, strict=True)]


def _is_junction(ring: list[Point], i: int, codes: frozenset, borders: dict) -> bool:
    """Where three provinces meet, or where a shared border begins or ends."""
    beside = (borders[ring[i - 1]], borders[ring[(i + 1) % len(ring)]])
    return len(codes) > 2 or any(not codes <= other for other in beside)


def _simplified(line: list[Point], tolerance: float) -> list[Point]:
    """Douglas–Peucker; the same line gives the same points from either end."""
    if line[0] > line[-1]:
        return _simplified(line[::-1], tolerance)[::-1]
    if len(line) < 3:
        return line
    far, index = max((_off(line[0], line[-1], point), i) for i, point in enumerate(line[1:-1], 1))
    if far <= tolerance:
        return [line[0], line[-1]]
    return _simplified(line[: index + 1], tolerance)[:-1] + _simplified(line[index:], tolerance)


def _off(start: Point, end: Point, point: Point) -> float:
    """Distance of a point from the segment between two others."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    along = ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length if length else 0
    along = min(max(along, 0), 1)
    off_x, off_y = start[0] + along * dx - point[0], start[1] + along * dy - point[1]
    return (off_x * off_x + off_y * off_y) ** 0.5


def _path(points: list[Point]) -> str:
    """SVG path data with relative steps of a tenth of a unit: short, and the same in every language."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in points]
    steps = [(x - px, y - py) for (px, py), (x, y) in itertools.pairwise(tenths)]
    start_x, start_y = tenths[0]
    return f"M{start_x / 10:g} {start_y / 10:g}l{' '.join(f'{x / 10:g} {y / 10:g}' for x, y in steps)}z"
