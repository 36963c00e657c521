"""The data centre: halls below ground, cooling and power, the entrance, the control room."""
# Rows of coordinates are kept as drawn, and alternative texts on one line.
# fmt: off
# ruff: noqa: E501

from . import building as b
from . import parts as p
from .palette import EMBER, HOT, INK, PAPER, STEEL_1, STEEL_2, STEEL_3, STEEL_4, STEEL_5, WHITE, mix
from .people import person
from .registry import picture
from .scene import Scene
from .svg import Canvas

COLD = "#9CC3E2"


def rack(c: Canvas, x: float, y: float, w: float, h: float, hot: int = -1, door: bool = False) -> None:
    """A rack of servers, foot at ``y``; unit number ``hot`` glows."""
    c.rect(x, y - h, w, h, STEEL_5, 2)
    n = int(h / 19)
    for i in range(n):
        yy = y - h + 7 + i * (h - 12) / n
        c.rect(x + 6, yy, w - 12, (h - 12) / n - 3, HOT if i == hot else ("#22303C", "#2B3B48", "#1B2732")[(i * 5 + int(x)) % 3], 0)
        for k in range(3):
            tone = (COLD, EMBER, "#7FB39A")[(i + k + int(x)) % 3]
            if (i * 3 + k * 7 + int(x)) % 4:
                c.rect(x + w - 16 - k * 7, yy + 3, 4, 4, tone, 0)
        c.line([(x + 12, yy + (h - 12) / n / 2 - 2), (x + w * 0.5, yy + (h - 12) / n / 2 - 2)], 1, STEEL_4)
    if door:
        c.rect(x, y - h, w, h, WHITE, 0, op=0.08)


def tray(c: Canvas, x0: float, x1: float, y: float) -> None:
    """A cable tray with bundles of cables."""
    for k, col in enumerate((COLD, STEEL_3, HOT, EMBER)):
        c.limb([(x0, y - 5 - k * 7), (x1, y - 5 - k * 7)], 7, col, cap="butt")
    c.rect(x0, y, x1 - x0, 8, STEEL_3, 1)


@picture("datacentre-1", "Le sale sotto la città", "The halls below the town",
         "Sezione sotto la città: due sale dati interrate con file di armadi, aria fredda dal pavimento, due tecnici e un gruppo.",
         "A section below the town: two buried data halls with rows of racks, cold air from the floor, technicians and visitors.", (0.5, 0.72))
def halls() -> Scene:
    """Far view: town above, halls in the ground."""
    s = Scene("datacentre-1", "datacentre", "morning", ground=410, scale=0.8)
    s.outside("town", spire=1180, sun=(300, 150))
    s.soil()
    s.trees((620, 120), (700, 150), (1440, 140), (1510, -170))
    with s.c.at(0, 900, 1.12) as _:
        c = s.c
        for i, (x0, x1) in enumerate(((90, 700), (730, 1340))):
            h = b.Hall(x0, x1, 330, "flat", 1, 0, s.wash, windows=False)
            c.poly(h.outline(), h.wash, 0)
            c.rect(x0, -34, x1 - x0, 34, COLD, 0, op=0.5)
            tray(c, x0, x1, -282)
            for k in range(6):
                x = x0 + 30 + k * 74
                rack(c, x, -36, 66, 208, hot=4 if (k, i) in ((2, 0), (4, 1)) else -1)
                c.limb([(x + 30, -246), (x + 30, -282)], 6, (COLD, HOT, STEEL_3)[k % 3])
            c.rect(x0, -38, x1 - x0, 8, STEEL_3, 1)
            for k in range(int((x1 - x0) / 50)):
                c.rect(x0 + 20 + k * 50, -30, 6, 30, STEEL_4, 0)
            for k in range(4):
                c.path(f"M{x0 + 100 + k * 74 * 1.0 + k * 4},-14 l40,0 m-10,-7 l10,7 l-10,7", None, 2, mix(COLD, INK, 0.45))
            h.front(c, s.l, 0)
        person(c, 585, -38, "tablet", WHITE, None, skin=1, flip=True)
        person(c, 640, -38, "look", s.t.deep, None, flip=True)
        person(c, 1222, -38, "point", WHITE, None, flip=True, skin=0)
        person(c, 1275, -38, "look", s.t.deep, None, flip=True, skin=2)
        person(c, 1315, -38, "look", HOT, None, flip=True, s=0.7)
    c = s.c
    c.rect(180, 402, 90, 130, INK, 0)
    c.rect(192, 340, 66, 196, s.wash, 0)
    p.ladder(c, 225, 340, 840 - 300, 30)
    c.rect(170, 316, 110, 100, STEEL_2, 2)
    c.rect(186, 336, 78, 80, s.t.tint, 1)
    for k in range(5):
        c.line([(190, 350 + k * 14), (260, 350 + k * 14)], 1)
    return s


