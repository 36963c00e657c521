"""Machine parts shared by the sectors. Units are centimetres, y = 0 is the floor."""

# SVG path data is not broken across lines.
# ruff: noqa: E501

import math

from .palette import EMBER, GLOW, HOT, INK, PAPER, STEEL_1, STEEL_2, STEEL_3, STEEL_4, STEEL_5, WHITE, mix
from .svg import Canvas, Point, arc, polar


def gear(
    c: Canvas,
    x: float,
    y: float,
    r: float,
    teeth: int,
    fill: str = STEEL_2,
    turn: float = 0,
    spokes: int = 5,
    hub: str = STEEL_4,
    st: int = 2,
) -> None:
    """A spur gear with pitch radius ``r``; ``turn`` in degrees."""
    step, add = 360 / teeth, r * 2.1 / teeth
    pts: list[Point] = []
    for i in range(teeth):
        a = turn + i * step
        for da, rr in ((-0.27, r - add * 1.1), (-0.15, r + add), (0.15, r + add), (0.27, r - add * 1.1)):
            pts.append(polar(x, y, rr, a + da * step))
    c.poly(pts, fill, st)
    inner, core = r - add * 3.2, r * 0.24
    if spokes and inner > core * 1.7:
        c.circ(x, y, inner, mix(fill, INK, 0.2), 1)
        for i in range(spokes):
            a = turn + i * 360 / spokes
            c.limb(
                [polar(x, y, core * 0.8, a), polar(x, y, inner + add * 0.5, a)], r * 0.15, fill, cap="butt"
            )
        c.thick(arc(x, y, inner + add * 0.5, 0, 360, 60), add * 1.1, fill)
    c.circ(x, y, core, fill, 1)
    c.circ(x, y, core * 0.55, hub, 1)


def mesh(
    x: float, y: float, r: float, teeth: int, turn: float, r2: float, teeth2: int, deg: float
) -> tuple[float, float, float]:
    """Centre and turn of a gear that meshes with another one in direction ``deg``."""
    nx, ny = polar(x, y, r + r2, deg)
    phase = (deg - turn) * teeth / 360
    return nx, ny, deg + 180 + (phase - 0.5) * 360 / teeth2


def robot(
    c: Canvas,
    x: float,
    y: float,
    k: float,
    a: tuple[float, float, float],
    fill: str,
    flip: bool = False,
    tool: str = HOT,
) -> Point:
    """A six-axis arm; ``k`` is the upper arm's length, ``a`` absolute angles. Returns the tool tip."""
    sign = -1 if flip else 1

    def way(p: Point, r: float, deg: float) -> Point:
        q = polar(0, 0, r, deg)
        return p[0] + sign * q[0], p[1] + q[1]

    shoulder = (x + sign * k * 0.08, y - k * 0.62)
    elbow = way(shoulder, k, a[0])
    wrist = way(elbow, k * 0.92, a[1])
    tip = way(wrist, k * 0.3, a[2])
    _pedestal(c, x, y, k, fill)
    _link(c, elbow, wrist, k * 0.15, k * 0.08, fill)
    _link(c, shoulder, elbow, k * 0.17, k * 0.13, fill)
    _hose(c, shoulder, elbow, wrist, sign * k)
    c.limb([wrist, tip], k * 0.11, STEEL_5, cap="butt")
    for p, r in ((shoulder, 0.19), (elbow, 0.16), (wrist, 0.1)):
        c.circ(*p, k * r, fill, 2)
        c.circ(*p, k * r * 0.5, STEEL_3, 1)
    c.circ(*tip, k * 0.055, tool, 1)
    return tip


def _pedestal(c: Canvas, x: float, y: float, k: float, fill: str) -> None:
    c.poly(
        [(x - k * 0.36, y), (x + k * 0.36, y), (x + k * 0.28, y - k * 0.14), (x - k * 0.28, y - k * 0.14)],
        STEEL_4,
        2,
    )
    c.poly(
        [
            (x - k * 0.24, y - k * 0.14),
            (x + k * 0.24, y - k * 0.14),
            (x + k * 0.2, y - k * 0.7),
            (x - k * 0.1, y - k * 0.74),
        ],
        fill,
        2,
    )


