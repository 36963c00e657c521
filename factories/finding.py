"""The plants that pass the filters, in order, and what each filter hides.

All plants of a language are read once, light: a hundred and fifty today. From them every count,
order and suggestion follows without another query. Whole pages are read for the cards only.
"""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from wagtail.models import Locale

from events import rules
from events.alphabet import alphabetical
from events.models import Edition
from events.selectors_wish import (
    OfferedSlot,
    Places,
    offered_slots,
    places_by_programme,
    programmes_with,
)
from home.stemming import query_stems

from .filters import PlantFilters, Sort
from .municipalities import Municipality, distance_km, find_municipality

CHIEF_TOWNS = {
    "TO": "Torino",
    "CN": "Cuneo",
    "BI": "Biella",
    "AL": "Alessandria",
    "NO": "Novara",
    "AT": "Asti",
    "VC": "Vercelli",
    "VB": "Verbania",
}


class PlantRow(NamedTuple):
    """A plant as the list and the map need it."""

    pk: int
    key: uuid.UUID
    slug: str
    title: str
    municipality: str
    province: str
    sector: str
    step_free: bool
    latitude: float | None
    longitude: float | None

    def km_from(self, point: tuple[float, float]) -> float:
        """Kilometres from (latitude, longitude); infinite for a plant that is not on the map."""
        if self.latitude is None or self.longitude is None:
            return float("inf")
        return distance_km(point, (self.latitude, self.longitude))


@dataclass(frozen=True)
class Stock:
    """Everything the catalogue of a language holds at one moment."""

    rows: list[PlantRow]
    slots: list[OfferedSlot]
    matching: set[int]
    """Plants that have the words of the visitor."""
    next_wave: dt.datetime | None = None

    @cached_property
    def places(self) -> dict[uuid.UUID, Places]:
        """Places per plant; absent where nothing can be booked."""
        return places_by_programme(self.slots)

    def find(self, filters: PlantFilters) -> list[PlantRow]:
        """The plants that pass every filter, in the wished order. No query."""
        wish = filters.wish
        keys = programmes_with(wish, self.slots) if wish else None
        found = [
            row
            for row in self.rows
            if (not filters.q or row.pk in self.matching)
            and filters.province in ("", row.province)
            and filters.sector in ("", row.sector)
            and (row.step_free or not filters.step_free)
            and (keys is None or row.key in keys)
        ]
        return sorted(found, key=self._order(filters))

    def _order(self, filters: PlantFilters) -> Callable[[PlantRow], tuple]:
        def by(row: PlantRow) -> tuple:
            first: object = 0
            if filters.order == Sort.NEAR:
                first = row.km_from(filters.near.point)
            elif filters.order == Sort.PLACE:
                first = alphabetical(row.municipality)
            elif filters.order == Sort.LEFT:
                first = -self.places.get(row.key, Places()).free
            return first, alphabetical(row.title), row.pk

        return by

    def without_each(self, filters: PlantFilters) -> list[tuple[str, int]]:
        """(filter in use, plants found without it), where there are any; the most first. No query."""
        counts = [(name, len(self.find(filters.without(name)))) for name in filters.in_use]
        return sorted((pair for pair in counts if pair[1]), key=lambda pair: -pair[1])

    def with_only_each(self, filters: PlantFilters) -> list[tuple[str, int]]:
        """(filter in use, plants that pass it alone), where there are any; the most first. No query."""
        counts = [(name, len(self.find(filters.only(name)))) for name in filters.in_use]
        return sorted((pair for pair in counts if pair[1]), key=lambda pair: -pair[1])

    def beyond_the_province(self, filters: PlantFilters) -> list[PlantRow]:
        """Plants of other provinces that pass all other filters, the nearest to the chosen place or
        to the province's chief town first. Empty where no province is asked for. No query."""
        town = measured_from(filters)
        if not filters.province or town is None:
            return []
        elsewhere = self.find(filters.without("province"))
        return sorted(elsewhere, key=lambda row: row.km_from(town.point))


def measured_from(filters: PlantFilters) -> Municipality | None:
    """Where distances count from: the municipality that was named, else the province's chief town."""
    if filters.near or not filters.province:
        return filters.near
    return find_municipality(CHIEF_TOWNS[filters.province], filters.province)


def stock(locale: Locale, filters: PlantFilters, edition: Edition | None, *, now: dt.datetime) -> Stock:
    """Read the catalogue of a language at `now` (aware). 2 queries (plants, slots), 1 for words.

    `edition` comes with its waves loaded.
    """
    from .models import FactoryPage  # models import this module

    plants = FactoryPage.objects.live().filter(locale=locale)
    columns = [*PlantRow._fields]
    columns[columns.index("key")] = "translation_key"
    columns[columns.index("sector")] = "sector__key"
    return Stock(
        rows=[PlantRow(*values) for values in plants.values_list(*columns)],
        slots=offered_slots(edition, now=now),
        matching=_with_words(plants, query_stems(filters.q, locale.language_code)),
        next_wave=rules.next_release(edition, now) if edition else None,
    )


def _with_words(plants, words: str) -> set[int]:
    """Numbers of the plants that have every word; none without a single letter or digit."""
    if not words:
        return set()
    # All fields, not `search_stems` alone: on SQLite the index knows no single fields.
    found = plants.only("pk").search(words, operator="and", order_by_relevance=False)
    return {plant.pk for plant in found}
