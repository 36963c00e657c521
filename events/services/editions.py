"""The next edition from one before it: dates, waves, limits, and the visits that come along."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import rules, scheduling
from ..models import Edition, ReleaseWave, Slot, TimeBand, Visit
from ..scheduling import ROME, RefusedStart, Start
from ..years import LONGEST_EDITION

COPIED = ("max_party", "max_bookings_per_person", "hold_minutes", "changes_close_hours", "retention_days")
"""Limits of an edition that the next one takes over."""

VISIT_COPIED = (
    "labels",
    "tour_language",
    "duration_minutes",
    "capacity",
    "max_party",
    "min_age",
    "minors_per_adult",
    "names_required",
    "closes_hours_before",
)
"""What a visit keeps from one edition to the next: everything but its days, times and slots."""


@dataclass(frozen=True)
class NewDates:
    """What is decided anew for an edition; moments are aware."""

    name: str
    first_day: dt.date
    last_day: dt.date
    bookings_open_at: dt.datetime
    bookings_close_at: dt.datetime


@dataclass(frozen=True)
class CarriedVisit:
    """One visit on its way into another edition. Saved only by `make_next_edition`."""

    source: Visit
    days: list[dt.date]
    lost_days: list[dt.date]
    """Days of the source that have no counterpart: the new edition is shorter."""
    starts: list[Start]
    refused: list[RefusedStart]

    @property
    def places(self) -> int:
        return len(self.starts) * self.source.capacity


@dataclass(frozen=True)
class NextEdition:
    """What would be made, or was made."""

    edition: Edition
    waves: list[ReleaseWave]
    visits: list[CarriedVisit]
    already: int = 0
    """Visits that had been carried over before: they were left as they are."""
    made: bool = field(default=False)
    """Whether this run made anything at all."""

    @property
    def slots(self) -> int:
        return sum(len(visit.starts) for visit in self.visits)

    @property
    def places(self) -> int:
        return sum(visit.places for visit in self.visits)

    @property
    def plants(self) -> int:
        return len({visit.source.programme_id for visit in self.visits})

    @property
    def without_days(self) -> list[CarriedVisit]:
        """Visits that come along without a slot: somebody has to give them days."""
        return [visit for visit in self.visits if not visit.starts]

    @property
    def refused(self) -> list[RefusedStart]:
        """Times that the clock change makes impossible, each once."""
        found = {(start.day, start.time): start for visit in self.visits for start in visit.refused}
        return [found[key] for key in sorted(found)]


def suggest_dates(source: Edition) -> NewDates:
    """The same weekdays a year later; bookings as long before as last time. No query.

    A suggestion: whoever prepares the edition knows better.
    """
    shift = dt.timedelta(days=364)
    first = source.first_day + shift
    year = first.year
    name = source.name.replace(str(source.first_day.year), str(year))
    if name == source.name:
        name = f"{source.name} {year}"
    return NewDates(
        name,
        first,
        source.last_day + shift,
        _shifted(source.bookings_open_at, shift),
        _shifted(source.bookings_close_at, shift),
    )


def visits_to_carry(source: Edition) -> list[Visit]:
    """The visits of an edition with plant, edition and times, by plant. 2 queries."""
    visits = Visit.objects.filter(edition=source).select_related("programme", "edition")
    return list(visits.prefetch_related("bands").order_by("programme__name", "pk"))


def plan_next_edition(*, source: Edition, dates: NewDates, visits: Collection[Visit]) -> NextEdition:
    """What an edition made from `source` would be: nothing is written. 1 query, for the waves.

    Days go by position: what took place on the first day takes place on the first day. Waves keep
    their distance from the opening, on the wall clock of Rome.
    """
    edition = Edition(
        name=dates.name,
        first_day=dates.first_day,
        last_day=dates.last_day,
        bookings_open_at=dates.bookings_open_at,
        bookings_close_at=dates.bookings_close_at,
        **{name: getattr(source, name) for name in COPIED},
    )
    distance = _wall(dates.bookings_open_at) - _wall(source.bookings_open_at)
    waves = [
        ReleaseWave(opens_at=_shifted(wave.opens_at, distance), percent=wave.percent)
        for wave in source.waves.all()
    ]
    return NextEdition(edition, waves, [_carried(visit, edition) for visit in visits])


def make_next_edition(*, source_id: int, dates: NewDates, visit_ids: Collection[int]) -> NextEdition:
    """Make an edition from another, with the chosen visits and all their slots. About 15 queries.

    Safe to repeat: an edition of this name and these days is completed with the visits it has not
    got yet; nothing else of it is changed. Slots that staff added, moved
    or took out by hand are exceptions of their edition and stay behind.

    Raises rules.Refusal `days_in_order`, `too_long`, `window_in_order`, `name_taken`, `not_later`,
    `visit_unknown`; Edition.DoesNotExist.
    """
    with transaction.atomic():
        source = Edition.objects.select_for_update().get(pk=source_id)
        refuse_dates(source, dates)
        visits = [visit for visit in visits_to_carry(source) if visit.pk in set(visit_ids)]
        if len(visits) != len(set(visit_ids)):
            raise rules.Refusal(
                "visit_unknown", _("One of these visits is not in the edition any more."), "visits"
            )
        plan = plan_next_edition(source=source, dates=dates, visits=visits)
        standing = Edition.objects.filter(name=dates.name).first()
        edition = standing or _create(plan)
        known = set(Visit.objects.filter(edition=edition).values_list("carried_from", flat=True))
        new = [visit for visit in plan.visits if visit.source.pk not in known]
        _create_visits(edition, new)
    already = len(plan.visits) - len(new)
    return NextEdition(edition, plan.waves, new, already, made=standing is None or bool(new))


def refuse_dates(source: Edition, dates: NewDates) -> None:
    """Raise the refusal of dates that can't be, at the field that is wrong. At most 1 query."""
    if dates.last_day < dates.first_day:
        raise rules.Refusal("days_in_order", _("The last day comes before the first."), "last_day")
    if dates.last_day - dates.first_day > LONGEST_EDITION:
        text = _("An edition lasts one year at most: check the year.")
        raise rules.Refusal("too_long", text, "last_day")
    if dates.bookings_close_at <= dates.bookings_open_at:
        raise rules.Refusal("window_in_order", _("Bookings close before they open."), "bookings_close_at")
    if dates.first_day <= source.last_day:
        text = _("The next edition begins after this one has ended.")
        raise rules.Refusal("not_later", text, "first_day")
    standing = Edition.objects.filter(name=dates.name).first()
    if standing is None:
        return
    if (standing.first_day, standing.last_day) != (dates.first_day, dates.last_day):
        text = _("There is another edition of this name, on other days.")
        raise rules.Refusal("name_taken", text, "name")


