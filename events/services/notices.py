"""Mails about bookings: rendered in the booking's language, queued in the change's transaction."""

import datetime as dt
from dataclasses import dataclass
from email.utils import make_msgid

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from post_office.models import PRIORITY, STATUS, Email
from post_office.settings import get_message_id_fqdn

from ..hosting import HostInfo
from ..models import Booking, Notice


@dataclass(frozen=True)
class RenderedMail:
    """Subject, plain text and HTML of one mail."""

    subject: str
    text: str
    html: str


def render_booking_mail(kind: str, booking: Booking, host: HostInfo, *, token: str) -> RenderedMail:
    """Render a notice in the booking's language, with times in Europe/Rome. No query.

    Addresses start with SITE_URL, never with the host of a request.
    """
    with translation.override(booking.language), timezone.override(settings.TIME_ZONE):
        context = {
            "booking": booking,
            "slot": booking.slot,
            "visit": booking.slot.visit,
            "host": host,
            "site_url": settings.SITE_URL,
            "link": settings.SITE_URL + reverse("events:open-link", args=[token]),
            "calendar_link": settings.SITE_URL + reverse("events:slot-calendar", args=[booking.slot_id]),
        }
        base = f"events/mail/{kind}"
        # A line break in a subject would start a new mail header.
        subject = " ".join(render_to_string(f"{base}.subject.txt", context).split())
        return RenderedMail(
            subject=subject,
            text=render_to_string(f"{base}.txt", context).strip() + "\n",
            html=render_to_string(f"{base}.html", context),
        )


def queue(
    kind: str, booking: Booking, mail: RenderedMail, *, now: dt.datetime, generation: int = 1
) -> Notice:
    """Write the mail's row and the notice that names it, in the caller's transaction. 2 queries.

    Raises IntegrityError when this notice was already given: the caller's change is rolled back.
    """
    # Not post_office.send(): it would compile the text as a template once more, and a visitor
    # named "{{ … }}" would be programming our server.
    email = Email.objects.create(
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[booking.email],
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
    return Notice.objects.create(
        kind=kind, booking=booking, generation=generation, email=email, created_at=now
    )
