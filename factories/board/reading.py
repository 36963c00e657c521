"""Everything the board shows, read at one moment."""

import datetime as dt
import uuid
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from events import selectors_figures as figures
from events.alphabet import alphabetical
from events.models import Edition
from events.models.bookings import Origin
from events.scheduling import ROME
from events.selectors_figures import EditionFigures, SlotFigures
from factories.choices import Province

from .filters import BoardFilters
from .plants import Plant, read_plants, sector_names
from .tallies import Breakdown, Tally, percent, tallies, total

NO_PAGE = ""
"""The key of whatever belongs to a programme whose pages are gone."""


@dataclass(frozen=True)
class TimelineDay:
    """One day on which bookings were made, counted from the opening: 1 is the first."""

    number: int
    date: dt.date
    people: int | None
    """None for days to come."""
    so_far: int | None
    before: int | None
    """So far on the same day of the edition before."""


@dataclass(frozen=True)
class OriginLine:
    """People by where they come from."""

    label: str
    people: int
    percent: int


@dataclass(frozen=True)
class Board:
    """The numbers of one choice, and of the same choice in the edition before if there is one."""

    filters: BoardFilters
    total: Tally
    previous: Edition | None
    before: Tally | None
    breakdowns: list[Breakdown]
    timeline: list[TimelineDay]
    origins: list[OriginLine]
    slots: list[SlotFigures] = field(repr=False)
    plants: dict[uuid.UUID, Plant] = field(repr=False)
    sectors: dict[str, str] = field(repr=False)
    names: dict[uuid.UUID, str] = field(repr=False)

    def breakdown(self, name: str) -> Breakdown:
        """One of the breakdowns by its name. No query."""
        return next(breakdown for breakdown in self.breakdowns if breakdown.name == name)


def read_board(filters: BoardFilters, previous: Edition | None, *, now: dt.datetime) -> Board:
    """Read the board at `now` (aware), with the edition before it if there was one.

    9 queries, 5 more with an edition before: plants 2, sectors, slots 4, days and origins; slots 4
    and days.
    """
    plants, sectors = read_plants(), sector_names()
    only = filters.narrowing(plants)
    read = figures.slot_figures(filters.edition, only)
    made = figures.people_by_booking_day(filters.edition, only)
    then = filters.in_edition(previous) if previous else None
    before, before_made = None, {}
    if then is not None:
        before = figures.slot_figures(previous, then.narrowing(plants))
        before_made = figures.people_by_booking_day(previous, then.narrowing(plants))
    if before is None or not before.slots:
        previous, before = None, None
    cutter = _Cutter(plants, sectors, read, before)
    return Board(
        filters=filters,
        total=_total(read),
        previous=previous,
        before=_total(before) if before else None,
        breakdowns=cutter.breakdowns(filters),
        timeline=_timeline(filters.edition, made, previous, before_made, now),
        origins=_origins(figures.people_by_origin(filters.edition, only)),
        slots=read.slots,
        plants=plants,
        sectors=sectors,
        names=cutter.names,
    )


def _total(read: EditionFigures) -> Tally:
    return total(read.slots, sum(read.waiting_anywhere.values()))


