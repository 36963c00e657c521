"""What needs somebody's attention before the doors open. No query: all of it follows from the board."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.permissions import page_permission_policy

from events.admin import links
from events.alphabet import alphabetical
from events.scheduling import ROME
from events.selectors_figures import SlotFigures

from .plants import PageFacts, Plant
from .reading import Board
from .tallies import Tally

NEARLY_FULL = 90
"""Percent of the places taken from which a plant counts as nearly full."""


@dataclass(frozen=True)
class Item:
    """One plant to look at; `url` is the screen on which it is put right, "" without the right to."""

    label: str
    detail: str = ""
    url: str = ""


@dataclass(frozen=True)
class AttentionList:
    """Plants with the same need, by title."""

    name: str
    title: str
    why: str
    items: list[Item]


@dataclass(frozen=True)
class Ways:
    """Where this user can put things right."""

    pages: bool
    visits: bool

    @classmethod
    def of(cls, user: AbstractBaseUser) -> "Ways":
        """At most 2 queries, for the user's groups. The screens themselves ask again."""
        may_visit = user.has_perm("events.change_visit") or user.has_perm("events.add_visit")
        return cls(page_permission_policy.user_has_permission(user, "change"), may_visit)

    def to_page(self, page: PageFacts) -> str:
        return reverse("wagtailadmin_pages:edit", args=[page.pk]) if self.pages else ""

    def to_visits(self, programme: uuid.UUID) -> str:
        return links.visits_url(programme) if self.visits else ""


def attention(board: Board, ways: Ways, *, now: dt.datetime) -> list[AttentionList]:
    """The lists that are not empty, the most urgent first; none for an edition that is over."""
    edition = board.filters.edition
    if edition.last_day < timezone.localdate(now, ROME):
        return []
    province = board.filters.province
    plants = [plant for plant in board.plants.values() if province in ("", plant.province)]
    live = sorted((plant for plant in plants if plant.is_live), key=lambda plant: alphabetical(plant.title))
    lists = [
        _outside(board, ways),
        _full(board, ways),
        _nearly_full(board, ways),
        _empty(board, ways) if now >= edition.bookings_open_at else None,
        _without_slots(board, live, ways),
        _without_safety_text(live, ways),
        *_untranslated(live, ways),
    ]
    return [found for found in lists if found and found.items]


def _outside(board: Board, ways: Ways) -> AttentionList:
    edition = board.filters.edition
    wrong: dict[uuid.UUID, list[SlotFigures]] = {}
    for slot in board.slots:
        if not edition.first_day <= slot.day <= edition.last_day:
            wrong.setdefault(slot.programme, []).append(slot)
    items = [
        Item(_title(board, key), ", ".join(_days(slots)), ways.to_visits(key)) for key, slots in wrong.items()
    ]
    return AttentionList(
        "outside",
        _("Slots on days outside the edition"),
        _("The edition's days were changed, or a slot was moved: visitors can book these days."),
        _sorted(items),
    )


def _days(slots: list[SlotFigures]) -> list[str]:
    return [date_format(day, "j F Y") for day in sorted({slot.day for slot in slots})]


def _full(board: Board, ways: Ways) -> AttentionList:
    lines = [line for line in _plants(board) if line.waiting and not line.free]
    lines.sort(key=lambda line: (-line.waiting, alphabetical(line.label)))
    people = _("%(people)d waiting, %(places)d places")
    items = [
        Item(line.label, people % {"people": line.waiting, "places": line.places}, ways.to_visits(line.key))
        for line in lines
    ]
    return AttentionList(
        "full", _("Full, with people waiting"), _("Another slot here would find its visitors at once."), items
    )


def _nearly_full(board: Board, ways: Ways) -> AttentionList:
    lines = [line for line in _plants(board) if line.free and line.taken * 100 >= line.places * NEARLY_FULL]
    items = [Item(line.label, _free(line), ways.to_visits(line.key)) for line in lines]
    return AttentionList(
        "nearly-full", _("Nearly full"), _("A tenth of the places or less is left."), _sorted(items)
    )


def _free(line: Tally) -> str:
    text = ngettext("%(free)d place left of %(places)d", "%(free)d places left of %(places)d", line.free)
    return text % {"free": line.free, "places": line.places}


def _empty(board: Board, ways: Ways) -> AttentionList:
    lines = [line for line in _plants(board) if line.places and not line.taken]
    count = _("%(places)d places")
    items = [Item(line.label, count % {"places": line.places}, ways.to_visits(line.key)) for line in lines]
    return AttentionList(
        "empty",
        _("Nobody has booked yet"),
        _("A story or a place on the home page can help."),
        _sorted(items),
    )


def _without_slots(board: Board, live: list[Plant], ways: Ways) -> AttentionList | None:
    if board.filters.day:
        return None  # a plant need not open every day
    with_slots = {slot.programme for slot in board.slots}
    items = [
        Item(plant.title, plant.municipality, ways.to_visits(plant.key))
        for plant in live
        if plant.key not in with_slots
    ]
    return AttentionList(
        "without-slots",
        _("Published, without slots"),
        _("Visitors find these pages and can book nothing in this edition."),
        items,
    )


def _without_safety_text(live: list[Plant], ways: Ways) -> AttentionList:
    items = [
        Item(page.title, _language(code), ways.to_page(page))
        for plant in live
        for code, page in plant.pages.items()
        if page.live and not page.has_safety_text
    ]
    return AttentionList(
        "safety",
        _("Safety or accessibility text missing"),
        _("Visitors can't know what to wear, or whether the visit is for them."),
        items,
    )


def _untranslated(live: list[Plant], ways: Ways) -> list[AttentionList]:
    """One list per language of the site beside the first: French is a setting, not a change here."""
    found = []
    for code, _name in settings.LANGUAGES:
        if code == settings.LANGUAGE_CODE:
            continue
        items = []
        for plant in live:
            page = plant.pages.get(code)
            if page is None:
                items.append(Item(plant.title, _("not translated"), ways.to_page(plant.source)))
            elif not page.live:
                items.append(Item(page.title, _("not published"), ways.to_page(page)))
        found.append(
            AttentionList(
                f"without-{code}",
                _("Not to be read in %(language)s") % {"language": _language(code).lower()},
                _("The page is missing in this language, or a draft."),
                items,
            )
        )
    return found


def _language(code: str) -> str:
    return str(_(dict(settings.LANGUAGES)[code]))


def _plants(board: Board) -> list[Tally]:
    return board.breakdown("plant").lines


def _title(board: Board, key: uuid.UUID) -> str:
    return board.plants[key].title if key in board.plants else board.names.get(key, "–")


def _sorted(items: list[Item]) -> list[Item]:
    return sorted(items, key=lambda item: alphabetical(item.label))
