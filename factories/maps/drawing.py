"""The map as templates draw it: what stands where, in which shape, and what it is called."""

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Literal, NamedTuple
from uuid import UUID

from events.rules import FEW_PLACES

from . import clusters
from .names import LINE_PX, NARROW_PX, free_place, half_size
from .outlines import NEIGHBOURS, Outline, outlines
from .projection import WHOLE, Point, View, is_drawn, project, whole_of

BASELINE = 0.8  # of the first line, from its top
LAST_SERVER_LEVEL = clusters.LEVELS - 2  # a wide window shows one level more
State = Literal["free", "few", "full", "later", "none", "plain"]
STATES: tuple[State, ...] = ("free", "few", "full", "later", "none", "plain")


class MapPlant(NamedTuple):
    """A plant as the map needs it; coordinates in degrees (WGS84). `key` is that of its programme."""

    key: UUID
    title: str
    url: str
    municipality: str
    province: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True)
class Mark:
    """A plant, or several too near to each other, at a place of the drawing.

    `levels` are the classes of the levels it is seen at, `side` where its label goes. A plant
    has `plant`, `state`, `free` and its offset in pixels; several have `count`, `open_count`
    (with places left), `share` (of them in percent), `town` and, if they agree, `province`.
    """

    x: str
    y: str
    levels: str
    side: str
    plant: MapPlant | None = None
    state: State = "plain"
    free: int = 0
    dx: int = 0
    dy: int = 0
    count: int = 1
    open_count: int = 0
    share: int = 0
    town: str = ""
    province: str = ""


@dataclass(frozen=True)
class PlantMap:
    """The map of some plants. `level` is the one a narrow window shows without scripts."""

    view: View
    level: int
    provinces: list[dict]
    neighbours: list[dict]
    marks: list[Mark]
    states: list[State]
    province: str
    counts: Mapping[str, int]
    not_drawn: list[MapPlant]
    tells_places: bool

    @property
    def whole(self) -> View:
        """The view of the whole region on the same sheet."""
        return whole_of(self.view)

    @property
    def has_clusters(self) -> bool:
        """Whether several plants are anywhere drawn as one mark."""
        return any(mark.count > 1 for mark in self.marks)


def draw_plants(
    plants: list[MapPlant],
    places: Mapping[UUID, int] | None,
    province: str = "",
    later: Set[UUID] = frozenset(),
) -> PlantMap:
    """Draw plants by their coordinates, near where a province is chosen.

    `places` has the places left by programme, 0 where all are taken, nothing where there are no
    visits; it is None while places are not told. `later` are plants where a wave opens more.
    Plants without coordinates, or beyond the sheet, are in `not_drawn`. No query.
    """
    drawn = {plant: point for plant in plants if (point := _point(plant)) and is_drawn(point)}
    view = _view(province)
    states = {plant: _state(plant, places, later) for plant in plants}
    level = min(max(int(view.magnification).bit_length() - 1, 0), LAST_SERVER_LEVEL)
    groups = clusters.levels(tuple(drawn.values()))
    seen_at_once = [(group.x, group.y) for near in groups[level : level + 2] for group in near]
    return PlantMap(
        view=view,
        level=level,
        provinces=placed_provinces(view, province, seen_at_once),
        neighbours=placed_neighbours(view),
        marks=_marks(drawn, groups, states, places or {}, view),
        states=[state for state in STATES if state in states.values()],
        province=province,
        counts=Counter(plant.province for plant in plants),
        not_drawn=[plant for plant in plants if plant not in drawn],
        tells_places=places is not None,
    )


def placed_provinces(view: View, chosen: str = "", marks: list[Point] | None = None) -> list[dict]:
    """Outlines with the place of their names in a view: `outline`, `x`, `y`, `is_cut`.

    The name of the chosen one stands inside it, clear of the marks; the others have none and bear
    theirs in the middle.
    """
    named = [(each, each.middle if chosen else each.name_at) for each in outlines() if each.code != chosen]
    named += [(each, _name_inside(each, marks or [], view)) for each in outlines() if each.code == chosen]
    return [
        _placed(view, point, outline=outline, is_cut=_is_cut(view, point, outline.name_lines))
        for outline, point in named
    ]


def _name_inside(outline: Outline, marks: list[Point], view: View) -> Point:
    """Where the first line of its name stands."""
    lines = tuple(outline.name_lines)
    middle = free_place(outline.ring, lines, tuple(marks), view)
    if middle is None:
        return outline.name_at
    to_first_line = half_size(lines)[1] - LINE_PX * BASELINE
    return middle[0], middle[1] - to_first_line * view.width / NARROW_PX