def _cooling_works(c: Canvas, s: Scene, h: b.Hall) -> None:
    for i in range(4):
        x = 330 + i * 250
        c.rect(x, -442, 190, 102, STEEL_2, 2)
        for k in range(2):
            c.ell(x + 50 + k * 90, -444, 38, 9, STEEL_4, 2)
        for k in range(9):
            c.line([(x + 14 + k * 20, -430), (x + 14 + k * 20, -364)], 1)
        p.steam(c, x + 95, -470, 90, 3)
    p.pipe(c, [(380, -350), (380, -220), (1240, -220), (1240, 120)], 22, COLD)
    p.pipe(c, [(500, -350), (500, -262), (1310, -262), (1310, 120)], 22, HOT)
    for x in (560, 860):
        p.motor(c, x, 0, 150, 86, s.t.tint)
        p.pipe(c, [(x, -90), (x, -208)], 16, COLD)
        p.valve(c, x + 150, -220, 16)
        p.gauge(c, x + 60, -170, 20, 70)
    p.vessel(c, 1110, 0, 110, 160, STEEL_1, 30, COLD)
    person(c, 700, 0, "tablet", WHITE, s.t.tint, skin=1)
    for i in range(4):
        p.cabinet(c, 1380 + i * 92, 84, 190, (STEEL_2, s.t.tint)[i % 2])
    h.front(c, s.l, 0)
    for i in range(9):
        rack(c, 920 + i * 80, 354, 70, 210, hot=3 if i == 5 else -1)
    c.rect(900, 356, 880, 34, COLD, 0, op=0.6)
    c.rect(900, 352, 880, 8, STEEL_3, 1)
    c.rect(900, 96, 880, 24, mix(HOT, EMBER, 0.6), 1)
    p.pipe(c, [(1240, 30), (1240, 90), (890, 90), (890, 372), (920, 372)], 18, COLD, False)


@picture("datacentre-2", "Freddo e corrente", "Cold and current",
         "Impianti in sezione: torri frigo sul tetto, tubi d'acqua fredda blu e calda rossa, batterie, un generatore e due tecnici.",
         "Plant rooms in section: cooling units on the roof, cold blue and warm red pipes, batteries, a generator, two technicians.", (0.5, 0.55))
def cooling() -> Scene:
    """Three levels of plant joined by the two pipe loops."""
    s = Scene("datacentre-2", "datacentre", "day", ground=600, scale=0.8)
    s.outside("alps", peak=1240, sun=(250, 150))
    s.soil()
    s.trees((60, 170), (130, -220), (1520, 180))
    with s.world() as c:
        h = b.Hall(260, 1780, 330, "flat", 4, 0, s.wash)
        h.back(c, s.glass, s.t.tint)
        low = b.Hall(260, 1780, 330, "flat", 4, 0, mix(s.wash, s.t.tint, 0.15), base=390, windows=False)
        low.back(c, s.glass, s.t.tint)
        _cooling_works(c, s, h)
        with c.at(0, 390):
            c.rect(300, -150, 330, 130, s.t.tint, 2, r=6)
            c.rect(300, -20, 330, 20, STEEL_5, 2)
            c.rect(330, -126, 120, 80, STEEL_2, 1)
            for k in range(6):
                c.rect(340 + k * 18, -118, 11, 64, STEEL_4, 1)
            c.circ(540, -86, 48, STEEL_2, 2)
            p.gear(c, 540, -86, 34, 14, HOT, 0, 4, st=1)
            p.pipe(c, [(340, -150), (340, -230), (262, -230)], 24, STEEL_3)
            person(c, 700, 0, "point", s.t.deep, WHITE, flip=True, skin=0)
            for i in range(2):
                for r in range(3):
                    c.rect(760 + i * 54, -40 - r * 48, 46, 40, STEEL_3, 1)
                    c.rect(768 + i * 54, -46 - r * 48, 8, 6, HOT, 1)
                    c.rect(788 + i * 54, -46 - r * 48, 8, 6, INK, 1)
        low.front(c, s.l, 60)
    return s


