"""The last import is taken back whole, while nothing of it was booked, changed, translated or published."""

import pytest
from django.db import transaction

from events import rules
from events.models import Programme, Slot, TimeBand, Visit
from events.services import cancel_booking
from factories.imports import batches
from factories.imports.undoing import take_back
from factories.models import FactoryPage, ImportBatch, ImportedRow, ImportState
from tests.builders.events import NOW, a_booking, an_edition
from tests.builders.pages import a_site, translated
from tests.factories.tables import PLANTS, SLOTS, VISITS, an_imported_file, whole_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_site_with_an_edition(open_days: None) -> None:
    a_site()
    an_edition()


def facts() -> dict[str, list]:
    """What visitors and staff see, without the numbers that only grow."""
    pages = FactoryPage.objects.order_by("external_key")
    shown = [page.get_latest_revision_as_object() for page in pages]
    slots = Slot.objects.order_by("pk").values_list(
        "pk", "starts_at", "ends_at", "capacity", "status", "by_hand"
    )
    return {
        "pages": [(p.external_key, p.title, p.introduction, p.sector_id, p.live) for p in shown],
        "programmes": list(Programme.objects.order_by("pk").values_list("pk", flat=True)),
        "visits": list(Visit.objects.order_by("pk").values()),
        "slots": list(slots),
        "rows": list(ImportedRow.objects.order_by("pk").values("kind", "external_key", "values", "batch")),
    }


CHANGED = whole_file(
    Stabilimenti=[
        PLANTS[0],
        (*PLANTS[1][:5], "Altro testo."),
        PLANTS[2],
        ("nuova", "Nuova", "Altro", "Cuneo", "CN", None),
    ],
    Visite=[VISITS[0], (*VISITS[1][:4], 120, 30), VISITS[2], ("nuova-1", "nuova", None, None, None, None)],
    Turni=[
        *SLOTS[:2],
        (None, "rossi-1", "28/10/2027", "11.00", 9, "aperto"),
        ("lana-mattina", "lana", "29/10/2027", "15:00", None, "aperto"),
        (None, "nuova", "29/10/2027", "15:00", None, None),
    ],
)


def test_undoing_the_first_import_leaves_nothing_of_it():
    before = facts()
    batch = an_imported_file()
    batches.start_undo(batch=batch, user=None, now=NOW)
    assert (batch.state, facts()) == (ImportState.UNDONE, before)
    an_imported_file()
    assert FactoryPage.objects.count() == 2


def test_undoing_a_second_import_puts_the_values_of_the_first_back():
    an_imported_file()
    before = facts()
    batch = an_imported_file(CHANGED)
    assert batch.counts["slot"] == {"create": 1, "update": 2, "unchanged": 1}
    assert facts() != before
    batches.start_undo(batch=batch, user=None, now=NOW)
    assert facts() == before


def booked() -> None:
    a_booking(slot=Slot.objects.get(capacity=12), by_staff=True)  # its page is a draft


def booked_and_cancelled() -> None:
    booking = a_booking(slot=Slot.objects.get(capacity=12), by_staff=True)  # its page is a draft
    cancel_booking(booking_id=booking.pk, by="visitor", now=NOW)


def text_changed() -> None:
    page = FactoryPage.objects.get(external_key="lana")
    page.introduction = "Nuove parole"
    page.save_revision()


def visit_changed() -> None:
    Visit.objects.filter(capacity=12).update(min_age=6)


def slot_changed() -> None:
    Slot.objects.filter(capacity=12).update(capacity=11)


def slot_added() -> None:
    visit = Visit.objects.get(capacity=12)
    from tests.builders.events import a_slot

    a_slot(visit=visit)


def translation_made() -> None:
    translated(FactoryPage.objects.get(external_key="lana"), live=False, title="Wool mill")


def page_deleted() -> None:
    FactoryPage.objects.get(external_key="lana").delete()


@pytest.mark.parametrize(
    ("happens", "code"),
    [
        (booked, "slot_booked"),
        (booked_and_cancelled, "slot_booked"),
        (text_changed, "changed_since"),
        (visit_changed, "changed_since"),
        (slot_changed, "changed_since"),
        (slot_added, "visit_has_slots"),
        (translation_made, "changed_since"),
        (page_deleted, "changed_since"),
    ],
)
def test_nothing_is_undone_once_something_happened_to_it(happens, code: str):
    batch = an_imported_file()
    happens()
    before = facts()
    with pytest.raises(rules.Refusal) as refusal, transaction.atomic():
        take_back(batch, user=None, now=NOW)
    assert refusal.value.code == code
    batches.start_undo(batch=batch, user=None, now=NOW)
    assert (batch.state, facts()) == (ImportState.APPLIED, before)
    assert refusal.value.message in batch.notice


def test_only_the_last_import_is_undone():
    first = an_imported_file()
    an_imported_file(CHANGED)
    with pytest.raises(rules.Refusal) as refusal:
        batches.start_undo(batch=first, user=None, now=NOW)
    assert refusal.value.code == "import_state"


def test_imports_are_undone_one_after_the_other():
    before = facts()
    an_imported_file()
    an_imported_file(CHANGED)
    for batch in ImportBatch.objects.order_by("-pk"):
        batches.start_undo(batch=batch, user=None, now=NOW)
    assert facts() == before


def test_a_visit_whose_days_staff_have_changed_since_is_not_taken_back():
    batch = an_imported_file()
    visit = Visit.objects.get(labels={"it": "La torneria"})
    band = visit.bands.get()
    TimeBand.objects.filter(pk=band.pk).update(start="09:45")
    with pytest.raises(rules.Refusal) as refused, transaction.atomic():
        take_back(batch, user=None, now=NOW)
    assert refused.value.code == "changed_since"
    TimeBand.objects.filter(pk=band.pk).update(start="09:30")
    take_back(batch, user=None, now=NOW)
    assert not Visit.objects.exists()
