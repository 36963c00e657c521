"""A publication that was refused is a message, not an error page."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from wagtail.admin import messages

from factories.safety import SafetyTextsMissing


class SafetyTextsMiddleware:
    """Tells staff why a page was not published, wherever they tried it: workflow, many pages at once,
    translation. What was saved stays saved; they return to where they came from.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django calls it for what a view raised. No query."""
        if not isinstance(exception, SafetyTextsMissing):
            return None
        messages.error(request, str(exception))
        edit = reverse("wagtailadmin_pages:edit", args=[exception.page.pk])
        back = request.META.get("HTTP_REFERER", "")
        is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
        return HttpResponseRedirect(
            urlsplit(back)._replace(scheme="", netloc="").geturl() if is_ours else edit
        )
