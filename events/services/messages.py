"""Writing to many visitors at once: everybody in their own language, once per booking."""

import dataclasses
import datetime as dt
import hashlib
import uuid
from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from .. import rules
from ..hosting import host_info
from ..models import Booking, Message, MessageRecipient
from . import notices
from .message_writing import BATCH, Written, queue, render_message, write

SHOWN = ("code", "slot", "language", "email", "places", "contact_name", "phone")
"""What the page says of a recipient; of a whole edition all columns would take three times as long."""

AT_ONCE = 200
"""Mails that are written in the request; of a longer message the worker writes them."""


@dataclass(frozen=True)
class Recipients:
    """Whom a message would reach: fixed by `seal` from the preview to the button."""

    bookings: list[Booking]

    @property
    def by_mail(self) -> list[Booking]:
        return [booking for booking in self.bookings if booking.email]

    @property
    def to_call(self) -> list[Booking]:
        """People without an address: the portal can't write to them."""
        return [booking for booking in self.bookings if not booking.email]

    @property
    def languages(self) -> Counter[str]:
        """How many mails in each language."""
        return Counter(notices.spoken(booking.language) for booking in self.by_mail)

    @property
    def seal(self) -> str:
        """Changes when somebody comes or goes, or changes slot or language."""
        text = ",".join(
            f"{booking.pk}:{booking.slot_id}:{booking.language}:{booking.email}" for booking in self.bookings
        )
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def recipients_of(bookings: QuerySet[Booking]) -> Recipients:
    """The confirmed ones among these bookings, unless the person was forgotten; with SHOWN. 1 query."""
    valid = bookings.filter(status=Booking.Status.CONFIRMED, forgotten_at=None)
    return Recipients(list(valid.only(*SHOWN).order_by("pk")))


def refuse_languages(
    recipients: Recipients, subjects: dict[str, str], texts: dict[str, str]
) -> list[rules.Refusal]:
    """What is missing in a language that somebody reads, each at its field. No query."""
    names = dict(settings.LANGUAGES)
    refusals = []
    for language, count in sorted(recipients.languages.items()):
        for field, words in (("subject", subjects), ("text", texts)):
            if not words.get(language, "").strip():
                text = _("Missing in a language that is used. Mails in %(language)s: %(count)d.")
                message = text % {"count": count, "language": names.get(language, language)}
                refusals.append(rules.Refusal("language_missing", message, f"{field}_{language}"))
    return refusals


def send_message(
    *,
    bookings: QuerySet[Booking],
    seal: str,
    subjects: dict[str, str],
    texts: dict[str, str],
    scope: str,
    by: AbstractBaseUser | None,
    intent: uuid.UUID,
    now: dt.datetime,
) -> Message:
    """Fix who gets it, one mail per booking; the same intent again sends nothing.

    Up to `AT_ONCE` mails are rendered here and queued in the same transaction, behind mails about
    single bookings; of a longer message the worker writes them, part by part. `now` is aware. About 10
    queries and 2 to 4 per plant; of a longer message about 5, and 1 per 500 bookings.

    Raises rules.Refusal `recipients_changed` (somebody came or went since the preview),
    `no_recipients`, `language_missing`.
    """
    if known := Message.objects.filter(intent=intent).first():
        return known
    recipients = recipients_of(bookings)
    if not recipients.bookings:
        raise rules.Refusal("no_recipients", _("Nobody would get this message."))
    if recipients.seal != seal:
        raise rules.Refusal(
            "recipients_changed", _("Who gets this message has changed in the meantime. Check it again.")
        )
    if refusals := refuse_languages(recipients, subjects, texts):
        raise refusals[0]
    written = _written_at_once(recipients, subjects, texts)
    message = Message(
        intent=intent,
        subjects=subjects,
        texts=texts,
        scope=scope[:500],
        by=by,
        sent_at=now,
        mails=len(recipients.by_mail),
        without_mail=len(recipients.to_call),
    )
    try:
        with transaction.atomic():
            message.save(force_insert=True)
            _fix(message, recipients, written, now)
    except IntegrityError:
        # A double click: the other one was faster and has sent it.
        return Message.objects.get(intent=intent)
    return message


def _written_at_once(
    recipients: Recipients, subjects: dict[str, str], texts: dict[str, str]
) -> list[Written]:
    """The mails of a short message; none of a long one. 2 queries, and those of rendering."""
    if len(recipients.by_mail) > AT_ONCE:
        return []
    numbers = [booking.pk for booking in recipients.by_mail]
    return write(Booking.objects.with_slot().filter(pk__in=numbers).order_by("pk"), subjects, texts)


def still_to_write(message: Message) -> int:
    """How many mails of a message the worker has not written yet. 1 query."""
    return message.recipients.filter(waits=True).count()


def _fix(message: Message, recipients: Recipients, written: list[Written], now: dt.datetime) -> None:
    """Write down who gets it, with the mails that are written; the worker writes the others."""
    rows: list[MessageRecipient] = []
    for start in range(0, len(written), BATCH):
        part = written[start : start + BATCH]
        rows += [
            MessageRecipient(message=message, booking=each.booking, email=email)
            for each, email in zip(part, queue(part, now), strict=True)
        ]
    if not written:
        # Slots of one plant have numbers near each other: a part of the worker's needs few plants.
        in_order = sorted(recipients.by_mail, key=lambda booking: (booking.slot_id, booking.pk))
        rows += [MessageRecipient(message=message, booking=booking, waits=True) for booking in in_order]
    rows += [
        MessageRecipient(message=message, booking=booking, by_mail=False) for booking in recipients.to_call
    ]
    MessageRecipient.objects.bulk_create(rows, batch_size=BATCH)


def send_test(
    *, recipients: Recipients, subjects: dict[str, str], texts: dict[str, str], address: str
) -> int:
    """Queue the mail of the first recipient of each language to a member of staff; returns how many.

    With a sample in the place of name, code and link. 1 query per language, 2 to 4 for the plant.
    """
    samples = samples_of(recipients, subjects, texts)
    for mail in samples.values():
        test = dataclasses.replace(mail, subject=_("[Test] %(subject)s") % {"subject": mail.subject})
        notices.queue_mail(address, test)
    return len(samples)


def samples_of(
    recipients: Recipients, subjects: dict[str, str], texts: dict[str, str]
) -> dict[str, notices.RenderedMail]:
    """The mail as it will look, once per language that is complete. 4 to 6 queries each."""
    found = {}
    for language in sorted(recipients.languages):
        if not (subjects.get(language, "").strip() and texts.get(language, "").strip()):
            continue
        found_first = next(each for each in recipients.by_mail if notices.spoken(each.language) == language)
        first = Booking.objects.with_slot().get(pk=found_first.pk)
        host = host_info(first.slot.programme, language)
        found[language] = render_message(notices.sample_of(first), subjects, texts, host, token="sample")
    return found
