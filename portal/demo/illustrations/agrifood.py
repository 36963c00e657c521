"""Agri-food: bottles, ovens, chocolate, wine, rice, cheese."""
# Rows of coordinates are kept as drawn, and alternative texts on one line.
# fmt: off
# ruff: noqa: E501

from . import building as b
from . import parts as p
from .palette import EMBER, GLOW, HOT, INK, PAPER, STEEL_1, STEEL_2, STEEL_3, STEEL_4, STEEL_5, WHITE, mix
from .people import person
from .registry import picture
from .scene import Scene
from .svg import Canvas

WOOD, COCOA, COPPER, GREEN = "#B98A57", "#6B4530", "#C98A5A", "#5F7F63"


def filler(c: Canvas, x: float, y: float, glass: str) -> None:
    """A rotary filler over a belt at height ``y``."""
    c.rect(x - 110, y - 250, 220, 60, STEEL_2, 2, r=8)
    c.rect(x - 20, y - 300, 40, 52, STEEL_4, 1)
    c.rect(x - 130, y + 22, 260, -y - 22, STEEL_4, 2)
    for i in range(7):
        bx = x - 96 + i * 32
        c.rect(bx - 5, y - 192, 10, 50, STEEL_3, 1)
        p.bottle(c, bx, y, 118, glass, level=0.12 + i * 0.13)
        c.line([(bx, y - 142), (bx, y - 60)], 2, HOT)
    for dx in (-118, 110):
        c.rect(x + dx, y - 240, 10, 250, STEEL_3, 1)


@picture("agrifood-1", "La linea delle bottiglie", "The bottling line",
         "Tra le vigne, una linea riempie bottiglie sotto tre serbatoi d'acciaio; una persona controlla, un bambino indica.",
         "Among vineyards a line fills bottles under three steel tanks; one person checks while a child points.", (0.5, 0.6))
def bottling() -> Scene:
    """Two wide saw bays, tanks behind, bottles along the whole hall."""
    s = Scene("agrifood-1", "agrifood", ground=815, scale=0.9)
    s.outside("vines", sun=(300, 190))
    s.soil()
    s.trees((60, -230), (110, -190), (1545, 170))
    with s.world() as c:
        h = b.Hall(180, 1620, 500, "gables", 3, 120, s.wash)
        h.back(c, s.glass, s.t.tint)
        for i, x in enumerate((330, 500, 670)):
            p.vessel(c, x, 0, 140, 260, STEEL_2, 70, s.t.tint)
            p.pipe(c, [(x, -378), (x, -430), (1040 - i * 12, -430 + i * 0)], 12, STEEL_3, flanges=False)
        p.pipe(c, [(1030, -436), (1030, -390)], 18, STEEL_3)
        p.conveyor(c, 230, 1570, -90, STEEL_3)
        for x in range(260, 890, 42):
            p.bottle(c, x, -90, 118, GREEN, "", 0.0)
        for x in range(1190, 1560, 42):
            p.bottle(c, x, -90, 118, GREEN, s.t.tint)
        filler(c, 1030, -90, GREEN)
        person(c, 810, 0, "work", WHITE, s.t.tint, skin=1)
        person(c, 1330, 0, "tablet", s.t.deep, WHITE, flip=True)
        person(c, 1240, 0, "point", HOT, WHITE, s=0.74)
        h.front(c, s.l)
    return s


@picture("agrifood-2", "Il forno a tunnel", "The tunnel oven",
         "Un lungo forno a tunnel visto in sezione: l'impasto entra, i biscotti escono dorati; tre persone al nastro.",
         "A long tunnel oven in section: dough goes in, golden biscuits come out; three people at the belt.", (0.5, 0.6))
