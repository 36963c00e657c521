"""Staff plan visits: days and times become slots."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Edition, Slot, Visit
from events.roles import Role
from events.scheduling import recurrence_days
from tests.builders.events import (
    NOW,
    a_programme,
    a_slot,
    a_visit,
    an_edition,
)
from tests.builders.staff import a_staff_client, messages_of
from tests.events.at_planner import shown
from tests.events.at_visits import (
    FRIDAY,
    SATURDAY,
    THURSDAY,
    create,
    edit,
    form_data,
    starts_in_rome,
)

pytestmark = pytest.mark.django_db

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


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


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
