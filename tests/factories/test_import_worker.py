"""Larger files are checked and imported by the worker; the page shows how far it is."""

import datetime as dt

import pytest
from django.db import OperationalError
from django.urls import reverse

from events import worker
from events.models import JobRun
from events.roles import Role
from factories.imports import batches, limits
from factories.models import FactoryPage, ImportBatch, ImportState
from tests.builders.events import NOW, an_edition
from tests.builders.pages import a_site
from tests.builders.staff import a_staff_client
from tests.factories.tables import a_checked_file, as_upload, whole_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_site_where_seven_rows_are_many(open_days: None, monkeypatch: pytest.MonkeyPatch) -> None:
    a_site()
    an_edition()
    monkeypatch.setattr(limits, "SMALL", 3)


def work(now: dt.datetime = NOW) -> None:
    worker.run_job(batches.run_imports, now)


def test_the_worker_knows_the_jobs():
    assert {"run_imports", "forget_unused_files"} <= {job.__name__ for job, _rest in worker.JOBS}


def test_a_large_file_waits_for_the_worker_to_be_checked_imported_and_undone():
    batch = a_checked_file()
    assert batch.state == ImportState.CHECK_QUEUED
    work()
    batch.refresh_from_db()
    assert (batch.state, batch.problems) == (ImportState.CHECKED, [])
    batches.start_apply(batch=batch, user=None, now=NOW)
    assert (batch.state, FactoryPage.objects.count()) == (ImportState.APPLY_QUEUED, 0)
    work(NOW + dt.timedelta(minutes=1))
    batch.refresh_from_db()
    assert (batch.state, FactoryPage.objects.count()) == (ImportState.APPLIED, 2)
    batches.start_undo(batch=batch, user=None, now=NOW)
    assert (batch.state, FactoryPage.objects.count()) == (ImportState.UNDO_QUEUED, 2)
    work(NOW + dt.timedelta(minutes=2))
    batch.refresh_from_db()
    assert (batch.state, FactoryPage.objects.count()) == (ImportState.UNDONE, 0)


def test_a_file_that_another_worker_has_claimed_is_left_to_it():
    batch = a_checked_file()
    states = {"state": ImportState.CHECKING, "claimed_until": NOW + batches.CLAIM}
    ImportBatch.objects.filter(pk=batch.pk).update(**states)
    work()
    batch.refresh_from_db()
    assert batch.state == ImportState.CHECKING
    work(NOW + batches.CLAIM)  # it died
    batch.refresh_from_db()
    assert batch.state == ImportState.CHECKED


def test_a_worker_that_died_while_importing_has_left_nothing_and_another_begins_again(monkeypatch):
    batch = a_checked_file()
    work()
    batch.refresh_from_db()
    batches.start_apply(batch=batch, user=None, now=NOW)

    class Killed(BaseException):
        """What no handler catches."""

    def dies(batch: ImportBatch, now: dt.datetime) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(batches, "_apply", dies)
        with pytest.raises(Killed):
            batches.run_imports(NOW)
    assert not FactoryPage.objects.exists()
    batches.run_imports(NOW + batches.CLAIM)
    batch.refresh_from_db()
    assert (batch.state, FactoryPage.objects.count()) == (ImportState.APPLIED, 2)


def test_a_worker_that_was_too_slow_leaves_the_work_of_its_successor_alone(monkeypatch):
    batch = a_checked_file()
    work()
    batch.refresh_from_db()
    batches.start_apply(batch=batch, user=None, now=NOW)
    read = batches.read_rows

    def slow(sheets: list, mapping: dict):
        monkeypatch.setattr(batches, "read_rows", read)
        batches.run_imports(NOW + batches.CLAIM)  # the successor, while this one still reads
        return read(sheets, mapping)

    monkeypatch.setattr(batches, "read_rows", slow)
    batches.run_imports(NOW)
    batch.refresh_from_db()
    assert (batch.state, batch.notice, FactoryPage.objects.count()) == (ImportState.APPLIED, "", 2)


def test_one_file_that_fails_does_not_stop_the_next(monkeypatch):
    broken, good = a_checked_file(), a_checked_file()
    check = batches._check

    def fails_once(batch: ImportBatch, now: dt.datetime) -> None:
        if batch.pk == broken.pk:
            raise OperationalError
        check(batch, now)

    monkeypatch.setattr(batches, "_check", fails_once)
    work()
    for batch in (broken, good):
        batch.refresh_from_db()
        assert batch.state == ImportState.CHECKED
    assert (bool(broken.notice), bool(good.notice)) == (True, False)
    assert (broken.fingerprint, bool(good.fingerprint)) == ("", True)


def test_the_page_polls_until_the_work_is_done_and_works_by_reloading(monkeypatch):
    client = a_staff_client(Role.PUBLISHER)
    client.post(reverse("factories_imports"), {"file": as_upload(whole_file())})
    batch = ImportBatch.objects.get()
    url = reverse("factories_import", args=[batch.pk])
    page = client.get(url).content.decode()
    assert reverse("factories_import_progress", args=[batch.pk]) in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert "worker is not running" in page
    JobRun.objects.create(job="send_mails", last_run_at=NOW)
    ImportBatch.objects.update(state=ImportState.CHECKING, done=4)
    fragment = client.get(reverse("factories_import_progress", args=[batch.pk]))
    assert 'value="57"' in fragment.content.decode()
    assert "worker is not running" not in fragment.content.decode()
    assert "HX-Refresh" not in fragment.headers
    ImportBatch.objects.update(state=ImportState.APPLYING)
    monkeypatch.setattr(batches, "STEP", 5)
    batches._counted(batch)(5)
    assert "5 of 7 rows" in client.get(url).content.decode()
    ImportBatch.objects.update(state=ImportState.CHECK_QUEUED)
    work()
    fragment = client.get(reverse("factories_import_progress", args=[batch.pk]))
    assert fragment.headers["HX-Refresh"] == "true"
    assert "Import all rows" in client.get(url).content.decode()


def test_files_that_nobody_imports_are_forgotten_after_a_month():
    a_checked_file()
    work()
    batches.forget_unused_files(NOW + dt.timedelta(days=29))
    assert ImportBatch.objects.count() == 1
    batches.forget_unused_files(NOW + dt.timedelta(days=31))
    assert not ImportBatch.objects.exists()
