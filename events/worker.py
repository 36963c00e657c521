"""The background jobs. Each may run twice, or in two workers at once, without harm.

A worker claims a job before it runs it, so two workers share the work instead of doing it twice.
The claim of a worker that died runs out by itself.
"""

import datetime as dt
import logging
from collections.abc import Callable

from django.core.management import call_command
from django.db import close_old_connections, connection
from django.db.models import Q
from django.utils import timezone
from post_office import mail as post_office
from post_office.models import STATUS, Email

from . import services
from .models import JobRun
from .services import message_writing, reminders, retention

logger = logging.getLogger(__name__)

CLAIM = dt.timedelta(minutes=5)
"""How long a claim lasts. Longer than any job: the longest is a batch of mails, 3 minutes at most."""

CLOCK_SLACK = dt.timedelta(minutes=1)
"""Moments further ahead than this were written by a clock that has been put back since (I7)."""

SENT_MAILS_KEPT = dt.timedelta(days=1)
"""A sent mail still holds its link: it is erased as soon as it is of no use to anybody."""

FAILED_MAILS_KEPT = dt.timedelta(days=7)
"""Given up after three days of trying: kept for the staff to see why, then erased."""

MAIL_DELAY = dt.timedelta(minutes=10)
"""A mail queued for longer counts as delayed."""


def expire_holds(now: dt.datetime) -> None:
    """Free the places of abandoned forms and of offers that ran out."""
    services.expire_holds(now=now)


def mend_publicity(now: dt.datetime) -> None:
    """Set right which plants have a published page, where something went past the signals."""
    services.mend_publicity()


def make_offers(now: dt.datetime) -> None:
    """Offer what a new wave or a larger slot has set free."""
    services.make_offers(now=now)


def end_waiting(now: dt.datetime) -> None:
    """Close the waiting lists of visits that have started."""
    services.end_waiting(now=now)


def send_reminders(now: dt.datetime) -> None:
    """Ask whether people still come, two days ahead."""
    reminders.send_reminders(now=now)


def send_day_before(now: dt.datetime) -> None:
    """Send the practical sheets of tomorrow's visits."""
    reminders.send_day_before(now=now)


def send_thanks(now: dt.datetime) -> None:
    """Thank for yesterday's visits, with the survey."""
    reminders.send_thanks(now=now)


def write_messages(now: dt.datetime) -> None:
    """Write the mails of long messages to visitors, a part of them."""
    message_writing.write_waiting(now=now)


def send_mails(now: dt.datetime) -> None:
    """Send what is queued, one batch. A refused mail stays queued and is tried again."""
    post_office.send_queued(processes=1)


def forget_sent_mails(now: dt.datetime) -> None:
    """Erase mails sent more than a day ago, with the personal link in them, and old failed ones."""
    Email.objects.filter(
        Q(status=STATUS.sent, last_updated__lt=now - SENT_MAILS_KEPT)
        | Q(status=STATUS.failed, last_updated__lt=now - FAILED_MAILS_KEPT)
    ).delete()


def clear_sessions(now: dt.datetime) -> None:
    """Erase ended sessions, with the unsent booking forms in them."""
    call_command("clearsessions")


def forget_persons(now: dt.datetime) -> None:
    """Erase the personal data of visits that are long over, and what other apps keep as long."""
    retention.forget_others(now=now)
    retention.forget_persons(now=now)


