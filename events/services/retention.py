"""Forgetting persons when their visit is long over. Numbers stay, nobody can be found in them."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from post_office.models import Email

from ..models import AccessLink, Booking, Edition, MessageRecipient, Notice, SurveyAnswer, WaitEntry
from ..models.bookings import OPEN_WAIT_STATUSES, BookingStatus, WaitStatus
from ..scheduling import ROME
from .places import lock_person

BATCH = 500
"""Rows per transaction: visitors who book meanwhile wait for a moment, not for a year's data."""

NOBODY = {"contact_name": "", "email": "", "email_norm": "", "phone": "", "access_needs": []}


_others: list[Callable[..., dict[str, int]]] = []


def register(forget: Callable[..., dict[str, int]]) -> None:
    """Let another app erase its personal data whenever this one does; called when Django is ready.

    It is given `now` and `dry_run`, and returns counts by what they count, in English.
    """
    if forget not in _others:
        _others.append(forget)


def forget_others(*, now: dt.datetime, dry_run: bool = False) -> dict[str, int]:
    """Erase, or count, what the other apps keep of persons."""
    counts: dict[str, int] = {}
    for forget in _others:
        counts |= forget(now=now, dry_run=dry_run)
    return counts


@dataclass
class Forgotten:
    """What was erased, or would be."""

    bookings: int = 0
    waiting: int = 0
    links: int = 0
    mails: int = 0
    comments: int = 0


def forget_persons(*, now: dt.datetime, dry_run: bool = False) -> Forgotten:
    """Erase what names a person in bookings and waiting parties past their edition's `retention_days`.

    Days count from the end of the visit; for a party that waited for any slot of a plant and got
    none, from the edition's last day. Contact, names, access needs, links, mails and the free text
    of the survey go; party sizes, stars and the slots' counters stay. A second run finds nothing.
    7 queries when there is nothing to do, about 10 more per 500 bookings.
    """
    done = Forgotten()
    over, waited = _over(now), _waited(now)
    # In a dry run every batch is still there afterwards, so the batches are taken by number.
    for ids in _batches(Booking.objects.filter(over, forgotten_at=None)):
        _forget_bookings(ids, done, now, dry_run)
    for ids in _batches(WaitEntry.objects.filter(waited).exclude(email_norm="")):
        _forget_waiting(ids, done, dry_run)
    done.links += _erase(_lonely_links(over, waited), dry_run)
    if not dry_run:
        _empty_write_ahead_log()
    return done


def forget_person(*, email_norm: str, now: dt.datetime) -> Forgotten:
    """Erase at once, as the person asked, what `forget_persons` would erase when its time comes.

    Everything of one proven address goes but what still stands: a booking of a visit to come, a
    place on a waiting list. Those have to be cancelled or left first, or the visit could not be told
    of a change. 3 queries when there is nothing to do.
    """
    done = Forgotten()
    with transaction.atomic():
        lock_person(email_norm)
        bookings = Booking.objects.filter(email_norm=email_norm, forgotten_at=None)
        stands = Q(status=BookingStatus.HELD) | Q(status=BookingStatus.CONFIRMED, slot__ends_at__gt=now)
        for ids in _batches(bookings.exclude(stands)):
            _forget_bookings(ids, done, now, dry_run=False)
        waiting = WaitEntry.objects.filter(email_norm=email_norm)
        for ids in _batches(waiting.exclude(status__in=OPEN_WAIT_STATUSES)):
            _forget_waiting(ids, done, dry_run=False)
        if not bookings.exists() and not waiting.exists():
            done.links += _erase(AccessLink.objects.filter(email_norm=email_norm), dry_run=False)
    _empty_write_ahead_log()
    return done


def _over(now: dt.datetime) -> Q:
    """Bookings whose visit ended longer ago than their edition keeps persons. 1 query."""
    over = Q(pk__in=[])
    for edition in Edition.objects.all():
        limit = now - dt.timedelta(days=edition.retention_days)
        over |= Q(slot__visit__edition=edition, slot__ends_at__lt=limit)
    return over


def _waited(now: dt.datetime) -> Q:
    """Waiting parties whose visit, or whose whole edition, is over for as long. 1 query."""
    served = Booking.objects.filter(_over(now), wait_entry__isnull=False, status=BookingStatus.CONFIRMED)
    waited = Q(status=WaitStatus.ACCEPTED, pk__in=served.values("wait_entry"))
    for edition in Edition.objects.all():
        limit = now - dt.timedelta(days=edition.retention_days)
        waited |= Q(edition=edition, slot__ends_at__lt=limit)
        if edition.last_day < limit.astimezone(ROME).date():
            waited |= Q(edition=edition, slot=None)
    return waited


def _batches(rows: QuerySet) -> list[list[int]]:
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    return [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]


def _erase(rows: QuerySet, dry_run: bool) -> int:
    if dry_run:
        return rows.count()
    # Rows that go along (logs of a mail, for instance) are not counted.
    return rows.delete()[1].get(rows.model._meta.label, 0)


def _forget_bookings(ids: list[int], done: Forgotten, now: dt.datetime, dry_run: bool) -> None:
    with transaction.atomic():
        done.bookings += len(ids)
        done.links += _erase(AccessLink.objects.filter(booking__in=ids), dry_run)
        done.mails += _erase(_mails(Notice.objects.filter(booking__in=ids)), dry_run)
        ours = MessageRecipient.objects.filter(booking__in=ids).values("email")
        done.mails += _erase(Email.objects.filter(pk__in=ours), dry_run)
        answers = SurveyAnswer.objects.filter(booking__in=ids)
        done.comments += answers.exclude(comment="").count()
        if dry_run:
            return
        # The bookings before the answers: one that is just being written holds its booking locked,
        # so it is found here; one that comes later finds the booking forgotten.
        Booking.objects.filter(pk__in=ids).update(**NOBODY, names=[], payload_hash="", forgotten_at=now)
        answers.update(booking=None, comment="")


def _forget_waiting(ids: list[int], done: Forgotten, dry_run: bool) -> None:
    with transaction.atomic():
        done.waiting += len(ids)
        done.mails += _erase(_mails(Notice.objects.filter(wait_entry__in=ids)), dry_run)
        if dry_run:
            return
        entries = WaitEntry.objects.filter(pk__in=ids)
        # Nobody is left to be offered anything.
        entries.filter(status__in=OPEN_WAIT_STATUSES).update(status=WaitStatus.ENDED)
        entries.update(**NOBODY, to_call="")


def _mails(notices: QuerySet[Notice]) -> QuerySet[Email]:
    """The mails of some notices, with the log of their delivery."""
    return Email.objects.filter(pk__in=notices.filter(email__isnull=False).values("email"))


def _lonely_links(over: Q, waited: Q) -> QuerySet[AccessLink]:
    """Links to "my bookings" of people of whom nothing else is kept."""
    bookings = Booking.objects.filter(email_norm=OuterRef("email_norm")).exclude(over)
    waiting = WaitEntry.objects.filter(email_norm=OuterRef("email_norm")).exclude(waited)
    return AccessLink.objects.filter(booking=None).exclude(Exists(bookings)).exclude(Exists(waiting))


def _empty_write_ahead_log() -> None:
    """SQLite: old pages in the log still name the persons. `secure_delete` cleans the file itself."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
