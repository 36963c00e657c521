"""The demo shows a file that was checked and waits for somebody to import it."""

import pytest

from factories.models import FactoryPage, ImportBatch, ImportState
from portal.demo.imports import load_imports, remove_imports
from tests.builders.events import NOW, an_edition
from tests.builders.pages import a_site

pytestmark = pytest.mark.django_db


def test_a_checked_file_is_loaded_once_and_taken_away():
    a_site()
    edition = an_edition()
    for _time in range(2):
        load_imports(edition, NOW)
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.problems, len(batch.rows)) == (ImportState.CHECKED, [], 6)
    assert not FactoryPage.objects.exists()
    remove_imports()
    assert not ImportBatch.objects.exists()
