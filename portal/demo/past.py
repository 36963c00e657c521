"""The edition of the year before, over and anonymous: what the board compares with."""

import datetime as dt
import random
import uuid

from django.db import transaction

from events import scheduling
from events.models import Booking, CheckIn, Edition, Programme, Slot, TimeBand, Visit, WaitEntry
from events.models.bookings import Origin, WaitStatus
from events.scheduling import ROME
from events.tokens import new_code

from .edition import DEMO_EDITION, edition_days

SHARE_OF_PLANTS = 0.3
"""A third of the plants is enough to compare with, and keeps the demo small."""

STARTS = [dt.time(9, 30), dt.time(11), dt.time(14, 30), dt.time(16)]
ORIGINS = {
    Origin.TORINO: 50,
    Origin.CUNEO: 12,
    Origin.ALESSANDRIA: 6,
    Origin.ASTI: 5,
    Origin.BIELLA: 6,
    Origin.NOVARA: 6,
    Origin.VERBANO: 2,
    Origin.VERCELLI: 3,
    Origin.ITALY: 6,
    Origin.ABROAD: 1,
    "": 20,
}
"""How many in a hundred and some come from where; the empty one did not say."""

DAYS_OF_BOOKING = [40, 18, 10, 8, 6, 6, 5, 4, 3]
"""When bookings were made, from the day they opened: half of them in the first two days."""


def any_origin(chance: random.Random) -> str:
    """Where a party comes from, as often as in ORIGINS."""
    return chance.choices([*ORIGINS], weights=[*ORIGINS.values()])[0]


def load_past_edition(coming: Edition, now: dt.datetime) -> Edition:
    """The edition of the year before with visits, bookings, check-ins and who got no place.

    Nobody is named: its retention is over for the demo. A second run changes nothing.
    """
    edition, is_new = _put_edition(coming)
    if not is_new:
        return edition
    bookings, check_ins, waiting = [], [], []
    for programme in Programme.objects.exclude(visits=None).order_by("name", "pk"):
        chance = random.Random(f"past {programme.name}")
        if chance.random() >= SHARE_OF_PLANTS:
            continue
        for slot in _put_slots(programme, edition, chance):
            parties = _parties(slot, edition, chance, now)
            slot.taken = sum(booking.places for booking in parties)
            bookings += parties
            if chance.random() < 0.9:  # the others did not tick anybody
                check_ins += _who_came(parties, chance)
            if slot.taken == slot.capacity:
                waiting.append(_in_vain(slot, edition, chance))
            slot.save(update_fields=["taken"])
    with transaction.atomic():
        Booking.objects.bulk_create(bookings, batch_size=200)
        CheckIn.objects.bulk_create(check_ins, batch_size=200)
        WaitEntry.objects.bulk_create(waiting, batch_size=200)
    return edition


def _put_edition(coming: Edition) -> tuple[Edition, bool]:
    first, last = edition_days(coming.first_day.year - 1)
    eve = dt.datetime.combine(first - dt.timedelta(days=1), dt.time(23, 59), tzinfo=ROME)
    opening = dt.datetime.combine(first - dt.timedelta(days=9), dt.time(9), tzinfo=ROME)
    return Edition.objects.get_or_create(
        name=DEMO_EDITION.format(year=first.year),
        defaults={
            "first_day": first,
            "last_day": last,
            "bookings_open_at": opening,
            "bookings_close_at": eve,
        },
    )


def _put_slots(programme: Programme, edition: Edition, chance: random.Random) -> list[Slot]:
    days = sorted(chance.sample(edition.days, k=chance.choice([1, 1, 2])))
    visit = Visit.objects.create(
        programme=programme,
        edition=edition,
        labels={"it": "Visita guidata", "en": "Guided tour"},
        capacity=chance.choice([8, 10, 12, 15]),
        recurrence=scheduling.days_to_recurrence(days),
    )
    starts = sorted(chance.sample(STARTS, k=chance.choice([2, 3])))
    TimeBand.objects.bulk_create([TimeBand(visit=visit, start=start) for start in starts])
    moments = [dt.datetime.combine(day, start, tzinfo=ROME) for day in days for start in starts]
    return Slot.objects.bulk_create(
        Slot(
            visit=visit,
            programme=programme,
            starts_at=moment,
            planned_at=moment,
            ends_at=moment + dt.timedelta(hours=1),
            capacity=visit.capacity,
        )
        for moment in moments
    )


def _parties(slot: Slot, edition: Edition, chance: random.Random, now: dt.datetime) -> list[Booking]:
    wanted = slot.capacity if chance.random() < 0.2 else int(slot.capacity * chance.uniform(0.2, 0.95))
    parties = []
    while wanted > 0:
        size = min(wanted, chance.choices([1, 2, 3, 4], weights=[3, 6, 2, 2])[0])
        day = chance.choices(range(len(DAYS_OF_BOOKING)), weights=DAYS_OF_BOOKING)[0]
        made = edition.bookings_open_at + dt.timedelta(days=day, minutes=chance.randint(0, 13 * 60))
        parties.append(
            Booking(
                slot=slot,
                code=new_code(),
                status=Booking.Status.CONFIRMED,
                intent=uuid.UUID(int=chance.getrandbits(128), version=4),
                places=size,
                adults=size,
                origin=any_origin(chance),
                created_at=made,
                forgotten_at=now,
            )
        )
        wanted -= size
    return parties


def _who_came(parties: list[Booking], chance: random.Random) -> list[CheckIn]:
    """One party in eight stays away; of the others somebody is missing now and then."""
    came = []
    for booking in parties:
        if chance.random() < 0.12:
            continue
        missing = 1 if booking.places > 1 and chance.random() < 0.05 else 0
        came.append(CheckIn(booking=booking, people=booking.places - missing, at=booking.slot.starts_at))
    return came


def _in_vain(slot: Slot, edition: Edition, chance: random.Random) -> WaitEntry:
    size = chance.choice([1, 2, 2, 3])
    return WaitEntry(
        programme_id=slot.programme_id,
        edition=edition,
        slot=slot,
        places=size,
        adults=size,
        status=WaitStatus.ENDED,
        created_at=edition.bookings_open_at + dt.timedelta(days=chance.randint(1, 8)),
    )
