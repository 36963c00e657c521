"""The Region's board: the numbers of an edition, by place and time, without any person."""

import datetime as dt
import json
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Booking, Slot, WaitEntry
from events.models.bookings import Origin
from events.roles import Role
from events.scheduling import ROME
from events.services.attendance import check_in
from tests.builders.events import NOW, a_booking, a_contact, a_programme, a_slot, a_visit, an_edition
from tests.builders.pages import a_plant, a_sector, a_site, translated
from tests.builders.staff import a_staff_client

pytestmark = pytest.mark.django_db

URL = "/admin/board/"


@pytest.fixture(autouse=True)
def _while_bookings_are_open() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


def of_plant(plant, edition, places: int = 10, hour: int = 10, day: int = 0, **changes: object) -> Slot:
    """A slot of a plant on the n-th day of an edition."""
    visit = a_visit(
        programme=a_programme(page_key=plant.translation_key), edition=edition, capacity=places, **changes
    )
    start = dt.datetime.combine(edition.first_day + dt.timedelta(days=day), dt.time(hour), tzinfo=ROME)
    return a_slot(places=places, visit=visit, starts_at=start)


def a_waiting_party(slot: Slot, places: int, status: str = "waiting", anywhere: bool = False) -> WaitEntry:
    return WaitEntry.objects.create(
        programme=slot.programme,
        edition=slot.visit.edition,
        slot=None if anywhere else slot,
        places=places,
        adults=places,
        status=status,
        email_norm=a_contact().email,
        created_at=NOW,
    )


def last_year(**changes: object):
    return an_edition(
        **{
            "name": "Edizione 2026",
            "first_day": dt.date(2026, 10, 22),
            "last_day": dt.date(2026, 10, 24),
            "bookings_open_at": dt.datetime(2026, 10, 13, 7, tzinfo=dt.UTC),
            "bookings_close_at": dt.datetime(2026, 10, 21, 21, tzinfo=dt.UTC),
            **changes,
        }
    )


def of_last_year(slot: Slot, people: int, made: dt.datetime, **changes: object) -> Booking:
    """A booking whose person was forgotten; written as retention leaves it."""
    booking = Booking.objects.create(
        slot=slot,
        code=f"P{Booking.objects.count():07}",
        status="confirmed",
        intent=f"00000000-0000-4000-8000-{Booking.objects.count():012}",
        places=people,
        adults=people,
        created_at=made,
        forgotten_at=NOW,
        **changes,
    )
    Slot.objects.filter(pk=slot.pk).update(taken=people)
    return booking


def shown(client: Client | None = None, **query: object):
    response = (client or a_staff_client()).get(URL, query)
    assert response.status_code == 200
    return response


def lines(response, name: str) -> dict[str, tuple[int, int, int]]:
    """(places, people, waiting) by label."""
    found = response.context["board"].breakdown(name).lines
    return {line.label: (line.places, line.people, line.waiting) for line in found}


def attention_of(response) -> dict[str, list[str]]:
    return {found.name: [item.label for item in found.items] for found in response.context["attention"]}


def test_places_people_and_waiting_are_counted_by_province_sector_and_plant():
    site, edition = a_site(), an_edition()
    press = a_plant(site, title="Presse Torino")
    mill = a_plant(site, title="Mulino", province="CN", municipality="Cuneo", sector=a_sector("agrifood"))
    slot = of_plant(press, edition, places=10)
    a_booking(slot=slot, adults=3)
    a_booking(slot=slot, adults=2)
    a_waiting_party(of_plant(mill, edition, places=8), 4)
    a_waiting_party(slot, 2, anywhere=True)
    a_waiting_party(slot, 5, status="left")
    response = shown()
    assert lines(response, "province")["Torino"] == (10, 5, 2)
    assert lines(response, "province")["Cuneo"] == (8, 0, 4)
    assert lines(response, "sector")["Agri-food"] == (8, 0, 4)
    assert lines(response, "plant") == {"Mulino": (8, 0, 4), "Presse Torino": (10, 5, 2)}
    whole = response.context["board"].total
    assert (whole.places, whole.people, whole.fill, whole.waiting) == (18, 5, 28, 6)


