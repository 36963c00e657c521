"""iCalendar files. They carry no personal link: calendars get shared."""

import datetime as dt

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vGeo

from .hosting import HostInfo
from .models import Slot


def slot_calendar(slot: Slot, host: HostInfo, *, now: dt.datetime) -> bytes:
    """An .ics file with one visit, times in UTC. The same UID at every version of the slot.

    SEQUENCE grows with the slot's version, so that calendars replace a moved visit (RFC 5545
    §3.8.7.4). No query when slot, visit and programme are loaded.
    """
    event = Event()
    event.add("uid", f"slot-{slot.pk}@fabbriche-aperte-piemonte")
    event.add("sequence", slot.version - 1)
    event.add("dtstamp", now.astimezone(dt.UTC))
    event.add("dtstart", slot.starts_at.astimezone(dt.UTC))
    event.add("dtend", slot.ends_at.astimezone(dt.UTC))
    event.add("summary", _("Visit: %(title)s") % {"title": host.title})
    event.add("location", host.place.one_line)
    event.add("description", _("Arrive 10 minutes early. Fabbriche Aperte Piemonte."))
    if host.url:
        event.add("url", host.url)
    if host.place.latitude is not None and host.place.longitude is not None:
        event.add("geo", vGeo((host.place.latitude, host.place.longitude)))
    calendar = Calendar()
    calendar.add("prodid", "-//Fabbriche Aperte Piemonte//IT")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return calendar.to_ical()
