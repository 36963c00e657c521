"""Sums of slots, and lines of them: one line per province, sector, plant, day, hour. No query."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property

from events.selectors_figures import SlotFigures

COUNTS = ("slots", "places", "bookings", "people", "taken", "waiting", "expected", "came")


@dataclass
class Tally:
    """Some slots together."""

    label: str = ""
    key: object = ""
    slots: int = 0
    places: int = 0
    bookings: int = 0
    people: int = 0
    taken: int = 0
    waiting: int = 0
    expected: int = 0
    """People booked in slots where the gate ticked somebody: of the others nothing is known."""
    came: int = 0
    before: int | None = None
    """People booked in the edition before; None where there is none to compare with."""

    def add(self, slot: SlotFigures) -> None:
        """Count one slot more."""
        self.slots += 1
        self.places += slot.places
        self.bookings += slot.bookings
        self.people += slot.people
        self.taken += slot.taken
        self.waiting += slot.waiting
        if slot.came is not None:
            self.expected += slot.people
            self.came += slot.came

    def add_line(self, line: "Tally") -> None:
        """Count what another sum counted."""
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(line, name))
        if line.before is not None:
            self.before = (self.before or 0) + line.before

    @property
    def free(self) -> int:
        """Places nobody has, holds or was offered."""
        return max(self.places - self.taken, 0)

    @property
    def fill(self) -> int | None:
        """Booked people in percent of the places; None without places."""
        return percent(self.people, self.places)

    @property
    def no_shows(self) -> int:
        return max(self.expected - self.came, 0)

    @property
    def known_came(self) -> int | None:
        """Who came; None where the gate ticked nobody."""
        return self.came if self.expected else None

    @property
    def known_no_shows(self) -> int | None:
        """Who did not come; None where the gate ticked nobody."""
        return self.no_shows if self.expected else None

    @property
    def attendance(self) -> int | None:
        """Who came, in percent of those expected; None where the gate ticked nobody."""
        return percent(self.came, self.expected)


@dataclass(frozen=True)
class Breakdown:
    """One way to cut the numbers, with its lines in the order in which they are read."""

    name: str
    title: str
    heading: str
    lines: list[Tally]

    @cached_property
    def has_attendance(self) -> bool:
        return any(line.expected for line in self.lines)

    @cached_property
    def compares(self) -> bool:
        """Whether the lines know the edition before."""
        return any(line.before is not None for line in self.lines)

    @cached_property
    def total(self) -> Tally:
        """The sum of the lines."""
        whole = Tally()
        for line in self.lines:
            whole.add_line(line)
        return whole


def percent(part: int, whole: int) -> int | None:
    """Rounded, but 100 only for the whole and 0 only for none: "99 %" tells that a place is left."""
    if not whole:
        return None
    rounded = round(100 * part / whole)
    if rounded == 100 and part < whole:
        return 99
    return 1 if rounded == 0 and part else rounded


def total(slots: Iterable[SlotFigures], waiting_anywhere: int = 0) -> Tally:
    """All slots as one sum."""
    tally = Tally(waiting=waiting_anywhere)
    for slot in slots:
        tally.add(slot)
    return tally


def tallies(
    slots: Iterable[SlotFigures],
    by: Callable[[SlotFigures], Hashable],
    label: Callable[[Hashable], str],
    also: Iterable[Hashable] = (),
) -> dict[Hashable, Tally]:
    """A sum per key; `also` names keys that are shown even without slots."""
    found = {key: Tally(label(key), key) for key in also}
    for slot in slots:
        key = by(slot)
        if key not in found:
            found[key] = Tally(label(key), key)
        found[key].add(slot)
    return found
