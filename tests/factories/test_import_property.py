"""Whatever a file holds and whatever is there already: a check predicts exactly what the import does."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.models import Slot, Visit
from factories.imports import batches
from factories.models import FactoryPage, ImportState
from tests.builders.events import NOW, a_booking, an_edition
from tests.builders.pages import a_site
from tests.factories.tables import PLANTS, SLOTS, VISITS, a_checked_file, whole_file

KEYS = ("alfa", "beta")
plants = st.lists(
    st.tuples(
        st.sampled_from(KEYS),
        st.sampled_from(("Alfa", "Beta")),
        st.sampled_from(("Tessile", "Altro")),
        st.just("Torino"),
        st.just("TO"),
        st.sampled_from((None, "Uno.", "Due.")),
    ),
    min_size=1,
    max_size=2,
    unique_by=(lambda row: row[0], lambda row: row[1]),
)
visits = st.lists(
    st.tuples(
        st.sampled_from(("v1", "v2")),
        st.sampled_from(KEYS),
        st.sampled_from((None, "Torneria")),
        st.just(None),
        st.sampled_from((None, 30, 90)),
        st.sampled_from((None, 5, 12)),
    ),
    max_size=2,
    unique_by=lambda row: row[0],
)
slots = st.lists(
    st.tuples(
        st.sampled_from((None, "s1", "s2")),
        st.sampled_from(("v1", "v2", "alfa")),
        st.sampled_from(("28/10/2027", "29/10/2027", "31/10/2027")),
        st.sampled_from(("09:00", "11:00")),
        st.sampled_from((None, 4, 20)),
        st.sampled_from((None, "aperto", "chiuso")),
    ),
    max_size=3,
)
files = st.tuples(plants, visits, slots)


def as_file(parts: tuple) -> bytes:
    headings = (PLANTS[0], VISITS[0], SLOTS[0])
    titles = ("Stabilimenti", "Visite", "Turni")
    return whole_file(
        **{title: [head, *rows] for title, head, rows in zip(titles, headings, parts, strict=True)}
    )


def world() -> tuple:
    """All that an import may change, by its keys."""
    pages = [page.get_latest_revision_as_object() for page in FactoryPage.objects.order_by("pk")]
    return (
        [(p.pk, p.title, p.introduction, p.sector_id, p.latest_revision_id) for p in pages],
        list(Visit.objects.order_by("pk").values()),
        list(Slot.objects.order_by("pk").values()),
    )


def differing(before: tuple, after: tuple) -> dict[str, tuple[int, int]]:
    """Per kind how many things were created and how many changed."""
    result = {}
    for kind, old, new in zip(("plant", "visit", "slot"), before, after, strict=True):
        key = (lambda row: row["id"]) if kind != "plant" else (lambda row: row[0])
        known = {key(row): row for row in old}
        created = sum(key(row) not in known for row in new)
        changed = sum(key(row) in known and known[key(row)] != row for row in new)
        result[kind] = (created, changed)
    return result


@pytest.mark.django_db
@settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(first=files, second=files, is_booked=st.booleans())
def test_a_check_predicts_exactly_what_the_import_does(first: tuple, second: tuple, is_booked: bool):
    with transaction.atomic():
        a_site()
        an_edition()
        import_in_turn((first, second, second), is_booked)
        transaction.set_rollback(True)


def import_in_turn(parts_in_turn: tuple, is_booked: bool) -> None:
    """Check and import one file after the other, comparing what was told with what was done."""
    for number, parts in enumerate(parts_in_turn):
        before = world()
        batch = a_checked_file(as_file(parts))
        assert world() == before
        if batch.problems:
            continue
        batches.start_apply(batch=batch, user=None, now=NOW)
        assert (batch.state, batch.notice) == (ImportState.APPLIED, "")
        told = {kind: (counts["create"], counts["update"]) for kind, counts in batch.counts.items()}
        assert differing(before, world()) == told
        if number == 2:
            assert sum(map(sum, told.values())) == 0
        if is_booked and number == 0 and (slot := Slot.objects.filter(status="open").first()):
            a_booking(slot=slot, by_staff=True)  # its page is a draft
