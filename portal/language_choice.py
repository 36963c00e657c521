"""Which language an address without one leads to: the browser's on the first visit, then the choice.

A page's language stands in its address, so nothing has to be remembered while somebody reads. Only
who follows the language links gets a cookie with the language, for the next time they type the
address of the portal.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers

from . import page_cache


class LanguageChoiceMiddleware:
    """Remembers the language somebody changed to. Around the page cache: copies know no cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer as without it; a changed language is written into the answer. No query."""
        response = self.get_response(request)
        language = page_cache.language_of(request)
        if language is None:
            if response.status_code in (301, 302):
                patch_vary_headers(response, ["Cookie"])
            return response
        is_known = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) == language
        if is_known or response.status_code >= 400 or not _has_changed(request, language):
            return response
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        )
        patch_cache_control(response, private=True)
        return response


def _has_changed(request: HttpRequest, language: str) -> bool:
    """Whether the visitor comes from one of our pages in another language: they used the switcher.

    Browsers say so (SECURE_REFERRER_POLICY is same-origin); one that does not gets no cookie, and
    a link from another site, or from a mail, is no choice.
    """
    if request.method != "GET":
        return False
    try:
        came_from = urlsplit(request.headers.get("Referer", ""))
    except ValueError:  # an address that is none, "http://[": not ours
        return False
    if came_from.netloc != request.META.get("HTTP_HOST"):
        return False
    before = came_from.path[1:].partition("/")[0]
    return before != language and before in dict(settings.LANGUAGES)
