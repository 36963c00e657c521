"""What a visitor has typed so far, kept in the session while the form's steps are filled.

It is dropped when nothing was typed for `settings.DRAFT_LIFETIME`: a browser may be shared.
The places are held by a booking with the same intent. The draft carries the version of the slot
the visitor saw (I9) and the intent that makes sending it twice harmless (I4).
"""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase

from .models import AgeBand, Booking, Slot
from .rules import Party
from .services import Contact

_KEY = "booking_drafts"
_MOST_DRAFTS = 5
"""Drafts of one session; the oldest goes first. Nobody fills more forms at once."""


@dataclass
class Draft:
    """One unsent booking form."""

    slot_id: int
    seen_version: int
    intent: str = field(default_factory=lambda: str(uuid.uuid4()))
    people: dict = field(default_factory=dict)
    contact: dict = field(default_factory=dict)
    typed_at: float | None = None
    """When something was last typed, in seconds since 1970. None in a session of an older release."""

    def is_over(self, now: dt.datetime) -> bool:
        """Whether nothing was typed for so long that it may no longer be shown."""
        return self.typed_at is not None and now.timestamp() - self.typed_at > _lifetime()

    @property
    def party(self) -> Party:
        """The party typed in the first step, with the names of the second."""
        return Party(
            adults=self.people.get("adults", 0),
            minors={band.value: self.people.get(band.value) or 0 for band in AgeBand},
            names=tuple(self.contact.get("names", [])),
            access_needs=tuple(self.people.get("access_needs", [])),
        )

    @property
    def contact_person(self) -> Contact:
        """The booker typed in the second step."""
        return Contact(
            name=self.contact["contact_name"],
            email=self.contact["email"],
            phone=self.contact.get("phone", ""),
        )


def _lifetime() -> int:
    return int(settings.DRAFT_LIFETIME.total_seconds())


def _load_all(session: SessionBase, now: dt.datetime) -> dict[str, Draft]:
    found = {key: Draft(**data) for key, data in session.get(_KEY, {}).items()}
    return {key: draft for key, draft in found.items() if not draft.is_over(now)}


def load(session: SessionBase, slot_id: int, *, now: dt.datetime) -> Draft | None:
    """The draft of a slot in this session, or None."""
    return _load_all(session, now).get(str(slot_id))


def start(session: SessionBase, slot: Slot, *, now: dt.datetime) -> Draft:
    """The draft of a slot: the one begun, or a new one that has seen the slot as it is now.

    A new one starts with what was last typed for another slot: whoever finds a slot full and
    takes the next does not write everything again.
    """
    begun = _load_all(session, now)
    if str(slot.pk) in begun:
        return begun[str(slot.pk)]
    last = list(begun.values())[-1:]
    typed = {"people": last[0].people, "contact": last[0].contact} if last else {}
    return Draft(slot_id=slot.pk, seen_version=slot.version, **typed)


def save(session: SessionBase, draft: Draft, *, now: dt.datetime) -> None:
    """Keep a draft typed at `now`, and at most five in all; those that are over go."""
    draft.typed_at = now.timestamp()
    drafts = {key: vars(other) for key, other in _load_all(session, now).items()}
    drafts.pop(str(draft.slot_id), None)
    drafts[str(draft.slot_id)] = vars(draft)
    session[_KEY] = dict(list(drafts.items())[-_MOST_DRAFTS:])
    set_lifetime(session)


def forget(session: SessionBase, slot_id: int) -> None:
    """Drop the draft of a slot: it was sent, or is given up."""
    drafts = session.get(_KEY, {})
    if drafts.pop(str(slot_id), None) is not None:
        session[_KEY] = drafts


_HOLDS = "holds"


def intents(session: SessionBase, *, but: str = "") -> list[str]:
    """The intents this session may hold places with, those of dropped drafts too, `but` one."""
    of_drafts = [draft["intent"] for draft in session.get(_KEY, {}).values()]
    return [intent for intent in dict.fromkeys([*session.get(_HOLDS, []), *of_drafts]) if intent != but]


def remember_holds(session: SessionBase, held: list[str]) -> None:
    """From now on these are the intents with which this session holds places."""
    if session.get(_HOLDS) != held:
        session[_HOLDS] = held


# How long a session lasts ---------------------------------------------------------

WAITING = "my_waiting"


def set_lifetime(session: SessionBase) -> None:
    """Two hours without a step while something is only typed; once there is a booking, a place on the
    waiting list or a proven address, as long as the settings say.

    The session of somebody logged in is left as the login made it.
    """
    if SESSION_KEY not in session:
        lasts = any(session.get(key) for key in (_MINE, _PERSON, WAITING))
        session.set_expiry(None if lasts else _lifetime())


# Bookings this session may see ----------------------------------------------------

_MINE = "my_bookings"


def remember_booking(session: SessionBase, booking_id: int) -> None:
    """Let this session open a booking: it made it, or came with its mailed link."""
    mine = [pk for pk in session.get(_MINE, []) if pk != booking_id]
    session[_MINE] = [booking_id, *mine][:50]
    set_lifetime(session)


_PERSON = "person"


def recognise_person(session: SessionBase, email_norm: str) -> None:
    """This session belongs to whoever reads this address: they came with a mailed link."""
    session[_PERSON] = email_norm
    set_lifetime(session)


def person(session: SessionBase) -> str:
    """The proven address of this session, or nothing."""
    return session.get(_PERSON, "")


def may_see(session: SessionBase, booking: Booking) -> bool:
    """Whether this session made the booking, or belongs to the person who did."""
    mine = booking.email_norm and booking.email_norm == person(session)
    return bool(mine) or booking.pk in my_booking_ids(session)


def my_booking_ids(session: SessionBase) -> list[int]:
    """The bookings this session may see, the newest first."""
    return session.get(_MINE, [])
