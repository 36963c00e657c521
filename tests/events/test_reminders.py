"""Mails that come with time, and the two links of the reminder."""

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client
from post_office.models import Email

from events import worker
from events.models import AccessLink, Booking, JobRun, Notice
from events.scheduling import ROME
from events.services import cancel_booking, cancel_slot, change_party, move_slot, reminders
from tests.builders.events import NOW, a_booking, a_party, a_slot, a_visit, an_edition
from tests.events.visitor import Visitor

pytestmark = pytest.mark.django_db


def rome(day: int, hour: int, minute: int = 0, month: int = 10, fold: int = 0) -> dt.datetime:
    return dt.datetime(2027, month, day, hour, minute, tzinfo=ROME, fold=fold)


def a_booking_at(
    starts_at: dt.datetime, now: dt.datetime = NOW, places: int = 2, **edition: object
) -> Booking:
    last_day = starts_at.date()
    values = {
        "first_day": last_day - dt.timedelta(days=2),
        "last_day": last_day,
        "bookings_close_at": starts_at,
        **edition,
    }
    slot = a_slot(visit=a_visit(edition=an_edition(**values)), starts_at=starts_at)
    return a_booking(slot, adults=places, now=now)


def told(booking: Booking, kind: str) -> int:
    return Notice.objects.filter(booking=booking, kind=kind).count()


# When --------------------------------------------------------------------------------


def test_the_reminder_comes_48_hours_before_and_not_earlier():
    booking = a_booking_at(rome(28, 10))
    assert reminders.send_reminders(now=rome(26, 9, 59)) == 0
    assert reminders.send_reminders(now=rome(26, 10)) == 1
    assert told(booking, "reminder") == 1


def test_the_reminder_is_sent_once_however_often_the_job_runs():
    booking = a_booking_at(rome(28, 10))
    for minute in range(5):
        reminders.send_reminders(now=rome(26, 10, minute))
    assert told(booking, "reminder") == 1


def test_a_worker_that_wakes_up_too_late_leaves_the_reminder_out():
    a_booking_at(rome(28, 10))
    assert reminders.send_reminders(now=rome(27, 8, 1)) == 0


def test_who_booked_within_the_last_48_hours_is_not_reminded():
    booking = a_booking_at(rome(28, 10), now=rome(26, 11))
    assert reminders.send_reminders(now=rome(26, 12)) == 0
    assert told(booking, "reminder") == 0


def test_48_hours_are_wall_time_when_the_clocks_go_back():
    """Sunday 31 October 2027, 10:00 is Friday 10:00 plus 49 real hours."""
    booking = a_booking_at(rome(31, 10))
    assert reminders.send_reminders(now=rome(29, 9, 59)) == 0
    assert reminders.send_reminders(now=rome(29, 10)) == 1
    assert told(booking, "reminder") == 1


def test_48_hours_are_wall_time_when_the_clocks_go_forward():
    """Sunday 28 March 2027, 10:00 is Friday 10:00 plus 47 real hours."""
    early = dt.datetime(2027, 2, 1, tzinfo=dt.UTC)
    booking = a_booking_at(rome(28, 10, month=3), now=early, bookings_open_at=early)
    assert reminders.send_reminders(now=rome(26, 9, 59, month=3)) == 0
    assert reminders.send_reminders(now=rome(26, 10, month=3)) == 1
    assert told(booking, "reminder") == 1


def test_booked_just_before_the_window_across_the_clock_change_is_still_reminded():
    booking = a_booking_at(rome(31, 10), now=rome(29, 9, 30))
    assert reminders.send_reminders(now=rome(29, 10, 30)) == 1
    assert told(booking, "reminder") == 1


def test_booked_within_the_window_across_the_clock_change_is_not_reminded():
    """48.5 real hours ahead, but 47.5 on the wall."""
    a_booking_at(rome(31, 10), now=rome(29, 10, 30))
    assert reminders.send_reminders(now=rome(29, 11)) == 0


