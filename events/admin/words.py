"""What the screens say about slots and plans: always Europe/Rome, in the editor's language."""

import datetime as dt
from collections.abc import Sequence

from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from .. import rules
from ..models import Booking, Programme, Slot, WaitEntry
from ..scheduling import ROME
from ..services import SlotPlan


def day_in_words(day: dt.date) -> str:
    """Weekday, day, month and year: "Thursday 28 October 2027"."""
    return date_format(day, "l j F Y")


def moment_in_words(moment: dt.datetime) -> str:
    """Day and time in Rome of an aware moment: "Thursday 28 October 2027, 09:00"."""
    local = timezone.localtime(moment, ROME)
    return f"{day_in_words(local.date())}, {local:%H:%M}"


def moment_in_short(moment: dt.datetime) -> str:
    """The same for the column of a wide table: "gio 28 ott 2027, 11:00"."""
    return date_format(timezone.localtime(moment, ROME), "D j M Y, H:i")


def taken_in_words(taken: int, capacity: int) -> str:
    """How full something is: "4 of 15 places taken"."""
    text = ngettext(
        "%(taken)d of %(capacity)d place taken", "%(taken)d of %(capacity)d places taken", capacity
    )
    return text % {"taken": taken, "capacity": capacity}


def free_in_words(slot: Slot, now: dt.datetime) -> str:
    """Free places as staff may take them: "5 free", or "5 free, 2 of them public" during the waves.

    `slot` is loaded with its rules, `now` is aware.
    """
    text = ngettext("%(free)d free", "%(free)d free", slot.free) % {"free": slot.free}
    public = rules.free_places(slot, now)
    if public >= slot.free:
        return text
    of_them = ngettext("%(free)s, %(public)d of them public", "%(free)s, %(public)d of them public", public)
    return of_them % {"free": text, "public": public}


def status_in_words(slot: Slot) -> str:
    """The status of a slot; of an open one also that nobody finds it yet. Its programme is loaded."""
    status = slot.get_status_display()
    if slot.status != Slot.Status.OPEN or slot.programme.is_public:
        return str(status)
    text = _("%(status)s, but the page is not published: nobody can book yet")
    return text % {"status": status}


def page_in_words(programme: Programme) -> str:
    """Whether a page of a plant is published, in the list of plants."""
    return _("published") if programme.is_public else _("not published: nobody can book yet")


def to_tell_in_words(bookings: Sequence[Booking]) -> str:
    """Who will be sent a mail, and who is to be called, as "12 people in 5 bookings"."""
    if not bookings:
        return _("Nobody has booked: no mail will be sent.")
    by_mail, to_call = _by_way(bookings)
    told = [_("To be told by mail: %(people)s in %(bookings)s.") % _counts(by_mail)] if by_mail else []
    return " ".join([*told, *_to_call(to_call)])


def told_in_words(bookings: Sequence[Booking], waiting: Sequence[WaitEntry] = ()) -> str:
    """Who was sent a mail, and who is still to be called; `waiting` are told parties of the waiting list."""
    if not bookings and not waiting:
        return _("Nobody had booked: no mail was sent.")
    by_mail, to_call = _by_way(bookings)
    told = [_("Told by mail: %(people)s in %(bookings)s.") % _counts(by_mail)] if by_mail else []
    told += _to_call(to_call)
    if mails := sum(1 for entry in waiting if entry.email):
        text = ngettext(
            "%(count)d waiting party was told by mail.",
            "%(count)d waiting parties were told by mail.",
            mails,
        )
        told.append(text % {"count": mails})
    return " ".join([*told, *_waiting_to_call(waiting)])


def waiting_leaves_in_words(waiting: Sequence[WaitEntry], told: Sequence[WaitEntry]) -> str:
    """What a cancellation means for who waits for the slot; empty when nobody does.

    `told` are those without an offer here: the others are told as bookings are.
    """
    text = ngettext(
        "%(count)d party waits for this slot: it leaves the waiting list and is told.",
        "%(count)d parties wait for this slot: they leave the waiting list and are told.",
        len(waiting),
    )
    return _with_calls(text, waiting, told)


def waiting_stays_in_words(waiting: Sequence[WaitEntry]) -> str:
    """What a move means for who waits for the slot; empty when nobody does."""
    text = ngettext(
        "%(count)d party waits for this slot: it keeps its position and is told of the new time.",
        "%(count)d parties wait for this slot: they keep their position and are told of the new time.",
        len(waiting),
    )
    return _with_calls(text, waiting, waiting)


def _with_calls(text: str, waiting: Sequence[WaitEntry], told: Sequence[WaitEntry]) -> str:
    if not waiting:
        return ""
    return " ".join([text % {"count": len(waiting)}, *_waiting_to_call(told)])


