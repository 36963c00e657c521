"""Automotive: body lines, welding, presses, batteries, the wind tunnel, a track on the roof."""
# Rows of coordinates are kept as drawn, and alternative texts on one line.
# fmt: off
# ruff: noqa: E501

from . import building as b
from . import parts as p
from .palette import EMBER, HOT, INK, PAPER, STEEL_1, STEEL_2, STEEL_3, STEEL_4, STEEL_5, WHITE, mix
from .people import person
from .registry import picture
from .scene import Scene
from .svg import Canvas, polar


def wheel(c: Canvas, x: float, y: float, r: float = 32) -> None:
    """A wheel with five spokes."""
    c.circ(x, y, r, INK, 1)
    c.circ(x, y, r * 0.62, STEEL_2, 1)
    for i in range(5):
        c.line([(x, y), polar(x, y, r * 0.6, i * 72 + 18)], 1)
    c.circ(x, y, r * 0.16, STEEL_4, 1)


def car(c: Canvas, x: float, y: float, k: float, fill: str, stage: int = 3) -> None:
    """A small hatchback, 400 long. ``stage``: 0 floor, 1 frame, 2 body without wheels, 3 whole."""
    with c.at(x, y, k):
        if stage == 0:
            c.path("M0,-40 L40,-62 L360,-62 L398,-44 L398,-30 L0,-30 Z", STEEL_2, 2)
            for i in range(6):
                c.line([(70 + i * 50, -62), (70 + i * 50, -30)], 1)
            c.rect(120, -56, 160, 20, STEEL_4, 1, r=4)
        else:
            body = ("M-4,-40 Q-6,-78 20,-88 L92,-98 Q130,-146 178,-150 L276,-148 Q322,-144 352,-100 Q396,-94 400,-62 L398,-36 "
                    "L350,-34 Q344,-72 312,-72 Q280,-72 274,-34 L122,-34 Q116,-72 84,-72 Q52,-72 46,-34 Z")
            c.path(body, fill if stage > 1 else PAPER, 2)
            glass = "#CFE0E6" if stage == 3 else mix(fill, WHITE, 0.86)
            c.path("M112,-98 Q142,-138 180,-140 L206,-140 L206,-98 Z", glass, 1)
            c.path("M216,-140 L274,-138 Q304,-136 328,-100 L216,-98 Z", glass, 1)
            c.line([(211, -140), (211, -36)], 1)
            c.line([(20, -70), (392, -74)], 1)
            if stage == 1:
                for a, q in (((30, -84), (100, -36)), ((128, -38), (206, -98)), ((216, -98), (270, -38)), ((300, -74), (350, -100))):
                    c.line([a, q], 1)
            if stage > 1:
                c.line([(190, -86), (204, -86)], 2)
                c.rect(384, -82, 14, 12, EMBER, 1, r=3)
                c.rect(-2, -82, 12, 10, HOT, 1, r=3)
        if stage == 3:
            wheel(c, 84, -32)
            wheel(c, 312, -32)


@picture("automotive-1", "Dal pianale all'auto finita", "From floor pan to car",
         "Sotto i tetti a shed una linea porta quattro auto in stadi diversi, dal pianale alla vettura arancione finita.",
         "Under sawtooth roofs a line carries four cars at different stages, from the floor pan to the finished orange one.", (0.5, 0.62))
def body_line() -> Scene:
    """The long assembly line, many bays, Alps."""
    s = Scene("automotive-1", "automotive", ground=800, scale=0.76)
    s.outside("alps", peak=1180, sun=(330, 160))
    s.soil()
    s.trees((50, 140), (1555, 170))
    with s.world() as c:
        h = b.Hall(140, 1960, 440, "saw", 6, 150, s.wash)
        h.back(c, s.glass, s.t.tint)
        c.rect(150, -40, 1800, 40, STEEL_5, 2)
        for i in range(38):
            c.circ(170 + i * 46, -20, 8, STEEL_3, 1)
        for i, stage in enumerate((0, 1, 2, 3)):
            x = 190 + i * 450
            c.rect(x + 60, -58, 280, 18, STEEL_3, 1)
            car(c, x, -36, 0.95, HOT if i == 3 else (STEEL_2, STEEL_1, STEEL_3, HOT)[i], stage)
        a = p.robot(c, 632, -40, 118, (130, 212, 255), s.t.tint)
        p.sparks(c, *a, 22)
        p.robot(c, 1085, -40, 118, (115, 190, 250), mix(s.t.tint, WHITE, 0.35))
        for x in (250, 850, 1300):
            c.line([(x, -430), (x, -300)], 1)
            c.rect(x - 12, -300, 24, 50, s.t.tint, 1)
        person(c, 1520, -40, "work", WHITE, s.t.tint, skin=1)
        person(c, 180, -40, "work", s.t.tint, WHITE, skin=0)
        person(c, 1920, -40, "tablet", STEEL_2, WHITE, flip=True, skin=2)
        h.front(c, s.l)
    return s