def test_the_sheet_comes_from_15_on_the_day_before():
    booking = a_booking_at(rome(28, 10))
    assert reminders.send_day_before(now=rome(26, 16)) == 0
    assert reminders.send_day_before(now=rome(27, 14, 59)) == 0
    assert reminders.send_day_before(now=rome(27, 15)) == 1
    assert reminders.send_day_before(now=rome(27, 23, 59)) == 0
    assert told(booking, "day_before") == 1


@pytest.mark.parametrize("start", [rome(31, 0, 15), rome(31, 2, 30, fold=1), rome(31, 23, 30)])
def test_tomorrow_is_the_day_in_rome_on_the_25_hour_day(start: dt.datetime):
    """00:15 in Rome is still Saturday in UTC; 23:30 is the twenty-fifth hour of Sunday."""
    a_booking_at(start)
    assert reminders.send_day_before(now=rome(29, 18)) == 0
    assert reminders.send_day_before(now=rome(30, 15)) == 1


def test_the_thanks_come_from_10_on_the_day_after():
    booking = a_booking_at(rome(30, 18))
    assert reminders.send_thanks(now=rome(30, 23)) == 0
    assert reminders.send_thanks(now=rome(31, 9, 59)) == 0
    assert reminders.send_thanks(now=rome(31, 10)) == 1
    assert reminders.send_thanks(now=rome(31, 11)) == 0
    assert told(booking, "thanks") == 1


def test_the_thanks_come_late_after_an_outage_but_not_weeks_late():
    a_booking_at(rome(28, 10))
    assert reminders.send_thanks(now=rome(31, 12)) == 1
    a_booking_at(rome(28, 10))
    assert reminders.send_thanks(now=rome(15, 12, month=11)) == 0


# Who ---------------------------------------------------------------------------------


def test_who_cancelled_hears_nothing_more():
    booking = a_booking_at(rome(28, 10))
    cancel_booking(booking_id=booking.pk, now=NOW)
    assert reminders.send_reminders(now=rome(26, 10)) == 0
    assert reminders.send_day_before(now=rome(27, 15)) == 0
    assert reminders.send_thanks(now=rome(29, 10)) == 0


def test_a_cancelled_slot_is_neither_announced_nor_thanked_for():
    booking = a_booking_at(rome(28, 10))
    cancel_slot(slot_id=booking.slot_id, note={}, now=NOW)
    assert reminders.send_reminders(now=rome(26, 10)) == 0
    assert reminders.send_thanks(now=rome(29, 10)) == 0


def test_giving_one_place_back_brings_no_second_reminder():
    booking = a_booking_at(rome(28, 10))
    reminders.send_reminders(now=rome(26, 10))
    change_party(booking_id=booking.pk, party=a_party(1), now=rome(26, 11))
    assert reminders.send_reminders(now=rome(26, 12)) == 0
    assert told(booking, "reminder") == 1


def test_a_party_whose_visit_was_moved_is_reminded_of_the_new_time_and_asked_again():
    booking = a_booking_at(rome(28, 10))
    reminders.send_reminders(now=rome(26, 10))
    reminders.say_coming(booking_id=booking.pk, now=rome(26, 11))
    move_slot(slot_id=booking.slot_id, starts_at=rome(30, 10), note={}, now=rome(26, 12))
    booking.refresh_from_db()
    assert booking.coming_at is None
    assert reminders.send_reminders(now=rome(28, 10)) == 1
    assert told(booking, "reminder") == 2


def test_one_booking_that_cannot_be_told_stops_no_other(monkeypatch):
    first, second = a_booking_at(rome(28, 10)), a_booking_at(rome(28, 11))
    tell = reminders.notices.tell

    def fails_for_the_first(kind: str, booking: Booking, **extra: object) -> Notice:
        if booking.pk == first.pk:
            raise ValueError("a broken page")
        return tell(kind, booking, **extra)

    monkeypatch.setattr(reminders.notices, "tell", fails_for_the_first)
    with time_machine.travel(rome(26, 11), tick=False):
        worker.run_job(worker.send_reminders, rome(26, 11))
    assert (told(first, "reminder"), told(second, "reminder")) == (0, 1)
    assert "1 mails" in JobRun.objects.get(job="send_reminders").last_error


