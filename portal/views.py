"""Views of the whole site that belong to no app."""

import datetime as dt
import sys

from django.conf import settings
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django.views import defaults
from django.views.decorators.http import require_safe

from home.models import SiteSettings

SECURITY_TXT_DAYS = 180
"""How long security.txt is good for. RFC 9116 recommends less than a year; it renews itself."""


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say in plain words that the form is too old, and how to go on. Status 403."""
    return render(request, "403_csrf.html", status=403)


BUSY_SECONDS = 5
"""When to come back after the database could not take one more."""


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for what went wrong: 503 where the database was too busy, else 500. No query.

    A locked SQLite file, a full pool or a refused connection change nothing and pass: sending the
    same form again is safe (I4).
    """
    if isinstance(sys.exc_info()[1], OperationalError):
        headers = {"Retry-After": str(BUSY_SECONDS), "Cache-Control": "no-store"}
        response = HttpResponse(get_template("busy.html").render(), status=503, headers=headers)
    else:
        response = defaults.server_error(request)
    response["Content-Language"] = ", ".join(settings.SITE_LANGUAGES)
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt: everything but the admin and personal pages, plus where the sitemap is. No query.

    The first step of a booking is open: its link is shared in chats, shows nobody's data and names
    the plant's page as the one to be found.
    """
    context = {"site_url": settings.SITE_URL, "first_steps": _first_steps()}
    return render(request, "robots.txt", context, content_type="text/plain; charset=utf-8")


def _first_steps() -> list[str]:
    """The addresses of the people step per language, any slot, as robots.txt writes them (RFC 9309)."""
    paths = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            paths.append(reverse("events:people", args=[0]).replace("/0/", "/*/"))
    return paths


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """/.well-known/security.txt (RFC 9116): where to report a weakness. 404 while nobody is named.

    SECURITY_CONTACT, else the contact e-mail of the site settings (then at most 2 queries).
    """
    contact = settings.SECURITY_CONTACT or _contact_email(request)
    if not contact:
        raise Http404
    midnight = timezone.now().astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    expires = midnight + dt.timedelta(days=SECURITY_TXT_DAYS)
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(code for code, _name in settings.LANGUAGES)}",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _contact_email(request: HttpRequest) -> str:
    email = SiteSettings.for_request(request).contact_email
    return f"mailto:{email}" if email else ""