@picture("automotive-2", "Saldatura di notte", "Night weld",
         "Primo piano notturno: due robot blu saldano una grande scocca grigia tra le scintille; a destra una persona con il casco.",
         "Night close-up: two blue robots weld a large grey car body among sparks; on the right a person in a helmet.", (0.5, 0.6))
def night_weld() -> Scene:
    """Close: one car body fills the hall."""
    s = Scene("automotive-2", "automotive", "night", ground=860, scale=1.55)
    s.outside("alps", peak=240, sun=(1450, 120), lift=120)
    s.soil()
    with s.world() as c:
        h = b.Hall(50, 984, 440, "flat", 2, 0, s.wash, night=True)
        h.back(c, s.glass, s.t.tint)
        for x in (270, 730):
            b.lamp(c, x, -394, 26, 240)
        c.rect(190, -58, 600, 58, STEEL_5, 2)
        for i in range(4):
            p.gear(c, 250 + i * 160, -29, 20, 10, STEEL_3, i * 8, 0, st=1)
        c.rect(270, -92, 30, 34, STEEL_4, 1)
        c.rect(640, -92, 30, 34, STEEL_4, 1)
        car(c, 245, -62, 1.22, STEEL_2, 2)
        a = p.robot(c, 140, 0, 165, (76, -6, -70), s.t.tint)
        p.sparks(c, *a, 30)
        d = p.robot(c, 850, 0, 165, (80, 2, -70), s.t.tint, flip=True)
        p.sparks(c, *d, 30)
        person(c, 930, 0, "look", WHITE, WHITE, flip=True, skin=1)
        h.front(c, s.l, 70)
    return s


def _press_works(c: Canvas, s: Scene) -> None:
    h = b.Hall(210, 1740, 620, "vault", 4, 190, s.wash)
    h.back(c, s.glass, s.t.tint)
    h.front(c, s.l)
    c.rect(700, 0, 560, 250, INK, 0)
    c.rect(730, 24, 500, 200, STEEL_5, 1)
    for x in (790, 900, 1010, 1120):
        c.rect(x, 60, 50, 140, STEEL_3, 2)
        for k in range(5):
            c.line([(x, 80 + k * 24), (x + 50, 70 + k * 24)], 2)
    c.rect(740, -20, 480, 46, STEEL_4, 2)
    for x in (740, 1140):
        c.rect(x, -560, 80, 540, s.t.tint, 2)
        c.rect(x + 50, -560, 30, 540, s.t.deep, 0)
    c.rect(720, -640, 520, 130, s.t.tint, 2)
    p.gear(c, 860, -575, 52, 18, STEEL_2, 0, 5)
    p.gear(c, 1100, -575, 52, 18, STEEL_2, 6, 5)
    c.circ(980, -575, 26, HOT, 2)
    for x in (880, 1050):
        c.rect(x, -510, 34, 190, STEEL_1, 2)
    c.rect(830, -330, 300, 120, STEEL_2, 2)
    c.poly([(850, -210), (1110, -210), (1080, -176), (880, -176)], STEEL_4, 2)


@picture("automotive-3", "La grande pressa", "The great press",
         "Una pressa alta due piani, con fondazione profonda, stampa una portiera; nastro d'acciaio dal rotolo, tre persone.",
         "A press two storeys high, on deep foundations, stamps a door from a steel coil; three people work beside it.", (0.5, 0.55))
def press() -> Scene:
    """Vertical composition: press rooted in the ground."""
    s = Scene("automotive-3", "automotive", "morning", ground=720, scale=0.82)
    s.outside("vines", sun=(1330, 200))
    s.soil()
    s.trees((90, 160), (1530, -220))
    with s.world() as c:
        _press_works(c, s)
        c.rect(830, -110, 300, 90, STEEL_2, 2)
        c.path("M868,-110 L880,-152 Q930,-168 1000,-164 L1090,-150 L1096,-110 Z", HOT, 2)
        c.path("M898,-126 L906,-146 Q940,-154 1000,-152 L1040,-148 L1044,-126 Z", EMBER, 1)
        p.coil(c, 420, -130, 112, STEEL_2, s.t.tint, 8)
        c.poly([(360, 0), (480, 0), (440, -110), (400, -110)], s.t.deep, 2)
        c.limb([(420, -242), (560, -180), (640, -112), (830, -112)], 8, STEEL_1)
        p.conveyor(c, 1190, 1700, -92, STEEL_3)
        for x in (1250, 1390, 1530):
            c.path(f"M{x},-93 L{x + 10},-132 Q{x + 50},-144 {x + 110},-132 L{x + 116},-93 Z", STEEL_1, 2)
            c.path(f"M{x + 24},-104 L{x + 30},-124 Q{x + 50},-131 {x + 82},-126 L{x + 86},-104 Z", s.wash, 1)
        person(c, 610, 0, "point", WHITE, s.t.tint, skin=2)
        person(c, 1680, 0, "work", s.t.tint, WHITE, flip=True)
        person(c, 280, 0, "look", STEEL_4, WHITE, skin=1)
    return s


