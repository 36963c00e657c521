"""What readers say of a page, or of the booking service."""

from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_STARS = 5
FEWEST_LIKED = 4
"""From how many stars on a reader is asked what was good; below, what stood in the way."""
LONGEST_TEXT = 200


class Answer(models.TextChoices):
    """Fixed answers to the second question, those of the component for public sites."""

    CLEAR = "clear", _("Clear information")
    COMPLETE = "complete", _("Complete information")
    ON_TRACK = "on-track", _("Always clear how to go on")
    NO_TROUBLE = "no-trouble", _("No technical problems")
    UNCLEAR = "unclear", _("Information that is not clear")
    INCOMPLETE = "incomplete", _("Information that is not complete")
    LOST = "lost", _("Not clear how to go on")
    TROUBLE = "trouble", _("Technical problems")
    OTHER = "other", _("Something else")


LIKED = [Answer.CLEAR, Answer.COMPLETE, Answer.ON_TRACK, Answer.NO_TROUBLE, Answer.OTHER]
OBSTACLES = [Answer.UNCLEAR, Answer.INCOMPLETE, Answer.LOST, Answer.TROUBLE, Answer.OTHER]


class PageFeedback(models.Model):
    """One reader's stars and answers. Says nothing about who gave them: no name, no address, no session.

    `subject` is the translation key of a page, so that all languages count together, or the name
    of a part of the portal that is no page (see `home.feedback`).
    """

    class Kind(models.TextChoices):
        """What was asked about."""

        PAGE = "page", _("Page")
        SERVICE = "service", _("Service")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.PAGE)
    subject = models.CharField(_("page"), max_length=40)
    title = models.CharField(_("title"), max_length=255)
    path = models.CharField(_("address"), max_length=500)
    language = models.CharField(_("language"), max_length=10)
    rating = models.PositiveSmallIntegerField(_("stars"))
    answers = models.JSONField(_("answers"), default=list, blank=True)
    text = models.CharField(_("text"), max_length=LONGEST_TEXT, blank=True)
    created_at = models.DateTimeField(_("given at"), db_index=True)

    class Meta:
        verbose_name = _("page feedback")
        verbose_name_plural = _("page feedback")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["subject", "created_at"], name="feedback_by_subject")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rating__gte=1, rating__lte=MOST_STARS), name="feedback_one_to_five_stars"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.rating}/{MOST_STARS}"

    @property
    def answer_labels(self) -> list[str]:
        """The answers in words; an answer that no longer exists is left out."""
        return [str(Answer(value).label) for value in self.answers if value in Answer.values]
