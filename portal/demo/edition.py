"""The coming edition, computed: Thursday to Saturday before the last Sunday of October."""

import datetime as dt

from django.utils import timezone

from events.models import Edition
from events.scheduling import ROME

DEMO_EDITION = "Fabbriche Aperte Piemonte {year} (demo)"


def edition_days(year: int) -> tuple[dt.date, dt.date]:
    """First and last day of a year's edition. The clocks go back on the Sunday after it."""
    last_of_october = dt.date(year, 10, 31)
    sunday = last_of_october - dt.timedelta(days=(last_of_october.weekday() + 1) % 7)
    return sunday - dt.timedelta(days=3), sunday - dt.timedelta(days=1)


def coming_year(today: dt.date) -> int:
    """The year of the next edition that still leaves a week to book."""
    first, _ = edition_days(today.year)
    return today.year if today <= first - dt.timedelta(days=7) else today.year + 1


def load_edition(now: dt.datetime) -> Edition:
    """Create the coming edition with bookings open since yesterday, closing the night before."""
    first, last = edition_days(coming_year(timezone.localtime(now, ROME).date()))
    yesterday = timezone.localtime(now, ROME).replace(hour=9, minute=0, second=0, microsecond=0)
    edition, _ = Edition.objects.get_or_create(
        name=DEMO_EDITION.format(year=first.year),
        defaults={
            "first_day": first,
            "last_day": last,
            "bookings_open_at": yesterday - dt.timedelta(days=1),
            "bookings_close_at": dt.datetime.combine(
                first - dt.timedelta(days=1), dt.time(23, 59), tzinfo=ROME
            ),
        },
    )
    return edition
