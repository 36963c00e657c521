"""What lies behind the building: mountains, hills, towns, water, trees."""

# SVG path data is not broken across lines.
# ruff: noqa: E501

import math
from itertools import pairwise

from .palette import PAPER, WHITE, Light, mix
from .svg import Canvas, Point


def sky(c: Canvas, light: Light, sun: Point = (1240, 190), r: float = 92) -> None:
    """Flat sky with one lighter band and a disc; stars by night."""
    c.rect(0, 0, c.w, c.h, light.sky, 0)
    c.circ(*sun, r * 1.9, light.band, 0, op=0.75)
    c.circ(*sun, r if light.name != "night" else r * 0.55, light.disc, 0)
    if light.name == "night":
        c.circ(sun[0] + r * 0.22, sun[1] - r * 0.12, r * 0.47, light.band, 0)
        for _ in range(int(c.w / 26)):
            c.circ(
                c.rng.uniform(0, c.w),
                c.rng.uniform(0, c.h * 0.42),
                c.rng.choice((1.2, 1.8, 2.4)),
                "#8FA2B3",
                0,
            )
    else:
        for x, y, w in ((c.w * 0.1, 120, 220), (c.w * 0.62, 80, 160), (c.w * 0.34, 200, 120)):
            if abs(x + w * 0.45 - sun[0]) > r * 2.6:
                _cloud(c, x, y, w, mix(light.sky, WHITE, 0.6))


def _cloud(c: Canvas, x: float, y: float, w: float, fill: str) -> None:
    c.rect(x, y, w, 16, fill, 0, 8)
    c.rect(x + w * 0.2, y - 14, w * 0.5, 20, fill, 0, 10)
    c.rect(x - w * 0.15, y + 12, w * 0.6, 10, fill, 0, 5)


def _ridge(c: Canvas, base: float, peaks: list[tuple[float, float]]) -> list[Point]:
    pts: list[Point] = []
    for (x0, y0), (x1, y1) in pairwise(peaks):
        n = 5
        for i in range(n):
            t = i / n
            wob = 0 if i == 0 else c.rng.uniform(-1, 1) * abs(y1 - y0) * 0.1
            pts.append((x0 + (x1 - x0) * t, base - (y0 + (y1 - y0) * t + wob)))
    return [*pts, (peaks[-1][0], base - peaks[-1][1])]


def alps(c: Canvas, light: Light, base: float, peak: float = 420, high: float = 560) -> None:
    """An Alpine chain with one tall pyramid at ``peak``, snow on the sunny side."""
    chain: list[tuple[float, float]] = [(-60, high * 0.5)]
    x = 30.0
    while x < c.w + 160:
        up = len(chain) % 2
        tall = high * (c.rng.uniform(0.6, 0.8) if up else c.rng.uniform(0.4, 0.52))
        if abs(x - peak) > 235:
            chain.append((x, tall))
        x += c.rng.uniform(75, 140)
    chain += [
        (peak - 225, high * 0.5),
        (peak - 150, high * 0.64),
        (peak, high),
        (peak + 62, high * 0.78),
        (peak + 120, high * 0.7),
        (peak + 220, high * 0.48),
    ]
    chain.sort()
    pts = _ridge(c, base, chain)
    c.poly([*pts, (c.w + 200, base + 60), (-40, base + 60)], light.far, 0)
    snow = mix(light.far, WHITE, 0.75 if light.name != "night" else 0.3)
    for (x0, _), (x1, y1), (x2, y2) in zip(chain, chain[1:], chain[2:], strict=False):
        if y1 > y2 and y1 > high * 0.4:
            d, e = y1 * 0.3, (x2 - x1) / max(y1 - y2, 1)
            right = x1 + min(d, y1 - y2) * e
            c.poly(
                [
                    (x1, base - y1),
                    (right, base - y1 + min(d, y1 - y2)),
                    (x1 + (right - x1) * 0.5, base - y1 + d * 0.62),
                    (x1 + 3, base - y1 + d * 1.1),
                    (x1 - (x1 - x0) * 0.2, base - y1 + d * 0.6),
                ],
                snow,
                0,
            )
    c.line(pts, 1, mix(light.far, light.line, 0.35))


