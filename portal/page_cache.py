"""Ready-made reading pages for anonymous visitors: what may be kept, under which name, how long.

The middleware (portal.middleware.PageCacheMiddleware) asks; this module decides and stores.
See docs/decisions/0014-page-cache.md.
"""

import gzip
import hashlib
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from events import kept
from events.kept import VERSION_KEY

PLACES_LIFETIME = 2.0
"""Seconds a page that may show places lives, counted from before its first query."""
REFRESH_AFTER = 1.5
"""Age at which one visitor's request makes the page again while the others get the old one."""
STEADY_LIFETIME = 60.0
"""Seconds a page without places lives; a change of content ends it at once."""
NEAR = 0.2
"""Seconds a process gives out a page without asking the cache again. What another process publishes
is seen that much later, what this one publishes at once."""
MOST_NEAR = 200
LOCK_SECONDS = 5
MAX_BODY = 512 * 1024
MAX_QUERY = 300
GZIP_LEVEL = 6

TRACKING_PARAMETERS = frozenset(
    {"fbclid", "gclid", "dclid", "msclkid", "twclid", "igshid", "mc_cid", "mc_eid"}
)
TRACKING_PREFIXES = ("utm_", "pk_", "mtm_")
HTMX_HEADERS = ("HX-Request", "HX-Target", "HX-Boosted", "HX-History-Restore-Request")
FORMAT = 1
"""To be raised with every change of StoredPage: old and new code may share a cache for a while."""

_harmless_vary = {"accept-encoding", *(name.lower() for name in HTMX_HEADERS)}


@dataclass(frozen=True)
class StoredPage:
    """A finished response with the version of the content it shows; times are epoch seconds.

    Only compressed: that is what nearly every browser takes, and a fifth of the way to Redis.
    """

    version: str
    made_at: float
    expires_at: float
    headers: dict[str, str]
    etag: str
    zipped: bytes

    def is_usable(self, version: str, now: float) -> bool:
        """Whether nothing was published since and its time is not over."""
        return self.version == version and self.made_at <= now < self.expires_at

    def wants_refresh(self, now: float) -> bool:
        """Whether somebody should make it again already. Steady pages are made when they end."""
        return self.expires_at - self.made_at <= PLACES_LIFETIME and now - self.made_at >= REFRESH_AFTER

    def response(self, request: HttpRequest) -> HttpResponse:
        """The page as this browser wants it: 304, compressed or plain."""
        if self.etag in parse_etags(request.headers.get("If-None-Match", "")):
            not_modified = HttpResponse(status=304, headers=self.headers)
            del not_modified["Content-Type"]
            return not_modified
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            response = HttpResponse(self.zipped, headers=self.headers)
            response["Content-Encoding"] = "gzip"
        else:
            response = HttpResponse(gzip.decompress(self.zipped), headers=self.headers)
        response["Content-Length"] = str(len(response.content))
        return response


# What may be asked for -------------------------------------------------------------------


def without_tracking(query: str) -> str:
    """A query string without the parameters of advertisers and statistics; else unchanged."""
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not _is_tracking(name)]
    return query if len(kept) == len(pairs) else urlencode(kept)


def _is_tracking(name: str) -> bool:
    return name in TRACKING_PARAMETERS or name.startswith(TRACKING_PREFIXES)


def can_be_shared(request: HttpRequest) -> bool:
    """Whether this request could be answered like anybody else's. No query.

    Not for staff (their marker), for who has a message waiting, for Wagtail's previews, for
    addresses outside the languages. A session of a visitor does not matter: reading pages do
    not look into it (tests/portal/test_page_cache.py).
    """
    if request.method not in ("GET", "HEAD") or getattr(request, "is_dummy", False):
        return False
    if request.COOKIES.get(settings.STAFF_COOKIE_NAME) or request.COOKIES.get("messages"):
        return False
    if "Authorization" in request.headers or language_of(request) is None:
        return False
    return _is_known_query(request.META.get("QUERY_STRING", ""))


def language_of(request: HttpRequest) -> str | None:
    """The language in the path, None for an address that has none."""
    first = request.path_info[1:].partition("/")[0]
    return first if first in dict(settings.LANGUAGES) else None


def _is_known_query(query: str) -> bool:
    """Free text and unknown parameters are answered, but not kept: nobody can fill the cache."""
    if not query:
        return True
    if len(query) > MAX_QUERY:
        return False
    names = [name for name, _value in parse_qsl(query, keep_blank_values=True)]
    return bool(names) and set(names) <= set(settings.PAGE_CACHE_PARAMETERS)