def refresh_statistics(now: dt.datetime) -> None:
    """Let SQLite know how its tables are filled: the waiting list is read four times as fast.

    A sample of each index is looked at, so this takes milliseconds. PostgreSQL does it by itself.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 1000")
            cursor.execute("ANALYZE")


JOBS: list[tuple[Callable[[dt.datetime], None], dt.timedelta]] = [
    (expire_holds, dt.timedelta(seconds=10)),
    (mend_publicity, dt.timedelta(minutes=10)),
    (make_offers, dt.timedelta(seconds=30)),
    (end_waiting, dt.timedelta(minutes=10)),
    (send_reminders, dt.timedelta(minutes=1)),
    (send_day_before, dt.timedelta(minutes=1)),
    (send_thanks, dt.timedelta(minutes=1)),
    (write_messages, dt.timedelta(seconds=5)),
    (send_mails, dt.timedelta(seconds=0)),
    (forget_sent_mails, dt.timedelta(hours=1)),
    (clear_sessions, dt.timedelta(hours=24)),
    (forget_persons, dt.timedelta(hours=24)),
    (refresh_statistics, dt.timedelta(hours=24)),
]
"""Each job and how long it rests after a run. Sending comes after the jobs that queue."""


def register_job(job: Callable[[dt.datetime], None], rest: dt.timedelta) -> None:
    """Let the worker run a job of another app too; called when Django is ready.

    The job is told the time, may run again at any moment and in two workers one after the other. It
    runs before what is queued is sent.
    """
    if all(known.__name__ != job.__name__ for known, _rest in JOBS):
        JOBS.insert(0, (job, rest))


def run_due_jobs(now: dt.datetime) -> None:
    """Run every job whose rest is over and that nobody else runs. One failure stops no other job.

    1 query when nothing is due, 3 more per job that is.
    """
    known = {run.job: run for run in JobRun.objects.all()}
    for job, rest in JOBS:
        run = known.get(job.__name__)
        if run is None or run.last_run_at is None or _rested(run.last_run_at, rest, now):
            run_job(job, now, rest=rest)


def _rested(last: dt.datetime, rest: dt.timedelta, now: dt.datetime) -> bool:
    return last <= now - rest or last > now + CLOCK_SLACK


def claim(name: str, now: dt.datetime, rest: dt.timedelta) -> dt.datetime | None:
    """Claim a job by compare-and-set; returns until when, or None when another worker was faster.

    Looks at the rest once more: the other worker may have just finished. 2 queries.
    """
    until = now + CLAIM
    if not JobRun.objects.filter(job=name).exists():
        JobRun.objects.bulk_create([JobRun(job=name)], ignore_conflicts=True)
    nobody = Q(claimed_until=None) | Q(claimed_until__lte=now) | Q(claimed_until__gt=until + CLOCK_SLACK)
    due = Q(last_run_at=None) | Q(last_run_at__lte=now - rest) | Q(last_run_at__gt=now + CLOCK_SLACK)
    claimed = JobRun.objects.filter(nobody, due, job=name).update(claimed_until=until)
    return until if claimed else None


def run_job(
    job: Callable[[dt.datetime], None], now: dt.datetime, *, rest: dt.timedelta = dt.timedelta(0)
) -> bool:
    """Run one job if nobody else does; returns whether it ran here.

    Leaves a trace that it ran: /readyz and the admin read it. A worker that was so slow that its
    claim ran out leaves the claim of its successor alone.
    """
    until = claim(job.__name__, now, rest)
    if until is None:
        return False
    error = ""
    try:
        job(now)
    except Exception as problem:  # the worker must outlive any single job
        logger.exception("Job %s failed", job.__name__)
        error = f"{type(problem).__name__}: {problem}"[:500]
    JobRun.objects.filter(job=job.__name__, claimed_until=until).update(
        last_run_at=timezone.now(), last_error=error, claimed_until=None
    )
    return True


def tick() -> None:
    """One round of the worker, on fresh database connections."""
    close_old_connections()
    run_due_jobs(timezone.now())


def mail_health(now: dt.datetime | None = None) -> str:
    """ "ok", or "delayed" when a queued mail has waited for more than ten minutes. 1 query."""
    oldest = (
        Email.objects.filter(status__in=[STATUS.queued, STATUS.requeued])
        .order_by("created")
        .values_list("created", flat=True)
        .first()
    )
    late = oldest is not None and (now or timezone.now()) - oldest > MAIL_DELAY
    return "delayed" if late else "ok"
