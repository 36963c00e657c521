"""Mails about bookings: rendered in the booking's language, queued in the change's transaction."""

import copy
import datetime as dt
import uuid
from dataclasses import dataclass
from email.utils import make_msgid

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from post_office.models import PRIORITY, STATUS, Email
from post_office.settings import get_message_id_fqdn

from .. import tokens
from ..hosting import HostInfo, host_info
from ..models import Booking, Notice, WaitEntry
from ..models.bookings import TO_CALL, CallAbout
from ..prepared import PreparedInsert
from . import links

_NEW_MAIL, _NEW_NOTICE = PreparedInsert(Email), PreparedInsert(Notice)

TOLD_BY_TELEPHONE = (Notice.Kind.MOVED, Notice.Kind.CANCELLED_BY_STAFF, Notice.Kind.OFFER)
"""What somebody without an e-mail address must be called about."""


@dataclass(frozen=True)
class RenderedMail:
    """Subject, plain text and HTML of one mail."""

    subject: str
    text: str
    html: str


def render_booking_mail(
    kind: str, booking: Booking, host: HostInfo, *, token: str, **extra: object
) -> RenderedMail:
    """Render a notice about a booking in its language, with times in Europe/Rome. No query.

    Addresses start with SITE_URL, never with the host of a request. `extra` may hold `old_slot`,
    `note` (a sentence of the staff per language), `alternatives` (slots).
    """
    language = spoken(booking.language)
    with translation.override(language), timezone.override(settings.TIME_ZONE):
        context = {
            "booking": booking,
            "slot": booking.slot,
            "visit": booking.slot.visit,
            "host": host,
            "language": language,
            "calendar_link": _address("events:booking-calendar", booking.calendar_token),
            **_said(extra, language),
        }
        return _render(kind, context, token)


def render_waiting_mail(
    kind: str, entry: WaitEntry, host: HostInfo, *, token: str, **extra: object
) -> RenderedMail:
    """Render a notice about a place on the waiting list, in its language. No query.

    `extra` as for bookings; `may_wait` tells whether other slots of the plant can be waited for.
    """
    language = spoken(entry.language)
    with translation.override(language), timezone.override(settings.TIME_ZONE):
        context = {
            "entry": entry,
            "slot": entry.slot,
            "host": host,
            "language": language,
            "wait_link": _address("events:wait-any", entry.programme_id) if extra.get("may_wait") else "",
            **_said(extra, language),
        }
        return _render(kind, context, token)


def spoken(language: str) -> str:
    """The language of the recipient; the first one when theirs was taken out of the setting since."""
    return language if language in settings.SITE_LANGUAGES else settings.LANGUAGE_CODE


def _said(extra: dict, language: str) -> dict:
    """What a notice says besides the booking: the staff's sentence, other slots with their addresses."""
    others = extra.get("alternatives", [])
    return extra | {
        "note": (extra.get("note") or {}).get(language, ""),
        "alternatives": [{"slot": slot, "url": _address("events:people", slot.pk)} for slot in others],
    }


def render_link_mail(*, language: str, token: str) -> RenderedMail:
    """Render the mail that was asked for with "send me my link". It is about no booking. No query."""
    with translation.override(language), timezone.override(settings.TIME_ZONE):
        host = HostInfo(title="Fabbriche Aperte Piemonte", url=settings.SITE_URL)
        return _render("my_link", {"language": language, "host": host}, token)


def _address(name: str, *args: object) -> str:
    return settings.SITE_URL + reverse(name, args=args)


def _render(kind: str, context: dict, token: str) -> RenderedMail:
    # One token per mail: each address is a page that asks for a click before anything happens.
    context |= {
        "site_url": settings.SITE_URL,
        "link": _address("events:open-link", token),
        "coming_link": _address("events:reminder-coming", token),
        "give_back_link": _address("events:reminder-give-back", token),
        "survey_link": _address("events:survey", token),
    }
    base = f"events/mail/{kind}"
    # A line break in a subject would start a new mail header.
    subject = " ".join(render_to_string(f"{base}.subject.txt", context).split())
    return RenderedMail(
        subject=subject,
        text=render_to_string(f"{base}.txt", context).strip() + "\n",
        html=render_to_string(f"{base}.html", context),
    )


