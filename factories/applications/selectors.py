"""Reads of applications. Each docstring says what it costs in queries."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q, QuerySet

from events.models import Edition
from factories.models import FactoryPage
from factories.municipalities import normalise

from .models import ApplicationStatus, ApplicationWindow, PlantApplication

MAY_REVIEW = "factories.change_plantapplication"
"""Who may decide about applications; they are told by mail of new ones."""


class WindowState(StrEnum):
    OPEN = "open"
    BEFORE = "before"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Window:
    """The application window the site speaks of, and where it stands."""

    state: WindowState
    window: ApplicationWindow | None = None

    @property
    def edition(self) -> Edition | None:
        return self.window.edition if self.window else None

    @property
    def is_open(self) -> bool:
        return self.state == WindowState.OPEN


def current_window(now: dt.datetime) -> Window:
    """The open window at `now` (aware), else the next one, else the last. 1 query."""
    windows = list(ApplicationWindow.objects.select_related("edition").order_by("opens_at"))
    for window in windows:
        if window.opens_at <= now < window.closes_at:
            return Window(WindowState.OPEN, window)
    ahead = [window for window in windows if window.opens_at > now]
    if ahead:
        return Window(WindowState.BEFORE, ahead[0])
    return Window(WindowState.CLOSED, windows[-1]) if windows else Window(WindowState.UNKNOWN)


def takes(edition_id: int, now: dt.datetime) -> bool:
    """Whether the window of an edition is open at `now` (aware). 1 query."""
    return ApplicationWindow.objects.filter(edition=edition_id, opens_at__lte=now, closes_at__gt=now).exists()


def twins(application: PlantApplication) -> QuerySet[PlantApplication]:
    """Other applications for the same edition that seem to be of the same company, drafts left out:
    the same VAT number, or the same name in the same municipality. 1 query when read."""
    same = Q(vat_number=application.vat_number) if application.vat_number else Q(pk__in=[])
    if application.name_key and application.municipality:
        same |= Q(name_key=application.name_key, municipality=application.municipality)
    others = PlantApplication.objects.filter(same, edition=application.edition_id, forgotten_at=None)
    return others.exclude(pk=application.pk).exclude(status=ApplicationStatus.DRAFT)


def pages_like(application: PlantApplication) -> list[FactoryPage]:
    """Pages of plants in the first language, drafts too, of the same name and municipality. 1 query."""
    pages = FactoryPage.objects.filter(
        municipality=application.municipality, alias_of=None, locale__language_code=settings.LANGUAGE_CODE
    ).exclude(pk=application.page_id)
    return [page for page in pages if normalise(page.title) == application.name_key]


def count_to_review() -> int:
    """Applications that wait for the staff. 1 query."""
    return PlantApplication.objects.filter(status=ApplicationStatus.SENT).count()


def reviewers() -> list[AbstractBaseUser]:
    """Active users with an address who may decide about applications. 2 queries."""
    users = get_user_model().objects.with_perm(
        MAY_REVIEW, backend="django.contrib.auth.backends.ModelBackend", include_superusers=False
    )
    return list(users.exclude(email="").order_by("pk"))