def test_a_second_worker_with_an_old_list_queues_nothing_twice():
    booking = a_booking_at(rome(28, 10))
    old_list = reminders.needing_reminder(rome(26, 10))
    assert reminders.send_reminders(now=rome(26, 10)) == 1
    assert [reminders._tell_once("reminder", each, rome(26, 10)) for each in old_list] == [False]
    assert Email.objects.filter(to=booking.email).count() == 2  # the confirmation and the reminder
    assert AccessLink.objects.filter(booking=booking).count() == 2


# The links ---------------------------------------------------------------------------


@pytest.fixture
def two_days_ahead():
    with time_machine.travel(rome(26, 11), tick=True):
        yield


def reminder_links(booking: Booking) -> tuple[str, str]:
    """Paths of "coming" and "give back" in the reminder."""
    reminders.send_reminders(now=rome(26, 10))
    text = Notice.objects.get(booking=booking, kind="reminder").email.message
    token = re.search(r"/([A-Za-z0-9_-]{43})/", text).group(1)
    paths = tuple(Visitor().url(name, token) for name in ("reminder-coming", "reminder-give-back"))
    assert all(f"http://testserver{path}" in text for path in paths)
    return paths


@pytest.mark.usefixtures("two_days_ahead")
def test_opening_the_links_of_the_reminder_ten_times_changes_nothing():
    booking, scanner = a_booking_at(rome(28, 10)), Client()
    links = reminder_links(booking)
    before = (list(Booking.objects.values()), list(AccessLink.objects.values()), Email.objects.count())
    for _ in range(10):
        for link in links:
            page = scanner.get(link)
            assert page.status_code == 200
            assert page["Referrer-Policy"] == "strict-origin"
            assert "no-store" in page["Cache-Control"]
            assert "sessionid" not in page.cookies
            assert scanner.head(link).status_code == 200
    after = (list(Booking.objects.values()), list(AccessLink.objects.values()), Email.objects.count())
    assert after == before


@pytest.mark.usefixtures("two_days_ahead")
def test_one_click_says_that_the_party_comes_and_opens_the_booking():
    booking, phone = a_booking_at(rome(28, 10)), Client()
    coming, _give_back = reminder_links(booking)
    answer = phone.post(coming, follow=True)
    booking.refresh_from_db()
    first = booking.coming_at
    assert first is not None
    assert booking.code_for_people in answer.content.decode()
    phone.post(coming)
    booking.refresh_from_db()
    assert booking.coming_at == first
    assert booking.places == 2


@pytest.mark.usefixtures("two_days_ahead")
def test_giving_places_back_from_the_reminder_asks_once_more():
    booking, phone = a_booking_at(rome(28, 10)), Client()
    _coming, give_back = reminder_links(booking)
    some = phone.post(give_back, {"some": "1"})
    assert some["Location"] == Visitor().url("change-people", booking.code)
    assert phone.get(some["Location"]).status_code == 200
    answer = phone.post(give_back, {"all": "1"})
    assert answer["Location"] == Visitor().url("cancel", booking.code)
    booking.refresh_from_db()
    assert booking.is_active
    phone.post(answer["Location"])
    booking.refresh_from_db()
    assert not booking.is_active


@pytest.mark.usefixtures("two_days_ahead")
def test_the_links_of_a_cancelled_booking_say_so_and_change_nothing():
    booking, phone = a_booking_at(rome(28, 10)), Client()
    links = reminder_links(booking)
    cancel_booking(booking_id=booking.pk, now=rome(26, 11))
    for link in links:
        assert phone.get(link).status_code == 200
        assert phone.post(link).status_code == 409
    booking.refresh_from_db()
    assert booking.coming_at is None


@pytest.mark.parametrize("name", ["reminder-coming", "reminder-give-back", "survey"])
def test_an_unknown_link_says_what_may_be_wrong(name: str):
    answer = Client().post(Visitor().url(name, "x" * 43))
    assert answer.status_code == 404
    assert b"<h1" in answer.content
