"""Template tags of the maps. They return data; templates draw it."""

from django import template

from factories.maps import drawing, locator, selectors
from factories.maps.projection import WHOLE

register = template.Library()


@register.simple_tag
def plant_spot(page) -> locator.Spot | None:
    """`{% plant_spot self as spot %}`: where a page lies on the small map, or None. No query."""
    return locator.spot(page)


@register.simple_tag
def province_counts(page) -> dict:
    """`{% province_counts self as map %}`: `view`, and `provinces` with `outline`, `x`, `y`, `count`.

    Counts the plants in the page's language. 1 query.
    """
    counts = selectors.plants_per_province(page.locale)
    return {"view": WHOLE, "provinces": drawing.provinces_with_counts(counts)}


@register.filter
def of_key(values: dict, key: str) -> object:
    """`{{ map.counts|of_key:code }}`: a value by its key, 0 if there is none."""
    return values.get(key, 0)
