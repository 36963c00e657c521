"""Where the event stands: before the bookings, open, closed, during the visits, after. Pure functions."""

import datetime as dt
from enum import StrEnum

from django.utils import timezone

from .models import Edition


class Phase(StrEnum):
    """What the pages speak of. Days are those of Europe/Rome."""

    NONE = "none"
    """No edition is planned."""
    BEFORE = "before"
    """Bookings have not opened."""
    OPEN = "open"
    CLOSED = "closed"
    """Bookings are over, the visits have not begun: usually a night."""
    DURING = "during"
    """From midnight of the first day to midnight after the last."""
    AFTER = "after"


def phase_of(edition: Edition | None, now: dt.datetime) -> Phase:
    """The phase at `now` (aware). No query."""
    if edition is None:
        return Phase.NONE
    today = timezone.localtime(now, timezone.get_default_timezone()).date()
    if today > edition.last_day:
        return Phase.AFTER
    if today >= edition.first_day:
        return Phase.DURING
    if now < edition.bookings_open_at:
        return Phase.BEFORE
    return Phase.OPEN if now < edition.bookings_close_at else Phase.CLOSED


def takes_bookings(edition: Edition | None, now: dt.datetime) -> bool:
    """Whether bookings are open at `now` (aware), whatever the phase. No query."""
    return edition is not None and edition.bookings_open_at <= now < edition.bookings_close_at


def days_to_opening(edition: Edition | None, now: dt.datetime) -> int:
    """Days, as a calendar counts them in Europe/Rome, until bookings open; 0 today and afterwards."""
    if edition is None or now >= edition.bookings_open_at:
        return 0
    rome = timezone.get_default_timezone()
    opening = timezone.localtime(edition.bookings_open_at, rome).date()
    return (opening - timezone.localtime(now, rome).date()).days