@picture("automotive-4", "Il reparto delle batterie", "The battery floor",
         "Officina in centro: facciata in mattoni aperta a metà, moduli di batteria sul nastro e un motore elettrico in prova.",
         "A works in town: its brick front half removed, battery modules on a belt and an electric motor on the test bed.", (0.6, 0.6))
def batteries() -> Scene:
    """Half façade, half section."""
    s = Scene("automotive-4", "automotive", "day", ground=820, scale=0.95)
    s.outside("town", spire=50, sun=(1300, 150))
    s.soil()
    s.trees((1560, 170))
    with s.world() as c:
        h = b.Hall(140, 1560, 500, "flat", 4, 0, s.wash)
        h.back(c, s.glass, s.t.tint)
        for i in (1.6, 2.5, 3.5):
            b.lamp(c, h.bay(i), -450, 70)
        p.conveyor(c, 560, 1140, -92, STEEL_3)
        for i in range(5):
            x = 590 + i * 110
            c.rect(x, -150, 92, 58, s.t.tint if i != 3 else HOT, 2, r=4)
            for k in range(5):
                c.rect(x + 8 + k * 16, -142, 10, 42, mix(s.t.tint if i != 3 else HOT, WHITE, 0.55), 1)
            c.line([(x + 8, -156), (x + 84, -156)], 2, HOT)
        with c.at(850, -452, 1, rot=180):
            t = p.robot(c, 0, 0, 110, (70, 130, 100), mix(s.t.tint, WHITE, 0.3))
        c.circ(850 - t[0], -452 - t[1], 6, HOT, 1)
        c.rect(1220, -70, 280, 70, STEEL_5, 2)
        c.rect(1250, -190, 150, 120, STEEL_2, 2, r=14)
        c.rect(1262, -176, 126, 92, COPPER, 1)
        for k in range(7):
            c.line([(1270 + k * 18, -176), (1270 + k * 18, -84)], 2)
        c.rect(1400, -142, 60, 24, STEEL_1, 1)
        c.circ(1470, -130, 34, STEEL_4, 2)
        p.gauge(c, 1325, -214, 18)
        person(c, 1175, 0, "tablet", WHITE, s.t.tint, skin=1)
        person(c, 520, 0, "work", STEEL_2, WHITE, skin=0)
        h.front(c, s.l)
        b.facade(c, 114, 500, 510, mix("#B8694A", PAPER, 0.3), s.t, torn=1)
    with s.world() as c:
        person(c, 60, 0, "walk", HOT, None, skin=2)
    return s


COPPER = "#C98A5A"


def _tunnel_works(c: Canvas, s: Scene) -> None:
    c.path("M160,-40 L420,-40 Q560,-40 640,-70 L1180,-70 Q1300,-70 1400,-40 L1620,-40 L1620,-520 L1400,-520 Q1300,-470 1180,-440 "
           "L640,-440 Q560,-470 420,-520 L160,-520 Z", mix(s.t.pale, WHITE, 0.4), 2)
    c.poly([(640, -70), (1180, -70), (1180, -54), (640, -54)], STEEL_4, 1)
    for i in range(9):
        c.rect(196, -500 + i * 51, 30, 40, STEEL_1, 1)
    with c.at(330, -280):
        c.circ(0, 0, 205, STEEL_4, 2)
        c.circ(0, 0, 186, mix(s.t.pale, WHITE, 0.2), 2)
        for i in range(9):
            with c.at(0, 0, 1, rot=i * 40):
                c.path("M-12,-44 Q-46,-120 -20,-180 Q14,-176 24,-120 Q22,-70 14,-42 Z", s.t.tint if i % 3 else s.t.deep, 2)
        c.circ(0, 0, 50, STEEL_2, 2)
        c.circ(0, 0, 18, HOT, 1)
    c.rect(312, -76, 36, 40, STEEL_5, 2)
    for i in range(8):
        y = -400 + i * 36
        rise = (-8, -14, -26, -44, -60, -30, 0, 0)[i]
        if i < 6:
            c.path(f"M560,{y} C700,{y} 720,{y + rise} 840,{y + rise} S1010,{y + rise * 0.3} 1200,{y} S1400,{y + 10} 1560,{y + 6}", None, 2, HOT)


