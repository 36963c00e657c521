"""Visits (a kind of tour) and slots (one start of it)."""

import datetime as dt

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from recurrence.fields import RecurrenceField

from ..years import check_whole_minute
from .editions import Edition, Programme


class TourLanguage(models.TextChoices):
    """Languages a plant's guides speak; not bound to the languages of the site."""

    ITALIAN = "it", _("Italian")
    ENGLISH = "en", _("English")
    FRENCH = "fr", _("French")
    GERMAN = "de", _("German")
    ITALIAN_SIGN = "lis", _("Italian sign language")


LANGUAGE_IN_A_SENTENCE = {
    TourLanguage.ITALIAN: pgettext_lazy("within a sentence", "Italian"),
    TourLanguage.ENGLISH: pgettext_lazy("within a sentence", "English"),
    TourLanguage.FRENCH: pgettext_lazy("within a sentence", "French"),
    TourLanguage.GERMAN: pgettext_lazy("within a sentence", "German"),
    TourLanguage.ITALIAN_SIGN: pgettext_lazy("within a sentence", "Italian sign language"),
}
"""Italian writes languages with a small letter, English with a capital: no filter can know."""


class MinimumAge(models.IntegerChoices):
    """Ages a visit may ask for: the lower ends of the age bands, so every count is decidable."""

    NONE = 0, _("No minimum age")
    SIX = 6, _("6 years")
    ELEVEN = 11, _("11 years")
    FOURTEEN = 14, _("14 years")
    EIGHTEEN = 18, _("18 years")


