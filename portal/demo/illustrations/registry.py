"""The list of pictures: every scene registers itself with its words."""

from collections.abc import Callable
from dataclasses import dataclass

from .scene import Scene


@dataclass(frozen=True)
class Picture:
    """One picture: file name, sector, words in two languages, focal point (0 to 1)."""

    name: str
    sector: str
    title_it: str
    title_en: str
    alt_it: str
    alt_en: str
    focal: tuple[float, float]
    draw: Callable[[], Scene]


PICTURES: dict[str, Picture] = {}


def picture(
    name: str, title_it: str, title_en: str, alt_it: str, alt_en: str, focal: tuple[float, float] = (0.5, 0.6)
) -> Callable[[Callable[[], Scene]], Callable[[], Scene]]:
    """Register the decorated scene under ``name`` (sector-number or ``hero``)."""

    def register(draw: Callable[[], Scene]) -> Callable[[], Scene]:
        kind = name.rsplit("-", 1)[0]
        PICTURES[name] = Picture(name, kind, title_it, title_en, alt_it, alt_en, focal, draw)
        return draw

    return register
