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
from post_office.models import PRIORITY, Email

from .. import rules, tokens
from ..hosting import HostInfo, host_info
from ..models import AccessLink, Booking, Message, MessageRecipient, Slot
from . import notices

BATCH = 500


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
    """The confirmed ones among these bookings, unless the person was forgotten. 3 queries.

    Slots are read once each, not once per booking: a whole edition is looked at within a second.
    """
    valid = bookings.filter(status=Booking.Status.CONFIRMED, forgotten_at=None)
    slots = Slot.objects.filter(pk__in=valid.order_by().values("slot"))
    by_pk = {slot.pk: slot for slot in slots.with_rules()}
    found = [booking for booking in valid.order_by("pk") if booking.slot_id in by_pk]
    for booking in found:
        booking.slot = by_pk[booking.slot_id]
    return Recipients(found)


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


def render_message(
    booking: Booking, subjects: dict[str, str], texts: dict[str, str], host: HostInfo, *, token: str
) -> notices.RenderedMail:
    """The mail of one booking, in its language. No query."""
    language = notices.spoken(booking.language)
    return notices.render_booking_mail(
        "message", booking, host, token=token, subject=subjects[language], text=texts[language]
    )


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
    """Queue one mail per booking and write down who got it; the same intent again sends nothing.

    Everything is queued in one transaction, behind mails about single bookings. `now` is aware.
    Rendered before the transaction: about 10 queries and 4 per 500 bookings, 2 to 4 per plant.

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
    written = _write(recipients, subjects, texts)
    message = Message(
        intent=intent,
        subjects=subjects,
        texts=texts,
        scope=scope[:500],
        by=by,
        sent_at=now,
        mails=len(written),
        without_mail=len(recipients.to_call),
    )
    try:
        with transaction.atomic():
            message.save(force_insert=True)
            _queue(message, written, recipients.to_call, now)
    except IntegrityError:
        # A double click: the other one was faster and has sent it.
        return Message.objects.get(intent=intent)
    return message


@dataclass(frozen=True)
class _Written:
    booking: Booking
    token: str
    mail: notices.RenderedMail


def _write(recipients: Recipients, subjects: dict[str, str], texts: dict[str, str]) -> list[_Written]:
    hosts: dict[tuple[uuid.UUID, str], HostInfo] = {}
    written = []
    for booking in recipients.by_mail:
        key = booking.slot.programme_id, booking.language
        if key not in hosts:
            hosts[key] = host_info(booking.slot.programme, booking.language)
        token = tokens.new_link_token()
        mail = render_message(booking, subjects, texts, hosts[key], token=token)
        written.append(_Written(booking, token, mail))
    return written


def _queue(message: Message, written: list[_Written], to_call: list[Booking], now: dt.datetime) -> None:
    for start in range(0, len(written), BATCH):
        part = written[start : start + BATCH]
        emails = [notices.unsaved_mail(each.booking.email, each.mail) for each in part]
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
            for each in part
        )
        MessageRecipient.objects.bulk_create(
            MessageRecipient(message=message, booking=each.booking, email=email)
            for each, email in zip(part, emails, strict=True)
        )
    MessageRecipient.objects.bulk_create(
        MessageRecipient(message=message, booking=booking, by_mail=False) for booking in to_call
    )


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
    """The mail as it will look, once per language that is complete. 2 to 4 queries each, unless kept."""
    found = {}
    for language in sorted(recipients.languages):
        if not (subjects.get(language, "").strip() and texts.get(language, "").strip()):
            continue
        first = next(each for each in recipients.by_mail if notices.spoken(each.language) == language)
        host = host_info(first.slot.programme, language)
        found[language] = render_message(notices.sample_of(first), subjects, texts, host, token="sample")
    return found
