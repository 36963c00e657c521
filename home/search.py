"""Search of the whole site. Each docstring says what it costs in queries."""

from collections import Counter
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Page as PageOfHits
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.text import capfirst
from wagtail.models import Locale, Page, PageQuerySet

from events.alphabet import alphabetical

from .search_text import Matcher, Piece, excerpt, marked
from .stemming import query_stems, query_words, word_matcher

MAX_QUERY = 120
"""Letters of a search that count. Nobody types more; what is longer was pasted by mistake."""
HITS_PER_PAGE = 10
MOST_HITS = 500
"""More than anybody leafs through; the whole site has fewer pages in one language."""
SUGGESTIONS = 6
SHORTEST_SUGGESTED = 3
"""Letters before suggestions begin: fewer would match half the site."""


@dataclass(frozen=True)
class Kind:
    """A type of page among the hits; `key` stands in the address."""

    key: str
    name: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Hit:
    """One page found, in pieces of text of which some are marked."""

    kind: str
    url: str
    title: list[Piece]
    excerpt: list[Piece]


@dataclass(frozen=True)
class Results:
    """What a search found. `total` counts the chosen kind, `everything` all kinds."""

    kinds: list[Kind]
    total: int
    everything: int
    page: PageOfHits | None
    hits: list[Hit]


@dataclass(frozen=True)
class Suggestion:
    """A page offered while somebody types."""

    title: str
    kind: str
    url: str


def clean_query(text: str) -> str:
    """What was typed, on one line, without characters a database refuses, cut to MAX_QUERY. No query."""
    return " ".join(text.replace("\x00", " ").split())[:MAX_QUERY].strip()


def searchable_pages(locale: Locale) -> PageQuerySet:
    """Pages of a language that anybody may read: live, not restricted, no untranslated copies.

    1 query, for the restrictions.
    """
    # A subquery: the search index knows no field `alias_of`.
    originals = Page.objects.filter(alias_of=None, depth__gt=1).values("pk")
    return Page.objects.live().public().filter(locale=locale, pk__in=originals)


def search(request: HttpRequest, query: str, *, locale: Locale, kind: str = "", number: str = "1") -> Results:
    """Pages that hold every word of `query` in some form; those with the words in their title first.

    An unknown `kind` is ignored, an impossible `number` gives the first or last page of hits.
    Cost: restrictions 1, pages found 1, the texts of one page of hits 1 per kind among them
    (seven kinds exist); however many pages are found. None at all when there is no word in `query`.
    """
    stems = query_stems(query, locale.language_code)
    if not stems:
        return Results([], 0, 0, None, [])
    matches = word_matcher(stems, locale.language_code)
    found = list(searchable_pages(locale).search(stems, operator="and")[:MOST_HITS])
    found.sort(key=lambda page: -len({word for word in query_words(page.title) if matches(word)}))
    kinds = _kinds(found, kind)
    chosen = [page for page in found if _key(page.content_type_id) == kind] or found
    page = Paginator(chosen, HITS_PER_PAGE).get_page(number)
    hits = [_hit(request, each, matches) for each in _with_texts(list(page.object_list), locale)]
    return Results(kinds, len(chosen), len(found), page, hits)


def count_hits(query: str, *, locale: Locale) -> int:
    """How many pages a search finds. 2 queries."""
    stems = query_stems(query, locale.language_code)
    return searchable_pages(locale).search(stems, operator="and").count() if stems else 0


def suggest(request: HttpRequest, query: str, *, locale: Locale) -> list[Suggestion]:
    """At most six pages for what has been typed so far: by their titles, then by their texts.

    3 queries; none while fewer than three letters are there.
    """
    words = query_words(query)
    if len("".join(words)) < SHORTEST_SUGGESTED:
        return []
    pages = searchable_pages(locale)
    found = {page.pk: page for page in pages.autocomplete(" ".join(words))[:SUGGESTIONS]}
    if len(found) < SUGGESTIONS:
        by_text = pages.search(query_stems(query, locale.language_code), operator="and")
        found.update((page.pk, page) for page in by_text[:SUGGESTIONS] if page.pk not in found)
    suggestions = []
    for page in list(found.values())[:SUGGESTIONS]:
        page.locale = locale
        kind = _name(page.content_type_id, plural=False)
        suggestions.append(Suggestion(page.title, kind, page.get_url(request) or ""))
    return suggestions


def _key(content_type_id: int) -> str:
    return ContentType.objects.get_for_id(content_type_id).model


def _name(content_type_id: int, *, plural: bool) -> str:
    """What a page type is called. Its class may be in an app this one must not import."""
    content_type = ContentType.objects.get_for_id(content_type_id)
    meta = (content_type.model_class() or Page)._meta
    return capfirst(str(meta.verbose_name_plural if plural else meta.verbose_name))


def _kinds(found: list[Page], chosen: str) -> list[Kind]:
    counts = Counter(page.content_type_id for page in found)
    kinds = [Kind(_key(pk), _name(pk, plural=True), n, _key(pk) == chosen) for pk, n in counts.items()]
    return sorted(kinds, key=lambda kind: (-kind.count, alphabetical(kind.name)))


def _with_texts(pages: list[Page], locale: Locale) -> list[Page]:
    """The pages as their own types, in the same order. 1 query per type."""
    by_type: dict[int, list[int]] = {}
    for page in pages:
        by_type.setdefault(page.content_type_id, []).append(page.pk)
    specific: dict[int, Page] = {}
    for content_type_id, ids in by_type.items():
        model = ContentType.objects.get_for_id(content_type_id).model_class() or Page
        pages_of_type = model.objects.all()
        if "sector" in {field.name for field in model._meta.get_fields()}:
            pages_of_type = pages_of_type.select_related("sector")  # part of its search text
        specific.update(pages_of_type.in_bulk(ids))
    for page in specific.values():
        page.locale = locale
    return [specific[page.pk] for page in pages if page.pk in specific]


def _hit(request: HttpRequest, page: Page, matches: Matcher) -> Hit:
    texts = [getattr(page, "introduction", "")]
    if hasattr(page, "get_search_text"):
        texts.append(page.get_search_text().removeprefix(page.title))
    kind = _name(page.content_type_id, plural=False)
    return Hit(kind, page.get_url(request) or "", marked(page.title, matches), excerpt(texts, matches))
