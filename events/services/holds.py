"""Places held while a form is filled."""

import datetime as dt
import uuid

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from .. import rules, tokens
from ..hosting import host_info
from ..models import AgeBand, Booking, Notice, Slot
from ..prepared import Given, Prepared, PreparedInsert, PreparedUpdate
from . import links, notices, waiting
from .booking import payload_hash_of
from .contacts import Contact, set_party
from .persons import refuse_person
from .places import give_back_places, lock_slot, lock_slots, take_places

PARTY_FIELDS = ["places", "adults", *AgeBand.values]
CONTACT_FIELDS = ["contact_name", "email", "email_norm", "phone", "names", "payload_hash", "access_needs"]

_INTENT = Given(Booking, "intent")
_BY_INTENT = Prepared(lambda: Booking.objects.filter(intent=_INTENT))
_WITH_SLOT = Prepared(
    lambda: Booking.objects.select_related("slot__visit__edition", "slot__programme").filter(intent=_INTENT)
)
_OVERDUE = Prepared(
    lambda: Booking.objects.filter(
        status=Booking.Status.HELD,
        held_until__lt=Given(Booking, "held_until", "now"),
        slot_id=Given(Booking, "slot"),
    ).order_by("held_until")
)
_NEW = PreparedInsert(Booking)
_SEEN = ("slot_id", "seen_version", *PARTY_FIELDS)


def _confirming() -> tuple[QuerySet, dict[str, object]]:
    """Confirm a hold that is as it was read: neither freed nor changed in another tab meanwhile."""
    same = {name: Given(Booking, name.removesuffix("_id")) for name in _SEEN}
    held = Booking.objects.filter(pk=Given(Booking, "id"), status=Booking.Status.HELD, **same)
    contact = {name: Given(Booking, name) for name in CONTACT_FIELDS}
    return held, {"status": Booking.Status.CONFIRMED, "held_until": None, **contact}


_CONFIRM = PreparedUpdate(_confirming)
_WRITTEN = ("seen_version", *PARTY_FIELDS, *CONTACT_FIELDS)


def _expired() -> rules.Refusal:
    return rules.Refusal(
        "hold_expired",
        _("The time to fill the form is over and the places are free for others. Choose them again."),
    )


def hold_places(
    *,
    slot_id: int,
    seen_version: int,
    party: rules.Party,
    intent: uuid.UUID,
    language: str,
    now: dt.datetime,
) -> Booking:
    """Hold places for a party while its form is filled. One intent holds once.

    The same intent again changes the party of the hold it has and leaves its deadline: only
    `extend_hold` gives more time. A hold that ran out is taken anew if there is room. Overdue holds
    of the slot are freed first, so that a worker standing still blocks nobody (I14).

    Raises rules.Refusal of `rules.refuse_booking` but for names, or `intent_reused` when this form
    has already been sent. Cost: 6 to 8 queries in one transaction.
    """
    expire_holds(now=now, slot_id=slot_id)
    try:
        with transaction.atomic():
            slot = lock_slot(slot_id)
            if slot is None:
                raise rules.Refusal("slot_unknown", _("This slot does not exist."))
            held = _BY_INTENT.first(intent=intent)
            if held is not None and held.status == Booking.Status.HELD and held.slot_id == slot_id:
                return _change_held_party(held, slot, party, seen_version, now)
            if held is not None and held.status != Booking.Status.EXPIRED:
                raise rules.Refusal(
                    "intent_reused", _("This form has already been sent. Start a new booking.")
                )
            return _new_hold(held, slot, party, seen_version, intent, language, now)
    except IntegrityError:
        # Two clicks at the same moment: the other one's hold is the hold of this form.
        return Booking.objects.get(intent=intent)


def _refuse(
    slot: Slot, party: rules.Party, seen_version: int, now: dt.datetime, *, has_places: bool = False
) -> rules.Refusal | None:
    """All rules but names and places: names come with the next step, places by the guarded UPDATE."""
    return (
        rules.refuse_slot(slot, now, reserved=has_places)
        or rules.refuse_version(slot, seen_version)
        or rules.refuse_party(slot, party)
    )


