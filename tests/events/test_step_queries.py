"""What each step of a booking asks the database, once the frame around it is known (events.kept)."""

import re
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events import kept
from events.models import Slot
from home.models import SiteSettings
from tests.builders.events import a_slot, a_visit, an_edition
from tests.builders.pages import a_menu, a_plant, a_site
from tests.events.visitor import CONTACT, Visitor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("open_days")]

ABOUT = re.compile(r'(SELECT|UPDATE|INSERT)\b.*?"(?:events|django|post_office|home|wagtailcore)_(\w+)"', re.S)


def asked(step, *args: object) -> list[str]:
    """What a step reads and writes: "select slot", "update session", … in order; no BEGIN or COMMIT."""
    with CaptureQueriesContext(connection) as captured:
        step(*args)
    found = [ABOUT.match(query["sql"]) for query in captured]
    return [f"{match[1].lower()} {match[2]}" for match in found if match]


@pytest.fixture
def slot(monkeypatch) -> Slot:
    """A slot of a plant with a menu; somebody has just booked there, so the frame is known."""
    monkeypatch.setattr(kept, "time", SimpleNamespace(monotonic=lambda: 100.0))
    site = a_site()
    plant = a_plant(site)
    a_menu(site, {"page": site.catalogue})
    SiteSettings.objects.create(site=site.site)
    slot = a_slot(visit=a_visit(programme=plant.programme, edition=an_edition()))
    first = Visitor()
    first.get(first.books(slot, contact={"email": "first@example.org"})["Location"])
    return slot


def test_each_step_asks_only_for_what_is_this_visitors(slot):
    visitor = Visitor()
    url = {name: visitor.url(name, slot.pk) for name in ("people", "contacts", "summary")}
    assert asked(visitor.get, url["people"]) == ["select slot"]
    visitor.says_who_comes(slot)
    # The held places come with their slot.
    assert asked(visitor.get, url["contacts"]) == ["select session", "select booking"]
    assert asked(visitor.post, url["contacts"], CONTACT) == [
        "select session",
        "select booking",
        "update session",
    ]
    assert asked(visitor.get, url["summary"]) == ["select session", "select booking"]
    receipt = visitor.sends(slot, visitor.intent_on(visitor.sees_summary(slot)))["Location"]
    assert asked(visitor.get, receipt) == ["select booking", "select session"]


def test_taking_places_costs_at_most_eleven(slot):
    """The slot, overdue holds; in the transaction slot, waves, form, hold, places; the new session."""
    visitor = Visitor()
    visitor.goes_to_people(slot)
    steps = asked(visitor.says_who_comes, slot)
    assert len(steps) <= 11
    assert steps[-2:] == ["update slot", "insert session"]


def test_booking_costs_at_most_twelve_and_leaves_the_slot_alone(slot):
    """The session, the hold; in the transaction other bookings, slot, booking, link, mail, notice."""
    visitor = Visitor()
    visitor.goes_to_people(slot)
    visitor.says_who_comes(slot)
    visitor.leaves_contacts(slot)
    intent = visitor.intent_on(visitor.sees_summary(slot))
    steps = asked(visitor.sends, slot, intent)
    assert len(steps) <= 12
    assert "update slot" not in steps
