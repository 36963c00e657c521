"""What is done around every view: ready-made pages, headers that depend on who is served, and the
notice while the portal is being worked on.
"""

import time
from collections.abc import Callable
from functools import lru_cache

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.core.exceptions import DisallowedHost, MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import get_template
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import override
from wagtail.views import serve as wagtail_serve

from home import routing

from . import page_cache

MOST_PATH = 300
"""Characters of an address that is remembered or kept; no page of ours has a longer one."""


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """A strict policy for the public site, a looser one for the Wagtail admin.

    The admin is not strict-CSP ready: choosers and InlinePanel rely on inline scripts.
    """

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """Return the policy for this path; report-only headers stay unset."""
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path_info.startswith(settings.ADMIN_URL_PREFIX):
            parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY
        return parts


class MaintenanceMiddleware:
    """With MAINTENANCE on, every page answers 503 and says when to come back. No query.

    Health pages go on answering, so that nobody restarts a portal that is being looked after;
    static files are served by WhiteNoise, before this one.
    """

    ALWAYS_OPEN = ("/livez", "/readyz")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.MAINTENANCE or request.path_info in self.ALWAYS_OPEN:
            return self.get_response(request)
        page = get_template("503.html").render()
        headers = {
            "Retry-After": str(settings.MAINTENANCE_SECONDS),
            "Cache-Control": "no-store",
            "Content-Language": ", ".join(settings.SITE_LANGUAGES),
        }
        return HttpResponse(page, status=503, headers=headers)


class PageCacheMiddleware:
    """Gives anonymous visitors ready-made reading pages, before any other middleware works.

    One request makes a page; others who ask meanwhile get the copy that is still good, or wait
    for the new one. Whoever waits too long makes the page without keeping it.
    """

    WAIT = 1.0
    STEP = 0.02

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.PAGE_CACHE:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer from the cache, or let the page be made and keep it."""
        if settings.MAINTENANCE:
            return self.get_response(request)
        query = request.META.get("QUERY_STRING", "")
        if query and page_cache.language_of(request):
            # Not to be written into a page that others get: the language switcher repeats the query.
            request.META["QUERY_STRING"] = page_cache.without_tracking(query)
        if not page_cache.can_be_shared(request):
            return self._mark_staff(request, self.get_response(request))
        path = request.path_info
        if len(path) > MOST_PATH or not _is_reading_page(path, page_cache.language_of(request)):
            return self.get_response(request)
        try:
            key = page_cache.key_of(request)
        except DisallowedHost:
            return self.get_response(request)
        now = timezone.now().timestamp()
        version, page = page_cache.find(key, now)
        if page and page.is_usable(version, now):
            if not (page.wants_refresh(now) and page_cache.lock(key)):
                return page.response(request)
        elif not page_cache.lock(key):
            page = self._wait_for(key)
            return page.response(request) if page else self.get_response(request)
        return self._make(request, key, version, now)

    def _make(self, request: HttpRequest, key: str, version: str, now: float) -> HttpResponseBase:
        try:
            response = self.get_response(request)
            seconds = page_cache.lifetime(request, response)
            if not seconds:
                return response
            page = page_cache.store(key, response, version=version, made_at=now, seconds=seconds)
            return page.response(request)
        finally:
            page_cache.unlock(key)

    def _wait_for(self, key: str) -> page_cache.StoredPage | None:
        """The page somebody else is making, None when it is not to be had."""
        for _ in range(int(self.WAIT / self.STEP)):
            time.sleep(self.STEP)
            now = timezone.now().timestamp()
            version, page = page_cache.find(key, now)
            if page and page.is_usable(version, now):
                return page
            if not page_cache.is_locked(key):
                return None
        return None

    def _mark_staff(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Whoever is logged in to the admin carries a marker: no ready-made pages for them.

        It says nothing but that and opens nothing; forging it only makes pages slower.
        """
        if getattr(request, "is_dummy", False) or not request.path_info.startswith(settings.ADMIN_URL_PREFIX):
            return response
        user, marked = getattr(request, "user", None), bool(request.COOKIES.get(settings.STAFF_COOKIE_NAME))
        if user is None or user.is_authenticated == marked:
            return response
        if marked:
            response.delete_cookie(settings.STAFF_COOKIE_NAME)
        else:
            response.set_cookie(
                settings.STAFF_COOKIE_NAME,
                "1",
                max_age=settings.SESSION_COOKIE_AGE,
                httponly=True,
                secure=settings.SESSION_COOKIE_SECURE,
                samesite="Lax",
            )
        return response


class PageRoutingMiddleware:
    """Finds the page of an address before Wagtail's view asks for it, in fewer queries."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Nothing to do here: which view is asked is known later."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict[str, object]
    ) -> None:
        """Write the page where `Page.route_for_request` looks first; without one Wagtail goes on."""
        if view is wagtail_serve:
            found = routing.find_page(request, args[0] if args else kwargs.get("path", ""))
            if found is not None:
                request._wagtail_route_for_request = found


def _is_reading_page(path: str, language: str) -> bool:
    """Whether the address leads to a page of Wagtail, not to a booking step. No query."""
    try:
        return _view_name(path, language) == "wagtail_serve"
    except Resolver404:
        return False


@lru_cache(maxsize=4096)
def _view_name(path: str, language: str) -> str | None:
    """The name of the view behind an address. Raises Resolver404, which is not remembered.

    Remembered: the steps of a slot have the same few addresses for all its visitors.
    """
    with override(language):
        return resolve(path).url_name