def _entrance_works(c: Canvas, s: Scene) -> None:
    c.rect(200, -350, 10, 350, mix(COLD, WHITE, 0.5), 1)
    for x in (290, 480, 670):
        c.rect(x, -300, 90, 10, WHITE, 1)
        c.poly([(x, -290), (x + 90, -290), (x + 150, -100), (x - 60, -100)], "#FFF6DC", 0, op=0.4)
    c.rect(280, -215, 150, 125, mix(COLD, WHITE, 0.65), 2)
    person(c, 380, -14, "sit", s.t.deep, None, skin=1, flip=True)
    c.rect(320, -134, 34, 26, STEEL_5, 1)
    c.rect(270, -104, 170, 104, s.t.tint, 2)
    c.rect(262, -112, 186, 12, WOOD, 2)
    c.line([(355, -215), (355, -136)], 1)
    c.rect(520, -96, 16, 96, STEEL_4, 2)
    c.rect(580, -96, 16, 96, STEEL_4, 2)
    c.circ(588, -84, 5, HOT, 1)
    c.limb([(536, -80), (574, -62)], 5, STEEL_1)
    c.limb([(536, -74), (560, -34)], 5, STEEL_1)
    for x in (650, 716):
        c.rect(x, -236, 66, 236, (STEEL_2, STEEL_3)[x > 700], 2)
        c.rect(x + 14, -206, 38, 80, mix(COLD, WHITE, 0.4), 1)
    c.circ(708, -100, 5, INK, 0)
    c.circ(724, -100, 5, INK, 0)
    c.rect(622, -140, 18, 30, STEEL_5, 1)
    c.circ(631, -126, 5, HOT, 1)
    c.poly([(600, -262), (630, -270), (636, -252), (606, -246)], STEEL_4, 1)
    c.line([(616, -266), (616, -290)], 2)


@picture("datacentre-3", "L'ingresso sorvegliato", "The guarded entrance",
         "Ingresso di sera in sezione: guardiola con vetro, tornello, doppia porta con lettore; un gruppo mostra i documenti.",
         "The entrance in the evening: guard behind glass, turnstile, double door with a reader; a group shows its documents.", (0.5, 0.65))
def entrance() -> Scene:
    """Close, human scale: people matter here."""
    s = Scene("datacentre-3", "datacentre", "dusk", ground=860, scale=1.7)
    s.outside("town", spire=200, sun=(1380, 220), lift=60)
    s.soil()
    with s.world() as c:
        c.rect(0, -6, 250, 6, STEEL_3, 1)
        h = b.Hall(200, 905, 350, "flat", 1, 0, s.wash, windows=False, open_left=True)
        h.back(c, s.glass, s.t.tint)
        _entrance_works(c, s)
        c.circ(606, -254, 4, HOT, 0)
        b.wall(c, 800, -350, 0, 16)
        rack(c, 822, 0, 66, 220, hot=5)
        tray(c, 808, 905, -262)
        person(c, 466, 0, "look", STEEL_4, None, flip=True, skin=2)
        person(c, 560, 0, "walk", WHITE, None, skin=0, hair="#6B4530")
        h.front(c, s.l, 70)
        person(c, 236, 0, "point", HOT, None, skin=0)
        c.rect(286, -152, 18, 12, PAPER, 1)
        person(c, 150, 0, "stand", s.t.tint, None, skin=1)
        person(c, 108, 0, "look", EMBER, None, s=0.7, skin=0)
        person(c, 52, 0, "tablet", STEEL_2, None, skin=2)
        c.rect(188, -362, 30, 14, INK, 0)
    return s


WOOD = "#B98A57"


@picture("datacentre-4", "La Service Control Room", "The Service Control Room",
         "Sala di controllo di notte: una parete di schermi con mappe e curve, due file di postazioni, sei tecnici al lavoro.",
         "The control room at night: a wall of screens with maps and curves, two rows of desks, six technicians at work.", (0.5, 0.5))
