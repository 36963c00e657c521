"""What is kept about one person, as the person may take it along (GDPR, articles 15 and 20)."""

from .models import AgeBand, Booking, SurveyAnswer, WaitEntry
from .models.bookings import ContactMixin


def personal_data(*, email_norm: str) -> dict[str, object]:
    """Bookings, places on waiting lists and survey answers of one proven address. 3 queries.

    Ready for JSON; times in UTC. What was erased is not there.
    """
    bookings = Booking.objects.filter(email_norm=email_norm, forgotten_at=None)
    bookings = bookings.select_related("slot__programme").order_by("created_at", "pk")
    waiting = WaitEntry.objects.filter(email_norm=email_norm)
    waiting = waiting.select_related("slot", "programme").order_by("created_at", "pk")
    answers = SurveyAnswer.objects.filter(booking__email_norm=email_norm)
    said = {answer.booking_id: answer for answer in answers}
    return {
        "bookings": [_booking(each, said.get(each.pk)) for each in bookings],
        "waiting_list": [_waiting(each) for each in waiting],
    }


def _booking(booking: Booking, answer: SurveyAnswer | None) -> dict[str, object]:
    return {
        "code": booking.code_for_people,
        "plant": booking.slot.programme.name,
        "starts_at": booking.slot.starts_at,
        "ends_at": booking.slot.ends_at,
        "status": booking.status,
        **_contact_and_party(booking),
        "names": booking.names,
        "booked_at": booking.created_at,
        "cancelled_at": booking.cancelled_at,
        "confirmed_coming_at": booking.coming_at,
        "survey": answer
        and {
            "stars": answer.stars,
            "explanations": answer.difficulty,
            "comment": answer.comment,
            "answered_at": answer.created_at,
        },
    }


def _waiting(entry: WaitEntry) -> dict[str, object]:
    return {
        "plant": entry.programme.name,
        "starts_at": entry.slot and entry.slot.starts_at,
        "status": entry.status,
        **_contact_and_party(entry),
        "joined_at": entry.created_at,
        "left_at": entry.left_at,
    }


def _contact_and_party(row: ContactMixin) -> dict[str, object]:
    return {
        "name": row.contact_name,
        "email": row.email,
        "telephone": row.phone,
        "language": row.language,
        "adults": row.adults,
        "minors": {band.value: getattr(row, band.value) for band in AgeBand},
        "access_needs": row.access_needs,
    }