def hills(
    c: Canvas,
    light: Light,
    base: float,
    high: float = 130,
    vines: bool = True,
    tone: str | None = None,
    shift: float = 0,
) -> None:
    """Overlapping round hills; with rows of vines on the near ones."""
    for layer in range(2):
        fill = tone or (light.mid, light.near)[layer]
        count = 4 - layer
        for i in range(count + 1):
            cx = (i + 0.5 * layer) * c.w / count + shift
            rx = c.w / count * c.rng.uniform(0.62, 0.8)
            ry = high * (1.0 - 0.32 * layer) * c.rng.uniform(0.8, 1.1)
            shape = [
                (cx + rx * math.cos(a), base - ry * math.sin(a))
                for a in [math.pi * k / 30 for k in range(31)]
            ]
            c.poly([*shape, (cx - rx, base + 80), (cx + rx, base + 80)], fill, 0)
            c.line(shape, 1, mix(fill, light.line, 0.4))
            if vines and layer:
                _vines(c, shape, cx, base, rx, ry, mix(fill, light.line, 0.28))
    if vines:
        _farm(c, light, c.w * 0.5 + shift, base - high * 0.62)


def _vines(c: Canvas, shape: list[Point], cx: float, base: float, rx: float, ry: float, col: str) -> None:
    with c.clip(shape):
        for k in range(-13, 14):
            c.path(
                f"M{cx + k * rx * 0.03:.1f},{base - ry * 1.02:.1f} Q{cx + k * rx * 0.07:.1f},{base - ry * 0.5:.1f} "
                f"{cx + k * rx * 0.13:.1f},{base + 20:.1f}",
                None,
                1,
                col,
            )


def _farm(c: Canvas, light: Light, x: float, y: float) -> None:
    wall, roof = mix(light.mid, WHITE, 0.5 if light.name != "night" else 0.1), mix(light.near, "#8C5E3C", 0.5)
    c.rect(x, y - 22, 54, 30, wall, 1)
    c.poly([(x - 5, y - 22), (x + 27, y - 40), (x + 59, y - 22)], roof, 1)
    c.rect(x + 54, y - 56, 20, 64, wall, 1)
    c.poly([(x + 51, y - 56), (x + 64, y - 76), (x + 77, y - 56)], roof, 1)


def town(c: Canvas, light: Light, base: float, high: float = 260, spire: float | None = None) -> None:
    """Roofs, domes and bell towers; ``spire`` sets a tall spired dome at that x."""
    x = -30.0
    while x < c.w + 40:
        w, h = c.rng.uniform(50, 100), high * c.rng.uniform(0.25, 0.5)
        fill = mix(light.far, light.mid, c.rng.choice((0.1, 0.5, 0.9)))
        edge = mix(fill, light.line, 0.45)
        c.rect(x, base - h, w, h + 60, fill, 1, col=edge)
        kind = c.rng.random()
        if kind < 0.16:
            c.rect(x + w * 0.3, base - high * 0.92, 26, high, fill, 1, col=edge)
            c.poly(
                [
                    (x + w * 0.3 - 4, base - high * 0.92),
                    (x + w * 0.3 + 13, base - high * 1.22),
                    (x + w * 0.3 + 30, base - high * 0.92),
                ],
                fill,
                1,
                col=edge,
            )
        elif kind < 0.32:
            c.path(
                f"M{x + 6:.0f},{base - h:.0f} A{w / 2 - 6:.0f},{w / 2:.0f} 0 0 1 {x + w - 6:.0f},{base - h:.0f} Z",
                fill,
                1,
                edge,
            )
            c.rect(x + w / 2 - 5, base - h - w / 2 - 16, 10, 18, fill, 1, col=edge)
        else:
            c.poly([(x - 4, base - h), (x + w / 2, base - h - 20), (x + w + 4, base - h)], fill, 1, col=edge)
        glass = "#E9C98A" if light.name in ("night", "dusk") else mix(fill, light.line, 0.3)
        for wx in range(int(x + 10), int(x + w - 8), 18):
            if c.rng.random() < 0.6:
                c.rect(wx, base - h + 12, 6, 10, glass, 0)
        x += w - 2
    if spire is not None:
        _spire(c, light, spire, base, high)