@picture("automotive-5", "La galleria del vento", "The wind tunnel",
         "Una galleria del vento in sezione: la ventola a sinistra, i fili d'aria arancioni sopra l'auto, due tecnici al vetro.",
         "A wind tunnel in section: the fan on the left, orange streams of air over the car, two engineers at the window.", (0.5, 0.55))
def tunnel() -> Scene:
    """A ring of concrete with a car in the stream."""
    s = Scene("automotive-5", "automotive", "winter", ground=850, scale=0.9)
    s.outside("both", peak=430, sun=(1380, 130))
    s.soil()
    s.trees((40, -200), (1560, 150))
    with s.world() as c:
        h = b.Hall(130, 1650, 640, "shed", 3, 60, s.wash, windows=False)
        h.back(c, s.glass, s.t.tint)
        _tunnel_works(c, s)
        car(c, 740, -66, 0.95, STEEL_2, 3)
        b.floor(c, 640, 1180, -470)
        c.rect(660, -600, 500, 120, mix(s.wash, WHITE, 0.5), 1)
        p.cabinet(c, 700, 90, 92, STEEL_2, -470)
        c.rect(820, -540, 170, 70, STEEL_5, 2)
        c.path("M840,-490 q30,-40 60,-16 t60,-14", None, 2, EMBER)
        person(c, 1030, -470, "point", WHITE, None, flip=True, s=0.8)
        person(c, 1110, -470, "tablet", s.t.tint, None, flip=True, skin=2, s=0.8)
        h.front(c, s.l)
    return s


def _roof_track_works(c: Canvas, s: Scene) -> None:
    h = b.Hall(260, 2560, 900, "flat", 8, 0, mix(s.wash, "#F5DFB4", 0.35), windows=False)
    c.poly(h.outline(), h.wash, 0)
    for f in range(3):
        y = -f * 300
        for i in range(8):
            x = h.bay(i)
            c.rect(x + 40, y - 250, 208, 110, s.glass, 1)
            for k in range(1, 4):
                c.line([(x + 40 + k * 52, y - 250), (x + 40 + k * 52, y - 140)], 1)
            if i:
                c.rect(x - 11, y - 300, 22, 300, mix(h.wash, INK, 0.18), 1)
    for i in range(4):
        car(c, 330 + i * 560, 0, 1.0, (STEEL_2, s.t.tint, STEEL_1, HOT)[i], 3 if i else 2)
        car(c, 420 + i * 560, -320, 0.95, (STEEL_2, STEEL_1, s.t.tint, STEEL_2)[i], 2 if i > 1 else 1)
        p.robot(c, 860 + i * 560 if i < 3 else 880, -320, 110, (100, 170, 230), s.t.tint)
        p.conveyor(c, 420 + i * 560, 760 + i * 560, -690, STEEL_3, base=-620)
        for k in range(3):
            p.gear(c, 470 + i * 560 + k * 100, -724, 30, 12, (STEEL_2, s.t.tint, HOT if i == 1 else STEEL_2)[k], k * 8, 0, st=1)
    for x, y, pose, sk in ((800, 0, "tablet", 1), (1320, 0, "look", 0), (1960, 0, "work", 2), (1010, -320, "work", 0), (2030, -320, "point", 1),
                           (850, -620, "work", 2), (1440, -620, "tablet", 0), (2000, -620, "look", 1)):
        person(c, x, y, pose, (WHITE, s.t.tint, STEEL_2)[sk], WHITE, skin=sk)
    b.floor(c, 260, 2560, -320)
    b.floor(c, 260, 2560, -620)
    h.front(c, s.l)


@picture("automotive-6", "La pista sul tetto", "The track on the roof",
         "Una fabbrica a tre piani al tramonto con la pista di prova sul tetto: un'auto arancione in curva, reparti accesi sotto.",
         "A three-storey factory at dusk with a test track on its roof: an orange car on the bend, lit workshops below.", (0.5, 0.5))
def roof_track() -> Scene:
    """Far view of a long multi-storey works with a banked track on top."""
    s = Scene("automotive-6", "automotive", "dusk", ground=830, scale=0.56)
    s.outside("alps", sun=(1180, 230), peak=470)
    s.soil()
    s.trees((60, 130), (1500, 140), (1565, 110))
    with s.world() as c:
        _roof_track_works(c, s)
        c.path("M200,-1060 Q250,-916 420,-912 L420,-900 L200,-900 Z", INK, 0)
        c.path("M2620,-1060 Q2570,-916 2400,-912 L2400,-900 L2620,-900 Z", INK, 0)
        for i in range(26):
            c.line([(440 + i * 78, -912), (440 + i * 78, -950)], 1)
        c.line([(420, -950), (2400, -950)], 1)
        car(c, 1500, -910, 0.9, HOT, 3)
        person(c, 1250, -912, "point", WHITE, WHITE, skin=1)
        person(c, 1200, -912, "look", s.t.tint, WHITE, skin=0)
    return s
