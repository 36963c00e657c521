"""Chemistry, pharmaceuticals and biomedical: reactors, laboratories, columns, filling."""
# Rows of coordinates are kept as drawn, and alternative texts on one line.
# fmt: off
# ruff: noqa: E501

from . import building as b
from . import parts as p
from .palette import EMBER, HOT, PAPER, STEEL_1, STEEL_2, STEEL_3, STEEL_4, STEEL_5, WHITE, mix
from .people import person
from .registry import picture
from .scene import Scene
from .svg import Canvas, polar


def molecule(c: Canvas, x: float, y: float, k: float, tint: str, hot: int = 3) -> None:
    """A ball and stick model: a ring of six with side groups; ``hot`` marks one atom."""
    ring = [polar(x, y, 40 * k, 30 + i * 60) for i in range(6)]
    side = [polar(x, y, 78 * k, 30 + i * 60) for i in (0, 2, 3, 5)]
    for i in range(6):
        c.limb([ring[i], ring[(i + 1) % 6]], 6 * k, STEEL_2)
    for q, i in zip(side, (0, 2, 3, 5), strict=True):
        c.limb([ring[i], q], 6 * k, STEEL_2)
    for i, q in enumerate(ring):
        c.circ(*q, 14 * k, HOT if i == hot else tint, 1)
    for q in side:
        c.circ(*q, 10 * k, PAPER, 1)


def flask(c: Canvas, x: float, y: float, h: float, fill: str, level: float = 0.45) -> None:
    """A conical flask standing at (x, y)."""
    w = h * 0.36
    c.poly([(x - w, y), (x + w, y), (x + h * 0.09, y - h * 0.66), (x + h * 0.09, y - h), (x - h * 0.09, y - h), (x - h * 0.09, y - h * 0.66)], "#E9F1F0", 1)
    k = 1 - level * 0.75
    c.poly([(x - w, y), (x + w, y), (x + w * k, y - h * 0.66 * level), (x - w * k, y - h * 0.66 * level)], fill, 1)


@picture("chemical-1", "La sala dei reattori", "The reactor hall",
         "Sala processo su due livelli: quattro reattori tra tubi e valvole, uno caldo al centro, due tecnici sulla passerella.",
         "A process hall on two levels: four reactors among pipes and valves, one hot in the middle, two people on the walkway.", (0.5, 0.55))
def reactors() -> Scene:
    """Reactors hang through a steel platform."""
    s = Scene("chemical-1", "chemical", ground=820, scale=0.92)
    s.outside("rice", sun=(1350, 180), peak=250)
    s.soil()
    s.trees((50, -230), (1550, 160))
    with s.world() as c:
        h = b.Hall(140, 1590, 660, "flat", 4, 0, s.wash)
        h.back(c, s.glass, s.t.tint)
        p.pipe(c, [(150, -560), (1580, -560)], 20, s.t.tint, False)
        p.pipe(c, [(150, -590), (1580, -590)], 14, STEEL_3, False)
        for i in range(4):
            x = 320 + i * 350
            p.pipe(c, [(x - 40, -556), (x - 40, -430)], 14, STEEL_2)
            p.vessel(c, x, 0, 190, 250, (STEEL_2, STEEL_1, STEEL_2, STEEL_1)[i], 130, HOT if i == 1 else s.t.tint)
            p.motor(c, x, -440, 40, 64, s.t.deep)
            p.pipe(c, [(x, -90), (x, -44), (x + 175 if i < 3 else x + 90, -44)], 14, STEEL_3)
            p.valve(c, x + 70, -44)
            p.gauge(c, x - 44, -330, 17, 30 + 40 * i)
        b.floor(c, 150, 1580, -250, rail=None)
        for k in range(0, 29):
            if all(abs(170 + k * 50 - (320 + i * 350)) > 100 for i in range(4)):
                c.line([(170 + k * 50, -250), (170 + k * 50, -345)], 1)
        for a, z in ((150, 220), (420, 570), (770, 920), (1120, 1270), (1470, 1580)):
            c.line([(a, -345), (z, -345)], 2)
            c.line([(a, -300), (z, -300)], 1)
        person(c, 490, -250, "point", s.t.deep, WHITE, flip=True)
        person(c, 1190, -250, "tablet", WHITE, s.t.tint, skin=1)
        person(c, 850, 0, "work", WHITE, WHITE, flip=True, skin=2)
        person(c, 205, 0, "look", STEEL_4, WHITE)
        h.front(c, s.l)
    return s


