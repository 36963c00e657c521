"""Which application a browser may write: kept in its session after the first step or a mailed link."""

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from events import drafts

from .models import PlantApplication

_KEY = "plant_application"


def remember(session: SessionBase, application: PlantApplication) -> None:
    """From now on this browser works on this application."""
    session[_KEY] = application.pk
    drafts.set_lifetime(session)


def current(request: HttpRequest) -> PlantApplication | None:
    """The application this browser works on, or None. 0 or 1 query."""
    number = request.session.get(_KEY)
    if number is None:
        return None
    found = PlantApplication.objects.select_related("edition", "edition__application_window")
    return found.filter(pk=number, forgotten_at=None).first()


def forget(session: SessionBase) -> None:
    """This browser no longer works on an application: to begin another, or to leave a shared computer."""
    session.pop(_KEY, None)
