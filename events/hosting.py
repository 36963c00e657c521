"""How a page type becomes bookable: one mixin, no columns, no migration.

The booking module never learns the class of a page. It finds the pages of a programme by their
`translation_key` and asks them the few questions below.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Page

from . import kept, selectors
from .models import Programme
from .selectors import SlotDay


@dataclass(frozen=True)
class VisitPlace:
    """Where visitors go, as mails, tickets and calendars print it."""

    name: str
    address: str = ""
    municipality: str = ""
    province: str = ""
    latitude: float | None = None
    longitude: float | None = None

    @property
    def one_line(self) -> str:
        """Name, street and town on one line, without empty parts."""
        town = f"{self.municipality} ({self.province})" if self.province else self.municipality
        return ", ".join(part for part in (self.name, self.address, town) if part)


@dataclass(frozen=True)
class HostInfo:
    """What a mail or a ticket says about the page behind a slot, in one language."""

    title: str
    url: str = ""
    place: VisitPlace = field(default_factory=lambda: VisitPlace(name=""))
    what_to_bring: list[str] = field(default_factory=list)
    how_to_get_there: str = ""

    @property
    def path(self) -> str:
        """The page's address without host: a link on our own pages stays where the visitor's session is."""
        return urlsplit(self.url).path


@dataclass(frozen=True)
class NearbyHost:
    """Another place to visit not far away, with places left."""

    title: str
    url: str
    place: str
    distance: str
    """In words, empty where it is not known."""
    places_left: int


class BookablePageMixin:
    """Gives a page its programme and its slots. Put it before the page class in the bases."""

    @property
    def programme_key(self) -> uuid.UUID:
        """The key all translations share; an alias uses the page it mirrors. At most 1 query."""
        return (self.alias_of if self.alias_of_id else self).translation_key

    @property
    def programme(self) -> Programme | None:
        """The programme behind this page, or None while it was never saved live. 1 query."""
        return Programme.objects.filter(pk=self.programme_key).first()

    def get_slot_days(self, now: dt.datetime, *, as_published: bool = False) -> list[SlotDay]:
        """Upcoming slots of this page by day, for an aware `now`; `as_published` in a preview. 2 queries."""
        return selectors.slot_days(programme_key=self.programme_key, now=now, as_published=as_published)

    # What a page type may say of itself -------------------------------------------

    def get_visit_place(self) -> VisitPlace:
        """Where the visit starts. Override it where the page knows an address."""
        return VisitPlace(name=self.title)

    def get_what_to_bring(self) -> list[str]:
        """Short lines printed on the ticket: shoes, identity document, ..."""
        return []

    def get_how_to_get_there(self) -> str:
        """Public transport, entrance, parking: plain text printed on the ticket."""
        return ""

    def get_nearby(self, now: dt.datetime) -> list[NearbyHost]:
        """Other places with places left at `now` (aware), the nearest first. Override it where pages
        know where they are."""
        return []

    def is_safety_text_complete(self) -> bool:
        """Whether the safety and access texts of this language are written."""
        return True


def host_page(programme_key: uuid.UUID, language: str) -> Page | None:
    """Return the specific page of a programme: in `language` if live, else in another.

    Aliases are never taken for translations. 2 queries.
    """
    pages = list(
        Page.objects.filter(translation_key=programme_key, alias_of=None, live=True)
        .select_related("locale")
        .order_by("pk")
    )
    order = {language: 0, settings.LANGUAGE_CODE: 1}
    pages.sort(key=lambda page: order.get(page.locale.language_code, 2))
    return pages[0].specific if pages else None


def host_info(programme: Programme, language: str) -> HostInfo:
    """Describe the page behind a programme; its last known name when no page is left.

    Kept until something is published, but never read from memory within a transaction: 0 or 2–4
    queries. Not to be changed by the caller.
    """
    return kept.keep(("host", programme.pk, language), lambda: _read_host(programme, language))


def _read_host(programme: Programme, language: str) -> HostInfo:
    page = host_page(programme.pk, language)
    if page is None or not isinstance(page, BookablePageMixin):
        return HostInfo(title=programme.name, place=VisitPlace(name=programme.name))
    return HostInfo(
        title=page.title,
        url=page.get_full_url() or "",
        place=page.get_visit_place(),
        what_to_bring=page.get_what_to_bring(),
        how_to_get_there=page.get_how_to_get_there(),
    )
