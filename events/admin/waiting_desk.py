"""What the desk can do to a waiting party, and the words its pages use. Costs are in the docstrings."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Booking, WaitEntry
from ..models.bookings import OPEN_WAIT_STATUSES, WaitStatus
from . import words


@dataclass(frozen=True)
class Act:
    """One page of a waiting party. `name` is its address's name, `log` what the history is told."""

    name: str
    label: str | Promise
    icon: str
    log: str
    is_serious: bool = False


CALLED = Act("called", gettext_lazy("Called"), "check", "events.waiting_called")
ACCEPT = Act("accept", gettext_lazy("Accept the offer"), "check", "events.waiting_accept")
DECLINE = Act("decline", gettext_lazy("Decline the offer"), "cross", "events.waiting_decline", True)
LEAVE = Act("leave", gettext_lazy("Take off the list"), "bin", "events.waiting_leave", True)
NEW_LOG = "events.waiting_new"


def open_offer(entry: WaitEntry) -> Booking | None:
    """The offer a party can answer now, with slot, visit, edition and waves. 1 or 2 queries."""
    if entry.status != WaitStatus.OFFERED:
        return None
    return entry.offers.with_slot().filter(status=Booking.Status.HELD).first()


def is_to_call(entry: WaitEntry, offer: Booking | None) -> bool:
    """Whether somebody without an e-mail address does not know yet of an offer or a change. No query."""
    return bool(entry.to_call) or (offer is not None and offer.is_to_call)


def acts_for(entry: WaitEntry, offer: Booking | None) -> list[Act]:
    """What can be done with a waiting party now. No query."""
    acts = [CALLED] if is_to_call(entry, offer) else []
    if offer is not None:
        acts += [ACCEPT, DECLINE]
    return acts + ([LEAVE] if entry.status in OPEN_WAIT_STATUSES else [])


def why_not(act: Act, entry: WaitEntry, offer: Booking | None) -> str:
    """Why an act is out of place; empty when it is not. No query."""
    if act in (ACCEPT, DECLINE) and offer is None:
        return _("This party has no open offer.")
    if act is LEAVE and entry.status not in OPEN_WAIT_STATUSES:
        return _("This party is not on the waiting list any more.")
    return ""


def to_call_in_words(entry: WaitEntry, offer: Booking | None) -> str:
    """What the party has to be told by telephone; empty when nothing. No query."""
    told = [entry.get_to_call_display()] if entry.to_call else []
    if offer is not None and offer.is_to_call:
        text = _("places offered until %(when)s")
        told.append(text % {"when": words.moment_in_words(offer.held_until)})
    return "; ".join(told)


def status_in_words(entry: WaitEntry) -> str:
    """The status, and whether the desk has to call; `entry` comes from the list. No query."""
    status = entry.get_status_display()
    if entry.to_call or entry.offer_to_call:
        return _("%(status)s, to call") % {"status": status}
    return status


def slot_in_words(entry: WaitEntry) -> str:
    """The start a party waits for, or that any slot of the plant will do. No query."""
    return words.moment_in_words(entry.slot.starts_at) if entry.slot else _("any slot")


def slot_in_short(entry: WaitEntry) -> str:
    """The same for the column of a wide table. No query."""
    return words.moment_in_short(entry.slot.starts_at) if entry.slot else _("any slot")


def mail_in_words(entry: WaitEntry, language: str) -> str:
    """Where mails about the party go, or whom to call. No query."""
    if not entry.email:
        return _("None: there is no e-mail address. To call: %(phone)s") % {"phone": entry.phone}
    text = _("Goes to %(email)s, language: %(language)s.")
    return text % {"email": entry.email, "language": language}
