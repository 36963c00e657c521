"""Writes of the booking module: keyword arguments, one transaction, refusals as `rules.Refusal`."""

from .booking import Contact, PlacedBooking, place_booking
from .cancelling import cancel_booking
from .links import exchange_link, issue_link
from .scheduling import SlotPlan, apply_plan, change_slot, plan_slots

__all__ = [
    "Contact",
    "PlacedBooking",
    "SlotPlan",
    "apply_plan",
    "cancel_booking",
    "change_slot",
    "exchange_link",
    "issue_link",
    "place_booking",
    "plan_slots",
]
