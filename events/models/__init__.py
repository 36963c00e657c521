"""The tables of the booking module. Translation never touches them."""

from .bookings import AgeBand, Booking, BookingLink, BookingQuerySet
from .editions import Edition, Programme
from .notices import JobRun, Notice
from .visits import Slot, SlotQuerySet, TimeBand, Visit

__all__ = [
    "AgeBand",
    "Booking",
    "BookingLink",
    "BookingQuerySet",
    "Edition",
    "JobRun",
    "Notice",
    "Programme",
    "Slot",
    "SlotQuerySet",
    "TimeBand",
    "Visit",
]
