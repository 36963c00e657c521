"""Other sectors: goldsmiths, paper, ceramics, printing, hydropower, space."""
# Rows of coordinates are kept as drawn, and alternative texts on one line.
# fmt: off
# ruff: noqa: E501

from . import building as b
from . import parts as p
from .palette import EMBER, GLOW, HOT, INK, PAPER, STEEL_1, STEEL_2, STEEL_3, STEEL_4, STEEL_5, WHITE, mix
from .people import person
from .registry import picture
from .scene import Scene
from .svg import Canvas, arc, polar

WOOD, GOLD, CLAY, WATER = "#B98A57", "#E2BC4E", "#C9805A", "#A9C4CE"


def ring(c: Canvas, x: float, y: float, r: float) -> None:
    """A ring with a set stone."""
    c.circ(x, y, r, None, 2)
    c.thick(arc(x, y, r * 0.86, 0, 360, 40), r * 0.28, GOLD)
    c.circ(x, y, r * 0.7, None, 1)
    c.circ(x, y, r, None, 1)
    top = y - r
    c.poly([(x - r * 0.46, top - r * 0.28), (x - r * 0.24, top - r * 0.56), (x + r * 0.24, top - r * 0.56), (x + r * 0.46, top - r * 0.28),
            (x, top + r * 0.12)], "#D9ECF2", 2)
    c.line([(x - r * 0.46, top - r * 0.28), (x + r * 0.46, top - r * 0.28)], 1)
    c.line([(x - r * 0.16, top - r * 0.28), (x, top + r * 0.1), (x + r * 0.16, top - r * 0.28)], 1)


@picture("other-1", "Al banco dell'orafo", "At the goldsmith's bench",
         "Laboratorio orafo da vicino: banchi a mezzaluna, il cannello acceso su un anello, attrezzi in fila e due artigiani.",
         "A goldsmith's shop close up: bench with cut-outs, a torch on a ring, rows of tools and two craftspeople at work.", (0.45, 0.6))
