"""Reads of the map. Each docstring says what it costs in queries."""

import uuid
from collections.abc import Iterable, Mapping

from django.db.models import Count
from wagtail.models import Locale

from events.selectors_wish import Places
from factories.finding import PlantRow

from .drawing import MapPlant, PlantMap, draw_plants


def plant_map(
    found: Iterable[PlantRow],
    places: Mapping[uuid.UUID, Places],
    catalogue_url: str,
    province: str,
    *,
    is_open: bool,
) -> PlantMap:
    """The map of the plants found, seen near where a province is chosen (its code, else "").

    `found` is the whole list and not a page of it; `places` are told only while bookings are open.
    No query.
    """
    plants = [
        MapPlant(
            row.key,
            row.title,
            f"{catalogue_url}{row.slug}/",
            row.municipality,
            row.province,
            row.latitude,
            row.longitude,
        )
        for row in found
    ]
    free = {key: each.free for key, each in places.items()} if is_open else None
    later = {key for key, each in places.items() if each.unreleased}
    return draw_plants(plants, free, province, later)


def plants_per_province(locale: Locale) -> dict[str, int]:
    """How many live plants of a language there are, by code of the province. 1 query."""
    from factories.models import FactoryPage  # models import this package

    plants = FactoryPage.objects.live().filter(locale=locale).order_by()
    return dict(plants.values_list("province").annotate(n=Count("pk")))