class _Cutter:
    """Cuts the same slots by province, sector, day, hour and plant."""

    def __init__(
        self,
        plants: dict[uuid.UUID, Plant],
        sectors: dict[str, str],
        read: EditionFigures,
        before: EditionFigures | None,
    ) -> None:
        self.plants, self.sectors, self.read, self.before = plants, sectors, read, before
        self.names = {slot.programme: slot.name for slot in read.slots}

    def breakdowns(self, filters: BoardFilters) -> list[Breakdown]:
        provinces = [filters.province] if filters.province else [*Province.values]
        days = [filters.day] if filters.day else filters.edition.days
        return [
            Breakdown("province", _("By province"), _("Province"), self._lines(self._province, provinces)),
            Breakdown("sector", _("By sector"), _("Sector"), self._lines(self._sector, self.sectors)),
            Breakdown("day", _("By day"), _("Day"), self._days(days)),
            Breakdown("hour", _("By hour of the start"), _("Hour"), self._hours()),
            Breakdown("plant", _("By plant"), _("Plant"), self._plants()),
        ]

    def _province(self, key: uuid.UUID) -> str:
        return self.plants[key].province if key in self.plants else NO_PAGE

    def _sector(self, key: uuid.UUID) -> str:
        return self.plants[key].sector if key in self.plants else NO_PAGE

    def _label(self, key: Hashable) -> str:
        if isinstance(key, uuid.UUID):
            return self.plants[key].title if key in self.plants else self.names.get(key, "–")
        if key in Province.values:
            return str(Province(key).label)
        return self.sectors.get(key) or _("Other places to visit")

    def _lines(self, of: Callable[[uuid.UUID], Hashable], also: Iterable[Hashable] = ()) -> list[Tally]:
        """Lines by something a plant has: who waits for any slot and who came before belong to it."""
        found = tallies(self.read.slots, lambda slot: of(slot.programme), self._label, also)
        for key, people in self.read.waiting_anywhere.items():
            if of(key) in found:
                found[of(key)].waiting += people
        if self.before is not None:
            earlier = tallies(self.before.slots, lambda slot: of(slot.programme), self._label)
            for key, line in found.items():
                line.before = earlier[key].people if key in earlier else 0
        return list(found.values())

    def _plants(self) -> list[Tally]:
        lines = self._lines(lambda key: key)
        return sorted(lines, key=lambda line: (alphabetical(line.label), str(line.key)))

    def _days(self, also: Iterable[dt.date]) -> list[Tally]:
        found = tallies(self.read.slots, lambda slot: slot.day, _day_in_words, also)
        return [found[day] for day in sorted(found)]

    def _hours(self) -> list[Tally]:
        found = tallies(self.read.slots, lambda slot: slot.start.hour, lambda hour: f"{hour:02}:00")
        return [found[hour] for hour in sorted(found)]


def _day_in_words(day: dt.date) -> str:
    return capfirst(date_format(day, "l j F"))


def _timeline(
    edition: Edition,
    made: dict[dt.date, int],
    previous: Edition | None,
    before: dict[dt.date, int],
    now: dt.datetime,
) -> list[TimelineDay]:
    """Day by day from the opening on. What staff booked earlier counts on the first day. No query."""
    if not made and not before:
        return []
    opening, today = timezone.localdate(edition.bookings_open_at, ROME), timezone.localdate(now, ROME)
    days = _by_number(made, edition)
    days_before = _by_number(before, previous) if previous and before else {}
    last_made = max([*days, 0])
    closing = timezone.localdate(edition.bookings_close_at, ROME)
    shown = max(last_made, (min(today, closing) - opening).days + 1, max([*days_before, 0]))
    lines, so_far, before_so_far = [], 0, 0
    for number in range(1, shown + 1):
        date = opening + dt.timedelta(days=number - 1)
        so_far += days.get(number, 0)
        before_so_far += days_before.get(number, 0)
        is_over = date <= today or number <= last_made
        lines.append(
            TimelineDay(
                number,
                date,
                days.get(number, 0) if is_over else None,
                so_far if is_over else None,
                before_so_far if days_before else None,
            )
        )
    return lines


def _by_number(made: dict[dt.date, int], edition: Edition) -> dict[int, int]:
    opening = timezone.localdate(edition.bookings_open_at, ROME)
    found: dict[int, int] = {}
    for date, people in made.items():
        number = max((date - opening).days + 1, 1)
        found[number] = found.get(number, 0) + people
    return found


def _origins(people: dict[str, int]) -> list[OriginLine]:
    """In the order of the question, who did not say last; empty where nobody was asked. No query."""
    if not any(count for origin, count in people.items() if origin):
        return []
    everybody = sum(people.values())
    choices = [*Origin.choices, ("", _("Not said"))]
    return [
        OriginLine(str(label), people.get(value, 0), percent(people.get(value, 0), everybody) or 0)
        for value, label in choices
    ]