def _laboratory_works(c: Canvas, s: Scene) -> None:
    c.rect(90, -300, 380, 130, s.glass, 1)
    c.poly([(92, -172), (150, -214), (184, -196), (240, -262), (290, -204), (330, -224), (400, -186), (468, -172)], s.l.far, 1)
    c.poly([(240, -262), (258, -241), (244, -236), (228, -248)], WHITE, 0)
    for x in (185, 280, 375):
        c.line([(x, -300), (x, -170)], 2)
    for y in (-280, -228):
        c.rect(520, y, 310, 7, STEEL_3, 1)
    for i in range(9):
        flask(c, 545 + i * 33, -280, 34 if i % 2 else 26, (s.t.tint, EMBER, STEEL_3)[i % 3])
        p.bottle(c, 545 + i * 33, -228, 36, ("#8C5E3C", s.t.tint, STEEL_3)[(i + 1) % 3])
    b.lamp(c, 270, -312, 0, 180)
    b.lamp(c, 680, -312, 0, 60, on=False)
    c.rect(120, -90, 600, 12, PAPER, 2)
    for i in range(5):
        c.rect(130 + i * 118, -78, 108, 70, (s.t.tint, mix(s.t.tint, WHITE, 0.35))[i % 2], 1)
        c.line([(168 + i * 118, -62), (200 + i * 118, -62)], 2)
    c.rect(120, -8, 600, 8, STEEL_5, 1)
    for x, k in ((232, 0.72), (366, 0.6)):
        c.rect(x - 3, -134, 6, 44, STEEL_4, 1)
        c.rect(x - 24, -96, 48, 6, STEEL_4, 1)
        molecule(c, x, -158, k, s.t.tint)


@picture("chemical-2", "Molecole da toccare", "Molecules to touch",
         "Laboratorio da vicino: modelli di molecole sul banco, un distillatore acceso, due ricercatori in camice, le Alpi fuori.",
         "A laboratory close up: models of molecules on the bench, a lit still, two researchers in white coats, Alps outside.", (0.5, 0.55))
def laboratory() -> Scene:
    """Close lab bench."""
    s = Scene("chemical-2", "chemical", "morning", ground=870, scale=1.75)
    s.outside("alps", peak=760, sun=(1300, 140), lift=160)
    s.soil()
    with s.world() as c:
        h = b.Hall(50, 866, 360, "flat", 1, 0, s.wash, windows=False)
        h.back(c, s.glass, s.t.tint)
        _laboratory_works(c, s)
        c.rect(486, -230, 5, 140, STEEL_4, 1)
        c.rect(470, -96, 70, 6, STEEL_4, 1)
        c.circ(520, -142, 24, "#E9F1F0", 1)
        c.path("M497,-138 A24,24 0 0 0 543,-138 Z", HOT, 1)
        p.flame(c, 520, -96, 22)
        c.limb([(520, -164), (520, -200), (540, -204), (620, -140)], 7, "#E9F1F0")
        c.line([(486, -150), (506, -146)], 2)
        flask(c, 626, -90, 52, s.t.tint, 0.5)
        person(c, 768, 0, "work", WHITE, None, flip=True, skin=0, long=True, hair="#6B4530")
        person(c, 96, 0, "point", WHITE, None, skin=2, long=True)
        h.front(c, s.l, 60)
    return s


def _clean_room_works(c: Canvas, s: Scene) -> None:
    c.rect(110, -500, 1300, 84, s.t.pale, 1)
    p.pipe(c, [(112, -470), (1408, -470)], 46, STEEL_2, False)
    for i in range(6):
        x = 150 + i * 214
        c.rect(x, -432, 170, 24, STEEL_3, 2)
        for k in range(12):
            c.line([(x + 8 + k * 14, -430), (x + 14 + k * 14, -410)], 1)
        p.pipe(c, [(x + 85, -448), (x + 85, -432)], 26, STEEL_2, False)
        for k in range(4):
            c.line([(x + 25 + k * 40, -396), (x + 25 + k * 40, -330)], 1, s.t.tint, dash="10 9")
    c.rect(330, -120, 300, 120, STEEL_2, 2)
    c.rect(340, -320, 280, 200, "#DDEBE8", 2, op=0.9)
    c.ell(480, -140, 120, 26, STEEL_3, 2)
    for i in range(9):
        x = 376 + i * 26
        c.rect(x - 8, -186, 16, 34, "#F2F7F5", 1, r=3)
        c.rect(x - 8, -170, 16, 18, HOT if i == 4 else s.t.tint, 1)
        c.rect(x - 5, -193, 10, 8, STEEL_4, 1)
    c.rect(470, -320, 20, 110, STEEL_4, 1)
    c.poly([(472, -210), (488, -210), (480, -190)], HOT, 1)
    p.conveyor(c, 630, 1240, -96, STEEL_2)
    for i in range(7):
        c.rect(760 + i * 66, -106, 52, 10, STEEL_1, 1)
        for k in range(4):
            c.path(f"M{764 + i * 66 + k * 12},-106 a5,6 0 0 1 10,0 Z", HOT if (i + k) % 5 == 0 else s.t.tint, 1)


