"""What the time-table of a plant says about waiting."""

from collections.abc import Iterable

from django import template

from ..rules import Availability
from ..selectors import SlotDay, room_for_everybody

register = template.Library()


@register.filter
def waiting_for(days: Iterable[SlotDay]) -> str:
    """Whether waiting is worth a link: "all" slots are full, "some" are full or nearly, else "".

    Also "" where one slot has room for everybody: nobody could wait then. No query.
    """
    rows = [row for day in days for row in day.slots]
    if room_for_everybody(rows):
        return ""
    states = {row.availability for row in rows}
    if Availability.FULL in states and not states & {Availability.FREE, Availability.FEW}:
        return "all"
    return "some" if states & {Availability.FULL, Availability.FEW} else ""