def _hose(c: Canvas, low: Point, elbow: Point, wrist: Point, k: float) -> None:
    """The cable package along the arm; ``k`` is negative for a mirrored one."""
    up = abs(k)
    ax, ay = low[0] - k * 0.2, low[1] - up * 0.1
    bx, by = (low[0] + elbow[0]) / 2 - k * 0.24, (low[1] + elbow[1]) / 2 - up * 0.12
    dx, dy = elbow[0] - k * 0.1, elbow[1] - up * 0.2
    ex, ey = (elbow[0] + wrist[0]) / 2, (elbow[1] + wrist[1]) / 2 - up * 0.14
    c.path(f"M{ax:.1f},{ay:.1f} C{bx:.1f},{by:.1f} {dx:.1f},{dy:.1f} {ex:.1f},{ey:.1f}", None, 2)


def _link(c: Canvas, p: Point, q: Point, w0: float, w1: float, fill: str) -> None:
    a = math.atan2(q[1] - p[1], q[0] - p[0])
    nx, ny = -math.sin(a), math.cos(a)
    pts = [
        (p[0] + nx * w0, p[1] + ny * w0),
        (q[0] + nx * w1, q[1] + ny * w1),
        (q[0] - nx * w1, q[1] - ny * w1),
        (p[0] - nx * w0, p[1] - ny * w0),
    ]
    c.poly(pts, fill, 2)
    c.poly([pts[0], pts[1], q, p], mix(fill, INK, 0.16), 0)


def conveyor(
    c: Canvas,
    x0: float,
    x1: float,
    y: float,
    fill: str = STEEL_3,
    legs: float = 170,
    h: float = 22,
    base: float = 0,
) -> None:
    """A belt on rollers, its surface at ``y``, with legs down to ``base``."""
    n = max(1, round((x1 - x0) / legs))
    for i in range(n + 1):
        x = x0 + 24 + (x1 - x0 - 48) * i / n
        c.rect(x - 5, y + h - 4, 10, base - y - h + 4, STEEL_4, 1)
        c.rect(x - 14, base - 6, 28, 6, STEEL_5, 1)
    c.rect(x0, y, x1 - x0, h, fill, 2, r=h / 2)
    k = round((x1 - x0) / 34)
    for i in range(k):
        c.circ(x0 + h / 2 + (x1 - x0 - h) * i / max(1, k - 1), y + h / 2, h * 0.27, STEEL_1, 1)


def vessel(
    c: Canvas,
    x: float,
    y: float,
    w: float,
    h: float,
    fill: str = STEEL_2,
    legs: float = 60,
    band: str | None = None,
    cone: float = 0,
) -> None:
    """An upright tank with dished ends on legs; (x, y) is the middle of its foot."""
    top, bot, half = y - legs - h, y - legs, w / 2
    if legs:
        for dx in (-half * 0.78, half * 0.78):
            c.rect(x + dx - 5, bot - 14, 10, legs + 14, STEEL_4, 1)
    d = cone or w * 0.2
    end = (
        f"L{x + 8},{bot + d} L{x - 8},{bot + d} Z"
        if cone
        else f"Q{x + half},{bot + d} {x},{bot + d} Q{x - half},{bot + d} {x - half},{bot} Z"
    )
    c.path(
        f"M{x - half},{bot} L{x - half},{top} Q{x - half},{top - w * 0.24} {x},{top - w * 0.24} "
        f"Q{x + half},{top - w * 0.24} {x + half},{top} L{x + half},{bot} {end}",
        fill,
        2,
    )
    c.rect(x + half * 0.45, top, half * 0.55, h, mix(fill, INK, 0.16), 0)
    c.rect(x - half * 0.72, top + h * 0.08, half * 0.16, h * 0.8, mix(fill, WHITE, 0.6), 0, 4)
    if band:
        c.rect(x - half, top + h * 0.32, w, h * 0.24, band, 1)
    c.line([(x - half, top), (x + half, top)], 1)
    c.line([(x - half, bot), (x + half, bot)], 1)
    c.rect(x - 9, top - w * 0.24 - 14, 18, 16, STEEL_3, 1)
    c.line([(x - half, bot), (x - half, top)], 2)
    c.line([(x + half, bot), (x + half, top)], 2)


