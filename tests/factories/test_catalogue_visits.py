"""A visitor asks for a visit: when, in which language, with whom. One slot must be all of it."""

import datetime as dt

import pytest

from events.models import Edition, ReleaseWave, Slot
from events.rules import Party
from tests.builders.events import NOW, a_booking, a_programme, a_slot, a_visit, an_edition
from tests.builders.pages import SiteKit, a_plant, a_request, a_site, clock_at

pytestmark = pytest.mark.django_db

ROME_SUMMER = dt.timezone(dt.timedelta(hours=2))


@pytest.fixture
def site() -> SiteKit:
    return a_site()


@pytest.fixture
def edition() -> Edition:
    return an_edition()


def titles(site: SiteKit, now: dt.datetime = NOW, /, **query: str) -> list[str]:
    with clock_at(now):
        context = site.catalogue.get_context(a_request(**query))
    assert context["form"].errors == {}
    return [plant.title for plant in context["plants"]]


def a_plant_open(
    site: SiteKit, edition: Edition, title: str, day: int = 28, hour: str = "10:00", places: int = 5, **visit
) -> Slot:
    """A plant with one slot, at an hour of the wall clock."""
    plant = a_plant(site, title=title)
    return another_slot(plant, edition, day, hour, places, **visit)


def another_slot(plant, edition: Edition, day: int, hour: str, places: int = 5, **visit) -> Slot:
    programme = a_programme(page_key=plant.translation_key)
    start = dt.datetime.combine(dt.date(2027, 10, day), dt.time.fromisoformat(hour), tzinfo=ROME_SUMMER)
    return a_slot(
        places=places, visit=a_visit(programme=programme, edition=edition, **visit), starts_at=start
    )


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ("morning", ["08:00", "11:59"]),
        ("afternoon", ["12:00", "17:59"]),
        ("evening", ["18:00", "23:30"]),
    ],
)
def test_the_time_of_day_is_that_of_the_wall_clock(site, edition, part, found):
    for hour in ("08:00", "11:59", "12:00", "17:59", "18:00", "23:30"):
        a_plant_open(site, edition, hour, hour=hour)
    assert titles(site, time=part) == found


def test_after_the_clocks_go_back_nine_is_still_the_morning(site):
    edition = an_edition(
        last_day=dt.date(2027, 10, 31), bookings_close_at=dt.datetime(2027, 10, 31, tzinfo=dt.UTC)
    )
    programme = a_programme(page_key=a_plant(site, title="Dopo").translation_key)
    winter = dt.datetime(2027, 10, 31, 10, 30, tzinfo=dt.UTC)  # 11:30 in Rome, 12:30 an hour earlier
    a_slot(visit=a_visit(programme=programme, edition=edition), starts_at=winter)
    assert titles(site, time="morning", day="2027-10-31") == ["Dopo"]
    assert titles(site, time="afternoon") == []


def test_a_slot_after_midnight_belongs_to_its_day_on_the_wall_clock(site, edition):
    a_plant_open(site, edition, "Notte", day=29, hour="00:30")  # still the 28th in UTC
    assert titles(site, day="2027-10-29") == ["Notte"]
    assert titles(site, day="2027-10-28") == []


def test_the_language_of_the_visit(site, edition):
    a_plant_open(site, edition, "Italiano")
    a_plant_open(site, edition, "Inglese", tour_language="en")
    a_plant_open(site, edition, "Segni", tour_language="lis")
    assert titles(site, language="en") == ["Inglese"]
    assert titles(site, language="lis") == ["Segni"]


def test_all_wishes_must_be_met_by_one_and_the_same_slot(site, edition):
    plant = a_plant(site, title="Diviso")
    another_slot(plant, edition, 28, "10:00", tour_language="en")
    another_slot(plant, edition, 29, "10:00", tour_language="it")
    another_slot(plant, edition, 29, "15:00", tour_language="en", places=2)
    assert titles(site, day="2027-10-28", language="en") == ["Diviso"]
    assert titles(site, day="2027-10-29", language="en") == ["Diviso"]
    assert titles(site, day="2027-10-29", language="en", time="morning") == []
    assert titles(site, day="2027-10-29", language="en", places="4") == []


def test_a_group_needs_its_places_in_one_slot(site, edition):
    plant = a_plant(site, title="Due turni")
    another_slot(plant, edition, 28, "10:00", places=3)
    another_slot(plant, edition, 28, "11:00", places=3)
    assert titles(site, places="3") == ["Due turni"]
    assert titles(site, places="4") == []


