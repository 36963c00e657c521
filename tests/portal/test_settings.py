"""Wrong settings are said loudly, before the first visitor."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from events.checks import _has_wal_race, sqlite_is_set_up_for_bookings

ROOT = Path(__file__).parent.parent.parent
GOOD = {
    "SECRET_KEY": "x7!kQ2#mZ9$pL4@vN8^wR1&tY6*uB3(eC5)dF0-gH+jJ=sA~iK",
    "ALLOWED_HOSTS": "portale.example",
    "SITE_URL": "https://portale.example",
    "DATABASE_URL": "postgres://portal@127.0.0.1/portal",
    "EMAIL_URL": "smtp+tls://user:password@mail.example:587",
    "DEFAULT_FROM_EMAIL": "Portale <prenotazioni@portale.example>",
}


def start_production(**environment: str) -> subprocess.CompletedProcess:
    clean = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "portal.settings.production"}
    return subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        cwd=ROOT,
        env={**clean, **environment},
        capture_output=True,
        text=True,
    )


def test_production_starts_with_its_variables():
    assert start_production(**GOOD).returncode == 0


@pytest.mark.parametrize("missing", sorted(GOOD))
def test_production_does_not_start_without(missing):
    answer = start_production(**{name: value for name, value in GOOD.items() if name != missing})
    assert answer.returncode != 0
    assert missing in answer.stderr


def test_sqlite_without_immediate_transactions_is_refused(monkeypatch):
    monkeypatch.setattr(
        settings, "DATABASES", {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "x"}}
    )
    assert [error.id for error in sqlite_is_set_up_for_bookings(None)] == ["events.E001"]


@pytest.mark.parametrize(
    ("version", "affected"),
    [((3, 40, 1), True), ((3, 44, 6), False), ((3, 50, 6), True), ((3, 51, 3), False), ((3, 53, 0), False)],
)
def test_the_sqlite_versions_that_can_lose_commits_are_known(version, affected):
    assert _has_wal_race(version) is affected
