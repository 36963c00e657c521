"""Party and contact, written onto a booking or a waiting party."""

import re
from dataclasses import dataclass

from .. import rules
from ..models import Booking, WaitEntry
from ..models.bookings import TO_CALL, AgeBand


def norm_email(email: str) -> str:
    """An address to compare persons by. Folds A to Z only.

    Unicode folding would make one person of two addresses ("straße" and "strasse", "K" and the
    Kelvin sign), and the mail of one would open the bookings of the other.
    """
    return email.strip().encode().lower().decode()


def phone_key(phone: str) -> str:
    """What compares persons without an e-mail address: "tel:" and the number with its country.

    Never equal to an address, so no mailed link can ever prove it (decision 0017).
    """
    number = re.sub(r"[^0-9+]", "", phone.strip())
    number = "+" + number[2:] if number.startswith("00") else number
    return f"tel:{number if number.startswith('+') else '+39' + number}"


@dataclass(frozen=True)
class Contact:
    """The one adult who books. Only staff book without an address: then the phone is compulsory."""

    name: str
    email: str
    phone: str = ""

    @property
    def email_norm(self) -> str:
        """The address as people mean it: case does not make two persons of one. Else the number."""
        return norm_email(self.email) if self.email or not self.phone else phone_key(self.phone)


def say_called(*, booking_id: int, seen_version: int) -> bool:
    """Write down that somebody without an e-mail address was told of the slot's version. 1 query.

    Returns whether there was something to tell.
    """
    waiting = Booking.objects.filter(pk=booking_id, email="", seen_version=TO_CALL)
    return waiting.update(seen_version=seen_version) > 0


def set_party(row: Booking | WaitEntry, party: rules.Party) -> None:
    """Write a party's numbers onto a row, not yet saved."""
    row.places, row.adults = party.places, party.adults
    for band in AgeBand:
        setattr(row, band.value, party.minors.get(band.value, 0))
    row.access_needs = list(party.access_needs)


def set_contact(row: Booking | WaitEntry, contact: Contact) -> None:
    """Write a contact onto a row, not yet saved."""
    row.contact_name, row.email, row.phone = contact.name, contact.email, contact.phone
    row.email_norm = contact.email_norm
