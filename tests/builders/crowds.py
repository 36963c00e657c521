"""Makes many of what the builders make one of, written in a few statements: for counts and measurements.

slots = many_slots([visit], 40)
many_bookings(slots, 200)
"""

import datetime as dt
import itertools
import random
import uuid
from collections import Counter

from events import scheduling
from events.models import Booking, CheckIn, Edition, Slot, SurveyAnswer, Visit, WaitEntry
from events.models.bookings import Origin
from tests.builders.events import NOW

_numbers = itertools.count(1)


def many_slots(visits: list[Visit], count: int, *, places: int = 30) -> list[Slot]:
    """Slots of the visits in turn, spread over the days of their editions, every ten minutes from 08:05."""
    made, seen = [], Counter(Slot.objects.filter(visit__in=visits).values_list("visit", flat=True))
    for visit in itertools.islice(itertools.cycle(visits), count):
        days = visit.edition.days
        turn, day = divmod(seen[visit.pk], len(days))
        seen[visit.pk] += 1
        clock = dt.datetime.combine(days[day], dt.time(8, 5), tzinfo=scheduling.ROME)
        start = clock + dt.timedelta(minutes=10 * turn)
        end = start + dt.timedelta(minutes=visit.duration_minutes)
        slot = Slot(visit=visit, programme_id=visit.programme_id, starts_at=start, ends_at=end)
        slot.capacity = places
        made.append(slot)
    return Slot.objects.bulk_create(made, batch_size=500)


def many_bookings(
    slots: list[Slot], count: int, *, check_in: bool = False, chance: random.Random | None = None
) -> list[Booking]:
    """Confirmed bookings of the slots in turn, each of a person of their own; counters follow (I2).

    With `check_in` every second party came and said what it thought of it.
    """
    chance, rows = chance or random.Random("crowd"), []
    origins = [*Origin.values, "", ""]
    for slot in itertools.islice(itertools.cycle(slots), count):
        number, size = next(_numbers), chance.choice([1, 2, 2, 3])
        mail = f"n{number}@crowd.example"
        rows.append(
            Booking(
                slot=slot,
                code=f"C{number:07}",
                status=Booking.Status.CONFIRMED,
                intent=uuid.uuid4(),
                places=size,
                adults=size,
                contact_name=f"Ada {number}",
                email=mail,
                email_norm=mail,
                origin=chance.choice(origins),
                created_at=NOW - dt.timedelta(minutes=number % 9_000),
            )
        )
        slot.taken += size
        slot.capacity = max(slot.capacity, slot.taken)
    rows = Booking.objects.bulk_create(rows, batch_size=500)
    Slot.objects.bulk_update(slots, ["taken", "capacity"], batch_size=200)
    if check_in:
        _came(rows[::2], chance)
    return rows


def _came(bookings: list[Booking], chance: random.Random) -> None:
    came = [CheckIn(booking=row, people=row.places, at=NOW) for row in bookings]
    CheckIn.objects.bulk_create(came, batch_size=500)
    answers = [
        SurveyAnswer(
            booking=row,
            slot_id=row.slot_id,
            stars=chance.choice([3, 4, 5]),
            difficulty=SurveyAnswer.Difficulty.RIGHT,
            comment=f"Bello. {row.code}",
            created_at=NOW,
        )
        for row in bookings
    ]
    SurveyAnswer.objects.bulk_create(answers, batch_size=500)


def many_waiting(slots: list[Slot]) -> list[WaitEntry]:
    """A waiting party of two per slot given; every fifth waits for any slot of the plant."""
    rows = []
    for order, slot in enumerate(slots):
        number = next(_numbers)
        mail = f"w{number}@crowd.example"
        rows.append(
            WaitEntry(
                programme_id=slot.programme_id,
                edition_id=slot.visit.edition_id,
                slot=slot if order % 5 else None,
                places=2,
                adults=2,
                contact_name=f"Bruno {number}",
                email=mail,
                email_norm=mail,
                created_at=NOW + dt.timedelta(seconds=number),
            )
        )
    return WaitEntry.objects.bulk_create(rows, batch_size=500)


def many_editions(count: int) -> list[Edition]:
    """Editions of earlier years, three days each."""
    rows = []
    for _ in range(count):
        number = next(_numbers)
        first = dt.date(2026, 10, 22) - dt.timedelta(days=7 * number)
        opens = dt.datetime.combine(first, dt.time(7), tzinfo=dt.UTC) - dt.timedelta(days=9)
        rows.append(
            Edition(
                name=f"Anno {number}",
                first_day=first,
                last_day=first + dt.timedelta(days=2),
                bookings_open_at=opens,
                bookings_close_at=opens + dt.timedelta(days=8),
            )
        )
    return Edition.objects.bulk_create(rows)
