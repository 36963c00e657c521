"""Taking places."""

import datetime as dt
import hashlib
import json
import uuid
from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from .. import rules, tokens
from ..hosting import host_info
from ..models import Booking, Notice, Slot
from ..models.bookings import MadeBy
from . import links, notices
from .contacts import Contact
from .persons import refuse_person
from .places import take_places


@dataclass(frozen=True)
class PlacedBooking:
    """A booking that stands. `replayed` when the same intent had already made it."""

    booking: Booking
    replayed: bool = False


def place_booking(
    *,
    slot_id: int,
    seen_version: int,
    party: rules.Party,
    contact: Contact,
    intent: uuid.UUID,
    language: str,
    now: dt.datetime,
    origin: str = "",
    by_staff: bool = False,
) -> PlacedBooking:
    """Book places for a party and queue its confirmation mail, or change nothing.

    The same intent with the same data returns the booking it already made (I4). `now` is aware.
    `by_staff` books for somebody who called: places no wave has released yet too, and an e-mail
    address is not needed; then no mail is queued.

    Raises rules.Refusal: whatever `rules.refuse_booking` says, `full` or `slot_changed` when
    another visitor or the staff was faster, `already_booked` when this person has this slot,
    `intent_reused` when the same intent comes with other data, `overlaps` and `too_many_bookings`
    when this person's other bookings stand in the way.

    Cost: 8 queries, one more where a page is found, 5 of them in the transaction. The contended
    slot row is written last, so that it stays locked only for the commit.
    """
    payload_hash = payload_hash_of(slot_id, party, contact)
    replay = _replay(intent, payload_hash)
    if replay is not None:
        return replay

    slot = _bookable_slot(slot_id, party, seen_version=seen_version, now=now, reserved=by_staff)
    token = tokens.new_link_token()
    booking = _build(slot, party, contact, intent, payload_hash, language, now)
    booking.origin = origin
    booking.made_by = MadeBy.STAFF if by_staff else MadeBy.VISITOR
    # Rendered before the transaction: no template work while the database is locked.
    mail = notices.render_booking_mail(
        Notice.Kind.CONFIRMED, booking, host_info(slot.programme, language), token=token
    )
    try:
        with transaction.atomic():
            refusal = refuse_person(slot, booking.email_norm)
            if refusal is not None:
                raise refusal
            booking.save(force_insert=True)
            if booking.email:
                links.store_link(token=token, booking=booking, now=now)
                notices.queue(Notice.Kind.CONFIRMED, booking, mail, now=now)
            take_places(slot, version=seen_version, places=booking.places, now=now, reserved=by_staff)
    except IntegrityError:
        known = _known_conflict(intent, payload_hash, slot, contact)
        if known is None:  # not one of ours: a bug must be seen, never hidden
            raise
        return known
    return PlacedBooking(booking)


def _bookable_slot(
    slot_id: int, party: rules.Party, *, seen_version: int, now: dt.datetime, reserved: bool
) -> Slot:
    """A lock-free look first: on a rush most visitors learn here that the slot is full. 2 queries."""
    slot = Slot.objects.with_rules().filter(pk=slot_id).first()
    if slot is None:
        raise rules.Refusal("slot_unknown", _("This slot does not exist."))
    refusal = rules.refuse_booking(slot, party, seen_version=seen_version, now=now, reserved=reserved)
    if refusal is not None:
        raise refusal
    return slot


def payload_hash_of(slot_id: int, party: rules.Party, contact: Contact) -> str:
    """A fingerprint of what is asked for, to tell a retry from another request."""
    payload = {"slot": slot_id, "party": asdict(party), "contact": asdict(contact)}
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()


def _replay(intent: uuid.UUID, payload_hash: str) -> PlacedBooking | None:
    booking = Booking.objects.with_slot().filter(intent=intent).first()
    if booking is None or booking.status == Booking.Status.HELD:
        return None
    if booking.payload_hash != payload_hash:
        raise rules.Refusal(
            "intent_reused",
            _("This form has already been sent with other data. Start a new booking."),
        )
    return PlacedBooking(booking, replayed=True)


def _build(
    slot: Slot,
    party: rules.Party,
    contact: Contact,
    intent: uuid.UUID,
    payload_hash: str,
    language: str,
    now: dt.datetime,
) -> Booking:
    return Booking(
        slot=slot,
        code=tokens.new_code(),
        status=Booking.Status.CONFIRMED,
        intent=intent,
        payload_hash=payload_hash,
        places=party.places,
        adults=party.adults,
        **party.minors,
        access_needs=list(party.access_needs),
        # Names are kept only where the plant's safety rule needs them (GDPR art. 5).
        names=list(party.names) if slot.visit.names_required else [],
        seen_version=slot.version,
        contact_name=contact.name,
        email=contact.email,
        email_norm=contact.email_norm,
        phone=contact.phone,
        language=language,
        created_at=now,
    )


def _known_conflict(
    intent: uuid.UUID, payload_hash: str, slot: Slot, contact: Contact
) -> PlacedBooking | None:
    """Tell which uniqueness a rolled-back booking ran into: the same intent, or the same person."""
    replay = _replay(intent, payload_hash)
    if replay is not None:
        return replay
    if Booking.objects.active().filter(slot=slot, email_norm=contact.email_norm).exists():
        raise rules.already_booked()
    return None
