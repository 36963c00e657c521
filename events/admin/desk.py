"""What the desk can do to one booking, and why not. No query."""

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import rules
from ..models import Booking
from . import words


@dataclass(frozen=True)
class Action:
    """One page of a booking. `name` is its address's name, `log` what the history is told."""

    name: str
    label: str | Promise
    icon: str
    log: str


PARTY = Action("party", gettext_lazy("Change the party"), "group", "events.booking_change")
MOVE = Action("move", gettext_lazy("Move"), "date", "events.booking_move")
CORRECT = Action("correct", gettext_lazy("Correct names and contacts"), "edit", "events.booking_correct")
LINK = Action("link", gettext_lazy("Send the link again"), "mail", "events.booking_link")
CANCEL = Action("cancel", gettext_lazy("Cancel the booking"), "bin", "events.booking_cancel")

CALLED = Action("called", gettext_lazy("Called"), "check", "events.booking_called")
NEW_LOG = "events.booking_new"

ACTIONS = (PARTY, MOVE, CORRECT, LINK, CANCEL)


def why_unchangeable(booking: Booking, now: dt.datetime) -> str:
    """Why the desk can change nothing about a booking at `now` (aware); empty when it can.

    `booking.slot` is loaded. Closing times of changes and waves are no reason: staff reach beyond.
    """
    if booking.is_offer:
        text = _("These places are offered until %(when)s: the party answers from its mail, or by telephone.")
        return text % {"when": words.moment_in_words(booking.held_until)}
    if booking.status == Booking.Status.HELD:
        return _("A visitor is still filling in the form: there is nothing to change yet.")
    if booking.status == Booking.Status.EXPIRED:
        return _("This booking has expired: its places are free again.")
    refusal = rules.refuse_cancelling(booking, now)
    return refusal.message if refusal else ""


def actions_for(booking: Booking, now: dt.datetime) -> list[Action]:
    """What can be done with a booking at `now` (aware). No query."""
    found = [CALLED] if booking.is_to_call else []
    if not why_unchangeable(booking, now):
        found += [action for action in ACTIONS if action is not LINK or booking.email]
    return found


def status_in_words(booking: Booking) -> str:
    """The status, and whether the visitor answered the reminder with "we are coming", for the list."""
    status = booking.get_status_display()
    if booking.is_to_call:
        return _("%(status)s, to call") % {"status": status}
    if booking.coming_at and booking.status == Booking.Status.CONFIRMED:
        return _("%(status)s, said to be coming") % {"status": status}
    return status
