"""The history of one booking: what the visitor, the staff and the portal did, in words."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from post_office.models import STATUS
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.log_actions import registry as log_registry
from wagtail.models import ModelLogEntry

from ..models import Booking, MessageRecipient, Notice
from ..models.bookings import CancelledBy, CancelReason, MadeBy
from . import desk, waiting_desk, words

ENDED_HERE = {desk.CANCEL.log, waiting_desk.DECLINE.log, waiting_desk.LEAVE.log}
"""What the log of a booking says when staff ended this one, not its slot."""


@dataclass(frozen=True)
class Line:
    """One thing that happened: when, what, and through whom."""

    at: dt.datetime
    what: str
    who: str

    @property
    def when(self) -> str:
        return words.moment_in_words(self.at)


def history(booking: Booking) -> list[Line]:
    """What happened to a booking, the newest first. 3 queries: log with users, notices, messages."""
    logged = list(log_registry.get_logs_for_instance(booking).select_related("user"))
    # Without the text of the mails: the state is enough.
    notices = booking.notices.select_related("email").only("kind", "created_at", "booking", "email__status")
    lines = [
        *_by_visitor(booking),
        *_with_its_slot(booking, {entry.action for entry in logged}),
        *(Line(entry.timestamp, str(entry.message), entry.user_display_name) for entry in logged),
        *(Line(notice.created_at, notice_in_words(notice), _("the portal")) for notice in notices),
        *map(_message_line, booking.messages.select_related("message__by", "email")),
    ]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _by_visitor(booking: Booking) -> list[Line]:
    visitor = _("the visitor")
    lines = []
    if booking.wait_entry_id:
        lines.append(Line(booking.created_at, _("Places offered to the waiting list"), _("the portal")))
    elif booking.made_by == MadeBy.VISITOR:  # who of the staff booked is in the log
        lines.append(Line(booking.created_at, _("Booked"), visitor))
    if booking.coming_at:
        lines.append(Line(booking.coming_at, _("Answered the reminder: coming"), visitor))
    if booking.cancelled_at and booking.cancelled_by == CancelledBy.VISITOR:
        lines.append(Line(booking.cancelled_at, _("Cancelled the booking"), visitor))
    return lines


def _with_its_slot(booking: Booking, logged: set[str]) -> list[Line]:
    """A booking that staff ended by changing its slot: who of them is in the slot's own history."""
    by_staff = booking.cancelled_at and booking.cancelled_by == CancelledBy.STAFF
    if not by_staff or logged & ENDED_HERE:
        return []
    text = with_reason(_("Cancelled by a change of the slot"), booking.cancel_reason)
    return [Line(booking.cancelled_at, text, _("the staff"))]


def with_reason(text: str, code: str) -> str:
    """A sentence with the kind of reason after it, where there is one."""
    reasons = dict(CancelReason.choices)
    if code not in reasons:
        return text
    return _("%(what)s. Reason: %(reason)s") % {"what": text, "reason": reasons[code]}


def _message_line(got: MessageRecipient) -> Line:
    """A message that went to many, and what became of this booking's mail."""
    state = _mail_state(got) if got.by_mail else _("no e-mail address: to call")
    text = _("Message “%(subject)s”: %(state)s") % {"subject": got.message, "state": state}
    return Line(got.message.sent_at, text, str(got.message.by or "–"))


def notice_in_words(notice: Notice) -> str:
    """The kind of a mail and what became of it."""
    text = _("Mail “%(kind)s”: %(state)s")
    return text % {"kind": notice.get_kind_display(), "state": _mail_state(notice)}


def _mail_state(notice: Notice | MessageRecipient) -> str:
    if getattr(notice, "waits", False):  # the worker has not written it yet
        return _("waits to be sent")
    if notice.email is None:  # the queue forgets only what it has sent
        return _("sent")
    if notice.email.status == STATUS.sent:
        return _("sent")
    return _("not sent: it failed") if notice.email.status == STATUS.failed else _("waits to be sent")


# What the log says -----------------------------------------------------------------


class PartyFormatter(LogFormatter):
    label = gettext_lazy("Change the party")

    def format_message(self, log_entry: ModelLogEntry) -> str:
        """With the number of places before and after: no personal data."""
        return _("Changed the party. Places before: %(before)s, now: %(after)s") % log_entry.data


class MoveFormatter(LogFormatter):
    label = gettext_lazy("Move")

    def format_message(self, log_entry: ModelLogEntry) -> str:
        """With both starts, as they were on that day."""
        before, after = (
            words.moment_in_words(dt.datetime.fromisoformat(log_entry.data[key]))
            for key in ("before", "after")
        )
        return _("Moved from %(before)s to %(after)s") % {"before": before, "after": after}


class CancelFormatter(LogFormatter):
    label = desk.CANCEL.label

    def format_message(self, log_entry: ModelLogEntry) -> str:
        """With the kind of reason, kept since there is one (decision 0026)."""
        return with_reason(_("Cancelled the booking"), log_entry.data.get("reason", ""))


class SlotCancelFormatter(LogFormatter):
    """Stands in the history of the slot."""

    label = gettext_lazy("Cancel")

    def format_message(self, log_entry: ModelLogEntry) -> str:
        """The same, for everything booked in a slot."""
        return with_reason(_("Cancelled"), log_entry.data.get("reason", ""))


class ExportFormatter(LogFormatter):
    """Stands at the person who exported: the bookings are many."""

    label = gettext_lazy("Export bookings")

    def format_message(self, log_entry: ModelLogEntry) -> str:
        """How many bookings, in which format, and whether with persons."""
        data = {**log_entry.data, "format": log_entry.data["format"].upper()}
        if data["personal"]:
            return _("Exported %(bookings)s bookings with names and contacts (%(format)s)") % data
        return _("Exported %(bookings)s bookings without names and contacts (%(format)s)") % data


class RosterExportFormatter(LogFormatter):
    """Stands at the person who took the roster away."""

    label = gettext_lazy("Download a roster")

    def format_message(self, log_entry: ModelLogEntry) -> str:
        """Which plant, which day, how many people."""
        day = words.day_in_words(dt.date.fromisoformat(log_entry.data["day"]))
        text = _("Downloaded the roster of %(programme)s, %(day)s, people: %(people)s")
        return text % {**log_entry.data, "day": day}


def register(actions: LogActionRegistry) -> None:
    """Tell Wagtail's log what the desk does to a booking."""
    actions.register_action(
        desk.NEW_LOG, gettext_lazy("Book for somebody"), gettext_lazy("Booked on behalf of the visitor")
    )
    actions.register_action(desk.CALLED.log, desk.CALLED.label, gettext_lazy("Called the visitor"))
    actions.register_action("events.export")(ExportFormatter)
    actions.register_action("events.roster_export")(RosterExportFormatter)
    actions.register_action("events.check_in", gettext_lazy("Check in"), gettext_lazy("Arrived"))
    actions.register_action(
        "events.check_in_undo", gettext_lazy("Undo the check-in"), gettext_lazy("Check-in taken back")
    )
    actions.register_action(desk.PARTY.log)(PartyFormatter)
    actions.register_action(desk.MOVE.log)(MoveFormatter)
    actions.register_action(
        desk.CORRECT.log, desk.CORRECT.label, gettext_lazy("Corrected names and contacts")
    )
    actions.register_action(desk.LINK.log, desk.LINK.label, gettext_lazy("Sent the link again"))
    actions.register_action(desk.CANCEL.log)(CancelFormatter)
    actions.register_action("events.slot_cancel")(SlotCancelFormatter)
