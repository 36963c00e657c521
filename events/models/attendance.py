"""Who really came: one check-in per booking."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .bookings import Booking


class CheckIn(models.Model):
    """A party that arrived, and how many of it. Taking it back deletes the row.

    One per booking: two people who tick the same party count it once (I11).
    """

    booking = models.OneToOneField(
        Booking, on_delete=models.PROTECT, related_name="check_in", verbose_name=_("booking")
    )
    people = models.PositiveSmallIntegerField(_("people who came"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    nonce = models.UUIDField(
        unique=True,
        editable=False,
        default=uuid.uuid4,
        help_text=_("Made where somebody ticks: the same tick sent twice is one."),
    )

    class Meta:
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(people__gt=0), name="check_in_of_somebody")]

    def __str__(self) -> str:
        return f"{self.booking_id}: {self.people}"
