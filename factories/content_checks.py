"""The checks of pages one can visit. Each is one function; see `home.content_checks`."""

import datetime as dt
from collections.abc import Iterator

from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from events import selectors as events
from events.hosting import BookablePageMixin
from events.phases import Phase, phase_of
from events.selectors_open import programmes_with_open_slots
from factories import safety
from home.content_checks import Severity, Spot, Subject, check, gather
from home.content_text import Kind, dates_in

DAYS_TAB = _("Days and hours")


@gather("safety")
def read_safety(pages: list[Page], now: dt.datetime) -> dict[int, list[safety.Gap]]:
    """What lacks in the texts that publication depends on. 1 query."""
    return safety.lacking_texts([page for page in pages if safety.has_safety_texts(page)])


@gather("has_slots")
def read_slots(pages: list[Page], now: dt.datetime) -> dict[int, bool]:
    """Whether visits can be booked; nothing is said while no edition is ahead. 2 queries."""
    if phase_of(events.current_edition(now), now) in (Phase.NONE, Phase.AFTER):
        return {}
    bookable = [page for page in pages if isinstance(page, BookablePageMixin)]
    keys = programmes_with_open_slots([page.translation_key for page in bookable], now=now)
    return {page.pk: page.translation_key in keys for page in bookable}


@check("safety-missing", Severity.ERROR, _("Safety texts"))
def safety_missing(subject: Subject) -> Iterator[Spot]:
    """The rule that publication asks (`factories.safety`), whether there are slots yet or not."""
    for gap in subject.facts.get("safety", []):
        yield Spot(gap.sentence, gap.field)


@check("no-slots", Severity.WARNING, _("No slots"))
def no_slots(subject: Subject) -> Iterator[Spot]:
    """Nobody can book: no slot is ahead, or none is open."""
    if subject.facts.get("has_slots") is False:
        tab = slugify(DAYS_TAB).replace("-", "_")
        yield Spot(gettext("Nobody can book: there is no open slot ahead."), tab=tab)


@check("date-typed", Severity.WARNING, _("Date in a text"))
def date_typed(subject: Subject) -> Iterator[Spot]:
    """Days of visits come from the slots: typed ones are wrong as soon as a slot is moved."""
    if not isinstance(subject.page, BookablePageMixin):
        return
    for piece in subject.of(Kind.TEXT):
        for date in dates_in(piece.text):
            if date.day is None or date.day >= subject.now.date():
                sentence = gettext(
                    "“%(date)s” is written in the text. Days come from the slots: leave it out."
                )
                yield Spot(sentence % {"date": date.words}, piece.path)


@check("nothing-to-see", Severity.HINT, _("What you will see"))
def nothing_to_see(subject: Subject) -> Iterator[Spot]:
    """The lines by which people choose between plants."""
    if isinstance(subject.page, BookablePageMixin) and not getattr(subject.page, "see", True):
        yield Spot(gettext("Say in a few short lines what visitors will see."), "see")


@check("no-way-there", Severity.HINT, _("How to get there"))
def no_way_there(subject: Subject) -> Iterator[Spot]:
    """Mails and tickets print it."""
    if isinstance(subject.page, BookablePageMixin) and not getattr(subject.page, "reach_text", "x").strip():
        yield Spot(gettext("Say how to get there: mails and tickets print it."), "reach_text")
