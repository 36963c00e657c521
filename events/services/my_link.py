""" "Send me my link": the way back to one's bookings when the mails are lost."""

import datetime as dt

from django.db import transaction

from .. import tokens
from ..models import AccessLink, Booking, WaitEntry
from ..models.bookings import OPEN_WAIT_STATUSES
from . import links, notices
from .contacts import norm_email
from .places import lock_person

MOST_LINKS_A_DAY = 3
"""Links mailed to one address in 24 hours: enough for a person, useless for flooding a mailbox."""


def send_my_link(*, email: str, language: str, now: dt.datetime) -> bool:
    """Queue a mail with a link to all bookings of an address; returns whether one was queued.

    Nothing is queued for an address without bookings or open waiting entries, nor beyond three
    links in 24 hours (links that are about no single booking, the waiting list's included). Who
    asked must not learn which: the page gives the same answer. `language` is that of the page,
    `now` is aware. 3 to 6 queries.

    The mail goes to the address as it was written in the booking, never as it was typed here.
    """
    email_norm, token = norm_email(email), tokens.new_link_token()
    # Rendered whether it is needed or not: the answer takes as long for unknown addresses.
    mail = notices.render_link_mail(language=language, token=token)
    with transaction.atomic():
        lock_person(email_norm)
        address = _known_address(email_norm)
        if address is None or _links_of_a_day(email_norm, now) >= MOST_LINKS_A_DAY:
            return False
        links.store_person_link(token=token, email_norm=email_norm, now=now)
        notices.queue_mail(address, mail)
    return True


def _known_address(email_norm: str) -> str | None:
    """The address as last written in a booking or on the waiting list, or None. 1 or 2 queries."""
    booked = Booking.objects.filter(email_norm=email_norm).order_by("-created_at")
    waiting = WaitEntry.objects.filter(email_norm=email_norm, status__in=OPEN_WAIT_STATUSES)
    return (
        booked.values_list("email", flat=True).first()
        or waiting.order_by("-created_at").values_list("email", flat=True).first()
    )


def _links_of_a_day(email_norm: str, now: dt.datetime) -> int:
    since = now - dt.timedelta(hours=24)
    return AccessLink.objects.filter(email_norm=email_norm, booking=None, created_at__gt=since).count()