def pipe(c: Canvas, pts: list[Point], w: float = 12, fill: str = STEEL_2, flanges: bool = True) -> None:
    """A pipe run with flanges at its ends."""
    c.limb(pts, w, fill, st=1, cap="butt")
    if flanges:
        for (ax, ay), (bx, by) in ((pts[0], pts[1]), (pts[-1], pts[-2])):
            flat = abs(ax - bx) > abs(ay - by)
            fw, fh = (w * 0.4, w * 1.6) if flat else (w * 1.6, w * 0.4)
            c.rect(ax - fw / 2, ay - fh / 2, fw, fh, STEEL_3, 1)


def valve(c: Canvas, x: float, y: float, r: float = 12, fill: str = STEEL_4) -> None:
    """A hand wheel valve on a level pipe."""
    c.poly([(x - r, y - r * 0.7), (x, y), (x - r, y + r * 0.7)], fill, 1)
    c.poly([(x + r, y - r * 0.7), (x, y), (x + r, y + r * 0.7)], fill, 1)
    c.line([(x, y), (x, y - r * 1.4)], 1)
    c.line([(x - r * 0.8, y - r * 1.4), (x + r * 0.8, y - r * 1.4)], 2)


def gauge(c: Canvas, x: float, y: float, r: float = 13, deg: float = 60) -> None:
    """A round pressure gauge with a red needle."""
    c.circ(x, y, r, WHITE, 1)
    c.line([(x, y), polar(x, y, r * 0.75, deg)], 1, HOT)


def cabinet(
    c: Canvas,
    x: float,
    w: float = 80,
    h: float = 170,
    fill: str = STEEL_2,
    y: float = 0,
    screen: str = STEEL_5,
) -> None:
    """A control cabinet standing at ``x`` (left edge)."""
    c.rect(x, y - h, w, h, fill, 2)
    c.rect(x + w * 0.15, y - h * 0.9, w * 0.7, h * 0.25, screen, 1)
    c.line(
        [
            (x + w * 0.24, y - h * 0.74),
            (x + w * 0.4, y - h * 0.82),
            (x + w * 0.55, y - h * 0.76),
            (x + w * 0.75, y - h * 0.84),
        ],
        1,
        EMBER,
    )
    for i in range(3):
        c.circ(x + w * (0.26 + 0.24 * i), y - h * 0.56, w * 0.06, (HOT, PAPER, STEEL_4)[i], 1)
    c.rect(x + w * 0.15, y - h * 0.46, w * 0.7, h * 0.4, None, 1)
    for i in range(4):
        c.line([(x + w * 0.25, y - h * (0.16 + 0.04 * i)), (x + w * 0.75, y - h * (0.16 + 0.04 * i))], 1)


def motor(
    c: Canvas, x: float, y: float, w: float = 70, h: float = 44, fill: str = STEEL_3, flip: bool = False
) -> None:
    """An electric motor lying at (x, y) = middle of its foot."""
    with c.at(x, y, 1, flip):
        c.rect(-w * 0.4, -6, w * 0.8, 6, STEEL_5, 1)
        c.rect(-w / 2, -h - 5, w * 0.8, h, fill, 2, r=5)
        for i in range(5):
            c.line([(-w * 0.42, -h * (0.2 + 0.17 * i)), (w * 0.22, -h * (0.2 + 0.17 * i))], 1)
        c.rect(w * 0.3, -h * 0.8, w * 0.12, h * 0.6, STEEL_4, 1)
        c.rect(w * 0.42, -h * 0.6, w * 0.2, h * 0.2, STEEL_1, 1)


