"""The day planner: a person's visits day by day, and whether there is time to drive between them.

Pure functions of what they are given: no query, no clock. An estimate, never a refusal.
"""

import datetime as dt
import math
from dataclasses import dataclass
from itertools import groupby, pairwise

from django.utils.translation import gettext as _

from .hosting import HostInfo, VisitPlace
from .models import Booking

EARTH_RADIUS_KM = 6371.0
ROADS_PER_CROW = 1.3
"""Roads are about this much longer than the straight line."""
DRIVING_KMH = 50
PARKING_MINUTES = 15
"""For finding the car, the parking place and the gate."""


def distance_km(start: VisitPlace, end: VisitPlace) -> float | None:
    """The great-circle distance in kilometres, or None when a coordinate is not known."""
    points = (start.latitude, start.longitude, end.latitude, end.longitude)
    if any(point is None for point in points):
        return None
    lat1, lon1, lat2, lon2 = (math.radians(point) for point in points)
    half_chord = (
        math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    # Rounding may push it past 1 for antipodes, where asin has no value.
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(half_chord, 1.0)))


def drive_minutes(start: VisitPlace, end: VisitPlace) -> int | None:
    """Minutes from one gate to the next, rounded up: distance × 1.3 at 50 km/h, and 15 minutes.

    None when a coordinate is not known.
    """
    kilometres = distance_km(start, end)
    if kilometres is None:
        return None
    driving = kilometres * ROADS_PER_CROW / DRIVING_KMH * 60
    # One digit first: 59.999999 minutes are sixty, and 60.0000001 are not sixty-one.
    return math.ceil(round(driving + PARKING_MINUTES, 1))


def in_words(minutes: int) -> str:
    """Minutes as people say them, in the active language: 45 min, 2 h, 3 h 30 min."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)d min") % {"minutes": rest}
    if not rest:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}


@dataclass(frozen=True)
class Leg:
    """The way from one visit to the next of the same day."""

    gap_minutes: int
    """From the end of one visit to the start of the next; below zero when they overlap."""
    drive_minutes: int | None
    """None when it is not known; 0 when the visitor stays where they are."""

    @property
    def gap_in_words(self) -> str:
        return in_words(self.gap_minutes)

    @property
    def drive_in_words(self) -> str:
        return in_words(self.drive_minutes or 0)

    @property
    def is_overlap(self) -> bool:
        return self.gap_minutes < 0

    @property
    def is_known(self) -> bool:
        return self.drive_minutes is not None

    @property
    def is_tight(self) -> bool:
        """Whether the gap is shorter than the drive."""
        return self.is_overlap or (self.is_known and self.gap_minutes < self.drive_minutes)

    @property
    def is_same_place(self) -> bool:
        return self.drive_minutes == 0


@dataclass(frozen=True)
class Stop:
    """One visit of the day, and the way to the next, if there is one."""

    booking: Booking
    host: HostInfo
    leg: Leg | None = None


@dataclass(frozen=True)
class PlannedDay:
    """A day (Europe/Rome) with its visits in the order of their starts."""

    date: dt.date
    stops: list[Stop]


def leg_between(start: Booking, start_host: HostInfo, end: Booking, end_host: HostInfo) -> Leg:
    """The way between two visits that follow each other. Their slots must be loaded."""
    gap = int((end.slot.starts_at - start.slot.ends_at).total_seconds() // 60)
    if start.slot.programme_id == end.slot.programme_id:
        return Leg(gap, 0)
    return Leg(gap, drive_minutes(start_host.place, end_host.place))


def plan_days(bookings: list[Booking], hosts: dict[object, HostInfo]) -> list[PlannedDay]:
    """Group bookings by day, in time order, with the ways between them.

    `hosts` has an entry for each `slot.programme_id`. Bookings carry their slot: no query.
    """
    ordered = sorted(bookings, key=lambda booking: (booking.slot.starts_at, booking.pk or 0))
    days = []
    for date, group in groupby(ordered, key=lambda booking: booking.slot.day):
        visits = [(booking, hosts[booking.slot.programme_id]) for booking in group]
        legs = [leg_between(*here, *there) for here, there in pairwise(visits)]
        stops = [Stop(booking, host, leg) for (booking, host), leg in zip(visits, [*legs, None], strict=True)]
        days.append(PlannedDay(date, stops))
    return days