@picture("chemical-3", "Sala bianca", "Clean room",
         "Camera bianca farmaceutica in sezione: filtri nel soffitto, giostra di flaconi, blister in uscita, due persone in tuta.",
         "A pharmaceutical clean room in section: filters in the ceiling, a carousel of vials, blisters coming out, two people.", (0.5, 0.6))
def clean_room() -> Scene:
    """Ceiling plenum with filters, air going down, line of vials."""
    s = Scene("chemical-3", "chemical", "winter", ground=820, scale=1.05)
    s.outside("hills", sun=(260, 150))
    s.soil()
    s.trees((40, 160), (1560, -230))
    with s.world() as c:
        h = b.Hall(110, 1410, 560, "flat", 3, 0, mix(s.wash, WHITE, 0.4), windows=False)
        h.back(c, s.glass, s.t.tint)
        _clean_room_works(c, s)
        for i in range(4):
            x = 650 + i * 26
            c.rect(x, -130, 16, 34, "#F2F7F5", 1, r=3)
            c.rect(x, -114, 16, 18, s.t.tint, 1)
        c.rect(840, -250, 150, 130, s.t.tint, 2, r=8)
        c.rect(862, -232, 70, 50, STEEL_5, 1)
        c.circ(962, -208, 10, HOT, 1)
        c.rect(880, -120, 70, 14, STEEL_4, 1)
        a = p.robot(c, 1300, 0, 110, (112, 178, 240), STEEL_1)
        c.rect(a[0] - 20, a[1], 40, 30, PAPER, 1)
        person(c, 250, 0, "work", WHITE, WHITE, WHITE, skin=1)
        person(c, 1040, 0, "tablet", WHITE, WHITE, WHITE, skin=0, flip=True)
        p.cabinet(c, 130, 70, 170, s.t.tint)
        h.front(c, s.l)
    return s


def column(c: Canvas, x: float, w: float, h: float, fill: str, trays: int, hot: float = 0) -> None:
    """A distillation column cut open: trays inside, ``hot`` the share that boils."""
    c.rect(x - w * 0.3, -50, w * 0.6, 50, STEEL_5, 2)
    c.path(f"M{x - w / 2},-50 L{x - w / 2},{-h} Q{x},{-h - w * 0.7} {x + w / 2},{-h} L{x + w / 2},-50 Z", fill, 2)
    c.rect(x - w * 0.34, -h, w * 0.68, h - 70, PAPER, 1)
    c.rect(x - w * 0.34, -70 - (h - 70) * hot, w * 0.68, (h - 70) * hot, HOT, 1)
    for i in range(trays):
        y = -90 - i * (h - 110) / trays
        c.line([(x - w * 0.34, y), (x + w * (0.2 if i % 2 else 0.34), y)] if i % 2 else [(x - w * 0.2, y), (x + w * 0.34, y)], 2)
        for k in range(3):
            c.circ(x - w * 0.15 + k * w * 0.15, y - 12, 3, HOT if i < trays * 0.35 else STEEL_3, 0)


def _columns_works(c: Canvas, s: Scene) -> None:
    for i, (x, w, h, t) in enumerate(((560, 120, 820, 14), (840, 150, 700, 10), (1120, 110, 880, 16))):
        column(c, x, w, h, (STEEL_3, s.t.tint, STEEL_2)[i], t, (0.12, 0.3, 0.08)[i])
        for y in (-260, -520):
            c.rect(x - w / 2 - 60, y, w + 120, 10, STEEL_4, 1)
            for k in range(int((w + 120) / 30)):
                c.line([(x - w / 2 - 58 + k * 30, y), (x - w / 2 - 58 + k * 30, y - 70)], 1, STEEL_3)
            c.line([(x - w / 2 - 60, y - 70), (x + w / 2 + 60, y - 70)], 2, STEEL_3)
        c.ink = STEEL_3
        p.ladder(c, x - w / 2 - 40, -h + 40, 0)
        c.ink = "#0B131A"
        for y in (-180, -440):
            c.circ(x + w / 2 + 40, y, 34, EMBER, 0, op=0.25)
            c.circ(x + w / 2 + 40, y, 8, EMBER, 0)
    p.pipe(c, [(560, -850), (560, -930), (700, -930), (700, -620), (765, -620)], 18, STEEL_2)
    p.pipe(c, [(840, -790), (840, -850), (980, -850), (980, -300), (1065, -300)], 18, STEEL_2)
    p.pipe(c, [(915, -120), (1000, -120), (1000, -60), (1065, -60)], 16, HOT)
    for x in (240, 390):
        c.circ(x, -96, 92, STEEL_2, 2)
        c.hatch([(x + 10, -180), (x + 90, -96), (x + 40, -14), (x + 20, -30)], 12, STEEL_4)
        for dx in (-64, 56):
            c.rect(x + dx, -60, 10, 60, STEEL_4, 1)
        c.rect(x - 10, -206, 20, 20, STEEL_3, 1)


