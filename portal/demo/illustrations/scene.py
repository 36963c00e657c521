"""The frame of every scene: light, horizon, ground, and the world in centimetres."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from . import horizon
from .palette import LIGHTS, WHITE, Light, Sector, mix, sector
from .svg import Canvas, Point

WIDTH, HEIGHT = 1600, 1000


class Scene:
    """A picture being drawn: canvas ``c``, sector tones ``t``, light ``l``.

    ``ground`` is the pixel height of the floor, ``scale`` pixels per centimetre.
    """

    def __init__(
        self,
        seed: str,
        sector_name: str,
        light: str = "day",
        ground: float = 800,
        scale: float = 0.78,
        size: tuple[int, int] = (WIDTH, HEIGHT),
    ) -> None:
        self.c = Canvas(*size, seed)
        self.t: Sector = sector(sector_name)
        base = LIGHTS[light]
        share = 0.05 if light == "night" else 0.16
        self.l: Light = replace(
            base, near=mix(base.near, self.t.tint, share), mid=mix(base.mid, self.t.tint, share * 0.6)
        )
        self.ground, self.s = ground, scale
        self.night = light == "night"

    @property
    def wash(self) -> str:
        """Colour of the far inside wall: warmer by night, when only lamps are lit."""
        return mix(self.t.wash, "#F5DFB4", 0.45) if self.night else self.t.wash

    @property
    def glass(self) -> str:
        """What one sees through a window."""
        return mix(self.l.sky, WHITE, 0.35) if not self.night else "#3A4E61"

    def outside(self, kind: str, sun: Point = (1240, 190), lift: float = 0, **options: float) -> None:
        """Sky and one of the horizons: alps, vines, hills, town, rice, lake, both (alps and vines).

        ``lift`` raises the horizon above the ground line, in pixels.
        """
        c, light, base = self.c, self.l, self.ground - lift
        k = self.ground / 800
        horizon.sky(c, light, sun)
        if kind in ("alps", "both"):
            horizon.alps(c, light, base - 90 * k, **{"high": 560 * k, **options})
            horizon.hills(c, light, base, 210 * k, vines=kind == "both")
        elif kind in ("vines", "hills"):
            horizon.hills(c, light, base - 60 * k, 360 * k, vines=False, tone=light.far, shift=150)
            horizon.hills(c, light, base, 290 * k, vines=kind == "vines")
        elif kind == "town":
            horizon.hills(c, light, base - 60 * k, 330 * k, vines=False, tone=mix(light.far, light.sky, 0.4))
            horizon.town(c, light, base, **{"high": 260 * k, **options})
        elif kind == "rice":
            horizon.alps(c, light, base - 60, high=options.get("high", 430), peak=options.get("peak", 420))
            horizon.rice(c, light, base)
        else:
            horizon.lake(c, light, base, **options)

    def soil(self, deep: float | None = None) -> None:
        """The ground in section: turf line, strata, stones."""
        c, light, y = self.c, self.l, self.ground
        c.rect(0, y, c.w, c.h - y, light.soil, 0)
        depth = c.h - y
        for k in (0.34, 0.68):
            pts = [(x, y + depth * k + c.rng.uniform(-9, 9)) for x in range(0, c.w + 101, 100)]
            c.poly([*pts, (c.w, c.h), (0, c.h)], mix(light.soil, light.strata, k), 0)
            c.line(pts, 1, mix(light.strata, light.line, 0.2))
        for _ in range(int(c.w * depth / 5200)):
            x, yy = c.rng.uniform(0, c.w), c.rng.uniform(y + 30, c.h - 8)
            r = c.rng.uniform(3, 9)
            c.ell(
                x,
                yy,
                r,
                r * 0.6,
                mix(light.soil, WHITE, 0.22 if not self.night else 0.08),
                1,
                col=mix(light.strata, light.line, 0.35),
            )
        c.rect(0, y, c.w, 13, mix(light.near, light.line, 0.12), 0)
        c.line([(0, y), (c.w, y)], 2, light.line)

    @contextmanager
    def world(self, x: float = 0, y: float | None = None) -> Iterator[Canvas]:
        """Draw in centimetres: x from pixel ``x``, floor at y = 0, up negative."""
        with self.c.at(x, self.ground if y is None else y, self.s):
            yield self.c

    def trees(self, *places: tuple[float, float]) -> None:
        """Trees standing on the ground: (x, height) in pixels; negative height is a poplar."""
        for x, h in places:
            if h < 0:
                horizon.poplar(self.c, self.l, x, self.ground, -h)
            else:
                horizon.tree(self.c, self.l, x, self.ground, h)

    def frame(self) -> str:
        """The finished SVG text."""
        return self.c.svg()
