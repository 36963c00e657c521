"""Reads shared by the page types. Each docstring says what it costs in queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from wagtail.images import get_image_model
from wagtail.models import Locale, Page

from events.models import Edition
from events.selectors import free_places_by_programme

HERO_RENDITIONS = "hero__renditions"


def hero_renditions() -> Prefetch:
    """Prefetch that makes drawing the `hero` of many pages cost one query instead of one each."""
    renditions = get_image_model().get_rendition_model().objects.all()
    return Prefetch(HERO_RENDITIONS, queryset=renditions, to_attr="prefetched_renditions")


def with_renditions(pages: QuerySet) -> QuerySet:
    """Pages with their main picture and its renditions: 1 query more for the whole list."""
    return pages.select_related("hero", "locale").prefetch_related(hero_renditions())


def page_cards(
    page_ids: Iterable[int | None],
    locale: Locale,
    edition: Edition | None,
    *,
    now: dt.datetime,
) -> list[Page]:
    """The live versions in `locale` of some pages, in the given order, ready to be drawn as cards.

    Each has `places_left` (places one can still book in `edition`). Pages without a live
    version in this language are left out. 2 queries to find the pages, 1 for the places, then
    per page type 1, and 1 each for pictures, renditions and sectors; none for an empty list.
    """
    ids = [pk for pk in page_ids if pk]
    if not ids:
        return []
    keys = dict(Page.objects.filter(pk__in=ids).values_list("pk", "translation_key"))
    found = Page.objects.live().filter(translation_key__in=keys.values(), locale=locale).specific()
    by_key = {page.translation_key: page for page in found}
    wanted = dict.fromkeys(keys[pk] for pk in ids if pk in keys)
    cards = [by_key[key] for key in wanted if key in by_key]
    _load_card_relations(cards, locale)
    attach_places(cards, edition, now=now)
    return cards


def _load_card_relations(pages: list[Page], locale: Locale) -> None:
    """Fetch pictures and sectors once per page type instead of once per card."""
    by_type = defaultdict(list)
    for page in pages:
        page.locale = locale
        by_type[type(page)].append(page)
    for page_type, group in by_type.items():
        fields = {field.name for field in page_type._meta.get_fields()}
        if "hero" in fields:
            prefetch_related_objects(group, "hero", hero_renditions())
        if "sector" in fields:
            prefetch_related_objects(group, "sector")


def attach_places(pages: Iterable[Page], edition: Edition | None, *, now: dt.datetime) -> None:
    """Set `places_left` on every page: places one can still book in `edition`. 1 query, or none."""
    pages = list(pages)
    keys = {page.pk: getattr(page, "programme_key", None) for page in pages}
    wanted = {key for key in keys.values() if key}
    free = free_places_by_programme(edition, now=now, keys=wanted) if wanted else {}
    for page in pages:
        page.places_left = free.get(keys[page.pk], 0)


def latest_stories(locale: Locale, count: int) -> list[Page]:
    """The newest live stories of a language. 2 queries."""
    from home.models import StoryPage  # models import this module

    stories = StoryPage.objects.live().filter(locale=locale, alias_of=None)
    return list(with_renditions(stories).order_by("-published_on", "-pk")[:count])


def count_plants(locale: Locale) -> int:
    """How many plants have a live page in a language. 1 query.

    Counts by the name of the page type: this app must not import the one that defines it.
    """
    return (
        Page.objects.live()
        .filter(locale=locale, content_type__app_label="factories", content_type__model="factorypage")
        .count()
    )
