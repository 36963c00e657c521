"""The day planner: distances, drives and the warnings between two visits."""

import datetime as dt
import math

import pytest
from django.test import Client
from django.utils import translation

from events import planner
from events.hosting import HostInfo, VisitPlace
from events.models import Booking, Slot
from events.planner import Leg, distance_km, drive_minutes, plan_days
from tests.builders.events import a_booking, a_contact, a_programme, a_slot, a_visit, an_edition
from tests.builders.pages import a_plant, a_site
from tests.events.visitor import Visitor

TURIN = VisitPlace("Torino", latitude=45.0703, longitude=7.6869)
CUNEO = VisitPlace("Cuneo", latitude=44.3845, longitude=7.5427)
NOWHERE = VisitPlace("Somewhere")
EQUATOR = VisitPlace("Equator", latitude=0.0, longitude=0.0)


def test_a_degree_on_the_equator_is_111_kilometres():
    assert distance_km(EQUATOR, VisitPlace("East", latitude=0.0, longitude=1.0)) == pytest.approx(
        111.19, 0.001
    )


def test_the_distance_is_the_same_both_ways():
    assert distance_km(TURIN, CUNEO) == pytest.approx(distance_km(CUNEO, TURIN))
    assert distance_km(TURIN, CUNEO) == pytest.approx(77.1, abs=0.5)


def test_the_other_side_of_the_earth_is_half_a_great_circle_away():
    antipode = VisitPlace("Far", latitude=0.0, longitude=180.0)
    assert distance_km(EQUATOR, antipode) == pytest.approx(math.pi * planner.EARTH_RADIUS_KM)


def test_a_drive_is_the_distance_times_1_3_at_50_kmh_and_15_minutes():
    expected = distance_km(TURIN, CUNEO) * 1.3 / 50 * 60 + 15
    assert drive_minutes(TURIN, CUNEO) == math.ceil(expected)


def test_next_door_still_takes_a_quarter_of_an_hour():
    assert drive_minutes(TURIN, TURIN) == 15


@pytest.mark.parametrize(("start", "end"), [(TURIN, NOWHERE), (NOWHERE, CUNEO), (NOWHERE, NOWHERE)])
def test_without_coordinates_the_drive_is_not_known(start: VisitPlace, end: VisitPlace):
    assert distance_km(start, end) is None
    assert drive_minutes(start, end) is None


def test_zero_is_a_coordinate_like_any_other():
    assert drive_minutes(EQUATOR, EQUATOR) == 15


@pytest.mark.parametrize(
    ("gap", "drive", "is_tight"),
    [(60, 60, False), (59, 60, True), (0, 15, True), (-1, None, True), (5, None, False), (0, 0, False)],
)
def test_the_gap_must_be_as_long_as_the_drive(gap: int, drive: int | None, is_tight: bool):
    assert Leg(gap, drive).is_tight is is_tight


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "0 min"), (59, "59 min"), (60, "1 h"), (135, "2 h 15 min"), (1440, "24 h")]
)
def test_minutes_in_words(minutes: int, words: str):
    with translation.override("en"):
        assert planner.in_words(minutes) == words


def _booking(day: int, hour: int, programme=None) -> Booking:
    """An unsaved one-hour visit in October 2027, at an hour of Rome's summer time."""
    starts_at = dt.datetime(2027, 10, day, hour - 2, tzinfo=dt.UTC)
    slot = Slot(
        programme_id=programme or f"plant-{day}-{hour}",
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(hours=1),
    )
    return Booking(slot=slot)


def _plan(*bookings: Booking, place: VisitPlace = TURIN) -> list[planner.PlannedDay]:
    return plan_days(list(bookings), {b.slot.programme_id: HostInfo("Plant", place=place) for b in bookings})


def test_visits_are_grouped_by_day_in_the_order_of_their_starts():
    days = _plan(_booking(29, 9), _booking(28, 15), _booking(28, 9))
    assert [(day.date.day, [stop.booking.slot.starts_at.hour + 2 for stop in day.stops]) for day in days] == [
        (28, [9, 15]),
        (29, [9]),
    ]


def test_there_is_a_way_between_two_visits_of_a_day_and_none_to_the_next_day():
    days = _plan(_booking(28, 9), _booking(28, 15), _booking(29, 9))
    assert days[0].stops[0].leg == Leg(gap_minutes=300, drive_minutes=15)
    assert [stop.leg for stop in (days[0].stops[1], days[1].stops[0])] == [None, None]


def test_a_visit_late_at_night_belongs_to_the_day_of_rome():
    starts_at = dt.datetime(2027, 10, 28, 22, 30, tzinfo=dt.UTC)  # 00:30 of the 29th in Rome
    late = Booking(
        slot=Slot(programme_id="p", starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=1))
    )
    assert _plan(late)[0].date == dt.date(2027, 10, 29)


def test_two_visits_of_one_plant_need_no_drive():
    days = _plan(_booking(28, 9, "same"), _booking(28, 10, "same"), place=NOWHERE)
    assert days[0].stops[0].leg == Leg(gap_minutes=0, drive_minutes=0)
    assert not days[0].stops[0].leg.is_tight


def test_nothing_booked_is_no_day():
    assert plan_days([], {}) == []


# On the page -----------------------------------------------------------------------


@pytest.fixture
def page_of_two_visits(open_days, db):
    """Books two visits of one day in this browser's name, and returns my bookings as a text."""

    def read(minutes_between: int, **second_plant: object) -> str:
        site, edition, contact = a_site(), an_edition(), a_contact("ada@example.org")
        here = a_programme(page_key=a_plant(site).translation_key)
        # Without a page nobody knows where it is.
        there = a_programme(page_key=a_plant(site, **second_plant).translation_key if second_plant else None)
        first = a_slot(visit=a_visit(here, edition))
        second = a_slot(
            visit=a_visit(there, edition), starts_at=first.ends_at + dt.timedelta(minutes=minutes_between)
        )
        for slot in (first, second):
            a_booking(slot, contact=contact)
        client = Client()
        session = client.session
        session["person"] = "ada@example.org"
        session.save()
        return client.get(Visitor("en").url("my-bookings")).content.decode()

    return read


def test_the_page_warns_when_the_gap_is_shorter_than_the_drive(page_of_two_visits):
    page = page_of_two_visits(60, municipality="Cuneo", province="CN")
    assert "There may not be enough time." in page
    assert "1 h between the visits, about 2 h 15 min by car." in page


def test_the_page_does_not_warn_when_there_is_time(page_of_two_visits):
    page = page_of_two_visits(240, municipality="Cuneo", province="CN")
    assert "There may not be enough time." not in page
    assert "4 h between the visits, about 2 h 15 min by car." in page


def test_the_page_says_when_an_address_is_not_on_the_map(page_of_two_visits):
    page = page_of_two_visits(60)
    assert "How long the drive takes is not known" in page