def key_of(request: HttpRequest) -> str:
    """The name of this page in the cache. Raises DisallowedHost for a host that is not ours."""
    query = sorted(parse_qsl(request.META.get("QUERY_STRING", "")))
    marks = [request.headers.get(name, "")[:100] for name in HTMX_HEADERS]
    parts = (request.scheme, request.get_host(), request.path_info, query, marks)
    return f"pages:{FORMAT}:" + hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()


# What may be kept ------------------------------------------------------------------------


def lifetime(request: HttpRequest, response: HttpResponseBase) -> float:
    """Seconds this answer may be given to others; 0 for never.

    Only whole pages of Wagtail that looked at no cookie and set none. Two seconds where places
    may be shown; longer where the page type says it shows none and the cache is common to all
    processes, or a change would not reach them.
    """
    if response.status_code != 200 or response.streaming or response.cookies:
        return 0
    match = getattr(request, "resolver_match", None)
    if match is None or match.url_name != "wagtail_serve" or getattr(request, "is_preview", False):
        return 0
    if response.has_header("Cache-Control") or response.has_header("Content-Encoding"):
        return 0
    if not _vary(response) <= _harmless_vary or len(response.content) > MAX_BODY:
        return 0
    page = (getattr(response, "context_data", None) or {}).get("page")
    is_steady = getattr(page, "shows_places", True) is False and not request.META.get("QUERY_STRING")
    return STEADY_LIFETIME if is_steady and settings.PAGE_CACHE_IS_SHARED else PLACES_LIFETIME


def _vary(response: HttpResponseBase) -> set[str]:
    return {name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()}


def store(key: str, response: HttpResponse, *, version: str, made_at: float, seconds: float) -> StoredPage:
    """Keep a page; `version` and `made_at` are those from before it was made."""
    response["Cache-Control"] = "no-cache"  # browsers keep it, and ask each time whether it changed
    patch_vary_headers(response, ["Accept-Encoding"])
    body = response.content
    etag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    response["ETag"] = etag
    headers = {name: value for name, value in response.items() if name != "Content-Length"}
    zipped = gzip.compress(body, GZIP_LEVEL, mtime=0)
    page = StoredPage(version, made_at, made_at + seconds, headers, etag, zipped)
    cache.set(key, page, seconds)
    _near.pop(key, None)  # the copy before this one
    return page


def find(key: str, now: float) -> tuple[str, StoredPage | None]:
    """The version of the content now, and what is kept under `key`, at `now` (epoch seconds).

    One round trip, and none for a fifth of a second after it: fetching and unpacking a page from
    Redis takes longer than answering with it.
    """
    near = _near.get(key)
    if near is not None and near.is_good(now):
        return near.page.version, near.page
    ends, since = kept.ends(), time.monotonic()
    version, page = _fetch(key)
    if page is not None and page.version == version:
        if len(_near) >= MOST_NEAR:
            _near.clear()
        _near[key] = _NearPage(ends, since, page)
    return version, page


def _fetch(key: str) -> tuple[str, StoredPage | None]:
    found: Mapping[str, object] = cache.get_many([VERSION_KEY, key])
    version = found.get(VERSION_KEY) or cache.get_or_set(VERSION_KEY, lambda: uuid.uuid4().hex, None)
    return version, found.get(key)


class _NearPage(NamedTuple):
    """A page this process fetched a moment ago, when it was of the current version."""

    ends: int
    since: float
    page: StoredPage

    def is_good(self, now: float) -> bool:
        """Whether it may be given out without asking. One that is over hides no newer one."""
        is_new = self.ends == kept.ends() and 0 <= time.monotonic() - self.since < NEAR
        return is_new and self.page.is_usable(self.page.version, now)


_near: dict[str, _NearPage] = {}


def lock(key: str) -> bool:
    """Whether the caller is the one who makes this page now."""
    return cache.add(f"{key}:lock", 1, LOCK_SECONDS)


def unlock(key: str) -> None:
    """The page is made, or could not be."""
    cache.delete_many([f"{key}:lock"])


def is_locked(key: str) -> bool:
    """Whether somebody is making this page."""
    return cache.get(f"{key}:lock") is not None


def forget_all() -> None:
    """No page made so far is given out any more. For callers outside a transaction, or on commit.

    A page being made at this moment carries the old version, so it is never given out either.
    """
    kept.end_version()
