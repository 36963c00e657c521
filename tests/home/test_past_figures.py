"""An edition that is over leaves its figures on the home page."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.urls import reverse

from events import rules
from events.models import Booking, Edition, Slot
from events.roles import Role
from events.services.attendance import check_in
from home.models import PastEdition
from home.past_figures import publish_figures
from tests.builders.events import NOW, a_booking, a_slot, a_visit, an_edition
from tests.builders.staff import a_staff_client, messages_of

pytestmark = pytest.mark.django_db

AFTERWARDS = dt.datetime(2027, 11, 2, 9, tzinfo=dt.UTC)


@pytest.fixture
def edition() -> Iterator[Edition]:
    """Two plants opened, one withdrew; seven people booked. Now it is over."""
    edition = an_edition()
    with time_machine.travel(NOW, tick=False):
        for adults in (4, 3):
            a_booking(slot=a_slot(visit=a_visit(edition=edition)), adults=adults)
        a_slot(visit=a_visit(edition=edition), status=Slot.Status.WITHDRAWN)
    with time_machine.travel(AFTERWARDS, tick=True):
        yield edition


def figures() -> tuple:
    return PastEdition.objects.values_list("year", "opened", "people", "people_counted_as").get()


def test_without_a_gate_bookings_are_counted(edition):
    publish_figures(edition_id=edition.pk, now=AFTERWARDS)
    assert figures() == (2027, 2, 7, "bookings")


def test_where_the_gates_ticked_visitors_are_counted(edition):
    for booking in Booking.objects.all():
        check_in(booking_id=booking.pk, people=booking.places - 1, now=AFTERWARDS)
    publish_figures(edition_id=edition.pk, now=AFTERWARDS)
    assert figures() == (2027, 2, 5, "visitors")


def test_a_gate_that_ticked_one_plant_of_two_is_not_enough(edition):
    booking = Booking.objects.get(places=4)
    check_in(booking_id=booking.pk, people=4, now=AFTERWARDS)
    publish_figures(edition_id=edition.pk, now=AFTERWARDS)
    assert figures() == (2027, 2, 7, "bookings")


def test_a_second_time_corrects_the_year(edition):
    PastEdition.objects.create(year=2027, opened=99, opened_precision="over", people=12)
    publish_figures(edition_id=edition.pk, now=AFTERWARDS)
    assert figures() == (2027, 2, 7, "bookings")
    assert PastEdition.objects.get().opened_in_words == "2"


def test_an_edition_that_is_not_over_is_refused(edition):
    with pytest.raises(rules.Refusal) as refused:
        publish_figures(edition_id=edition.pk, now=NOW)
    assert refused.value.code == "not_over"
    assert not PastEdition.objects.exists()


def test_an_edition_without_plants_is_refused():
    with pytest.raises(rules.Refusal) as refused:
        publish_figures(edition_id=an_edition().pk, now=AFTERWARDS)
    assert refused.value.code == "nothing_opened"


def test_the_page_shows_the_figures_and_a_click_publishes_them(edition):
    client, url = a_staff_client(Role.PUBLISHER), reverse("publish_figures", args=[edition.pk])
    assert "7 bookings" in client.get(url).content.decode()
    assert not PastEdition.objects.exists()
    assert "2027" in messages_of(client.post(url, follow=True))
    assert figures()[0] == 2027


@pytest.mark.parametrize("role", [Role.DESK, Role.REGION, Role.EDITOR])
def test_who_may_not_is_sent_away(edition, role):
    assert a_staff_client(role).post(reverse("publish_figures", args=[edition.pk])).status_code == 302
    assert not PastEdition.objects.exists()


def test_the_page_of_the_edition_leads_there_once_it_is_over(edition):
    client = a_staff_client(Role.ADMINISTRATOR)
    url, way = (
        reverse("bookings_editions:edit", args=[edition.pk]),
        reverse("publish_figures", args=[edition.pk]),
    )
    assert way in client.get(url).content.decode()
    with time_machine.travel(NOW, tick=True):
        assert way not in client.get(url).content.decode()