def _new_hold(
    expired: Booking | None,
    slot: Slot,
    party: rules.Party,
    seen_version: int,
    intent: uuid.UUID,
    language: str,
    now: dt.datetime,
) -> Booking:
    refusal = _refuse(slot, party, seen_version, now)
    if refusal is not None:
        raise refusal
    booking = expired or Booking(code=tokens.new_code(), intent=intent, created_at=now)
    booking.slot, booking.status = slot, Booking.Status.HELD
    booking.seen_version, booking.language = seen_version, language
    booking.extensions, booking.held_until = 0, _deadline(slot, now)
    set_party(booking, party)
    booking.save() if expired else _NEW.save(booking)
    take_places(slot, version=seen_version, places=party.places, now=now)
    return booking


def _change_held_party(
    held: Booking, slot: Slot, party: rules.Party, seen_version: int, now: dt.datetime
) -> Booking:
    more = party.places - held.places
    # A page taken off the site meanwhile costs nobody the places they have; more are new ones.
    refusal = _refuse(slot, party, seen_version, now, has_places=more <= 0)
    if refusal is not None:
        raise refusal
    set_party(held, party)
    held.seen_version, held.slot = seen_version, slot
    # Not the deadline: a form sent again and again would hold for ever. Nor `extensions`: an
    # extension at the same moment must not be forgotten.
    held.save(update_fields=[*PARTY_FIELDS, "seen_version"])
    if more > 0:
        take_places(slot, version=seen_version, places=more, now=now)
    elif more < 0:
        give_back_places(slot.pk, -more)
        waiting.offer_freed_places(slot_id=slot.pk, now=now)
    return held


def _deadline(slot: Slot, now: dt.datetime) -> dt.datetime:
    return now + dt.timedelta(minutes=slot.visit.edition.hold_minutes)


def extend_hold(*, intent: uuid.UUID, now: dt.datetime) -> Booking:
    """Give a hold its full time again, ten times at most. 3 queries.

    Raises rules.Refusal `hold_expired` or `too_many_extensions`.
    """
    with transaction.atomic():
        held = (
            Booking.objects.select_related("slot__visit__edition")
            .select_for_update(of=("self",))
            .filter(intent=intent, status=Booking.Status.HELD)
            .first()
        )
        if held is None:
            raise _expired()
        refusal = rules.refuse_extending(held, now)
        if refusal is not None:
            raise refusal
        held.held_until, held.extensions = _deadline(held.slot, now), held.extensions + 1
        held.save(update_fields=["held_until", "extensions"])
    return held


def confirm_hold(*, intent: uuid.UUID, party: rules.Party, contact: Contact, now: dt.datetime) -> Booking:
    """Turn a hold into a booking and queue its confirmation, or change nothing.

    The places are taken already, so the slot's counter is not written again. A hold past its
    deadline that nobody has freed yet is still good, and so is one of a page taken off the site
    meanwhile. Confirming twice returns the same booking.

    Raises rules.Refusal: `hold_expired`, `slot_changed` (the staff moved the slot meanwhile),
    `slot_cancelled`, `names_missing`, `already_booked`, `overlaps`, `too_many_bookings`,
    `intent_reused`. Cost: 11 to 13 queries, 7 of them in the transaction.
    """
    held = _WITH_SLOT.first(intent=intent)
    if held is None:
        raise _expired()
    payload_hash = payload_hash_of(held.slot_id, party, contact)
    if held.status != Booking.Status.HELD:
        return _confirmed_meanwhile(intent, payload_hash)
    token = tokens.new_link_token()
    _fill_contact(held, contact, party, payload_hash)
    mail = notices.render_booking_mail(
        Notice.Kind.CONFIRMED, held, host_info(held.slot.programme, held.language), token=token
    )
    try:
        with transaction.atomic():
            refusal = refuse_person(held.slot, contact.email_norm, except_booking=held.pk)
            if refusal is not None:
                raise refusal
            slot = lock_slot(held.slot_id, like=held.slot)
            _refuse_confirming(held, slot, party, now)
            # The mail tells this party, in this slot.
            changed = _CONFIRM.run(
                id=held.pk, slot=held.slot_id, **{name: getattr(held, name) for name in _WRITTEN}
            )
            if not changed:
                return _confirmed_meanwhile(intent, payload_hash)
            links.store_link(token=token, booking=held, now=now)
            notices.queue(Notice.Kind.CONFIRMED, held, mail, now=now)
    except IntegrityError:
        if not Booking.objects.of_person(contact.email_norm).filter(slot=held.slot_id).exists():
            raise  # not the rule about one booking per person: a bug must be seen
        raise rules.already_booked() from None
    held.status, held.held_until = Booking.Status.CONFIRMED, None
    return held


