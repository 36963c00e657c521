"""Bookings opened and closed at once, whatever was planned; and where an edition stands."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from events import phases, rules
from events.models import ReleaseWave
from events.roles import Role
from events.scheduling import ROME
from events.services.editions import close_bookings, open_bookings
from tests.builders.events import NOW, a_booking, a_slot, a_visit, an_edition
from tests.builders.staff import a_staff_client, messages_of

pytestmark = pytest.mark.django_db

LATER, EARLIER = NOW + dt.timedelta(days=3), NOW - dt.timedelta(days=3)


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def closed() -> dict:
    return {"bookings_open_at": EARLIER, "bookings_close_at": NOW - dt.timedelta(hours=1)}


def test_bookings_open_before_they_were_planned_to():
    edition = open_bookings(edition_id=an_edition(bookings_open_at=LATER).pk, now=NOW)
    assert edition.bookings_open_at == NOW
    a_booking(slot=a_slot(visit=a_visit(edition=edition)))


def test_a_first_wave_that_was_to_come_begins_with_them():
    edition = an_edition(bookings_open_at=LATER)
    for days, percent in ((3, 50), (5, 100)):
        ReleaseWave.objects.create(edition=edition, opens_at=NOW + dt.timedelta(days=days), percent=percent)
    open_bookings(edition_id=edition.pk, now=NOW)
    assert [wave.opens_at for wave in edition.waves.all()] == [NOW, NOW + dt.timedelta(days=5)]
    a_booking(slot=a_slot(visit=a_visit(edition=edition)))


def test_closed_bookings_open_again_until_the_night_before_the_first_day():
    edition = open_bookings(edition_id=an_edition(**closed()).pk, now=NOW)
    assert edition.bookings_open_at == EARLIER
    assert edition.bookings_close_at == dt.datetime(2027, 10, 27, 23, 59, tzinfo=ROME)


def test_during_the_visits_they_open_until_the_last_day_ends():
    edition = an_edition(first_day=NOW.date(), last_day=NOW.date(), **closed())
    opened = open_bookings(edition_id=edition.pk, now=NOW)
    assert opened.bookings_close_at == dt.datetime(2027, 9, 15, 23, 59, tzinfo=ROME)


def test_closed_bookings_take_nobody_and_what_is_booked_stays():
    slot = a_slot(visit=a_visit(edition=an_edition()))
    booking = a_booking(slot=slot)
    edition = close_bookings(edition_id=slot.visit.edition_id, now=NOW)
    assert phases.phase_of(edition, NOW) == phases.Phase.CLOSED
    with pytest.raises(rules.Refusal):
        a_booking(slot=slot)
    booking.refresh_from_db()
    assert booking.status == "confirmed"


@pytest.mark.parametrize(
    ("switch", "changes", "code"),
    [
        (open_bookings, {}, "already_open"),
        (open_bookings, {"first_day": dt.date(2027, 9, 1), "last_day": dt.date(2027, 9, 14)}, "edition_over"),
        (close_bookings, {"bookings_open_at": LATER}, "not_open"),
        (close_bookings, closed(), "not_open"),
    ],
)
def test_what_makes_no_sense_is_refused(switch, changes, code):
    with pytest.raises(rules.Refusal) as refused:
        switch(edition_id=an_edition(**changes).pk, now=NOW)
    assert refused.value.code == code


def test_the_page_of_an_edition_says_where_it_stands_and_leads_on():
    edition = an_edition()
    a_booking(slot=a_slot(places=7, visit=a_visit(edition=edition)), adults=3)
    client = a_staff_client(Role.ADMINISTRATOR)
    page = client.get(reverse("bookings_editions:edit", args=[edition.pk])).content.decode()
    assert "Bookings are open, until Saturday 30 October 2027, 22:00." in page
    assert "1 · 1 · 7" in page
    for name in ("next", "close"):
        assert reverse(f"bookings_editions:{name}", args=[edition.pk]) in page
    assert f"{reverse('board')}?edition={edition.pk}" in page


def test_one_click_opens_and_one_closes_and_looking_changes_nothing():
    edition = an_edition(bookings_open_at=LATER)
    client = a_staff_client(Role.ADMINISTRATOR)
    url = reverse("bookings_editions:open", args=[edition.pk])
    assert "Bookings close on" in client.get(url).content.decode()
    edition.refresh_from_db()
    assert edition.bookings_open_at == LATER
    assert "Bookings are open." in messages_of(client.post(url, follow=True))
    assert "Bookings are open already." in messages_of(client.post(url, follow=True))
    edition.refresh_from_db()
    assert edition.bookings_open_at == NOW


@pytest.mark.parametrize("name", ["open", "close"])
@pytest.mark.parametrize("role", [Role.DESK, Role.REGION, Role.PUBLISHER])
def test_only_administrators_switch(role, name):
    edition = an_edition(bookings_open_at=LATER)
    url = reverse(f"bookings_editions:{name}", args=[edition.pk])
    assert a_staff_client(role).post(url).status_code == 302
    edition.refresh_from_db()
    assert edition.bookings_open_at == LATER
