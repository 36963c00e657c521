"""Forgetting who applied, when the edition is long over."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from events.models import Edition
from events.scheduling import ROME

from ..models import ApplicationEntry, ApplicationStatus, PlantApplication
from .drafting import delete_picture

NOBODY = {"contact_name": "", "contact_role": "", "contact_email": "", "contact_phone": ""}


def forget_applications(*, now: dt.datetime, dry_run: bool = False) -> dict[str, int]:
    """Erase drafts nobody went on with, and the persons in applications of past editions.

    A draft goes `retention_days` of its edition after its last change. Every other application keeps the
    company, the plant and the decision; contact person, links, pictures and the words of the history go
    `retention_days` after the edition's last day. A second run finds nothing. Returns counts by what they
    count, in English. 3 queries when there is nothing to do.
    """
    stale, over = Q(pk__in=[]), Q(pk__in=[])
    for edition in Edition.objects.all():
        limit = now - dt.timedelta(days=edition.retention_days)
        stale |= Q(edition=edition, status=ApplicationStatus.DRAFT, changed_at__lt=limit)
        if edition.last_day < limit.astimezone(ROME).date():
            over |= Q(edition=edition)
    drafts = list(PlantApplication.objects.filter(stale))
    persons = list(PlantApplication.objects.filter(over, forgotten_at=None).exclude(stale))
    if not dry_run:
        for application in drafts:
            _erase(application)
        for application in persons:
            _forget(application, now)
    return {"applications never sent, erased": len(drafts), "applications made anonymous": len(persons)}


def _erase(application: PlantApplication) -> None:
    with transaction.atomic():
        for picture in application.pictures.all():
            delete_picture(picture)
        application.delete()


def _forget(application: PlantApplication, now: dt.datetime) -> None:
    with transaction.atomic():
        for picture in application.pictures.all():
            delete_picture(picture)
        application.links.all().delete()
        ApplicationEntry.objects.filter(application=application).update(text="", user=None)
        PlantApplication.objects.filter(pk=application.pk).update(**NOBODY, forgotten_at=now)
