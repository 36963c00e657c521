"""Plants as search engines read them: an event with its days, a place, free tickets. No query."""

from typing import TYPE_CHECKING

from django.utils.timezone import localtime

from events.models import Edition
from events.models.visits import TourLanguage
from events.rules import Availability
from events.selectors import SlotDay, SlotRow
from home.structured import organizer, without_gaps

if TYPE_CHECKING:
    from factories.models.visitable import VisitablePage

SCHEMA = "https://schema.org/"
LANGUAGE_CODES = {TourLanguage.ITALIAN_SIGN: "ise"}
"""Codes of ISO 639 where ours is another; the rest are the same."""


def visit_events(
    page: "VisitablePage", days: list[SlotDay], edition: Edition | None, image_url: str
) -> list[dict]:
    """One event with a part for each day, from slots loaded with their visits; none without days."""
    if not days:
        return []
    rows = [row for day in days for row in day.slots]
    url = page.full_url
    whole = _event(page, url, rows, edition)
    whole["@id"] = f"{url}#visits"
    whole["description"] = page.description
    whole["image"] = image_url
    whole["organizer"] = organizer()
    if len(days) > 1:
        whole["subEvent"] = [without_gaps(_event(page, url, day.slots, edition)) for day in days]
    return [whole]


def _event(page: "VisitablePage", url: str, rows: list[SlotRow], edition: Edition | None) -> dict:
    """The slots of a stretch of time taken together."""
    cancelled = all(row.availability == Availability.CANCELLED for row in rows)
    languages = {LANGUAGE_CODES.get(row.visit.tour_language, row.visit.tour_language) for row in rows}
    return {
        "@type": "Event",
        "name": page.title,
        "url": url,
        "startDate": localtime(min(row.starts_at for row in rows)).isoformat(),
        "endDate": localtime(max(row.ends_at for row in rows)).isoformat(),
        "eventStatus": SCHEMA + ("EventCancelled" if cancelled else "EventScheduled"),
        "eventAttendanceMode": SCHEMA + "OfflineEventAttendanceMode",
        "isAccessibleForFree": True,
        "inLanguage": sorted(languages),
        "maximumAttendeeCapacity": sum(
            row.capacity for row in rows if row.availability != Availability.CANCELLED
        ),
        "location": _place(page),
        "offers": _offer(url, rows, edition),
    }


def _place(page: "VisitablePage") -> dict:
    has_point = page.latitude is not None and page.longitude is not None
    return {
        "@type": "Place",
        "name": page.title,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": page.address,
            "addressLocality": page.municipality,
            "addressRegion": page.province,
            "addressCountry": "IT",
        },
        "geo": {"@type": "GeoCoordinates", "latitude": page.latitude, "longitude": page.longitude}
        if has_point
        else None,
    }


def _offer(url: str, rows: list[SlotRow], edition: Edition | None) -> dict:
    """Free, and whether places are left. Before bookings open nothing is said of places."""
    availability = "InStock" if any(row.bookable for row in rows) else "SoldOut"
    if any(row.availability == Availability.NOT_OPEN for row in rows):
        availability = ""
    return {
        "@type": "Offer",
        "price": 0,
        "priceCurrency": "EUR",
        "url": f"{url}#when",
        "availability": availability and SCHEMA + availability,
        "validFrom": localtime(edition.bookings_open_at).isoformat() if edition else None,
    }
