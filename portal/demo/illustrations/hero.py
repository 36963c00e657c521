"""The wide picture of the home page: every sector in one long section under the Alps."""
# Rows of coordinates are kept as drawn, and alternative texts on one line.
# fmt: off
# ruff: noqa: E501

from . import building as b
from . import parts as p
from .agrifood import GREEN, filler
from .automotive import car
from .chemical import flask, molecule
from .datacentre import rack, tray
from .mechanics import gear_train
from .other import ring
from .palette import HOT, STEEL_1, STEEL_2, STEEL_3, STEEL_4, STEEL_5, TINTS, WHITE, mix, sector
from .people import person
from .registry import picture
from .scene import Scene
from .svg import Canvas
from .textile import loom, spool


def _rooms(c: Canvas, s: Scene) -> list[b.Hall]:
    """Six bays under one saw roof; every bay has the wash of its sector."""
    names = ("mechanics", "agrifood", "automotive", "textile", "chemical", "other")
    edges = (160, 640, 1060, 1540, 1970, 2330, 2640)
    halls = []
    for name, x0, x1 in zip(names, edges, edges[1:], strict=False):
        t = sector(name)
        h = b.Hall(x0, x1, 470, "saw", 1, 170, t.wash, open_left=x0 != 160, open_right=x1 != 2640)
        h.back(c, s.glass, t.tint)
        halls.append(h)
    return halls


def _left(c: Canvas) -> None:
    m, a, v = sector("mechanics"), sector("agrifood"), sector("automotive")
    c.rect(200, -60, 400, 60, STEEL_5, 2)
    gear_train(c, 324, -206, 0.8, (STEEL_2, m.tint, HOT), 12)
    c.rect(312, -200, 24, 144, STEEL_4, 1)
    person(c, 560, -60, "up", m.deep, WHITE, flip=True, skin=1)
    p.conveyor(c, 665, 1040, -90, STEEL_3)
    filler(c, 880, -90, GREEN)
    for x in (695, 735):
        p.bottle(c, x, -90, 112, GREEN, "", 0.0)
    p.bottle(c, 1018, -90, 112, GREEN, a.tint)
    person(c, 1035, 0, "tablet", WHITE, a.tint, flip=True)
    c.rect(1085, -40, 430, 40, STEEL_5, 2)
    for i in range(9):
        c.circ(1110 + i * 48, -20, 8, STEEL_3, 1)
    car(c, 1110, -36, 0.95, v.tint, 2)
    tip = p.robot(c, 1490, -40, 130, (118, 186, 240), STEEL_2)
    p.sparks(c, *tip, 26)
    person(c, 1150, -40, "look", WHITE, WHITE, skin=2)


def _right(c: Canvas) -> None:
    t, k, o = sector("textile"), sector("chemical"), sector("other")
    loom(c, 1580, 0.72, t.tint, t.deep, True)
    for i in range(4):
        spool(c, 1590 + i * 24, -420, 30, (t.tint, WHITE, HOT, t.deep)[i])
    c.rect(1574, -420, 110, 8, "#B98A57", 1)
    person(c, 1945, 0, "work", WHITE, None, flip=True, hair="#6B4530")
    p.vessel(c, 2060, 0, 120, 230, STEEL_1, 70, k.tint)
    p.pipe(c, [(2060, -336), (2060, -400), (2300, -400)], 14, STEEL_3)
    c.rect(2160, -92, 150, 12, WHITE, 2)
    for x in (2170, 2290):
        c.rect(x, -80, 10, 80, STEEL_4, 1)
    molecule(c, 2210, -180, 0.62, k.tint)
    c.rect(2207, -140, 6, 48, STEEL_4, 1)
    flask(c, 2278, -92, 52, HOT)
    person(c, 2142, 0, "work", WHITE, None, long=True, skin=1)
    c.rect(2370, -92, 200, 14, "#B98A57", 2)
    c.rect(2385, -78, 160, 78, o.tint, 1)
    ring(c, 2460, -136, 38)
    p.flame(c, 2404, -92, 46)
    person(c, 2600, 0, "work", o.deep, None, flip=True, skin=0)


@picture("hero", "La fabbrica aperta", "The open factory",
         "Una lunga fabbrica senza parete sotto le Alpi: ingranaggi, bottiglie, auto, telaio, laboratorio, oreficeria e server sotto terra.",
         "A long factory without its wall under the Alps: gears, bottles, a car, a loom, a laboratory, jewellery, servers below.", (0.5, 0.55))
def hero() -> Scene:
    """2000 × 1000: six processes above, the data hall below."""
    s = Scene("hero", "datacentre", "morning", ground=700, scale=0.71, size=(2000, 1000))
    s.outside("both", peak=560, sun=(1560, 190))
    s.soil()
    s.trees((40, 150), (1925, -220), (1965, 150))
    with s.world() as c:
        halls = _rooms(c, s)
        _left(c)
        _right(c)
        for h in halls:
            h.front(c, s.l, 0 if 600 < h.x0 < 1900 else 110)
        for h in halls[1:]:
            b.wall(c, h.x0, -470, -330, 18)
        d = b.Hall(730, 1900, 270, "flat", 1, 0, sector("datacentre").wash, base=330, windows=False)
        c.poly(d.outline(), d.wash, 0)
        tray(c, 730, 1900, 110)
        for i in range(12):
            rack(c, 765 + i * 76 + (i > 5) * 130, 300, 68, 168, hot=4 if i in (3, 8) else -1)
        c.rect(730, 304, 1170, 26, mix(TINTS["mechanics"], WHITE, 0.3), 1)
        person(c, 1262, 302, "point", WHITE, None, flip=True, skin=2)
        person(c, 1312, 302, "look", HOT, None, flip=True, s=0.72)
        person(c, 1858, 302, "tablet", STEEL_4, None, flip=True)
        d.front(c, s.l, 0)
        person(c, 60, 0, "walk", HOT, None, skin=0)
        person(c, 20, 0, "walk", STEEL_4, None, s=0.7, skin=2)
    return s
