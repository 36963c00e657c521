"""What staff wrote to many visitors at once, and who got it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .bookings import Booking


class Message(models.Model):
    """One text of the staff in one or more languages, sent once to each of a fixed set of bookings."""

    intent = models.UUIDField(
        unique=True,
        editable=False,
        help_text=_("Made when the form is first shown: the same intent never sends twice."),
    )
    subjects = models.JSONField(_("subject"), default=dict)
    texts = models.JSONField(_("text"), default=dict)
    scope = models.CharField(
        _("sent to"), max_length=500, help_text=_("The filters in words, without search words.")
    )
    sent_at = models.DateTimeField(_("queued at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("written by"),
    )
    mails = models.PositiveIntegerField(_("mails"), default=0)
    without_mail = models.PositiveIntegerField(_("to call"), default=0)

    class Meta:
        verbose_name = _("message to visitors")
        verbose_name_plural = _("messages to visitors")
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return self.subjects.get(settings.LANGUAGE_CODE) or next(iter(self.subjects.values()), "–")


class MessageRecipient(models.Model):
    """One booking that a message was for. Once per message, whatever happens."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="recipients")
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="messages")
    # The queue forgets sent mails after a while. Never had one: a person without an address.
    email = models.ForeignKey("post_office.Email", on_delete=models.SET_NULL, null=True, related_name="+")
    by_mail = models.BooleanField(default=True)
    # db_default: code that does not know this column writes all mails at once.
    waits = models.BooleanField(
        default=False, db_default=False, help_text=_("The worker has not written this mail yet.")
    )

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        constraints = [
            models.UniqueConstraint(fields=["message", "booking"], name="message_once_per_booking")
        ]
        # Asked for by the worker every second, and nearly always empty.
        indexes = [
            models.Index(fields=["message"], condition=models.Q(waits=True), name="message_mails_to_write")
        ]

    def __str__(self) -> str:
        return f"{self.message_id}: {self.booking_id}"
