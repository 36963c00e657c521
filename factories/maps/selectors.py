"""Reads of the map. Each docstring says what it costs in queries."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from wagtail.models import Locale
from wagtail.search.backends.base import BaseSearchResults

from events import selectors as events
from events.models import Edition

from .drawing import MapPlant, PlantMap, draw_plants

FIELDS = ("title", "url_path", "translation_key", "municipality", "province", "latitude", "longitude")


def plant_map(
    found: QuerySet | BaseSearchResults | Iterable,
    request: HttpRequest,
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
    plants = _map_plants(found, locale, request)
    open_now = edition and edition.bookings_open_at <= now < edition.bookings_close_at
    places = events.places_by_programme(edition, now=now) if open_now and plants else None
    return draw_plants(plants, places, province)


def _map_plants(
    found: QuerySet | BaseSearchResults | Iterable, locale: Locale, request: HttpRequest
) -> list[MapPlant]:
    """The plants with no more than the map needs. 1 query."""
    if isinstance(found, BaseSearchResults) and hasattr(found, "get_queryset"):
        found = found.get_queryset()
    if isinstance(found, QuerySet):
        found = found.select_related(None).prefetch_related(None).order_by("title").only("locale", *FIELDS)
    plants = []
    for page in found:
        page.locale = locale  # its address has the language in it
        url = page.get_url(request) or ""
        place = (page.municipality, page.province, page.latitude, page.longitude)
        plants.append(MapPlant(page.translation_key, page.title, url, *place))
    return plants


def plants_per_province(locale: Locale) -> dict[str, int]:
    """How many live plants of a language there are, by code of the province. 1 query."""
    from factories.models import FactoryPage  # models import this package

    plants = FactoryPage.objects.live().filter(locale=locale).order_by()
    return dict(plants.values_list("province").annotate(n=Count("pk")))
