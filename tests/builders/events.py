"""Makes editions, visits, slots and bookings for tests: say only what the test is about.

slot = a_slot(places=5)
booking = a_booking(slot=slot, adults=2)
"""

import datetime as dt
import itertools
import uuid

from events import scheduling, services
from events.models import Booking, Edition, Programme, Slot, TimeBand, Visit
from events.rules import Party
from events.services import Contact

NOW = dt.datetime(2027, 9, 15, 10, 0, tzinfo=dt.UTC)
"""The moment tests live in: bookings of the autumn 2027 edition are open."""

_numbers = itertools.count(1)


def an_edition(**changes: object) -> Edition:
    """The edition of October 2027: Thursday 28 to Saturday 30, before the clocks go back on Sunday."""
    values = {
        "name": f"Edizione {next(_numbers)}",
        "first_day": dt.date(2027, 10, 28),
        "last_day": dt.date(2027, 10, 30),
        "bookings_open_at": NOW - dt.timedelta(days=1),
        "bookings_close_at": dt.datetime(2027, 10, 30, 20, 0, tzinfo=dt.UTC),
        **changes,
    }
    return Edition.objects.create(**values)


def a_programme(name: str = "Officine Prova", page_key: uuid.UUID | None = None) -> Programme:
    """A programme; behind a page when its key is given."""
    programme, _ = Programme.objects.get_or_create(pk=page_key or uuid.uuid4(), defaults={"name": name})
    return programme


def a_visit(programme: Programme | None = None, edition: Edition | None = None, **changes: object) -> Visit:
    """A one-hour visit for anyone, 15 places a slot."""
    values = {"duration_minutes": 60, "capacity": 15, "labels": {"it": "Visita", "en": "Visit"}, **changes}
    return Visit.objects.create(
        programme=programme or a_programme(), edition=edition or an_edition(), **values
    )


def a_visit_with_times(
    days: list[dt.date], bands: list[tuple[dt.time, dt.time | None, int | None]], **changes: object
) -> Visit:
    """A visit with days and time bands, its slots not yet made."""
    visit = a_visit(recurrence=scheduling.days_to_recurrence(days), **changes)
    for start, end, step in bands:
        TimeBand.objects.create(visit=visit, start=start, end=end, step_minutes=step)
    return visit


def a_slot(
    places: int = 15, visit: Visit | None = None, starts_at: dt.datetime | None = None, **changes: object
) -> Slot:
    """An open slot on the first day of the edition, 10:00 in Rome."""
    visit = visit or a_visit(capacity=max(places, 1))
    starts_at = starts_at or dt.datetime.combine(visit.edition.first_day, dt.time(10), tzinfo=scheduling.ROME)
    return Slot.objects.create(
        visit=visit,
        programme=visit.programme,
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(minutes=visit.duration_minutes),
        capacity=places,
        **changes,
    )


def a_party(adults: int = 1, **changes: object) -> Party:
    return Party(adults=adults, **changes)


def a_contact(email: str | None = None, name: str = "Ada Bianchi", phone: str = "") -> Contact:
    """A booker with an address of their own."""
    return Contact(name=name, email=email or f"visitor{next(_numbers)}@example.org", phone=phone)


def a_caller(phone: str = "011 1234567", name: str = "Tina Modotti") -> Contact:
    """Somebody without an e-mail address, known by telephone only."""
    return Contact(name=name, email="", phone=phone)


def a_booking(
    slot: Slot | None = None, adults: int = 1, now: dt.datetime = NOW, **changes: object
) -> Booking:
    """A confirmed booking, made through the service like any visitor's."""
    slot = slot or a_slot()
    values = {
        "slot_id": slot.pk,
        "seen_version": slot.version,
        "party": a_party(adults),
        "contact": a_contact(),
        "intent": uuid.uuid4(),
        "language": "it",
        "now": now,
        **changes,
    }
    return services.place_booking(**values).booking
