"""Offered visits in words."""

import datetime as dt

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from factories.applications.models import OfferedVisit

register = template.Library()


@register.filter
def days_in_words(visit: OfferedVisit) -> str:
    """ "Thursday 28 October, Friday 29 October". No query."""
    days = (dt.date.fromisoformat(day) for day in visit.days)
    return ", ".join(date_format(day, "l j F") for day in days)


@register.filter
def hours_in_words(visit: OfferedVisit) -> str:
    """ "09:00–12:00 and 14:00–17:00, every 60 minutes", or the one start. No query."""
    bands = [(visit.start, visit.end), (visit.second_start, visit.second_end)]
    words = [f"{start:%H:%M}–{end:%H:%M}" if end else f"{start:%H:%M}" for start, end in bands if start]
    hours = words[0]
    if words[1:]:
        hours = _("%(first)s and %(second)s") % {"first": words[0], "second": words[1]}
    if not visit.end:
        return hours
    return _("%(hours)s, every %(minutes)d minutes") % {"hours": hours, "minutes": visit.step_minutes}


@register.filter
def words_of(texts: dict, language: str) -> list[tuple[str, str]]:
    """The texts of an application in a language as (label, text), empty ones left out. No query."""
    labels = {
        "introduction": _("In short"),
        "see": _("What visitors will see"),
        "body": _("The company and the plant"),
        "safety": _("Safety rules"),
        "access": _("Access"),
        "reach": _("How to get there"),
    }
    found = texts.get(language, {})
    return [(label, _as_text(name, found.get(name))) for name, label in labels.items() if found.get(name)]


def _as_text(name: str, value: str | list[str]) -> str:
    if isinstance(value, str):
        return value
    return ("\n" if name == "see" else "\n\n").join(value)
