"""Degrees to units of the drawing, and the part of the drawing that is looked at."""

import math
from dataclasses import dataclass

# The outlines' extent in degrees (WGS84) and the parallel on which distances are true.
WEST, SOUTH, EAST, NORTH = 6.602, 44.06, 9.206, 46.453
TRUE_AT = math.cos(math.radians(45.25))
UNITS_PER_DEGREE = 207  # of latitude: a unit is about 540 m
MARGIN = 30
WIDTH = round((EAST - WEST) * TRUE_AT * UNITS_PER_DEGREE) + 2 * MARGIN
HEIGHT = round((NORTH - SOUTH) * UNITS_PER_DEGREE) + 2 * MARGIN

AIR = 1.2  # a part is shown with some of its surroundings
MOST_MAGNIFIED = 6  # Biella, the smallest province, fills the sheet

Point = tuple[float, float]


def project(latitude: float, longitude: float) -> Point:
    """Degrees (WGS84) to (x, y) in units of the drawing, y downwards. Equirectangular."""
    x = MARGIN + (longitude - WEST) * TRUE_AT * UNITS_PER_DEGREE
    y = MARGIN + (NORTH - latitude) * UNITS_PER_DEGREE
    return x, y


def is_drawn(point: Point) -> bool:
    """Whether a point lies on the sheet."""
    return 0 <= point[0] <= WIDTH and 0 <= point[1] <= HEIGHT


@dataclass(frozen=True)
class View:
    """A rectangle of the drawing, as wide to high as one of the two sheets."""

    x: float
    y: float
    width: float
    height: float

    @property
    def box(self) -> str:
        """Value of `viewBox`; a dot as decimal sign in every language."""
        return f"{self.x:.1f} {self.y:.1f} {self.width:.1f} {self.height:.1f}"

    @property
    def is_broad(self) -> bool:
        """Whether it stands on the square sheet, cut for provinces that are wider than high."""
        return self.height <= self.width

    @property
    def magnification(self) -> float:
        """1 for the whole drawing, 2 where it is seen twice as large."""
        return WIDTH / self.width

    def percent(self, point: Point) -> tuple[str, str]:
        """Where a point lies in this view, as lengths for SVG: ("43.21%", "20.50%")."""
        x = (point[0] - self.x) / self.width * 100
        y = (point[1] - self.y) / self.height * 100
        return f"{x:.2f}%", f"{y:.2f}%"


WHOLE = View(0, 0, WIDTH, HEIGHT)
WHOLE_BROAD = View((WIDTH - HEIGHT) / 2, 0, HEIGHT, HEIGHT)
"""The whole drawing on each sheet: what a view is a part of."""


def whole_of(view: View) -> View:
    """The whole drawing on the sheet of a view."""
    return WHOLE_BROAD if view.is_broad else WHOLE


def view_around(points: list[Point]) -> View:
    """The view that shows all these points with some air, never magnified beyond sense.

    What is wider than high gets the square sheet: on the tall one it would float among its neighbours.
    """
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    across, down = max(xs) - min(xs), max(ys) - min(ys)
    whole = WHOLE_BROAD if across > down else WHOLE
    width = max(across, down * whole.width / whole.height) * AIR
    width = min(max(width, WIDTH / MOST_MAGNIFIED), whole.width)
    height = width * whole.height / whole.width
    x = min(max((min(xs) + max(xs) - width) / 2, whole.x), whole.x + whole.width - width)
    y = min(max((min(ys) + max(ys) - height) / 2, whole.y), whole.y + whole.height - height)
    return View(x, y, width, height)
