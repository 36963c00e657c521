"""A real browser. Left out, and said so, where there is no Chromium; compulsory in CI."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from events.roles import Role
from tests.browser import chromium
from tests.browser.recording import Recording, Show, record_all
from tests.builders.staff import a_staff_client

# Playwright's loop runs in the test's thread; the ORM would otherwise refuse to be called there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    path = chromium.find()
    if path is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail("No Chromium found, and REQUIRE_BROWSER is set.")
        pytest.skip("Browser tests left out: no Chromium on this machine.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def recordings(django_db_setup, django_db_blocker: DjangoDbBlocker) -> dict[tuple[str, str], Recording]:
    """All public pages in both languages, made once in each process."""
    with django_db_blocker.unblock():
        return record_all()


@pytest.fixture(scope="module")
def show(browser: Browser) -> Iterator[Show]:
    """One window that shows recordings; nothing moves in it."""
    context = browser.new_context(reduced_motion="reduce", locale="it-IT")
    yield Show.in_context(context)
    context.close()


class Watch:
    """What must not happen on any page: requests to others, policy violations, script errors."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        context.on("request", lambda request: self._request(request.url, origin))
        context.on("console", lambda message: self._console(message.type, message.text))
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def _request(self, url: str, origin: str) -> None:
        if not url.startswith((origin, "data:", "blob:")):
            self.foreign.append(url)

    def _console(self, kind: str, text: str) -> None:
        # Chromium reports every answer of 4xx as an error of the console: refusals are 4xx.
        if kind == "error" and "Failed to load resource" not in text:
            self.complaints.append(text)

    def finds_nothing(self) -> bool:
        """Whether the visit was clean; raises with what was seen otherwise."""
        assert self.foreign == []
        assert self.complaints == []
        return True


@pytest.fixture
def open_page(browser: Browser, live_server) -> Iterator:
    """Open a page of the live server: `open_page("/it/", javascript=False, width=360)`."""
    contexts: list[tuple[BrowserContext, Watch]] = []

    def open_it(path: str = "/", *, javascript: bool = True, width: int = 1280) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
            locale="it-IT",
            reduced_motion="reduce",
        )
        contexts.append((context, Watch(context, live_server.url)))
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.goto(path)
        return page

    yield open_it
    for context, watch in contexts:
        context.close()
        watch.finds_nothing()


@pytest.fixture
def open_admin(open_page, live_server) -> Callable[..., Page]:
    """Open a page of the admin as somebody with a role: `open_admin("/admin/", Role.DESK)`."""

    def open_it(path: str, role: Role, **how: object) -> Page:
        page = open_page("/admin/login/", **how)
        session = a_staff_client(role).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(path)
        return page

    return open_it
