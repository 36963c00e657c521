"""Migrating an empty database takes half a minute: a migrated SQLite file is kept and copied.

Kept in var/ under a hash of every migration of every app, so a changed migration makes a new one.
PostgreSQL is always migrated from nothing.
"""

import hashlib
import os
import shutil
import sqlite3
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection

FOLDER = settings.BASE_DIR / "var" / "test-databases"


def kept_file() -> Path | None:
    """Where the migrated file for these migrations is, or would be; None on PostgreSQL."""
    if not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return None
    digest = hashlib.sha256()
    for app in sorted(apps.get_app_configs(), key=lambda app: app.name):
        for migration in sorted(Path(app.path, "migrations").glob("*.py")):
            digest.update(f"{app.name} {migration.name}".encode())
            digest.update(migration.read_bytes())
    return FOLDER / f"{digest.hexdigest()[:16]}.sqlite3"


def start_from_kept() -> bool:
    """Put a copy of the kept file where the test database is expected; whether there is one."""
    kept = kept_file()
    if kept is None or not kept.exists():
        return False
    shutil.copyfile(kept, connection.settings_dict["TEST"]["NAME"])
    return True


def keep() -> None:
    """Keep what the connection has just migrated; of two processes at once the last one wins."""
    kept = kept_file()
    if kept is None or kept.exists():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    begun = kept.with_suffix(f".{os.getpid()}")
    connection.ensure_connection()
    target = sqlite3.connect(begun)
    connection.connection.backup(target)
    target.close()
    begun.replace(kept)
