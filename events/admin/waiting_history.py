"""The history of one waiting party: joining, mails, offers and what became of them, who did it."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry
from wagtail.log_actions import registry as log_registry

from ..models import Booking, WaitEntry
from ..models.bookings import MadeBy
from . import waiting_desk, words
from .booking_history import Line, notice_in_words


def history(entry: WaitEntry) -> list[Line]:
    """What happened to a waiting party, the newest first. 3 queries: log with users, notices, offers."""
    logged = list(log_registry.get_logs_for_instance(entry).select_related("user"))
    notices = entry.notices.select_related("email").only("kind", "created_at", "wait_entry", "email__status")
    lines = [Line(each.timestamp, str(each.message), each.user_display_name) for each in logged]
    lines += [Line(notice.created_at, notice_in_words(notice), _("the portal")) for notice in notices]
    if entry.made_by == MadeBy.VISITOR:
        lines.append(Line(entry.created_at, _("Joined the waiting list"), _("the visitor")))
    by_staff = {each.action for each in logged}
    if entry.left_at and waiting_desk.LEAVE.log not in by_staff:
        lines.append(Line(entry.left_at, _("Left the waiting list"), _("the visitor")))
    for offer in entry.offers.select_related("slot"):
        lines += _about_offer(offer)
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _about_offer(offer: Booking) -> list[Line]:
    """That places were offered, and how that ended where no log of the staff says it."""
    when = words.moment_in_words(offer.slot.starts_at)
    text = _("Places offered: %(places)d, %(when)s")
    lines = [Line(offer.created_at, text % {"places": offer.places, "when": when}, _("the portal"))]
    if offer.status == Booking.Status.EXPIRED:
        text = _("The offer ran out: %(when)s") % {"when": when}
        lines.append(Line(offer.held_until, text, _("the portal")))
    # An offer that was accepted has no deadline any more: what became of the booking is its own story.
    if offer.status == Booking.Status.CANCELLED and offer.held_until and offer.cancelled_at:
        who = offer.get_cancelled_by_display() or _("the visitor")
        lines.append(Line(offer.cancelled_at, _("The offer ended: %(when)s") % {"when": when}, who))
    return lines


_SAID: dict[str, tuple[str | Promise, str | Promise]] = {
    waiting_desk.NEW_LOG: (
        gettext_lazy("Put on the waiting list"),
        gettext_lazy("Put on the waiting list on behalf of the visitor"),
    ),
    waiting_desk.CALLED.log: (waiting_desk.CALLED.label, gettext_lazy("Called the visitor")),
    waiting_desk.ACCEPT.log: (
        waiting_desk.ACCEPT.label,
        gettext_lazy("Accepted the offer on behalf of the visitor"),
    ),
    waiting_desk.DECLINE.log: (
        waiting_desk.DECLINE.label,
        gettext_lazy("Declined the offer on behalf of the visitor"),
    ),
    waiting_desk.LEAVE.log: (waiting_desk.LEAVE.label, gettext_lazy("Taken off the waiting list")),
}


def register(actions: LogActionRegistry) -> None:
    """Tell Wagtail's log what the desk does to a waiting party."""
    for action, (label, message) in _SAID.items():
        actions.register_action(action, label, message)
