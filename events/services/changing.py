"""What can be changed about a booking that stands: people, slot, names."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from .. import rules
from ..models import Booking, Notice, Slot
from . import notices, waiting
from .contacts import set_party
from .persons import refuse_person
from .places import give_back_places, lock_booking, lock_person, take_places


def _not_active() -> rules.Refusal:
    return rules.Refusal("not_active", rules.already_cancelled())


def change_party(*, booking_id: int, party: rules.Party, now: dt.datetime, by_staff: bool = False) -> Booking:
    """Give back some places, or take more if free; the code stays. Freed places are offered at once.

    Asked for what already is, as by the second of two clicks, it changes nothing and tells nobody.

    Raises rules.Refusal: rules of the party, `names_missing`, `full`, `not_enough_places`,
    `changes_closed` when taking more too late, `not_active`. Giving back works until the start.
    10 to 14 queries.
    """
    with transaction.atomic():
        booking, _slots = lock_booking(booking_id)
        slot = booking.slot
        more = party.places - booking.places
        refusal = _refuse_changing(booking, more, now, by_staff) or (
            rules.refuse_party(slot, party) or rules.refuse_names(slot, party)
        )
        if refusal is not None:
            raise refusal
        names = list(party.names) if slot.visit.names_required else []
        if _is_party(booking, party) and booking.names == names:
            return booking
        set_party(booking, party)
        booking.names = names
        booking.generation += 1
        booking.save()
        notices.tell(Notice.Kind.CHANGED, booking, now=now)
        if more > 0:
            take_places(slot, version=slot.version, places=more, now=now, reserved=by_staff)
        elif more < 0:
            give_back_places(slot.pk, -more)
            waiting.offer_freed_places(slot_id=slot.pk, now=now)
    return booking


def _is_party(booking: Booking, party: rules.Party) -> bool:
    return (
        booking.adults == party.adults
        and all(count == party.minors.get(band, 0) for band, count in booking.minors_by_band.items())
        and sorted(booking.access_needs) == sorted(party.access_needs)
    )


def _refuse_changing(booking: Booking, more: int, now: dt.datetime, by_staff: bool) -> rules.Refusal | None:
    if booking.status != Booking.Status.CONFIRMED:
        return _not_active()
    if by_staff or more <= 0:
        return rules.refuse_cancelling(booking, now)
    return rules.refuse_changing(booking, now)


def move_booking(
    *, booking_id: int, to_slot_id: int, seen_version: int, now: dt.datetime, by_staff: bool = False
) -> Booking:
    """Move a booking to another slot: new places taken before the old are freed, the code stays.

    Both slots are locked in primary-key order. Raises rules.Refusal: everything
    `rules.refuse_booking` says of the new slot, `changes_closed`, `overlaps`, `already_booked`,
    `same_slot`, `not_active`. When it is refused, the old places are kept. About 16 queries.
    """
    with transaction.atomic():
        # The person first, then the slots: the same order as when booking, so no deadlock.
        lock_person(Booking.objects.values_list("email_norm", flat=True).get(pk=booking_id))
        booking, slots = lock_booking(booking_id, to_slot_id)
        if booking.slot_id == to_slot_id:
            raise rules.Refusal("same_slot", _("This is the slot already booked."))
        if to_slot_id not in slots:
            raise rules.Refusal("slot_unknown", _("This slot does not exist."))
        old, new = booking.slot, slots[to_slot_id]
        refusal = _refuse_moving(booking, new, seen_version, now, by_staff)
        if refusal is not None:
            raise refusal
        booking.slot, booking.seen_version = new, new.version
        booking.generation += 1
        booking.coming_at = None  # said of another time
        if not new.visit.names_required:
            booking.names = []  # kept only where a plant's safety rule needs them
        booking.save(update_fields=["slot", "seen_version", "generation", "coming_at", "names"])
        notices.tell(Notice.Kind.MOVED, booking, now=now, old_slot=old)
        take_places(new, version=seen_version, places=booking.places, now=now, reserved=by_staff)
        give_back_places(old.pk, booking.places)
        waiting.offer_freed_places(slot_id=old.pk, now=now)
    return booking


def _refuse_moving(
    booking: Booking, new: Slot, seen_version: int, now: dt.datetime, by_staff: bool
) -> rules.Refusal | None:
    if booking.status != Booking.Status.CONFIRMED:
        return _not_active()
    party = rules.Party(
        booking.adults, booking.minors_by_band, tuple(booking.names), tuple(booking.access_needs)
    )
    return (
        (rules.refuse_cancelling(booking, now) if by_staff else rules.refuse_changing(booking, now))
        or rules.refuse_booking(new, party, seen_version=seen_version, now=now, reserved=by_staff)
        or refuse_person(new, booking.email_norm, except_booking=booking.pk)
        or _refuse_twice(new, booking)
    )


def _refuse_twice(new: Slot, booking: Booking) -> rules.Refusal | None:
    """A person has one booking, or one open offer, in a slot."""
    if not Booking.objects.of_person(booking.email_norm).filter(slot=new).exists():
        return None
    return rules.already_booked(field="")


def correct_contact(
    *, booking_id: int, name: str, phone: str, names: tuple[str, ...], now: dt.datetime
) -> Booking:
    """Correct names and telephone; the e-mail address stays, because the links went there.

    What is already so is left alone, and nobody is told.

    Raises rules.Refusal `not_active`, `visit_started`, `names_missing`. 6 queries.
    """
    with transaction.atomic():
        booking, _slots = lock_booking(booking_id)
        party = rules.Party(booking.adults, booking.minors_by_band, names)
        refusal = rules.refuse_cancelling(booking, now) or rules.refuse_names(booking.slot, party)
        if refusal is not None:
            raise refusal
        kept = list(names) if booking.slot.visit.names_required else []
        if (booking.contact_name, booking.phone, booking.names) == (name, phone, kept):
            return booking
        booking.contact_name, booking.phone, booking.names = name, phone, kept
        booking.generation += 1
        booking.save(update_fields=["contact_name", "phone", "names", "generation"])
        notices.tell(Notice.Kind.CHANGED, booking, now=now)
    return booking
