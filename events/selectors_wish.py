"""Which programmes have a slot as a visitor wishes it. Each docstring says what it costs in queries.

An edition has some thousand slots at most: they are read once, light, and judged here. So one read
answers every combination of wishes, the ones a visitor could drop included.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import rules
from .models import Edition, Slot
from .models.visits import SlotStatus

NOON = dt.time(12)
EVENING = dt.time(18)


class PartOfDay(TextChoices):
    """When a visit starts, on the wall clock."""

    MORNING = "morning", _("Morning")
    AFTERNOON = "afternoon", _("Afternoon")
    EVENING = "evening", _("Evening")

    @classmethod
    def of(cls, time: dt.time) -> "PartOfDay":
        """Morning ends at 12:00, evening begins at 18:00."""
        if time < NOON:
            return cls.MORNING
        return cls.AFTERNOON if time < EVENING else cls.EVENING


class OfferedSlot(NamedTuple):
    """A slot that takes bookings, with what a visitor may choose it by."""

    programme: uuid.UUID
    starts_at: dt.datetime
    """On the wall clock of the site (Europe/Rome)."""
    free: int
    """Places released and not taken."""
    unreleased: int
    """Places left that a later wave may open."""
    language: str
    min_age: int
    party_limit: int


@dataclass(frozen=True)
class SlotWish:
    """What one and the same slot must be; empty values ask for nothing but a place."""

    day: dt.date | None = None
    part: str = ""
    language: str = ""
    youngest: int | None = None
    """The age in years that must be admitted."""
    places: int = 1
    """Free in the slot, and allowed in one booking."""

    def fits(self, slot: OfferedSlot) -> bool:
        """Whether a slot is all that is wished. No query."""
        return (
            slot.free >= self.places
            and slot.party_limit >= self.places
            and self.day in (None, slot.starts_at.date())
            and self.part in ("", PartOfDay.of(slot.starts_at.time()))
            and self.language in ("", slot.language)
            and (self.youngest is None or slot.min_age <= self.youngest)
        )


def can_offer(edition: Edition | None, now: dt.datetime) -> bool:
    """Whether slots of an edition can be booked at `now` (aware) or later. No query."""
    return edition is not None and now < edition.bookings_close_at


def offered_slots(edition: Edition | None, *, now: dt.datetime) -> list[OfferedSlot]:
    """The slots that take bookings at `now` (aware), full ones included, in no order.

    Before bookings open: those that will, with the places of the first moment. 1 query, and 1 for
    the release waves unless they are loaded; none after bookings closed.
    """
    if not can_offer(edition, now):
        return []
    at = max(now, edition.bookings_open_at)
    percent = rules.released_percent(edition, at)
    rows = (
        Slot.objects.filter(visit__edition=edition, status=SlotStatus.OPEN)
        .public()
        .upcoming(now)
        .order_by()
        .values_list(
            "programme_id",
            "starts_at",
            "capacity",
            "taken",
            "visit__tour_language",
            "visit__min_age",
            "visit__max_party",
            "visit__capacity",
            "visit__closes_hours_before",
        )
    )
    slots = []
    for key, start, capacity, taken, language, min_age, max_party, usual, hours in rows:
        if at >= start - dt.timedelta(hours=hours):
            continue
        free = max(rules.released_places(capacity, percent) - taken, 0)
        limit = min(max_party or edition.max_party, edition.max_party, usual)
        slots.append(
            OfferedSlot(
                programme=key,
                starts_at=timezone.localtime(start),
                free=free,
                unreleased=max(capacity - taken - free, 0),
                language=language,
                min_age=min_age,
                party_limit=limit,
            )
        )
    return slots


def programmes_with(wish: SlotWish, slots: Iterable[OfferedSlot]) -> set[uuid.UUID]:
    """Keys of the programmes that have one slot with everything wished. No query."""
    return {slot.programme for slot in slots if wish.fits(slot)}


@dataclass
class Places:
    """What is left at one programme, over its slots that take bookings."""

    free: int = 0
    unreleased: int = 0


def places_by_programme(slots: Iterable[OfferedSlot]) -> dict[uuid.UUID, Places]:
    """Places left per programme; programmes where nothing can be booked are absent. No query."""
    places: dict[uuid.UUID, Places] = {}
    for slot in slots:
        left = places.setdefault(slot.programme, Places())
        left.free += slot.free
        left.unreleased += slot.unreleased
    return places