def oven() -> Scene:
    """Close section through an oven with burners."""
    s = Scene("agrifood-2", "agrifood", "morning", ground=840, scale=1.15)
    s.outside("town", sun=(260, 180))
    s.soil()
    with s.world() as c:
        h = b.Hall(80, 1312, 450, "saw_r", 3, 150, s.wash)
        h.back(c, s.glass, s.t.tint)
        for x in (162, 308):
            c.line([(x, -450), (x, -396)], 2)
        c.poly([(150, -400), (320, -400), (280, -290), (190, -290)], STEEL_2, 2)
        c.rect(180, -292, 110, 90, s.t.tint, 2)
        for x in (205, 262):
            c.circ(x, -214, 26, STEEL_3, 2)
        p.conveyor(c, 110, 1285, -126, STEEL_2, h=24)
        c.path("M420,-270 Q420,-300 450,-300 L950,-300 Q980,-300 980,-270 L980,0 L420,0 Z", STEEL_4, 2)
        c.rect(448, -270, 504, 150, EMBER, 2)
        c.rect(448, -96, 504, 76, mix(HOT, EMBER, 0.7), 2)
        for i in range(9):
            p.flame(c, 482 + i * 54, -24, 62)
        for i in range(10):
            c.path(f"M{462 + i * 52},-262 q12,14 0,28 q-12,14 0,28", None, 1, HOT)
        c.rect(410, -126, 580, 24, STEEL_2, 2, r=10)
        for i in range(26):
            c.circ(424 + i * 22, -114, 6, STEEL_1, 1)
        for i in range(21):
            x = 205 + i * 52
            tone = mix("#F2E3C2", "#B9763A", max(0, min(1, (x - 460) / 430)))
            c.path(f"M{x - 20},-127 q0,-22 20,-22 q20,0 20,22 Z", tone, 1)
            c.line([(x - 8, -143), (x - 8, -135)], 1)
            c.line([(x + 6, -143), (x + 6, -135)], 1)
        for x in (560, 840):
            p.pipe(c, [(x, -300), (x, -560)], 30, STEEL_3)
        p.steam(c, 1040, -190, 110)
        person(c, 360, 0, "work", WHITE, s.t.tint)
        person(c, 1130, 0, "tablet", WHITE, s.t.tint, flip=True, skin=2)
        person(c, 1225, 0, "look", s.t.deep, WHITE, flip=True, skin=1)
        h.front(c, s.l, 80)
    return s


