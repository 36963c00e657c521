"""A visit's days and times change after people have booked: shown first, then done as it was shown."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from events import scheduling, services
from events.models import Booking, Slot, TimeBand, Visit
from events.roles import Role
from events.rules import Refusal
from events.services import replanning
from tests.builders.events import NOW, a_booking, a_caller, a_contact, a_visit_with_times
from tests.builders.staff import a_staff_client, messages_of
from tests.events.at_planner import choices_on, confirm, save, shown
from tests.events.at_visits import form_data
from tests.events.holding import plain_mails  # noqa: F401

pytestmark = pytest.mark.django_db

THURSDAY, FRIDAY, SATURDAY = (dt.date(2027, 10, day) for day in (28, 29, 30))


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def rome(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2027, 10, day, hour, minute, tzinfo=scheduling.ROME)


def a_morning(days: tuple[dt.date, ...] = (THURSDAY,), **changes: object) -> Visit:
    """Nine, ten and eleven on some days, slots made."""
    visit = a_visit_with_times(list(days), [(dt.time(9), dt.time(12), 60)], **changes)
    visit = Visit.objects.get(pk=visit.pk)
    services.apply_plan(visit=visit, now=NOW)
    return visit


def slot_at(visit: Visit, day: int, hour: int, minute: int = 0) -> Slot:
    return visit.slots.get(starts_at=rome(day, hour, minute))


def offered(visit: Visit) -> list[str]:
    slots = visit.slots.filter(status__in=["open", "closed"]).order_by("starts_at")
    return [f"{slot.starts_at.astimezone(scheduling.ROME):%d %H:%M}" for slot in slots]


def url(visit: Visit) -> str:
    return reverse("bookings_visits:edit", args=[visit.pk])


def new_times(visit: Visit, start: str, end: str, **changes: object) -> dict:
    """What the browser sends for the same days with one other band."""
    band = TimeBand.objects.get(visit=visit)
    days = [day.isoformat() for day in (THURSDAY,)]
    return form_data(
        visit.programme, visit.edition, **{"bands": [(band.pk, start, end, "60")], "days": days, **changes}
    )


def states(replan) -> dict[str, tuple[str, str]]:
    return {
        f"{entry.local:%H:%M}": (entry.state, entry.says[0])
        for sheet in replan.sheets
        for row in sheet.hours
        for _day, found in row.cells
        for entry in found
    }


# What is shown ----------------------------------------------------------------------


def test_new_times_are_shown_in_the_calendar_and_in_words_before_anything_is_saved():
    visit = a_morning()
    a_booking(slot_at(visit, 28, 10), adults=4)
    before = (list(Slot.objects.order_by("pk").values()), Email.objects.count())
    response = a_staff_client(Role.DESK).post(url(visit), new_times(visit, "11:00", "15:00"))
    seen = shown(response)
    assert seen.summary == "1 booked slot moves along; 2 slots added, 1 kept, 1 withdrawn."
    assert states(seen) == {
        "09:00": ("go", "goes: nobody has booked"),
        "10:00": ("moves", "moves to Thursday 28 October 2027, 12:00"),
        "11:00": ("open", "stays"),
        "12:00": ("add", "comes from 10:00"),
        "13:00": ("add", "new"),
        "14:00": ("add", "new"),
    }
    assert seen.to_tell == "To be told by mail: 4 people in 1 booking. Nobody else is told."
    html = " ".join(response.content.decode().split())
    assert "Not saved yet" in html
    assert "Apply: 1 mail" in html
    assert (list(Slot.objects.order_by("pk").values()), Email.objects.count()) == before


def test_what_changes_no_slot_is_saved_at_once():
    visit = a_morning()
    response = a_staff_client().post(
        url(visit), new_times(visit, "09:00", "12:00", label_it="Altra"), follow=True
    )
    assert shown(response) is None
    assert Visit.objects.get(pk=visit.pk).labels["it"] == "Altra"


# What is done -----------------------------------------------------------------------


def test_thirty_bookings_follow_their_slot_to_the_new_hour_and_only_they_are_told():
    visit = a_morning(capacity=40)
    ten, eleven = slot_at(visit, 28, 10), slot_at(visit, 28, 11)
    affected = [
        a_booking(ten, contact=a_contact(f"a{number}@example.org"), language="it" if number % 3 else "en")
        for number in range(30)
    ]
    others = [a_booking(eleven, contact=a_contact(f"b{number}@example.org")) for number in range(5)]
    Email.objects.all().delete()
    client = a_staff_client(Role.DESK)
    response = save(
        client, url(visit), new_times(visit, "11:00", "13:00"), text_it="Cambia tutto.", text_en="All moves."
    )
    assert offered(visit) == ["28 11:00", "28 12:00"]
    mails = {mail.to[0]: mail.message for mail in Email.objects.all()}
    assert set(mails) == {booking.email for booking in affected}
    assert len(others) == 5
    assert all("28 ottobre 2027, 12:00" in mails[b.email] for b in affected if b.language == "it")
    assert all("All moves." in mails[b.email] for b in affected if b.language == "en")
    ten.refresh_from_db()
    assert (ten.starts_at, ten.planned_at, ten.taken, ten.version) == (rome(28, 12), rome(28, 12), 30, 2)
    assert {b.slot_id for b in Booking.objects.filter(email__startswith="a")} == {ten.pk}
    told = messages_of(response)
    assert "Booked slots were moved along. Told by mail: 30 people in 30 bookings." in told
    assert "decide what to do" not in told  # nobody is left outside the plan


def test_who_has_no_address_follows_too_and_is_shown_as_to_call():
    visit = a_morning()
    ten, client = slot_at(visit, 28, 10), a_staff_client(Role.DESK)
    a_booking(ten, adults=2)
    caller = a_booking(ten, adults=3, language="en", contact=a_caller())
    Email.objects.all().delete()
    response = client.post(url(visit), new_times(visit, "11:00", "13:00"))
    seen = shown(response)
    assert seen.to_tell == (
        "To be told by mail: 2 people in 1 booking. "
        "To call, without an e-mail address: 3 people in 1 booking. Nobody else is told."
    )
    assert [(draft.code, draft.bookings) for draft in seen.drafts] == [("it", 1)]
    assert seen.confirm_label == "Apply: 1 mail, 1 to call"
    assert "2, of which 1 to call" in " ".join(response.content.decode().split())
    told = messages_of(confirm(client, url(visit), new_times(visit, "11:00", "13:00"), seen))
    assert "To call, without an e-mail address: 3 people in 1 booking." in told
    caller.refresh_from_db()
    assert (caller.slot.starts_at, caller.is_to_call) == (rome(28, 12), True)
    assert Email.objects.count() == 1


def test_where_all_have_to_be_called_the_replanning_sends_no_mail():
    visit = a_morning()
    a_booking(slot_at(visit, 28, 10), contact=a_caller())
    client, data = a_staff_client(Role.DESK), new_times(visit, "11:00", "13:00")
    seen = shown(client.post(url(visit), data))
    assert (seen.confirm_label, seen.drafts, seen.text_fields) == ("Apply: 1 to call", [], [])
    assert "by mail" not in seen.to_tell
    confirm(client, url(visit), data, seen)
    assert Booking.objects.get().is_to_call
    assert not Email.objects.exists()


def test_a_booked_slot_may_stay_where_it_is_and_nobody_is_told():
    visit = a_morning()
    ten = slot_at(visit, 28, 10)
    a_booking(ten)
    Email.objects.all().delete()
    save(a_staff_client(), url(visit), new_times(visit, "11:00", "13:00"), **{f"move_{ten.pk}": ""})
    ten.refresh_from_db()
    assert (ten.starts_at, ten.version) == (rome(28, 10), 1)
    assert offered(visit) == ["28 10:00", "28 11:00", "28 12:00"]
    assert not Email.objects.exists()


def test_staff_may_choose_another_day():
    visit = a_morning()
    ten = slot_at(visit, 28, 10)
    a_booking(ten)
    data = new_times(visit, "09:00", "12:00", days=[FRIDAY.isoformat()])
    start = rome(29, 11).astimezone(dt.UTC).isoformat()
    save(a_staff_client(), url(visit), data, **{f"move_{ten.pk}": start})
    ten.refresh_from_db()
    assert ten.starts_at == rome(29, 11)
    assert offered(visit) == ["29 09:00", "29 10:00", "29 11:00"]


def test_back_and_forth_leaves_the_slots_as_they_were():
    visit = a_morning()
    for hour in (9, 10, 11):
        a_booking(slot_at(visit, 28, hour))
    client = a_staff_client()
    pks = sorted(visit.slots.values_list("pk", flat=True))
    save(client, url(visit), new_times(visit, "09:30", "12:30"))
    assert offered(visit) == ["28 09:30", "28 10:30", "28 11:30"]
    save(client, url(visit), new_times(visit, "09:00", "12:00"))
    assert offered(visit) == ["28 09:00", "28 10:00", "28 11:00"]
    assert sorted(visit.slots.values_list("pk", flat=True)) == pks
    assert services.plan_slots(visit=Visit.objects.get(pk=visit.pk), now=NOW).changes_nothing


def test_a_slot_goes_where_an_empty_one_was_withdrawn_and_the_two_change_places():
    visit = a_morning()
    client = a_staff_client()
    save(
        client, url(visit), new_times(visit, "09:30", "12:30")
    )  # empty ones at nine, ten, eleven are withdrawn
    half_past = slot_at(visit, 28, 9, 30)
    a_booking(half_past)
    count = visit.slots.count()
    save(client, url(visit), new_times(visit, "09:00", "12:00"))
    half_past.refresh_from_db()
    assert (half_past.starts_at, half_past.status) == (rome(28, 9), "open")
    assert slot_at(visit, 28, 9, 30).status == "withdrawn"
    assert offered(visit) == ["28 09:00", "28 10:00", "28 11:00"]
    assert visit.slots.count() == count
    assert services.plan_slots(visit=Visit.objects.get(pk=visit.pk), now=NOW).changes_nothing


# Only what was seen -----------------------------------------------------------------


def test_who_books_a_slot_that_would_go_is_shown_before_anything_happens():
    visit = a_morning()
    client, data = a_staff_client(), new_times(visit, "11:00", "13:00")
    seen = shown(client.post(url(visit), data))
    a_booking(slot_at(visit, 28, 9))
    response = confirm(client, url(visit), data, seen)
    assert "Nothing is done yet" in messages_of(response)
    assert [row["when"] for row in shown(response).rows] == ["Thursday 28 October 2027, 09:00"]
    assert offered(visit) == ["28 09:00", "28 10:00", "28 11:00"]


def test_who_books_a_slot_that_stays_is_no_reason_to_ask_again():
    visit = a_morning()
    client, data = a_staff_client(), new_times(visit, "11:00", "13:00")
    seen = shown(client.post(url(visit), data))
    a_booking(slot_at(visit, 28, 11))
    confirm(client, url(visit), data, seen)
    assert offered(visit) == ["28 11:00", "28 12:00"]


def test_other_choices_than_those_shown_are_shown_first():
    visit = a_morning()
    ten = slot_at(visit, 28, 10)
    a_booking(ten)
    client, data = a_staff_client(), new_times(visit, "11:00", "13:00")
    seen = shown(client.post(url(visit), data))
    sent = {**data, **choices_on(seen, **{f"move_{ten.pk}": ""}), "replan-seen": seen.seal, "confirm": "yes"}
    response = client.post(url(visit), sent)
    assert states(shown(response))["10:00"] == ("affected", "booked: stays")
    assert offered(visit) == ["28 09:00", "28 10:00", "28 11:00"]


def test_an_empty_text_is_refused_and_nothing_is_done():
    visit = a_morning()
    a_booking(slot_at(visit, 28, 10))
    Email.objects.all().delete()
    client, data = a_staff_client(), new_times(visit, "11:00", "13:00")
    seen = shown(client.post(url(visit), data))
    response = confirm(client, url(visit), data, seen, text_it=" ")
    assert list(shown(response).form.errors) == ["text_it"]
    assert "Write what these people are told." in response.content.decode()
    assert offered(visit) == ["28 09:00", "28 10:00", "28 11:00"]
    assert not Email.objects.exists()


def test_two_slots_cannot_go_to_the_same_start():
    visit = a_morning()
    slots = [slot_at(visit, 28, hour) for hour in (9, 10)]
    for slot in slots:
        a_booking(slot)
    client, data = a_staff_client(), new_times(visit, "11:00", "14:00")
    noon = rome(28, 12).astimezone(dt.UTC).isoformat()
    seen = shown(client.post(url(visit), data))
    response = client.post(
        url(visit),
        {**data, **choices_on(seen, **{f"move_{slot.pk}": noon for slot in slots}), "preview": "yes"},
    )
    assert shown(response).refusal.code == "time_twice"
    assert "replan-seen" not in response.content.decode()


def test_the_service_itself_refuses_what_was_not_seen():
    visit = a_morning()
    ten = slot_at(visit, 28, 10)
    a_booking(ten)
    TimeBand.objects.filter(visit=visit).update(start=dt.time(11), end=dt.time(13))
    visit = Visit.objects.get(pk=visit.pk)
    before = list(Slot.objects.order_by("pk").values())
    for moves, seen in (({}, "x"), ({ten.pk: rome(28, 11)}, "x"), ({987654: rome(28, 12)}, "x")):
        with pytest.raises(Refusal) as caught:
            services.replan_visit(visit=visit, moves=moves, note={}, seen=seen, now=NOW)
        assert caught.value.code == "plan_changed"
    assert list(Slot.objects.order_by("pk").values()) == before


def test_two_clicks_move_and_tell_once():
    visit = a_morning()
    a_booking(slot_at(visit, 28, 10))
    Email.objects.all().delete()
    client, data = a_staff_client(), new_times(visit, "11:00", "13:00")
    seen = shown(client.post(url(visit), data))
    for _click in range(2):
        confirm(client, url(visit), data, seen)
    assert Email.objects.count() == 1


# Suggestions, costs, rights ---------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "pairs"),
    [
        ([9, 10, 11], [13, 14, 15], [(0, 0), (1, 1), (2, 2)]),
        ([13, 14, 15], [9, 10, 11], [(0, 0), (1, 1), (2, 2)]),
        ([9, 10], [10, 11, 12], [(0, 0), (1, 1)]),
        ([10], [8, 11, 15], [(0, 1)]),
        ([9, 10, 11], [11], [(2, 0)]),
        ([9], [], []),
        ([], [9], []),
    ],
)
def test_nobody_overtakes_anybody_and_everybody_moves_as_little_as_can_be(old, new, pairs):
    at = [[rome(28, hour) for hour in hours] for hours in (old, new)]
    assert replanning._in_order(*at) == pairs


@pytest.mark.usefixtures("plain_mails")
def test_the_preview_costs_the_same_for_two_bookings_and_for_thirty(django_assert_max_num_queries):
    visit = a_morning(capacity=40)
    client, counts = a_staff_client(), []
    for many in (2, 28):
        for _number in range(many):
            a_booking(slot_at(visit, 28, 10))
        client.post(url(visit), new_times(visit, "11:00", "13:00"))
        with django_assert_max_num_queries(60) as queries:
            client.post(url(visit), new_times(visit, "11:00", "13:00"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("role", [Role.EDITOR, Role.PUBLISHER, Role.TRANSLATOR])
def test_whoever_may_not_change_visits_can_replan_none(role: Role):
    visit = a_morning()
    client: Client = a_staff_client(role)
    response = client.post(url(visit), {**new_times(visit, "11:00", "13:00"), "confirm": "yes"})
    assert response.url == reverse("wagtailadmin_home")
    assert offered(visit) == ["28 09:00", "28 10:00", "28 11:00"]
