"""Lists to look at only: the waiting list, the messages, and the worker's jobs."""

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.views import generic

from .. import selectors
from ..models import JobRun, WaitEntry
from ..models.bookings import OPEN_WAIT_STATUSES, WaitStatus
from . import words


class WaitingIndexView(generic.IndexView):
    """Waiting parties with plant, slot and place in the queue. One query for all rows."""

    def get_base_queryset(self) -> QuerySet:
        entries = super().get_base_queryset().select_related("programme", "slot__programme")
        return entries.annotate(before=_parties_before())


def _parties_before() -> Coalesce:
    """How many parties come before each row, counted as in `selectors.waiting_position`."""
    row = OuterRef
    earlier = WaitEntry.objects.filter(
        Q(created_at__lt=row("created_at")) | Q(created_at=row("created_at"), pk__lt=row("pk")),
        Q(slot=None) | Q(slot=row("slot")) | Q(IsNull(row("slot"), True)),
        programme=row("programme"),
        edition=row("edition"),
        status__in=OPEN_WAIT_STATUSES,
    )
    counted = earlier.order_by().values("programme").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def position_in_words(entry: WaitEntry) -> str:
    """The place in the queue, from 1; nothing for whoever does not wait any more."""
    return str(entry.before + 1) if entry.status == WaitStatus.WAITING else "–"


def slot_in_words(entry: WaitEntry) -> str:
    """The start a party waits for, or that any slot of the plant will do."""
    return words.moment_in_words(entry.slot.starts_at) if entry.slot else _("any slot")


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
    """Whether the last run of a job went well, and if not, why."""
    if job.last_error:
        return _("failed: %(error)s") % {"error": job.last_error}
    return _("went well") if job.last_run_at else "–"


def last_run_in_words(job: JobRun) -> str:
    """When a job last ended."""
    return words.moment_in_words(job.last_run_at) if job.last_run_at else _("not yet")
