"""Reads of the map. Each docstring says what it costs in queries."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, QuerySet
from wagtail.models import Locale
from wagtail.search.backends.base import BaseSearchResults

from events import selectors as events
from events.models import Edition

from .drawing import PlantMap, draw_plants

FIELDS = ("title", "url_path", "translation_key", "municipality", "province", "latitude", "longitude")


def plant_map(
    found: QuerySet | BaseSearchResults | Iterable,
    *,
    locale: Locale,
    province: str,
    edition: Edition | None,
    now: dt.datetime,
) -> PlantMap:
    """The map of the plants found, seen near where a province is chosen (its code, else "").

    `found` are plants of one language, the whole list and not a page of it. Places are told
    only while bookings are open. 2 queries however many plants: positions, places.
    """
    plants = _positions(found)
    for plant in plants:
        plant.locale = locale
    open_now = edition and edition.bookings_open_at <= now < edition.bookings_close_at
    places = events.places_by_programme(edition, now=now) if open_now and plants else None
    return draw_plants(plants, places, province)


def _positions(found: QuerySet | BaseSearchResults | Iterable) -> list:
    """The plants with no more than the map needs."""
    if isinstance(found, BaseSearchResults) and hasattr(found, "get_queryset"):
        found = found.get_queryset()
    if isinstance(found, QuerySet):
        found = found.select_related(None).prefetch_related(None).order_by("title").only("locale", *FIELDS)
    return list(found)


def plants_per_province(locale: Locale) -> dict[str, int]:
    """How many live plants of a language there are, by code of the province. 1 query."""
    from factories.models import FactoryPage  # models import this package

    plants = FactoryPage.objects.live().filter(locale=locale).order_by()
    return dict(plants.values_list("province").annotate(n=Count("pk")))