def tell(kind: str, booking: Booking, *, now: dt.datetime, **extra: object) -> Notice | None:
    """Render and queue a notice about a booking, with a new link, in the caller's transaction.

    `booking.slot` carries visit and programme. Unique per kind and `booking.generation`: raises
    IntegrityError when it was already given. 5 to 7 queries.

    Who has no e-mail address is called instead: no mail, and where it matters a mark for the desk.
    """
    if not booking.email:
        if kind in TOLD_BY_TELEPHONE:
            Booking.objects.filter(pk=booking.pk).update(seen_version=TO_CALL)
        return None
    token = tokens.new_link_token()
    host = host_info(booking.slot.programme, booking.language)
    mail = render_booking_mail(kind, booking, host, token=token, **extra)
    links.store_link(token=token, booking=booking, now=now)
    return queue(kind, booking, mail, now=now, generation=booking.generation)


CALL_WAITING_ABOUT = {
    Notice.Kind.WAITING_MOVED: CallAbout.MOVED,
    Notice.Kind.WAITING_ENDED: CallAbout.CANCELLED,
}
"""What a waiting party without an e-mail address must be called about. Its offers are bookings."""


def tell_waiting(
    kind: str, entry: WaitEntry, *, now: dt.datetime, generation: int = 1, **extra: object
) -> Notice | None:
    """Render and queue a notice about a waiting party, in the caller's transaction. 5 to 7 queries.

    Unique per kind, party and `generation`: raises IntegrityError when it was already given. A party
    without an e-mail address gets no mail; where it matters it is marked for the desk. 0 or 1 query.
    """
    if not entry.email:
        if kind in CALL_WAITING_ABOUT:
            WaitEntry.objects.filter(pk=entry.pk).update(to_call=CALL_WAITING_ABOUT[kind])
        return None
    token = links.issue_link(email_norm=entry.email_norm, now=now)
    mail = render_waiting_mail(kind, entry, host_info(entry.programme, entry.language), token=token, **extra)
    email = queue_mail(entry.email, mail)
    return Notice.objects.create(
        kind=kind, wait_entry=entry, generation=generation, email=email, created_at=now
    )


def queue(
    kind: str, booking: Booking, mail: RenderedMail, *, now: dt.datetime, generation: int = 1
) -> Notice:
    """Write the mail's row and the notice that names it, in the caller's transaction. 2 queries.

    Raises IntegrityError when this notice was already given: the caller's change is rolled back.
    """
    email = queue_mail(booking.email, mail)
    notice = Notice(kind=kind, booking=booking, generation=generation, email=email, created_at=now)
    _NEW_NOTICE.save(notice)
    return notice


def queue_mail(address: str, mail: RenderedMail) -> Email:
    """Write one mail into the queue, in the caller's transaction. 1 query.

    Not post_office.send(): it would compile the text as a template once more, and a visitor
    named "{{ … }}" would be programming our server.
    """
    email = unsaved_mail(address, mail)
    # Not save(): it validates once more what forms and templates have made sure of, field by field.
    _NEW_MAIL.save(email)
    return email


def unsaved_mail(address: str, mail: RenderedMail) -> Email:
    """One mail as the queue stores it, for who writes many at once. No query."""
    return Email(
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[address],
        subject=mail.subject,
        message=mail.text,
        html_message=mail.html,
        # RFC 3834: no out-of-office answer to a machine.
        headers={"Auto-Submitted": "auto-generated"},
        # Made once: should the worker ever send twice, both mails carry the same (I5).
        message_id=make_msgid(domain=get_message_id_fqdn()),
        priority=PRIORITY.medium,
        status=STATUS.queued,
    )


def sample_of(booking: Booking) -> Booking:
    """A copy that names nobody, for drafts and tests of mails; never saved. No query."""
    sample = copy.copy(booking)
    sample.code = "SAMPLE00"
    sample.intent = uuid.UUID(int=0)  # the calendar file of the draft is nobody's
    with translation.override(booking.language):
        sample.contact_name, sample.names = _("Name Surname"), []
    sample.email = sample.email_norm = "name@example.org"
    sample.phone = ""
    return sample
