"""Textile: looms, weaving sheds, spinning, dyeing, warping, finishing."""
# Rows of coordinates are kept as drawn, and alternative texts on one line.
# fmt: off
# ruff: noqa: E501

import math

from . import building as b
from . import parts as p
from .palette import HOT, INK, PAPER, STEEL_1, STEEL_2, STEEL_3, STEEL_4, STEEL_5, WHITE, mix
from .people import person
from .registry import picture
from .scene import Scene
from .svg import Canvas

WOOD, WOOL = "#B98A57", "#EFE6D6"


def spool(c: Canvas, x: float, y: float, h: float, fill: str) -> None:
    """A cone of yarn standing at (x, y)."""
    c.rect(x - h * 0.08, y - h * 1.12, h * 0.16, h * 0.16, WOOD, 1)
    c.poly([(x - h * 0.34, y), (x + h * 0.34, y), (x + h * 0.2, y - h), (x - h * 0.2, y - h)], fill, 1)
    for k in range(1, 4):
        c.line([(x - h * 0.3, y - h * 0.22 * k), (x + h * 0.28, y - h * (0.22 * k + 0.1))], 1, mix(fill, INK, 0.4))


def loom(c: Canvas, x: float, k: float, frame: str, cloth: str, hot: bool = False, threads: int = 13) -> None:
    """A loom from the side, 520 wide: warp beam left, shed, reed, cloth roll right."""
    with c.at(x, 0, k):
        c.rect(20, -210, 30, 210, frame, 2)
        c.rect(430, -160, 30, 160, frame, 2)
        c.rect(0, -24, 480, 24, STEEL_5, 2)
        p.coil(c, 36, -120, 58, WOOL, STEEL_4, 6)
        p.coil(c, 446, -72, 40, cloth, STEEL_4, 4)
        c.poly([(36, -178), (90, -206), (236, -262), (334, -202), (236, -152), (90, -202)], WOOL, 1)
        for i in range(threads):
            t = i / (threads - 1)
            mid = -262 + t * 38 if i % 2 else -152 - t * 38
            c.line([(30 + t * 8, -178), (90, -206 + t * 4), (236, mid), (334, -202 + t * 4)], 1, HOT if i % 6 == 3 else mix(cloth, INK, 0.3))
        c.limb([(330, -200), (446, -186), (482, -78)], 8, cloth)
        for i in range(4):
            xx = 170 + i * 28
            c.rect(xx, -300 + (18 if i % 2 else -6), 12, 170, (STEEL_1, mix(frame, WHITE, 0.4))[i % 2], 1)
            c.line([(xx + 6, -390), (xx + 6, -300)], 1)
        c.rect(120, -410, 240, 40, frame, 2)
        for dx in (126, 340):
            c.rect(dx, -372, 14, 350, STEEL_3, 1)
        c.limb([(306, -30), (312, -244)], 10, STEEL_4)
        c.rect(296, -252, 28, 66, STEEL_2, 1)
        c.poly([(222, -203), (244, -210), (288, -210), (300, -203), (288, -196), (244, -196)], HOT if hot else STEEL_3, 1)
        p.gear(c, 250, -70, 40, 16, STEEL_2, 3, 4, st=1)
        p.gear(c, 308, -48, 22, 9, STEEL_3, 6, 0, st=1)


@picture("textile-1", "Dentro il telaio", "Inside the loom",
         "Primo piano di un telaio: fili d'ordito tesi dal subbio, licci alternati, la navetta rossa e una tessitrice al lavoro.",
         "Close view of a loom: warp threads from the beam, alternating heddles, the red shuttle and a weaver at work.", (0.5, 0.55))
