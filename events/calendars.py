"""iCalendar files. They carry no personal link and name nobody: calendars get shared."""

import datetime as dt

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vGeo

from .hosting import HostInfo
from .models import Booking, Slot

DOMAIN = "fabbriche-aperte-piemonte"


def booking_calendar(booking: Booking, host: HostInfo, *, now: dt.datetime) -> bytes:
    """An .ics file with the visit of one booking, times in UTC; cancelled when the booking is.

    One UID for the whole life of the booking, whatever slot it is moved to. No query when slot,
    visit and programme are loaded.
    """
    event = _event(booking.slot, host, now)
    event.add("uid", f"booking-{booking.pk}@{DOMAIN}")
    event.add("sequence", booking_sequence(booking))
    is_cancelled = booking.status == Booking.Status.CANCELLED
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    # Some calendars read no status: the title says it too.
    title = _("Cancelled visit: %(title)s") if is_cancelled else _("Visit: %(title)s")
    event.add("summary", title % {"title": host.title})
    return _file_with(event)


def booking_sequence(booking: Booking) -> int:
    """Grows with each change of time, and once more when the booking is cancelled (RFC 5545 §3.8.7.4).

    `generation` grows whenever the visitor or the staff move the booking or its slot; cancelling
    leaves it as it is.
    """
    return booking.generation - 1 + (booking.status == Booking.Status.CANCELLED)


def slot_calendar(slot: Slot, host: HostInfo, *, now: dt.datetime) -> bytes:
    """An .ics file with one slot, times in UTC. The same UID at every version of the slot.

    SEQUENCE grows with the slot's version, so that calendars replace a moved visit. No query when
    slot, visit and programme are loaded.
    """
    event = _event(slot, host, now)
    event.add("uid", f"slot-{slot.pk}@{DOMAIN}")
    event.add("sequence", slot.version - 1)
    event.add("summary", _("Visit: %(title)s") % {"title": host.title})
    return _file_with(event)


def _event(slot: Slot, host: HostInfo, now: dt.datetime) -> Event:
    """Where and when, as anybody may know it."""
    event = Event()
    event.add("dtstamp", now.astimezone(dt.UTC))
    event.add("dtstart", slot.starts_at.astimezone(dt.UTC))
    event.add("dtend", slot.ends_at.astimezone(dt.UTC))
    event.add("location", host.place.one_line)
    event.add("description", _("Arrive 10 minutes early. Fabbriche Aperte Piemonte."))
    if host.url:
        event.add("url", host.url)
    if host.place.latitude is not None and host.place.longitude is not None:
        event.add("geo", vGeo((host.place.latitude, host.place.longitude)))
    return event


def _file_with(event: Event) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Fabbriche Aperte Piemonte//IT")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return calendar.to_ical()
