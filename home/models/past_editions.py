"""The editions before this portal, as figures."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.formats import number_format as localised
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _


class Precision(models.TextChoices):
    """How exactly a figure of long ago is known."""

    EXACT = "exact", pgettext_lazy("precision of a number", "exactly")
    ABOUT = "about", pgettext_lazy("precision of a number", "about")
    OVER = "over", pgettext_lazy("precision of a number", "over")
    ALMOST = "almost", pgettext_lazy("precision of a number", "almost")


class CountedAs(models.TextChoices):
    """What was counted: the early editions counted bookings, later ones people at the gates."""

    BOOKINGS = "bookings", pgettext_lazy("counted", "bookings")
    VISITORS = "visitors", pgettext_lazy("counted", "visitors")


class PastEdition(models.Model):
    """One edition in the chart of the home page. Figures only: the same in every language."""

    year = models.PositiveSmallIntegerField(
        _("year"), unique=True, validators=[MinValueValidator(2017), MaxValueValidator(2100)]
    )
    opened = models.PositiveIntegerField(_("plants opened"), validators=[MinValueValidator(1)])
    opened_precision = models.CharField(
        _("precision"), max_length=6, choices=Precision, default=Precision.EXACT
    )
    people = models.PositiveIntegerField(
        _("people"),
        null=True,
        blank=True,
        help_text=_("Empty: not known. The chart then shows the plants alone."),
    )
    people_precision = models.CharField(
        _("precision"), max_length=6, choices=Precision, default=Precision.EXACT
    )
    people_counted_as = models.CharField(
        _("counted as"), max_length=8, choices=CountedAs, default=CountedAs.VISITORS
    )
    source = models.URLField(_("source"), blank=True, help_text=_("Where the figures were published."))

    class Meta:
        verbose_name = _("past edition")
        verbose_name_plural = _("past editions")
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)

    @property
    def opened_in_words(self) -> str:
        """The number of plants with its precision: "over 100". No query."""
        return in_words(self.opened, self.opened_precision)

    @property
    def people_in_words(self) -> str:
        """The number of people, its precision and what was counted; empty when not known. No query."""
        if self.people is None:
            return ""
        return f"{in_words(self.people, self.people_precision)} {self.get_people_counted_as_display()}"


def in_words(number: int, precision: str) -> str:
    """A number as a sentence has it, in the active language: "almost 8,500"."""
    written = localised(number, force_grouping=True)
    if precision == Precision.ABOUT:
        return gettext("about %(number)s") % {"number": written}
    if precision == Precision.OVER:
        return gettext("over %(number)s") % {"number": written}
    if precision == Precision.ALMOST:
        return gettext("almost %(number)s") % {"number": written}
    return written