def loom_close() -> Scene:
    """One loom fills the hall."""
    s = Scene("textile-1", "textile", ground=860, scale=1.5)
    s.outside("alps", peak=1330, sun=(220, 130))
    s.soil()
    with s.world() as c:
        h = b.Hall(60, 1008, 430, "saw", 2, 110, s.wash)
        h.back(c, s.glass, s.t.tint)
        loom(c, 190, 1.04, s.t.tint, s.t.deep, True, 25)
        person(c, 762, 0, "work", WHITE, None, skin=0, flip=True, hair="#6B4530")
        person(c, 905, 0, "point", s.t.deep, None, flip=True, skin=2)
        for i in range(5):
            spool(c, 84 + i * 24, -92, 44, (s.t.tint, WOOL, HOT, s.t.deep, WOOL)[i])
        p.bench(c, 70, 128, drawers=False)
        h.front(c, s.l, 70)
    return s


@picture("textile-2", "La tessitura a shed", "The weaving shed",
         "Una lunga sala a shed con cinque telai in fila, pezze di stoffa ai piedi delle Alpi e quattro persone tra le macchine.",
         "A long sawtooth shed with five looms in a row at the foot of the Alps, and four people among the machines.", (0.5, 0.6))
def shed() -> Scene:
    """Five looms, five bays; seen from farther."""
    s = Scene("textile-2", "textile", "morning", ground=800, scale=0.74)
    s.outside("alps", peak=560, sun=(1330, 190))
    s.soil()
    s.trees((60, 160), (1530, 170), (1580, 120))
    with s.world() as c:
        h = b.Hall(150, 2010, 460, "saw_r", 5, 190, s.wash)
        h.back(c, s.glass, s.t.tint)
        c.rect(150, -446, 1860, 22, s.t.deep, 1)
        for i in range(5):
            c.circ(h.bay(i + 0.5), -435, 34, STEEL_3, 2)
            c.line([(h.bay(i + 0.5) - 32, -435), (h.bay(i + 0.5) - 20, -300)], 1)
            loom(c, 178 + i * 368, 0.68, (s.t.tint, STEEL_2)[i % 2], (s.t.deep, s.t.tint, HOT, s.t.deep, WOOL)[i], i == 2)
        person(c, 525, 0, "work", WHITE, None, flip=True, skin=1)
        person(c, 1262, 0, "tablet", s.t.deep, None, flip=True)
        person(c, 1632, 0, "look", WHITE, None, skin=2)
        person(c, 1680, 0, "point", HOT, None, s=0.7, flip=True)
        h.front(c, s.l)
    return s


def _mill_works(c: Canvas, s: Scene) -> None:
    for y in (-200, -420, -640, -850):
        for i in range(6):
            c.rect(800 + i * 215, y, 90, 120, s.glass, 1)
            c.line([(845 + i * 215, y), (845 + i * 215, y + 120)], 1)
    c.limb([(500, -60), (800, -60)], 20, STEEL_4)
    c.rect(800, -850, 24, 850, STEEL_3, 1)
    for y in (-60, -290, -510, -730):
        p.gear(c, 812, y, 40, 14, HOT if y == -60 else STEEL_2, 0, 4, st=1)
    for i in range(3):
        x = 960 + i * 320
        p.coil(c, x, -110, 88, WOOL, STEEL_4, 6)
        p.coil(c, x + 112, -76, 42, s.t.tint, STEEL_4, 3)
        c.rect(x - 90, -22, 240, 22, STEEL_5, 1)
    _frame(c, 900, -240, 520, s.t.tint, HOT)
    _frame(c, 1480, -240, 480, s.t.tint, WOOL)
    _frame(c, 900, -460, 520, s.t.deep, WOOL)
    _frame(c, 1480, -460, 480, s.t.tint, s.t.tint)
    for i in range(22):
        spool(c, 905 + i * 44, -680, 74, (WOOL, s.t.tint, s.t.deep, WOOL, HOT)[i % 5])
    person(c, 1950, -680, "work", WHITE, None, flip=True, skin=1)
    person(c, 1440, -460, "work", WHITE, None, skin=2)
    person(c, 1450, -240, "up", s.t.deep, None, flip=True)
    person(c, 1960, 0, "tablet", WHITE, None, flip=True)
    person(c, 1890, 0, "look", STEEL_4, None, skin=1)