def test_days_and_hours_are_those_of_rome():
    site, edition = a_site(), an_edition()
    plant = a_plant(site)
    a_booking(slot=of_plant(plant, edition, hour=9, day=1), adults=4)
    response = shown()
    assert lines(response, "hour") == {"09:00": (10, 4, 0)}
    assert [line.people for line in response.context["board"].breakdown("day").lines] == [0, 4, 0]


def test_slots_that_do_not_take_place_are_left_out():
    site, edition = a_site(), an_edition()
    slot = of_plant(a_plant(site), edition)
    Slot.objects.filter(pk=of_plant(a_plant(site), edition, hour=15).pk).update(status="withdrawn")
    Slot.objects.filter(pk=of_plant(a_plant(site), edition, hour=16).pk).update(status="cancelled")
    assert shown().context["board"].total.places == slot.capacity


def test_a_province_and_a_day_narrow_everything():
    site, edition = a_site(), an_edition()
    there = a_plant(site, province="CN", municipality="Cuneo")
    a_booking(slot=of_plant(there, edition, day=0), adults=2)
    a_booking(slot=of_plant(there, edition, day=1), adults=3)
    a_booking(slot=of_plant(a_plant(site), edition, day=1), adults=4)
    board = shown(province="CN", day=edition.days[1].isoformat()).context["board"]
    assert board.total.people == 3
    assert [line.people for line in board.breakdown("province").lines] == [3]
    assert sum(day.people or 0 for day in board.timeline) == 3


@pytest.mark.parametrize(
    "wrong", [{"province": "RM"}, {"day": "2027-02-30"}, {"edition": "x"}, {"day": "\x00"}]
)
def test_a_wrong_filter_is_named_and_narrows_nothing(wrong):
    of_plant(a_plant(a_site()), an_edition(), places=7)
    response = shown(**wrong)
    assert list(response.context["form"].errors) == list(wrong)
    assert response.context["board"].total.places == 7


def test_who_came_is_counted_where_the_gate_ticked_and_nowhere_else():
    site = a_site()
    edition = an_edition(
        first_day=NOW.date(),
        last_day=NOW.date() + dt.timedelta(days=1),
        bookings_close_at=NOW + dt.timedelta(days=1),
    )
    plant = a_plant(site)
    ticked, silent = of_plant(plant, edition, hour=15), of_plant(plant, edition, hour=17)
    first = a_booking(slot=ticked, adults=4)
    a_booking(slot=ticked, adults=2)
    a_booking(slot=silent, adults=5)
    check_in(booking_id=first.pk, people=3, now=NOW)
    whole = shown().context["board"].total
    assert (whole.people, whole.expected, whole.came, whole.no_shows, whole.attendance) == (11, 6, 3, 3, 50)


def test_the_edition_before_stands_beside_it_day_by_day_from_the_opening():
    site, edition, before = a_site(), an_edition(), last_year()
    plant = a_plant(site)
    a_booking(slot=of_plant(plant, edition), adults=2, now=NOW - dt.timedelta(hours=20))
    a_booking(slot=of_plant(plant, edition, hour=12), adults=1)
    slot = of_plant(plant, before, places=20)
    of_last_year(slot, 6, before.bookings_open_at + dt.timedelta(hours=1))
    board = shown().context["board"]
    assert (board.previous, board.before.people, board.before.places) == (before, 6, 20)
    assert [(day.number, day.so_far, day.before) for day in board.timeline] == [(1, 2, 6), (2, 3, 6)]
    assert board.breakdown("plant").lines[0].before == 6
    assert shown(edition=before.pk).context["board"].previous is None


def test_origins_are_shown_once_somebody_said_where_they_come_from():
    slot = of_plant(a_plant(a_site()), an_edition())
    said_nothing = a_booking(slot=slot, adults=1)
    assert shown().context["board"].origins == []
    Booking.objects.filter(pk=a_booking(slot=slot, adults=3).pk).update(origin=Origin.CUNEO)
    found = {line.label: (line.people, line.percent) for line in shown().context["board"].origins}
    assert found["Province of Cuneo"] == (3, 75)
    assert found["Not said"] == (said_nothing.places, 25)


