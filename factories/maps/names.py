"""Where the name of a chosen province stands: inside it, where no mark is. Pure geometry."""

import itertools
from collections.abc import Sequence
from functools import lru_cache

from .projection import Point, View

NARROW_PX = 328  # what a window of 360 px leaves the map
LETTER_PX, LINE_PX = 6.5, 14  # a letter and a line of a name
TRIES = 14  # places looked at along each side
RIM_PX = 6  # what a name keeps from the border
TOOLS_PX = 56, 160  # the corner where scripts put their buttons


def half_size(lines: Sequence[str]) -> tuple[float, float]:
    """Half the width and half the height of a name in pixels."""
    return max(map(len, lines)) * LETTER_PX / 2, len(lines) * LINE_PX / 2


@lru_cache(maxsize=128)
def free_place(
    ring: tuple[Point, ...], lines: tuple[str, ...], marks: tuple[Point, ...], view: View
) -> Point | None:
    """The place inside a ring where a name is farthest from all marks; None where it never fits.

    Measured on the narrowest phone: there a name takes most of the land. Some 10 ms, therefore kept
    for the last 128 sets of marks.
    """
    unit = view.width / NARROW_PX
    half_x, half_y = ((half + RIM_PX) * unit for half in half_size(lines))
    xs, ys = [x for x, _y in ring], [y for _x, y in ring]
    tools_x, tools_y = view.x + TOOLS_PX[0] * unit, view.y + TOOLS_PX[1] * unit
    found = [
        (x, y)
        for x, y in itertools.product(_steps(xs), _steps(ys))
        if (x - half_x > tools_x or y - half_y > tools_y) and _holds(ring, (x, y), half_x, half_y)
    ]

    def clearance(place: Point) -> float:
        return min((_gap(place, mark, half_x, half_y) for mark in marks), default=0)

    # Without marks in the way the highest place is taken, as a title.
    return max(found, key=lambda place: (clearance(place), -place[1])) if found else None


def _holds(ring: tuple[Point, ...], place: Point, half_x: float, half_y: float) -> bool:
    """Whether a box lies within the ring: its corners do, and no bay of the border reaches into it."""
    x, y = place
    corners = itertools.product((x - half_x, x + half_x), (y - half_y, y + half_y))
    return all(_is_inside(corner, ring) for corner in corners) and not any(
        _gap(place, corner, half_x, half_y) == 0 for corner in ring
    )


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
