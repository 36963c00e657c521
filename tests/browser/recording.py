"""Every public page as the server sends it, once per language, and shown again to a browser.

A recording holds the answer, headers and policy included. Showing it needs neither a database nor a
server, so that each page can be looked at in many ways without being made again.
"""

import json
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import time_machine
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import translation
from playwright.sync_api import BrowserContext, Page, Route

from tests.browser.pages import PAGES, PublicPage, Walk
from tests.browser.world import World, a_world
from tests.builders.events import NOW

ORIGIN = "http://localhost"
"""Chromium trusts it like https, so that scripts find what they find on the real site."""

BY_VIEWS = re.compile(r'<(?:img|track)[^>]*? src="(/[^"]+)"')

SENT_ON = ("Content-Security-Policy", "Content-Type", "Referrer-Policy", "Permissions-Policy")


@dataclass(frozen=True)
class Recording:
    """One page in one language."""

    page: PublicPage
    language: str
    path: str
    html: str
    headers: dict[str, str]
    templates: frozenset[str]
    files: dict[str, tuple[str, bytes]]
    """Pictures and captions that a view sends, by path: content type and content."""


def record_all() -> dict[tuple[str, str], Recording]:
    """All pages of the registry in both languages. Leaves the database and the cache as they were.

    Every page starts from the same world, on the same clock: none depends on those before it.
    """
    cache.clear()
    with time_machine.travel(NOW, tick=False) as clock, transaction.atomic():
        world = a_world()
        found = {
            (page.name, language): _record(page, language, world, clock)
            for page in PAGES
            for language in ("it", "en")
        }
        transaction.set_rollback(True)
    cache.clear()
    return found


def _record(page: PublicPage, language: str, world: World, clock: time_machine.Traveller) -> Recording:
    clock.move_to(NOW, tick=False)
    cache.clear()
    with transaction.atomic():
        client = Client(HTTP_HOST="localhost", REMOTE_ADDR="151.12.34.56", HTTP_ACCEPT_LANGUAGE=language)
        walk = Walk(world, language, client, clock)
        with translation.override(language):
            response = page.arrive(walk)
        files = _own_files(client, response.content.decode())
        transaction.set_rollback(True)
    assert response.status_code == page.status, f"{page.name}, {language}: {response.status_code}"
    return Recording(
        page,
        language,
        walk.path,
        response.content.decode(),
        {name: response[name] for name in SENT_ON if name in response},
        frozenset(template.name for template in response.templates if template.name),
        files,
    )


def _own_files(client: Client, html: str) -> dict[str, tuple[str, bytes]]:
    """Pictures and captions of a page that a view sends: nobody could ask for them afterwards."""
    found = {}
    for path in BY_VIEWS.findall(html):
        if not path.startswith((settings.STATIC_URL, settings.MEDIA_URL)):
            answer = client.get(path)
            if answer.status_code == 200:
                found[path] = (answer["Content-Type"], b"".join(answer))
    return found


# Showing ---------------------------------------------------------------------------


@dataclass
class Show:
    """A browser window that is given recordings, and what it asked for beside them."""

    window: Page
    complaints: list[str]
    shown: Recording | None = None

    @classmethod
    def in_context(cls, context: BrowserContext) -> "Show":
        show = cls(context.new_page(), [])
        context.route("**/*", show._answer)
        context.on("console", lambda message: show._console(message.type, message.text))
        context.on("weberror", lambda error: show.complaints.append(str(error.error)))
        return show

    def show(self, recording: Recording) -> Page:
        """Open a recording, do what it needs, and wait until pictures and fonts are there."""
        self.shown = recording
        self.window.goto(ORIGIN + recording.path, wait_until="load")
        for selector in recording.page.click:
            self.window.locator(selector).locator("visible=true").first.click()
        self.window.evaluate("document.fonts.ready.then(() => true)")
        return self.window

    def _answer(self, route: Route) -> None:
        url = urlsplit(route.request.url)
        if f"{url.scheme}://{url.netloc}" != ORIGIN:
            self.complaints.append(f"asks another site: {route.request.url}")
            return route.abort()
        if route.request.is_navigation_request():
            recording = self.shown
            return route.fulfill(status=200, headers=recording.headers, body=recording.html)
        if self.shown and url.path in self.shown.files:
            content_type, content = self.shown.files[url.path]
            return route.fulfill(content_type=content_type, body=content)
        return _file(route, unquote(url.path))

    def _console(self, kind: str, text: str) -> None:
        if kind == "error":
            self.complaints.append(text)


def _file(route: Route, path: str) -> None:
    """A static file, an upload, or nothing."""
    found = None
    if path.startswith(settings.STATIC_URL):
        found = finders.find(path.removeprefix(settings.STATIC_URL))
    elif path.startswith(settings.MEDIA_URL):
        found = Path(settings.MEDIA_ROOT) / path.removeprefix(settings.MEDIA_URL)
    elif path.endswith("manifest.webmanifest"):
        return route.fulfill(content_type="application/manifest+json", body=json.dumps({"name": "Portal"}))
    if not found or not Path(found).is_file():
        return route.fulfill(status=404, body="")
    return route.fulfill(path=found, content_type=mimetypes.guess_type(path)[0] or "font/woff2")