def _spire(c: Canvas, light: Light, x: float, base: float, high: float) -> None:
    fill = mix(light.mid, light.far, 0.3)
    edge = mix(fill, light.line, 0.55)
    k = high / 150
    with c.at(x, base, k):
        c.rect(-60, -100, 120, 160, fill, 1, col=edge)
        for i in range(7):
            c.rect(-53 + i * 16, -92, 8, 34, mix(fill, light.line, 0.25), 0)
        c.path("M-54,-100 Q-44,-190 -13,-210 L13,-210 Q44,-190 54,-100 Z", fill, 1, edge)
        for i in (-28, -10, 10, 28):
            c.path(f"M{i * 1.5},-100 Q{i * 1.2},-180 {i * 0.35},-210", None, 1, edge)
        c.rect(-13, -236, 26, 26, fill, 1, col=edge)
        c.poly([(-10, -236), (0, -345), (10, -236)], fill, 1, col=edge)


def rice(c: Canvas, light: Light, base: float) -> None:
    """A flooded plain: bright basins between dark banks, poplars in rows."""
    water = mix(light.sky, WHITE, 0.5) if light.name != "night" else "#3A5064"
    c.rect(0, base - 46, c.w, 140, light.near, 0)
    for row, (y, h) in enumerate(((base - 40, 8), (base - 26, 12), (base - 6, 20))):
        x = -c.rng.uniform(0, 120)
        while x < c.w:
            w = c.rng.uniform(150, 280) * (1 + row * 0.4)
            c.poly(
                [(x, y), (x + w - 14, y), (x + w - 26 - row * 8, y + h), (x - 12 - row * 8, y + h)],
                water,
                1,
                col=mix(light.near, light.line, 0.4),
            )
            x += w
    x = 20.0
    while x < c.w:
        if c.rng.random() < 0.7:
            poplar(c, light, x, base - 42, c.rng.uniform(50, 96), tone=light.mid)
        x += c.rng.uniform(30, 64)


def lake(c: Canvas, light: Light, base: float, island: float = 400) -> None:
    """A lake with steep shores, an island with a villa, a sail."""
    alps(c, light, base - 60, peak=island + 520, high=430)
    hills(c, light, base - 60, 170, vines=False, tone=light.mid)
    water = mix(light.far, WHITE, 0.45) if light.name != "night" else "#2F4558"
    c.rect(0, base - 62, c.w, 170, water, 0)
    c.line([(0, base - 62), (c.w, base - 62)], 1, mix(light.mid, light.line, 0.4))
    for _ in range(34):
        x, y = c.rng.uniform(0, c.w), base - c.rng.uniform(2, 54)
        c.line([(x, y), (x + c.rng.uniform(30, 90), y)], 1, mix(water, light.line, 0.25))
    c.path(
        f"M{island - 90},{base - 46} Q{island - 60},{base - 84} {island},{base - 86} Q{island + 66},{base - 84} "
        f"{island + 90},{base - 46} Z",
        light.near,
        1,
        mix(light.near, light.line, 0.5),
    )
    _farm(c, light, island - 40, base - 84)
    sx = island + 300
    c.poly(
        [(sx, base - 40), (sx, base - 106), (sx + 38, base - 44)], PAPER, 1, col=mix(water, light.line, 0.6)
    )
    c.poly(
        [(sx - 16, base - 36), (sx + 44, base - 36), (sx + 34, base - 26), (sx - 8, base - 26)], light.near, 1
    )


def poplar(c: Canvas, light: Light, x: float, y: float, h: float, tone: str | None = None) -> None:
    """A poplar standing at (x, y)."""
    fill = tone or light.near
    c.line([(x, y), (x, y - h * 0.3)], 1, mix(fill, light.line, 0.6))
    c.ell(x, y - h * 0.56, h * 0.12, h * 0.46, fill, 1, col=mix(fill, light.line, 0.5))


def tree(c: Canvas, light: Light, x: float, y: float, h: float) -> None:
    """A round tree standing at (x, y)."""
    fill = mix(light.near, light.line, 0.08)
    edge = mix(fill, light.line, 0.6)
    c.limb([(x, y), (x, y - h * 0.55)], h * 0.05, mix(fill, light.line, 0.4))
    c.circ(x, y - h * 0.66, h * 0.34, fill, 1, col=edge)
    c.circ(x - h * 0.1, y - h * 0.74, h * 0.16, mix(fill, WHITE, 0.18), 0)
    c.path(
        f"M{x - h * 0.02:.1f},{y - h * 0.5:.1f} q{h * 0.2:.1f},{h * 0.06:.1f} {h * 0.26:.1f},{-h * 0.14:.1f}",
        None,
        1,
        edge,
    )