class Visit(ClusterableModel):
    """A kind of tour in one programme and one edition: who may come, how many, on which days."""

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="visits", verbose_name=_("programme")
    )
    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="visits", verbose_name=_("edition")
    )
    labels = models.JSONField(_("label"), default=dict, blank=True, help_text=_("A short name per language."))
    tour_language = models.CharField(
        _("language of the tour"), max_length=3, choices=TourLanguage, default=TourLanguage.ITALIAN
    )
    duration_minutes = models.PositiveSmallIntegerField(
        _("duration in minutes"),
        default=60,
        validators=[MinValueValidator(10), MaxValueValidator(480)],
    )
    capacity = models.PositiveSmallIntegerField(
        _("places per slot"), default=15, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    max_party = models.PositiveSmallIntegerField(
        _("largest party"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_("Empty: the edition's limit."),
    )
    min_age = models.PositiveSmallIntegerField(_("minimum age"), choices=MinimumAge, default=MinimumAge.NONE)
    minors_per_adult = models.PositiveSmallIntegerField(
        _("minors per adult"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_("How many under 18 one adult may accompany. Empty: no limit."),
    )
    names_required = models.BooleanField(
        _("names required"),
        default=False,
        help_text=_("Only where the plant's safety rules need a list of names at the gate."),
    )
    closes_hours_before = models.PositiveSmallIntegerField(
        _("closes hours before"),
        default=2,
        validators=[MaxValueValidator(24 * 14)],
        help_text=_("Bookings close this long before each start."),
    )
    recurrence = RecurrenceField(include_dtstart=False, verbose_name=_("days"), blank=True)
    carried_from = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="carried_to",
        verbose_name=_("carried over from"),
        help_text=_("The visit of an earlier edition it was made from: no edition gets it twice."),
    )

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["programme__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "carried_from"], name="visit_carried_over_once"),
            models.CheckConstraint(condition=Q(duration_minutes__gt=0), name="visit_lasts"),
            models.CheckConstraint(condition=Q(capacity__gt=0), name="visit_has_places"),
        ]

    def __str__(self) -> str:
        return f"{self.programme.name} – {self.label}" if self.label else self.programme.name

    @property
    def label(self) -> str:
        """The label in the active language, else in the site's first language. No query."""
        language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
        return self.labels.get(language) or self.labels.get(settings.LANGUAGE_CODE, "")

    @property
    def tour_language_words(self) -> str:
        """The language of the tour as it stands within a sentence. No query."""
        return str(LANGUAGE_IN_A_SENTENCE[self.tour_language])

    @property
    def party_limit(self) -> int:
        """The most places one booking may take. Reads `edition`: select it with the visit."""
        return min(self.max_party or self.edition.max_party, self.edition.max_party, self.capacity)


class TimeBand(models.Model):
    """Starts of one day: a single time, or every `step_minutes` between two times."""

    visit = ParentalKey(Visit, on_delete=models.CASCADE, related_name="bands")
    start = models.TimeField(_("from"))
    end = models.TimeField(
        _("to"),
        null=True,
        blank=True,
        help_text=_("The last tour has ended by then. Empty: only one start."),
    )
    step_minutes = models.PositiveSmallIntegerField(
        _("every (minutes)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(5), MaxValueValidator(720)],
    )

    class Meta:
        verbose_name = _("time band")
        verbose_name_plural = _("time bands")
        ordering = ["start"]

    def __str__(self) -> str:
        return f"{self.start:%H:%M}–{self.end:%H:%M}" if self.end else f"{self.start:%H:%M}"

    def clean(self) -> None:
        """A band has whole minutes, both an end and a step or neither; it ends after it starts."""
        errors = {}
        for name in ("start", "end"):
            try:
                if value := getattr(self, name):
                    check_whole_minute(value)
            except ValidationError as error:
                errors[name] = error
        if errors:
            raise ValidationError(errors)
        if bool(self.end) != bool(self.step_minutes):
            raise ValidationError(
                {"step_minutes": _("Give both an end and a step, or neither for a single start.")}
            )
        if self.start and self.end and self.end <= self.start:
            raise ValidationError({"end": _("The band ends before it starts.")})


class SlotStatus(models.TextChoices):
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed to new bookings")
    CANCELLED = "cancelled", pgettext_lazy("slot", "cancelled")
    WITHDRAWN = "withdrawn", _("withdrawn")


class SlotQuerySet(models.QuerySet):
    def with_rules(self) -> "SlotQuerySet":
        """Load what `rules` needs to decide: visit, edition, programme in this query, waves in 1 more."""
        return self.select_related("visit__edition", "programme").prefetch_related("visit__edition__waves")

    def shown(self) -> "SlotQuerySet":
        """Slots a visitor is shown: withdrawn ones never took place and are not."""
        return self.exclude(status=SlotStatus.WITHDRAWN)

    def public(self) -> "SlotQuerySet":
        """Slots of programmes with a published page: what visitors may count on. A join, no query more."""
        return self.filter(programme__is_public=True)

    def upcoming(self, now: dt.datetime) -> "SlotQuerySet":
        """Slots that have not started at `now` (aware)."""
        return self.filter(starts_at__gt=now)


class Slot(models.Model):
    """One start of a visit, with its places. `taken` counts held and confirmed bookings.

    `taken` changes only through events.services, always by a guarded UPDATE: saving a loaded
    object would write back an old count.
    """

    Status = SlotStatus

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="slots", verbose_name=_("visit"))
    # Also reachable through the visit; kept here so that the places of a page are one indexed read.
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="slots", verbose_name=_("programme")
    )
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    # Empty in slots made by the code before this field: `start_in_plan` knows.
    planned_at = models.DateTimeField(
        _("planned for"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("The start its visit's days and times gave it; staff may have moved it since."),
    )
    capacity = models.PositiveSmallIntegerField(_("places"))
    taken = models.PositiveSmallIntegerField(_("taken"), default=0, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=SlotStatus, default=SlotStatus.OPEN)
    version = models.PositiveIntegerField(
        _("version"),
        default=1,
        editable=False,
        help_text=_("Grows when the time changes: nobody is confirmed for a time they did not see."),
    )
    was_closed = models.BooleanField(
        _("was closed"),
        default=False,
        db_default=False,  # code that does not know the column still makes slots
        editable=False,
        help_text=_("Closed when it was withdrawn: it comes back as it went."),
    )
    by_hand = models.BooleanField(
        _("decided by hand"),
        default=False,
        db_default=False,
        editable=False,
        help_text=_(
            "Added or taken out by staff: its visit's days and times neither withdraw it nor bring it back."
        ),
    )

    objects = SlotQuerySet.as_manager()

    class Meta:
        verbose_name = _("slot")
        verbose_name_plural = _("slots")
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["programme", "starts_at"], name="slot_by_programme")]
        constraints = [
            models.UniqueConstraint(fields=["visit", "starts_at"], name="slot_once_per_start"),
            models.UniqueConstraint(fields=["visit", "planned_at"], name="slot_once_per_planned_start"),
            models.CheckConstraint(
                condition=Q(taken__gte=0) & Q(taken__lte=F("capacity")),
                name="slot_taken_within_capacity",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="slot_ends_after_start"),
        ]

    def __str__(self) -> str:
        start = timezone.localtime(self.starts_at)
        return f"{self.programme.name}, {start:%d/%m/%Y %H:%M}"

    @property
    def start_in_plan(self) -> dt.datetime:
        """The start this slot serves in its visit's plan, wherever staff have moved it. No query."""
        return self.planned_at or self.starts_at

    @property
    def is_moved(self) -> bool:
        """Whether the slot stands elsewhere than its visit's plan says. No query."""
        return self.start_in_plan != self.starts_at

    @property
    def free(self) -> int:
        """Places left as last read. No query."""
        return self.capacity - self.taken

    @property
    def day(self) -> dt.date:
        """The day in the site's time zone (Europe/Rome), not in UTC."""
        return timezone.localtime(self.starts_at).date()
