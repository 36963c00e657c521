"""A building in section. Units are centimetres, the floor is y = 0, up is negative.

What the saw cuts (walls, roof, slab, footings) is solid ink, as in an
architect's section; what stands behind is pale, so the process reads first.
"""

# SVG path data is not broken across lines.
# ruff: noqa: E501

from dataclasses import dataclass, field

from .palette import INK, PAPER, STEEL_2, STEEL_3, STEEL_4, WHITE, Light, Sector, mix
from .svg import Canvas, Point, arc


@dataclass
class Hall:
    """One hall: left and right wall, height of the eaves, roof kind and bays.

    ``roof``: saw, saw_r (glass on the right), gable, gables, vault, flat, shed.
    """

    x0: float
    x1: float
    eave: float
    roof: str = "saw"
    bays: int = 3
    rise: float = 150
    wash: str = PAPER
    base: float = 0
    wall: float = 26
    windows: bool = True
    night: bool = False
    open_left: bool = False
    open_right: bool = False
    profile: list[Point] = field(init=False)

    def __post_init__(self) -> None:
        """Work out the line of the roof from the left eave to the right one."""
        self.profile = self._profile()

    def bay(self, i: float) -> float:
        """x of the line between bays, 0 at the left wall."""
        return self.x0 + (self.x1 - self.x0) * i / self.bays

    def _profile(self) -> list[Point]:
        top, high = self.base - self.eave, self.base - self.eave - self.rise
        if self.roof in ("saw", "saw_r"):
            pts: list[Point] = []
            for i in range(self.bays):
                a, b = self.bay(i), self.bay(i + 1)
                pts += (
                    [(a, top), (a, high), (b, top)] if self.roof == "saw" else [(a, top), (b, high), (b, top)]
                )
            return pts
        if self.roof == "gables":
            pts = [(self.x0, top)]
            for i in range(self.bays):
                pts += [((self.bay(i) + self.bay(i + 1)) / 2, high), (self.bay(i + 1), top)]
            return pts
        if self.roof == "gable":
            return [(self.x0, top), ((self.x0 + self.x1) / 2, high), (self.x1, top)]
        if self.roof == "vault":
            mid, half = (self.x0 + self.x1) / 2, (self.x1 - self.x0) / 2
            return arc(mid, top, half, 180, 360, 28, ry=self.rise)
        if self.roof == "shed":
            return [(self.x0, high), (self.x1, top)]
        return [(self.x0, top), (self.x1, top)]

    def outline(self) -> list[Point]:
        """The inside as a polygon, for filling and clipping."""
        return [*self.profile, (self.x1, self.base), (self.x0, self.base)]

    def back(self, c: Canvas, glass: str, trim: str, empty: bool = False) -> None:
        """The inside: far wall, windows, dado, roof frame; unless empty, the rows behind the row."""
        c.poly(self.outline(), self.wash, 0)
        with c.clip(self.outline()):
            if self.windows:
                self._windows(c, glass)
            c.rect(self.x0, self.base - 100, self.x1 - self.x0, 100, mix(self.wash, trim, 0.22), 0)
            c.line([(self.x0, self.base - 100), (self.x1, self.base - 100)], 1, mix(self.wash, INK, 0.22))
            if self.windows and not empty:
                self._silhouettes(c, trim)
            for i in range(1, self.bays):
                x = self.bay(i)
                c.rect(
                    x - 13,
                    self.base - self.eave,
                    26,
                    self.eave,
                    mix(self.wash, INK, 0.1),
                    1,
                    col=mix(self.wash, INK, 0.32),
                )
        self._frame(c)

    def _silhouettes(self, c: Canvas, trim: str) -> None:
        """The rows behind the row: pale shapes that give the hall its depth."""
        tone, edge = mix(self.wash, trim, 0.42), mix(self.wash, INK, 0.2)
        x = self.x0 + c.rng.uniform(10, 50)
        while x < self.x1 - 150:
            w, h = c.rng.uniform(70, 150), c.rng.uniform(0.22, 0.42) * min(self.eave, 560)
            c.rect(x, self.base - h, w, h, tone, 1, col=edge)
            c.rect(x + w * 0.2, self.base - h * 0.85, w * 0.4, h * 0.3, self.wash, 1, col=edge)
            if c.rng.random() < 0.6:
                c.rect(x + w * 0.7, self.base - h - 34, w * 0.16, 34, tone, 1, col=edge)
            x += w + c.rng.uniform(14, 90)
        y = self.base - self.eave * 0.52
        c.rect(self.x0, y, self.x1 - self.x0, 12, mix(self.wash, INK, 0.12), 1, col=edge)

    def _windows(self, c: Canvas, glass: str) -> None:
        top, h = self.base - self.eave + 55, min(120, self.eave * 0.26)
        edge = mix(self.wash, INK, 0.35)
        for i in range(self.bays):
            a, b = self.bay(i) + 45, self.bay(i + 1) - 45
            c.rect(a, top, b - a, h, glass, 1, col=edge)
            n = max(2, round((b - a) / 75))
            for k in range(1, n):
                x = a + (b - a) * k / n
                c.line([(x, top), (x, top + h)], 1, edge)
            c.line([(a, top + h / 2), (b, top + h / 2)], 1, edge)

    def _frame(self, c: Canvas) -> None:
        top = self.base - self.eave
        steel = STEEL_4 if not self.night else STEEL_3
        if self.roof in ("saw", "saw_r"):
            for i in range(self.bays):
                a, b = self.bay(i), self.bay(i + 1)
                if self.roof == "saw_r":
                    a, b = b, a
                c.line([(a, top), (b, top)], 2, steel)
                for k in range(1, 6):
                    x, y = a + (b - a) * k / 6, top - self.rise * (1 - k / 6)
                    c.line(
                        [(x, y), (x, top), (a + (b - a) * (k - 1) / 6, top - self.rise * (1 - (k - 1) / 6))],
                        1,
                        steel,
                    )
        elif self.roof in ("gable", "gables"):
            spans = (
                [(self.bay(i), self.bay(i + 1)) for i in range(self.bays)]
                if self.roof == "gables"
                else [(self.x0, self.x1)]
            )
            for a, b in spans:
                self._truss(c, a, b, top, steel)
        elif self.roof in ("flat", "shed"):
            self._warren(c, top, steel)
        else:
            c.line([(self.x0, top), (self.x1, top)], 2, steel)
            pts = self.profile
            for p in pts[3:-3:3]:
                c.line([p, (p[0], top)], 1, steel)

    def _truss(self, c: Canvas, a: float, b: float, top: float, steel: str) -> None:
        n = max(6, 2 * round((b - a) / 190))
        ys = [top - self.rise * (1 - abs(1 - 2 * k / n)) for k in range(n + 1)]
        xs = [a + (b - a) * k / n for k in range(n + 1)]
        c.line([(a, top), (b, top)], 2, steel)
        for k in range(1, n):
            c.line([(xs[k], top), (xs[k], ys[k])], 1, steel)
            j = k - 1 if k > n / 2 else k + 1
            if k != n / 2:
                c.line([(xs[k], ys[k]), (xs[j], top)], 1, steel)

    def _warren(self, c: Canvas, top: float, steel: str) -> None:
        depth, n = 48, max(6, round((self.x1 - self.x0) / 70))
        (xa, ya), (xb, yb) = self.profile
        up = [(xa + (xb - xa) * k / n, ya + (yb - ya) * k / n) for k in range(n + 1)]
        low = [(x, y + depth) for x, y in up]
        c.line(low, 2, steel)
        c.line([p for pair in zip(up[::2], low[1::2], strict=False) for p in pair], 1, steel)

    def front(self, c: Canvas, light: Light, foot: float = 110) -> None:
        """What is cut: roof, walls, slab and footings in solid ink, glass left pale."""
        col = INK if not self.night else "#0B131A"
        if self.roof in ("saw", "saw_r"):
            step = 3
            for i in range(0, len(self.profile), step):
                p, q, r = self.profile[i : i + 3]
                slope, glazed = ((q, r), (p, q)) if self.roof == "saw" else ((p, q), (q, r))
                c.limb([*glazed], 9, "#DCE8EC" if not self.night else "#F4DDA8", cap="butt")
                c.thick([(slope[0][0] - 8, slope[0][1]), slope[1]], 17, col)
        else:
            c.thick(self.profile, 20, col)
        y = self.base
        top = {"shed": self.profile[0][1]}.get(self.roof, y - self.eave)
        if not self.open_left:
            c.rect(self.x0 - self.wall, top - 10, self.wall, y - top + 10, col, 0)
        if not self.open_right:
            c.rect(self.x1, self.profile[-1][1] - 10, self.wall, y - self.profile[-1][1] + 10, col, 0)
        c.rect(self.x0 - self.wall, y, self.x1 - self.x0 + 2 * self.wall, 24, col, 0)
        if foot:
            for i in range(self.bays + 1):
                x = self.bay(i)
                c.poly(
                    [
                        (x - 18, y + 20),
                        (x + 18, y + 20),
                        (x + 18, y + foot * 0.6),
                        (x + 46, y + foot * 0.7),
                        (x + 46, y + foot),
                        (x - 46, y + foot),
                        (x - 46, y + foot * 0.7),
                        (x - 18, y + foot * 0.6),
                    ],
                    col,
                    0,
                )


