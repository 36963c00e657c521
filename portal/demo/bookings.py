"""Invented bookings, so that some slots are nearly full and some are full."""

import datetime as dt
import hashlib
import random
import uuid

from django.db import transaction
from django.db.models import F

from events.models import Booking, Edition, Slot, WaitEntry
from events.models.bookings import MadeBy
from events.services.contacts import phone_key
from events.tokens import new_code

from .past import any_origin

MAIL_DOMAIN = "visitatori.example"
"""Reserved by RFC 2606: no mail can ever reach anybody."""

PHONES = ["+39 011 0000101", "+39 011 0000102"]
"""Nobody's numbers: none in Turin begins with 0000."""

FIRST_NAMES = [
    "Ada",
    "Bruno",
    "Carla",
    "Dario",
    "Elena",
    "Fabio",
    "Giulia",
    "Ivo",
    "Lina",
    "Marco",
    "Nadia",
    "Omar",
    "Paola",
    "Rita",
    "Sara",
    "Tea",
    "Ugo",
    "Vera",
]
LAST_NAMES = [
    "Bianchi",
    "Costa",
    "Demarchi",
    "Ferrero",
    "Gallo",
    "Longo",
    "Marino",
    "Negro",
    "Olivero",
    "Pautasso",
    "Rossi",
    "Serra",
    "Testa",
    "Viola",
]


def load_bookings(edition: Edition, now: dt.datetime) -> int:
    """Fill the demo's slots to different degrees; returns the bookings added.

    Only slots nobody has booked yet, so a second run changes nothing. Counter and bookings are
    written together; no mail is queued for invented people.
    """
    slots = Slot.objects.filter(visit__edition=edition, bookings=None).select_related(
        "visit__edition", "programme"
    )
    bookings: list[Booking] = []
    filled: list[Slot] = []
    famous: dict[uuid.UUID, bool] = {}
    for slot in slots:
        chance = random.Random(f"fill {slot.visit_id} {slot.starts_at:%Y%m%d%H%M}")
        if slot.programme_id not in famous:
            famous[slot.programme_id] = random.Random(slot.programme.name).random() < 0.08
        wanted = _wanted_places(slot, chance, famous[slot.programme_id])
        parties = _parties(slot, wanted, chance, now)
        if parties:
            slot.taken = sum(booking.places for booking in parties)
            filled.append(slot)
            bookings += parties
    if not Booking.objects.filter(slot__visit__edition=edition, email="").exists():
        _by_telephone(bookings)
    with transaction.atomic():
        Booking.objects.bulk_create(bookings, batch_size=200)
        Slot.objects.bulk_update(filled, ["taken"], batch_size=200)
    return len(bookings)


def _by_telephone(bookings: list[Booking]) -> None:
    """Let the desk have booked for one person in each of two slots: they gave a telephone number only."""
    last_of_slot = {booking.slot.pk: booking for booking in bookings}
    for booking, phone in zip(last_of_slot.values(), PHONES, strict=False):
        booking.email, booking.phone = "", phone
        booking.email_norm, booking.made_by = phone_key(phone), MadeBy.STAFF


def _wanted_places(slot: Slot, chance: random.Random, famous: bool) -> int:
    """A famous plant is full in hours; of the others a few slots fill up and most stay half empty."""
    if famous or chance.random() < 0.07:
        return slot.capacity
    if chance.random() < 0.12:
        return max(slot.capacity - chance.randint(1, 3), 0)
    return int(slot.capacity * chance.uniform(0, 0.75))


def _parties(slot: Slot, wanted: int, chance: random.Random, now: dt.datetime) -> list[Booking]:
    limit = slot.visit.party_limit
    parties = []
    while wanted > 0:
        size = min(wanted, limit, chance.choices([1, 2, 3, 4], weights=[3, 6, 2, 2])[0])
        parties.append(_booking(slot, size, chance, now))
        wanted -= size
    return parties


def _booking(slot: Slot, size: int, chance: random.Random, now: dt.datetime) -> Booking:
    first, last = chance.choice(FIRST_NAMES), chance.choice(LAST_NAMES)
    intent = uuid.UUID(int=chance.getrandbits(128), version=4)
    email = f"{first}.{last}.{intent.hex[:6]}@{MAIL_DOMAIN}".lower()
    names = [f"{chance.choice(FIRST_NAMES)} {last}" for _ in range(size)] if slot.visit.names_required else []
    return Booking(
        slot=slot,
        code=new_code(),
        status=Booking.Status.CONFIRMED,
        intent=intent,
        payload_hash=hashlib.sha256(intent.bytes).hexdigest(),
        places=size,
        adults=size,
        names=names,
        contact_name=f"{first} {last}",
        email=email,
        email_norm=email,
        language=chance.choices(["it", "en"], weights=[9, 1])[0],
        created_at=now - dt.timedelta(minutes=chance.randint(5, 22 * 60)),
        origin=any_origin(chance),
    )


def load_waiting(edition: Edition, now: dt.datetime) -> int:
    """Let some invented parties wait for full slots; returns how many. A second run adds none.

    Only for slots that are full: the worker would offer free places at once. The desk has put the last
    one on the list: a telephone number only.
    """
    if WaitEntry.objects.filter(edition=edition).exists():
        return 0
    full = Slot.objects.filter(visit__edition=edition, taken=F("capacity")).order_by("starts_at", "pk")
    entries = []
    for slot in full.select_related("visit__edition")[::4]:
        chance = random.Random(f"wait {slot.visit_id} {slot.starts_at:%Y%m%d%H%M}")
        for _ in range(chance.choice([1, 1, 2, 4])):
            entries.append(_waiting(slot, chance, edition, now))
    if entries:
        by_telephone, phone = entries[-1], PHONES[0]
        by_telephone.email, by_telephone.phone = "", phone
        by_telephone.email_norm, by_telephone.made_by = phone_key(phone), MadeBy.STAFF
    return len(WaitEntry.objects.bulk_create(entries, batch_size=200))


def _waiting(slot: Slot, chance: random.Random, edition: Edition, now: dt.datetime) -> WaitEntry:
    size = min(chance.choice([1, 2, 2, 3]), slot.visit.party_limit)
    first, last = chance.choice(FIRST_NAMES), chance.choice(LAST_NAMES)
    email = f"{first}.{last}.{chance.getrandbits(24):06x}@{MAIL_DOMAIN}".lower()
    return WaitEntry(
        programme_id=slot.programme_id,
        edition=edition,
        slot=slot,
        places=size,
        adults=size,
        contact_name=f"{first} {last}",
        email=email,
        email_norm=email,
        language="it",
        created_at=now - dt.timedelta(minutes=chance.randint(5, 20 * 60)),
    )