def crane(c: Canvas, x0: float, x1: float, y: float, hook: float, drop: float, fill: str) -> None:
    """An overhead travelling crane; the hook hangs ``drop`` below the beam."""
    c.rect(x0, y, x1 - x0, 30, fill, 2)
    c.line([(x0, y + 15), (x1, y + 15)], 1)
    for x in (x0 + 6, x1 - 46):
        c.rect(x, y - 12, 40, 14, STEEL_4, 1)
    c.rect(hook - 52, y - 24, 104, 26, STEEL_4, 2)
    c.circ(hook - 34, y + 2, 9, STEEL_1, 1)
    c.circ(hook + 34, y + 2, 9, STEEL_1, 1)
    for dx in (-8, 8):
        c.line([(hook + dx, y + 30), (hook + dx, y + drop - 40)], 1)
    c.rect(hook - 17, y + drop - 42, 34, 22, STEEL_5, 1)
    c.path(f"M{hook},{y + drop - 20} q16,10 4,20 q-14,6 -16,-8", None, 2)


def sling(c: Canvas, x: float, y: float, spread: float, drop: float) -> None:
    """Two ropes from a hook at (x, y) down to the load."""
    c.line([(x - spread, y + drop), (x, y), (x + spread, y + drop)], 2)


def sparks(c: Canvas, x: float, y: float, r: float = 40, col: str = HOT) -> None:
    """A hot point throwing sparks."""
    c.circ(x, y, r * 0.85, EMBER, 0, op=0.75)
    c.circ(x, y, r * 0.45, GLOW, 0)
    for i in range(16):
        a = i * 22.5 + c.rng.uniform(-8, 8)
        c.line(
            [polar(x, y, r * 0.35, a), polar(x, y, r * c.rng.uniform(0.7, 1.5), a)], 1 if i % 2 else 2, col
        )
    c.circ(x, y, r * 0.2, WHITE, 0)


def steam(c: Canvas, x: float, y: float, h: float = 90, n: int = 3, col: str = WHITE) -> None:
    """Rising curls of steam."""
    for i in range(n):
        dx = (i - (n - 1) / 2) * h * 0.26
        c.path(
            f"M{x + dx:.1f},{y:.1f} q{h * 0.16:.1f},{-h * 0.2:.1f} 0,{-h * 0.42:.1f} q{-h * 0.16:.1f},{-h * 0.22:.1f} {h * 0.04:.1f},{-h * 0.5:.1f}",
            None,
            2,
            mix(INK, col, 0.72),
        )


def coil(
    c: Canvas, x: float, y: float, r: float, fill: str, core: str = STEEL_5, rings: int = 5, st: int = 2
) -> None:
    """A roll seen from its end."""
    c.circ(x, y, r, fill, st)
    for i in range(1, rings):
        c.circ(x, y, r * (0.26 + 0.74 * i / rings), None, 1, col=mix(fill, INK, 0.35))
    c.circ(x, y, r * 0.26, core, 1)
    c.circ(x, y, r * 0.1, PAPER, 1)


def bottle(
    c: Canvas, x: float, y: float, h: float, fill: str, label: str = PAPER, level: float = 1.0
) -> None:
    """A bottle standing at (x, y), filled up to ``level`` (0 to 1)."""
    w = h * 0.27
    body = (
        f"M{x - w / 2:.1f},{y} L{x - w / 2:.1f},{y - h * 0.56:.1f} Q{x - w / 2:.1f},{y - h * 0.68:.1f} {x - w * 0.18:.1f},{y - h * 0.74:.1f} "
        f"L{x - w * 0.18:.1f},{y - h:.1f} L{x + w * 0.18:.1f},{y - h:.1f} L{x + w * 0.18:.1f},{y - h * 0.74:.1f} "
        f"Q{x + w / 2:.1f},{y - h * 0.68:.1f} {x + w / 2:.1f},{y - h * 0.56:.1f} L{x + w / 2:.1f},{y} Z"
    )
    c.path(body, fill if level >= 1 else mix(fill, WHITE, 0.72), 1)
    if level < 1:
        c.rect(x - w / 2, y - h * 0.6 * level, w, h * 0.6 * level, fill, 1)
    if label and level >= 1:
        c.rect(x - w / 2, y - h * 0.44, w, h * 0.24, label, 1)


