"""The waiting list: first fitting party first, offered in the transaction that frees the places.

An offer is a held booking with a deadline, so its places are taken and never public (I6).
"""

import datetime as dt
import uuid

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from .. import rules, tokens
from ..models import Booking, Notice, Programme, Slot, WaitEntry
from ..models.bookings import OPEN_WAIT_STATUSES, TO_CALL, CancelledBy, MadeBy, WaitStatus
from . import notices
from .contacts import Contact, set_contact, set_party
from .persons import refuse_person
from .places import give_back_places, lock_slots, take_places

LONGEST_QUEUE_STEP = 200
"""Parties looked at when places are freed: a bound on work inside a transaction."""


def join_waiting_list(
    *,
    programme: Programme,
    slot: Slot | None,
    party: rules.Party,
    contact: Contact,
    language: str,
    edition_id: int,
    now: dt.datetime,
    by_staff: bool = False,
) -> WaitEntry:
    """Put a party on the waiting list of one slot, or of any slot of a plant, and tell it by mail.

    The rules are the same `by_staff`, who alone puts somebody on it without an e-mail address.

    Raises rules.Refusal: `places_free` when enough places can be booked at once, `slot_…` when the
    slot takes no bookings, rules of the party, `already_booked`, `already_waiting`. 9 to 12 queries.
    """
    _refuse_joining(programme, slot, party, now)
    if slot is not None and Booking.objects.of_person(contact.email_norm).filter(slot=slot).exists():
        # No offer would ever come: a person has one booking, or one open offer, in a slot.
        raise rules.already_booked()
    entry = WaitEntry(
        programme=programme, slot=slot, edition_id=edition_id, created_at=now, language=language
    )
    entry.made_by = MadeBy.STAFF if by_staff else MadeBy.VISITOR
    set_party(entry, party)
    set_contact(entry, contact)
    try:
        with transaction.atomic():
            if slot is not None:
                _refuse_cancelled_meanwhile(slot, now)
            entry.save()
            notices.tell_waiting(Notice.Kind.WAITING, entry, now=now)
    except IntegrityError:
        raise _already_waiting(contact) from None
    return entry


def _already_waiting(contact: Contact) -> rules.Refusal:
    if contact.email:
        text, field = _("This e-mail address is already on this waiting list."), "email"
    else:
        text, field = _("This telephone number is already on this waiting list."), "phone"
    return rules.Refusal("already_waiting", text, field)


def _refuse_joining(programme: Programme, slot: Slot | None, party: rules.Party, now: dt.datetime) -> None:
    slots = [slot] if slot else list(_upcoming(programme, now))
    refusals = [rules.refuse_slot(each, now) or rules.refuse_party(each, party) for each in slots]
    if slots and all(refusals):
        raise refusals[0]
    for each, refusal in zip(slots, refusals, strict=True):
        if refusal is None and rules.refuse_places(each, party.places, now) is None:
            raise rules.Refusal("places_free", _("There are places now: they can be booked at once."))
    if not slots:
        raise rules.Refusal("slot_cancelled", _("No visit is planned here any more."))


def _refuse_cancelled_meanwhile(slot: Slot, now: dt.datetime) -> None:
    """Behind the lock that cancelling takes: who joins is either told of it or refused. 1 query."""
    refusal = rules.refuse_slot(lock_slots([slot.pk], waves=False)[slot.pk], now)
    if refusal is not None:
        raise refusal


def _upcoming(programme: Programme, now: dt.datetime) -> list[Slot]:
    return list(Slot.objects.filter(programme=programme, status="open").upcoming(now).with_rules())


def offer_freed_places(*, slot_id: int, now: dt.datetime) -> int:
    """Offer the free places of a slot to the first parties that fit; returns the offers made.

    Call it in the transaction that freed the places, with the slot locked. A party is offered a
    slot once: who declined or let an offer run out is not asked again for it. None is made while the
    page is not published: `make_offers` makes them afterwards. 2 queries when nobody waits, about 6
    per offer.
    """
    slot = Slot.objects.with_rules().get(pk=slot_id)
    if rules.refuse_slot(slot, now) is not None:
        return 0
    # Only what the waves have opened: waiting is no way round them.
    free = rules.free_places(slot, now)
    asked: set[str] = set()  # one person may wait for this slot and for any slot of the plant
    for entry in _queue(slot, free) if free else []:
        if entry.places > free or entry.email_norm in asked:
            continue
        if rules.refuse_party(slot, _party_of(entry)) is not None:
            continue
        _offer(slot, entry, now)
        asked.add(entry.email_norm)
        free -= entry.places
        if not free:
            break
    return len(asked)


