"""Party and contact, written onto a booking or a waiting party."""

from dataclasses import dataclass

from .. import rules
from ..models import Booking, WaitEntry
from ..models.bookings import AgeBand


def norm_email(email: str) -> str:
    """An address to compare persons by. Folds A to Z only.

    Unicode folding would make one person of two addresses ("straße" and "strasse", "K" and the
    Kelvin sign), and the mail of one would open the bookings of the other.
    """
    return email.strip().encode().lower().decode()


@dataclass(frozen=True)
class Contact:
    """The one adult who books. The phone is optional."""

    name: str
    email: str
    phone: str = ""

    @property
    def email_norm(self) -> str:
        """The address as people mean it: case does not make two persons of one."""
        return norm_email(self.email)


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