def _waiting_to_call(waiting: Sequence[WaitEntry]) -> list[str]:
    """The sentence about waiting parties without an e-mail address, if there are any."""
    count = sum(1 for entry in waiting if not entry.email)
    text = ngettext("Waiting and to call: %(count)d party.", "Waiting and to call: %(count)d parties.", count)
    return [text % {"count": count}] if count else []


def act_and_tell(act: str, bookings: Sequence[Booking], waiting: Sequence[WaitEntry] = ()) -> str:
    """The label of a button that changes a slot: "Move the slot: 3 mails, 1 to call".

    `waiting` are the parties of the waiting list that are told, too.
    """
    people = [*bookings, *waiting]
    mails = sum(1 for each in people if each.email)
    told = [ngettext("%(count)d mail", "%(count)d mails", mails) % {"count": mails}] if mails else []
    if to_call := len(people) - mails:
        told.append(ngettext("%(count)d to call", "%(count)d to call", to_call) % {"count": to_call})
    return _("%(act)s: %(told)s") % {"act": act, "told": ", ".join(told) or _("nobody to tell")}


def _by_way(bookings: Sequence[Booking]) -> tuple[list[Booking], list[Booking]]:
    """Those with an e-mail address, and those without."""
    return [each for each in bookings if each.email], [each for each in bookings if not each.email]


def _to_call(bookings: list[Booking]) -> list[str]:
    """The sentence about people without an e-mail address, if there are any."""
    text = _("To call, without an e-mail address: %(people)s in %(bookings)s.")
    return [text % _counts(bookings)] if bookings else []


def _counts(touched: list[Booking]) -> dict[str, str]:
    people, bookings = sum(booking.places for booking in touched), len(touched)
    return {
        "people": ngettext("%(count)d person", "%(count)d people", people) % {"count": people},
        "bookings": ngettext("%(count)d booking", "%(count)d bookings", bookings) % {"count": bookings},
    }


def tell_plan(request: HttpRequest, plan: SlotPlan, intro: str = "") -> None:
    """Say what applying a plan has done, or would do: counts, then what needs a decision. No query."""
    messages.info(request, f"{intro} {plan_in_words(plan)}".strip())
    if plan.moved:
        intro = _("Moved by hand: these slots stay where they are, in the place of their planned start.")
        messages.info(request, _with_lines(intro, [moved_slot(slot) for slot in plan.moved]))
    if plan.affected:
        intro = _("Already booked but no longer planned. These slots stay as they are: decide what to do.")
        messages.warning(request, _with_lines(intro, [_booked_slot(slot) for slot in plan.affected]))
    if plan.refused:
        intro = _("These times were not made into slots.")
        messages.warning(request, _with_lines(intro, [refused.message for refused in plan.refused]))
    if plan.occupied:
        intro = _("No slot is added at these times: one that was moved by hand has this start already.")
        starts = [moment_in_words(start.starts_at) for start in plan.occupied]
        messages.warning(request, _with_lines(intro, starts))


def plan_in_words(plan: SlotPlan) -> str:
    """How many slots were added, put back, kept and withdrawn, in one sentence."""
    added, restored = len(plan.add), len(plan.restore)
    kept, withdrawn = len(plan.keep), len(plan.withdraw)
    if not (added or restored or kept or withdrawn or plan.affected or plan.refused or plan.occupied):
        return _("This visit has no slots: choose its days and times.")
    parts = [ngettext("%(count)d slot added", "%(count)d slots added", added) % {"count": added}]
    if restored:
        parts.append(ngettext("%(count)d put back", "%(count)d put back", restored) % {"count": restored})
    parts.append(ngettext("%(count)d kept", "%(count)d kept", kept) % {"count": kept})
    parts.append(ngettext("%(count)d withdrawn", "%(count)d withdrawn", withdrawn) % {"count": withdrawn})
    return ", ".join(parts) + "."


def _booked_slot(slot: Slot) -> str:
    return f"{moment_in_words(slot.starts_at)}: {taken_in_words(slot.taken, slot.capacity)}"


def moved_slot(slot: Slot) -> str:
    """Where a slot stands, and the start it was planned for."""
    text = _("%(stands)s (planned: %(planned)s)")
    return text % {
        "stands": moment_in_words(slot.starts_at),
        "planned": moment_in_words(slot.start_in_plan),
    }


def _with_lines(intro: str, lines: list[str]) -> SafeString:
    items = format_html_join("", "<li>{}</li>", ((line,) for line in lines))
    return format_html("{} <ul>{}</ul>", intro, items)
