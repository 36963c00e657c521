"""A visitor is told only of places that can still be booked."""

import datetime as dt

import pytest

from events import selectors
from events.models import Slot
from tests.builders.events import NOW, a_slot, a_visit, an_edition

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("hours_ahead", "told"), [(2, 0), (3, 7)])
def test_a_slot_that_has_closed_has_no_places_left_though_nobody_took_them(hours_ahead: int, told: int):
    visit = a_visit(edition=an_edition(), closes_hours_before=2)
    a_slot(visit=visit, places=7, starts_at=NOW + dt.timedelta(hours=hours_ahead))
    assert selectors.free_places_total(visit.edition, now=NOW) == told


def test_each_visit_closes_at_its_own_hour():
    edition = an_edition()
    for hours, places in ((0, 1), (2, 10), (24, 100)):
        visit = a_visit(edition=edition, closes_hours_before=hours)
        a_slot(visit=visit, places=places, starts_at=NOW + dt.timedelta(hours=12))
    assert sum(selectors.free_places_by_programme(edition, now=NOW).values()) == 11


def test_places_are_those_of_open_slots_not_yet_taken():
    visit = a_visit(edition=an_edition())
    a_slot(visit=visit, places=5, starts_at=NOW + dt.timedelta(days=1))
    closed = a_slot(visit=visit, places=3, starts_at=NOW + dt.timedelta(days=2))
    Slot.objects.filter(pk=closed.pk).update(status=Slot.Status.CLOSED)
    assert selectors.free_places_total(visit.edition, now=NOW) == 5