@picture("textile-3", "Il lanificio sul torrente", "The mill on the stream",
         "Antico lanificio a quattro piani con la ruota ad acqua: carde in basso, filatoi al centro, rocche sotto il tetto.",
         "An old four-storey wool mill with a water wheel: carding below, spinning frames above, cones under the roof.", (0.55, 0.55))
def mill() -> Scene:
    """Tall narrow mill, stream and wheel at its side."""
    s = Scene("textile-3", "textile", "day", ground=820, scale=0.68)
    s.outside("both", peak=300, sun=(1380, 140))
    s.soil()
    c = s.c
    c.poly([(0, 822), (210, 822), (270, 870), (430, 870), (470, 822), (470, 930), (0, 930)], "#A9C4CE", 2)
    for y in (850, 880, 905):
        c.line([(20, y), (180, y)], 1)
    s.trees((60, -230), (1480, 200), (1560, -240))
    with s.world() as c:
        c.circ(500, -60, 190, WOOD, 2)
        c.circ(500, -60, 160, s.l.near, 1)
        for i in range(12):
            a = math.radians(i * 30 + 8)
            c.line([(500, -60), (500 + 188 * math.cos(a), -60 + 188 * math.sin(a))], 2)
            c.limb([(500 + 160 * math.cos(a), -60 + 160 * math.sin(a)), (500 + 206 * math.cos(a + 0.1), -60 + 206 * math.sin(a + 0.1))], 14, WOOD)
        c.circ(500, -60, 26, STEEL_3, 2)
        c.limb([(0, -262), (470, -262)], 26, WOOD, st=2)
        c.path("M0,-278 L480,-276 Q690,-250 700,40 L672,40 Q660,-220 470,-262 L0,-264 Z", "#A9C4CE", 1)
        h = b.Hall(740, 2060, 880, "gable", 1, 190, s.wash, windows=False)
        h.back(c, s.glass, s.t.tint)
        _mill_works(c, s)
        for y in (-240, -460, -680):
            b.floor(c, 740, 2060, y)
        h.front(c, s.l)
    return s


def _frame(c: Canvas, x: float, y: float, w: float, tint: str, yarn: str) -> None:
    """A ring spinning frame on a floor at ``y``: creel above, spindles below."""
    c.rect(x, y - 34, w, 34, tint, 1)
    c.rect(x, y - 150, w, 14, STEEL_3, 1)
    n = int(w / 34)
    for i in range(n):
        bx = x + 20 + i * (w - 40) / (n - 1)
        c.rect(bx - 10, y - 176, 20, 30, WOOL, 1)
        c.line([(bx, y - 136), (bx, y - 90)], 1, mix(yarn, INK, 0.3))
        c.poly([(bx - 9, y - 34), (bx + 9, y - 34), (bx + 4, y - 88), (bx - 4, y - 88)], yarn, 1)
    for dx in (0, w - 12):
        c.rect(x + dx, y - 160, 12, 160, tint, 1)


@picture("textile-4", "Il bagno di colore", "The dye bath",
         "Tintoria al tramonto: tre vasche fumanti, un lungo drappo rosso che sale tra i rulli e scende ad asciugare.",
         "A dye house at dusk: three steaming vats, a long red cloth climbing over rollers and coming down to dry.", (0.5, 0.55))
