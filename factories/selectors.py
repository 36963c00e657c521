"""Reads of the plants. Each docstring says what it costs in queries."""

import datetime as dt
import uuid
from copy import copy
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from wagtail.models import Locale

from events import kept
from events.hosting import NearbyHost
from events.models import Edition
from events.selectors_nearby import first_with_places
from home.selectors import with_renditions

from .finding import PlantRow, Stock
from .municipalities import Municipality, distance_km

NEARBY_COUNT = 4
NEARBY_KM = 30
KM_PER_DEGREE = 111.0
# One degree of longitude at 45° north is this part of one of latitude.
LONGITUDE_SHRINK = 0.7


def sectors(locale: Locale) -> list[tuple[str, str]]:
    """(key, name) of the sectors of a language, in the editors' order. 1 query."""
    from .models import Sector  # models import this module

    return list(Sector.objects.filter(locale=locale).values_list("key", "name"))


def plant_cards(locale: Locale) -> QuerySet:
    """Live plants of a language by title, ready to be drawn: 1 query, and 1 for renditions."""
    from .models import FactoryPage  # models import this module

    plants = FactoryPage.objects.live().filter(locale=locale)
    return with_renditions(plants).select_related("sector", "hero", "locale", "alias_of").order_by("title")


def found_cards(rows: list[PlantRow], stock: Stock, locale: Locale, near: Municipality | None = None) -> list:
    """The plants of some rows as cards, in the same order: 2 queries (plants, renditions), or none.

    Each has `places_left`, `is_full`, `more_at` (when a wave opens places of a full plant) and
    `distance_km` from `near`, None where it is not known.
    """
    cards = plant_cards(locale).in_bulk([row.pk for row in rows]) if rows else {}
    # A page unpublished between the two reads is not drawn.
    shown = [row for row in rows if row.pk in cards]
    for row in shown:
        card, places = cards[row.pk], stock.places.get(row.key)
        card.places_left = places.free if places else 0
        card.is_full = places is not None and not places.free
        card.more_at = stock.next_wave if card.is_full and places.unreleased else None
        km = row.km_from(near.point) if near else float("inf")
        card.distance_km = None if km == float("inf") else km
    return [cards[row.pk] for row in shown]


def nearby_plants(page, edition: Edition | None, *, now: dt.datetime) -> list:
    """Up to four other plants with places left, the nearest first, as cards with `places_left`
    and `distance_km`.

    In reach: within 30 km, or in the same province. Cost: 1 query for the places, and 3 (plants around,
    cards, renditions) for what is kept until something is published.
    """
    # A draft that is looked at may lie elsewhere: the name says what the list depends on.
    place = (page.locale_id, page.translation_key, page.province, page.latitude, page.longitude)
    around = kept.keep(("plants around", *place), lambda: _around(page))
    free = first_with_places([plant.key for plant in around], NEARBY_COUNT, edition, now=now)
    near = [plant for plant in around if plant.key in free]
    pks = tuple(plant.pk for plant in near)
    cards = kept.keep(("cards", pks), lambda: plant_cards(page.locale).in_bulk(pks)) if pks else {}
    # A page unpublished between the two reads is not drawn.
    return [_near_card(cards[plant.pk], plant, free[plant.key]) for plant in near if plant.pk in cards]


class _Near(NamedTuple):
    """A plant around a place; `km` is infinite where either is not on the map."""

    km: float
    pk: int
    key: uuid.UUID


def _around(page) -> list[_Near]:
    """The other plants in reach of a page, the nearest first. 1 query."""
    from .models import FactoryPage  # models import this module

    plants = _in_reach(FactoryPage.objects.live().filter(locale=page.locale_id), page)
    rows = plants.values_list("pk", "translation_key", "latitude", "longitude")
    return sorted(_Near(_distance(page, *point), pk, key) for pk, key, *point in rows)


def _near_card(card, plant: _Near, places_left: int):
    card = copy(card)  # the kept one is everybody's
    card.places_left = places_left
    card.distance_km = None if plant.km == float("inf") else plant.km
    return card


def as_nearby_host(plant) -> NearbyHost:
    """A card of `nearby_plants` in words, for pages that know no plants. No query."""
    km = plant.distance_km
    distance = "" if km is None else gettext("less than 1 km") if km < 1 else f"{km:.0f} km"
    return NearbyHost(plant.title, plant.get_url(), plant.place_line, distance, plant.places_left)


def _in_reach(plants: QuerySet, page) -> QuerySet:
    reach = Q(province=page.province)
    if page.latitude is not None and page.longitude is not None:
        north = NEARBY_KM / KM_PER_DEGREE
        east = north / LONGITUDE_SHRINK
        reach |= Q(
            latitude__range=(page.latitude - north, page.latitude + north),
            longitude__range=(page.longitude - east, page.longitude + east),
        )
    return plants.filter(reach).exclude(translation_key=page.translation_key)


def _distance(page, latitude: float | None, longitude: float | None) -> float:
    """Kilometres; infinite when either place is not on the map."""
    if None in (page.latitude, page.longitude, latitude, longitude):
        return float("inf")
    return distance_km((page.latitude, page.longitude), (latitude, longitude))
