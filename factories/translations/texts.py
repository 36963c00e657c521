"""The texts of wagtail-localize, counted and laid side by side. Reads only."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from django.db.models import Count, F, Max, Q
from django.utils.text import capfirst
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from .glossary import Glossary, GlossaryWarning


@dataclass(frozen=True)
class Progress:
    """How far one translation is."""

    total: int = 0
    done: int = 0
    by_machine: int = 0
    latest: dt.datetime | None = None

    @property
    def is_complete(self) -> bool:
        """Whether every text has a translation. No query."""
        return self.done >= self.total

    @property
    def missing(self) -> int:
        return self.total - self.done


def count_texts() -> dict[tuple[int, int], Progress]:
    """By source and language: texts, those with a valid translation, those a machine made. 2 queries."""
    totals = dict(StringSegment.objects.values_list("source_id").annotate(n=Count("pk")).order_by())
    machine = Q(string__translations__translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE)
    rows = (
        StringSegment.objects.filter(
            string__translations__context_id=F("context_id"), string__translations__has_error=False
        )
        .order_by()
        .values("source_id", "string__translations__locale_id")
        .annotate(
            done=Count("pk"),
            by_machine=Count("pk", filter=machine),
            latest=Max("string__translations__updated_at"),
        )
        .values_list("source_id", "string__translations__locale_id", "done", "by_machine", "latest")
    )
    counts = defaultdict(Progress)
    for source_id, locale_id, done, by_machine, latest in rows:
        counts[source_id, locale_id] = Progress(totals[source_id], done, by_machine, latest)
    return _WithTotals(counts, totals)


class _WithTotals(dict):
    """Knows the total also of what nobody has begun to translate."""

    def __init__(self, counts: dict, totals: dict[int, int]) -> None:
        super().__init__(counts)
        self.totals = totals

    def __missing__(self, key: tuple[int, int]) -> Progress:
        return Progress(self.totals.get(key[0], 0))


@dataclass
class Text:
    """One text of the source beside its translation."""

    string_id: int
    context_id: int
    path: str
    source: str
    translation: str = ""
    by_machine: bool = False
    error: str = ""
    was_source: str = ""
    """What the source said when it was translated last, where it says something else today."""
    was_translation: str = ""
    warnings: list[GlossaryWarning] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        """Whether it was never translated here. No query."""
        return not self.translation and not self.was_source


def texts_of(translations: Iterable[Translation]) -> dict[int, list[Text]]:
    """Every text of these translations in the order of its page, by translation.

    `source` and `target_locale` are loaded. 3 queries however many there are: texts, translations
    with what was translated before, glossary (one per language).
    """
    translations = list(translations)
    segments = (
        StringSegment.objects.filter(source_id__in={t.source_id for t in translations})
        .select_related("string", "context")
        .order_by("source_id", "order")
    )
    by_source: dict[int, list[StringSegment]] = defaultdict(list)
    for segment in segments:
        by_source[segment.source_id].append(segment)
    current, earlier = _translations_of(translations, by_source)
    glossaries = {t.target_locale_id: Glossary(t.target_locale.language_code) for t in translations}
    return {
        t.pk: _side_by_side(t, by_source[t.source_id], current, earlier, glossaries[t.target_locale_id])
        for t in translations
    }


Key = tuple[int, int, int]
"""String, context, language."""


def _translations_of(
    translations: list[Translation], by_source: dict[int, list[StringSegment]]
) -> tuple[dict[Key, StringTranslation], dict[tuple[int, int], list[StringTranslation]]]:
    """Translations of today's texts, and those of texts that are no longer in the source."""
    used = {(s.string_id, s.context_id) for segments in by_source.values() for s in segments}
    rows = (
        StringTranslation.objects.filter(
            context__object_id__in={t.source.object_id for t in translations},
            locale_id__in={t.target_locale_id for t in translations},
        )
        .select_related("translation_of", "context")
        .order_by("updated_at")
    )
    current: dict[Key, StringTranslation] = {}
    earlier: dict[tuple[int, int], list[StringTranslation]] = defaultdict(list)
    for row in rows:
        if (row.translation_of_id, row.context_id) in used:
            current[row.translation_of_id, row.context_id, row.locale_id] = row
        else:
            earlier[row.context_id, row.locale_id].append(row)
    return current, earlier


def _side_by_side(
    translation: Translation,
    segments: list[StringSegment],
    current: dict[Key, StringTranslation],
    earlier: dict[tuple[int, int], list[StringTranslation]],
    glossary: Glossary,
) -> list[Text]:
    locale_id, texts, claimed = translation.target_locale_id, [], set()
    for segment in segments:
        text = Text(segment.string_id, segment.context_id, segment.context.path, segment.string.data)
        made = current.get((segment.string_id, segment.context_id, locale_id))
        if made:
            text.translation, text.error = made.data, (made.get_error() or "") if made.has_error else ""
            text.by_machine = made.translation_type == StringTranslation.TRANSLATION_TYPE_MACHINE
            text.warnings = glossary.check(text.source, text.translation)
        else:
            candidates = [
                row for row in earlier[segment.context_id, locale_id] if row.pk not in claimed
            ]  # fmt: skip
            if was := _most_alike(text.source, candidates):
                claimed.add(was.pk)
                text.was_source, text.was_translation = was.translation_of.data, was.data
        texts.append(text)
    return texts


ALIKE = 0.3
"""Below this an old text of the same field is taken for another text, not for an earlier wording."""


def _most_alike(source: str, rows: list[StringTranslation]) -> StringTranslation | None:
    """The earlier wording of a text. A field with one text has one earlier wording: the latest."""
    if not rows:
        return None
    scored = [
        (SequenceMatcher(None, source, row.translation_of.data).ratio(), row.updated_at, row) for row in rows
    ]
    score, _when, best = max(scored, key=lambda entry: entry[:2])
    in_stream = "." in rows[0].context.path
    return best if score >= ALIKE else (None if in_stream else rows[-1])


def translations_by_id(ids: Iterable[int]) -> list[Translation]:
    """Translations in use with what `texts_of` needs. 1 query."""
    return list(
        Translation.objects.filter(pk__in=list(ids), enabled=True)
        .select_related("source", "source__locale", "source__specific_content_type", "target_locale")
        .order_by("source__object_repr", "pk")
    )


def field_name(translation: Translation, path: str) -> str:
    """What the editor calls the field a text stands in, in the active language. No query."""
    name = path.split(".")[0]
    model = translation.source.specific_content_type.model_class()
    field = model._meta.get_field(name)
    # Children of a menu are a relation: it is named after what it holds.
    options = getattr(field, "related_model", None)
    return str(capfirst(getattr(field, "verbose_name", None) or options._meta.verbose_name))
