"""What visitors say after the visit."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..languages import first_language
from .bookings import Booking
from .visits import Slot

MOST_STARS = 5
LONGEST_COMMENT = 1000


class Difficulty(models.TextChoices):
    """How the explanations were, from too plain to too hard."""

    EASY = "easy", _("Too simple")
    RIGHT = "right", _("Just right")
    HARD = "hard", _("Hard to follow")


class SurveyAnswer(models.Model):
    """One party's answer about one visit. Without its booking it is anonymous."""

    Difficulty = Difficulty

    booking = models.OneToOneField(
        Booking,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="survey_answer",
        verbose_name=_("booking"),
        help_text=_("Empty once the personal data of the booking are erased."),
    )
    slot = models.ForeignKey(
        Slot, on_delete=models.PROTECT, related_name="survey_answers", verbose_name=_("slot")
    )
    stars = models.PositiveSmallIntegerField(_("stars"))
    difficulty = models.CharField(_("explanations"), max_length=10, choices=Difficulty, blank=True)
    comment = models.TextField(_("comment"), max_length=LONGEST_COMMENT, blank=True)
    language = models.CharField(_("language"), max_length=10, default=first_language)
    created_at = models.DateTimeField(_("answered at"))

    class Meta:
        verbose_name = _("survey answer")
        verbose_name_plural = _("survey answers")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stars__gte=1, stars__lte=MOST_STARS), name="survey_stars_1_to_5"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stars}/{MOST_STARS}"
