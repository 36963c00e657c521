"""Every page of the admin that is ours asks the database as often with much data as with little.

The table is admin_query_counts.txt: address and most queries, for a superuser. A page that is not in
it fails the test, so nobody adds one without looking at what it costs. After a wanted change:

    UPDATE_COUNTS=1 .venv/bin/pytest tests/portal/test_admin_query_counts.py

and read the difference before it is committed.
"""

import os
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events import kept
from tests.builders.crowds_around import more_of_everything
from tests.builders.events import NOW
from tests.builders.staff import a_staff_client
from tests.portal.doors import Door, doors
from tests.portal.test_who_opens_what import things

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

TABLE = Path(__file__).with_name("admin_query_counts.txt")
WAGTAILS = """
wagtailadmin_home
wagtailadmin_explore italian english
"""
"""Wagtail's own addresses on which we add something."""

LEFT_OUT = ("_results", ":delete", ":history", "board_report_pdf")
"""Parts of a page that is counted, and what Wagtail makes of any model alike.

Wagtail's pages of snippets and its choosers are not counted either: wagtail-localize asks three times
for each row of a list of translatable snippets. There are some dozen of them.
"""


def counted_doors() -> list[Door]:
    """The addresses of the table, in its order."""
    found = [door for door in doors(WAGTAILS) if not door.name.endswith(LEFT_OUT)]
    return [door for door in found if not door.name.startswith(("wagtailsnippet", "wagtailimages"))]


def queries_of(client: Client, behind: dict[str, dict]) -> dict[str, int]:
    """How often each address that shows something asks the database."""
    counts = {}
    for door in counted_doors():
        cache.clear()
        kept.end_version()
        with CaptureQueriesContext(connection) as seen:
            response = client.get(door.address(behind))
            # A download is made while it is sent.
            if response.streaming:
                b"".join(response.streaming_content)
        if response.status_code == 200:
            counts[str(door)] = len(seen)
    return counts


def the_table() -> dict[str, int]:
    """The file: {address: queries}."""
    lines = [line.split() for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    return {" ".join(words[:-1]): int(words[-1]) for words in lines}


def write_table(counts: dict[str, int]) -> None:
    """Put the counts into the file, below its first lines."""
    head = [line for line in TABLE.read_text().splitlines() if line.startswith("#")]
    rows = [f"{name:<48}{number:>4}" for name, number in counts.items()]
    TABLE.write_text("\n".join([*head, *rows, ""]))


def test_no_page_asks_more_often_when_there_is_more(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    behind, client = things(), a_staff_client()
    more_of_everything(behind, 2)
    for kind in ContentType.objects.all():
        ContentType.objects.get_for_id(kind.pk)  # kept by the process from the first request on
    few = queries_of(client, behind)
    more_of_everything(behind, 5)
    many = queries_of(client, behind)
    grown = {name: (few[name], number) for name, number in many.items() if number != few.get(name)}
    assert grown == {}, "queries with little data, with more"
    if os.environ.get("UPDATE_COUNTS"):
        write_table(many)
    known = the_table()
    assert sorted(many) == sorted(known)
    assert {name: number for name, number in many.items() if number > known[name]} == {}
