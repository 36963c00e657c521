"""Mechanics, mechatronics and automation: gears, robots, turbines, forging, stores."""
# Rows of coordinates are kept as drawn, and alternative texts on one line.
# fmt: off
# ruff: noqa: E501

from . import building as b
from . import parts as p
from .palette import EMBER, GLOW, HOT, INK, PAPER, STEEL_1, STEEL_2, STEEL_3, STEEL_4, STEEL_5, WHITE, mix
from .people import person
from .registry import picture
from .scene import Scene
from .svg import Canvas, polar


def machining_centre(c: Canvas, x: float, fill: str, w: float = 300) -> None:
    """A closed machining centre with a lit window; left edge at ``x``."""
    c.rect(x, -230, w, 230, fill, 2)
    c.rect(x, -46, w, 46, STEEL_5, 1)
    c.rect(x + 34, -196, w * 0.5, 130, EMBER, 2, r=8)
    c.rect(x + 34 + w * 0.2, -196, w * 0.1, 54, STEEL_3, 1)
    c.poly([(x + 34 + w * 0.22, -142), (x + 34 + w * 0.28, -142), (x + 34 + w * 0.25, -112)], HOT, 1)
    c.rect(x + 50, -100, w * 0.5 - 32, 34, STEEL_4, 1)
    c.rect(x + w - 92, -200, 66, 82, STEEL_1, 1, r=4)
    c.rect(x + w - 84, -192, 50, 32, STEEL_5, 1)
    for i in range(6):
        c.circ(x + w - 78 + (i % 3) * 19, -146 + (i // 3) * 15, 4, (HOT, PAPER, STEEL_3)[i % 3], 1)
    c.rect(x + w * 0.3, -252, 60, 22, STEEL_3, 1)


def gear_train(c: Canvas, x: float, y: float, k: float, tones: tuple[str, str, str],
               last: float = -34) -> None:
    """Three wheels in mesh, the smallest one glowing."""
    p.gear(c, x, y, 150 * k, 30, tones[0], 3)
    nx, ny, t = p.mesh(x, y, 150 * k, 30, 3, 75 * k, 15, 28)
    p.gear(c, nx, ny, 75 * k, 15, tones[1], t, 4)
    mx, my, u = p.mesh(nx, ny, 75 * k, 15, t, 50 * k, 10, last)
    p.gear(c, mx, my, 50 * k, 10, tones[2], u, 0)


@picture("mechanics-1", "La sala degli ingranaggi", "The gear hall",
         "Capannone a shed in sezione: una grande dentatrice con tre ruote, tre persone con il casco e le Alpi alle spalle.",
         "A sawtooth hall in section: a large gear hobbing machine with three wheels, three people in helmets, the Alps behind.", (0.45, 0.6))
def gear_hall() -> Scene:
    """Wide sawtooth hall with a gear train on its machine."""
    s = Scene("mechanics-1", "mechanics")
    s.outside("alps", peak=300)
    s.soil()
    s.trees((70, 150), (1540, -190), (1500, -150))
    with s.world() as c:
        h = b.Hall(190, 1860, 560, "saw", 4, 180, s.wash)
        h.back(c, s.glass, s.t.tint)
        for i in (0.5, 2.5, 3.5):
            b.lamp(c, h.bay(i), -560, 60)
        p.crane(c, 195, 1855, -545, 1180, 170, s.t.deep)
        p.sling(c, 1180, -376, 60, 66)
        p.gear(c, 1180, -262, 66, 16, STEEL_2, 4, 4)
        c.rect(420, -70, 620, 70, STEEL_5, 2)
        c.rect(400, -420, 90, 420, s.t.tint, 2)
        c.rect(400, -420, 90, 60, s.t.deep, 1)
        c.rect(430, -300, 36, 140, STEEL_1, 1)
        gear_train(c, 690, -232, 1.0, (STEEL_2, s.t.tint, HOT))
        c.rect(676, -222, 28, 160, STEEL_4, 1)
        p.cabinet(c, 1090, 84, 176, s.t.tint)
        person(c, 1050, 0, "work", s.t.deep, WHITE, flip=False, skin=1)
        for i, r in enumerate((40, 34, 40, 30)):
            p.gear(c, 1330 + i * 88, -r - 92, r, 14, (STEEL_2, s.t.tint)[i % 2], i * 7, 4, st=1)
        p.bench(c, 1280, 360)
        person(c, 1720, 0, "tablet", WHITE, s.t.tint, flip=True)
        person(c, 300, 0, "point", STEEL_4, WHITE)
        h.front(c, s.l)
    return s


@picture("mechanics-2", "Due bracci, un telaio", "Two arms, one frame",
         "Di notte, da vicino: due robot saldano un telaio d'acciaio tra le scintille; un tecnico osserva da dietro il vetro.",
         "At night, close up: two robot arms weld a steel frame among sparks while a technician watches from behind a screen.", (0.5, 0.55))
def robot_cell() -> Scene:
    """Close view of a welding cell by night."""
    s = Scene("mechanics-2", "mechanics", "night", ground=850, scale=1.35)
    s.outside("town", sun=(1450, 76), lift=60)
    s.soil()
    with s.world() as c:
        h = b.Hall(70, 1115, 500, "flat", 2, 0, s.wash, night=True)
        h.back(c, s.glass, s.t.tint)
        b.lamp(c, 330, -452, 40, 330)
        b.lamp(c, 860, -452, 40, 330)
        c.rect(390, -60, 420, 60, STEEL_5, 2)
        c.rect(420, -84, 360, 24, STEEL_4, 1)
        c.limb([(440, -110), (760, -110), (700, -200), (500, -200), (440, -110)], 24, s.t.tint, st=2, cap="round")
        c.limb([(560, -200), (540, -110)], 18, STEEL_2, st=2)
        c.limb([(650, -200), (660, -110)], 18, STEEL_2, st=2)
        a = p.robot(c, 265, 0, 190, (70, -18, -70), s.t.tint)
        p.sparks(c, a[0], a[1] + 6, 34)
        d = p.robot(c, 930, 0, 180, (66, -16, -75), s.t.deep, flip=True)
        p.sparks(c, d[0], d[1] + 4, 26)
        c.rect(1000, -210, 8, 210, STEEL_4, 1)
        c.rect(1008, -210, 88, 150, "#BFD6DE", 1, op=0.45)
        person(c, 1058, 0, "look", s.t.deep, WHITE, flip=True, skin=2)
        p.cabinet(c, 84, 74, 190, STEEL_2)
        h.front(c, s.l, 90)
    return s


def rotor(c: Canvas, x: float, y: float, k: float, tint: str) -> None:
    """A steam turbine rotor on its axis: discs with blades, growing to the right."""
    c.rect(x - 60 * k, y - 15 * k, 700 * k, 30 * k, STEEL_4, 2)
    for i in range(8):
        r = (62 + i * 13) * k
        cx = x + (40 + i * 68) * k
        c.rect(cx, y - r, 34 * k, 2 * r, (STEEL_1, tint)[i % 2], 2, r=3)
        for j in range(-5, 6):
            yy = y + j * r / 5.6
            c.line([(cx, yy), (cx + 34 * k, yy - 9 * k)], 1)
        c.rect(cx + 5 * k, y - r * 0.3, 24 * k, r * 0.6, STEEL_3, 1)


@picture("mechanics-3", "Il rotore sospeso", "The hanging rotor",
         "Sotto la capriata un carroponte posa un rotore di turbina sui supporti; una persona guida, una scrive su tablet.",
         "Under a trussed roof a bridge crane sets a turbine rotor on its stands; one person guides, one writes on a tablet.", (0.5, 0.55))
def turbine() -> Scene:
    """One great gabled bay with a rotor in the crane."""
    s = Scene("mechanics-3", "mechanics", "morning", ground=820, scale=0.95)
    s.outside("vines", sun=(300, 210))
    s.soil()
    s.trees((60, 170), (1548, 190))
    with s.world() as c:
        h = b.Hall(150, 1530, 520, "gable", 3, 200, s.wash)
        h.back(c, s.glass, s.t.tint)
        p.crane(c, 156, 1524, -500, 840, 130, s.t.deep)
        p.sling(c, 840, -372, 250, 116)
        c.limb([(580, -258), (1100, -258)], 16, STEEL_4, st=1, cap="butt")
        for x in (640, 1040):
            c.line([(x, -250), (x, -170)], 2, HOT)
        rotor(c, 560, -205, 0.92, s.t.tint)
        for x in (520, 1096):
            c.poly([(x - 46, 0), (x + 56, 0), (x + 34, -186), (x - 24, -186)], STEEL_5, 2)
            c.hatch([(x - 46, 0), (x + 56, 0), (x + 34, -186), (x - 24, -186)], 16, STEEL_3)
        person(c, 400, 0, "up", s.t.deep, WHITE, skin=1)
        person(c, 1235, 0, "tablet", WHITE, HOT, flip=True)
        c.circ(1400, -86, 84, s.t.tint, 2)
        for i in range(28):
            c.line([polar(1400, -86, 36, i * 12.86), polar(1400, -86, 82, i * 12.86 + 7)], 1)
        c.circ(1400, -86, 34, STEEL_2, 2)
        p.cabinet(c, 200, 84, 180, STEEL_2)
        h.front(c, s.l)
    return s


@picture("mechanics-4", "Torni al piano terra, disegno al primo", "Lathes below, drawings above",
         "Edificio a due piani sul lago: sotto tre centri di lavoro accesi, sopra i tecnici ai tavoli di progetto.",
         "A two-storey building by a lake: three lit machining centres below, engineers at design desks on the floor above.", (0.5, 0.6))
def two_storeys() -> Scene:
    """Workshop below, design office above, a lake behind."""
    s = Scene("mechanics-4", "mechanics", "day", scale=0.8)
    s.outside("lake", sun=(1350, 150), island=190)
    s.soil()
    s.trees((80, 150), (150, 110), (1530, -230))
    with s.world() as c:
        h = b.Hall(330, 1730, 640, "shed", 4, 110, s.wash, windows=False)
        h.back(c, s.glass, s.t.tint)
        for i in range(4):
            c.rect(h.bay(i) + 30, -560, 290, 130, s.glass, 1)
            for k in range(1, 4):
                c.line([(h.bay(i) + 30 + k * 72, -560), (h.bay(i) + 30 + k * 72, -430)], 1)
        for i, x in enumerate((380, 730, 1080)):
            machining_centre(c, x, (s.t.tint, STEEL_2, s.t.tint)[i])
            b.lamp(c, x + 150, -308, 14, 60, on=False)
        person(c, 706, 0, "work", s.t.deep, WHITE, flip=True)
        person(c, 1418, 0, "work", STEEL_4, s.t.tint, skin=2, flip=True)
        p.bench(c, 1500, 200)
        for i in range(4):
            p.gear(c, 1530 + i * 46, -112, 20, 10, STEEL_2, i * 9, 0, st=1)
        b.floor(c, 330, 1730, -330, rail=None)
        for i, x in enumerate((430, 760, 1090, 1390)):
            c.rect(x, -330 - 78, 150, 9, "#CDB08A", 1)
            c.line([(x + 12, -400), (x + 12, -330)], 2)
            c.line([(x + 138, -400), (x + 138, -330)], 2)
            c.rect(x + 70, -330 - 142, 76, 52, STEEL_5, 2)
            p.gear(c, x + 108, -446, 17, 9, HOT if i == 1 else s.t.tint, 0, 0, st=1)
            person(c, x + 8, -330, "sit", (s.t.deep, WHITE, s.t.tint, STEEL_3)[i], None, skin=i % 3)
        person(c, 1660, -330, "point", WHITE, None, flip=True, skin=1)
        h.front(c, s.l)
    return s


@picture("mechanics-5", "La colata", "The pour",
         "Fonderia di notte: la siviera versa metallo fuso nelle forme, due persone in tuta protettiva, cielo stellato.",
         "A foundry at night: a ladle pours molten metal into moulds, two people in protective coats, a starry sky.", (0.5, 0.6))
def foundry() -> Scene:
    """Night foundry: crucible, stream, moulds, furnace."""
    s = Scene("mechanics-5", "mechanics", "night", ground=830, scale=1.0)
    s.outside("alps", sun=(1420, 140), peak=1330, lift=60)
    s.soil()
    with s.world() as c:
        h = b.Hall(120, 1390, 520, "gables", 2, 170, mix(s.wash, GLOW, 0.18), night=True)
        h.back(c, s.glass, s.t.dark)
        p.crane(c, 126, 1384, -505, 640, 110, s.t.deep)
        with c.clip(h.outline()):
            c.circ(700, -170, 330, EMBER, 0, op=0.35)
            c.circ(700, -140, 220, EMBER, 0, op=0.5)
        p.sling(c, 640, -398, 92, 70)
        with c.at(640, -250, 1, rot=24):
            c.poly([(-98, -90), (98, -90), (74, 74), (-74, 74)], STEEL_4, 2)
            c.rect(-104, -50, 208, 24, s.t.tint, 2)
            c.ell(0, -90, 98, 20, HOT, 2)
            c.ell(0, -92, 74, 11, GLOW, 0)
        c.path("M742,-292 C776,-288 772,-200 770,-86 L788,-86 C790,-210 796,-306 744,-306 Z", HOT, 1)
        c.path("M750,-297 C780,-290 778,-200 776,-86 L782,-86 C784,-210 786,-300 750,-301 Z", GLOW, 0)
        for i in range(4):
            x = 690 + i * 150
            c.rect(x, -84, 132, 84, ("#9A7A52", "#B08D60")[i % 2], 2)
            c.line([(x, -44), (x + 132, -44)], 1)
            c.poly([(x + 48, -84), (x + 84, -84), (x + 74, -62), (x + 58, -62)], HOT if i in (0, 1) else STEEL_5, 1)
        p.sparks(c, 779, -90, 36)
        c.rect(170, -330, 230, 330, STEEL_5, 2)
        c.rect(150, -346, 270, 26, STEEL_4, 2)
        for k in range(1, 8):
            c.line([(170, -k * 40), (400, -k * 40)], 1, STEEL_3)
        c.path("M225,0 L225,-110 Q285,-170 345,-110 L345,0 Z", HOT, 2)
        c.path("M247,0 L247,-98 Q285,-138 323,-98 L323,0 Z", GLOW, 0)
        p.flame(c, 285, 0, 96)
        p.pipe(c, [(285, -346), (285, -470), (130, -470)], 40, STEEL_3)
        person(c, 490, 0, "point", STEEL_2, s.t.tint, STEEL_4, skin=1, long=True)
        person(c, 1345, 0, "look", STEEL_2, WHITE, STEEL_4, flip=True, long=True)
        h.front(c, s.l)
    return s


def _store_works(c: Canvas, s: Scene) -> None:
    for col in range(8):
        x = 190 + col * 106 + (66 if col > 3 else 0)
        for row in range(8):
            y = -(row * 98)
            c.line([(x, y - 6), (x + 100, y - 6)], 2, s.t.deep)
            if c.rng.random() < 0.85:
                hh = c.rng.choice((44, 58, 70))
                c.rect(x + 8, y - 8 - hh, 84, hh, c.rng.choice(("#CDB08A", "#BF9F76", STEEL_2, s.t.tint)), 1)
                c.rect(x + 38, y - 8 - hh, 22, 16, PAPER, 0)
        for xx in (x, x + 100):
            c.line([(xx, 0), (xx, -800)], 1)
    c.rect(632, -820, 20, 820, s.t.deep, 2)
    c.rect(613, -30, 58, 30, STEEL_5, 2)
    c.rect(596, -470, 92, 100, HOT, 2)
    c.rect(608, -446, 68, 60, "#CDB08A", 1)
    p.conveyor(c, 1060, 1500, -80, s.t.tint)
    for x in (1110, 1220, 1330, 1430):
        c.rect(x, -130, 54, 50, "#CDB08A", 1)
        c.rect(x + 20, -130, 14, 18, PAPER, 0)
    a = p.robot(c, 1570, 0, 130, (112, 164, 236), STEEL_2)
    c.rect(a[0] - 26, a[1], 52, 44, "#CDB08A", 1)


@picture("mechanics-6", "Il magazzino che si serve da solo", "The store that serves itself",
         "Magazzino automatico alto nella pianura: scaffali pieni, un trasloelevatore, carrelli autonomi, un tecnico con un bambino.",
         "A tall automatic store in the rice plain: full racks, a stacker crane, driverless carts and a technician with a child.", (0.45, 0.55))
def store() -> Scene:
    """Asymmetric: high rack store on the left, low picking hall on the right."""
    s = Scene("mechanics-6", "mechanics", "dusk", scale=0.72, ground=810)
    s.outside("rice", sun=(1330, 330), lift=0)
    s.soil()
    s.trees((1560, -250), (1500, -210))
    with s.world() as c:
        low = b.Hall(1120, 1960, 380, "saw", 2, 130, s.wash)
        low.back(c, s.glass, s.t.tint)
        tall = b.Hall(160, 1120, 900, "flat", 1, 0, s.wash, windows=False)
        tall.back(c, s.glass, s.t.tint)
        _store_works(c, s)
        person(c, 1720, 0, "tablet", WHITE, s.t.tint, skin=2)
        person(c, 1800, 0, "point", s.t.tint, WHITE, flip=True, s=0.74)
        for x in (1210, 1860):
            c.rect(x - 50, -26, 100, 18, STEEL_5, 2, r=4)
            c.circ(x - 30, -7, 8, INK, 1)
            c.circ(x + 30, -7, 8, INK, 1)
        low.front(c, s.l)
        tall.open_right = True
        tall.front(c, s.l)
        b.wall(c, 1122, -910, -380, 26)
    return s
