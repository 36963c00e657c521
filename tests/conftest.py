"""What every test relies on."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.utils import translation

from events import kept
from events.selectors import inventory_errors
from events.selectors_publicity import publicity_errors
from tests import migrated


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None, request: pytest.FixtureRequest) -> bool:
    """Whether the test database is there already: a copy of one that was migrated before."""
    return request.config.getvalue("reuse_db") or migrated.start_from_kept()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker) -> None:
    """Keep the migrated database for the next run."""
    with django_db_blocker.unblock():
        migrated.keep()


@pytest.fixture(autouse=True)
def _start_in_italian() -> Iterator[None]:
    """A test must not hand its language on to the next."""
    translation.activate("it")
    yield
    translation.activate("it")


@pytest.fixture(autouse=True)
def _start_with_an_empty_cache() -> None:
    """Wagtail keeps the roots of sites in the cache; another test's site must not be found there."""
    cache.clear()
    kept.end_version()


@pytest.fixture(autouse=True)
def _inventory_adds_up(request: pytest.FixtureRequest) -> Iterator[None]:
    """After every test on a database: counters equal bookings (I2), programmes their pages (I8).

    Asks for the database before the test so that this runs while its data are still there.
    """
    names = request.fixturenames
    uses_database = request.node.get_closest_marker("django_db") or "db" in names or "live_server" in names
    if not uses_database:
        yield
        return
    marker = request.node.get_closest_marker("django_db")
    real_transactions = "live_server" in names or (marker and marker.kwargs.get("transaction"))
    request.getfixturevalue("transactional_db" if real_transactions else "db")
    yield
    assert inventory_errors() == []
    assert list(publicity_errors()) == []
