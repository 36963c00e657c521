"""An edition of this portal becomes a column of the chart on the home page: figures, no person."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events import rules
from events.models import Edition
from events.scheduling import ROME
from events.selectors_figures import edition_totals

from .models import PastEdition
from .models.past_editions import CountedAs, Precision


@dataclass(frozen=True)
class ProposedFigures:
    """What the chart would say of an edition."""

    year: int
    opened: int
    """Plants with slots that took place."""
    people: int
    counted_as: str
    """Visitors where gates ticked most people, bookings else: half a count would look like a bad year."""


ENOUGH_TICKED = 0.8
"""Share of the booked people whose slots the gates ticked from which the count of visitors holds."""


def propose_figures(edition: Edition) -> ProposedFigures:
    """The figures of an edition as they stand. 4 queries."""
    totals = edition_totals(edition)
    is_known = totals.people > 0 and totals.expected >= totals.people * ENOUGH_TICKED
    return ProposedFigures(
        edition.first_day.year,
        totals.plants,
        totals.came if is_known else totals.people,
        CountedAs.VISITORS if is_known else CountedAs.BOOKINGS,
    )


def publish_figures(*, edition_id: int, now: dt.datetime) -> PastEdition:
    """Put an edition that is over into the chart; again, it corrects its year. 8 queries.

    `now` is aware. Raises rules.Refusal `not_over`, `nothing_opened`; Edition.DoesNotExist.
    """
    with transaction.atomic():
        edition = Edition.objects.get(pk=edition_id)
        if timezone.localtime(now, ROME).date() <= edition.last_day:
            raise rules.Refusal("not_over", _("This edition is not over: its figures may still change."))
        figures = propose_figures(edition)
        if not figures.opened:
            raise rules.Refusal(
                "nothing_opened", _("No plant opened in this edition: there is nothing to show.")
            )
        past = PastEdition.objects.filter(year=figures.year).first() or PastEdition(year=figures.year)
        past.opened, past.opened_precision = figures.opened, Precision.EXACT
        past.people, past.people_precision = figures.people, Precision.EXACT
        past.people_counted_as = figures.counted_as
        # Saved, not updated: the signal ends the ready-made home page.
        past.save()
    return past
