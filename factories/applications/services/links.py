"""Mailed links of applications."""

import datetime as dt

from events import tokens

from ..models import ApplicationLink, PlantApplication

MOST_LINKS_A_DAY = 5
"""Links asked for by one address in 24 hours, over all its applications."""


def issue_link(*, application: PlantApplication, now: dt.datetime) -> str:
    """Make a link to an application and return its token, the only time it is known. 1 query."""
    token = tokens.new_link_token()
    ApplicationLink.objects.create(
        application=application, token_hash=tokens.hash_token(token), created_at=now
    )
    return token


def find_application(*, token: str) -> PlantApplication | None:
    """The application of a token, or None. Changes nothing: mail scanners open links. 1 query."""
    link = (
        ApplicationLink.objects.select_related("application__edition")
        .filter(token_hash=tokens.hash_token(token), application__forgotten_at=None)
        .first()
    )
    return link.application if link else None


def links_of_a_day(email: str, now: dt.datetime) -> int:
    """Links to applications of an address made in the last 24 hours. 1 query."""
    since = now - dt.timedelta(hours=24)
    return ApplicationLink.objects.filter(
        application__contact_email__iexact=email, created_at__gt=since
    ).count()