def control_room() -> Scene:
    """The wall of screens is the light of the picture."""
    s = Scene("datacentre-4", "datacentre", "night", ground=870, scale=1.25)
    s.outside("alps", peak=250, sun=(1400, 90), lift=90)
    s.soil()
    with s.world() as c:
        h = b.Hall(60, 1220, 560, "flat", 3, 0, "#20303E", night=True, windows=False)
        c.poly(h.outline(), "#20303E", 0)
        c.poly([(150, -490), (1130, -490), (1220, 0), (60, 0)], COLD, 0, op=0.1)
        for r in range(3):
            for k in range(6):
                w = 158
                x, y = 160 + k * 162, -500 + r * 96
                if (r, k) in ((0, 3), (1, 2), (1, 3), (0, 2)):
                    continue
                c.rect(x, y, w, 92, "#DCE8EC" if (r + k) % 3 else "#2C4152", 2, col="#0B131A")
                _screen(c, x, y, w, 92, (r * 7 + k * 4 + r * k) % 5, bool((r + k) % 3), s.t.tint)
        c.rect(484, -500, 320, 188, PAPER, 2, col="#0B131A")
        _region(c, 640, -398)
        b.floor(c, 60, 1220, 0)
        c.rect(60, -70, 560, 70, "#2C3E4D", 1)
        c.rect(60, -74, 560, 8, STEEL_4, 1)
        for i in range(3):
            _desk(c, 110 + i * 175, -74, s.t.tint, (WHITE, s.t.tint, STEEL_3)[i], i)
        for i in range(3):
            _desk(c, 690 + i * 165, 0, s.t.tint, (STEEL_3, WHITE, s.t.tint)[i], (i + 1) % 3)
        person(c, 1175, 0, "point", HOT, None, flip=True, skin=1)
        h.front(c, s.l, 70)
    return s


def _screen(c: Canvas, x: float, y: float, w: float, h: float, kind: int, light: bool, tint: str) -> None:
    ink = INK if light else COLD
    if kind in (0, 3):
        c.line([(x + 12 + i * (w - 24) / 9, y + h * (0.3 + 0.5 * c.rng.random())) for i in range(10)], 2, HOT if kind == 3 else ink)
        c.line([(x + 12, y + h - 12), (x + w - 12, y + h - 12)], 1, ink)
    elif kind == 1:
        for i in range(8):
            hh = h * c.rng.uniform(0.2, 0.7)
            c.rect(x + 14 + i * (w - 28) / 8, y + h - 12 - hh, 10, hh, HOT if i == 5 else tint, 0)
    elif kind == 2:
        for i in range(4):
            c.circ(x + 30 + i * 32, y + h / 2, 13, None, 2, HOT if i == 2 else ink)
            if i < 3:
                c.line([(x + 43 + i * 32, y + h / 2), (x + 49 + i * 32, y + h / 2)], 2, ink)
    else:
        for i in range(5):
            c.line([(x + 14, y + 16 + i * 15), (x + w * (0.5 + 0.4 * ((i * 3) % 4) / 4), y + 16 + i * 15)], 2, HOT if i == 1 else ink)


def _region(c: Canvas, x: float, y: float) -> None:
    """A rough map of the region with links between places."""
    c.path(f"M{x - 90},{y - 10} l30,-34 l26,-6 l10,-26 l34,-14 l16,34 l-8,24 l22,20 l40,8 l22,30 l-18,24 l-46,6 l-30,22 l-46,-10 l-28,-30 l-24,-18 Z", mix(COLD, PAPER, 0.35), 2)
    spots = [(-40, 8), (16, -30), (30, 6), (64, 26), (-24, 38), (16, 48)]
    for dx, dy in spots:
        c.line([(x - 40, y + 8), (x + dx, y + dy)], 1, HOT)
    for i, (dx, dy) in enumerate(spots):
        c.circ(x + dx, y + dy, 8 if i == 0 else 5, HOT if i == 0 else INK, 1)


def _desk(c: Canvas, x: float, y: float, tint: str, coat: str, skin: int) -> None:
    with c.at(x, y):
        person(c, 20, 0, "sit", coat, None, skin=skin)
        c.rect(54, -66, 92, 9, STEEL_2, 1)
        c.rect(132, -57, 10, 57, STEEL_4, 1)
        c.rect(100, -86, 8, 20, STEEL_5, 1)
        c.rect(94, -122, 9, 50, INK, 2)
        c.poly([(94, -118), (94, -76), (60, -70), (56, -122)], COLD, 0, op=0.18)
