"""From slots and plans to what the calendar shows, with the words beside every look. No query."""

import datetime as dt
from collections.abc import Iterable
from string import ascii_uppercase

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ...models import Slot, TimeBand, Visit
from ...models.visits import SlotStatus
from ...scheduling import recurrence_days
from .. import links, words
from .calendar import Entry

MOST_DAYS_NAMED = 7


def letters(visits: Iterable[Visit]) -> dict[int, str]:
    """A letter for each visit of a plant, in their order: A to Z, then AA."""
    result = {}
    for number, visit in enumerate(visits):
        turn, letter = divmod(number, len(ascii_uppercase))
        result[visit.pk] = ascii_uppercase[letter] * (turn + 1)
    return result


def slot_entries(
    slots: Iterable[Slot], visits: dict[int, Visit], letter: dict[int, str], now: dt.datetime, *, linked: bool
) -> list[Entry]:
    """Slots as they stand, with who waits counted as `parties`. `linked`: the viewer may change them."""
    return [_slot_entry(slot, visits[slot.visit_id], letter[slot.visit_id], now, linked) for slot in slots]


def _slot_entry(slot: Slot, visit: Visit, letter: str, now: dt.datetime, linked: bool) -> Entry:
    state, says = _state_of(slot, now)
    return entry_of(
        visit,
        letter,
        slot.starts_at,
        slot.ends_at,
        state=state,
        says=tuple(says),
        taken=slot.taken,
        capacity=slot.capacity if slot.status in (SlotStatus.OPEN, SlotStatus.CLOSED) else 0,
        url=links.slot_url(slot.pk) if linked else "",
    )


def entry_of(
    visit: Visit, letter: str, starts_at: dt.datetime, ends_at: dt.datetime, **more: object
) -> Entry:
    """An entry with the name and the language of its visit, and its fill in words."""
    if more.get("capacity"):
        more["places"] = words.taken_in_words(more.get("taken", 0), more["capacity"])
    return Entry(
        starts_at=starts_at,
        ends_at=ends_at,
        letter=letter,
        visit=visit.label,
        language=visit.get_tour_language_display(),
        **more,
    )


def _state_of(slot: Slot, now: dt.datetime) -> tuple[str, list[str]]:
    """The look of a slot and what is said about it."""
    if slot.status == SlotStatus.CANCELLED:
        return "cancelled", [slot.get_status_display()]
    if slot.status == SlotStatus.WITHDRAWN:
        return "out", [_("taken out by hand")]
    says = []
    if slot.starts_at <= now:
        says.append(_("has started"))
    elif slot.status == SlotStatus.CLOSED:
        says.append(_("closed"))
    if slot.free <= 0:
        says.append(_("full"))
    if slot.parties:
        says.append(waiting_in_words(slot.parties))
    if slot.by_hand:
        says.append(_("added by hand"))
    elif slot.is_moved:
        text = _("moved, planned for %(time)s")
        says.append(text % {"time": words.moment_in_words(slot.start_in_plan)})
    if slot.starts_at <= now:
        return "past", says
    if slot.status == SlotStatus.CLOSED:
        return "closed", says
    return ("full" if slot.free <= 0 else "open"), says


def waiting_in_words(parties: int) -> str:
    """How many parties wait: "2 waiting"."""
    return ngettext("%(count)d waiting", "%(count)d waiting", parties) % {"count": parties}


def band_in_words(band: TimeBand) -> str:
    """A time band: "09:00–12:00 every 60 minutes", or its single start."""
    if band.end is None or band.step_minutes is None:
        return f"{band.start:%H:%M}"
    text = _("%(start)s–%(end)s every %(step)d minutes")
    return text % {"start": f"{band.start:%H:%M}", "end": f"{band.end:%H:%M}", "step": band.step_minutes}


def days_in_words(visit: Visit) -> str:
    """The days of a visit: each named while they are few, else their number, first and last."""
    days = recurrence_days(visit.recurrence, first=visit.edition.first_day, last=visit.edition.last_day)
    if not days:
        return _("no days yet")
    if len(days) <= MOST_DAYS_NAMED:
        return ", ".join(date_format(day, "D j F") for day in days)
    text = _("%(count)d days from %(first)s to %(last)s")
    named = {"first": date_format(days[0], "j F"), "last": date_format(days[-1], "j F Y")}
    return text % {"count": len(days), **named}
