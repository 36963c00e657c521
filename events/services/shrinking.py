"""Fewer places than are taken: some bookings have to go, and are told, with other slots that fit them."""

import datetime as dt
from collections.abc import Collection, Sequence

from django.db import transaction

from .. import rules
from ..models import Booking, Notice, Slot
from ..models.bookings import ACTIVE_STATUSES, BookingStatus, CancelledBy, CancelReason
from . import notices, waiting
from .places import give_back_places
from .replanning import plan_changed
from .slots import fitting_slots, lock_changeable, other_slots, told_bookings
from .wording import About, in_every_language


def suggest_leaving(bookings: Sequence[Booking], capacity: int) -> list[int]:
    """Whose bookings have to go so that the others fit: who booked last goes first. No query.

    Open offers go before bookings. Nobody goes in vain: who still fits when all is done stays.
    """
    latest_first = sorted(bookings, key=lambda b: (b.is_offer, b.created_at, b.pk), reverse=True)
    stays, leaving = sum(booking.places for booking in bookings), []
    for booking in latest_first:
        if stays > capacity:
            leaving.append(booking)
            stays -= booking.places
    for booking in reversed(leaving):
        if stays + booking.places <= capacity:
            leaving.remove(booking)
            stays += booking.places
    return [booking.pk for booking in leaving]


def shrink_slot(
    *, slot_id: int, capacity: int, leaving: Collection[int], note: dict[str, str], now: dt.datetime
) -> list[Booking]:
    """Give a slot fewer places and cancel the bookings `leaving`; returns those.

    Each is told in its language, with `note` by language in the place of the draft and up to three
    other slots with room. Places held by forms that are being filled are let go when they are in the
    way. What is free afterwards is offered to the waiting list.

    Raises rules.Refusal `plan_changed` when one of them is not in the slot any more,
    `capacity_below_taken` when the others do not fit, `slot_cancelled`, `slot_past`. About 10
    queries, 7 per booking.
    """
    with transaction.atomic():
        slot = lock_changeable(slot_id, now)
        bookings = {booking.pk: booking for booking in told_bookings(slot)}
        if not set(leaving) <= set(bookings):
            raise plan_changed()
        stays = sum(booking.places for pk, booking in bookings.items() if pk not in leaving)
        if stays > capacity:
            raise rules.refuse_capacity(stays)
        gone = [bookings[pk] for pk in sorted(leaving)]
        _cancel(gone, slot, note=note, now=now)
        if slot.taken - sum(booking.places for booking in gone) > capacity:
            _let_go_of_forms(slot)
        Slot.objects.filter(pk=slot.pk).update(capacity=capacity)
        waiting.offer_freed_places(slot_id=slot.pk, now=now)
    return gone


def _cancel(gone: list[Booking], slot: Slot, *, note: dict[str, str], now: dt.datetime) -> None:
    others, said = other_slots(slot, now=now) if gone else [], in_every_language(About.SHRUNK, note)
    for booking in gone:
        was_offer = booking.is_offer
        Booking.objects.filter(pk=booking.pk, status__in=ACTIVE_STATUSES).update(
            status=BookingStatus.CANCELLED,
            cancelled_at=now,
            cancelled_by=CancelledBy.STAFF,
            cancel_reason=CancelReason.FEWER,
        )
        give_back_places(slot.pk, booking.places)
        if was_offer:
            waiting.after_lost_offer(booking, now=now, tell=False)
        booking.slot, booking.status = slot, BookingStatus.CANCELLED
        fitting = fitting_slots(others, slot, booking.places, now=now)
        notices.tell(Notice.Kind.CANCELLED_BY_STAFF, booking, now=now, note=said, alternatives=fitting)


def _let_go_of_forms(slot: Slot) -> None:
    """Free what forms hold: who sends one takes places anew, if there are any. 1 query and 2 per form."""
    forms = Booking.objects.filter(slot=slot, status=BookingStatus.HELD, wait_entry=None)
    for held in forms.order_by("pk"):
        if Booking.objects.filter(pk=held.pk, status=BookingStatus.HELD).update(status=BookingStatus.EXPIRED):
            give_back_places(slot.pk, held.places)