def _carried(visit: Visit, edition: Edition) -> CarriedVisit:
    source = visit.edition
    old = scheduling.recurrence_days(visit.recurrence, first=source.first_day, last=source.last_day)
    positions, days = {day: number for number, day in enumerate(source.days)}, edition.days
    moved = [days[positions[day]] for day in old if positions[day] < len(days)]
    lost = [day for day in old if positions[day] >= len(days)]
    twin = _twin(visit, edition, moved)
    starts, refused = scheduling.visit_starts(twin, visit.bands.all())
    return CarriedVisit(visit, moved, lost, starts, refused)


def _twin(visit: Visit, edition: Edition, days: list[dt.date]) -> Visit:
    """The visit as it will be in the other edition, not saved. No query."""
    return Visit(
        programme_id=visit.programme_id,
        edition=edition,
        recurrence=scheduling.days_to_recurrence(days),
        carried_from=visit,
        **{name: getattr(visit, name) for name in VISIT_COPIED},
    )


def _create(plan: NextEdition) -> Edition:
    edition = plan.edition
    edition.save()
    for wave in plan.waves:
        wave.edition = edition
    ReleaseWave.objects.bulk_create(plan.waves)
    return edition


def _create_visits(edition: Edition, carried: list[CarriedVisit]) -> None:
    """Visits, times and slots at once: one by one it would keep visitors waiting on SQLite. 3 queries."""
    visits = Visit.objects.bulk_create([_twin(row.source, edition, row.days) for row in carried])
    bands, slots = [], []
    for visit, row in zip(visits, carried, strict=True):
        bands += [
            TimeBand(visit=visit, start=band.start, end=band.end, step_minutes=band.step_minutes)
            for band in row.source.bands.all()
        ]
        slots += [
            Slot(
                visit=visit,
                programme_id=visit.programme_id,
                starts_at=start.starts_at,
                ends_at=start.ends_at,
                planned_at=start.starts_at,
                capacity=visit.capacity,
            )
            for start in row.starts
        ]
    TimeBand.objects.bulk_create(bands, batch_size=500)
    Slot.objects.bulk_create(slots, batch_size=500)


