"""A calendar of days and hours: pure functions from entries to the rows of a table. No query."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from django.utils import timezone
from django.utils.formats import date_format

from ...scheduling import ROME

MOST_COLUMNS = 7
"""An edition with more days is shown week by week."""


@dataclass(frozen=True)
class Entry:
    """One start as the calendar shows it. `state` is the name of its look; words say the same."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    letter: str
    """Which of the plant's visits: the letter that the list of visits gives it."""
    visit: str
    language: str
    state: str
    says: tuple[str, ...] = ()
    """What the state means and what else there is to know, in words."""
    taken: int = 0
    capacity: int = 0
    places: str = ""
    url: str = ""

    @property
    def local(self) -> dt.datetime:
        """The start on the clocks of Piedmont."""
        return timezone.localtime(self.starts_at, ROME)

    @property
    def hours(self) -> str:
        """From when to when: "09:00–10:00"."""
        return f"{self.local:%H:%M}–{timezone.localtime(self.ends_at, ROME):%H:%M}"


@dataclass(frozen=True)
class Day:
    """The head of a column."""

    date: dt.date

    @property
    def name(self) -> str:
        """Weekday, day and month: "Thursday 28 October"."""
        return date_format(self.date, "l j F")


@dataclass(frozen=True)
class Hour:
    """A row: the starts within one hour, a list for each day."""

    hour: str
    cells: list[tuple[Day, list[Entry]]]


@dataclass(frozen=True)
class Sheet:
    """A table of at most seven days."""

    days: list[Day]
    hours: list[Hour] = field(default_factory=list)


def sheets(days: Iterable[dt.date], entries: Iterable[Entry]) -> list[Sheet]:
    """Lay entries out over the days of an edition: one sheet, or one per week with entries.

    Days without an edition's day are never shown; entries on other days get a column of their own.
    """
    by_day: dict[dt.date, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda entry: (entry.starts_at, entry.letter)):
        by_day[entry.local.date()].append(entry)
    shown = sorted({*days, *by_day})
    if len(shown) <= MOST_COLUMNS:
        return [_sheet(shown, by_day)] if shown else []
    weeks = [list(week) for _number, week in groupby(shown, key=lambda day: day.isocalendar()[:2])]
    return [_sheet(week, by_day) for week in weeks if any(day in by_day for day in week)]


def _sheet(days: list[dt.date], by_day: dict[dt.date, list[Entry]]) -> Sheet:
    columns = [Day(day) for day in days]
    hours = sorted({entry.local.hour for day in days for entry in by_day.get(day, [])})
    rows = [
        Hour(
            f"{hour:02}:00",
            [
                (column, [entry for entry in by_day.get(column.date, []) if entry.local.hour == hour])
                for column in columns
            ],
        )
        for hour in hours
    ]
    return Sheet(columns, rows)