@picture("chemical-4", "Le colonne di notte", "The columns at night",
         "Di notte, tre colonne di distillazione aperte mostrano i piatti; scale e luci, una persona sulla passerella, la sala controllo accesa.",
         "At night three distillation columns, cut open, show their trays; ladders, lamps, one person on the walkway, a lit control room.", (0.5, 0.5))
def columns() -> Scene:
    """Outdoor steel structure against the night, small cut control hut."""
    s = Scene("chemical-4", "chemical", "night", ground=850, scale=0.85)
    s.outside("alps", peak=1340, sun=(330, 140), lift=20)
    s.soil()
    with s.world() as c:
        c.ink = "#0B131A"
        _columns_works(c, s)
        p.pipe(c, [(390, -206), (390, -250), (500, -250)], 14, STEEL_3)
        h = b.Hall(1340, 1750, 320, "shed", 1, 60, s.wash, night=True)
        h.back(c, s.glass, s.t.tint)
        for i in range(3):
            c.rect(1420 + i * 86, -220, 76, 56, STEEL_5, 1)
            c.line([(1428 + i * 86, -180), (1450 + i * 86, -204), (1470 + i * 86, -186), (1488 + i * 86, -206)], 1, (EMBER, HOT, EMBER)[i])
        c.rect(1420, -92, 220, 12, "#CDB08A", 1)
        c.rect(1600, -80, 14, 80, STEEL_5, 1)
        person(c, 1400, 0, "sit", WHITE, None, skin=1)
        person(c, 1690, 0, "tablet", s.t.tint, WHITE, flip=True)
        h.front(c, s.l, 90)
        person(c, 735, -520, "point", s.t.tint, WHITE)
        person(c, 680, 0, "walk", HOT, WHITE, skin=2)
    return s


def _biomedical_works(c: Canvas, s: Scene) -> None:
    c.rect(360, -92, 330, 14, PAPER, 2)
    for x in (376, 660):
        c.rect(x, -78, 14, 78, STEEL_4, 1)
    c.rect(400, -64, 200, 56, s.t.tint, 1)
    c.rect(490, -140, 66, 48, STEEL_4, 2)
    c.rect(500, -190, 46, 52, s.t.tint, 2)
    c.path("M470,-190 L576,-190 Q590,-250 572,-290 L478,-290 Q458,-250 470,-190 Z", STEEL_2, 2)
    for i, (x, hh) in enumerate(((484, 70), (510, 86), (536, 82), (562, 62))):
        c.limb([(x, -290), (x + (i - 1.5) * 6, -290 - hh * 0.55)], 20, STEEL_1, st=2)
        c.limb([(x + (i - 1.5) * 6, -290 - hh * 0.55), (x + (i - 1.5) * 9, -290 - hh)], 17, s.t.tint, st=2)
        c.circ(x, -288, 7, STEEL_4, 1)
        c.circ(x + (i - 1.5) * 6, -290 - hh * 0.55, 6, HOT, 1)
        c.line([(x, -280), (524, -200)], 1, HOT)
    c.limb([(580, -232), (620, -262)], 20, STEEL_1, st=2)
    c.limb([(620, -262), (632, -300)], 17, s.t.tint, st=2)
    c.circ(620, -262, 6, HOT, 1)
    c.circ(524, -232, 16, STEEL_4, 1)
    c.rect(610, -180, 70, 54, STEEL_5, 2)
    c.rect(640, -126, 10, 34, STEEL_4, 1)
    c.line([(616, -150), (630, -150), (638, -170), (648, -134), (656, -152), (674, -152)], 1, HOT)
    c.path("M546,-160 Q580,-130 612,-146", None, 2)


@picture("chemical-5", "La mano che impara", "The hand that learns",
         "Officina biomedica: una grande protesi di mano su banco di prova, protesi finite a scaffale, una tecnica e due visitatori.",
         "A biomedical workshop: a large prosthetic hand on a test rig, finished limbs on a shelf, a technician, two visitors.", (0.5, 0.55))
