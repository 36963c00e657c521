"""Accepting: in one transaction the draft of the page in each language written, and its visits."""

import datetime as dt
from io import BytesIO

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.files.images import ImageFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from events import scheduling
from events.models import Programme, TimeBand, Visit
from events.rules import Refusal
from events.services import apply_plan
from factories.models import CataloguePage, FactoryPage
from media.models import PortalImage

from .. import mails, selectors
from ..models import ApplicationStatus, EntryKind, OfferedVisit, PlantApplication
from ..page_words import fields_for_page_of, page_fields, sector_for
from ..page_words import translate as translate_page
from . import links
from .drafting import locked, note
from .reviewing import to_review


def accept(
    *, application_id: int, user: AbstractBaseUser, now: dt.datetime, onto: int | None = None
) -> PlantApplication:
    """Make the draft page with pictures, its translations and its visits; mail the applicant.

    With `onto`, the key of one of `selectors.pages_like`, no page is made: that one gets the visits, and
    a draft with the applicant's words in the site's first language. What the public reads stays.

    Nothing becomes public, and no slot exists before the page is published (`open_visits`). Accepting
    twice makes one page: what was accepted is returned as it is. Refused: "not_sent", "no_catalogue",
    "picture_lost"; onto a page "not_this_page", "page_locked". Some 60 queries, more with
    pictures and with a second language.
    """
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        application = locked(application_id)
        if application.status == ApplicationStatus.ACCEPTED:
            return application
        application = to_review(application_id)
        page = _make_page(application, user) if onto is None else _write_onto(onto, application, user)
        _make_visits(application, page)
        application.page, application.page_key = page, page.translation_key
        application.status = ApplicationStatus.ACCEPTED
        application.decided_at = application.changed_at = now
        application.save()
        text = "" if onto is None else _("For the page “%(title)s”.") % {"title": page.title}
        note(application, EntryKind.ACCEPTED, now=now, user=user, text=text)
        mails.send(
            mails.accepted(application, links.issue_link(application=application, now=now)), application
        )
    return application


def _make_page(application: PlantApplication, user: AbstractBaseUser) -> FactoryPage:
    catalogue = (
        CataloguePage.objects.filter(locale__language_code=settings.LANGUAGE_CODE, alias_of=None)
        .select_related("locale")
        .order_by("-live", "pk")
        .first()
    )
    if catalogue is None:
        raise Refusal("no_catalogue", _("There is no catalogue to put the page into. Make one first."))
    page = FactoryPage(
        locale=catalogue.locale,
        live=False,
        has_unpublished_changes=True,
        owner=user,
        sector=sector_for(application, catalogue.locale),
        **page_fields(application, _make_images(application)),
    )
    page = catalogue.add_child(instance=page)
    # Without a revision the editor would show an empty history.
    page.save_revision(user=user)
    for language in application.languages:
        if language != settings.LANGUAGE_CODE:
            translate_page(page, application, language, user)
    return page


def _write_onto(page_id: int, application: PlantApplication, user: AbstractBaseUser) -> FactoryPage:
    """A draft of a page that exists. What somebody else has begun to change in it is kept."""
    page = next((page for page in selectors.pages_like(application) if page.pk == page_id), None)
    if page is None:
        raise Refusal("not_this_page", _("This is no page of this plant, or no longer."), "onto")
    if page.locked:
        raise Refusal("page_locked", _("This page is locked: unlock it first."), "onto")
    draft = page.get_latest_revision_as_object()
    for name, value in fields_for_page_of(draft, application, _make_images(application)).items():
        setattr(draft, name, value)
    draft.save_revision(user=user, log_action=True)
    return page


def _make_images(application: PlantApplication) -> list[PortalImage]:
    return [_make_image(application, picture) for picture in application.pictures.all()]


def _make_image(application: PlantApplication, picture: object) -> PortalImage:
    name = picture.file.name.rpartition("/")[2]
    try:
        with picture.file.open() as file:
            content = ImageFile(BytesIO(file.read()), name=name)
    except FileNotFoundError:
        text = _("The file of a picture is lost: ask the applicant to remove it and add it again.")
        raise Refusal("picture_lost", text) from None
    return PortalImage.objects.create(
        title=(picture.alt_texts.get(settings.LANGUAGE_CODE) or application.company_name)[:255],
        file=content,
        alt_texts=picture.alt_texts,
        credit=picture.credit,
        licence=picture.licence,
    )


def _make_visits(application: PlantApplication, page: FactoryPage) -> None:
    programme = Programme.objects.get(pk=page.translation_key)
    for offered in application.visits.all():
        visit = Visit.objects.create(
            programme=programme,
            edition=application.edition,
            labels=_labels(),
            tour_language=offered.tour_language,
            duration_minutes=offered.duration_minutes,
            capacity=offered.capacity,
            min_age=offered.min_age,
            recurrence=scheduling.days_to_recurrence(dt.date.fromisoformat(day) for day in offered.days),
        )
        TimeBand.objects.bulk_create([TimeBand(visit=visit, **band) for band in bands(offered)])


def _labels() -> dict[str, str]:
    labels = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            labels[code.split("-")[0]] = _("Guided tour")
    return labels


def bands(offered: OfferedVisit) -> list[dict]:
    """The time bands of an offered visit, as values of `TimeBand`. No query."""
    found = [(offered.start, offered.end), (offered.second_start, offered.second_end)]
    return [
        {"start": start, "end": end, "step_minutes": offered.step_minutes if end else None}
        for start, end in found
        if start
    ]


def open_visits(*, page: FactoryPage, now: dt.datetime) -> int:
    """Make the slots of a page that came from an application and was just published; returns how many.

    Only for visits that have none yet: what staff did to slots since stands. Not with a translation of
    it, which may be published while the page still waits as a draft. 1 query for other pages.
    """
    applications = PlantApplication.objects.filter(page=page.pk)
    visits = Visit.objects.filter(
        programme=page.translation_key, edition__in=applications.values("edition"), slots=None
    )
    return sum(len(apply_plan(visit=visit, now=now).add) for visit in visits)
