"""Lists to look at only: the messages, and the worker's jobs."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.views import generic

from .. import selectors
from ..models import JobRun
from . import words


class MessageIndexView(generic.IndexView):
    """Messages with who wrote them. One query for all rows."""

    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().select_related("by")


class JobIndexView(generic.IndexView):
    """The worker's jobs, and whether the worker runs. One query for the rows, one for the worker."""

    def get_context_data(self, **kwargs: object) -> dict:
        well = selectors.worker_health(timezone.now()) == "ok"
        return {**super().get_context_data(**kwargs), "worker_is_well": well}


def job_state_in_words(job: JobRun) -> str:
    """Whether the last run of a job went well.

    If not, only the kind of fault: the rest is for whoever reads the log, and may name a person.
    """
    if job.last_error:
        kind = job.last_error.partition(":")[0]
        return _("failed, and is tried again. Why is in the server's log (%(kind)s).") % {"kind": kind}
    return _("went well") if job.last_run_at else "–"


def last_run_in_words(job: JobRun) -> str:
    """When a job last ended."""
    return words.moment_in_words(job.last_run_at) if job.last_run_at else _("not yet")