def placed_neighbours(view: View) -> list[dict]:
    """What lies around Piedmont: `name`, `x`, `y`, `is_cut`."""
    points = [(name, project(*place)) for name, place in NEIGHBOURS]
    return [
        _placed(view, point, name=name, is_cut=_is_cut(view, point, [str(name)])) for name, point in points
    ]


def _is_cut(view: View, point: Point, lines: list[str]) -> bool:
    """Whether the edge of the sheet would cut a name centred at a point, on the narrowest phone.

    Half a name is read as another one. Scripts measure it and say so for every window.
    """
    height = NARROW_PX * view.height / view.width
    along = (point[0] - view.x) / view.width * NARROW_PX
    down = (point[1] - view.y) / view.height * height
    half, _half_height = half_size(lines)
    return not (
        half <= along <= NARROW_PX - half and LINE_PX <= down <= height - LINE_PX * (len(lines) - 0.5)
    )


def provinces_with_counts(counts: Mapping[str, int]) -> list[dict]:
    """Outlines with the place of a number in their middle: `outline`, `x`, `y`, `count`."""
    return [
        _placed(WHOLE, outline.middle, outline=outline, count=counts.get(outline.code, 0))
        for outline in outlines()
    ]


def _placed(view: View, point: Point, **values: object) -> dict:
    x, y = view.percent(point)
    return {"x": x, "y": y, **values}


def _view(province: str) -> View:
    return next((outline.view for outline in outlines() if outline.code == province), WHOLE)


def _point(plant: MapPlant) -> Point | None:
    if plant.latitude is None or plant.longitude is None:
        return None
    return project(plant.latitude, plant.longitude)


def _state(plant: MapPlant, places: Mapping[UUID, int] | None, later: Set[UUID]) -> State:
    if places is None:
        return "plain"
    free = places.get(plant.key)
    if free is None:
        return "none"
    if free == 0:
        return "later" if plant.key in later else "full"
    return "few" if free <= FEW_PLACES else "free"


def _marks(
    drawn: dict, all_levels: tuple, states: dict, places: Mapping[UUID, int], view: View
) -> list[Mark]:
    """All marks of all levels, from north to south: a label above its mark covers none after it."""
    plants = list(drawn)
    seen: dict[clusters.Group, list[int]] = {}
    for level, groups in enumerate(all_levels):
        for group in groups:
            seen.setdefault(group, []).append(level)
    marks = []
    finest = clusters.LEVELS - 1
    for group, levels in sorted(seen.items(), key=lambda item: (item[0].y, item[0].x)):
        members = [plants[i] for i in group.members]
        if len(members) == 1:
            marks.append(_plant_mark(members[0], (group.x, group.y), levels, states, places, view))
            continue
        # Where one cannot look any nearer, plants of one place lie side by side.
        if levels[-1] == finest:
            for plant, offset in zip(members, clusters.spread(len(members)), strict=True):
                marks.append(_plant_mark(plant, (group.x, group.y), [finest], states, places, view, offset))
        if levels[0] != finest:
            marks.append(_cluster_mark(members, group, [n for n in levels if n != finest], states, view))
    return marks


def _plant_mark(plant: MapPlant, point: Point, levels, states, places, view: View, offset=(0, 0)) -> Mark:
    x, y = view.percent(point)
    return Mark(
        x=x,
        y=y,
        levels=_classes(levels),
        side=_side(point, view),
        plant=plant,
        state=states[plant],
        free=places.get(plant.key, 0),
        dx=offset[0],
        dy=offset[1],
    )


def _cluster_mark(members: list, group: clusters.Group, levels, states: dict, view: View) -> Mark:
    x, y = view.percent((group.x, group.y))
    open_count = sum(states[plant] in ("free", "few") for plant in members)
    towns = Counter(plant.municipality for plant in members)
    provinces = {plant.province for plant in members}
    return Mark(
        x=x,
        y=y,
        levels=_classes(levels),
        side=_side((group.x, group.y), view),
        count=len(members),
        open_count=open_count,
        share=round(100 * open_count / len(members)),
        town=min(towns, key=lambda town: (-towns[town], town)),
        province=provinces.pop() if len(provinces) == 1 else "",
    )


def _classes(levels: list[int]) -> str:
    return " ".join(f"l{level}" for level in levels)


def _side(point: Point, view: View) -> str:
    """Where a label is not cut off by the edge: "start" lets it run to the right, "end" to the left."""
    along = (point[0] - view.x) / view.width
    return "start" if along < 0.3 else "end" if along > 0.7 else "middle"
