"""A file with plants, visits and slots is looked at, then imported whole: the second time changes nothing."""

import datetime as dt

import pytest
from django.urls import reverse

from events.models import Edition, Slot, Visit
from events.models.visits import SlotStatus
from events.scheduling import ROME
from events.services import apply_plan, cancel_slot, move_slot, plan_slots, take_out_slot
from factories.imports import applying, batches
from factories.models import FactoryPage, ImportBatch, ImportedRow, ImportState
from tests.builders.events import NOW, a_booking, a_slot, a_visit, an_edition
from tests.builders.pages import SiteKit, a_plant, a_site
from tests.builders.staff import a_staff_client
from tests.factories.tables import (
    PLANTS,
    SLOTS,
    VISITS,
    a_checked_file,
    an_imported_file,
    effects_of,
    problems_of,
    whole_file,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site() -> SiteKit:
    """A site with the edition of the tests."""
    an_edition(name="Edizione 2027")
    return a_site()


def everything() -> list:
    """All that an import may write."""
    rows = [list(model.objects.order_by("pk").values()) for model in (Visit, Slot, ImportedRow)]
    pages = FactoryPage.objects.order_by("pk").values(
        "pk", "title", "introduction", "latest_revision", "live"
    )
    return [*rows, list(pages)]


def test_a_check_says_what_each_row_does_and_writes_nothing():
    before = everything()
    batch = a_checked_file()
    assert (batch.state, batch.problems) == (ImportState.CHECKED, [])
    assert [effect for _kind, _key, effect in effects_of(batch)] == ["create"] * 7
    assert everything() == before


def test_plants_become_drafts_visits_and_slots_get_their_values():
    batch = an_imported_file()
    assert batch.state == ImportState.APPLIED
    rossi, lana = FactoryPage.objects.order_by("pk")
    assert (rossi.title, rossi.external_key, rossi.live, rossi.sector.key) == (
        "Officine Rossi",
        "rossi",
        False,
        "mechanics",
    )
    assert (rossi.introduction, rossi.municipality, rossi.province) == ("Dal disegno.", "Grugliasco", "TO")
    assert lana.introduction
    assert lana.latitude
    turning, weaving = Visit.objects.order_by("pk")
    assert (turning.programme_id, turning.labels, turning.duration_minutes, turning.capacity) == (
        rossi.translation_key,
        {"it": "La torneria"},
        90,
        20,
    )
    assert (weaving.tour_language, weaving.duration_minutes, weaving.capacity) == ("en", 60, 12)
    told = [
        (f"{s.starts_at.astimezone(ROME):%d %H:%M}", s.capacity, s.status, s.by_hand)
        for s in turning.slots.all()
    ]
    assert told == [("28 09:30", 20, "open", False), ("28 11:00", 8, "closed", True)]
    assert weaving.slots.get().ends_at - weaving.slots.get().starts_at == dt.timedelta(hours=1)


def test_the_same_file_a_second_time_changes_nothing():
    an_imported_file()
    before = everything()
    batch = a_checked_file()
    assert {effect for _kind, _key, effect in effects_of(batch)} == {"unchanged"}
    batches.start_apply(batch=batch, user=None, now=NOW)
    assert (batch.state, everything()) == (ImportState.APPLIED, before)


def test_what_the_file_changes_is_changed_and_what_staff_made_of_the_rest_stays():
    an_imported_file()
    rossi = FactoryPage.objects.get(external_key="rossi")
    rossi.introduction, rossi.website = "Parole della redazione", "https://rossi.example"
    rossi.save()
    rossi.save_revision()
    plants = [PLANTS[0], ("rossi", "Officine Rossi Spa", *PLANTS[1][2:]), PLANTS[2]]
    batch = an_imported_file(whole_file(Stabilimenti=plants))
    assert effects_of(batch)[0] == ("plant", "rossi", "update")
    page = FactoryPage.objects.get(external_key="rossi").get_latest_revision_as_object()
    assert (page.title, page.introduction) == ("Officine Rossi Spa", "Parole della redazione")
    assert page.website == "https://rossi.example"


def test_a_value_that_both_changed_is_shown_before_it_is_replaced():
    an_imported_file()
    visit = Visit.objects.get(capacity=20)
    visit.capacity = 18
    visit.save()
    visits = [VISITS[0], (*VISITS[1][:5], 25), VISITS[2]]
    batch = a_checked_file(whole_file(Visite=visits))
    (change,) = next(row for row in batch.rows if row["key"] == "rossi-1")["changes"]
    assert (change["old"], change["new"], change["by_hand"]) == ("18", "25", True)
    batches.start_apply(batch=batch, user=None, now=NOW)
    visit.refresh_from_db()
    assert visit.capacity == 25


def test_a_public_page_is_changed_as_a_draft_only():
    an_imported_file()
    page = FactoryPage.objects.get(external_key="rossi")
    page.safety_text = page.access_text = "Scarpe chiuse."
    page.save_revision().publish()
    plants = [PLANTS[0], (*PLANTS[1][:5], "Nuova introduzione."), PLANTS[2]]
    an_imported_file(whole_file(Stabilimenti=plants))
    page = FactoryPage.objects.get(external_key="rossi")
    assert (page.live, page.introduction, page.has_unpublished_changes) == (True, "Dal disegno.", True)
    assert page.get_latest_revision_as_object().introduction == "Nuova introduzione."


def test_a_slot_with_a_code_moves_and_one_that_is_booked_does_not():
    an_imported_file()
    slots = [*SLOTS[:3], ("lana-mattina", "lana", "29/10/2027", "15:00", None, "aperto")]
    an_imported_file(whole_file(Turni=slots))
    slot = Slot.objects.get(visit__capacity=12)
    assert f"{slot.starts_at.astimezone(ROME):%H:%M}" == "15:00"
    a_booking(slot=slot, by_staff=True)  # its page is a draft
    batch = a_checked_file()
    assert problems_of(batch) == [("Turni", 4, "Ora")]
    assert batch.problems[0]["value"] == "10:00"


def test_a_slot_never_gets_fewer_places_than_are_taken():
    an_imported_file()
    a_booking(slot=Slot.objects.get(visit__capacity=12), adults=3, by_staff=True)  # its page is a draft
    slots = [*SLOTS[:3], ("lana-mattina", "lana", "29/10/2027", "10:00", 2, "aperto")]
    assert problems_of(a_checked_file(whole_file(Turni=slots))) == [("Turni", 4, "Posti")]


def test_slots_that_staff_moved_took_out_or_cancelled_stay_as_staff_left_them():
    an_imported_file()
    first, closed, third = Slot.objects.order_by("starts_at")
    move_slot(slot_id=first.pk, starts_at=first.starts_at + dt.timedelta(hours=3), note={}, now=NOW)
    take_out_slot(slot_id=closed.pk, now=NOW)
    cancel_slot(slot_id=third.pk, note={}, now=NOW)
    before = everything()
    batch = an_imported_file()
    assert {effect for _kind, _key, effect in effects_of(batch)} == {"unchanged"}
    assert everything() == before
    assert Slot.objects.get(pk=third.pk).status == SlotStatus.CANCELLED


def test_a_slot_that_stands_there_already_is_taken_over_not_doubled(site: SiteKit):
    plant = a_plant(site, title="Officine Rossi", slug="officine-rossi")
    visit = a_visit(edition=Edition.objects.get(), programme=plant.programme)
    slot = a_slot(visit=visit)
    rows = [SLOTS[0], ("r1", "officine-rossi", "28/10/2027", "10:00", 9, None)]
    batch = an_imported_file(whole_file(Stabilimenti=[PLANTS[0]], Visite=[VISITS[0]], Turni=rows))
    assert effects_of(batch) == [("slot", "r1", "update")]
    assert list(visit.slots.values_list("pk", "capacity")) == [(slot.pk, 9)]


def test_it_is_refused_when_the_portal_changed_since_the_check():
    batch = a_checked_file()
    an_imported_file(whole_file(Visite=[VISITS[0]], Turni=[SLOTS[0]]))
    before = everything()
    batches.start_apply(batch=batch, user=None, now=NOW)
    assert (batch.state, everything()) == (ImportState.CHECKED, before)
    assert batch.notice
    assert effects_of(batch)[:3] == [
        ("plant", "rossi", "unchanged"),
        ("plant", "lana", "unchanged"),
        ("visit", "rossi-1", "create"),
    ]
    batches.start_apply(batch=batch, user=None, now=NOW)
    assert batch.state == ImportState.APPLIED


def test_a_failure_while_writing_leaves_nothing_behind(monkeypatch):
    batch = a_checked_file()
    before = everything()

    def breaks(self: applying.Applier, steps: list) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(applying.Applier, "_slots", breaks)
    batches.start_apply(batch=batch, user=None, now=NOW)
    assert (batch.state, everything()) == (ImportState.CHECKED, before)
    assert batch.notice


def test_two_clicks_import_once():
    batch = a_checked_file()
    twin = ImportBatch.objects.get(pk=batch.pk)
    batches.start_apply(batch=batch, user=None, now=NOW)
    with pytest.raises(batches.rules.Refusal) as refusal:
        batches.start_apply(batch=twin, user=None, now=NOW)
    assert refusal.value.code == "import_state"
    assert FactoryPage.objects.count() == 2


def test_the_planner_goes_on_with_imported_visits_as_with_its_own():
    an_imported_file()
    client = a_staff_client()
    visit = Visit.objects.get(labels={"it": "La torneria"})
    before = list(Slot.objects.order_by("pk").values())
    address = reverse("bookings_visits:edit", args=[visit.pk])
    form = client.get(address).context["form"]
    assert form["days"].value() == ["2027-10-28"]
    assert [band["start"].value() for band in form.formsets["bands"].forms] == [dt.time(9, 30)]
    assert plan_slots(visit=visit, now=NOW).changes_nothing
    apply_plan(visit=visit, now=NOW)
    assert list(Slot.objects.order_by("pk").values()) == before
