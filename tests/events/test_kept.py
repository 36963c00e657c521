"""What is made from published content is kept between requests; a change is seen by the next one."""

from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from events import kept, selectors
from events.hosting import host_info
from events.models import Programme, ReleaseWave, Visit
from tests.builders.events import NOW, a_slot, a_visit, an_edition
from tests.builders.pages import a_plant, a_site, translated
from tests.events.visitor import Visitor
from tests.portal.test_without_redis import REDIS_IS_DOWN

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plant():
    return a_plant(a_site(), title="Fonderia", address="Via Vecchia 1")


@pytest.fixture
def clock(monkeypatch) -> SimpleNamespace:
    """A clock that stands still, to be moved by hand."""
    clock = SimpleNamespace(now=100.0)
    monkeypatch.setattr(kept, "time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


def address(plant, language: str = "it") -> str:
    return host_info(Programme.objects.get(pk=plant.translation_key), language).place.address


def queries_of_host(plant) -> int:
    programme = Programme.objects.get(pk=plant.translation_key)
    with CaptureQueriesContext(connection) as captured:
        host_info(programme, "it")
    return len(captured)


def changed_by_another_process(plant) -> None:
    """No signal reaches this process."""
    type(plant).objects.filter(pk=plant.pk).update(address="Via Nuova 2")


# Pages behind a slot ---------------------------------------------------------------------


def test_the_page_behind_a_slot_is_read_once(plant):
    assert queries_of_host(plant) > 0
    assert queries_of_host(plant) == 0


def test_a_new_address_is_told_as_soon_as_it_is_published(plant):
    assert address(plant) == "Via Vecchia 1"
    plant.address = "Via Nuova 2"
    plant.save_revision().publish()
    assert address(plant) == "Via Nuova 2"


def test_a_page_taken_offline_or_translated_is_seen_at_once(plant):
    programme = Programme.objects.get(pk=plant.translation_key)
    assert host_info(programme, "en").title == "Fonderia"
    translated(plant, title="Foundry")
    assert host_info(programme, "en").title == "Foundry"
    assert host_info(programme, "it").title == "Fonderia"
    plant.unpublish()
    assert host_info(programme, "it").title == "Foundry"


def test_what_a_transaction_saw_and_took_back_is_never_told(plant):
    assert address(plant) == "Via Vecchia 1"
    with transaction.atomic():
        changed_by_another_process(plant)
        assert address(plant) == "Via Nuova 2"
        transaction.set_rollback(True)
    assert address(plant) == "Via Vecchia 1"


def test_what_is_published_while_a_page_is_read_ends_what_was_read():
    cache.clear()

    def read_the_old_one() -> str:
        kept.end_version()
        return "old"

    assert kept.keep("address", read_the_old_one) == "old"
    assert kept.keep("address", lambda: "new") == "new"


@pytest.mark.parametrize(("shared", "seconds"), [(False, 2.0), (True, 10.0)])
def test_a_change_nobody_told_of_is_seen_after_a_while(plant, clock, shared, seconds):
    with override_settings(PAGE_CACHE_IS_SHARED=shared):
        address(plant)
        changed_by_another_process(plant)
        clock.now += seconds - 0.1
        assert address(plant) == "Via Vecchia 1"
        clock.now += 0.1
        assert address(plant) == "Via Nuova 2"


@override_settings(CACHES=REDIS_IS_DOWN)
def test_without_redis_everything_is_read_each_time(plant):
    assert queries_of_host(plant) > 0
    changed_by_another_process(plant)
    assert address(plant) == "Via Nuova 2"


def test_the_memory_does_not_grow_with_names_made_up_by_browsers(monkeypatch):
    monkeypatch.setattr(kept, "MOST", 10)
    for number in range(100):
        kept.keep(("host", f"made-up-{number}"), lambda: "page")
    assert len(kept._values) <= 10


# Visits, as the forms show them ----------------------------------------------------------


def test_the_form_shows_a_visit_as_last_saved(plant, open_days):
    slot = a_slot(visit=a_visit(programme=plant.programme, edition=an_edition(hold_minutes=15)))
    visitor = Visitor("en")
    assert "places for 15 minutes" in visitor.goes_to_people(slot).content.decode()
    edition = slot.visit.edition
    edition.hold_minutes = 20
    edition.save()
    assert "places for 20 minutes" in visitor.goes_to_people(slot).content.decode()
    visit = Visit.objects.get(pk=slot.visit_id)
    visit.min_age = 14
    visit.save()
    assert "at least 14 years old" in visitor.goes_to_people(slot).content.decode()


def test_a_wave_taken_away_or_added_changes_the_form_at_once(open_days):
    slot = a_slot(places=10)
    visitor = Visitor("en")
    assert "10 places are left" in visitor.goes_to_people(slot).content.decode()
    wave = ReleaseWave.objects.create(edition=slot.visit.edition, opens_at=NOW, percent=50)
    assert "5 places are left" in visitor.goes_to_people(slot).content.decode()
    wave.delete()
    assert "10 places are left" in visitor.goes_to_people(slot).content.decode()


def test_a_booking_is_decided_by_what_the_database_says_not_by_what_was_kept(open_days):
    slot, visitor = a_slot(places=10), Visitor("en")
    visitor.goes_to_people(slot)
    Visit.objects.filter(pk=slot.visit_id).update(min_age=14)  # without a signal
    assert selectors.kept_visit(slot.visit_id).min_age == 0
    answer = visitor.says_who_comes(slot, adults="1", minors_0_5="1")
    assert answer.status_code in (409, 422)
    slot.refresh_from_db()
    assert slot.taken == 0
