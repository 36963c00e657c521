"""Safety and access texts come first: without them nobody books in that language.

The one place that knows the rule. The editor, every way to publish, the list of translations and
the content checks ask here.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.db.models import Exists, OuterRef, Subquery
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation
from wagtail_localize.strings import StringValue

from events import kept
from events.selectors_open import programmes_with_open_slots

SAFETY_FIELDS = ("safety_text", "access_text")


class Lack(StrEnum):
    """What is wrong with a text, the worst first."""

    MISSING = "missing"
    OUT_OF_DATE = "out_of_date"
    UNCHECKED = "unchecked"


@dataclass(frozen=True)
class Gap:
    """One text of one page that stands in the way of publication."""

    field: str
    name: str
    lack: Lack

    @property
    def sentence(self) -> str:
        """Why, in the active language. No query."""
        reasons = {
            Lack.MISSING: _("“%(text)s” is missing in this language."),
            Lack.OUT_OF_DATE: _("“%(text)s” has changed in the source language and is not translated yet."),
            Lack.UNCHECKED: _("“%(text)s” was translated by a machine and nobody has checked it yet."),
        }
        return reasons[self.lack] % {"text": self.name}


class SafetyTextsMissing(Exception):
    """A page that can be booked was not published. Its text says why, in the active language."""

    def __init__(self, page: Page, gaps: list[Gap]) -> None:
        self.page, self.gaps = page, gaps
        super().__init__(in_words(page.title, gaps))


def has_safety_texts(page: object) -> bool:
    """Whether a page is of a type that has these texts. No query."""
    return all(hasattr(page, name) for name in SAFETY_FIELDS)


def gaps_of(page: Page, now: dt.datetime) -> list[Gap]:
    """What keeps a page, with the texts it has in memory, from being published at `now` (aware).

    Empty for pages without open slots, and for aliases, which are never taken for translations.
    2 queries, or 1 without open slots; none for other types of pages.
    """
    if not has_safety_texts(page) or page.alias_of_id:
        return []
    if not programmes_with_open_slots([page.translation_key], now=now):
        return []
    return lacking_texts([page])[page.pk]


def gaps_by_page(pages: Iterable[Page], now: dt.datetime) -> dict[int, list[Gap]]:
    """The same for many pages; only those with gaps are in the answer. 2 queries."""
    pages = [page for page in pages if has_safety_texts(page) and not page.alias_of_id]
    open_keys = programmes_with_open_slots([page.translation_key for page in pages], now=now)
    found = lacking_texts([page for page in pages if page.translation_key in open_keys])
    return {pk: gaps for pk, gaps in found.items() if gaps}


def lacking_texts(pages: list[Page]) -> dict[int | None, list[Gap]]:
    """What lacks in each page's texts, whether it can be booked or not, by the page's key. 1 query."""
    keys, locales = {page.translation_key for page in pages}, {page.locale_id for page in pages}
    states = translation_states(keys, locales)
    answer: dict[int | None, list[Gap]] = {}
    for page in pages:
        gaps = []
        for name in SAFETY_FIELDS:
            lack = Lack.MISSING if not str(getattr(page, name)).strip() else None
            lack = states[page.translation_key, page.locale_id].get(name, lack)
            if lack:
                gaps.append(Gap(name, capfirst(page._meta.get_field(name).verbose_name), lack))
        answer[page.pk] = gaps
    return answer


def translation_states(
    keys: set[uuid.UUID], locale_ids: set[int]
) -> dict[tuple[uuid.UUID, int], dict[str, Lack | None]]:
    """For pages translated with wagtail-localize: what lacks in the translation of today's source.

    By translation key and language, then by field. None says that nothing lacks: what the page in
    memory says plays no part then, it is made of these. 1 query.
    """
    states: dict[tuple[uuid.UUID, int], dict[str, Lack | None]] = defaultdict(dict)
    mine = StringTranslation.objects.filter(
        context_id=OuterRef("context_id"), locale_id=OuterRef("source__translations__target_locale_id")
    )
    current = mine.filter(translation_of_id=OuterRef("string_id"), has_error=False)
    rows = (
        StringSegment.objects.filter(
            source__object_id__in=keys,
            source__translations__enabled=True,
            source__translations__target_locale_id__in=locale_ids,
            context__path__in=SAFETY_FIELDS,
        )
        .annotate(made_by=Subquery(current.values("translation_type")[:1]), was_translated=Exists(mine))
        .values_list(
            "source__object_id",
            "source__translations__target_locale_id",
            "context__path",
            "made_by",
            "was_translated",
        )
    )
    for key, locale_id, field, made_by, was_translated in rows:
        if made_by is None:
            states[key, locale_id][field] = Lack.OUT_OF_DATE if was_translated else Lack.MISSING
        elif made_by == StringTranslation.TRANSLATION_TYPE_MACHINE:
            states[key, locale_id][field] = Lack.UNCHECKED
        else:
            states[key, locale_id].setdefault(field, None)
    return states


def in_words(title: str, gaps: list[Gap]) -> str:
    """Why a page was not published, as one text. No query."""
    begin = _("“%(title)s” has slots that can be booked, so it can't be published without these texts.")
    return " ".join([begin % {"title": title}, *(gap.sentence for gap in gaps)])


def newer_source_url(page: Page, request: HttpRequest) -> str:
    """Address of the first language's page while a safety text there has changed since it was translated.

    Readers of the older words are sent there, also while the new ones are written and not published.
    Empty on the first language's own page, without query; else 1 query, and 3 where something is newer,
    or none while it is kept.
    """
    if page.locale.language_code == settings.LANGUAGE_CODE or page.alias_of_id:
        return ""
    # With the words: those of a draft that is looked at are others.
    words = (getattr(page, name) for name in SAFETY_FIELDS)
    name = ("newer safety", page.translation_key, page.locale_id, *kept.host_of(request), *words)
    return kept.keep(name, lambda: _read_newer_source(page, request))


def _read_newer_source(page: Page, request: HttpRequest) -> str:
    mine = StringTranslation.objects.filter(context_id=OuterRef("context_id"), locale_id=page.locale_id)
    current = mine.filter(translation_of_id=OuterRef("string_id"), has_error=False).values("data")
    rows = StringSegment.objects.filter(
        Exists(mine),
        source__object_id=page.translation_key,
        source__translations__target_locale_id=page.locale_id,
        source__translations__enabled=True,
        context__path__in=SAFETY_FIELDS,
    ).values_list("context__path", Subquery(current[:1]))
    said = {path: StringValue(data).render_text() if data else None for path, data in rows}
    if all(words == getattr(page, path) for path, words in said.items()):
        return ""
    first = page.get_translations().live().filter(locale__language_code=settings.LANGUAGE_CODE).first()
    return (first.get_url(request) or "") if first else ""
