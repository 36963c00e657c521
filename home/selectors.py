"""Reads shared by the page types. Each docstring says what it costs in queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects
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
    cards = cards_by_id(ids, locale)
    shown = list(dict.fromkeys(cards[pk] for pk in ids if pk in cards))
    attach_places(shown, edition, now=now)
    return shown


def cards_by_id(page_ids: Iterable[int], locale: Locale) -> dict[int, Page]:
    """The live version in `locale` of each page, ready to be drawn but for its places.

    2 queries to find the pages, then per page type 1, and 1 each for pictures, renditions and
    sectors; none for an empty list.
    """
    ids = set(page_ids)
    if not ids:
        return {}
    keys = dict(Page.objects.filter(pk__in=ids).values_list("pk", "translation_key"))
    found = Page.objects.live().filter(translation_key__in=keys.values(), locale=locale).specific()
    by_key = {page.translation_key: page for page in found}
    _load_card_relations(list(by_key.values()), locale)
    return {pk: by_key[key] for pk, key in keys.items() if key in by_key}


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
    wanted = {key for key in (getattr(page, "programme_key", None) for page in pages) if key}
    free = free_places_by_programme(edition, now=now, keys=wanted) if wanted else {}
    set_places(pages, free)


def set_places(pages: Iterable[Page], free: Mapping) -> None:
    """Set `places_left` from places already counted per programme. 1 query per alias among them."""
    for page in pages:
        page.places_left = free.get(getattr(page, "programme_key", None), 0)


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


def localised_topics(topics: Iterable, locale: Locale) -> list:
    """Topics in a language by name; those without a version in it are left out. 1 query, or none.

    A story's translation keeps pointing at the topics of its source.
    """
    from home.models import Topic  # models import this module

    keys = [topic.translation_key for topic in topics]
    return list(Topic.objects.filter(translation_key__in=keys, locale=locale)) if keys else []


def used_topics(locale: Locale) -> list:
    """Topics in a language with at least one live story in it, by name. 2 queries."""
    from home.models import StoryPage, Topic  # models import this module

    stories = StoryPage.objects.live().filter(locale=locale)
    keys = Topic.objects.filter(stories__in=stories).values_list("translation_key", flat=True)
    return list(Topic.objects.filter(translation_key__in=set(keys), locale=locale))


def stories_about(page: Page, count: int = 3) -> list[Page]:
    """The newest live stories, in a page's language, that speak of it. 1 query, 1 for renditions.

    A story's translation may name the Italian page: any version of the page counts.
    """
    from home.models import StoryPage  # models import this module

    stories = StoryPage.objects.live().filter(
        locale=page.locale_id, related_plants__related_page__translation_key=page.translation_key
    )
    return list(with_renditions(stories).distinct().order_by("-published_on", "-pk")[:count])


def neighbours(story: Page) -> tuple[Page | None, Page | None]:
    """The story before (older) and after (newer) a story in its list, or None at the ends. 2 queries."""
    stories = type(story).objects.live().sibling_of(story, inclusive=False)
    older = Q(published_on__lt=story.published_on) | Q(published_on=story.published_on, pk__lt=story.pk)
    newer = Q(published_on__gt=story.published_on) | Q(published_on=story.published_on, pk__gt=story.pk)
    return (
        stories.filter(older).order_by("-published_on", "-pk").first(),
        stories.filter(newer).order_by("published_on", "pk").first(),
    )
