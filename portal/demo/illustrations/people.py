"""People for scale: 170 units high, feet at y = 0, looking to the right."""

# SVG path data is not broken across lines.

from .palette import INK, SKIN, STEEL_5, WHITE
from .svg import Canvas, Point

# Back arm, front arm (shoulder, elbow, hand) and back leg, front leg (hip, knee, foot).
POSES: dict[str, tuple[list[Point], list[Point], list[Point], list[Point]]] = {
    "stand": (
        [(-5, -133), (-13, -108), (-10, -84)],
        [(6, -133), (11, -108), (12, -84)],
        [(-5, -88), (-7, -45), (-8, -3)],
        [(5, -88), (7, -45), (8, -3)],
    ),
    "point": (
        [(-5, -133), (-14, -108), (-10, -86)],
        [(6, -132), (30, -130), (54, -142)],
        [(-5, -88), (-7, -45), (-9, -3)],
        [(5, -88), (7, -45), (9, -3)],
    ),
    "work": (
        [(-4, -132), (12, -106), (38, -110)],
        [(6, -132), (20, -102), (46, -104)],
        [(-5, -88), (-8, -45), (-10, -3)],
        [(5, -88), (9, -46), (8, -3)],
    ),
    "walk": (
        [(-4, -133), (10, -110), (20, -90)],
        [(4, -133), (-8, -110), (-12, -86)],
        [(-4, -88), (-10, -46), (-28, -6)],
        [(4, -88), (16, -48), (22, -3)],
    ),
    "up": (
        [(-4, -133), (12, -112), (32, -122)],
        [(6, -134), (24, -150), (38, -176)],
        [(-5, -88), (-9, -45), (-12, -3)],
        [(5, -88), (8, -45), (8, -3)],
    ),
    "tablet": (
        [(-4, -132), (8, -106), (26, -114)],
        [(6, -132), (14, -104), (34, -112)],
        [(-5, -88), (-7, -45), (-8, -3)],
        [(5, -88), (7, -45), (8, -3)],
    ),
    "look": (
        [(-5, -133), (-17, -110), (-11, -90)],
        [(5, -133), (-9, -108), (-13, -90)],
        [(-5, -88), (-7, -45), (-9, -3)],
        [(5, -88), (7, -45), (8, -3)],
    ),
    "sit": (
        [(-3, -95), (10, -70), (34, -74)],
        [(5, -95), (16, -66), (40, -70)],
        [(-3, -50), (36, -50), (34, -3)],
        [(3, -50), (42, -50), (42, -3)],
    ),
}


def _coat(c: Canvas, drop: float, low: float, coat: str) -> None:
    top = -141 + drop
    c.path(
        f"M-13,{top + 6} Q-12,{top} -4,{top - 1} L5,{top - 1} Q13,{top} 14,{top + 6} "
        f"L13,{low - 18} L15,{low} L-14,{low} L-13,{low - 18} Z",
        coat,
        1,
    )


def _head(c: Canvas, drop: float, skin: str, helmet: str | None, hair: str) -> None:
    y = -157 + drop
    c.rect(-4, y + 6, 8, 12, skin, 0)
    c.circ(1, y, 11.5, skin, 1)
    if helmet:
        c.path(f"M-13,{y - 2} A14,14.5 0 0 1 13,{y - 2} L19,{y - 1.5} L19,{y + 1} L-13,{y + 1} Z", helmet, 1)
        c.line([(0, y - 13.5), (2, y - 3)], 1)
    else:
        c.path(f"M12,{y - 4} A12,12 0 1 0 -7,{y + 9} Q-6,{y} 0,{y - 4} Q6,{y - 3} 12,{y - 4} Z", hair, 1)


def _chair(c: Canvas) -> None:
    c.limb([(0, -44), (0, -8)], 5, STEEL_5)
    c.limb([(-18, -5), (20, -5)], 6, STEEL_5)
    c.limb([(-18, -44), (22, -44)], 9, STEEL_5)
    c.limb([(-20, -50), (-24, -98)], 7, STEEL_5)


def _leg(c: Canvas, leg: list[Point], trousers: str) -> None:
    fx, fy = leg[2]
    c.limb(leg, 12, trousers)
    c.path(
        f"M{fx - 7},{fy + 3} L{fx - 6},{fy - 4} Q{fx + 4},{fy - 6} {fx + 13},{fy} L{fx + 13},{fy + 3} Z", INK
    )


def person(
    c: Canvas,
    x: float,
    y: float,
    pose: str = "stand",
    coat: str = WHITE,
    helmet: str | None = WHITE,
    trousers: str = STEEL_5,
    skin: int = 0,
    flip: bool = False,
    s: float = 1,
    long: bool = False,
    hair: str = INK,
    chair: bool = True,
) -> None:
    """Draw one person with the feet at (x, y).

    ``s`` scales from 170 units (0.72 makes a child of ten), ``long`` gives a
    laboratory coat, ``helmet`` None shows hair, ``flip`` turns to the left.
    """
    back_arm, front_arm, back_leg, front_leg = POSES[pose]
    drop = 38 if pose == "sit" else 0
    with c.at(x, y, s, flip):
        if pose == "sit" and chair:
            _chair(c)
        c.limb(back_arm, 9, coat)
        c.circ(*back_arm[2], 4.6, SKIN[skin], 1)
        for leg in (back_leg, front_leg):
            _leg(c, leg, trousers)
        low = -46 if pose == "sit" else (-52 if long else -80)
        _coat(c, drop, low, coat)
        _head(c, drop, SKIN[skin], helmet, hair)
        if pose == "tablet":
            c.poly([(26, -128), (44, -124), (42, -102), (24, -106)], INK, 1)
        c.limb(front_arm, 9.5, coat)
        c.circ(*front_arm[2], 4.8, SKIN[skin], 1)
