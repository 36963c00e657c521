"""What was said to whom, and when the background work last ran."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .bookings import Booking


class NoticeKind(models.TextChoices):
    CONFIRMED = "confirmed", _("booking confirmed")
    CANCELLED = "cancelled", _("cancelled by the visitor")


class Notice(models.Model):
    """One mail about one booking, written in the transaction of the change it tells of.

    Unique per kind, booking and generation (I5): a job that runs twice queues one mail.
    """

    Kind = NoticeKind

    booking = models.ForeignKey(
        Booking, on_delete=models.CASCADE, related_name="notices", verbose_name=_("booking")
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
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.generation}"


class JobRun(models.Model):
    """The last run of each of the worker's jobs: how anybody can see that the worker lives."""

    job = models.CharField(_("job"), max_length=50, primary_key=True)
    last_run_at = models.DateTimeField(_("last run"))
    last_error = models.CharField(_("last error"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["job"]

    def __str__(self) -> str:
        return self.job
