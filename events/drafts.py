"""What a visitor has typed so far, kept in the session while the form's steps are filled.

The places are held by a booking with the same intent. The draft carries the version of the slot
the visitor saw (I9) and the intent that makes sending it twice harmless (I4).
"""

import uuid
from dataclasses import dataclass, field

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


def load(session: SessionBase, slot_id: int) -> Draft | None:
    """The draft of a slot in this session, or None."""
    data = session.get(_KEY, {}).get(str(slot_id))
    return Draft(**data) if data else None


def start(session: SessionBase, slot: Slot) -> Draft:
    """The draft of a slot: the one begun, or a new one that has seen the slot as it is now.

    A new one starts with what was last typed for another slot: whoever finds a slot full and
    takes the next does not write everything again.
    """
    begun = load(session, slot.pk)
    if begun is not None:
        return begun
    others = list(session.get(_KEY, {}).values())
    typed = {key: others[-1][key] for key in ("people", "contact")} if others else {}
    return Draft(slot_id=slot.pk, seen_version=slot.version, **typed)


def save(session: SessionBase, draft: Draft) -> None:
    """Keep a draft, and at most five in all."""
    drafts = {key: value for key, value in session.get(_KEY, {}).items() if key != str(draft.slot_id)}
    drafts[str(draft.slot_id)] = vars(draft)
    session[_KEY] = dict(list(drafts.items())[-_MOST_DRAFTS:])


def forget(session: SessionBase, slot_id: int) -> None:
    """Drop the draft of a slot: it was sent, or is given up."""
    drafts = session.get(_KEY, {})
    if drafts.pop(str(slot_id), None) is not None:
        session[_KEY] = drafts


# Bookings this session may see ----------------------------------------------------

_MINE = "my_bookings"


def remember_booking(session: SessionBase, booking_id: int) -> None:
    """Let this session open a booking: it made it, or came with its mailed link."""
    mine = [pk for pk in session.get(_MINE, []) if pk != booking_id]
    session[_MINE] = [booking_id, *mine][:50]


_PERSON = "person"


def recognise_person(session: SessionBase, email_norm: str) -> None:
    """This session belongs to whoever reads this address: they came with a mailed link."""
    session[_PERSON] = email_norm


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
