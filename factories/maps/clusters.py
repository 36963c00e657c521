"""Points that would touch are joined; the nearer one looks, the fewer. Pure geometry."""

import math
from dataclasses import dataclass
from functools import lru_cache

from .projection import Point

LEVELS = 5
"""Level 0 is the whole region on a phone (about 330 px); each next is seen twice as large."""
APART = 40.0
"""What two marks keep between them at level 0, in units of the drawing: 30 px on a phone."""
TURN = math.pi * (3 - math.sqrt(5))
SPREAD_PX = 17


@dataclass(frozen=True)
class Group:
    """Points drawn as one mark: their centre, and their indexes in the given order."""

    x: float
    y: float
    members: tuple[int, ...]


@lru_cache(maxsize=128)
def levels(points: tuple[Point, ...]) -> tuple[tuple[Group, ...], ...]:
    """Per level the groups, single points included; every level holds every point exactly once.

    Groups of a level are unions of groups of the next finer one, and keep their distance.
    Quadratic in the number of points (15 ms for 150), therefore kept for the last 128 sets.
    """
    groups = tuple(Group(x, y, (i,)) for i, (x, y) in enumerate(points))
    found = []
    for level in reversed(range(LEVELS)):
        groups = _joined(groups, APART / 2**level)
        found.append(groups)
    return tuple(reversed(found))


def _joined(groups: tuple[Group, ...], apart: float) -> tuple[Group, ...]:
    """Join until all groups are `apart`: the largest takes in what is near, again and again."""
    while True:
        waiting = sorted(groups, key=lambda group: (-len(group.members), group.members))
        taken: set[int] = set()
        made = []
        for i, group in enumerate(waiting):
            if i in taken:
                continue
            near = [
                j for j in range(i + 1, len(waiting)) if j not in taken and _near(group, waiting[j], apart)
            ]
            taken.update(near)
            made.append(_union([group, *(waiting[j] for j in near)]) if near else group)
        if len(made) == len(groups):
            return tuple(made)
        groups = tuple(made)


def _near(one: Group, other: Group, apart: float) -> bool:
    dx, dy = one.x - other.x, one.y - other.y
    return dx * dx + dy * dy < apart * apart


def _union(groups: list[Group]) -> Group:
    members = tuple(sorted(i for group in groups for i in group.members))
    x = sum(group.x * len(group.members) for group in groups) / len(members)
    y = sum(group.y * len(group.members) for group in groups) / len(members)
    return Group(x, y, members)


def spread(count: int) -> list[tuple[int, int]]:
    """Offsets in pixels that lay `count` marks of one place side by side, as seeds in a sunflower."""
    if count == 1:
        return [(0, 0)]
    offsets = []
    for i in range(count):
        distance = SPREAD_PX * math.sqrt(i + 0.5)
        offsets.append((round(distance * math.cos(i * TURN)), round(distance * math.sin(i * TURN))))
    return offsets
