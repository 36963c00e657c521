"""Where the name of a chosen province stands: inside it, where no mark is. Pure geometry."""

import itertools
from collections.abc import Iterable

from .projection import Point, View

NARROW_PX = 328  # what a window of 360 px leaves the map
LETTER_PX, LINE_PX = 6.5, 14  # a letter and a line of a name
TRIES = 14  # places looked at along each side
RIM_PX = 6  # what a name keeps from the border


def half_size(lines: list[str]) -> tuple[float, float]:
    """Half the width and half the height of a name in pixels."""
    return max(map(len, lines)) * LETTER_PX / 2, len(lines) * LINE_PX / 2


def free_place(ring: tuple[Point, ...], lines: list[str], marks: Iterable[Point], view: View) -> Point | None:
    """The place inside a ring where a name is farthest from all marks; None where it never fits.

    Measured on the narrowest phone: there a name takes most of the land. A few milliseconds.
    """
    unit = view.width / NARROW_PX
    half_x, half_y = ((half + RIM_PX) * unit for half in half_size(lines))
    obstacles = list(marks)
    xs, ys = [x for x, _y in ring], [y for _x, y in ring]
    found = [
        place
        for place in itertools.product(_steps(xs), _steps(ys))
        if all(
            _is_inside((place[0] + dx, place[1] + dy), ring)
            for dx, dy in itertools.product((-half_x, half_x), (-half_y, half_y))
        )
    ]

    def clearance(place: Point) -> float:
        return min((_gap(place, mark, half_x, half_y) for mark in obstacles), default=0)

    # Without marks in the way the highest place is taken, as a title.
    return max(found, key=lambda place: (clearance(place), -place[1])) if found else None


def _steps(values: list[float]) -> list[float]:
    start, end = min(values), max(values)
    return [start + (end - start) * (i + 0.5) / TRIES for i in range(TRIES)]


def _gap(place: Point, mark: Point, half_x: float, half_y: float) -> float:
    """From the box of a name to a point."""
    dx = max(abs(place[0] - mark[0]) - half_x, 0)
    dy = max(abs(place[1] - mark[1]) - half_y, 0)
    return (dx * dx + dy * dy) ** 0.5


def _is_inside(point: Point, ring: tuple[Point, ...]) -> bool:
    """Whether a line from the point to the right crosses the ring an odd number of times."""
    x, y = point
    crossings = sum(
        (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1)
        for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True)
    )
    return crossings % 2 == 1
