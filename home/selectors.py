"""Reads shared by the page types. Each docstring says what it costs in queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import Prefetch, Q, QuerySet, Subquery
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
    free: Mapping | None = None,
) -> list[Page]:
    """The live versions in a language of some pages, in the given order, ready to be drawn as cards.

    Each has `places_left` (places one can still book in `edition`). Pages without a live
    version in this language are left out. 1 query per page type, 1 for the places unless they are
    already counted per programme (`free`); pictures
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
    if free is None:
        attach_places(cards, edition, now=now)
    else:
        set_places(cards, free)
    return cards


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


def localised_topics(topics: Iterable, locale_id: int) -> list:
    """Topics in a language; those without a version in it are left out. 1 query, none where all are.

    A story's translation keeps pointing at the topics of its source.
    """
    from home.models import Topic  # models import this module

    topics = list(topics)
    if all(topic.locale_id == locale_id for topic in topics):
        return topics
    keys = [topic.translation_key for topic in topics]
    return list(Topic.objects.filter(translation_key__in=keys, locale_id=locale_id))


def used_topics(locale_id: int) -> list:
    """Topics in a language with at least one live story in it, by name. 2 queries."""
    from home.models import StoryPage, Topic  # models import this module

    stories = StoryPage.objects.live().filter(locale_id=locale_id)
    keys = Topic.objects.filter(stories__in=stories).values_list("translation_key", flat=True)
    return list(Topic.objects.filter(translation_key__in=set(keys), locale_id=locale_id))


def stories_about(page: Page, count: int = 3) -> list[Page]:
    """The newest live stories, in a page's language, that speak of it. 2 queries, the second one
    for renditions.

    A story's translation may name the Italian page: any version of the page counts.
    """
    from home.models import StoryPage  # models import this module

    stories = StoryPage.objects.live().filter(
        locale=page.locale_id, related_plants__related_page__translation_key=page.translation_key
    )
    return list(with_renditions(stories.distinct()).order_by("-published_on", "-pk")[:count])


def neighbours(story: Page) -> tuple[Page | None, Page | None]:
    """The story before (older) and after (newer) a story in its list, or None at the ends. 1 query."""
    stories = type(story).objects.live().sibling_of(story, inclusive=False)
    date, pk = story.published_on, story.pk
    older = stories.filter(Q(published_on__lt=date) | Q(published_on=date, pk__lt=pk))
    newer = stories.filter(Q(published_on__gt=date) | Q(published_on=date, pk__gt=pk))
    older_pk = older.order_by("-published_on", "-pk").values("pk")[:1]
    newer_pk = newer.order_by("published_on", "pk").values("pk")[:1]
    both = stories.filter(Q(pk=Subquery(older_pk)) | Q(pk=Subquery(newer_pk))).select_related("locale")
    found = sorted(both, key=lambda each: (each.published_on, each.pk))
    before = [each for each in found if (each.published_on, each.pk) < (date, pk)]
    after = [each for each in found if (each.published_on, each.pk) > (date, pk)]
    return (before[0] if before else None, after[0] if after else None)