def test_a_group_larger_than_one_booking_may_be_is_not_sent_there(site, edition):
    a_plant_open(site, edition, "Piccoli gruppi", places=15, max_party=2)
    a_plant_open(site, edition, "Tutti", places=15)
    assert titles(site, places="2") == ["Piccoli gruppi", "Tutti"]
    assert titles(site, places="3") == ["Tutti"]


@pytest.mark.parametrize(
    ("child", "found"),
    [
        ("minors_0_5", ["Da 0"]),
        ("minors_6_10", ["Da 0", "Da 6"]),
        ("minors_11_13", ["Da 0", "Da 11", "Da 6"]),
        ("minors_14_17", ["Da 0", "Da 11", "Da 14", "Da 6"]),
    ],
)
def test_a_child_is_let_in_by_the_minimum_age(site, edition, child, found):
    for age in (0, 6, 11, 14, 18):
        a_plant_open(site, edition, f"Da {age}", min_age=age)
    assert titles(site, child=child) == found


def test_whoever_the_catalogue_sends_with_a_child_can_book(site, edition):
    slot = a_plant_open(site, edition, "Da 6", min_age=6)
    assert titles(site, child="minors_6_10", places="2") == ["Da 6"]
    assert a_booking(slot, party=Party(adults=1, minors={"minors_6_10": 1})).places == 2


def test_only_with_places_leaves_out_what_is_full_closed_cancelled_or_empty(site, edition):
    a_plant(site, title="Senza turni")
    full = a_plant_open(site, edition, "Pieno", places=1)
    a_booking(full)
    for status in ("closed", "cancelled", "withdrawn"):
        Slot.objects.filter(pk=a_plant_open(site, edition, status).pk).update(status=status)
    a_plant_open(site, edition, "Libero")
    assert titles(site, open="1") == ["Libero"]


def test_a_slot_whose_bookings_closed_counts_no_more(site, edition):
    a_plant_open(site, edition, "Chiude presto", hour="18:00", closes_hours_before=10)
    a_plant_open(site, edition, "Chiude tardi", hour="18:00", closes_hours_before=2)
    morning = dt.datetime(2027, 10, 28, 9, 0, tzinfo=ROME_SUMMER)
    assert titles(site, morning, open="1") == ["Chiude tardi"]


def test_places_that_no_wave_has_released_are_not_promised(site, edition):
    ReleaseWave.objects.create(edition=edition, opens_at=NOW - dt.timedelta(hours=1), percent=25)
    ReleaseWave.objects.create(edition=edition, opens_at=NOW + dt.timedelta(days=2), percent=100)
    a_plant_open(site, edition, "Dieci posti", places=10)  # 3 released
    assert titles(site, places="3") == ["Dieci posti"]
    assert titles(site, places="4") == []
    assert titles(site, NOW + dt.timedelta(days=3), places="4") == ["Dieci posti"]


def test_before_bookings_open_visits_can_be_chosen_already(site):
    edition = an_edition(bookings_open_at=NOW + dt.timedelta(days=3))
    ReleaseWave.objects.create(edition=edition, opens_at=NOW + dt.timedelta(days=3), percent=100)
    a_plant_open(site, edition, "Presto", tour_language="en")
    assert titles(site, language="en", day="2027-10-28") == ["Presto"]


def test_after_bookings_closed_nobody_is_asked_for_a_slot(site, edition):
    a_plant_open(site, edition, "Era aperto")
    after = edition.bookings_close_at + dt.timedelta(minutes=1)
    with clock_at(after):
        context = site.catalogue.get_context(a_request(day="2027-10-28", sort="name"))
    assert "day" not in context["form"].fields
    assert [plant.title for plant in context["plants"]] == ["Era aperto"]


def test_step_free_plants(site):
    a_plant(site, title="Con scale")
    a_plant(site, title="Senza gradini", step_free=True)
    assert titles(site, step_free="1") == ["Senza gradini"]


def test_a_full_plant_says_so_and_names_the_waiting_list(site, edition, client):
    a_booking(a_plant_open(site, edition, "Pieno", places=1))
    with clock_at(NOW):
        page = client.get("/it/fabbriche/").content.decode()
    assert "Completo, lista d’attesa" in page


def test_a_plant_that_is_full_until_the_next_wave_says_when(site, edition, client):
    ReleaseWave.objects.create(edition=edition, opens_at=NOW - dt.timedelta(hours=1), percent=50)
    ReleaseWave.objects.create(
        edition=edition, opens_at=dt.datetime(2027, 10, 20, 7, 0, tzinfo=dt.UTC), percent=100
    )
    a_booking(a_plant_open(site, edition, "Metà", places=2))
    with clock_at(NOW):
        page = client.get("/it/fabbriche/").content.decode()
    assert "20 ottobre" in page
    assert "09:00" in page
    assert "lista d’attesa" not in page
