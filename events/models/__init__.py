"""The tables of the booking module. Translation never touches them."""

from .attendance import CheckIn
from .bookings import AccessLink, AgeBand, Booking, BookingQuerySet, WaitEntry
from .editions import Edition, Programme, ReleaseWave
from .messages import Message, MessageRecipient
from .notices import JobRun, Notice
from .surveys import SurveyAnswer
from .visits import Slot, SlotQuerySet, TimeBand, Visit

__all__ = [
    "AccessLink",
    "AgeBand",
    "Booking",
    "BookingQuerySet",
    "CheckIn",
    "Edition",
    "JobRun",
    "Message",
    "MessageRecipient",
    "Notice",
    "Programme",
    "ReleaseWave",
    "Slot",
    "SlotQuerySet",
    "SurveyAnswer",
    "TimeBand",
    "Visit",
    "WaitEntry",
]
