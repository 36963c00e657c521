"""Whom the desk has to call: people without an e-mail address who do not know yet (decision 0017)."""

from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet

from .models import Booking, WaitEntry
from .models.bookings import TO_CALL


def bookings_to_call(bookings: QuerySet[Booking] | None = None) -> QuerySet[Booking]:
    """Those of the bookings whose person has to be called. Open offers are in the list of who waits.

    No query yet.
    """
    among = Booking.objects.all() if bookings is None else bookings
    unheld = among.exclude(status=Booking.Status.HELD)
    return unheld.exclude(contact_name="").filter(email="", seen_version=TO_CALL)


def with_offer_to_call(entries: QuerySet[WaitEntry]) -> QuerySet[WaitEntry]:
    """Tell each party whether it has an open offer it does not know of, `offer_to_call`. No query yet."""
    offers = Booking.objects.filter(
        wait_entry=OuterRef("pk"), status=Booking.Status.HELD, email="", seen_version=TO_CALL
    )
    return entries.annotate(offer_to_call=Exists(offers, output_field=BooleanField()))


def waiting_to_call(entries: QuerySet[WaitEntry] | None = None) -> QuerySet[WaitEntry]:
    """Those of the parties that have to be called about an offer, or about their slot. No query yet."""
    among = with_offer_to_call(WaitEntry.objects.all() if entries is None else entries)
    return among.exclude(contact_name="").filter(~Q(to_call="") | Q(offer_to_call=True), email="")