def _chocolate_works(c: Canvas, s: Scene) -> None:
    for y in (-250, -520, -790):
        for i in range(6):
            c.rect(300 + i * 215, y, 130, 110, s.glass, 1)
            c.line([(365 + i * 215, y), (365 + i * 215, y + 110)], 1)
    c.circ(500, -660, 90, STEEL_4, 2)
    c.circ(500, -660, 66, HOT, 1)
    for _ in range(60):
        c.circ(500 + c.rng.uniform(-48, 48), -626 + c.rng.uniform(-18, 26), 6, COPPER, 1)
    c.poly([(430, -560), (570, -560), (550, -590), (450, -590)], STEEL_5, 2)
    c.poly([(440, -800), (560, -800), (520, -745), (480, -745)], STEEL_2, 2)
    for x in range(760, 1100, 62):
        c.path(f"M{x},-560 L{x},-606 Q{x + 4},-626 {x + 26},-628 Q{x + 50},-626 {x + 52},-606 L{x + 52},-560 Z", "#D9C29A", 1)
    person(c, 660, -560, "work", WHITE, s.t.tint, flip=True)
    p.pipe(c, [(500, -570), (500, -480)], 26, STEEL_3)
    for x in (420, 720, 1020):
        c.rect(x, -460, 230, 110, (s.t.tint, STEEL_2, s.t.tint)[(x // 300) % 3], 2, r=40)
        c.rect(x + 16, -412, 198, 44, COCOA, 1, r=20)
        p.gear(c, x + 115, -404, 32, 12, STEEL_3, x, 4, st=1)
        c.rect(x + 20, -350, 30, 50, STEEL_5, 1)
        c.rect(x + 180, -350, 30, 50, STEEL_5, 1)
    p.pipe(c, [(530, -360), (530, -230), (620, -230), (620, -150)], 16, COCOA)
    person(c, 1515, -300, "tablet", WHITE, s.t.tint, flip=True, skin=2)
    for x in (572, 668):
        c.line([(x, -280), (x, -200)], 2)
    c.rect(560, -200, 120, 54, STEEL_2, 2)
    for x in (590, 620, 650):
        c.line([(x, -146), (x, -108)], 2, COCOA)


@picture("agrifood-3", "Dalla tostatura alla tavoletta", "From roaster to bar",
         "Edificio a tre piani in città: in alto si tostano le nocciole, a metà gira la conca, in basso escono tavolette.",
         "A three-storey house in town: hazelnuts roast on top, a conche turns in the middle, bars leave at the bottom.", (0.45, 0.55))
def chocolate() -> Scene:
    """Three floors, the process runs downwards."""
    s = Scene("agrifood-3", "agrifood", "dusk", ground=850, scale=0.8)
    s.outside("town", sun=(1330, 260), spire=1370)
    s.soil()
    s.trees((90, 190), (1500, 150))
    with s.world() as c:
        h = b.Hall(260, 1560, 820, "gables", 2, 110, s.wash, windows=False)
        h.back(c, s.glass, s.t.tint)
        _chocolate_works(c, s)
        p.conveyor(c, 330, 1320, -86, STEEL_3)
        for i in range(14):
            x = 370 + i * 66
            c.rect(x, -106, 46, 20, COCOA if x > 550 else PAPER, 1)
            for k in range(1, 4):
                c.line([(x + k * 11.5, -106), (x + k * 11.5, -86)], 1, COPPER)
        p.pallet(c, 1360, 0, 3, 4, 38)
        person(c, 1220, 0, "work", WHITE, s.t.tint, flip=True, skin=1)
        person(c, 300, 0, "look", s.t.deep, None)
        for y in (-280, -540):
            b.floor(c, 260, 1560, y - 20)
        p.stairs(c, 1200, -300, 260, 260)
        h.front(c, s.l)
    return s


@picture("agrifood-4", "La cantina sotto la collina", "The cellar under the hill",
         "Al tramonto, sotto le vigne, la cantina a volte: botti in fila, un torchio acceso di mosto e due visitatori.",
         "At dusk, under the vineyards, a vaulted cellar with rows of barrels, a press red with must and two visitors.", (0.5, 0.7))
def cellar() -> Scene:
    """Far view: small winery above, vaults below the ground."""
    s = Scene("agrifood-4", "agrifood", "dusk", ground=520, scale=0.8)
    s.outside("vines", sun=(420, 200))
    s.soil()
    s.trees((80, 170), (170, -220), (230, -190), (1500, 200))
    with s.world() as c:
        up = b.Hall(820, 1500, 240, "gable", 2, 130, s.wash)
        up.back(c, s.glass, s.t.tint)
        for x in (1120, 1270, 1400):
            p.vessel(c, x, 0, 110, 130, STEEL_2, 30, s.t.tint)
        c.rect(880, -150, 150, 130, WOOD, 2)
        for k in range(1, 6):
            c.line([(880 + k * 25, -150), (880 + k * 25, -20)], 1)
        c.rect(950, -230, 14, 100, STEEL_4, 1)
        c.rect(890, -166, 130, 20, HOT, 1)
        c.path("M1030,-40 q30,0 34,40 l12,0 q0,-52 -46,-52 Z", HOT, 1)
        person(c, 1062, 0, "point", s.t.deep, None, flip=True)
        up.front(c, s.l, 0)
    with s.c.at(0, 900, 0.8):
        c = s.c
        for i in range(4):
            x0, x1 = 130 + i * 440, 560 + i * 440
            v = b.Hall(x0, x1, 190, "vault", 1, 170, mix(s.wash, GLOW, 0.14), windows=False)
            c.poly(v.outline(), v.wash, 0)
            for k in range(6):
                c.poly([*b.arc((x0 + x1) / 2, -190, 215 - k * 9, 180, 360, 24, ry=170 - k * 8)], None, 1, col=mix(v.wash, INK, 0.2))
            b.lamp(c, (x0 + x1) / 2, -360, 60, 200)
            _barrels(c, x0, i, s.t.tint)
            v.front(c, s.l, 0)
        person(c, 520, 0, "point", STEEL_4, None, skin=1)
        person(c, 600, 0, "look", s.t.deep, None, flip=True, skin=0)
        person(c, 1335, 0, "walk", WHITE, None, skin=2)
        c.rect(1120, -475, 70, 290, INK, 0)
        c.rect(1132, -475, 46, 300, s.wash, 0)
        p.ladder(c, 1155, -475, -20)
    return s


def _barrels(c: Canvas, x: float, i: int, tint: str) -> None:
    if i % 2:
        for k in range(2):
            cx = x + 118 + k * 186
            c.circ(cx, -110, 88, WOOD, 2)
            c.circ(cx, -110, 72, mix(WOOD, WHITE, 0.25), 1)
            for j in range(-3, 4):
                c.line([(cx + j * 20, -110 - (72**2 - (j * 20) ** 2) ** 0.5), (cx + j * 20, -110 + (72**2 - (j * 20) ** 2) ** 0.5)], 1)
            c.rect(cx - 40, -118, 80, 14, tint, 1)
            c.rect(cx - 70, -24, 140, 24, COCOA, 1)
    else:
        for row in range(2):
            for k in range(3 - row):
                cx, cy = x + 82 + k * 124 + row * 62, -44 - row * 78
                c.circ(cx, cy, 44, WOOD, 2)
                c.circ(cx, cy, 34, mix(WOOD, WHITE, 0.25), 1)
                c.circ(cx, cy + 10, 4, INK, 0)


def _rice_mill_works(c: Canvas, s: Scene) -> None:
    for y in (-840, -560, -300):
        for k in range(4):
            c.rect(1190 + k * 150, y, 84, 90, s.glass, 1)
    c.rect(1070, -900, 60, 900, STEEL_3, 2)
    c.rect(1084, -880, 32, 860, STEEL_5, 1)
    for k in range(17):
        c.path(f"M1086,{-60 - k * 50} l28,0 l-6,20 l-16,0 Z", HOT if k % 4 == 0 else s.t.tint, 1)
    p.pipe(c, [(1130, -880), (1300, -800), (1300, -740)], 24, STEEL_2)
    for x in (1260, 1520):
        with c.at(x, -640, 1, rot=8):
            for k in range(3):
                c.rect(0, k * 24 - 40, 200, 18, (s.t.tint, STEEL_1, STEEL_2)[k], 2)
        c.line([(x + 6, -616), (x + 6, -580)], 2)
    for x in (1340, 1600):
        c.poly([(x - 70, -480), (x + 70, -480), (x + 24, -400), (x - 24, -400)], STEEL_2, 2)
        c.rect(x - 40, -400, 80, 80, s.t.tint, 2)
        p.gear(c, x, -362, 22, 10, STEEL_2, 0, 0, st=1)
        p.pipe(c, [(x, -300), (x, -170)], 20, STEEL_3)
        c.path(f"M{x - 40},0 Q{x - 52},-80 {x - 26},-116 L{x + 26},-116 Q{x + 52},-80 {x + 40},0 Z", PAPER, 2)
        c.line([(x - 8, -166), (x - 8, -118)], 2, HOT)
        c.line([(x + 8, -166), (x + 8, -118)], 2, HOT)
    b.floor(c, 1180, 1800, -580)
    b.floor(c, 1180, 1800, -300)


@picture("agrifood-5", "La riseria", "The rice mill",
         "Nella piana allagata, quattro silos e un mulino alto in sezione: elevatori a tazze, setacci e riso bianco nei sacchi.",
         "On the flooded plain, four silos and a tall mill in section: bucket elevators, sieves and white rice into sacks.", (0.6, 0.55))
def rice_mill() -> Scene:
    """Silos outside, a narrow tall mill cut open."""
    s = Scene("agrifood-5", "agrifood", "morning", ground=810, scale=0.72)
    s.outside("rice", sun=(240, 250))
    s.soil()
    with s.world() as c:
        for i in range(4):
            x = 190 + i * 190
            c.path(f"M{x - 85},0 L{x - 85},-600 L{x},-670 L{x + 85},-600 L{x + 85},0 Z", STEEL_1 if i != 2 else PAPER, 2)
            for k in range(1, 15):
                c.line([(x - 85, -k * 42), (x + 85, -k * 42)], 1, STEEL_3)
            c.rect(x + 30, -600, 55, 600, STEEL_3, 0, op=0.35)
            if i == 2:
                c.poly([(x - 66, -90), (x - 66, -470), (x, -505), (x + 66, -470), (x + 66, -90), (x + 14, -30), (x - 14, -30)], s.t.tint, 2)
        c.rect(80, -712, 1000, 24, STEEL_4, 2)
        h = b.Hall(1010, 1800, 880, "gable", 1, 130, s.wash, windows=False)
        h.back(c, s.glass, s.t.tint)
        _rice_mill_works(c, s)
        person(c, 1745, -300, "tablet", WHITE, s.t.tint, flip=True, skin=1)
        person(c, 1460, 0, "work", s.t.deep, WHITE, flip=True)
        person(c, 1735, 0, "point", STEEL_4, WHITE, flip=True, skin=2)
        p.ladder(c, 1160, -580, 0)
        h.front(c, s.l)
        person(c, 925, 0, "walk", HOT, WHITE, skin=0)
    return s


@picture("agrifood-6", "Caldaie di rame e forme al fresco", "Copper vats, cool shelves",
         "Caseificio in inverno: due caldaie di rame fumano, a destra la stanza di stagionatura piena di forme; neve sui monti.",
         "A dairy in winter: two copper vats steam, on the right a ripening room full of wheels; snow on the peaks.", (0.45, 0.6))
def dairy() -> Scene:
    """Low vaulted dairy under snowy mountains, a store of cheese beside it."""
    s = Scene("agrifood-6", "agrifood", "winter", ground=820, scale=1.05)
    s.outside("alps", sun=(230, 170), peak=1260)
    s.soil()
    s.trees((50, -240), (1560, -210))
    with s.world() as c:
        h = b.Hall(110, 950, 400, "vault", 3, 170, s.wash)
        h.back(c, s.glass, s.t.tint)
        for x in (300, 590):
            c.path(f"M{x - 120},-170 Q{x - 110},-20 {x},-14 Q{x + 110},-20 {x + 120},-170 Z", COPPER, 2)
            c.path(f"M{x + 40},-168 Q{x + 60},-60 {x + 20},-18 Q{x + 108},-28 {x + 118},-168 Z", mix(COPPER, INK, 0.2), 0)
            c.ell(x, -170, 120, 24, PAPER, 2)
            c.rect(x - 124, -20, 248, 20, STEEL_4, 2)
            c.line([(x, -390), (x, -170)], 2)
            c.rect(x - 26, -404, 52, 30, STEEL_3, 1)
            c.line([(x - 60, -180), (x + 60, -180)], 2)
            p.steam(c, x - 10, -215, 130, 4)
            p.flame(c, x, 0, 30)
        person(c, 445, 0, "work", WHITE, WHITE, skin=1, flip=True)
        person(c, 850, 0, "point", s.t.deep, WHITE, flip=True)
        person(c, 780, 0, "look", HOT, WHITE, flip=True, s=0.7, skin=2)
        h.open_right = True
        h.front(c, s.l)
        r = b.Hall(976, 1420, 360, "flat", 1, 0, mix(s.wash, "#9CB2BE", 0.3), windows=False)
        r.back(c, s.glass, s.t.tint)
        for row in range(5):
            y = -20 - row * 58
            c.rect(996, y, 320, 8, WOOD, 1)
            for k in range(5):
                c.rect(1002 + k * 62, y - 36, 54, 36, mix(s.t.tint, WHITE, 0.15 * ((row + k) % 3)), 1, r=8)
        for x in (996, 1156, 1308):
            c.rect(x, -262, 8, 262, WOOD, 1)
        person(c, 1370, 0, "up", WHITE, s.t.tint, flip=True)
        r.front(c, s.l)
    return s
