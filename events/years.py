"""Slips of the finger in days and times: 0027, 2207 or 9999 in the place of 2027, seconds in a start."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST_EDITION = dt.timedelta(days=366)
"""Every day is a box to tick, and a column: an edition of a thousand years would stop the screens."""


def check_year(value: dt.date) -> None:
    """Raises ValidationError for a day or a moment in a year that is not of this century. No query."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValidationError(_("Check the year."), code="year")


def check_whole_minute(value: dt.datetime | dt.time) -> None:
    """Raises ValidationError for a time with seconds: nothing that people read says them. No query."""
    if value.second or value.microsecond:
        raise ValidationError(_("Write hours and minutes only, for example 14:30."), code="seconds")


def wrong_years(instance: models.Model, *fields: str) -> dict[str, ValidationError]:
    """What `check_year` says of these fields of a row, by field, for its `clean`. No query."""
    errors = {}
    for name in fields:
        try:
            if value := getattr(instance, name):
                check_year(value)
        except ValidationError as error:
            errors[name] = error
    return errors
