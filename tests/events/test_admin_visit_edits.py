"""Staff change a visit that is there: slots follow, and what is booked stays."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Slot, Visit
from events.services import move_slot
from tests.builders.events import (
    NOW,
    a_booking,
    a_programme,
    a_slot,
    an_edition,
)
from tests.builders.staff import a_staff_client, messages_of
from tests.events.at_planner import shown
from tests.events.at_visits import (
    FRIDAY,
    SATURDAY,
    THURSDAY,
    a_planned_visit,
    edit,
    preview,
    starts_in_rome,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


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