def floor(
    c: Canvas, x0: float, x1: float, y: float, night: bool = False, rail: tuple[float, float] | None = None
) -> None:
    """An upper floor slab with its surface at ``y``; ``rail`` puts a railing on it."""
    c.rect(x0, y, x1 - x0, 20, INK if not night else "#0B131A", 0)
    if rail:
        a, b = rail
        for k in range(int((b - a) / 50) + 1):
            c.line([(a + k * 50, y), (a + k * 50, y - 95)], 1)
        for h in (95, 50):
            c.line([(a, y - h), (b, y - h)], 2 if h == 95 else 1)


def wall(c: Canvas, x: float, y0: float, y1: float, w: float = 20) -> None:
    """A cut inner wall from ``y0`` (top) to ``y1``."""
    c.rect(x - w / 2, y0, w, y1 - y0, INK, 0)


def facade(
    c: Canvas, x0: float, x1: float, h: float, fill: str, sector: Sector, torn: int = 0, door: bool = True
) -> None:
    """A part of the front left standing, with a stepped edge where it was taken off.

    ``torn`` is 1 for a broken right edge, -1 for the left, 0 for none.
    """
    step, rows = 26, 9
    edge = [(i % 3) * step + (i % 2) * 18 for i in range(rows + 1)]
    pts: list[Point] = [(x0, 0), (x0, -h)] if torn >= 0 else [(x1, -h), (x1, 0)]
    for i in range(rows):
        x = x1 - edge[i] if torn >= 0 else x0 + edge[i]
        y, y2 = (-h + h * i / rows, -h + h * (i + 1) / rows)
        pts += [(x, y), (x, y2)] if torn >= 0 else []
        if torn < 0:
            pts += [
                (x0 + edge[rows - 1 - i], -h + h * (rows - i) / rows),
                (x0 + edge[rows - 1 - i], -h + h * (rows - i - 1) / rows),
            ]
    c.poly(pts if torn else [(x0, 0), (x0, -h), (x1, -h), (x1, 0)], fill, 2)
    with c.clip(pts):
        for k in range(1, int(h / 18)):
            c.line([(x0, -k * 18), (x1, -k * 18)], 1, mix(fill, INK, 0.16))
        c.rect(x0, -34, x1 - x0, 34, mix(fill, INK, 0.22), 0)
    a, b = (x0 + 40, x1 - 120) if torn > 0 else ((x0 + 120, x1 - 40) if torn < 0 else (x0 + 40, x1 - 40))
    n = max(1, round((b - a) / 130))
    for i in range(n):
        x = a + (b - a) * i / n + 10
        w = (b - a) / n - 20
        c.path(
            f"M{x},{-h * 0.42} L{x},{-h * 0.76} Q{x + w / 2},{-h * 0.9} {x + w},{-h * 0.76} L{x + w},{-h * 0.42} Z",
            sector.pale,
            2,
        )
        c.line([(x + w / 2, -h * 0.83), (x + w / 2, -h * 0.42)], 1)
        c.line([(x, -h * 0.6), (x + w, -h * 0.6)], 1)
    if door:
        c.rect((a + b) / 2 - 60, -min(230, h * 0.36), 120, min(230, h * 0.36), sector.deep, 2)
        c.line([((a + b) / 2, -min(230, h * 0.36)), ((a + b) / 2, 0)], 1, WHITE)


def lamp(
    c: Canvas,
    x: float,
    y: float,
    drop: float = 90,
    reach: float = 260,
    glow: str = "#FFF6DC",
    on: bool = True,
) -> None:
    """A hanging lamp; its light is a pale cone."""
    if on:
        c.poly(
            [
                (x - 20, y + drop + 14),
                (x + 20, y + drop + 14),
                (x + reach * 0.45, y + drop + reach),
                (x - reach * 0.45, y + drop + reach),
            ],
            glow,
            0,
            op=0.38,
        )
    c.line([(x, y), (x, y + drop)], 1)
    c.path(
        f"M{x - 6},{y + drop - 10} L{x + 6},{y + drop - 10} L{x + 26},{y + drop + 14} L{x - 26},{y + drop + 14} Z",
        STEEL_2,
        1,
    )
