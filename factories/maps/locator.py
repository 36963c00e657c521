"""Where one plant is: a point on a small map, and a link to a map one can navigate with."""

from dataclasses import dataclass
from urllib.parse import urlencode

from factories.municipalities import find_municipality

from .outlines import ROUGH, Outline, outlines
from .projection import WHOLE, View, is_drawn, project

OPENSTREETMAP = "https://www.openstreetmap.org/"
ZOOM = 16
SAME_DEGREES = 0.0005  # some 50 m


@dataclass(frozen=True)
class Spot:
    """A point of the small map, in lengths for SVG, and the address of the large map elsewhere."""

    x: str
    y: str
    view: View
    outlines: tuple[Outline, ...]
    maps_url: str


def spot(page) -> Spot | None:
    """Where a visitable page lies; None without coordinates or beyond the sheet. No query."""
    if page.latitude is None or page.longitude is None:
        return None
    point = project(page.latitude, page.longitude)
    if not is_drawn(point):
        return None
    x, y = WHOLE.percent(point)
    return Spot(x, y, WHOLE, outlines(ROUGH), maps_url(page))


def maps_url(page) -> str:
    """The page's place at OpenStreetMap, which phones offer to open in their own maps app.

    A `geo:` address would open nothing on desks and iPhones. Coordinates that are only the
    centre of the municipality would lead to the wrong door: then the street is searched for.
    """
    if page.address and _is_only_the_centre(page):
        words = f"{page.address}, {page.municipality}"
        return f"{OPENSTREETMAP}search?{urlencode({'query': words})}"
    point = {"mlat": f"{page.latitude:.5f}", "mlon": f"{page.longitude:.5f}"}
    return f"{OPENSTREETMAP}?{urlencode(point)}#map={ZOOM}/{point['mlat']}/{point['mlon']}"


def _is_only_the_centre(page) -> bool:
    centre = find_municipality(page.municipality, page.province)
    return bool(centre) and (
        abs(centre.latitude - page.latitude) < SAME_DEGREES
        and abs(centre.longitude - page.longitude) < SAME_DEGREES
    )
