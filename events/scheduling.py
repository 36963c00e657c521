"""From days and times of day to moments: pure functions, no query.

Recurrence decides days only, bands decide times of day, and the time zone comes last. So 09:00
stays 09:00 on the wall clock on both sides of a clock change, whatever zone the server, the
editor or the stored rule is in.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import recurrence
from django.utils.translation import gettext as _

from .models import TimeBand, Visit

ROME = ZoneInfo("Europe/Rome")
"""Plants are in Piedmont: their clocks are this zone's, whatever TIME_ZONE says."""


@dataclass(frozen=True)
class Start:
    """One start of a visit: aware moments in UTC."""

    starts_at: dt.datetime
    ends_at: dt.datetime


@dataclass(frozen=True)
class RefusedStart:
    """A wall-clock time that does not exist, or exists twice, on a day the clocks change."""

    day: dt.date
    time: dt.time

    @property
    def message(self) -> str:
        text = _("%(time)s on %(day)s does not exist exactly once: the clocks change that night.")
        return text % {"time": f"{self.time:%H:%M}", "day": f"{self.day:%d/%m/%Y}"}


def days_to_recurrence(days: Iterable[dt.date]) -> recurrence.Recurrence:
    """Store single days as a standard recurrence value.

    Noon UTC: the date is the same in every zone between Los Angeles and Tokyo.
    """
    noon = dt.time(12, tzinfo=dt.UTC)
    return recurrence.Recurrence(
        rdates=[dt.datetime.combine(day, noon) for day in sorted(set(days))], include_dtstart=False
    )


def _as_day(moment: dt.datetime) -> dt.date:
    """The date a stored moment means in Rome.

    An evening moment is the midnight of an editor further east, so it counts as the next day.
    """
    if moment.tzinfo is None:
        return moment.date()
    local = moment.astimezone(ROME)
    return local.date() + dt.timedelta(days=1 if local.hour >= 18 else 0)


def recurrence_days(value: recurrence.Recurrence, *, first: dt.date, last: dt.date) -> list[dt.date]:
    """Every day from `first` to `last` that a recurrence names, in order, each once."""
    added = {_as_day(moment) for moment in value.rdates}
    excluded = {_as_day(moment) for moment in value.exdates}
    by_rule: set[dt.date] = set()
    for rule in value.rrules:
        by_rule |= _rule_days(rule, first, last)
    for rule in value.exrules:
        excluded |= _rule_days(rule, first, last)
    return sorted(day for day in (added | by_rule) - excluded if first <= day <= last)


def _rule_days(rule: recurrence.Rule, first: dt.date, last: dt.date) -> set[dt.date]:
    """Expand one rule on naive midnights, anchored at `first`; UNTIL includes its whole day."""
    anchor = dt.datetime.combine(first, dt.time.min)
    until = dt.datetime.combine(last, dt.time.max)
    if rule.until:
        until = min(until, dt.datetime.combine(_as_day(rule.until), dt.time.max))
    bounded = recurrence.Rule(
        rule.freq,
        interval=rule.interval,
        count=rule.count,
        until=until,
        byday=rule.byday,
        bymonthday=rule.bymonthday,
        bymonth=rule.bymonth,
    )
    if rule.count:
        bounded.until = None
    value = recurrence.Recurrence(dtstart=anchor, rrules=[bounded], include_dtstart=False)
    return {moment.date() for moment in value.between(anchor, until, inc=True)}


def band_starts(band: TimeBand, duration_minutes: int) -> list[dt.time]:
    """The starts of one band: every step while the tour still ends within the band."""
    if band.end is None or band.step_minutes is None:
        return [band.start]
    day = dt.date(2000, 1, 1)
    moment = dt.datetime.combine(day, band.start)
    end = dt.datetime.combine(day, band.end)
    starts = []
    while moment + dt.timedelta(minutes=duration_minutes) <= end:
        starts.append(moment.time())
        moment += dt.timedelta(minutes=band.step_minutes)
    return starts


def exists_once(moment: dt.datetime) -> bool:
    """Whether an aware wall-clock time exists, and only once, in its zone."""
    round_trip = moment.astimezone(dt.UTC).astimezone(moment.tzinfo)
    if round_trip.replace(tzinfo=None) != moment.replace(tzinfo=None):
        return False
    return moment.utcoffset() == moment.replace(fold=1).utcoffset()


def visit_starts(visit: Visit, bands: Iterable[TimeBand]) -> tuple[list[Start], list[RefusedStart]]:
    """Expand a visit over its edition's days: the starts, and the times that cannot be.

    Reads `visit.edition`: load it with the visit.
    """
    edition, bands = visit.edition, list(bands)
    times = sorted({time for band in bands for time in band_starts(band, visit.duration_minutes)})
    starts: list[Start] = []
    refused: list[RefusedStart] = []
    duration = dt.timedelta(minutes=visit.duration_minutes)
    for day in recurrence_days(visit.recurrence, first=edition.first_day, last=edition.last_day):
        for time in times:
            wall = dt.datetime.combine(day, time, tzinfo=ROME)
            if not exists_once(wall):
                refused.append(RefusedStart(day, time))
                continue
            begin = wall.astimezone(dt.UTC)
            starts.append(Start(begin, begin + duration))
    return starts, refused
