"""What was said to whom, and when the background work last ran."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .bookings import Booking, WaitEntry


class NoticeKind(models.TextChoices):
    CONFIRMED = "confirmed", _("booking confirmed")
    CHANGED = "changed", _("people or contacts changed")
    MOVED = "moved", _("moved to another time")
    CANCELLED = "cancelled", _("cancelled by the visitor")
    CANCELLED_BY_STAFF = "cancelled_by_staff", _("cancelled by the staff")
    WAITING = "waiting", _("on the waiting list")
    WAITING_MOVED = "waiting_moved", _("slot moved while waiting")
    WAITING_ENDED = "waiting_ended", _("slot cancelled while waiting")
    OFFER = "offer", _("places offered")
    OFFER_EXPIRED = "offer_expired", _("offer expired")
    REMINDER = "reminder", _("still coming?")
    DAY_BEFORE = "day_before", _("practical sheet")
    THANKS = "thanks", _("thanks and survey")


class Notice(models.Model):
    """One mail about one booking, written in the transaction of the change it tells of.

    Unique per kind, booking and generation (I5): a job that runs twice queues one mail.
    """

    Kind = NoticeKind

    booking = models.ForeignKey(
        Booking, on_delete=models.CASCADE, null=True, related_name="notices", verbose_name=_("booking")
    )
    wait_entry = models.ForeignKey(
        WaitEntry,
        on_delete=models.CASCADE,
        null=True,
        related_name="notices",
        verbose_name=_("waiting party"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=NoticeKind)
    generation = models.PositiveIntegerField(_("generation"), default=1)
    # The queue forgets sent mails after a while; that a notice was given is remembered.
    email = models.ForeignKey("post_office.Email", on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("queued at"))

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "booking", "generation"], name="notice_once_per_generation"
            ),
            models.UniqueConstraint(
                fields=["kind", "wait_entry", "generation"], name="notice_once_per_waiting_party"
            ),
            models.CheckConstraint(
                condition=Q(booking__isnull=False) | Q(wait_entry__isnull=False),
                name="notice_is_about_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.generation}"


class JobRun(models.Model):
    """The last run of each of the worker's jobs, and which of them a worker is running now."""

    job = models.CharField(_("job"), max_length=50, primary_key=True)
    last_run_at = models.DateTimeField(_("last run"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    claimed_until = models.DateTimeField(
        _("claimed until"),
        null=True,
        blank=True,
        help_text=_("A worker runs this job now. If it dies, another takes over at this moment."),
    )

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["job"]

    def __str__(self) -> str:
        return self.job
