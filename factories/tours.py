"""What the slots of a page have in common, for its list of facts. Pure functions: no query."""

from collections.abc import Iterable
from dataclasses import dataclass

from events.models import Visit
from events.selectors import SlotDay


@dataclass(frozen=True)
class TourFacts:
    """The visits one can still join, in short."""

    durations: tuple[int, ...]
    """Minutes, each length once, the shortest first."""
    languages: tuple[str, ...]
    """Languages of the tours, as they stand within a sentence."""
    min_ages: tuple[int, ...]
    """Each minimum age once, the lowest first; 0 where anybody may come."""
    party_limit: int
    """The most people one booking can bring to any of the visits."""
    only: Visit | None
    """A visit to speak for all, when every slot is the same kind of tour; None when they differ."""

    @property
    def one_duration(self) -> int | None:
        """The length in minutes when all visits last the same."""
        return self.durations[0] if len(self.durations) == 1 else None


def tour_facts(days: Iterable[SlotDay]) -> TourFacts | None:
    """Sum up the slots of a page; None when there are none. Slots carry their visit: no query."""
    visits = {row.visit.pk: row.visit for day in days for row in day.slots}.values()
    if not visits:
        return None
    kinds = {(visit.label, visit.tour_language, visit.min_age): visit for visit in visits}
    return TourFacts(
        durations=tuple(sorted({visit.duration_minutes for visit in visits})),
        languages=tuple(dict.fromkeys(visit.tour_language_words for visit in visits)),
        min_ages=tuple(sorted({visit.min_age for visit in visits})),
        party_limit=max(visit.party_limit for visit in visits),
        only=next(iter(kinds.values())) if len(kinds) == 1 else None,
    )
