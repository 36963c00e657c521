"""The portal on a phone: manifest, service worker, and the tickets kept for reading offline.

The worker is registered only when somebody keeps a ticket. It stores what is needed to show that
ticket and nothing else: every other page always comes from the server, so no availability is stale.
"""

import hashlib
import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

INK, PAPER = "#14202b", "#f7f2e8"

SHELL = [
    "portal/css/portal.css",
    "portal/js/portal.js",
    "portal/svg/icons.svg",
    "portal/img/logo.svg",
    "portal/img/eu-emblem.svg",
    "portal/img/favicon.svg",
    "portal/fonts/titillium-web-regular.woff2",
    "portal/fonts/titillium-web-600.woff2",
    "portal/fonts/titillium-web-700.woff2",
]
"""Files a kept ticket is drawn with."""


@cache_control(max_age=3600)
@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """The web app manifest in the address's language. No query."""
    language = get_language()
    home = reverse("wagtail_serve", args=[""])
    content = {
        "id": home,
        "name": "Fabbriche Aperte Piemonte",
        "short_name": "Fabbriche",
        "description": _("The days on which the industry of Piedmont opens its gates."),
        "lang": language,
        "dir": "ltr",
        "start_url": home,
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": INK,
        "icons": [
            _icon("icon-192.png", "192x192"),
            _icon("icon-512.png", "512x512"),
            _icon("icon-maskable-512.png", "512x512", "maskable"),
        ],
        "shortcuts": [{"name": _("My bookings"), "url": reverse("events:my-bookings")}],
    }
    return JsonResponse(content, content_type="application/manifest+json")


def _icon(name: str, sizes: str, purpose: str = "any") -> dict[str, str]:
    return {"src": static(f"portal/img/{name}"), "sizes": sizes, "type": "image/png", "purpose": purpose}


@cache_control(no_cache=True)
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker's script: at the root, so that it may serve tickets of every language. No query."""
    pages = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            pages[code] = reverse("kept-tickets")
    files = [static(name) for name in SHELL]
    # Hashed names change with their content, and with them the version: old copies are deleted.
    version = hashlib.sha256("\n".join([*files, *pages.values()]).encode()).hexdigest()[:12]
    values = {"version": version, "files": files, "pages": pages, "language": settings.LANGUAGE_CODE}
    context = {name: json.dumps(value) for name, value in values.items()}
    return render(request, "pwa/service-worker.js", context, content_type="text/javascript; charset=utf-8")


@require_safe
def kept_tickets(request: HttpRequest) -> HttpResponse:
    """The tickets kept on this phone. The same bytes for everybody: scripts fill in the list.

    Also what the worker shows where there is no network.
    """
    response = render(request, "pwa/kept_tickets.html")
    response["X-Robots-Tag"] = "noindex"
    return response
