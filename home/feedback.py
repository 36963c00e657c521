"""Feedback on pages: what can be rated, storing it, reading it, forgetting its texts.

Each docstring says what it costs in queries.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Avg, Count, Max, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from .models import PageFeedback
from .models.feedback import MOST_STARS

SEARCH = "search"
BOOKING = "booking"
"""Parts of the portal that are no pages of Wagtail and can be rated. Templates use these names."""
FLOOD_WINDOW = dt.timedelta(minutes=1)
Kind = PageFeedback.Kind


class TooManyAnswersError(Exception):
    """More answers about one page within a minute than readers give."""


@dataclass(frozen=True)
class Subject:
    """What is being rated; `path` leads back to it, "" when it has no address of its own."""

    key: str
    kind: Kind
    title: str
    path: str


@dataclass(frozen=True)
class Average:
    """The stars of one page in all its languages."""

    subject: str
    title: str
    count: int
    average: float


def find_subject(request: HttpRequest, key: str) -> Subject | None:
    """What a name or a page's translation key stands for in the active language; None if nothing public.

    At most 3 queries.
    """
    if key == SEARCH:
        return Subject(SEARCH, Kind.PAGE, _("Search"), reverse("home:search"))
    if key == BOOKING:
        return Subject(BOOKING, Kind.SERVICE, _("Booking a visit"), "")
    try:
        translation_key = uuid.UUID(key)
    except ValueError:
        return None
    locale = Locale.get_active()
    page = Page.objects.live().public().filter(translation_key=translation_key, locale=locale).first()
    url = page.get_url(request) if page else None
    return Subject(str(translation_key), Kind.PAGE, page.title, url) if page and url else None


def rating_of(text: str) -> int | None:
    """The stars written in an address or a form, None unless 1 to 5. No query."""
    return int(text) if text in {str(n) for n in range(1, MOST_STARS + 1)} else None


def store_feedback(
    subject: Subject, *, language: str, rating: int, answers: Iterable[str], text: str, now: dt.datetime
) -> PageFeedback:
    """Keep one reader's answer. Raises TooManyAnswersError when answers come in faster than people write.

    2 queries.
    """
    lately = PageFeedback.objects.filter(subject=subject.key, created_at__gt=now - FLOOD_WINDOW)
    if lately.count() >= settings.FEEDBACK_PER_MINUTE:
        raise TooManyAnswersError
    return PageFeedback.objects.create(
        kind=subject.kind,
        subject=subject.key,
        title=subject.title[:255],
        path=subject.path[:500],
        language=language,
        rating=rating,
        answers=list(answers),
        text=text,
        created_at=now,
    )


def averages(feedback: QuerySet[PageFeedback]) -> list[Average]:
    """Stars per page, the lowest first: those need somebody. The title is the latest one. 2 queries."""
    rows = list(
        feedback.order_by()
        .values("subject")
        .annotate(count=Count("pk"), average=Avg("rating"), latest=Max("pk"))
        .order_by("average", "-count", "subject")
    )
    titles = dict(
        PageFeedback.objects.filter(pk__in=[row["latest"] for row in rows]).values_list("pk", "title")
    )
    return [Average(row["subject"], titles[row["latest"]], row["count"], row["average"]) for row in rows]


def forget_feedback_texts(now: dt.datetime) -> None:
    """Erase free texts older than FEEDBACK_TEXT_DAYS: somebody may have written a name. 1 query."""
    limit = now - dt.timedelta(days=settings.FEEDBACK_TEXT_DAYS)
    PageFeedback.objects.filter(created_at__lt=limit).exclude(text="").update(text="")
