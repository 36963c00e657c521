"""When the event takes place, and what hangs together behind the pages of one plant."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from ..years import LONGEST_EDITION, wrong_years


class Edition(ClusterableModel):
    """One year's event: its days, its booking window and the limits that hold for all visits."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    bookings_open_at = models.DateTimeField(
        _("bookings open"), help_text=_("Before this moment the pages say when bookings open.")
    )
    bookings_close_at = models.DateTimeField(
        _("bookings close"), help_text=_("Usually the night before the first visit.")
    )
    max_party = models.PositiveSmallIntegerField(
        _("largest party"),
        default=6,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_("The most places one booking can take. A visit can set less."),
    )
    max_bookings_per_person = models.PositiveSmallIntegerField(
        _("bookings per person"),
        default=4,
        validators=[MinValueValidator(1)],
        help_text=_("The most visits one e-mail address can have booked at a time."),
    )
    hold_minutes = models.PositiveSmallIntegerField(
        _("minutes places are held"),
        default=15,
        validators=[MinValueValidator(5), MaxValueValidator(120)],
        help_text=_("While the form is filled. Visitors can extend it."),
    )
    changes_close_hours = models.PositiveSmallIntegerField(
        _("changes close (hours before the visit)"),
        default=2,
        help_text=_("Until then visitors can take more places or move. Giving back works until the start."),
    )
    retention_days = models.PositiveSmallIntegerField(
        _("days personal data are kept"),
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("Counted from the visit; afterwards only anonymous numbers remain."),
    )

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["-first_day"]
        # The Region sees how an edition goes without the right to change it, or to see a person.
        permissions = [("view_board", "Can see the board of an edition")]
        constraints = [
            models.CheckConstraint(condition=Q(first_day__lte=F("last_day")), name="edition_days_in_order"),
            models.CheckConstraint(
                condition=Q(bookings_open_at__lt=F("bookings_close_at")),
                name="edition_window_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse days or a booking window in the wrong order, and slips in years, at the wrong field."""
        errors: dict[str, object] = {}
        errors |= wrong_years(self, "first_day", "last_day", "bookings_open_at", "bookings_close_at")
        has_days = not errors and self.first_day and self.last_day
        if has_days and self.last_day - self.first_day > LONGEST_EDITION:
            errors["last_day"] = _("An edition lasts one year at most: check the year.")
        if self.first_day and self.last_day and self.last_day < self.first_day:
            errors["last_day"] = _("The last day comes before the first.")
        if (
            self.bookings_open_at
            and self.bookings_close_at
            and self.bookings_close_at <= self.bookings_open_at
        ):
            errors["bookings_close_at"] = _("Bookings close before they open.")
        if errors:
            raise ValidationError(errors)

    @property
    def days(self) -> list[dt.date]:
        """Every day of the edition, in order. No query."""
        length = (self.last_day - self.first_day).days + 1
        return [self.first_day + dt.timedelta(days=i) for i in range(length)]


class ReleaseWave(models.Model):
    """From a moment on, this share of each slot's places can be booked by the public."""

    edition = ParentalKey(Edition, on_delete=models.CASCADE, related_name="waves")
    opens_at = models.DateTimeField(_("from"))
    percent = models.PositiveSmallIntegerField(
        _("places released, in percent"),
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Of all the places of each slot, earlier waves included."),
    )

    class Meta:
        verbose_name = _("release wave")
        verbose_name_plural = _("release waves")
        ordering = ["opens_at"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "opens_at"], name="one_wave_per_moment"),
            models.CheckConstraint(condition=Q(percent__gte=1, percent__lte=100), name="wave_is_a_share"),
        ]

    def __str__(self) -> str:
        return f"{self.percent} %"

    def clean(self) -> None:
        """Refuse a slip in the year."""
        if errors := wrong_years(self, "opens_at"):
            raise ValidationError(errors)


class Programme(models.Model):
    """What a plant offers, behind all translations of its page.

    The primary key is the pages' `translation_key`: the Italian and the English page find the
    same row, a copied page (new key) finds none, and deleting a page deletes no booking.
    """

    page_key = models.UUIDField(_("page key"), primary_key=True, editable=False)
    name = models.CharField(
        _("name"),
        max_length=255,
        help_text=_("The page's title as last published: still known when the page is gone."),
    )
    # Kept by events.services.publicity; true where there never was a page. See decision 0027.
    is_public = models.BooleanField(
        _("published"),
        default=True,
        db_default=True,  # code that does not know the column still makes programmes
        editable=False,
        help_text=_("Whether a page of it is published, in any language: only then visitors can book."),
    )

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