def test_what_needs_attention_is_named_with_the_way_to_put_it_right():
    site, edition = a_site(), an_edition()
    texts = {"safety_text": "Scarpe chiuse", "access_text": "Nessun gradino"}
    fine, full, nearly = (a_plant(site, title=title, **texts) for title in ("Bene", "Piena", "Quasi"))
    bare = a_plant(site, title="Senza turni", safety_text="")
    for plant in (fine, full, nearly):
        translated(plant, title=f"{plant.title} EN")
    a_booking(slot=of_plant(fine, edition), adults=1)
    a_booking(slot=(slot := of_plant(full, edition, places=2)), adults=2)
    a_waiting_party(slot, 3)
    slot = of_plant(nearly, edition, places=10)
    for _ in range(3):
        a_booking(slot=slot, adults=3)
    late = of_plant(a_plant(site, title="Fuori", **texts), edition)
    moved = late.starts_at + dt.timedelta(days=9)
    Slot.objects.filter(pk=late.pk).update(starts_at=moved, ends_at=moved + dt.timedelta(hours=1))
    response = shown()
    assert attention_of(response) == {
        "outside": ["Fuori"],
        "full": ["Piena EN"],
        "nearly-full": ["Quasi EN"],
        "empty": ["Fuori"],
        "without-slots": ["Senza turni"],
        "safety": ["Senza turni"],
        "without-en": ["Fuori", "Senza turni"],
    }
    urls = {found.name: found.items[0].url for found in response.context["attention"]}
    assert urls["safety"] == reverse("wagtailadmin_pages:edit", args=[bare.pk])
    assert urls["without-slots"].endswith(f"?programme={bare.translation_key}")


def test_an_edition_that_is_over_needs_no_attention():
    plant = a_plant(a_site())
    of_plant(plant, before := last_year())
    assert shown(edition=before.pk).context["attention"] == []


def test_the_region_sees_the_board_and_nothing_else():
    slot = of_plant(a_plant(a_site(), title="Presse"), an_edition())
    booking = a_booking(slot=slot, contact=a_contact("ada@example.org", "Ada Bianchi"))
    client = a_staff_client(Role.REGION)
    page = shown(client).content.decode()
    for secret in ("Bianchi", "ada@example.org", booking.code):
        assert secret not in page
    assert "/admin/bookings/" not in page
    for name in ("editions", "visits", "slots", "bookings", "waiting"):
        assert client.get(reverse(f"bookings_{name}:index")).status_code == 302


@pytest.mark.parametrize("role", [Role.TRANSLATOR])
def test_whoever_has_no_right_is_sent_away(role):
    assert a_staff_client(role).get(URL).status_code == 302
    assert Client().get(URL).status_code == 302


def test_the_board_only_reads():
    assert a_staff_client().post(URL).status_code == 405


def test_without_an_edition_it_says_so():
    assert "There is no edition yet." in shown().content.decode()


def test_charts_say_what_the_tables_say():
    a_booking(slot=of_plant(a_plant(a_site()), an_edition(), places=10), adults=4)
    page = shown().content.decode()
    data = page.partition('id="board-charts" type="application/json">')[2].partition("</script>")[0]
    province = next(chart for chart in json.loads(data) if chart["id"] == "province")
    assert province["labels"][0] == "Torino"
    assert [series["data"][0] for series in province["series"]] == [4, 6, 0]
    assert page.count("data-chart=") == len(json.loads(data))


def count_of_queries(client: Client) -> int:
    shown(client)  # what is remembered between two requests is remembered now
    with CaptureQueriesContext(connection) as seen:
        shown(client)
    return len(seen)


def test_it_costs_the_same_however_many_plants_and_bookings():
    """Who asks 5, the admin's frame and rights on pages 4, editions, board 9, the edition before 5."""
    site, edition, before = a_site(), an_edition(), last_year()
    client = a_staff_client(Role.DESK)

    def one_more() -> None:
        plant = a_plant(site)
        a_booking(slot=(slot := of_plant(plant, edition)), adults=2)
        a_waiting_party(slot, 2)
        of_last_year(of_plant(plant, before), 3, before.bookings_open_at)

    one_more()
    few = count_of_queries(client)
    for _ in range(6):
        one_more()
    assert count_of_queries(client) == few <= 25