def _confirmed_meanwhile(intent: uuid.UUID, payload_hash: str) -> Booking:
    """The booking this form has already become, by another click; else there is no hold any more."""
    booking = Booking.objects.with_slot().get(intent=intent)
    if booking.status != Booking.Status.CONFIRMED:
        raise _expired()
    if booking.payload_hash != payload_hash:
        raise rules.Refusal("intent_reused", _("This form has already been sent. Start a new booking."))
    return booking


def _fill_contact(held: Booking, contact: Contact, party: rules.Party, payload_hash: str) -> None:
    held.contact_name, held.email, held.phone = contact.name, contact.email, contact.phone
    held.email_norm, held.payload_hash = contact.email_norm, payload_hash
    # Names are kept only where the plant's safety rule needs them (GDPR art. 5).
    held.names = list(party.names) if held.slot.visit.names_required else []
    held.access_needs = list(party.access_needs)


def _refuse_confirming(held: Booking, slot: Slot, party: rules.Party, now: dt.datetime) -> None:
    # The hold was made while bookings were open: a form begun in time may be finished, but
    # never for a slot that was cancelled, closed by its start, or moved unseen.
    refusal = None
    if slot.status not in ("open", "closed") or slot.starts_at <= now:
        refusal = rules.refuse_slot(slot, now)
    refusal = refusal or rules.refuse_version(slot, held.seen_version) or rules.refuse_names(slot, party)
    if refusal is None and party.places != held.places:
        refusal = _expired()
    if refusal is not None:
        raise refusal


def release_hold(*, intent: uuid.UUID, now: dt.datetime) -> bool:
    """Give up a hold; returns whether there was one. Freed places are offered at once. 6 queries."""
    held = Booking.objects.filter(intent=intent, status=Booking.Status.HELD).first()
    return held is not None and _free(held, now)


def expire_holds(*, now: dt.datetime, slot_id: int | None = None) -> int:
    """Free holds and offers past their deadline; returns how many. Safe to run twice at once.

    1 query when there is nothing to do, about 8 per expired hold.
    """
    if slot_id is not None:
        return sum(_free(held, now) for held in _OVERDUE.rows(now=now, slot=slot_id))
    overdue = Booking.objects.filter(status=Booking.Status.HELD, held_until__lt=now)
    return sum(_free(held, now) for held in overdue.order_by("held_until"))


def _free(held: Booking, now: dt.datetime) -> bool:
    """Expire one hold by compare-and-set: only who changes the status frees the places."""
    with transaction.atomic():
        lock_slots([held.slot_id], waves=False)
        newest = Booking.objects.filter(pk=held.pk, status=Booking.Status.HELD)
        if held.held_until is not None:
            # Extended since it was read: no longer overdue.
            newest = newest.filter(held_until=held.held_until)
        places = newest.values_list("places", flat=True).first()
        if places is None or not newest.update(status=Booking.Status.EXPIRED):
            return False
        give_back_places(held.slot_id, places)
        if held.wait_entry_id is not None:
            waiting.after_lost_offer(held, now=now)
        waiting.offer_freed_places(slot_id=held.slot_id, now=now)
    return True