def goldsmith() -> Scene:
    """Close; big bench with an enlarged ring on a stand."""
    s = Scene("other-1", "other", "morning", ground=860, scale=1.7)
    s.outside("vines", sun=(1380, 150), lift=60)
    s.soil()
    with s.world() as c:
        h = b.Hall(55, 888, 370, "gable", 2, 90, s.wash)
        h.back(c, s.glass, s.t.tint)
        c.rect(110, -226, 700, 8, WOOD, 1)
        for i in range(20):
            x, k = 126 + i * 35, i % 4
            c.line([(x, -218), (x, -186 + k * 5)], 2)
            c.rect(x - 4, -186 + k * 5, 8, 24, (s.t.tint, HOT, STEEL_4, GOLD)[(i * 7) % 4] if i % 5 else STEEL_4, 1, r=3)
        for x in (250, 600):
            b.lamp(c, x, -370, 96, 190)
        c.path("M110,-96 L200,-96 Q240,-66 290,-66 Q340,-66 380,-96 L520,-96 Q560,-66 610,-66 Q660,-66 700,-96 L820,-96 L820,-80 L110,-80 Z", WOOD, 2)
        c.rect(110, -80, 710, 22, mix(WOOD, INK, 0.2), 2)
        for x in (120, 440, 790):
            c.rect(x, -58, 20, 58, mix(WOOD, INK, 0.35), 1)
        for x in (180, 510):
            c.path(f"M{x},-58 Q{x + 70},-12 {x + 140},-58", mix(s.t.tint, PAPER, 0.4), 1)
        c.rect(430, -108, 60, 12, STEEL_4, 1)
        ring(c, 460, -142, 36)
        c.limb([(420, -102), (404, -160), (418, -172)], 7, STEEL_3)
        person(c, 240, -6, "sit", s.t.deep, None, skin=1)
        person(c, 700, -6, "sit", WHITE, None, skin=0, flip=True, hair="#6B4530")
        c.limb([(284, -82), (330, -116)], 8, STEEL_4)
        c.path("M330,-116 Q372,-140 424,-146 Q384,-118 330,-112 Z", GLOW, 1, HOT)
        c.path("M334,-115 Q360,-130 392,-136 Q366,-118 334,-113 Z", HOT, 0)
        p.sparks(c, 426, -146, 14)
        c.path("M284,-82 Q260,-20 330,0", None, 2)
        for i in range(5):
            ring(c, 740 + (i % 3) * 30, -106 - (i // 3) * 0, 9) if i < 3 else None
        c.rect(560, -108, 36, 12, STEEL_2, 1)
        c.rect(568, -122, 20, 14, STEEL_4, 1)
        person(c, 850, 0, "look", HOT, None, flip=True, skin=2)
        h.front(c, s.l, 70)
    return s


def _paper_mill_works(c: Canvas, s: Scene) -> None:
    c.poly([(260, -220), (420, -220), (440, -160), (260, -160)], s.t.tint, 2)
    c.poly([(400, -160), (640, -120), (640, -104), (380, -140)], WATER, 1)
    c.rect(260, -160, 380, 20, STEEL_4, 2)
    for x in (280, 440, 600):
        c.rect(x, -140, 14, 140, STEEL_4, 1)
        c.circ(x + 40, -126, 14, STEEL_2, 1)
    c.path("M680,-30 L680,-330 Q680,-360 710,-360 L1270,-360 Q1300,-360 1300,-330 L1300,-30 Z", mix(s.t.tint, PAPER, 0.75), 2)
    web = [(640, -112)]
    for i in range(6):
        x = 730 + i * 100
        web += [(x - 52, -250), (x, -304), (x + 50, -250), (x + 50, -130), (x + 75, -60)] if i < 0 else []
    for i in range(6):
        top = i % 2 == 0
        x, y = 740 + i * 100, -230 if top else -120
        c.circ(x, y, 62, (STEEL_2, STEEL_1)[i % 2], 2)
        c.circ(x, y, 46, HOT if i in (2, 3) else s.t.pale, 1)
        for k in range(6):
            c.line([(x, y), polar(x, y, 44, k * 60 + i * 20)], 1)
        c.circ(x, y, 12, STEEL_4, 1)
        web += arc(x, y, 64, 180, 360 if top else 0, 12)
    web += [(1310, -130), (1390, -230), (1440, -244)]
    c.limb(web, 7, WHITE, st=1)
    c.rect(680, -30, 620, 30, STEEL_5, 2)


@picture("other-2", "La macchina della carta", "The paper machine",
         "Cartiera presso un canale nella pianura: il nastro bianco passa tra i cilindri caldi e si avvolge in un grande rotolo.",
         "A paper mill on a canal in the plain: the white web passes hot cylinders and winds onto a great roll; three people.", (0.6, 0.6))
def paper_mill() -> Scene:
    """Long machine, web threads over drying cylinders."""
    s = Scene("other-2", "other", "day", ground=800, scale=0.82)
    s.outside("rice", sun=(280, 170), peak=1180)
    s.soil()
    c = s.c
    c.poly([(0, 802), (140, 802), (176, 880), (0, 880)], WATER, 2)
    s.trees((1550, -240), (1500, -200))
    with s.world() as c:
        h = b.Hall(230, 1800, 560, "gables", 4, 150, s.wash)
        h.back(c, s.glass, s.t.tint)
        _paper_mill_works(c, s)
        for x in (820, 1160):
            p.pipe(c, [(x, -360), (x, -730)], 30, STEEL_3)
            p.steam(c, x + 40, -372, 70, 2)
        p.coil(c, 1480, -150, 132, WHITE, s.t.tint, 11)
        c.poly([(1440, 0), (1520, 0), (1494, -150), (1466, -150)], STEEL_4, 2)
        for x, y in ((1672, -54), (1746, -54), (1709, -118)):
            p.coil(c, x, y, 37, WHITE, s.t.tint, 4)
        c.rect(1634, -16, 150, 16, WOOD, 1)
        person(c, 660, 0, "point", s.t.deep, WHITE, skin=1, flip=True)
        person(c, 1370, 0, "tablet", WHITE, s.t.tint, skin=0)
        person(c, 520, 0, "look", STEEL_4, WHITE, skin=2)
        h.front(c, s.l)
    return s


def _kiln_works(c: Canvas, s: Scene) -> None:
    c.path("M180,0 L180,-230 Q190,-370 330,-440 L350,-700 L430,-700 L450,-440 Q590,-370 600,-230 L600,0 Z", EMBER, 2)
    c.path("M200,-4 L200,-220 Q230,-340 390,-380 Q550,-340 580,-220 L580,-4 Z", mix(EMBER, GLOW, 0.7), 0)
    for k in range(3):
        c.path(f"M{370 + k * 20},-470 q14,-40 0,-80 q-12,-40 4,-90", None, 2, HOT)
    c.rect(190, -64, 400, 14, STEEL_5, 1)
    for x in (205, 300, 395, 490, 560):
        p.flame(c, x + 10, 0, 60)
    for r in range(2):
        y = -64 - r * 120
        if r:
            c.rect(220, y, 340, 10, STEEL_5, 1)
            for xx in (226, 546):
                c.rect(xx, y, 8, 120, STEEL_5, 1)
        for i in range(5 - r):
            pot(c, 245 + i * 72 + r * 36, y, 62 + (i % 3) * 12, HOT if (i + r) % 2 else CLAY)
    for y in (-300, -210, -120):
        c.rect(1010, y, 300, 8, WOOD, 1)
        for i in range(6):
            pot(c, 1036 + i * 50, y, 40 + ((i * 7 + int(-y)) % 3) * 12, (CLAY, s.t.tint, PAPER, STEEL_3)[(i + int(-y) // 90) % 4])
    c.rect(1010, -300, 8, 300, WOOD, 1)
    c.rect(1302, -300, 8, 300, WOOD, 1)
    person(c, 780, 0, "sit", WHITE, None, skin=0, hair="#6B4530")


@picture("other-3", "La bocca del forno", "The mouth of the kiln",
         "Forno a cupola in mattoni di notte, aperto in sezione: vasi tra le fiamme, scaffali di ceramiche, una ceramista al tornio.",
         "A brick bottle kiln at night in section: pots among flames, shelves of ceramics, a potter at the wheel and a visitor.", (0.4, 0.6))
def kiln() -> Scene:
    """A bottle kiln beside a low workshop, by night."""
    s = Scene("other-3", "other", "night", ground=830, scale=1.05)
    s.outside("town", sun=(1370, 130), lift=20)
    s.soil()
    brick = mix("#B8694A", INK, 0.25)
    with s.world() as c:
        h = b.Hall(700, 1400, 380, "saw", 2, 130, s.wash, night=True)
        h.back(c, s.glass, s.t.tint)
        outer = "M110,0 L110,-230 Q120,-420 290,-520 L310,-690 L470,-690 L490,-520 Q660,-420 670,-230 L670,0 Z"
        c.path(outer, brick, 2)
        for k in range(1, 38):
            y = -k * 18
            c.line([(116 + max(0, k - 13) * 8.5 if k < 28 else 306, y), (664 - max(0, k - 13) * 8.5 if k < 28 else 474, y)], 1, mix(brick, INK, 0.4), op=0.7)
        _kiln_works(c, s)
        c.rect(836, -60, 70, 10, STEEL_3, 2)
        c.rect(866, -50, 10, 50, STEEL_5, 1)
        c.rect(838, -10, 66, 10, STEEL_4, 1)
        pot(c, 871, -60, 58, CLAY)
        person(c, 960, 0, "look", HOT, None, flip=True, skin=2)
        person(c, 1355, 0, "up", s.t.deep, None, flip=True, skin=1)
        h.front(c, s.l)
        c.rect(84, 0, 620, 24, "#0B131A", 0)
    return s


def pot(c: Canvas, x: float, y: float, h: float, fill: str) -> None:
    """A vase standing at (x, y)."""
    w = h * 0.34
    c.path(f"M{x - w * 0.5:.1f},{y} Q{x - w * 1.5:.1f},{y - h * 0.5:.1f} {x - w * 0.4:.1f},{y - h * 0.8:.1f} L{x - w * 0.6:.1f},{y - h} "
           f"L{x + w * 0.6:.1f},{y - h} L{x + w * 0.4:.1f},{y - h * 0.8:.1f} Q{x + w * 1.5:.1f},{y - h * 0.5:.1f} {x + w * 0.5:.1f},{y} Z", fill, 1)
    c.line([(x - w * 0.85, y - h * 0.52), (x + w * 0.85, y - h * 0.52)], 1)


def _printing_works(c: Canvas, s: Scene) -> None:
    for i in range(6):
        c.rect(220 + i * 225, -640, 130, 130, s.glass, 1)
        c.line([(285 + i * 225, -640), (285 + i * 225, -510)], 1)
    for i in range(4):
        x = 440 + i * 230
        c.path(f"M{x - 85},0 L{x - 85},-300 Q{x - 85},-330 {x - 60},-330 L{x + 60},-330 Q{x + 85},-330 {x + 85},-300 L{x + 85},0 Z", (s.t.tint, STEEL_2)[i % 2], 2)
        for k, (dx, dy, r) in enumerate(((-26, -250, 42), (32, -190, 42), (-26, -120, 34), (30, -62, 26))):
            c.circ(x + dx, dy, r, (STEEL_1, STEEL_3)[k % 2], 2)
            c.circ(x + dx, dy, r * 0.7, (HOT, s.t.deep, GOLD, INK)[i] if k == 1 else STEEL_2, 1)
            c.circ(x + dx, dy, r * 0.2, STEEL_5, 1)
    c.limb([(248, -200), (330, -300), (372, -300), (470, -150), (600, -300), (702, -150), (832, -300), (932, -150), (1062, -300), (1162, -150),
            (1260, -230), (1330, -230), (1330, -420)], 7, WHITE, st=1)
    p.coil(c, 246, -104, 92, WHITE, s.t.tint, 8)
    c.poly([(212, 0), (280, 0), (262, -104), (230, -104)], STEEL_5, 2)
    c.circ(1330, -230, 16, STEEL_3, 1)
    p.pallet(c, 1420, 0, 3, 3, 42, PAPER)
    person(c, 325, 0, "tablet", s.t.deep, None, flip=True, skin=1)
    person(c, 1270, 0, "point", WHITE, None, flip=True, skin=0)
    person(c, 1376, 0, "look", HOT, None, flip=True, s=0.72, skin=2)
    b.floor(c, 150, 1300, -400)
    b.floor(c, 1360, 1580, -400)


@picture("other-4", "La rotativa", "The printing press",
         "Tipografia su due piani in città: la rotativa stampa un foglio continuo tra i rulli, in alto si rilegano i libri.",
         "A printing house on two floors in town: the press runs a continuous sheet over rollers, books are bound upstairs.", (0.5, 0.6))
def printing() -> Scene:
    """Two floors, the web goes through the ceiling."""
    s = Scene("other-4", "other", "dusk", ground=830, scale=0.86)
    s.outside("town", spire=1440, sun=(260, 260))
    s.soil()
    s.trees((60, 180))
    with s.world() as c:
        h = b.Hall(150, 1580, 680, "vault", 3, 140, s.wash, windows=False)
        h.back(c, s.glass, s.t.tint)
        _printing_works(c, s)
        p.conveyor(c, 560, 1400, -480, STEEL_3, base=-400)
        for i in range(9):
            x = 600 + i * 84
            for k in range(1 + (i % 3)):
                c.rect(x, -494 - k * 14, 56, 13, (s.t.tint, HOT, STEEL_3, GOLD)[(i + k * 2) % 4] if i % 4 == 1 else (s.t.tint, STEEL_2, s.t.deep)[(i + k) % 3], 1)
                c.line([(x + 50, -490 - k * 14), (x + 8, -490 - k * 14)], 1, PAPER)
        for i in range(26):
            c.rect(190 + i * 11, -400 - 80 - (i * 37 % 22), 10, 80 + (i * 37 % 22), (s.t.tint, STEEL_2, s.t.deep, PAPER)[i * 5 % 4], 1)
        person(c, 520, -400, "work", WHITE, None, skin=2)
        person(c, 1490, -400, "work", s.t.deep, None, flip=True, skin=1)
        h.front(c, s.l)
    return s


def _hydropower_works(c: Canvas, s: Scene) -> None:
    h = b.Hall(930, 1640, 250, "vault", 3, 120, s.wash, windows=False)
    h.back(c, s.glass, s.t.tint)
    p.crane(c, 936, 1634, -236, 1440, 60, s.t.deep)
    p.gear(c, 1440, -150, 26, 10, STEEL_2, 0, 0)
    c.rect(1050, -110, 200, 110, s.t.tint, 2, r=12)
    c.rect(1080, -140, 140, 32, STEEL_2, 2)
    for k in range(8):
        c.line([(1068 + k * 23, -96), (1068 + k * 23, -16)], 1)
    c.rect(1060, -70, 180, 14, HOT, 1)
    person(c, 1310, 0, "tablet", WHITE, WHITE, flip=True, skin=1)
    person(c, 985, 0, "point", s.t.deep, WHITE, skin=0)
    p.cabinet(c, 1500, 66, 150, STEEL_2)
    p.cabinet(c, 1570, 66, 150, STEEL_2)
    h.front(c, s.l, 0)
    c.rect(1138, 24, 24, 40, STEEL_3, 1)
    c.circ(1150, 90, 56, STEEL_4, 2)
    for k in range(10):
        c.path(f"M{polar(1150, 90, 12, k * 36)[0]:.1f},{polar(1150, 90, 12, k * 36)[1]:.1f} L{polar(1150, 90, 48, k * 36 + 22)[0]:.1f},{polar(1150, 90, 48, k * 36 + 22)[1]:.1f}", None, 2, HOT if k % 5 == 0 else STEEL_1)
        c.limb([(1206, 96), (1400, 110), (1740, 110)], 44, WATER, st=2, cap="butt")
    c.line([(1220, 96), (1400, 108), (1720, 108)], 2, WHITE)


@picture("other-5", "La centrale dentro la montagna", "The plant inside the mountain",
         "Sezione di una diga alpina: l'acqua scende nella condotta fino alla turbina in caverna, sopra l'alternatore due persone.",
         "An Alpine dam in section: water runs down the penstock to a turbine in a cavern; two people beside the generator.", (0.55, 0.65))
def hydropower() -> Scene:
    """Far view, mostly below ground."""
    s = Scene("other-5", "other", "winter", ground=430, scale=0.8)
    s.outside("alps", peak=1180, sun=(230, 130))
    c = s.c
    c.poly([(0, 300), (520, 300), (560, 480), (620, 620), (0, 700)], WATER, 0)
    for y, w in ((330, 380), (372, 430), (420, 300), (470, 460)):
        c.line([(30, y), (w, y)], 1, WHITE)
    c.line([(0, 300), (540, 300)], 2)
    c.poly([(540, 500), (1000, 500), (1000, 600), (540, 660)], s.l.near, 0)
    rock = [(-20, 558), (0, 560), (180, 590), (360, 620), (500, 640), (700, 640), (740, 540), (860, 470), (1000, 452), (1160, 432), (1300, 440), (1450, 428), (1600, 440), (1620, 440), (1620, 1020), (-20, 1020)]
    c.poly(rock, s.l.soil, 2)
    for k in range(5):
        c.line([(x, 720 + k * 60 + c.rng.uniform(-8, 8) - (40 if x > 700 else 0)) for x in range(0, 1700, 100)], 1, mix(s.l.strata, INK, 0.25))
    c.poly([(520, 260), (580, 260), (596, 400), (720, 700), (500, 700)], INK, 0)
    c.poly([(534, 274), (566, 274), (580, 400), (690, 686), (514, 686)], STEEL_1, 0)
    c.hatch([(534, 274), (566, 274), (580, 400), (690, 686), (514, 686)], 16, STEEL_4)
    c.rect(508, 242, 86, 22, INK, 0)
    person(c, 552, 242, "point", HOT, WHITE, s=0.5)
    c.limb([(505, 560), (650, 610), (800, 926), (1020, 934)], 52, STEEL_3, st=2, cap="butt")
    c.thick([(505, 560), (650, 610), (800, 926), (1020, 934)], 30, WATER)
    c.line([(550, 578), (648, 612), (796, 922), (980, 933)], 2, WHITE)
    with c.at(0, 850, 0.92):
        _hydropower_works(c, s)
    for x in (1330, 1470):
        c.line([(x, 440), (x, 250)], 2)
        c.line([(x - 26, 438), (x, 250), (x + 26, 438)], 1)
        c.line([(x - 34, 290), (x + 34, 290)], 2)
    c.path("M1296,290 Q1230,380 1190,436 M1364,290 Q1400,322 1436,290 M1504,290 Q1560,322 1600,300", None, 1)
    return s


def _satellite_works(c: Canvas, s: Scene) -> None:
    p.crane(c, 156, 1634, -680, 760, 150, s.t.deep)
    p.sling(c, 760, -534, 80, 64)
    for side in (-1, 1):
        x = 760 + side * 100
        c.limb([(x, -360), (x + side * 50, -360)], 10, STEEL_3, cap="butt")
        for k in range(3):
            px = x + side * (50 + k * 92) - (86 if side < 0 else 0)
            c.rect(px, -420, 86, 124, mix(s.t.deep, "#3A5880", 0.6), 2)
            for i in range(1, 4):
                c.line([(px + i * 21.5, -420), (px + i * 21.5, -296)], 1, STEEL_2)
            for i in range(1, 5):
                c.line([(px, -420 + i * 25), (px + 86, -420 + i * 25)], 1, STEEL_2)
    c.rect(665, -470, 190, 210, GOLD, 2)
    for k in range(4):
        c.line([(665, -430 + k * 46), (720, -444 + k * 46), (790, -424 + k * 46), (855, -440 + k * 46)], 1, mix(GOLD, INK, 0.35))
    c.rect(690, -440, 62, 62, STEEL_2, 1)
    c.circ(721, -409, 20, HOT, 1)
    c.path("M780,-330 A52,52 0 0 0 870,-278 Z", PAPER, 2)
    c.line([(825, -304), (850, -330)], 2)
    c.poly([(720, -260), (800, -260), (830, -210), (690, -210)], STEEL_4, 2)
    c.rect(640, -60, 240, 60, STEEL_5, 2)
    c.rect(680, -90, 160, 30, s.t.tint, 2)
    for x in (700, 820):
        c.line([(x, -90), (x, -210)], 1, HOT, dash="8 8")
    c.path("M1290,0 L1290,-400 Q1290,-520 1380,-580 Q1470,-520 1470,-400 L1470,0 Z", STEEL_1, 2)


@picture("other-6", "Un satellite in camera pulita", "A satellite in the clean hall",
         "Capannone aerospaziale: un satellite dorato appeso tra i pannelli solari, un'ogiva aperta a lato, due tecnici in camice.",
         "An aerospace hall: a golden satellite hangs between its solar panels, an open nose cone beside it, two people in coats.", (0.5, 0.5))
def satellite() -> Scene:
    """High flat hall, one hanging object."""
    s = Scene("other-6", "other", "day", ground=830, scale=0.9)
    s.outside("both", peak=240, sun=(1390, 150))
    s.soil()
    s.trees((1560, 180), (40, -200))
    with s.world() as c:
        h = b.Hall(150, 1640, 700, "gable", 4, 110, mix(s.wash, WHITE, 0.3))
        h.back(c, s.glass, s.t.tint)
        _satellite_works(c, s)
        c.rect(1320, -400, 120, 330, s.t.pale, 1)
        for k in range(4):
            c.line([(1290, -80 - k * 90), (1470, -80 - k * 90)], 1)
        c.circ(1380, -300, 42, GLOW, 1)
        c.circ(1380, -190, 42, GLOW, 1)
        c.rect(1340, -60, 80, 30, HOT, 1)
        p.stairs(c, 1180, 0, 240, 100)
        c.rect(1270, -250, 40, 10, STEEL_4, 1)
        person(c, 560, 0, "up", WHITE, WHITE, WHITE, skin=1, long=True)
        person(c, 940, 0, "tablet", WHITE, WHITE, WHITE, flip=True, long=True)
        person(c, 260, 0, "look", s.t.deep, None, skin=2)
        person(c, 320, 0, "point", HOT, None, s=0.7)
        c.line([(400, 0), (400, -95)], 2)
        c.line([(180, -95), (400, -95)], 2, HOT)
        p.cabinet(c, 1010, 84, 170, STEEL_2)
        h.front(c, s.l)
    return s
