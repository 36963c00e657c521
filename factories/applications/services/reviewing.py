"""What the staff does, short of accepting: ask for changes, refuse, comment, correct the place."""

import datetime as dt

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from events.rules import Refusal

from .. import mails
from ..models import ApplicationStatus, EntryKind, PlantApplication
from . import links
from .drafting import locked, note


def to_review(application_id: int) -> PlantApplication:
    """The application, locked, if it waits for the staff. Raises Refusal("not_sent") otherwise."""
    application = locked(application_id)
    if application.status != ApplicationStatus.SENT:
        message = _("This application is not waiting for a decision. Its state: %(state)s.")
        raise Refusal("not_sent", message % {"state": application.get_status_display()})
    return application


def ask_for_changes(
    *, application_id: int, user: AbstractBaseUser, reason: str, now: dt.datetime
) -> PlantApplication:
    """Give the application back with a reason, and mail the link to it. Refused: "not_sent". 6 queries."""
    with transaction.atomic():
        application = to_review(application_id)
        application.status, application.changed_at = ApplicationStatus.CHANGES, now
        application.save(update_fields=["status", "changed_at"])
        note(application, EntryKind.CHANGES, now=now, user=user, text=reason)
        token = links.issue_link(application=application, now=now)
        mails.send(mails.changes(application, token, reason), application)
    return application


def refuse(*, application_id: int, user: AbstractBaseUser, reason: str, now: dt.datetime) -> PlantApplication:
    """Decide against the application and mail the reason. Refused: "not_sent". 6 queries."""
    with transaction.atomic():
        application = to_review(application_id)
        application.status = ApplicationStatus.REFUSED
        application.decided_at = application.changed_at = now
        application.save(update_fields=["status", "decided_at", "changed_at"])
        note(application, EntryKind.REFUSED, now=now, user=user, text=reason)
        mails.send(mails.refused(application, reason), application)
    return application


def comment(*, application_id: int, user: AbstractBaseUser, text: str, now: dt.datetime) -> None:
    """Write down what only the staff reads. 2 queries."""
    with transaction.atomic():
        note(locked(application_id), EntryKind.COMMENT, now=now, user=user, text=text)


def correct_place(
    *, application_id: int, user: AbstractBaseUser, values: dict, now: dt.datetime
) -> PlantApplication:
    """Put right address, municipality and point (degrees, WGS84), as the staff knows them.

    Refused: "decided": then the page is what has to be corrected. 3 queries.
    """
    with transaction.atomic():
        application = locked(application_id)
        if application.status in (ApplicationStatus.ACCEPTED, ApplicationStatus.REFUSED):
            raise Refusal("decided", _("This application has been decided."))
        for name in ("address", "municipality", "province", "latitude", "longitude"):
            setattr(application, name, values[name])
        application.changed_at = now
        application.save()
        note(application, EntryKind.CORRECTED, now=now, user=user)
    return application