def _queue(slot: Slot, free: int) -> list[WaitEntry]:
    """Parties of this size that wait for the slot, or for any of its plant, and were never offered it."""
    offered_before = Booking.objects.filter(wait_entry=OuterRef("pk"), slot=slot)
    booked_anyway = Booking.objects.active().filter(email_norm=OuterRef("email_norm"), slot=slot)
    entries = (
        WaitEntry.objects.select_for_update(of=("self",))
        .filter(status=WaitStatus.WAITING, programme_id=slot.programme_id, edition_id=slot.visit.edition_id)
        .filter(Q(slot=slot) | Q(slot=None), places__lte=free)
        .exclude(Exists(offered_before))
        .exclude(Exists(booked_anyway))
    )
    return list(entries.order_by("created_at", "pk")[:LONGEST_QUEUE_STEP])


def _party_of(entry: WaitEntry | Booking) -> rules.Party:
    return rules.Party(
        adults=entry.adults, minors=entry.minors_by_band, access_needs=tuple(entry.access_needs)
    )


def _offer(slot: Slot, entry: WaitEntry, now: dt.datetime) -> Booking:
    offer = Booking(
        slot=slot,
        code=tokens.new_code(),
        intent=uuid.uuid4(),
        status=Booking.Status.HELD,
        wait_entry=entry,
        seen_version=slot.version,
        held_until=rules.offer_deadline(slot, now),
        created_at=now,
        language=entry.language,
    )
    set_party(offer, _party_of(entry))
    set_contact(offer, Contact(entry.contact_name, entry.email, entry.phone))
    offer.save()
    WaitEntry.objects.filter(pk=entry.pk).update(status=WaitStatus.OFFERED)
    notices.tell(Notice.Kind.OFFER, offer, now=now)
    take_places(slot, version=slot.version, places=offer.places, now=now)
    return offer


def accept_offer(
    *,
    booking_id: int,
    now: dt.datetime,
    party: rules.Party | None = None,
    names: tuple[str, ...] = (),
    seen_version: int | None = None,
    by_staff: bool = False,
) -> Booking:
    """Turn an offer into a booking, for all its places or for a smaller party.

    `by_staff`: the desk answers for somebody who calls, by the same rules.

    `seen_version` is the version of the slot on the page that was answered (I9); without it, the
    last one the party was told of.

    Raises rules.Refusal: `offer_gone`, `slot_changed`, `party_too_large` (more than was offered),
    rules of the party, `names_missing`, `overlaps`, `too_many_bookings`. About 14 queries.
    """
    with transaction.atomic():
        offer = Booking.objects.with_slot().get(pk=booking_id)
        refusal = refuse_person(offer.slot, offer.email_norm, except_booking=offer.pk)
        slot = lock_slots([offer.slot_id])[offer.slot_id]
        offer.refresh_from_db(fields=["status", "places", "held_until"])
        if offer.status == Booking.Status.CONFIRMED:
            return offer
        party = party or _party_of(offer)
        party = rules.Party(party.adults, party.minors, names, party.access_needs)
        if seen_version is not None:
            offer.seen_version = seen_version
        refusal = _refuse_accepting(offer, slot, party, now) or refusal
        if refusal is not None:
            raise refusal
        freed = offer.places - party.places
        set_party(offer, party)
        offer.names = list(names) if slot.visit.names_required else []
        offer.status, offer.held_until = Booking.Status.CONFIRMED, None
        offer.made_by = MadeBy.STAFF if by_staff else MadeBy.VISITOR
        offer.save()
        WaitEntry.objects.filter(pk=offer.wait_entry_id).update(status=WaitStatus.ACCEPTED, to_call="")
        notices.tell(Notice.Kind.CONFIRMED, offer, now=now)
        if freed:
            give_back_places(slot.pk, freed)
            offer_freed_places(slot_id=slot.pk, now=now)
    return offer


def _refuse_accepting(
    offer: Booking, slot: Slot, party: rules.Party, now: dt.datetime
) -> rules.Refusal | None:
    if not offer.is_offer:
        return rules.Refusal("offer_gone", _("This offer is over: the places went to somebody else."))
    if slot.status not in ("open", "closed") or slot.starts_at <= now:
        return rules.refuse_slot(slot, now)
    if party.places > offer.places:
        return rules.Refusal("party_too_large", _("The offer is for fewer places."), "adults")
    return (
        rules.refuse_version(slot, offer.seen_version)
        or rules.refuse_party(slot, party)
        or rules.refuse_names(slot, party)
    )


