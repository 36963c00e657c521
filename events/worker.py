"""The background jobs. Each may run twice, or in two workers at once, without harm."""

import datetime as dt
import logging
from collections.abc import Callable

from django.core.management import call_command
from django.db import close_old_connections
from django.utils import timezone
from post_office import mail as post_office
from post_office.models import STATUS, Email

from .models import JobRun

logger = logging.getLogger(__name__)

SENT_MAILS_KEPT = dt.timedelta(days=1)
"""A sent mail still holds its link: it is erased as soon as it is of no use to anybody."""


def send_mails(now: dt.datetime) -> None:
    """Send what is queued. A refused mail stays queued and is tried again."""
    post_office.send_queued(processes=1)


def forget_sent_mails(now: dt.datetime) -> None:
    """Erase mails sent more than a day ago, with the personal link in them."""
    Email.objects.filter(status=STATUS.sent, last_updated__lt=now - SENT_MAILS_KEPT).delete()


def clear_sessions(now: dt.datetime) -> None:
    """Erase ended sessions, with the unsent booking forms in them."""
    call_command("clearsessions")


JOBS: list[tuple[Callable[[dt.datetime], None], dt.timedelta]] = [
    (send_mails, dt.timedelta(seconds=0)),
    (forget_sent_mails, dt.timedelta(hours=1)),
    (clear_sessions, dt.timedelta(hours=24)),
]
"""Each job and how long it rests after a run."""


def run_due_jobs(now: dt.datetime) -> None:
    """Run every job whose rest is over. One job's failure is written down and stops no other."""
    last_runs = dict(JobRun.objects.values_list("job", "last_run_at"))
    for job, rest in JOBS:
        last = last_runs.get(job.__name__)
        if last is None or now - last >= rest:
            run_job(job, now)


def run_job(job: Callable[[dt.datetime], None], now: dt.datetime) -> None:
    """Run one job and leave a trace that it ran: /readyz and the admin read it."""
    error = ""
    try:
        job(now)
    except Exception as problem:  # the worker must outlive any single job
        logger.exception("Job %s failed", job.__name__)
        error = f"{type(problem).__name__}: {problem}"[:500]
    JobRun.objects.update_or_create(
        job=job.__name__, defaults={"last_run_at": timezone.now(), "last_error": error}
    )


def tick() -> None:
    """One round of the worker, on fresh database connections."""
    close_old_connections()
    run_due_jobs(timezone.now())
