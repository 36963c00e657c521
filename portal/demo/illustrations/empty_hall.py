"""The empty hall of "take part": the one picture of the interface itself, not of the demo's content.

``python -m portal.demo.illustrations.empty_hall`` writes it. It stays SVG: without sky and horizon it
is light, and it stands on the paper of its page.
"""

import re
from pathlib import Path

from . import building as b
from .palette import HOT, STEEL_3, STEEL_4, STEEL_5, WHITE
from .people import person
from .scene import Scene
from .svg import Canvas

OUT = Path(__file__).resolve().parents[2] / "static" / "portal" / "pictures" / "empty-hall.svg"
PHANTOM = "26 12 2 12"
"""Long dash, dot: on a technical drawing, what is not there yet."""


PRESS = "M190 0V-250H400V0ZM190 -200H400M235 -200V-120H355V-200M220 -60H370M265 -120V-60M325 -120V-60"
WHEEL = "M537 -170a118 118 0 0 1 236 0a118 118 0 0 1 -236 0M621 -170a34 34 0 0 1 68 0a34 34 0 0 1 -68 0"
STAND = "M600 -65L580 0H730L710 -65"
VESSEL = "M920 -80V-260A70 70 0 0 1 1060 -260V-80A70 50 0 0 1 920 -80ZM945 -45V0M1035 -45V0"
PIPE = "M990 -330V-380H1120"


def _phantom(c: Canvas, *paths: str, colour: str = STEEL_4) -> None:
    """A machine that is not there yet."""
    for path in paths:
        c.raw(
            f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="5" stroke-dasharray="{PHANTOM}"/>'
        )


def empty_hall() -> Scene:
    """1240 × 690: a hall with its gate open, visitors at the door, phantom machines."""
    s = Scene("empty-hall", "mechanics", ground=580, scale=0.85, size=(1220, 680))
    with s.world(170) as c:
        hall = b.Hall(90, 1180, 480, "saw", 3, 170, s.wash, open_left=True)
        hall.back(c, s.glass, s.t.tint, empty=True)
        _phantom(c, PRESS)
        _phantom(c, WHEEL, STAND, colour=HOT)
        _phantom(c, VESSEL, PIPE)
        hall.front(c, s.l)
        # The gate is rolled up: above it the wall is cut.
        c.rect(64, -490, 26, 210, s.c.ink, 0)
        c.rect(52, -300, 50, 26, STEEL_3, 2)
        c.rect(-224, 0, 290, 12, s.c.ink, 0)
        person(c, 505, 0, "point", WHITE, HOT, skin=1)
        person(c, 10, 0, "walk", STEEL_4, None, skin=2)
        person(c, -55, 0, "walk", HOT, None, s=0.7, skin=2)
        person(c, -125, 0, "walk", WHITE, None, skin=0, trousers=STEEL_5)
    return s


def svg() -> str:
    """The picture without ground colour, and without a style sheet: a strict policy allows none."""
    text = re.sub(r"<style>.*?</style><rect [^>]*/>", "", empty_hall().frame(), count=1)
    return text.replace("<svg ", '<svg stroke-linejoin="round" stroke-linecap="round" ', 1) + "\n"


if __name__ == "__main__":
    OUT.write_text(svg(), encoding="utf-8")
