"""What is looked at in every page before visitors do: the list of checks, and how they are run.

A check is one function with a code, a severity and a name; it looks at a `Subject` and yields a
`Spot` for each thing it finds. It reads no database: what it needs is gathered for all pages at once.
Apps add theirs when Django is ready (`check`, `gather`); `home.content_rules` holds those of every page.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.models import Locale, Page

from events.alphabet import alphabetical
from media.models import PortalVideo

from .content_text import Kind, Piece, pieces_of


class Severity(models.TextChoices):
    """How much a finding matters, the most first."""

    ERROR = "error", _("To put right")
    WARNING = "warning", _("To check")
    HINT = "hint", _("Suggestion")


@dataclass(frozen=True)
class Spot:
    """What a check found: a sentence that says what to do, and the field where.

    `path` is what Wagtail calls a content path: "hero", "body.<block>.image". `tab` names a tab of the
    editor instead, for what is no field.
    """

    sentence: str
    path: str = ""
    tab: str = ""


@dataclass
class Subject:
    """A page under check, with what was read about all pages at once."""

    page: Page
    language: str
    now: dt.datetime
    live_in: frozenset[str]
    """Languages in which this page is public with words of its own."""
    pictures: Mapping[int, AbstractImage] = field(default_factory=dict)
    videos: Mapping[int, PortalVideo] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)
    """What the apps gathered about this page, by name; absent where there is nothing to say."""

    @cached_property
    def pieces(self) -> list[Piece]:
        """The page's texts. No query."""
        return pieces_of(self.page)

    def of(self, kind: Kind) -> Iterator[Piece]:
        """Its pieces of one kind."""
        return (piece for piece in self.pieces if piece.kind is kind)


@dataclass(frozen=True)
class Check:
    """One rule."""

    code: str
    severity: Severity
    label: str | Promise
    find: Callable[[Subject], Iterable[Spot]]


@dataclass(frozen=True)
class Finding:
    """One thing to do on one page."""

    page: Page
    language: str
    check: Check
    spot: Spot

    @property
    def title(self) -> str:
        """The title as staff know the page. No query."""
        return self.page.get_admin_display_title()

    @property
    def page_type(self) -> str:
        """What kind of page it is, in words. No query."""
        return self.page._meta.verbose_name

    @property
    def severity(self) -> str:
        """In words of the active language."""
        return str(self.check.severity.label)

    @property
    def label(self) -> str:
        """The check's name in the active language."""
        return str(self.check.label)

    @property
    def sentence(self) -> str:
        """What was found and what to do."""
        return self.spot.sentence

    @property
    def anchor(self) -> str:
        """The end of the address that opens the editor at the field or at the tab."""
        if self.spot.tab:
            return f"#tab-{self.spot.tab}"
        return f"#:w:contentpath={self.spot.path}" if self.spot.path else ""

    @property
    def url(self) -> str:
        """The editor, at the field. No query."""
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk]) + self.anchor


CHECKS: dict[str, Check] = {}
_GATHERERS: dict[str, Callable[[list[Page], dt.datetime], Mapping[int, object]]] = {}


def check(code: str, severity: Severity, label: str | Promise) -> Callable:
    """Register a function as the check `code`. A second one under the same code takes its place."""

    def register(find: Callable[[Subject], Iterable[Spot]]) -> Callable[[Subject], Iterable[Spot]]:
        CHECKS[code] = Check(code, severity, label, find)
        return find

    return register


def gather(name: str) -> Callable:
    """Register a function that reads something for all pages at once, whatever their number: it is
    given pages and `now`, and answers by the pages' primary keys."""

    def register(read: Callable) -> Callable:
        _GATHERERS[name] = read
        return read

    return register


def findings(pages: Iterable[Page], now: dt.datetime) -> list[Finding]:
    """What the checks find in these pages (specific, as they are in memory), the worst first.

    Pages that mirror another one are left out: their source is looked at. `now` is aware. 3 queries
    (languages, translations, pictures), 1 for videos, and what the apps gather, however many pages.
    """
    pages = [page for page in pages if not page.alias_of_id]
    if not pages:
        return []
    order = list(Severity)
    found = [
        Finding(subject.page, subject.language, each, spot)
        for subject in _subjects(pages, now)
        for each in CHECKS.values()
        for spot in each.find(subject)
    ]
    return sorted(
        found, key=lambda one: (order.index(one.check.severity), alphabetical(one.title), one.page.pk)
    )


def _subjects(pages: list[Page], now: dt.datetime) -> list[Subject]:
    languages = dict(Locale.objects.values_list("pk", "language_code"))
    live_in = _live_languages({page.translation_key for page in pages}, languages)
    gathered = {name: read(pages, now) for name, read in _GATHERERS.items()}
    subjects = [
        Subject(
            page,
            languages.get(page.locale_id, settings.LANGUAGE_CODE),
            now,
            frozenset(live_in[page.translation_key]),
            facts={name: facts[page.pk] for name, facts in gathered.items() if page.pk in facts},
        )
        for page in pages
    ]
    wanted = {piece.image_id for subject in subjects for piece in subject.of(Kind.IMAGE)}
    wanted |= {page.hero_id for page in pages if getattr(page, "hero_id", None)}
    pictures = get_image_model().objects.in_bulk(wanted - {None})
    shown = {piece.video_id for subject in subjects for piece in subject.of(Kind.VIDEO)} - {None}
    videos = PortalVideo._base_manager.only("title", "nobody_speaks", "captions").in_bulk(shown)
    for subject in subjects:
        subject.pictures, subject.videos = pictures, videos
    return subjects


def _live_languages(keys: set[uuid.UUID], languages: dict[int, str]) -> dict[uuid.UUID, set[str]]:
    rows = Page.objects.filter(translation_key__in=keys, live=True, alias_of=None)
    found: dict[uuid.UUID, set[str]] = defaultdict(set)
    for key, locale_id in rows.values_list("translation_key", "locale_id"):
        found[key].add(languages[locale_id])
    return found
