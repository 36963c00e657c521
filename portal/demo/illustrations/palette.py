"""Colours of the "Dentro" picture language; the style sheet uses the same values.

The six sector tints were chosen by simulating protanopia, deuteranopia and
tritanopia (Machado 2009, full severity): no pair comes nearer than 16 units of
CIE Lab distance under any of them, and lightness alone orders four of the six.
Colour is still never the only sign: an icon and a word stand beside it.
"""

from dataclasses import dataclass

INK = "#14202B"
PAPER = "#F7F2E8"
WHITE = "#FFFDF8"
HOT = "#C8401A"
GLOW = "#F3A66B"
EMBER = "#F9D7B0"

STEEL_1 = "#E4E7E6"
STEEL_2 = "#C5CCCF"
STEEL_3 = "#94A0A7"
STEEL_4 = "#5E6D77"
STEEL_5 = "#33424F"

SKIN = ("#E9BC98", "#C68F66", "#8A5A3E")

TINTS = {
    "mechanics": "#9CC3E2",
    "agrifood": "#E2BC4E",
    "automotive": "#3A5880",
    "textile": "#BE7FA6",
    "chemical": "#2E7F68",
    "other": "#8C5E3C",
    "datacentre": "#5F7385",
}


def mix(one: str, two: str, share: float) -> str:
    """Blend two ``#rrggbb`` colours; ``share`` is the part of ``two``, from 0 to 1."""
    pairs = ((int(one[i : i + 2], 16), int(two[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


@dataclass(frozen=True)
class Sector:
    """The five tones a sector is drawn with, from the paper-like wash to near ink."""

    name: str
    wash: str
    pale: str
    tint: str
    deep: str
    dark: str


def sector(name: str) -> Sector:
    """Tones of one sector. Refuses an unknown name with ``KeyError``."""
    tint = TINTS[name]
    strong = {"automotive": 0.14, "chemical": 0.15, "other": 0.18, "datacentre": 0.18}
    share = strong.get(name, 0.26)
    return Sector(
        name,
        wash=mix(WHITE, tint, share),
        pale=mix(PAPER, tint, share * 1.9),
        tint=tint,
        deep=mix(tint, INK, 0.35),
        dark=mix(tint, INK, 0.68),
    )


@dataclass(frozen=True)
class Light:
    """Colours of one time of day, from the sky down to the ground."""

    name: str
    sky: str
    band: str
    disc: str
    far: str
    mid: str
    near: str
    soil: str
    strata: str
    line: str


LIGHTS = {
    "day": Light(
        "day", "#F7F2E8", "#FCF9F2", "#F2DFB4", "#CDD6DA", "#B3C1C0", "#A3B19B", "#DCCFB9", "#CBBBA0", INK
    ),
    "morning": Light(
        "morning", "#F8E8D3", "#FBF1E2", "#F4C08F", "#D3D3D6", "#B9BFC2", "#A8AE98", "#DCCBB1", "#CAB798", INK
    ),
    "dusk": Light(
        "dusk", "#F0C7A0", "#F6DBBE", "#E58B57", "#A9ACB8", "#858F9C", "#66737A", "#A7937B", "#937F68", INK
    ),
    "winter": Light(
        "winter", "#E3EAED", "#EEF2F2", "#FAF6EA", "#C9D5DC", "#DDE4E6", "#F3F3EF", "#D2C7B6", "#BFB29D", INK
    ),
    "night": Light(
        "night",
        "#1D2C3B",
        "#24364A",
        "#E9DDBE",
        "#33485B",
        "#2A3C4C",
        "#22313E",
        "#2B333A",
        "#222A31",
        "#0D161E",
    ),
}