def decline_offer(*, booking_id: int, now: dt.datetime, by: str = CancelledBy.VISITOR) -> bool:
    """Give an offer back; it goes to the next party at once. Returns whether it was still open.

    `by` says who pressed the button: the party, or staff for it. About 9 queries, 6 per new offer.
    """
    with transaction.atomic():
        offer = Booking.objects.get(pk=booking_id)
        lock_slots([offer.slot_id], waves=False)
        changed = Booking.objects.filter(
            pk=offer.pk, status=Booking.Status.HELD, wait_entry__isnull=False
        ).update(status=Booking.Status.CANCELLED, cancelled_at=now, cancelled_by=by)
        if not changed:
            return False
        give_back_places(offer.slot_id, offer.places)
        after_lost_offer(offer, now=now, tell=False)
        offer_freed_places(slot_id=offer.slot_id, now=now)
    return True


def after_lost_offer(offer: Booking, *, now: dt.datetime, tell: bool = True) -> None:
    """Where a party stands after an offer ran out or was declined. In the caller's transaction.

    Who waits for one slot is done with it; who waits for any slot keeps the position for others.
    """
    entry = offer.wait_entry
    status = WaitStatus.WAITING if entry.slot_id is None else WaitStatus.ENDED
    WaitEntry.objects.filter(pk=entry.pk, status=WaitStatus.OFFERED).update(status=status)
    if tell:
        notices.tell(Notice.Kind.OFFER_EXPIRED, offer, now=now)


def leave_waiting_list(*, entry_id: int, now: dt.datetime, by: str = CancelledBy.VISITOR) -> bool:
    """Take a party off the list, with the offer it may have. Returns whether it was on it.

    No mail: it asked for this, on its page or by telephone. 3 queries, those of declining with an offer.
    """
    offers = Booking.objects.filter(wait_entry_id=entry_id, status=Booking.Status.HELD)
    with transaction.atomic():
        # The slot before the entry, as everywhere; then nobody can offer to who is leaving.
        lock_slots(offers.values_list("slot_id", flat=True), waves=False)
        left = WaitEntry.objects.filter(pk=entry_id, status__in=OPEN_WAIT_STATUSES).update(
            status=WaitStatus.LEFT, left_at=now, to_call=""
        )
        for offer in offers if left else []:
            decline_offer(booking_id=offer.pk, now=now, by=by)
    return bool(left)


def say_waiting_called(*, entry_id: int) -> bool:
    """Write down that a party without an e-mail address knows of its offer, or of what became of its slot.

    Returns whether there was something to tell. 2 queries.
    """
    with transaction.atomic():
        told = WaitEntry.objects.filter(pk=entry_id).exclude(to_call="").update(to_call="")
        offers = Booking.objects.filter(wait_entry=entry_id, status=Booking.Status.HELD, email="")
        version = Slot.objects.filter(pk=OuterRef("slot")).values("version")
        told += offers.filter(seen_version=TO_CALL).update(seen_version=Subquery(version))
    return told > 0


def make_offers(*, now: dt.datetime) -> int:
    """Offer what is free where parties wait: after a wave opened or a slot grew. Returns the offers.

    The worker's safety net: cancelling and expiring offer in their own transaction. 1 query when
    nobody waits.
    """
    waiting = WaitEntry.objects.filter(status=WaitStatus.WAITING)
    slots = (
        Slot.objects.filter(status="open")
        .public()  # for the others the offers wait until their page is published again
        .upcoming(now)
        .filter(
            Q(pk__in=waiting.values("slot")) | Q(programme__in=waiting.filter(slot=None).values("programme"))
        )
    )
    offers = 0
    for pk in slots.order_by("starts_at").values_list("pk", flat=True):
        with transaction.atomic():
            lock_slots([pk], waves=False)
            offers += offer_freed_places(slot_id=pk, now=now)
    return offers


def end_waiting(*, now: dt.datetime) -> int:
    """Close the entries whose visits have all started. Returns how many. 1 query."""
    upcoming = Slot.objects.filter(programme=OuterRef("programme"), status="open", starts_at__gt=now)
    return (
        WaitEntry.objects.filter(status=WaitStatus.WAITING)
        .filter(Q(slot__starts_at__lte=now) | (Q(slot=None) & ~Exists(upcoming)))
        .update(status=WaitStatus.ENDED)
    )
