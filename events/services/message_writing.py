"""The mails of a message: rendered in each booking's language, queued in parts, once per booking.

A short message is written in the request that sends it, a long one by the worker (decision 0023).
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from post_office.models import PRIORITY, Email

from .. import tokens
from ..hosting import HostInfo, host_info
from ..models import AccessLink, Booking, Message, MessageRecipient
from . import notices

BATCH = 500
"""Mails that are rendered and queued together."""

MOST_PER_RUN = 1000
"""Mails a run of the worker's job writes at most: other jobs wait for some seconds, not for minutes."""


@dataclass(frozen=True)
class Written:
    """The mail of one booking, not yet queued."""

    booking: Booking
    token: str
    mail: notices.RenderedMail


def render_message(
    booking: Booking, subjects: dict[str, str], texts: dict[str, str], host: HostInfo, *, token: str
) -> notices.RenderedMail:
    """The mail of one booking, in its language. No query."""
    language = notices.spoken(booking.language)
    return notices.render_booking_mail(
        "message", booking, host, token=token, subject=subjects[language], text=texts[language]
    )


def write(bookings: Iterable[Booking], subjects: dict[str, str], texts: dict[str, str]) -> list[Written]:
    """Render the mails of bookings loaded with their slots. 2 to 4 queries per plant and language."""
    hosts: dict[tuple[uuid.UUID, str], HostInfo] = {}
    written = []
    for booking in bookings:
        key = booking.slot.programme_id, booking.language
        if key not in hosts:
            hosts[key] = host_info(booking.slot.programme, booking.language)
        token = tokens.new_link_token()
        mail = render_message(booking, subjects, texts, hosts[key], token=token)
        written.append(Written(booking, token, mail))
    return written


def queue(written: list[Written], now: dt.datetime) -> list[Email]:
    """Queue mails with their links, in the caller's transaction; in the same order. 2 queries."""
    emails = [notices.unsaved_mail(each.booking.email, each.mail) for each in written]
    for email in emails:
        email.priority = PRIORITY.low  # confirmations go first
    emails = Email.objects.bulk_create(emails)
    AccessLink.objects.bulk_create(
        AccessLink(
            email_norm=each.booking.email_norm,
            booking=each.booking,
            token_hash=tokens.hash_token(each.token),
            created_at=now,
        )
        for each in written
    )
    return emails


def write_waiting(*, now: dt.datetime, most: int = MOST_PER_RUN) -> int:
    """Write mails of long messages, the oldest message first; returns how many. `now` is aware.

    Safe to run again at any moment and twice at once: only who takes a recipient off the waiting ones
    queues its mail. Who cancelled since the message was sent, or was forgotten, gets none and is no
    recipient any more. 1 query when nothing waits; about 10 per 500 mails, 2 to 4 per plant.
    """
    done = 0
    waiting = Message.objects.filter(recipients__waits=True).order_by("sent_at", "pk").distinct()
    for message in waiting:
        while done < most:
            handled = _write_part(message, min(BATCH, most - done), now)
            if not handled:
                break
            done += handled
    return done


def _write_part(message: Message, most: int, now: dt.datetime) -> int:
    """Write one part; returns how many recipients were dealt with, 0 when there is nothing to do."""
    part = list(message.recipients.filter(waits=True).order_by("pk")[:most])
    if not part:
        return 0
    bookings = Booking.objects.with_slot().filter(status=Booking.Status.CONFIRMED, forgotten_at=None)
    found = bookings.exclude(email="").in_bulk([recipient.booking_id for recipient in part])
    by_pk = {pk: each for pk, each in found.items() if notices.spoken(each.language) in message.texts}
    told = [recipient for recipient in part if recipient.booking_id in by_pk]
    written = write((by_pk[each.booking_id] for each in told), message.subjects, message.texts)
    with transaction.atomic():
        ours = MessageRecipient.objects.filter(pk__in=[each.pk for each in part], waits=True)
        if ours.update(waits=False) != len(part):
            transaction.set_rollback(True)  # another worker writes these
            return 0
        for recipient, email in zip(told, queue(written, now), strict=True):
            recipient.email, recipient.waits = email, False
        MessageRecipient.objects.bulk_update(told, ["email"])
        gone = [each.pk for each in part if each.booking_id not in by_pk]
        if gone:
            MessageRecipient.objects.filter(pk__in=gone).delete()
            Message.objects.filter(pk=message.pk).update(mails=F("mails") - len(gone))
    return len(part)