def dye_house() -> Scene:
    """A high room crossed by one cloth."""
    s = Scene("textile-4", "textile", "dusk", ground=830, scale=1.0)
    s.outside("vines", sun=(200, 240))
    s.soil()
    s.trees((50, 170), (1555, -250))
    with s.world() as c:
        h = b.Hall(120, 1480, 560, "shed", 4, 130, s.wash)
        h.back(c, s.glass, s.t.tint)
        pts = [(160, -120), (210, -470), (290, -470), (330, -90), (400, -90), (450, -470), (530, -470), (570, -90), (640, -90), (690, -470),
               (770, -470), (810, -90), (880, -90), (930, -450), (1010, -450), (1040, -150), (1080, -150), (1110, -450), (1150, -450), (1180, -150),
               (1220, -150), (1250, -450), (1330, -450), (1390, -130)]
        c.limb(pts, 18, HOT, st=1)
        for i, (x, y) in enumerate(pts[1:-1]):
            c.circ(x, y, 15, STEEL_1 if i % 2 else STEEL_2, 1)
        c.rect(190, -500, 620, 14, s.t.deep, 1)
        c.rect(910, -480, 440, 14, s.t.deep, 1)
        p.coil(c, 176, -96, 50, WOOL, STEEL_4, 5)
        p.coil(c, 1404, -96, 62, HOT, STEEL_4, 5)
        for i in range(3):
            x = 290 + i * 240
            c.path(f"M{x},-150 L{x + 180},-150 L{x + 168},-20 L{x + 12},-20 Z", (s.t.tint, s.t.deep, s.t.tint)[i], 2)
            c.rect(x - 8, -160, 196, 16, STEEL_2, 2)
            c.rect(x + 20, -20, 20, 20, STEEL_5, 1)
            c.rect(x + 140, -20, 20, 20, STEEL_5, 1)
            p.gauge(c, x + 90, -84, 17, 40 + i * 40)
            p.steam(c, x + 90, -170, 130, 3)
        p.pipe(c, [(290, -30), (250, -30), (250, -8), (900, -8)], 12, STEEL_3)
        for x in (1000, 1120, 1240):
            c.rect(x, -60, 70, 60, STEEL_4, 1)
            c.line([(x + 10, -50), (x + 60, -50)], 1)
            for k in range(3):
                c.path(f"M{x + 15 + k * 20},-66 q8,-12 0,-24", None, 1, HOT)
        person(c, 504, 0, "up", WHITE, None, skin=1)
        person(c, 935, 0, "tablet", s.t.deep, None, flip=True)
        h.front(c, s.l)
    return s


@picture("textile-5", "La cantra", "The creel",
         "Di notte, una parete di rocche colorate: centinaia di fili convergono nel pettine e si avvolgono sul grande subbio.",
         "At night, a wall of coloured cones: hundreds of threads converge in the comb and wind onto the great beam.", (0.5, 0.55))
def creel() -> Scene:
    """Threads as perspective: a creel converging to a beam."""
    s = Scene("textile-5", "textile", "night", ground=850, scale=1.2)
    s.outside("alps", peak=1150, sun=(240, 120), lift=60)
    s.soil()
    with s.world() as c:
        h = b.Hall(70, 1262, 480, "vault", 3, 150, s.wash, night=True)
        h.back(c, s.glass, s.t.tint)
        b.lamp(c, 850, -500, 50, 260)
        tones = (s.t.tint, WOOL, s.t.deep, HOT, WOOL, s.t.tint)
        for r in range(7):
            for k in range(9):
                x, y = 130 + k * 50, -36 - r * 58
                col = tones[(r * 2 + k) % 6]
                c.line([(x + 18, y - 18), (620, y * 0.86 - 24), (790, -262 + r * 14 + k * 1.3)], 1, mix(col, INK, 0.25), op=0.85)
        for r in range(8):
            c.line([(104, -12 - r * 58), (556, -12 - r * 58)], 1, STEEL_4)
        for r in range(7):
            for k in range(9):
                spool(c, 130 + k * 50, -14 - r * 58, 42, tones[(r * 2 + k) % 6])
        for x in (100, 328, 556):
            c.rect(x - 5, -426, 10, 426, STEEL_5, 1)
        c.rect(780, -300, 16, 300, s.t.deep, 2)
        for k in range(13):
            c.line([(776, -266 + k * 8), (800, -266 + k * 8)], 1)
        for r in range(7):
            c.line([(796, -258 + r * 14), (960, -250 + r * 5)], 1, mix(tones[r % 6], INK, 0.25))
        c.rect(880, -40, 300, 40, STEEL_5, 2)
        c.circ(1030, -164, 136, s.t.deep, 2)
        p.coil(c, 1030, -164, 108, s.t.tint, STEEL_4, 9)
        c.circ(1030, -164, 20, HOT, 2)
        for x in (940, 1090):
            c.poly([(x, -40), (x + 40, -40), (x + 30 - (x - 940) * 0.1, -120), (x + 14, -120)], STEEL_4, 2)
        person(c, 690, 0, "look", WHITE, None, skin=0, hair="#6B4530")
        person(c, 1214, 0, "work", s.t.deep, None, flip=True, skin=2)
        h.front(c, s.l, 80)
    return s


