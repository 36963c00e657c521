"""Staff at the form of a visit: shared by its tests."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.test import Client
from django.urls import reverse

from events.admin.planner.replan import Replanning
from events.models import Edition, Programme, Slot, Visit
from events.services import apply_plan
from tests.builders.events import (
    NOW,
    a_programme,
    a_visit_with_times,
    an_edition,
)
from tests.builders.staff import a_staff_client
from tests.events.at_planner import save, shown

THURSDAY, FRIDAY, SATURDAY = (dt.date(2027, 10, day) for day in (28, 29, 30))


def form_data(programme: Programme, edition: Edition, **changes: object) -> dict:
    """What the browser sends for a visit; `bands` are (id, from, to, step)."""
    bands = changes.pop("bands", [("", "09:00", "12:00", "60")])
    data = {
        "programme": str(programme.pk),
        "edition": edition.pk,
        "label_it": "Visita breve",
        "label_en": "Short visit",
        "days": [THURSDAY.isoformat()],
        "duration_minutes": 60,
        "capacity": 15,
        "closes_hours_before": 2,
        "tour_language": "it",
        "min_age": 0,
        "bands-TOTAL_FORMS": len(bands),
        "bands-INITIAL_FORMS": len([band for band in bands if band[0]]),
        "bands-MIN_NUM_FORMS": 0,
        "bands-MAX_NUM_FORMS": 1000,
        **changes,
    }
    for number, (pk, start, end, step) in enumerate(bands):
        row = {"id": pk, "start": start, "end": end, "step_minutes": step, "DELETE": ""}
        data |= {f"bands-{number}-{name}": value for name, value in row.items()}
    return data


def create(client: Client, **changes: object):
    programme = changes.pop("programme", None) or a_programme()
    edition = changes.pop("edition", None) or an_edition()
    url = reverse("bookings_visits:add")
    return save(client, url, form_data(programme, edition, **changes))


def starts_in_rome() -> list[str]:
    slots = Slot.objects.shown().order_by("starts_at")
    return [f"{slot.starts_at.astimezone(ZoneInfo('Europe/Rome')):%d %H:%M}" for slot in slots]


def edit(visit: Visit, **changes: object):
    bands = [
        (band.pk, f"{band.start:%H:%M}", f"{band.end:%H:%M}" if band.end else "", band.step_minutes or "")
        for band in visit.bands.all()
    ]
    programme = changes.pop("programme", visit.programme)
    edition = changes.pop("edition", visit.edition)
    data = form_data(programme, edition, **{"bands": bands, **changes})
    url = reverse("bookings_visits:edit", args=[visit.pk])
    client = a_staff_client()
    return client.post(url, data, follow=True) if "preview" in data else save(client, url, data)


def preview(visit: Visit, **changes: object) -> Replanning:
    return shown(edit(visit, preview="yes", **changes))


def a_planned_visit() -> Visit:
    visit = a_visit_with_times([THURSDAY, FRIDAY], [(dt.time(9), dt.time(11), 60)])
    apply_plan(visit=visit, now=NOW)
    return visit
