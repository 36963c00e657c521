"""What a change of a slot means for the people who booked it: reads only, nothing is queued."""

import copy
import datetime as dt
import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from ..hosting import host_info
from ..models import Booking, Notice, Slot, WaitEntry
from ..models.bookings import OPEN_WAIT_STATUSES, WaitStatus
from ..services import notices, slots
from ..services.notices import RenderedMail
from . import words


@dataclass(frozen=True)
class Impact:
    """Who has to be told when a slot is moved or cancelled."""

    slot: Slot
    bookings: list[Booking]
    """Confirmed bookings and open offers: people who were given a time."""
    waiting: list[WaitEntry]
    """Parties that wait for this very slot; who has an offer here is among the bookings too."""

    @property
    def people(self) -> int:
        return sum(booking.places for booking in self.bookings)

    @property
    def languages(self) -> Counter[str]:
        """How many bookings are told in each language."""
        return Counter(booking.language for booking in self.bookings if booking.email)

    @property
    def only_waiting(self) -> list[WaitEntry]:
        """Parties without an offer: what happens to the slot is told to them by a mail of its own."""
        return [entry for entry in self.waiting if entry.status == WaitStatus.WAITING]

    @property
    def waiting_languages(self) -> Counter[str]:
        """How many waiting parties are told by mail in each language."""
        return Counter(entry.language for entry in self.only_waiting if entry.email)


@dataclass(frozen=True)
class Draft:
    """The mail of one language, with a sample in the place of names and codes."""

    code: str
    language: str
    bookings: int
    waiting: int
    mail: RenderedMail


def is_changeable(slot: Slot, now: dt.datetime) -> bool:
    """Whether staff can still move or cancel a slot at `now` (aware)."""
    return slot.status in (Slot.Status.OPEN, Slot.Status.CLOSED) and slot.starts_at > now


def find_impact(slot: Slot) -> Impact:
    """Load who is touched by a change of a slot. 3 queries: bookings, waves, waiting parties."""
    bookings = Booking.objects.active().with_slot().filter(slot=slot).exclude(email_norm="").order_by("pk")
    waiting = WaitEntry.objects.filter(slot=slot, status__in=OPEN_WAIT_STATUSES).order_by("created_at", "pk")
    return Impact(slot, list(bookings), list(waiting))


def language_name(code: str) -> str:
    """A language of the site in words; the code itself for one the site no longer has."""
    return str(dict(settings.LANGUAGES).get(code, code))


def status_in_words(booking: Booking) -> str:
    """ "confirmed", or until when the places are offered to a party of the waiting list."""
    if booking.is_offer:
        return _("offered until %(when)s") % {"when": words.moment_in_words(booking.held_until)}
    status = booking.get_status_display()
    return status if booking.email else _("%(status)s, to call") % {"status": status}


def alternatives_by_places(impact: Impact, now: dt.datetime) -> dict[int, list[Slot]]:
    """The slots a mail names instead, by size of the party. 2 queries; none if nobody has booked."""
    sizes = {booking.places for booking in impact.bookings}
    others = slots.other_slots(impact.slot, now=now) if sizes else []
    return {places: slots.fitting_slots(others, impact.slot, places, now=now) for places in sizes}


def draft_mails(kind: str, impact: Impact, slot: Slot, **extra: object) -> list[Draft]:
    """Render the mail once per language of the bookings, for `slot` as it will be. 2–4 queries each.

    `alternatives` in `extra` holds the slots named instead by size of the party.
    """
    alternatives = extra.pop("alternatives", None)
    drafts = []
    for language, count in sorted(impact.languages.items()):
        # A confirmed booking, if there is one: the mail of an offer is the exception.
        first = min(
            (each for each in impact.bookings if each.email and each.language == language),
            key=lambda booking: booking.is_offer,
        )
        if alternatives is not None:
            extra["alternatives"] = alternatives[first.places]
        host = host_info(slot.programme, language)
        mail = notices.render_booking_mail(kind, sample_of(first, slot), host, token="sample", **extra)
        drafts.append(Draft(language, language_name(language), count, 0, mail))
    return drafts


def draft_waiting_ended(impact: Impact, slot: Slot, note: dict[str, str], now: dt.datetime) -> list[Draft]:
    """What parties that wait for a cancelled slot are told, once per language. 2 queries and 2–4 each."""
    others = slots.other_slots(slot, now=now) if impact.only_waiting else []
    return draft_waiting_mails(
        Notice.Kind.WAITING_ENDED,
        impact.only_waiting,
        slot,
        lambda sample: {"note": note, **slots.said_to_waiting(sample, others, now=now)},
    )


def draft_waiting_mails(
    kind: str, waiting: Iterable[WaitEntry], slot: Slot, said: Callable[[WaitEntry], dict]
) -> list[Draft]:
    """Render what waiting parties are told about `slot` as it will be, once per language. 2–4 queries each.

    `said` is what the mail of a party carries beside the slot.
    """
    by_language: dict[str, list[WaitEntry]] = {}
    for entry in waiting:
        if entry.email:
            by_language.setdefault(entry.language, []).append(entry)
    drafts = []
    for language, entries in sorted(by_language.items()):
        sample, host = _waiting_sample(entries[0], slot), host_info(slot.programme, language)
        mail = notices.render_waiting_mail(kind, sample, host, token="sample", **said(sample))
        drafts.append(Draft(language, language_name(language), 0, len(entries), mail))
    return drafts


def _waiting_sample(entry: WaitEntry, slot: Slot) -> WaitEntry:
    """A copy that names nobody."""
    sample = copy.copy(entry)
    sample.slot = slot
    with translation.override(entry.language):
        sample.contact_name = _("Name Surname")
    return sample


def sample_of(booking: Booking, slot: Slot) -> Booking:
    """A copy that names nobody: the drafts are also for whoever may not look bookings up."""
    sample = copy.copy(booking)
    sample.slot, sample.code = slot, "SAMPLE00"
    sample.intent = uuid.UUID(int=0)  # the calendar file of the draft is nobody's
    with translation.override(booking.language):
        sample.contact_name, sample.names = _("Name Surname"), []
    sample.email = sample.email_norm = "name@example.org"
    sample.phone = ""
    return sample


def moved_copy(slot: Slot, starts_at: dt.datetime) -> Slot:
    """The slot as it will be after a move; never saved."""
    moved = copy.copy(slot)
    moved.starts_at, moved.ends_at = starts_at, starts_at + (slot.ends_at - slot.starts_at)
    return moved


def cancelled_copy(slot: Slot) -> Slot:
    """The slot as it will be when it is cancelled; never saved."""
    cancelled = copy.copy(slot)
    cancelled.status = Slot.Status.CANCELLED
    return cancelled