def biomedical() -> Scene:
    """Close: the prosthetic hand over a test bench."""
    s = Scene("chemical-5", "chemical", "day", ground=850, scale=1.4)
    s.outside("town", spire=1460, sun=(240, 140))
    s.soil()
    with s.world() as c:
        h = b.Hall(70, 1000, 420, "saw", 3, 110, s.wash)
        h.back(c, s.glass, s.t.tint)
        _biomedical_works(c, s)
        for y in (-250, -150):
            c.rect(770, y, 210, 8, STEEL_3, 1)
        for i in range(4):
            x = 800 + i * 50
            c.limb([(x, -256), (x, -312)], 20, (s.t.tint, STEEL_2)[i % 2])
            c.limb([(x, -156), (x + 2, -192), (x - 2, -228)], 17, (STEEL_2, PAPER)[i % 2])
            c.circ(x + 2, -192, 6, HOT if i == 2 else STEEL_4, 1)
        person(c, 308, 0, "work", WHITE, None, long=True, skin=1, hair="#6B4530")
        person(c, 730, 0, "point", s.t.deep, None, flip=True, skin=0)
        person(c, 890, 0, "look", HOT, None, s=0.72, flip=True, skin=2)
        p.cabinet(c, 110, 90, 190, s.t.tint)
        h.front(c, s.l, 80)
    return s


@picture("chemical-6", "Il colore scende", "Colour comes down",
         "Fabbrica di vernici su tre piani tra le vigne: polveri in alto, miscelatori in mezzo, latte piene sul nastro in basso.",
         "A paint works on three floors among vineyards: powders on top, mixers in the middle, filled tins on the belt below.", (0.5, 0.55))
def paint() -> Scene:
    """Gravity process: three floors, four colours."""
    s = Scene("chemical-6", "chemical", "dusk", ground=840, scale=0.75)
    s.outside("vines", sun=(1300, 190))
    s.soil()
    s.trees((70, -280), (130, -230), (1500, 180))
    tones = (s.t.tint, EMBER, HOT, STEEL_3)
    with s.world() as c:
        h = b.Hall(260, 1820, 830, "saw", 4, 120, s.wash, windows=False)
        h.back(c, s.glass, s.t.tint)
        for i in range(4):
            x, col = 430 + i * 360, tones[i]
            c.rect(x + 110, -780, 110, 120, s.glass, 1)
            c.rect(x + 110, -500, 110, 110, s.glass, 1)
            c.poly([(x - 100, -780), (x + 90, -780), (x + 24, -620), (x - 24, -620)], STEEL_2, 2)
            c.poly([(x - 76, -760), (x + 68, -760), (x + 34, -680), (x - 38, -680)], col, 1)
            p.pipe(c, [(x, -620), (x, -500)], 26, STEEL_3)
            c.path(f"M{x - 90},-490 L{x + 90},-490 L{x + 90},-380 Q{x + 90},-330 {x},-326 Q{x - 90},-330 {x - 90},-380 Z", STEEL_1, 2)
            c.path(f"M{x - 80},-440 Q{x - 40},-456 {x},-440 T{x + 80},-440 L{x + 80},-384 Q{x + 78},-340 {x},-336 Q{x - 78},-340 {x - 80},-384 Z", col, 1)
            c.rect(x - 4, -500, 8, 140, STEEL_5, 1)
            c.poly([(x - 46, -380), (x + 46, -380), (x + 30, -362), (x - 30, -362)], STEEL_4, 1)
            p.pipe(c, [(x, -326), (x, -190)], 18, col)
            c.line([(x, -190), (x, -140)], 2, col)
        p.conveyor(c, 310, 1760, -86, STEEL_3)
        for i in range(18):
            x = 340 + i * 78
            c.rect(x, -140, 52, 54, STEEL_1, 1, r=3)
            c.rect(x, -124, 52, 26, tones[(i // 5) % 4], 1)
        person(c, 620, -600, "work", WHITE, s.t.tint, flip=True, skin=2)
        person(c, 1340, -320, "tablet", WHITE, WHITE, flip=True)
        person(c, 960, -320, "look", s.t.deep, WHITE, skin=1)
        person(c, 600, 0, "look", STEEL_4, WHITE, skin=0)
        person(c, 1700, 0, "work", s.t.deep, WHITE, flip=True, skin=1)
        for y in (-300, -580):
            b.floor(c, 260, 1820, y - 20)
        h.front(c, s.l)
    return s
