"""Whether a page was made or comes from the cache: shared by the tests of the page cache."""

import datetime as dt
from types import SimpleNamespace

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.builders.events import NOW
from tests.builders.pages import (
    an_administrator,
    clock_at,
)

SECOND = dt.timedelta(seconds=1)


def queries_of(client: Client, path: str, *, now: dt.datetime = NOW, **headers: str) -> tuple[int, str]:
    """How many queries a visit costs, and the page. A page from the cache costs none."""
    with clock_at(now), CaptureQueriesContext(connection) as captured:
        response = client.get(path, headers=headers)
    assert response.status_code == 200, path
    return len(captured), response.content.decode()


def staff_member() -> Client:
    """The browser of somebody who has just logged in to the admin."""
    client = Client()
    with clock_at(NOW):
        client.force_login(an_administrator())
        client.get(reverse("wagtailadmin_home"))
    return client


def is_kept(path: str, *, now: dt.datetime = NOW, client: Client | None = None) -> bool:
    """Whether a second visitor gets the page that was made for the first."""
    queries_of(client or Client(), path, now=now)
    return queries_of(Client(), path, now=now)[0] == 0


def a_page_of_wagtail(request: HttpRequest) -> HttpResponse:
    """What the inner middleware hand on for a reading page."""
    request.resolver_match = SimpleNamespace(url_name="wagtail_serve")
    return HttpResponse("page")
