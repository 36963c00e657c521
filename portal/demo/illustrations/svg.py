"""A small SVG writer: flat fills, two line weights, nested places and scales."""

import math
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from .palette import INK, WHITE

Point = tuple[float, float]
FINE, BOLD = 1.9, 3.8


def fmt(points: Sequence[Point]) -> str:
    """Coordinates as an SVG ``points`` value, one decimal."""
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


class Canvas:
    """Collects SVG elements. Lines keep their weight whatever the current scale.

    ``st`` is a line weight: 0 none, 1 fine, 2 bold. ``col`` is the line colour.
    """

    def __init__(self, width: int, height: int, seed: str) -> None:
        self.w, self.h = width, height
        self.rng = random.Random(seed)
        self.out: list[str] = []
        self.scale = 1.0
        self.ink = INK
        self._clips = 0

    def _style(self, fill: str | None, st: float, col: str | None, op: float = 1) -> str:
        text = f'fill="{fill or "none"}"'
        if st:
            width = {1: FINE, 2: BOLD}.get(st, st)
            text += f' stroke="{col or self.ink}" stroke-width="{width}"'
        return text + (f' opacity="{op}"' if op < 1 else "")

    def raw(self, text: str) -> None:
        """Add a ready SVG element."""
        self.out.append(text)

    @contextmanager
    def at(self, x: float, y: float, s: float = 1, flip: bool = False, rot: float = 0) -> Iterator[None]:
        """Draw inside a moved, scaled, mirrored or turned (degrees) place."""
        sx = -s if flip else s
        self.raw(f'<g transform="translate({x:.1f} {y:.1f}) rotate({rot:.1f}) scale({sx:.4f} {s:.4f})">')
        self.scale *= s
        yield
        self.scale /= s
        self.raw("</g>")

    @contextmanager
    def clip(self, points: Sequence[Point]) -> Iterator[None]:
        """Keep what is drawn inside a polygon."""
        self._clips += 1
        name = f"c{self._clips}"
        self.raw(f'<clipPath id="{name}"><polygon points="{fmt(points)}"/></clipPath>')
        self.raw(f'<g clip-path="url(#{name})">')
        yield
        self.raw("</g>")

    def rect(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        fill: str | None = None,
        st: float = 1,
        r: float = 0,
        col: str | None = None,
        op: float = 1,
    ) -> None:
        """A rectangle from its upper left corner."""
        self.raw(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" rx="{r}" '
            f"{self._style(fill, st, col, op)}/>"
        )

    def poly(
        self,
        pts: Sequence[Point],
        fill: str | None = None,
        st: float = 1,
        col: str | None = None,
        op: float = 1,
    ) -> None:
        """A closed polygon."""
        self.raw(f'<polygon points="{fmt(pts)}" {self._style(fill, st, col, op)}/>')

    def line(
        self, pts: Sequence[Point], st: float = 1, col: str | None = None, dash: str = "", op: float = 1
    ) -> None:
        """An open line through points."""
        extra = f' stroke-dasharray="{dash}"' if dash else ""
        self.raw(f'<polyline points="{fmt(pts)}" {self._style(None, st, col, op)}{extra}/>')

    def path(
        self, d: str, fill: str | None = None, st: float = 1, col: str | None = None, op: float = 1
    ) -> None:
        """An SVG path."""
        self.raw(f'<path d="{d}" {self._style(fill, st, col, op)}/>')

    def circ(
        self,
        x: float,
        y: float,
        r: float,
        fill: str | None = None,
        st: float = 1,
        col: str | None = None,
        op: float = 1,
    ) -> None:
        """A circle."""
        self.raw(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" {self._style(fill, st, col, op)}/>')

    def ell(
        self,
        x: float,
        y: float,
        rx: float,
        ry: float,
        fill: str | None = None,
        st: float = 1,
        col: str | None = None,
        op: float = 1,
    ) -> None:
        """An ellipse."""
        self.raw(
            f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{rx:.1f}" ry="{ry:.1f}" '
            f"{self._style(fill, st, col, op)}/>"
        )

    def thick(self, pts: Sequence[Point], w: float, col: str, cap: str = "butt", op: float = 1) -> None:
        """A line whose width ``w`` belongs to the drawing, so it grows with the scale."""
        self.raw(
            f'<polyline points="{fmt(pts)}" fill="none" stroke="{col}" '
            f'style="vector-effect:none;stroke-width:{w:.2f}px;stroke-linecap:{cap};'
            f'stroke-linejoin:{"round" if cap == "round" else "miter"}" opacity="{op}"/>'
        )

    def limb(
        self,
        pts: Sequence[Point],
        w: float,
        fill: str,
        st: float = 1,
        cap: str = "round",
        col: str | None = None,
    ) -> None:
        """A thick line with an outline: limbs, pipes, hoses, cables."""
        edge = {1: FINE, 2: BOLD}.get(st, st) / self.scale
        self.thick(pts, w + edge, col or self.ink, cap)
        self.thick(pts, max(w - edge, 0.1), fill, cap)

    def hatch(self, pts: Sequence[Point], step: float = 14, col: str | None = None, op: float = 0.35) -> None:
        """Fine diagonal lines inside a polygon: shade, as an engraver would set it."""
        xs, ys = [p[0] for p in pts], [p[1] for p in pts]
        low, high, height = min(xs), max(xs), max(ys) - min(ys)
        with self.clip(pts):
            x = low - height
            while x < high:
                self.line([(x, max(ys)), (x + height, min(ys))], 1, col, op=op)
                x += step

    def svg(self) -> str:
        """The finished document."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.w}" height="{self.h}" '
            f'viewBox="0 0 {self.w} {self.h}"><style>*{{vector-effect:non-scaling-stroke;'
            f"stroke-linejoin:round;stroke-linecap:round}}</style>"
            f'<rect width="{self.w}" height="{self.h}" fill="{WHITE}"/>' + "\n".join(self.out) + "</svg>"
        )


def arc(
    cx: float, cy: float, r: float, a0: float, a1: float, n: int = 24, ry: float | None = None
) -> list[Point]:
    """Points on an arc, degrees, clockwise on the screen from the right."""
    ry = r if ry is None else ry
    return [
        (
            cx + r * math.cos(math.radians(a0 + (a1 - a0) * i / n)),
            cy + ry * math.sin(math.radians(a0 + (a1 - a0) * i / n)),
        )
        for i in range(n + 1)
    ]


def polar(x: float, y: float, r: float, deg: float) -> Point:
    """The point at distance ``r`` in a direction (0 is right, 90 is up)."""
    return x + r * math.cos(math.radians(deg)), y - r * math.sin(math.radians(deg))
