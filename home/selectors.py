"""Reads shared by the page types. Each docstring says what it costs in queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet
from wagtail.images import get_image_model
from wagtail.models import Page

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
    sources: Iterable[Page | None],
    locale_id: int,
    edition: Edition | None,
    *,
    now: dt.datetime,
) -> list[Page]:
    """The live versions in a language of some pages, in the given order, ready to be drawn as cards.

    Each has `places_left` (places one can still book in `edition`). Pages without a live
    version in this language are left out. 1 query per page type, 1 for the places; pictures
    come without their renditions (`home.pictures.load_renditions`). None for an empty list.
    """
    sources = [page for page in sources if page]
    by_type = defaultdict(set)
    for page in sources:
        by_type[page.cached_content_type.model_class()].add(page.translation_key)
    found = {}
    for model, keys in by_type.items():
        pages = model.objects.live().filter(translation_key__in=keys, locale_id=locale_id)
        for page in pages.select_related(*getattr(model, "served_with", ())):
            found.setdefault(page.translation_key, page)
    wanted = dict.fromkeys(page.translation_key for page in sources)
    cards = [found[key] for key in wanted if key in found]
    attach_places(cards, edition, now=now)
    return cards


def attach_places(pages: Iterable[Page], edition: Edition | None, *, now: dt.datetime) -> None:
    """Set `places_left` on every page: places one can still book in `edition`. 1 query, or none."""
    pages = list(pages)
    keys = {page.pk: getattr(page, "programme_key", None) for page in pages}
    wanted = {key for key in keys.values() if key}
    free = free_places_by_programme(edition, now=now, keys=wanted) if wanted else {}
    for page in pages:
        page.places_left = free.get(keys[page.pk], 0)


def latest_stories(locale_id: int, count: int) -> list[Page]:
    """The newest live stories of a language, without the renditions of their pictures. 1 query."""
    from home.models import StoryPage  # models import this module

    stories = StoryPage.objects.live().filter(locale_id=locale_id, alias_of=None)
    return list(stories.select_related("hero", "locale").order_by("-published_on", "-pk")[:count])


def count_plants(locale_id: int) -> int:
    """How many plants have a live page in a language. 1 query.

    Counts by the name of the page type: this app must not import the one that defines it.
    """
    return (
        Page.objects.live()
        .filter(locale_id=locale_id, content_type__app_label="factories", content_type__model="factorypage")
        .count()
    )
