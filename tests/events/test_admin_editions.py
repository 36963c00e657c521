"""Staff set editions up: their waves and limits."""

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Edition
from tests.builders.events import NOW, a_visit, an_edition
from tests.builders.staff import a_staff_client, messages_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def edition_data(edition: Edition, waves: list[tuple[str, int | str]]) -> dict:
    """What the browser sends for an edition with new waves (from, percent)."""
    data = {
        "name": edition.name,
        "first_day": "2027-10-28",
        "last_day": "2027-10-30",
        "bookings_open_at": "2027-09-14 12:00",
        "bookings_close_at": "2027-10-30 22:00",
        "max_party": 6,
        "max_bookings_per_person": 3,
        "hold_minutes": 20,
        "changes_close_hours": 4,
        "retention_days": 60,
        "waves-TOTAL_FORMS": len(waves),
        "waves-INITIAL_FORMS": 0,
    }
    for number, (opens_at, percent) in enumerate(waves):
        row = {"id": "", "opens_at": opens_at, "percent": percent, "DELETE": ""}
        data |= {f"waves-{number}-{name}": value for name, value in row.items()}
    return data


def save_edition(waves: list[tuple[str, int | str]]):
    edition = an_edition()
    url = reverse("bookings_editions:edit", args=[edition.pk])
    return edition, a_staff_client().post(url, edition_data(edition, waves))


def test_an_edition_keeps_its_waves_and_limits():
    edition, response = save_edition([("2027-09-20 18:00", 100), ("2027-09-14 12:00", 60)])
    assert response.status_code == 302
    edition.refresh_from_db()
    assert list(edition.waves.values_list("percent", flat=True)) == [60, 100]
    assert (edition.max_bookings_per_person, edition.hold_minutes, edition.changes_close_hours) == (3, 20, 4)


@pytest.mark.parametrize(
    ("waves", "words"),
    [
        (
            [("2027-09-14 11:59", 60)],
            "opens before bookings do, which is on Tuesday 14 September 2027, 12:00.",
        ),
        ([("2027-09-14 12:00", 60), ("2027-09-20 18:00", 60)], "must release more than the 60 % of the one"),
        ([("2027-09-20 18:00", 60), ("2027-09-14 12:00", 80)], "must release more than the 80 % of the one"),
    ],
)
def test_waves_that_make_no_sense_are_refused_at_the_form(waves: list[tuple[str, int]], words: str):
    edition, response = save_edition(waves)
    errors = response.context["form"].non_field_errors()
    assert len(errors) == 1
    assert words in errors[0]
    assert words in response.content.decode()
    assert not edition.waves.exists()


def test_two_waves_at_one_moment_are_refused():
    edition, response = save_edition([("2027-09-20 18:00", 60), ("2027-09-20 18:00", 80)])
    assert response.context["form"].formsets["waves"].total_error_count() >= 1
    assert not edition.waves.exists()


@pytest.mark.parametrize("wave", [("", 60), ("2027-09-20 18:00", 0), ("2027-09-20 18:00", 101)])
def test_a_wave_without_moment_or_share_is_refused_in_its_row(wave: tuple[str, int]):
    edition, response = save_edition([wave])
    assert response.context["form"].formsets["waves"].total_error_count() == 1
    assert not edition.waves.exists()


def test_an_edition_with_visits_cannot_be_deleted():
    edition = a_visit().edition
    response = a_staff_client().post(reverse("bookings_editions:delete", args=[edition.pk]), follow=True)
    assert "can't be deleted" in messages_of(response)


def test_waves_can_each_move_to_where_the_next_one_was():
    edition, _saved = save_edition([("2027-09-14 12:00", 30), ("2027-09-15 12:00", 60)])
    data = edition_data(edition, [("2027-09-15 12:00", 30), ("2027-09-16 12:00", 60)])
    data["waves-INITIAL_FORMS"] = 2
    for number, wave in enumerate(edition.waves.all()):
        data[f"waves-{number}-id"] = wave.pk
    response = a_staff_client().post(reverse("bookings_editions:edit", args=[edition.pk]), data)
    assert response.status_code == 302
    assert [(f"{wave.opens_at:%d}", wave.percent) for wave in edition.waves.all()] == [("15", 30), ("16", 60)]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("first_day", "0001-01-01"),
        ("last_day", "9999-12-31"),
        ("last_day", "2072-10-30"),
        ("bookings_open_at", "0001-01-01 00:00"),
        ("bookings_close_at", "9999-12-31 23:59"),
    ],
)
def test_a_slip_in_a_year_is_refused_at_its_field(field: str, typed: str):
    edition = an_edition()
    data = edition_data(edition, []) | {field: typed}
    response = a_staff_client().post(reverse("bookings_editions:edit", args=[edition.pk]), data)
    assert list(response.context["form"].errors) == [field]


@pytest.mark.parametrize("typed", ["0001-01-01 00:00", "9999-12-31 23:59"])
def test_a_slip_in_the_year_of_a_wave_is_refused_in_its_row(typed: str):
    edition, response = save_edition([(typed, 60)])
    assert list(response.context["form"].formsets["waves"].errors[0]) == ["opens_at"]
    assert not edition.waves.exists()
