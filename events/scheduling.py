"""From days and times of day to moments: pure functions, no query.

Recurrence decides days only, bands decide times of day, and the time zone comes last. So 09:00
stays 09:00 on the wall clock on both sides of a clock change, whatever zone the server, the
editor or the stored rule is in.
"""

import datetime as dt
import re
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


@dataclass(frozen=True)
class WeeklyRule:
    """Some weekdays (Monday is 0) from a day to a day, both included, every so many weeks."""

    weekdays: tuple[int, ...]
    first: dt.date
    last: dt.date
    every: int = 1


@dataclass(frozen=True)
class DayPlan:
    """A visit's days as its form knows them; an excluded day is left out whatever else names it."""

    rule: WeeklyRule | None = None
    added: tuple[dt.date, ...] = ()
    excluded: tuple[dt.date, ...] = ()


@dataclass(frozen=True)
class UnreadLine:
    """A line that is no date; lines count from 1."""

    number: int
    text: str

    @property
    def message(self) -> str:
        text = _("Line %(number)d: “%(text)s” is not a date. Write day, month and year as in %(example)s.")
        example = f"{dt.date(2027, 10, 28):%d/%m/%Y}"
        return text % {"number": self.number, "text": self.text[:40], "example": example}


_WRITTEN_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")


def _read_date(text: str) -> dt.date | None:
    match = _WRITTEN_DATE.fullmatch(text)
    try:
        return dt.date(int(match[3]), int(match[2]), int(match[1])) if match else None
    except ValueError:  # the 31st of February
        return None


def read_dates(text: str) -> tuple[dict[int, dt.date], list[UnreadLine]]:
    """Read dates written one per line as day/month/year: the date by line, and the lines that are none.

    Lines count from 1; empty ones count, and are neither.
    """
    dates: dict[int, dt.date] = {}
    unread: list[UnreadLine] = []
    for number, line in enumerate(text.splitlines(), start=1):
        written = line.strip()
        day = _read_date(written)
        if day is not None:
            dates[number] = day
        elif written:
            unread.append(UnreadLine(number, written))
    return dates, unread


def write_dates(days: Iterable[dt.date]) -> str:
    """The text that `read_dates` reads back: one date per line, in order."""
    return "\n".join(f"{day:%d/%m/%Y}" for day in sorted(days))


def _noon(day: dt.date) -> dt.datetime:
    """How a day is stored. Noon UTC: the date is the same in every zone between Los Angeles and Tokyo."""
    return dt.datetime.combine(day, dt.time(12, tzinfo=dt.UTC))


def days_to_recurrence(days: Iterable[dt.date]) -> recurrence.Recurrence:
    """Store single days as a standard recurrence value."""
    return plan_to_recurrence(DayPlan(added=tuple(days)))


def plan_to_recurrence(plan: DayPlan) -> recurrence.Recurrence:
    """Store a plan of days as a standard recurrence value; `recurrence_to_plan` reads it back."""
    rules = []
    if plan.rule is not None:
        rules.append(
            recurrence.Rule(
                recurrence.WEEKLY,
                interval=plan.rule.every,
                until=_noon(plan.rule.last),
                byday=sorted(set(plan.rule.weekdays)),
            )
        )
    return recurrence.Recurrence(
        # The week that "every second week" counts from.
        dtstart=_noon(plan.rule.first) if plan.rule is not None else None,
        rrules=rules,
        rdates=[_noon(day) for day in sorted(set(plan.added))],
        exdates=[_noon(day) for day in sorted(set(plan.excluded))],
        include_dtstart=False,
    )


def recurrence_to_plan(value: recurrence.Recurrence, *, first: dt.date, last: dt.date) -> DayPlan:
    """Read a stored value for the form, within an edition's days `first` to `last`.

    A value the form cannot show, as another program may have stored, becomes its single days.
    """
    if not _is_simple(value):
        return DayPlan(added=tuple(recurrence_days(value, first=first, last=last)))
    rule = None
    if value.rrules:
        stored = value.rrules[0]
        rule = WeeklyRule(
            weekdays=tuple(sorted(recurrence.to_weekday(day).number for day in stored.byday)),
            first=_as_day(value.dtstart) if value.dtstart else first,
            last=_as_day(stored.until) if stored.until else last,
            every=stored.interval,
        )
    return DayPlan(
        rule=rule,
        added=tuple(sorted({_as_day(moment) for moment in value.rdates})),
        excluded=tuple(sorted({_as_day(moment) for moment in value.exdates})),
    )


def _is_simple(value: recurrence.Recurrence) -> bool:
    """Whether a value is what `plan_to_recurrence` makes: at most one rule, of weekdays."""
    if value.exrules or len(value.rrules) > 1:
        return False
    for rule in value.rrules:
        other = any(getattr(rule, name) for name in rule.byparams if name != "byday")
        if rule.freq != recurrence.WEEKLY or rule.count or rule.wkst or other or not rule.byday:
            return False
        if any(recurrence.to_weekday(day).index for day in rule.byday):
            return False
    return True


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
    start = _as_day(value.dtstart) if value.dtstart else first
    by_rule: set[dt.date] = set()
    for rule in value.rrules:
        by_rule |= _rule_days(rule, start, last)
    for rule in value.exrules:
        excluded |= _rule_days(rule, start, last)
    return sorted(day for day in (added | by_rule) - excluded if first <= day <= last)


def _rule_days(rule: recurrence.Rule, start: dt.date, last: dt.date) -> set[dt.date]:
    """Expand one rule on naive midnights, anchored at `start`; UNTIL includes its whole day."""
    anchor = dt.datetime.combine(start, dt.time.min)
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
