"""From moments back to days and times of day: pure functions, no query."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from .scheduling import ROME


@dataclass(frozen=True)
class Timetable:
    """Days on each of which a visit starts at the same times, on the clock in Rome."""

    days: tuple[dt.date, ...] = ()
    times: tuple[dt.time, ...] = ()

    @property
    def told(self) -> dict[str, list[str]]:
        """As JSON can hold it."""
        return {
            "days": [day.isoformat() for day in self.days],
            "times": [time.isoformat("minutes") for time in self.times],
        }

    def names(self, start: dt.datetime) -> bool:
        """Whether a start (aware) is one of the timetable's."""
        local = start.astimezone(ROME)
        return local.date() in self.days and local.time() in self.times


def timetable_of(starts: Iterable[dt.datetime]) -> Timetable:
    """The timetable that names as many of these starts (aware) as possible, and no other.

    Not every list of starts is days × times: what the timetable leaves out are exceptions. Where two
    name as many, the one with more days. Empty for no starts.
    """
    by_day: dict[dt.date, set[dt.time]] = defaultdict(set)
    for start in starts:
        local = start.astimezone(ROME)
        by_day[local.date()].add(local.time())
    offers = {frozenset(times) for times in by_day.values()}
    shared = offers | {one & other for one in offers for other in offers}
    best: tuple[tuple[int, int], Timetable] = ((0, 0), Timetable())
    # Sorted: the same starts give the same timetable in every process.
    for times in sorted(filter(None, shared), key=sorted):
        days = sorted(day for day, offered in by_day.items() if times <= offered)
        weight = (len(days) * len(times), len(days))
        if weight > best[0]:
            best = weight, Timetable(tuple(days), tuple(sorted(times)))
    return best[1]