# Opening and closing ----------------------------------------------------------------


def open_bookings(*, edition_id: int, now: dt.datetime) -> Edition:
    """Open bookings at `now` (aware), whatever was planned. 2 to 4 queries.

    A first wave that was still to come begins now: without it nobody could book. Where bookings had
    closed they stay open until the night before the first day, or until the end of the last day once
    the visits have begun.

    Raises rules.Refusal `already_open`, `edition_over`; Edition.DoesNotExist.
    """
    with transaction.atomic():
        edition = Edition.objects.select_for_update().get(pk=edition_id)
        if timezone.localtime(now, ROME).date() > edition.last_day:
            raise rules.Refusal("edition_over", _("This edition is over: nobody can be booked any more."))
        wave = edition.waves.order_by("opens_at").first()
        waits_for_wave = wave is not None and wave.opens_at > now
        if edition.bookings_open_at <= now < edition.bookings_close_at and not waits_for_wave:
            raise rules.Refusal("already_open", _("Bookings are open already."))
        edition.bookings_open_at = min(edition.bookings_open_at, now)
        if edition.bookings_close_at <= now:
            edition.bookings_close_at = closing_after(edition, now)
        edition.save(update_fields=["bookings_open_at", "bookings_close_at"])
        if waits_for_wave:
            wave.opens_at = now
            wave.save(update_fields=["opens_at"])
    return edition


def close_bookings(*, edition_id: int, now: dt.datetime) -> Edition:
    """Close bookings at `now` (aware); what is booked stays booked. 2 queries.

    Raises rules.Refusal `not_open`; Edition.DoesNotExist.
    """
    with transaction.atomic():
        edition = Edition.objects.select_for_update().get(pk=edition_id)
        if not edition.bookings_open_at < now < edition.bookings_close_at:
            raise rules.Refusal("not_open", _("Bookings are not open."))
        edition.bookings_close_at = now
        edition.save(update_fields=["bookings_close_at"])
    return edition


def closing_after(edition: Edition, now: dt.datetime) -> dt.datetime:
    """When bookings that are opened again close: the night before the first day, or after the last."""
    eve = _end_of(edition.first_day - dt.timedelta(days=1))
    return eve if now < eve else _end_of(edition.last_day)


def _end_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(23, 59), tzinfo=ROME)


def _wall(moment: dt.datetime) -> dt.datetime:
    return timezone.localtime(moment, ROME).replace(tzinfo=None)


def _shifted(moment: dt.datetime, by: dt.timedelta) -> dt.datetime:
    """The same wall-clock time in Rome, days later, on whichever side of a clock change."""
    return (_wall(moment) + by).replace(tzinfo=ROME)