def drum(c: Canvas, x: float, y: float, w: float = 60, h: float = 88, fill: str = STEEL_3) -> None:
    """A steel drum."""
    c.rect(x - w / 2, y - h, w, h, fill, 2, r=3)
    for k in (0.33, 0.66):
        c.line([(x - w / 2, y - h * k), (x + w / 2, y - h * k)], 2)


def pallet(
    c: Canvas, x: float, y: float = 0, rows: int = 3, cols: int = 3, box: float = 36, fill: str = "#CDB08A"
) -> None:
    """Boxes on a pallet; (x, y) is the left foot."""
    w = cols * box
    c.rect(x, y - 6, w, 6, "#9A7A52", 1)
    for i in range(3):
        c.rect(x + i * (w - 12) / 2, y - 14, 12, 8, "#9A7A52", 1)
    c.rect(x, y - 19, w, 6, "#9A7A52", 1)
    for r in range(rows):
        for k in range(cols - (1 if r == rows - 1 and rows > 2 else 0)):
            bx, by = x + k * box, y - 19 - (r + 1) * box
            c.rect(bx, by, box, box, fill, 1)
            c.rect(bx + box * 0.4, by, box * 0.2, box * 0.34, mix(fill, WHITE, 0.5), 0)


def ladder(c: Canvas, x: float, y0: float, y1: float, w: float = 34) -> None:
    """A ladder from ``y0`` (top) to ``y1``."""
    for y in range(int(y0) + 10, int(y1), 24):
        c.line([(x - w / 2, y), (x + w / 2, y)], 1)
    for dx in (-w / 2, w / 2):
        c.line([(x + dx, y0), (x + dx, y1)], 2)


def stairs(c: Canvas, x: float, y: float, h: float, run: float) -> None:
    """A steel flight going up from (x, y) by ``h`` over ``run`` (negative runs left)."""
    n = max(4, round(h / 19))
    c.limb([(x, y - 4), (x + run, y - h + 4)], 12, STEEL_4, cap="butt")
    for i in range(1, n + 1):
        px, py = x + run * i / n, y - h * i / n
        c.line([(px - run / n * 1.1, py), (px, py)], 2)
    c.line([(x, y - 92), (x + run, y - h - 92)], 2)
    for i in range(0, n + 1, 3):
        c.line([(x + run * i / n, y - h * i / n), (x + run * i / n, y - h * i / n - 92)], 1)


def bench(c: Canvas, x: float, w: float, h: float = 92, fill: str = "#CDB08A", drawers: bool = True) -> None:
    """A work bench, left edge at ``x``."""
    c.rect(x, -h, w, 12, fill, 2)
    for dx in (8, w - 20):
        c.rect(x + dx, -h + 12, 12, h - 12, mix(fill, INK, 0.3), 1)
    if drawers:
        for i in range(3):
            c.rect(x + w - 84, -h + 12 + i * 22, 62, 22, mix(fill, WHITE, 0.3), 1)
            c.line([(x + w - 60, -h + 23 + i * 22), (x + w - 46, -h + 23 + i * 22)], 2)


def flame(c: Canvas, x: float, y: float, h: float = 60) -> None:
    """A fire standing at (x, y)."""
    for k, col in ((1.0, HOT), (0.66, GLOW), (0.36, EMBER)):
        w = h * 0.42 * k
        c.path(
            f"M{x},{y} C{x - w * 1.5:.1f},{y} {x - w:.1f},{y - h * k * 0.55:.1f} {x - w * 0.1:.1f},{y - h * k:.1f} "
            f"C{x + w * 0.1:.1f},{y - h * k * 0.7:.1f} {x + w * 1.5:.1f},{y - h * k * 0.4:.1f} {x},{y} Z",
            col,
            1 if k == 1.0 else 0,
        )
