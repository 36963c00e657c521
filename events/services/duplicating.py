"""A visit once more: its rules, days and times for another plant, or in the same one."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import rules, scheduling
from ..models import Programme, TimeBand, Visit
from .scheduling import SlotPlan, apply_plan, plan_slots

COPIED = (
    "edition_id",
    "duration_minutes",
    "capacity",
    "max_party",
    "min_age",
    "minors_per_adult",
    "names_required",
    "closes_hours_before",
)
"""What two visits have in common when one is made from the other, beside days and times."""


def duplicate_visit(
    *,
    visit: Visit,
    programme: Programme,
    labels: dict[str, str],
    tour_language: str,
    now: dt.datetime,
    only_plan: bool = False,
) -> SlotPlan:
    """Make a visit like another, with its slots; returns the plan that was applied, with the new visit.

    Days and time bands are copied; single exceptions and bookings are not. `visit` is loaded with its
    edition; `now` is aware. With `only_plan` nothing is kept: it tells which slots there would be.

    Raises rules.Refusal `same_visit` for the same plant, language and label: nobody could tell the two
    apart; `edition_over` when its last day has passed. About 13 queries.
    """
    if visit.edition.last_day < timezone.localtime(now, scheduling.ROME).date():
        raise rules.Refusal("edition_over", _("This edition is over: nothing can be added to it."))
    with transaction.atomic():
        # One after the other for each plant: the second of two clicks finds the visit of the first.
        Programme.objects.select_for_update(no_key=True).filter(pk=programme.pk).first()
        alike = Visit.objects.filter(
            programme=programme, edition=visit.edition, tour_language=tour_language, labels=labels
        )
        if alike.exists():
            text = _("This plant has a visit with this label and language already: change one of the two.")
            raise rules.Refusal("same_visit", text, "tour_language")
        values = {name: getattr(visit, name) for name in COPIED}
        copy = Visit.objects.create(
            programme=programme,
            labels=labels,
            tour_language=tour_language,
            recurrence=visit.recurrence,
            **values,
        )
        bands = TimeBand.objects.filter(visit=visit).order_by("start")
        TimeBand.objects.bulk_create(
            TimeBand(visit=copy, start=band.start, end=band.end, step_minutes=band.step_minutes)
            for band in bands
        )
        stored = Visit.objects.select_related("edition", "programme").get(pk=copy.pk)
        plan = (plan_slots if only_plan else apply_plan)(visit=stored, now=now)
        if only_plan:
            transaction.set_rollback(True)
    return plan
