"""Addresses of the booking screens, so that nobody else spells them out. No query."""

import datetime as dt
import uuid
from urllib.parse import urlencode

from django.urls import reverse

from ..models import Edition
from ..models.bookings import OPEN_WAIT_STATUSES
from .desk import Action

EDITIONS = "bookings_editions"
VISITS = "bookings_visits"
SLOTS = "bookings_slots"
BOOKINGS = "bookings_bookings"
WAITING = "bookings_waiting"
JOBS = "bookings_jobs"
MESSAGES = "bookings_messages"
ROSTERS = "bookings_rosters"
PLANNER = "bookings_planner"


def edition_url(edition_id: int) -> str:
    """The edit screen of an edition, with its state and numbers."""
    return reverse(f"{EDITIONS}:edit", args=[edition_id])


def next_edition_url(edition_id: int) -> str:
    """The page that prepares the next edition from this one."""
    return reverse(f"{EDITIONS}:next", args=[edition_id])


def switch_url(edition_id: int, name: str) -> str:
    """The page that opens ("open") or closes ("close") bookings now."""
    return reverse(f"{EDITIONS}:{name}", args=[edition_id])


def visits_url(programme_key: uuid.UUID) -> str:
    """The visits of one programme."""
    return _with_query(f"{VISITS}:index", programme=programme_key)


def add_visit_url(programme_key: uuid.UUID, edition: Edition | None = None) -> str:
    """An empty visit form with the programme, and the edition when given, already chosen."""
    chosen = {"edition": edition.pk} if edition else {}
    return _with_query(f"{VISITS}:add", programme=programme_key, **chosen)


def planner_url(programme_key: uuid.UUID, edition: Edition | None = None) -> str:
    """The calendar of a plant, in an edition or in the one the site speaks of."""
    url = reverse(f"{PLANNER}:plant", args=[programme_key])
    return f"{url}?{urlencode({'edition': edition.pk})}" if edition else url


def planner_index_url() -> str:
    """The plants of the edition the site speaks of."""
    return reverse(f"{PLANNER}:index")


def slot_act_url(name: str, slot_id: int) -> str:
    """The page that does one thing to one slot: close, open, take out, put back."""
    return reverse(f"{PLANNER}:{name}", args=[slot_id])


def duplicate_url(visit_id: int) -> str:
    """The page that makes a visit once more."""
    return reverse(f"{PLANNER}:duplicate", args=[visit_id])


def add_slot_url(visit_id: int) -> str:
    """The page that adds one slot to a visit by hand."""
    return reverse(f"{PLANNER}:add_slot", args=[visit_id])


def visit_url(visit_id: int) -> str:
    """The edit screen of a visit."""
    return reverse(f"{VISITS}:edit", args=[visit_id])


def slot_url(slot_id: int) -> str:
    """The edit screen of a slot."""
    return reverse(f"{SLOTS}:edit", args=[slot_id])


def move_slot_url(slot_id: int) -> str:
    """The page that moves a slot."""
    return reverse(f"{SLOTS}:move", args=[slot_id])


def shrink_slot_url(slot_id: int) -> str:
    """The page that gives a slot fewer places than are taken."""
    return reverse(f"{SLOTS}:shrink", args=[slot_id])


def cancel_slot_url(slot_id: int) -> str:
    """The page that cancels a slot."""
    return reverse(f"{SLOTS}:cancel", args=[slot_id])


def booking_url(booking_id: int) -> str:
    """One booking, with its history and the ways to change it."""
    return reverse(f"{BOOKINGS}:inspect", args=[booking_id])


def change_booking_url(action: Action, booking_id: int) -> str:
    """The page on which staff do one thing to a booking."""
    return reverse(f"{BOOKINGS}:{action.name}", args=[booking_id])


def bookings_url(programme_key: uuid.UUID, day: dt.date | None = None) -> str:
    """The bookings of one programme, of all days or of one (Europe/Rome)."""
    query = {"programme": programme_key, **({"day": day.isoformat()} if day else {})}
    return _with_query(f"{BOOKINGS}:index", **query)


def choose_slot_url(programme_key: uuid.UUID | None = None) -> str:
    """Choose a slot for somebody who calls."""
    address = reverse(f"{BOOKINGS}:choose")
    return f"{address}?{urlencode({'programme': programme_key})}" if programme_key else address


def new_booking_url(slot_id: int) -> str:
    """Book a slot for somebody who calls."""
    return reverse(f"{BOOKINGS}:new", args=[slot_id])


def waiting_party_url(entry_id: int) -> str:
    """One waiting party, with its history and what can be done."""
    return reverse(f"{WAITING}:inspect", args=[entry_id])


def waiting_act_url(name: str, entry_id: int) -> str:
    """The page on which staff do one thing to a waiting party."""
    return reverse(f"{WAITING}:{name}", args=[entry_id])


def waiting_url(**filters: object) -> str:
    """The parties that wait now or have an offer, first come first; `filters` as in the list's address."""
    query = {"status": OPEN_WAIT_STATUSES, **filters}
    return f"{reverse(f'{WAITING}:index')}?{urlencode(query, doseq=True)}"


def choose_waiting_url(programme_key: uuid.UUID | None = None) -> str:
    """Choose the slot that somebody who calls waits for."""
    address = reverse(f"{WAITING}:choose")
    return f"{address}?{urlencode({'programme': programme_key})}" if programme_key else address


def new_waiting_url(slot_id: int) -> str:
    """Put somebody on the waiting list of a slot."""
    return reverse(f"{WAITING}:new", args=[slot_id])


def new_waiting_any_url(programme_key: uuid.UUID) -> str:
    """Put somebody on the waiting list of any slot of a plant."""
    return reverse(f"{WAITING}:new_any", args=[programme_key])


def message_url(message_id: int) -> str:
    """A message that was sent."""
    return reverse(f"{MESSAGES}:inspect", args=[message_id])


def write_url(query: str) -> str:
    """The page that writes to everybody of a filter: the query of the list's address."""
    return f"{reverse(f'{BOOKINGS}:message')}?{query}"


def roster_url(programme_key: uuid.UUID, day: dt.date) -> str:
    """Who is expected at a plant on a day (Europe/Rome)."""
    return reverse(f"{ROSTERS}:roster", args=[programme_key, day.isoformat()])


def _with_query(name: str, **query: object) -> str:
    return f"{reverse(name)}?{urlencode(query)}"
