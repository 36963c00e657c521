"""What is made from published content and needed at every step: kept until something is published.

The values stay in the memory of each process. What tells whether they are still good is one version
in the cache, the same that ends ready-made pages (portal/page_cache.py, docs/decisions/0014): it goes
with every change of content, on commit. Nothing about places, bookings or visitors belongs here.
"""

import time
import uuid
from collections.abc import Callable, Hashable
from contextvars import ContextVar
from typing import TypeVar

from django.conf import settings
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import connection
from django.http import HttpRequest

T = TypeVar("T")

VERSION_KEY = "pages:version"
LIFETIME = 10.0
"""Seconds, should the cache have been away at the very moment of a change."""
LIFETIME_ALONE = 2.0
"""Seconds without a common cache: so long a change by another process stays unseen."""
MOST = 10_000
"""Values of one process. Names may hold what a browser sent: nobody can fill the memory."""

_values: dict[Hashable, tuple[str, float, object]] = {}
_seen: ContextVar[str | None] = ContextVar("version of this request", default=None)
"""Asked some hundred times for a page."""
OUTSIDE, UNKNOWN = None, ""


def keep(name: Hashable, make: Callable[[], T]) -> T:
    """The value of this name, made when there is none that is still good. Not to be changed.

    Within a transaction it is always made: it may show what will be rolled back. Costs one look
    into the cache per request, and what `make` costs.
    """
    if connection.in_atomic_block:
        return make()
    version, now = current_version(), time.monotonic()
    known = _values.get(name)
    if known is not None and known[0] == version and now < known[1]:
        return known[2]
    # The version from before it is made: what is published meanwhile ends it.
    value = make()
    if len(_values) >= MOST:
        _values.clear()
    lifetime = LIFETIME if settings.PAGE_CACHE_IS_SHARED else LIFETIME_ALONE
    _values[name] = (version, now + lifetime, value)
    return value


def host_of(request: HttpRequest) -> tuple[str, str]:
    """What the site, and with it every address of a page, is found by: part of the name of what holds
    addresses. No query."""
    return request.META.get("HTTP_HOST", ""), request.get_port()


def current_version() -> str:
    """The version of the published content, read once per request. A new one each time without a cache."""
    seen = _seen.get()
    if seen:
        return seen
    version = cache.get_or_set(VERSION_KEY, lambda: uuid.uuid4().hex, None)
    if seen is not OUTSIDE:
        _seen.set(version)
    return version


def end_version() -> None:
    """Nothing made so far is good any more. For callers outside a transaction, or on commit."""
    global _ends
    cache.delete(VERSION_KEY)
    _values.clear()
    _ends += 1
    if _seen.get() is not OUTSIDE:
        _seen.set(UNKNOWN)


_ends = 0


def ends() -> int:
    """How often this process ended a version: whoever remembers more than one request compares it."""
    return _ends


def _begin(**kwargs: object) -> None:
    _seen.set(UNKNOWN)


def _end(**kwargs: object) -> None:
    _seen.set(OUTSIDE)


request_started.connect(_begin, dispatch_uid="events.kept.begin")
request_finished.connect(_end, dispatch_uid="events.kept.end")
