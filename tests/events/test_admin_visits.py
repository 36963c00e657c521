"""Staff plan visits: days and times become slots."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.admin.planner.replan import Replanning
from events.models import Edition, Programme, Slot, Visit
from events.roles import Role
from events.scheduling import recurrence_days
from events.services import apply_plan, move_slot
from tests.builders.events import (
    NOW,
    a_booking,
    a_programme,
    a_slot,
    a_visit,
    a_visit_with_times,
    an_edition,
)
from tests.builders.staff import a_staff_client, messages_of
from tests.events.at_planner import save, shown

pytestmark = pytest.mark.django_db

THURSDAY, FRIDAY, SATURDAY = (dt.date(2027, 10, day) for day in (28, 29, 30))


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


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


def test_two_days_and_two_bands_become_slots_at_the_right_times_on_the_wall_clock():
    response = create(
        a_staff_client(),
        days=[THURSDAY.isoformat(), SATURDAY.isoformat()],
        bands=[("", "09:00", "11:00", "60"), ("", "14:30", "", "")],
    )
    assert starts_in_rome() == ["28 09:00", "28 10:00", "28 14:30", "30 09:00", "30 10:00", "30 14:30"]
    assert {slot.capacity for slot in Slot.objects.all()} == {15}
    assert "6 slots added, 0 kept, 0 withdrawn." in messages_of(response)


def test_times_keep_their_wall_clock_on_both_sides_of_the_clock_change():
    edition = an_edition(first_day=dt.date(2027, 10, 30), last_day=dt.date(2027, 11, 1))
    create(
        a_staff_client(), edition=edition, days=["2027-10-30", "2027-10-31"], bands=[("", "09:00", "", "")]
    )
    assert starts_in_rome() == ["30 09:00", "31 09:00"]
    assert [slot.starts_at.astimezone(dt.UTC).hour for slot in Slot.objects.order_by("starts_at")] == [7, 8]


def test_a_time_that_exists_twice_is_not_made_and_staff_are_told():
    edition = an_edition(first_day=dt.date(2027, 10, 31), last_day=dt.date(2027, 10, 31))
    response = create(
        a_staff_client(),
        edition=edition,
        days=["2027-10-31"],
        bands=[("", "02:30", "", ""), ("", "09:00", "", "")],
    )
    assert starts_in_rome() == ["31 09:00"]
    assert "02:30 on 31/10/2027" in messages_of(response)


def test_labels_are_kept_per_language_and_empty_ones_are_left_out():
    create(a_staff_client(), label_it="Visita al forno", label_en="")
    assert Visit.objects.get().labels == {"it": "Visita al forno"}


def test_ticked_days_are_stored_as_a_recurrence_and_shown_ticked_again():
    client = a_staff_client()
    create(client, days=[FRIDAY.isoformat()])
    visit = Visit.objects.get()
    assert recurrence_days(visit.recurrence, first=THURSDAY, last=SATURDAY) == [FRIDAY]
    form = client.get(reverse("bookings_visits:edit", args=[visit.pk])).context["form"]
    assert form["days"].value() == [FRIDAY.isoformat()]
    assert form["label_en"].value() == "Short visit"


def test_a_day_of_another_edition_is_refused_with_its_name():
    other = an_edition(name="2028", first_day=dt.date(2028, 10, 26), last_day=dt.date(2028, 10, 28))
    an_edition()
    response = create(a_staff_client(), edition=other, days=[THURSDAY.isoformat()])
    assert response.context["form"].errors["days"] == ["Not a day of 2028: Thursday 28 October 2027."]
    assert not Visit.objects.exists()


def test_the_days_of_editions_that_are_over_are_not_offered():
    an_edition(name="2026", first_day=dt.date(2026, 10, 22), last_day=dt.date(2026, 10, 24))
    an_edition(name="2027")
    form = a_staff_client().get(reverse("bookings_visits:add")).context["form"]
    assert [name for name, _days in form.fields["days"].choices] == ["2027"]
    assert [edition.name for edition in form.fields["edition"].queryset] == ["2027"]


def test_the_form_comes_with_the_programme_of_the_page_one_comes_from():
    programme, edition = a_programme("Tessitura Prova"), an_edition()
    response = a_staff_client().get(reverse("bookings_visits:add"), {"programme": str(programme.pk)})
    form = response.context["form"]
    assert (str(form["programme"].value()), form["edition"].value()) == (str(programme.pk), edition.pk)


@pytest.mark.parametrize("nonsense", ["", "x", "4344a813-f844-4890-bf4a-a772730d773d", "<script>"])
def test_an_unknown_programme_in_the_address_leaves_the_form_empty(nonsense: str):
    a_programme()
    response = a_staff_client().get(reverse("bookings_visits:add"), {"programme": nonsense})
    assert response.status_code == 200
    assert b"<script></option>" not in response.content


def test_a_band_that_ends_before_it_starts_is_refused_at_its_field():
    response = create(a_staff_client(), bands=[("", "12:00", "09:00", "60")])
    errors = response.context["form"].formsets["bands"].errors
    assert list(errors[0]) == ["end"]
    assert not Visit.objects.exists()


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


def test_taking_a_day_away_withdraws_its_slots_and_says_so():
    response = edit(a_planned_visit(), days=[THURSDAY.isoformat()])
    assert starts_in_rome() == ["28 09:00", "28 10:00"]
    assert "0 slots added, 2 kept, 2 withdrawn." in messages_of(response)


def test_putting_a_day_back_puts_its_slots_back():
    visit = a_planned_visit()
    edit(visit, days=[THURSDAY.isoformat()])
    response = edit(visit, days=[THURSDAY.isoformat(), FRIDAY.isoformat()])
    assert len(starts_in_rome()) == 4
    assert "2 put back" in messages_of(response)


def test_a_booked_slot_survives_losing_its_day_and_staff_are_told_which():
    visit = a_planned_visit()
    booked = visit.slots.get(starts_at=dt.datetime(2027, 10, 29, 7, 0, tzinfo=dt.UTC))
    a_booking(slot=booked, adults=4)
    response = edit(visit, days=[THURSDAY.isoformat()])
    booked.refresh_from_db()
    assert (booked.status, booked.taken) == (Slot.Status.OPEN, 4)
    assert "Friday 29 October 2027, 09:00: 4 of 15 places taken" in messages_of(response)


def test_a_moved_slot_is_named_with_the_start_it_stands_for():
    visit = a_planned_visit()
    slot = visit.slots.get(starts_at=dt.datetime(2027, 10, 29, 7, 0, tzinfo=dt.UTC))
    later = dt.datetime(2027, 10, 29, 13, 0, tzinfo=dt.UTC)
    move_slot(slot_id=slot.pk, starts_at=later, note={}, now=NOW)
    days = [THURSDAY.isoformat(), FRIDAY.isoformat()]
    seen = preview(visit, days=days)
    for told in ([seen.summary, *seen.notes], messages_of(edit(visit, days=days))):
        assert "0 slots added, 4 kept, 0 withdrawn." in told
        assert "Friday 29 October 2027, 15:00 (planned: Friday 29 October 2027, 09:00)" in "".join(told)
    assert "29 09:00" not in starts_in_rome()


def test_a_start_where_a_moved_slot_stands_is_said_not_to_be_added():
    visit = a_planned_visit()
    slot = visit.slots.get(starts_at=dt.datetime(2027, 10, 29, 7, 0, tzinfo=dt.UTC))
    later = dt.datetime(2027, 10, 29, 13, 0, tzinfo=dt.UTC)
    move_slot(slot_id=slot.pk, starts_at=later, note={}, now=NOW)
    bands = [(visit.bands.get().pk, "09:00", "11:00", "60"), ("", "15:00", "", "")]
    days = [THURSDAY.isoformat(), FRIDAY.isoformat()]
    assert any(
        "Friday 29 October 2027, 15:00: no slot is added" in line
        for line in preview(visit, days=days, bands=bands).notes
    )
    told = messages_of(edit(visit, days=days, bands=bands))
    assert "1 slot added, 4 kept" in told
    assert "No slot is added at these times: one that was moved by hand has this start already." in told
    assert "<li>Friday 29 October 2027, 15:00</li>" in told
    assert visit.slots.count() == 5


def test_saving_twice_changes_nothing():
    visit = a_planned_visit()
    days = [THURSDAY.isoformat(), FRIDAY.isoformat()]
    before = list(Slot.objects.order_by("pk").values())
    edit(visit, days=days)
    response = edit(visit, days=days)
    assert list(Slot.objects.order_by("pk").values()) == before
    assert "0 slots added, 4 kept, 0 withdrawn." in messages_of(response)


def test_what_would_change_is_said_and_nothing_is_saved():
    visit = a_planned_visit()
    booked = visit.slots.get(starts_at=dt.datetime(2027, 10, 29, 7, 0, tzinfo=dt.UTC))
    a_booking(slot=booked, adults=4)
    before = (list(Slot.objects.order_by("pk").values()), Visit.objects.values().get())
    response = edit(
        visit,
        preview="yes",
        label_it="Altra",
        days=[THURSDAY.isoformat(), SATURDAY.isoformat()],
        bands=[(visit.bands.get().pk, "09:00", "11:00", "60"), ("", "15:00", "", "")],
    )
    assert (list(Slot.objects.order_by("pk").values()), Visit.objects.values().get()) == before
    assert visit.bands.count() == 1
    seen = shown(response)
    assert seen.summary == "4 slots added, 2 kept, 1 withdrawn."
    (row,) = seen.rows
    assert (row["when"], row["places"]) == ("Friday 29 October 2027, 09:00", "4 of 15 places taken")
    form = response.context["form"]
    assert form["label_it"].value() == "Altra"
    assert form.formsets["bands"].forms[1]["start"].value() == "15:00"
    assert form.formsets["bands"].forms[1]["id"].value() == ""


def test_a_visit_with_slots_stays_in_its_programme_and_edition():
    visit = a_planned_visit()
    edit(visit, programme=a_programme("Altra"), edition=an_edition())
    after = Visit.objects.get(pk=visit.pk)
    assert (after.programme_id, after.edition_id) == (visit.programme_id, visit.edition_id)


def test_a_visit_with_slots_cannot_be_deleted():
    visit = a_slot().visit
    response = a_staff_client().post(reverse("bookings_visits:delete", args=[visit.pk]), follow=True)
    assert "can't be deleted" in messages_of(response)
    assert Visit.objects.filter(pk=visit.pk).exists()


def a_long_edition() -> Edition:
    """Eight weeks, from Monday 4 October to Sunday 28 November 2027."""
    return an_edition(
        name="Autunno",
        first_day=dt.date(2027, 10, 4),
        last_day=dt.date(2027, 11, 28),
        bookings_close_at=dt.datetime(2027, 11, 28, 20, tzinfo=dt.UTC),
    )


def days_in_rome() -> list[str]:
    return [start[:2] for start in starts_in_rome()]


RULE = {
    "days": [],
    "rule_weekdays": [1, 3],
    "rule_first": "2027-10-12",
    "rule_last": "2027-10-28",
    "rule_every": 2,
    "added_days": "31/10/2027",
    "excluded_days": "14/10/2027",
    "bands": [("", "09:00", "", "")],
}


def test_a_rule_with_added_and_excluded_dates_becomes_slots_and_is_shown_again():
    client = a_staff_client()
    create(client, edition=a_long_edition(), **RULE)
    assert starts_in_rome() == ["12 09:00", "26 09:00", "28 09:00", "31 09:00"]
    visit = Visit.objects.get()
    form = client.get(reverse("bookings_visits:edit", args=[visit.pk])).context["form"]
    shown = {name: form[name].value() for name in RULE if name != "bands"}
    assert shown == {
        **{name: value for name, value in RULE.items() if name != "bands"},
        "days": None,
        "rule_first": dt.date(2027, 10, 12),
        "rule_last": dt.date(2027, 10, 28),
    }


def test_saving_a_rule_again_changes_nothing():
    create(a_staff_client(), edition=a_long_edition(), **RULE)
    visit = Visit.objects.get()
    before = list(Slot.objects.order_by("pk").values())
    response = edit(visit, **{name: value for name, value in RULE.items() if name != "bands"})
    assert list(Slot.objects.order_by("pk").values()) == before
    assert "0 slots added, 4 kept, 0 withdrawn." in messages_of(response)
    assert Visit.objects.get().recurrence == visit.recurrence


def test_weekdays_alone_hold_for_the_whole_edition_and_ticked_days_join_them():
    create(
        a_staff_client(),
        edition=a_long_edition(),
        days=["2027-10-05"],
        rule_weekdays=[6],
        rule_every=4,
        bands=[("", "09:00", "", "")],
    )
    assert days_in_rome() == ["05", "10", "07"]
    form = (
        a_staff_client().get(reverse("bookings_visits:edit", args=[Visit.objects.get().pk])).context["form"]
    )
    assert form["added_days"].value() == "05/10/2027"
    assert form["rule_last"].value() == dt.date(2027, 11, 28)


@pytest.mark.parametrize(
    ("field", "changes", "words"),
    [
        ("added_days", {"added_days": "31/10/2027\nsoon"}, "Line 2: “soon” is not a date."),
        ("excluded_days", {"excluded_days": "\n31/02/2027"}, "Line 2: “31/02/2027” is not a date."),
        ("added_days", {"added_days": "01/12/2027"}, "Line 1: Wednesday 1 December 2027 is not a day of"),
        ("excluded_days", {"excluded_days": "01/10/2027"}, "Line 1: Friday 1 October 2027 is not a day of"),
        ("rule_first", {"rule_first": "2027-10-03"}, "Sunday 3 October 2027 is not a day of Autunno."),
        ("rule_last", {"rule_last": "2027-12-01"}, "Wednesday 1 December 2027 is not a day of Autunno."),
        ("rule_last", {"rule_last": "2027-10-11"}, "The rule ends before it starts."),
        ("rule_weekdays", {"rule_weekdays": []}, "Tick at least one weekday"),
        ("rule_weekdays", {"rule_weekdays": [7]}, ""),
        ("rule_every", {"rule_every": 0}, ""),
    ],
)
def test_what_is_wrong_with_a_rule_is_said_at_its_field(field: str, changes: dict, words: str):
    response = create(a_staff_client(), edition=a_long_edition(), **{**RULE, **changes})
    errors = response.context["form"].errors
    assert list(errors) == [field]
    assert words in errors[field][0]
    assert not Visit.objects.exists()


def test_the_raw_recurrence_widget_never_reaches_the_admin():
    a_programme()
    html = a_staff_client().get(reverse("bookings_visits:add")).content.decode()
    assert "recurrence" not in html


def test_the_list_costs_the_same_with_many_visits(django_assert_num_queries):
    client, programme, edition = a_staff_client(), a_programme(), an_edition()
    for _number in range(6):
        a_slot(visit=a_visit(programme, edition))
    client.get(reverse("bookings_visits:index"))
    # furniture of the admin: session, user, profile, locales, explorer menu (2),
    # applications to look at (beside their menu entry)
    # ours: count, editions of the filter, programmes of the filter, visits
    with django_assert_num_queries(11):
        response = client.get(reverse("bookings_visits:index"))
    assert "0 of 15 places taken" in response.content.decode()


def test_a_new_visit_shows_its_slots_before_it_is_saved():
    client, programme, edition = a_staff_client(Role.DESK), a_programme(), an_edition()
    url, data = reverse("bookings_visits:add"), form_data(programme, edition)
    response = client.post(url, data)
    seen = shown(response)
    assert seen.summary == "3 slots added, 0 kept, 0 withdrawn."
    assert [
        f"{entry.local:%H:%M}"
        for sheet in seen.sheets
        for row in sheet.hours
        for _d, found in row.cells
        for entry in found
    ] == [
        "09:00",
        "10:00",
        "11:00",
    ]
    assert "Not made yet" in response.content.decode()
    assert (Visit.objects.count(), Slot.objects.count()) == (0, 0)
    client.post(url, {**data, "seen": response.context["seal"]}, follow=True)
    assert (Visit.objects.count(), Slot.objects.count()) == (1, 3)


def test_other_times_than_those_shown_are_shown_first():
    client, programme, edition = a_staff_client(Role.DESK), a_programme(), an_edition()
    url, data = reverse("bookings_visits:add"), form_data(programme, edition)
    seal = client.post(url, data).context["seal"]
    later = form_data(programme, edition, bands=[("", "14:00", "16:00", "60")])
    response = client.post(url, {**later, "seen": seal})
    assert shown(response).summary == "2 slots added, 0 kept, 0 withdrawn."
    assert not Visit.objects.exists()
    again = client.post(url, {**later, "seen": response.context["seal"], "preview": "yes"})
    assert shown(again) is not None
    assert not Visit.objects.exists()


def test_a_new_visit_without_days_has_nothing_to_show_and_is_saved():
    programme, edition = a_programme(), an_edition()
    data = form_data(programme, edition, days=[])
    a_staff_client(Role.DESK).post(reverse("bookings_visits:add"), data, follow=True)
    assert (Visit.objects.count(), Slot.objects.count()) == (1, 0)
