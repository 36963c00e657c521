"""System checks: refuse what would break the promises of the booking module."""

import sqlite3

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as CheckWarning

# The WAL-reset race could lose commits; fixed in 3.51.3, 3.50.7 and 3.44.6 (sqlite.org/wal.html).
_FIXED = {(3, 44): 6, (3, 50): 7, (3, 51): 3}


def _has_wal_race(version: tuple[int, int, int]) -> bool:
    if version < (3, 7, 0) or version >= (3, 52, 0):
        return False
    patch = _FIXED.get(version[:2])
    return patch is None or version[2] < patch


@register(Tags.database)
def sqlite_is_set_up_for_bookings(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """IMMEDIATE transactions are compulsory on SQLite: without them bookings fail under load."""
    config = settings.DATABASES["default"]
    if not config["ENGINE"].endswith("sqlite3"):
        return []
    if config.get("OPTIONS", {}).get("transaction_mode") != "IMMEDIATE":
        return [
            Error(
                "SQLite must run with transaction_mode=IMMEDIATE.",
                hint="Use database_from_environment() of portal.settings.base.",
                id="events.E001",
            )
        ]
    return []


@register(Tags.database, deploy=True)
def sqlite_library_is_safe(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """Warn when production would run WAL on a SQLite library with the WAL-reset race."""
    if not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return []
    if not _has_wal_race(sqlite3.sqlite_version_info):
        return []
    return [
        CheckWarning(
            f"SQLite {sqlite3.sqlite_version} may lose commits in WAL mode under concurrent load.",
            hint="Install SQLite 3.44.6, 3.50.7, 3.51.3 or newer, or use PostgreSQL.",
            id="events.W002",
        )
    ]
