"""Everything that is translated, in every language, with its state. Reads only."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Max
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model
from wagtail.models import Locale, Page, TranslatableMixin
from wagtail.snippets.models import get_snippet_models
from wagtail_localize.models import Translation, TranslationLog

from events.models import Visit
from events.selectors_open import programmes_with_open_slots
from factories import safety
from factories.models import TranslationTask

from .texts import Progress, count_texts


class State(models.TextChoices):
    """Where a text stands in one language, the most urgent first."""

    MISSING = "missing", _("Missing")
    OUT_OF_DATE = "out_of_date", _("Out of date")
    DRAFT = "draft", _("Draft")
    COMPLETE = "complete", _("Complete")


IMAGE, VISIT = "image", "visit"
"""Kinds whose texts are per language in their own row, not in wagtail-localize."""


@dataclass
class Item:
    """One text in one language."""

    subject: str
    kind: str
    kind_name: str
    title: str
    locale: Locale
    state: State
    progress: Progress = field(default_factory=lambda: Progress(1))
    translation_id: int | None = None
    source_id: int | None = None
    target_id: int | None = None
    is_ready: bool = False
    """Every text is translated; only publishing is left."""
    by_hand: bool = False
    """Written without wagtail-localize: nobody can say which text changed."""
    bookable: bool = False
    task: TranslationTask | None = None
    lacks: dict[str, safety.Lack] = field(default_factory=dict)
    warnings: int = 0

    @property
    def value(self) -> str:
        """How a form names it: subject and language."""
        return f"{self.subject}|{self.locale.language_code}"

    @property
    def key(self) -> uuid.UUID | None:
        """The translation key of a page or snippet. No query."""
        return None if self.kind in (IMAGE, VISIT) else uuid.UUID(self.subject.rpartition(":")[2])

    @property
    def is_safety_first(self) -> bool:
        """Whether visitors book here without safety texts in their language. No query."""
        return self.bookable and bool(self.lacks)

    @property
    def assignee(self) -> AbstractBaseUser | None:
        return self.task.assignee if self.task else None

    @property
    def due(self) -> dt.date | None:
        return self.task.due if self.task else None

    @property
    def edit_url(self) -> str:
        """Where it is translated; empty while there is nothing to open yet. No query."""
        if self.kind in (IMAGE, VISIT):
            number = self.subject.rpartition(":")[2]
            return reverse("translations:words", args=[self.kind, number, self.locale.language_code])
        if self.target_id is None or self.state == State.MISSING:
            return ""
        if self.subject.startswith("page:"):
            return reverse("wagtailadmin_pages:edit", args=[self.target_id])
        app_label, model_name = self.kind.split(".")
        return reverse(f"wagtailsnippets_{app_label}_{model_name}:edit", args=[self.target_id])

    @property
    def changes_url(self) -> str:
        """Where texts stand beside what they said before. No query."""
        return reverse("translations:changes", args=[self.translation_id]) if self.translation_id else ""


def target_locales() -> tuple[Locale, list[Locale]]:
    """The first language and the others. 1 query."""
    locales = list(Locale.objects.all())
    source = Locale.get_default()
    return source, [locale for locale in locales if locale.pk != source.pk]


def everything(now: dt.datetime) -> list[Item]:
    """Every text in every language but the first, the most urgent first.

    Pages that are live in the first language, snippets, text alternatives of pictures, labels of
    visits that are still to come. 13 queries and 1 per kind of snippet, however many texts there are.
    """
    source, targets = target_locales()
    known = _Known(now, source)
    items = []
    for locale in targets:
        items += [*known.pages(locale), *known.snippets(locale), *known.images(locale), *known.visits(locale)]
    for item in items:
        item.task = known.tasks.get((item.subject, item.locale.pk))
    return sorted(items, key=_urgency)


def _urgency(item: Item) -> tuple:
    """What visitors miss most comes first: safety texts, then by state; then by kind and title."""
    place = list(State).index(State(item.state))
    return not item.is_safety_first, place, item.kind_name, item.title.lower(), item.locale.language_code


class _Known:
    """What `everything` reads, each once."""

    def __init__(self, now: dt.datetime, source: Locale) -> None:
        self.now, self.source = now, source
        self.translations = {
            (row.source.object_id, row.target_locale_id): row
            for row in Translation.objects.filter(enabled=True, source__locale=source)
            .select_related("source")
            .defer("source__content_json")
        }
        self.counts = count_texts()
        logs = TranslationLog.objects.order_by().values_list("source_id", "locale_id")
        self.saved = {(s, locale): at for s, locale, at in logs.annotate(at=Max("created_at"))}
        tasks = TranslationTask.objects.select_related("assignee")
        self.tasks = {(task.subject, task.locale_id): task for task in tasks}
        self.open_keys = programmes_with_open_slots(now=now)
        self._pages = self._read_pages()
        self._snippets = {model: list(model.objects.all()) for model in translatable_snippets()}
        self._images = list(get_image_model().objects.only("pk", "title", "alt_texts").order_by("title"))
        coming = Visit.objects.filter(edition__last_day__gte=now.date()).select_related("programme")
        self._visits = list(coming.order_by("programme__name", "pk"))

    def _read_pages(self) -> dict[uuid.UUID, dict[int, Page]]:
        wanted = ("title", "draft_title", "translation_key", "locale_id", "alias_of_id", "live")
        pages = Page.objects.filter(depth__gt=1).only(*wanted, "content_type_id", "last_published_at")
        by_key: dict[uuid.UUID, dict[int, Page]] = defaultdict(dict)
        for page in pages.order_by("path"):
            mine = by_key[page.translation_key].get(page.locale_id)
            if mine is None or mine.alias_of_id:
                by_key[page.translation_key][page.locale_id] = page
        return by_key

    def pages(self, locale: Locale) -> Iterator[Item]:
        lacks = safety.translation_states(self.open_keys, {locale.pk})
        for key, versions in self._pages.items():
            source, target = versions.get(self.source.pk), versions.get(locale.pk)
            if source is None or not source.live or source.alias_of_id:
                continue
            kind = ContentType.objects.get_for_id(source.content_type_id)
            item = Item(
                f"page:{key}",
                f"{kind.app_label}.{kind.model}",
                _name(kind.model_class()),
                source.title,
                locale,
                State.MISSING,
                source_id=source.pk,
                bookable=key in self.open_keys,
            )
            found = lacks.get((key, locale.pk), {})
            item.lacks = {name: lack for name, lack in found.items() if lack}
            if target is not None and not target.alias_of_id:
                item.target_id = target.pk
                self._judge_page(item, source, target)
            yield item

    def _judge_page(self, item: Item, source: Page, target: Page) -> None:
        translation = self.translations.get((source.translation_key, item.locale.pk))
        if translation is None:
            item.by_hand = True
            item.progress = Progress(1, 1)
            item.state = State.COMPLETE if target.live else State.DRAFT
            moments = source.last_published_at, target.last_published_at
            if target.live and all(moments) and moments[0] > moments[1]:
                item.state = State.OUT_OF_DATE
            return
        self._count(item, translation)
        published = target.last_published_at
        is_newer = bool(published and item.progress.latest and item.progress.latest > published)
        if not target.live:
            item.state, item.is_ready = State.DRAFT, item.progress.is_complete
        elif not item.progress.is_complete or is_newer:
            item.state, item.is_ready = State.OUT_OF_DATE, item.progress.is_complete
        else:
            item.state = State.COMPLETE

    def _count(self, item: Item, translation: Translation) -> None:
        item.translation_id = translation.pk
        item.progress = self.counts[translation.source_id, item.locale.pk]

    def snippets(self, locale: Locale) -> Iterator[Item]:
        for model, rows in self._snippets.items():
            targets = {row.translation_key: row for row in rows if row.locale_id == locale.pk}
            for source in (row for row in rows if row.locale_id == self.source.pk):
                label = model._meta.label_lower
                item = Item(
                    f"{label}:{source.translation_key}",
                    label,
                    _name(model),
                    str(source),
                    locale,
                    State.MISSING,
                    source_id=source.pk,
                )
                if target := targets.get(source.translation_key):
                    item.target_id = target.pk
                    self._judge_snippet(item, source)
                yield item

    def _judge_snippet(self, item: Item, source: TranslatableMixin) -> None:
        translation = self.translations.get((source.translation_key, item.locale.pk))
        item.state, item.by_hand = State.COMPLETE, translation is None
        if translation is None:
            item.progress = Progress(1, 1)
            return
        self._count(item, translation)
        saved = self.saved.get((translation.source_id, item.locale.pk))
        is_newer = bool(saved and item.progress.latest and item.progress.latest > saved)
        if not item.progress.is_complete or is_newer:
            item.state, item.is_ready = State.OUT_OF_DATE, item.progress.is_complete

    def images(self, locale: Locale) -> Iterator[Item]:
        name = capfirst(_("text alternative of a picture"))
        for image in self._images:
            yield from self._words(IMAGE, name, image.pk, image.title, image.alt_texts, locale)

    def visits(self, locale: Locale) -> Iterator[Item]:
        name = capfirst(_("label of a visit"))
        for visit in self._visits:
            yield from self._words(VISIT, name, visit.pk, visit.programme.name, visit.labels, locale)

    def _words(
        self, kind: str, name: str, number: int, title: str, words: dict[str, str], locale: Locale
    ) -> Iterator[Item]:
        """One short text per language in a row of its own."""
        source = (words or {}).get(self.source.language_code, "")
        if not source:
            return
        translated = (words or {}).get(locale.language_code, "")
        item = Item(f"{kind}:{number}", kind, name, f"{title}: {source}", locale, State.MISSING)
        if translated:
            task = self.tasks.get((item.subject, locale.pk))
            is_old = bool(task and task.seen_source and task.seen_source != source)
            item.state = State.OUT_OF_DATE if is_old else State.COMPLETE
            item.progress = Progress(1, 0 if is_old else 1)
        yield item


def translatable_snippets() -> list[type[TranslatableMixin]]:
    """Kinds of snippets with a row per language, in the order of their names. No query."""
    found = [model for model in get_snippet_models() if issubclass(model, TranslatableMixin)]
    return sorted(found, key=lambda model: model._meta.label_lower)


def _name(model: type[models.Model]) -> str:
    return capfirst(model._meta.verbose_name)


@dataclass(frozen=True)
class Summary:
    """How far all of some texts are."""

    by_state: list[tuple[State, int]]
    texts: int
    translated: int

    @property
    def percent(self) -> int:
        """Of all texts, rounded down: 100 only when nothing is left."""
        return 100 * self.translated // self.texts if self.texts else 100


def summary(items: Iterable[Item]) -> Summary:
    """Counts by state and over all texts. No query."""
    items = list(items)
    counted = [(state, sum(item.state == state for item in items)) for state in State]
    done = sum(item.progress.done for item in items)
    return Summary(counted, sum(item.progress.total for item in items), done)
