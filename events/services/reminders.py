"""Mails that come with time: still coming?, the practical sheet, thanks and survey.

Moments are wall time in Europe/Rome: 48 hours before Sunday 10:00 is Friday 10:00, also when the
clocks change in between.
"""

import datetime as dt
import logging
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from .. import rules
from ..models import Booking, Notice
from ..models.visits import SlotStatus
from ..scheduling import ROME
from . import notices

logger = logging.getLogger(__name__)

REMINDER_BEFORE = dt.timedelta(hours=48)
REMINDER_UNTIL = dt.timedelta(hours=26)
"""Later than this before the visit the practical sheet is near: one mail is enough."""
SHEET_FROM = dt.time(15)
THANKS_FROM = dt.time(10)
THANKS_DAYS = 3
"""A worker that stood still thanks late, but not weeks later."""

MOST_MAILS = 500
"""Mails written in one run: the job must end within its claim. The next run goes on."""


def wall(moment: dt.datetime) -> dt.datetime:
    """The moment on a clock in Rome. Adding hours to the result moves the hands of that clock."""
    return moment.astimezone(ROME)


def _day_starts(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, tzinfo=ROME)


def _without(kind: str) -> QuerySet[Booking]:
    """Confirmed bookings of visits that take place, not yet told `kind` about their present slot.

    Giving one place back must not bring the same mail again; a move to another slot must.
    """
    moves = Notice.objects.filter(booking=OuterRef("pk"), kind=Notice.Kind.MOVED).order_by("-created_at")
    told = Notice.objects.filter(booking=OuterRef("pk"), kind=kind)
    return (
        Booking.objects.with_slot()
        .filter(
            status=Booking.Status.CONFIRMED,
            forgotten_at=None,
            slot__status__in=[SlotStatus.OPEN, SlotStatus.CLOSED],
        )
        .exclude(email="")  # erased, or known by telephone only
        .annotate(moved_at=Subquery(moves.values("created_at")[:1]))
        .exclude(Q(moved_at=None) & Exists(told))
        .exclude(Q(moved_at__isnull=False) & Exists(told.filter(created_at__gte=OuterRef("moved_at"))))
    )


def needing_reminder(now: dt.datetime) -> list[Booking]:
    """Bookings to be asked whether they still come: 48 to 26 hours ahead, booked before that. 2 queries."""
    here = wall(now)
    ahead = _without(Notice.Kind.REMINDER).filter(
        slot__starts_at__gt=here + REMINDER_UNTIL,
        slot__starts_at__lte=here + REMINDER_BEFORE,
        # Near enough for the database; the clock change is looked at below.
        created_at__lt=F("slot__starts_at") - REMINDER_BEFORE + dt.timedelta(hours=1),
    )
    return [
        booking
        for booking in ahead.order_by("slot__starts_at", "pk")
        if max(booking.created_at, booking.moved_at or booking.created_at)
        < wall(booking.slot.starts_at) - REMINDER_BEFORE
    ]


def needing_sheet(now: dt.datetime) -> list[Booking]:
    """Bookings of tomorrow's visits, from 15:00 in Rome. 2 queries, none earlier in the day."""
    here = wall(now)
    if here.time() < SHEET_FROM:
        return []
    tomorrow = here.date() + dt.timedelta(days=1)
    booked = _without(Notice.Kind.DAY_BEFORE).filter(
        slot__starts_at__gte=_day_starts(tomorrow),
        slot__starts_at__lt=_day_starts(tomorrow + dt.timedelta(days=1)),
    )
    return list(booked.order_by("slot__starts_at", "pk"))


def needing_thanks(now: dt.datetime) -> list[Booking]:
    """Bookings whose visit ended on the days before, from 10:00 in Rome. 2 queries, none earlier."""
    here = wall(now)
    if here.time() < THANKS_FROM:
        return []
    today = here.date()
    visited = _without(Notice.Kind.THANKS).filter(
        slot__ends_at__gte=_day_starts(today - dt.timedelta(days=THANKS_DAYS)),
        slot__ends_at__lt=_day_starts(today),
    )
    return list(visited.order_by("slot__starts_at", "pk"))


def send_reminders(*, now: dt.datetime) -> int:
    """Queue "still coming?" where it is time; returns how many. 2 queries, about 9 per mail."""
    return _tell_all(Notice.Kind.REMINDER, needing_reminder, now)


def send_day_before(*, now: dt.datetime) -> int:
    """Queue the practical sheets of tomorrow's visits; returns how many. As above."""
    return _tell_all(Notice.Kind.DAY_BEFORE, needing_sheet, now)


def send_thanks(*, now: dt.datetime) -> int:
    """Queue thanks with the link to the survey; returns how many. As above."""
    return _tell_all(Notice.Kind.THANKS, needing_thanks, now)


def _tell_all(kind: str, needing: Callable[[dt.datetime], list[Booking]], now: dt.datetime) -> int:
    """Tell each booking in a transaction of its own: one that can't be told stops no other."""
    told = failed = 0
    for booking in needing(now)[:MOST_MAILS]:
        try:
            told += _tell_once(kind, booking, now)
        except Exception:  # written down, and the job is marked as failed below
            logger.exception("No %s for booking %s", kind, booking.pk)
            failed += 1
    if failed:
        raise RuntimeError(f"{failed} mails of kind {kind} could not be written")
    return told


def _tell_once(kind: str, booking: Booking, now: dt.datetime) -> bool:
    """Queue one mail unless somebody has meanwhile: a second worker, or a change of the booking."""
    try:
        with transaction.atomic():
            unchanged = Booking.objects.select_for_update().filter(
                pk=booking.pk,
                status=Booking.Status.CONFIRMED,
                slot=booking.slot_id,
                generation=booking.generation,
            )
            if unchanged.first() is None:
                return False
            notices.tell(kind, booking, now=now)
    except IntegrityError:
        return False
    return True


def say_coming(*, booking_id: int, now: dt.datetime) -> Booking:
    """Write down that a party comes; saying it twice keeps the first moment. 3 queries.

    Raises rules.Refusal `not_active` or `visit_started`.
    """
    with transaction.atomic():
        booking = Booking.objects.with_slot().select_for_update(of=("self",)).get(pk=booking_id)
        refusal = refuse_coming(booking, now)
        if refusal is not None:
            raise refusal
        Booking.objects.filter(pk=booking.pk, coming_at=None).update(coming_at=now)
    booking.coming_at = booking.coming_at or now
    return booking


def refuse_coming(booking: Booking, now: dt.datetime) -> rules.Refusal | None:
    """Why it makes no sense to say "coming" any more, or None. No query."""
    if booking.status != Booking.Status.CONFIRMED:
        return rules.Refusal("not_active", rules.already_cancelled())
    if booking.slot.starts_at <= now:
        return rules.Refusal("visit_started", _("The visit has already started."))
    return None
