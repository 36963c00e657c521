"""Which illustration stands for which plant and story: by what is made there, else by turns."""

from collections import defaultdict
from collections.abc import Iterable

from media.models import PortalImage

from .content_files import read

Pictures = dict[str, list[PortalImage]]
"""The illustrations by sector, as load_pictures() gives them."""


def pictures_of_plants(entries: Iterable[dict], pictures: Pictures) -> dict[str, PortalImage]:
    """The picture of each plant by its key.

    A plant without one of its own takes the one of its sector that is farthest away in the order of
    names: that of the catalogue, where the same picture twice in view would be noticed.
    """
    named, places = read("pictures")["plants"], defaultdict(list)
    by_name = sorted(entries, key=lambda entry: entry["name"])
    chosen = {}
    for is_named in (True, False):
        for place, entry in enumerate(by_name):
            if (entry["key"] in named) is is_named:
                of_sector = {image.demo_name: image for image in pictures[entry["sector"]]}
                name = named.get(entry["key"]) or _farthest(of_sector, places, place)
                chosen[entry["key"]] = of_sector[name]
                places[name].append(place)
    return chosen


def _farthest(names: Iterable[str], places: dict[str, list[int]], place: int) -> str:
    return max(names, key=lambda name: min((abs(place - other) for other in places[name]), default=1000))


def picture_of_story(entry: dict, pictures: Pictures) -> PortalImage:
    """The picture of a story: its own, else the first of its sector."""
    name = read("pictures")["stories"].get(entry["key"])
    of_sector = pictures[entry["sector"]]
    return next((image for image in of_sector if image.demo_name == name), of_sector[0])