@picture("textile-6", "Taglio e sartoria", "Cutting and tailoring",
         "Atelier sul lago: scaffali di rotoli, un lungo tavolo con la lama da taglio, manichini vestiti e due sarte.",
         "A workshop by the lake: shelves of rolls, a long table with the cutting blade, dressed forms and two tailors.", (0.55, 0.6))
def tailoring() -> Scene:
    """Light room with a brick front left standing on the right."""
    s = Scene("textile-6", "textile", "day", ground=830, scale=1.1)
    s.outside("lake", sun=(1330, 160), island=120)
    s.soil()
    s.trees((30, -240), (95, -190))
    with s.world() as c:
        h = b.Hall(140, 1330, 420, "gable", 3, 150, s.wash)
        h.back(c, s.glass, s.t.tint)
        for row in range(4):
            y = -40 - row * 84
            for k in range(4):
                p.coil(c, 198 + k * 74, y - 18, 32, (s.t.tint, WOOL, s.t.deep, STEEL_2, "#D8B7C9")[(row + k * 2) % 5], WOOD, 4, st=1)
            c.rect(156, y + 14, 304, 10, WOOD, 1)
        for x in (156, 452):
            c.rect(x, -370, 10, 370, WOOD, 1)
        c.rect(510, -96, 470, 16, WOOD, 2)
        for x in (530, 740, 944):
            c.rect(x, -80, 14, 80, mix(WOOD, INK, 0.3), 1)
        for k in range(6):
            c.line([(530, -99 - k * 5), (960, -99 - k * 5)], 2, (s.t.tint, s.t.deep)[k % 2])
        c.line([(560, -380), (940, -380)], 2, STEEL_4)
        c.rect(742, -392, 60, 30, s.t.deep, 2)
        c.rect(766, -362, 12, 190, STEEL_3, 1)
        c.rect(748, -180, 48, 34, HOT, 2)
        c.poly([(764, -146), (780, -146), (772, -100)], STEEL_1, 1)
        person(c, 600, 0, "work", WHITE, None, skin=1, hair="#6B4530")
        person(c, 905, 0, "work", s.t.deep, None, flip=True, skin=0)
        for i, x in enumerate((1030, 1110)):
            c.line([(x, -90), (x, 0)], 2)
            c.line([(x - 22, 0), (x + 22, 0)], 2)
            c.path(f"M{x - 12},-196 Q{x - 36},-190 {x - 34},-166 L{x - 22},-136 L{x - 36},-56 L{x + 36},-56 L{x + 22},-136 L{x + 34},-166 Q{x + 36},-190 {x + 12},-196 Z",
                   (s.t.tint, STEEL_5)[i], 2)
            c.line([(x, -190), (x, -60)], 1)
            c.rect(x - 6, -212, 12, 18, WOOD, 1)
        h.front(c, s.l)
        b.facade(c, 1120, 1356, 430, mix("#B8694A", PAPER, 0.4), s.t, torn=-1, door=False)
    return s
