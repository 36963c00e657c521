"""No page of the newsroom before the second factor, where there is one or one is compulsory."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve, reverse

from .services import has_second_factor

DUE = "second_factor_due"
"""Session key, set at log-in: this person has a second factor and has not shown it yet."""

ALWAYS_OPEN = frozenset(
    {
        "wagtailadmin_login",
        "wagtailadmin_logout",
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_sprite",
        "two_factor_verify",
    }
)
OPEN_TO_SET_UP = frozenset({"two_factor_begin", "two_factor_finish"})
ABOUT_THE_FACTOR = OPEN_TO_SET_UP | {"two_factor_new_codes", "two_factor_take_away"}


class SecondFactorMiddleware:
    """Sends who still owes a code to the page that asks for it, and back afterwards.

    Who changes a second factor has shown it, also in a session from before it was set up: otherwise
    a session that was stolen could take it away.

    Comes after django-otp's own middleware, which says who is verified. Looks only at addresses of
    the admin, so public pages never open a session for it. No query for who has no second factor
    and needs none; one, for the device, for who has shown it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        page = self._page_to_see_first(request)
        if page is None:
            return self.get_response(request)
        return redirect_to_login(request.get_full_path(), login_url=reverse(page))

    def _page_to_see_first(self, request: HttpRequest) -> str | None:
        """The name of the page that comes first, or None: go on."""
        if not request.path_info.startswith(settings.ADMIN_URL_PREFIX):
            return None
        name = _name_of(request)
        if name in ALWAYS_OPEN or not request.user.is_authenticated or request.user.is_verified():
            return None
        if request.session.get(DUE):
            return "two_factor_verify"
        if not settings.STAFF_SECOND_FACTOR_REQUIRED and name not in ABOUT_THE_FACTOR:
            return None
        if has_second_factor(request.user):  # set up in another session meanwhile
            return "two_factor_verify"
        if not settings.STAFF_SECOND_FACTOR_REQUIRED:
            return None
        return None if name in OPEN_TO_SET_UP else "two_factor_begin"


def _name_of(request: HttpRequest) -> str | None:
    try:
        return resolve(request.path_info).url_name
    except Resolver404:
        return None
