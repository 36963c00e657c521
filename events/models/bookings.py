"""Bookings: a party's places in one slot, and the links that open them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .visits import Slot


class AgeBand(models.TextChoices):
    """Minors are counted per band, never listed: no birthday is asked for.

    The value is the band's column on Booking; the bounds are in `AGE_BOUNDS`.
    """

    UNDER_6 = "minors_0_5", _("Children under 6")
    FROM_6 = "minors_6_10", _("Children from 6 to 10")
    FROM_11 = "minors_11_13", _("Young people from 11 to 13")
    FROM_14 = "minors_14_17", _("Young people from 14 to 17")


AGE_BOUNDS: dict[str, tuple[int, int]] = {
    AgeBand.UNDER_6: (0, 5),
    AgeBand.FROM_6: (6, 10),
    AgeBand.FROM_11: (11, 13),
    AgeBand.FROM_14: (14, 17),
}


class BookingStatus(models.TextChoices):
    HELD = "held", _("held")
    CONFIRMED = "confirmed", _("confirmed")
    CANCELLED = "cancelled", _("cancelled")
    EXPIRED = "expired", _("expired")


ACTIVE_STATUSES = [BookingStatus.HELD, BookingStatus.CONFIRMED]
"""Statuses that take places: `Slot.taken` is the sum over exactly these (invariant I2)."""


class AccessNeed(models.TextChoices):
    """What a visitor needs, put neutrally: never a diagnosis (GDPR art. 9)."""

    STEP_FREE = "step_free", _("Step-free route")
    SEATING = "seating", _("Somewhere to sit along the way")
    LIS = "lis", _("Italian sign language")
    LIP_READING = "lip_reading", _("A place near the guide, to hear or lip-read")
    LARGE_PRINT = "large_print", _("Written material in large print")
    ASSISTANCE_DOG = "assistance_dog", _("Coming with an assistance dog")


class BookingQuerySet(models.QuerySet):
    def active(self) -> "BookingQuerySet":
        """Bookings that take places now."""
        return self.filter(status__in=ACTIVE_STATUSES)

    def with_slot(self) -> "BookingQuerySet":
        """Load what every page about a booking shows, in the same query."""
        return self.select_related("slot__visit__edition", "slot__programme")


class Booking(models.Model):
    """A party's places in one slot, booked by one adult."""

    Status = BookingStatus

    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="bookings", verbose_name=_("slot"))
    code = models.CharField(_("code"), max_length=8, unique=True, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=BookingStatus)
    intent = models.UUIDField(
        _("intent"),
        unique=True,
        editable=False,
        help_text=_("Made when the form is first shown: the same intent never books twice."),
    )
    payload_hash = models.CharField(max_length=64, editable=False)

    places = models.PositiveSmallIntegerField(_("places"))
    adults = models.PositiveSmallIntegerField(_("adults"))
    minors_0_5 = models.PositiveSmallIntegerField(AgeBand.UNDER_6.label, default=0)
    minors_6_10 = models.PositiveSmallIntegerField(AgeBand.FROM_6.label, default=0)
    minors_11_13 = models.PositiveSmallIntegerField(AgeBand.FROM_11.label, default=0)
    minors_14_17 = models.PositiveSmallIntegerField(AgeBand.FROM_14.label, default=0)
    access_needs = models.JSONField(_("access needs"), default=list, blank=True)
    names = models.JSONField(_("names of the visitors"), default=list, blank=True)

    contact_name = models.CharField(_("name and surname"), max_length=120)
    email = models.EmailField(_("e-mail"), max_length=254)
    email_norm = models.CharField(max_length=254, editable=False, db_index=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    language = models.CharField(_("language"), max_length=10, default=settings.LANGUAGE_CODE)

    created_at = models.DateTimeField(_("booked at"))
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    places=F("adults")
                    + F("minors_0_5")
                    + F("minors_6_10")
                    + F("minors_11_13")
                    + F("minors_14_17")
                ),
                name="booking_places_add_up",
            ),
            models.CheckConstraint(condition=Q(places__gt=0), name="booking_has_places"),
            models.UniqueConstraint(
                fields=["slot", "email_norm"],
                condition=Q(status__in=["held", "confirmed"]),
                name="booking_once_per_slot_and_person",
            ),
        ]

    def __str__(self) -> str:
        return self.code_for_people

    @property
    def code_for_people(self) -> str:
        """The code in two groups of four, as printed and read aloud."""
        return f"{self.code[:4]}-{self.code[4:]}"

    @property
    def is_active(self) -> bool:
        return self.status in ACTIVE_STATUSES

    @property
    def minors(self) -> int:
        """People under 18 in the party. No query."""
        return self.places - self.adults


class BookingLink(models.Model):
    """A mailed link to a booking. Only the token's SHA-256 is stored; opening it changes nothing."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("booking link")
        verbose_name_plural = _("booking links")

    def __str__(self) -> str:
        return self.token_hash[:8]
