"""System checks: refuse what would break the promises of the booking module."""

import re
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


@register()
def form_limits_can_be_read(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """A limit that can't be read would fail when the first form is sent."""
    return [
        Error(
            f"The limit of the form {form} per {scope} can't be read: {rate!r}.",
            hint="Write it like 20/10m (sendings per time; s, m, h, d), or leave it empty for no limit.",
            id="events.E003",
        )
        for form, rates in settings.FORM_LIMITS.items()
        for scope, rate in rates.items()
        if rate and not re.fullmatch(r"[1-9]\d*/([1-9]\d*)?[smhd]", rate)
    ]


@register(deploy=True)
def networks_can_be_told_apart(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """Behind a proxy that is not trusted, limits per network count nobody."""
    if settings.BEHIND_PROXY or not settings.RATELIMIT_ENABLE:
        return []
    return [
        CheckWarning(
            "BEHIND_PROXY is not set: behind a proxy, forms are limited per browser only.",
            hint="Set it when exactly one proxy stands in front and writes X-Forwarded-For itself.",
            id="events.W004",
        )
    ]
