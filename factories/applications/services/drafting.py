"""What the applicant does: begin, save a step, add pictures, send."""

import datetime as dt

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from events.models import Edition
from events.rules import Refusal
from factories.municipalities import normalise

from .. import mails, selectors
from ..models import (
    ApplicationEntry,
    ApplicationPicture,
    ApplicationStatus,
    EntryKind,
    OfferedVisit,
    PlantApplication,
)
from ..steps import missing_steps
from . import links

MOST_PICTURES = 8


def locked(application_id: int) -> PlantApplication:
    """The application, locked for this transaction. Raises Refusal("unknown"). 1 query."""
    rows = PlantApplication.objects.select_for_update(of=("self",)).select_related("edition")
    found = rows.filter(pk=application_id, forgotten_at=None).first()
    if found is None:
        raise Refusal("unknown", _("This application no longer exists."))
    return found


def note(
    application: PlantApplication,
    kind: EntryKind,
    *,
    now: dt.datetime,
    user: object = None,
    text: str = "",
) -> None:
    """Write a line of the history. 1 query."""
    ApplicationEntry.objects.create(
        application=application, kind=kind, user=user, by_staff=user is not None, text=text, at=now
    )


def _writable(application_id: int) -> PlantApplication:
    application = locked(application_id)
    if not application.is_writable:
        raise Refusal(
            "not_writable",
            _("This application has been sent: it can be changed when the editors ask for it."),
        )
    return application


def begin(*, edition: Edition, language: str, values: dict, now: dt.datetime) -> PlantApplication:
    """Store the first step as a new draft and mail the link to it. 4 to 6 queries.

    Refused: "window_closed"; "too_many_links" when the address was mailed five links in 24 hours.
    """
    with transaction.atomic():
        if not selectors.takes(edition.pk, now):
            raise Refusal("window_closed", _("Applications are closed."))
        if links.links_of_a_day(values["contact_email"], now) >= links.MOST_LINKS_A_DAY:
            raise Refusal(
                "too_many_links",
                _("Several applications were begun with this address today. Open one of them by its e-mail."),
                "contact_email",
            )
        application = PlantApplication(
            edition=edition, language=language, created_at=now, changed_at=now, steps_done=["company"]
        )
        _set(application, values)
        application.save()
        note(application, EntryKind.BEGUN, now=now)
        mails.send(mails.draft(application, links.issue_link(application=application, now=now)), application)
    return application


def save_step(*, application_id: int, step: str, values: dict, now: dt.datetime) -> PlantApplication:
    """Store the answers of a step: field values, and under "texts" words by language. 2 queries.

    Refused: "unknown", "not_writable".
    """
    with transaction.atomic():
        application = _writable(application_id)
        _set(application, values)
        _mark(application, step, now)
        application.save()
    return application


def _set(application: PlantApplication, values: dict) -> None:
    plain = {name: value for name, value in values.items() if name != "texts"}
    for name, value in plain.items():
        setattr(application, name, value)
    application.name_key = normalise(application.company_name)[:120]
    for language, words in values.get("texts", {}).items():
        application.texts[language] = {**application.texts.get(language, {}), **words}


def _mark(application: PlantApplication, step: str, now: dt.datetime) -> None:
    application.changed_at = now
    if step not in application.steps_done:
        application.steps_done = [*application.steps_done, step]


def save_visits(*, application_id: int, visits: list[dict], now: dt.datetime) -> PlantApplication:
    """Replace the offered visits by these. Refused as `save_step`. 4 queries."""
    with transaction.atomic():
        application = _writable(application_id)
        application.visits.all().delete()
        OfferedVisit.objects.bulk_create([OfferedVisit(application=application, **visit) for visit in visits])
        _mark(application, "visits", now)
        application.save(update_fields=["changed_at", "steps_done"])
    return application


def add_picture(
    *, application_id: int, file: UploadedFile, alt_texts: dict, credit: str, licence: str, now: dt.datetime
) -> ApplicationPicture:
    """Store a picture that the form has checked, without its private metadata. 4 queries.

    Refused: as `save_step`, and "too_many_pictures".
    """
    with transaction.atomic():
        application = _writable(application_id)
        if application.pictures.count() >= MOST_PICTURES:
            message = _("There are %(most)d pictures at most. Remove one to add another.")
            raise Refusal("too_many_pictures", message % {"most": MOST_PICTURES}, "file")
        picture = ApplicationPicture.objects.create(
            application=application, file=file, alt_texts=alt_texts, credit=credit, licence=licence
        )
        _mark(application, "pictures", now)
        application.save(update_fields=["changed_at", "steps_done"])
    return picture


def remove_picture(*, application_id: int, picture_id: int, now: dt.datetime) -> None:
    """Delete a picture with its file; one that is gone already is no mistake. 3 queries."""
    with transaction.atomic():
        application = _writable(application_id)
        for picture in application.pictures.filter(pk=picture_id):
            delete_picture(picture)


def delete_picture(picture: ApplicationPicture) -> None:
    """Delete a row and, once that is certain, its file. 1 query."""
    storage, name = picture.file.storage, picture.file.name
    picture.delete()
    transaction.on_commit(lambda: storage.delete(name))


def send(*, application_id: int, now: dt.datetime) -> PlantApplication:
    """Hand the application over to the staff, and tell both sides by mail. About 10 queries.

    Sending twice sends once: what has been sent is returned as it is. Refused: "window_closed" (not
    after changes were asked for), "incomplete" while a step is missing.
    """
    with transaction.atomic():
        application = locked(application_id)
        if application.status == ApplicationStatus.SENT:
            return application
        if not application.is_writable:
            raise Refusal("not_writable", _("This application has been decided."))
        again = application.status == ApplicationStatus.CHANGES
        if not again and not selectors.takes(application.edition_id, now):
            raise Refusal("window_closed", _("Applications are closed: this one can no longer be sent."))
        missing = missing_steps(application)
        if missing:
            names = ", ".join(str(step.label) for step in missing)
            raise Refusal("incomplete", _("Still to be filled in: %(steps)s.") % {"steps": names})
        application.status = ApplicationStatus.SENT
        application.sent_at = application.changed_at = now
        application.privacy_accepted_at = application.privacy_accepted_at or now
        application.save()
        note(application, EntryKind.RESENT if again else EntryKind.SENT, now=now)
        token = links.issue_link(application=application, now=now)
        mails.send(mails.received(application, token, again=again), application)
        mails.tell_staff(application, again=again)
    return application


def send_link_again(*, email: str, now: dt.datetime) -> int:
    """Mail the links to all applications of an address; returns how many mails. 2 queries, 2 per link.

    Nothing is sent to an address without applications, nor beyond five links in 24 hours: who asks must
    not learn which. The mail goes to the address as it was written in the application.
    """
    with transaction.atomic():
        left = links.MOST_LINKS_A_DAY - links.links_of_a_day(email, now)
        found = PlantApplication.objects.filter(contact_email__iexact=email, forgotten_at=None)
        chosen = list(found.select_related("edition").order_by("-changed_at")[: max(left, 0)])
        for application in chosen:
            mails.send(
                mails.link_again(application, links.issue_link(application=application, now=now)), application
            )
    return len(chosen)
