"""Whatever is typed or sent, no page of the newsroom answers with an error of ours.

Every address of test_who_opens_what is asked with a query, and each of its forms is sent, made of values
that break programs. Which value a field gets is fixed by its place, so that a failure can be seen again.
"""

import re
from collections.abc import Iterable, Iterator
from zlib import crc32

import pytest
from bs4 import BeautifulSoup, Tag
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client

from tests.builders.staff import a_staff_client
from tests.portal.doors import doors
from tests.portal.test_who_opens_what import things

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

HOSTILE = [
    "",
    "-1",
    "9" * 30,
    "1e400",
    "NaN",
    "a\x00b",
    "٣",
    "<script>" + "a" * 20_000,
    "0001-01-01",
    "9999-12-31",
    "0001-01-01 00:00",
    "9999-12-31 23:59",
    "2027-02-30",
    "[]",
    "%s{{7*7}}",
]
IN_ADDRESSES = ("q", "p", "page", "ordering", "export", "show", "edition", "programme", "slot", "day", "next")
MOMENTS = ("0001-01-01 00:00", "9999-12-31 23:59")
WAGTAILS_OWN = ("wagtailsnippetchoosers_", "wagtailsnippets_media_portalvideo:")
"""Its choosers fail on an empty form, and on a number of a picture that is none."""


def values(names: Iterable[str], start: int) -> dict[str, str]:
    return {name: HOSTILE[(start + number) % len(HOSTILE)] for number, name in enumerate(names)}


def forms_of(page: HttpResponseBase) -> list[dict[str, str]]:
    """What a browser would send of each form that is posted, if nobody typed anything."""
    if page.streaming or "html" not in page.headers.get("Content-Type", ""):
        return []
    forms = BeautifulSoup(page.content, "html.parser").find_all("form", method=re.compile("post", re.I))
    return [
        {field["name"]: value_of(field) for field in form.find_all(attrs={"name": True})} for form in forms
    ]


def value_of(field: Tag) -> str:
    if field.name == "select":
        chosen = field.find("option", selected=True) or field.find("option")
        return chosen.get("value", "") if chosen else ""
    return field.text if field.name == "textarea" else field.get("value", "")


def at_the_end_of_time(form: dict[str, str]) -> Iterator[dict[str, str]]:
    """The form as it is, but with one of its days or moments as far away as can be."""
    for name, value in form.items():
        if re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            yield from ({**form, name: moment[: len(value)]} for moment in MOMENTS)


def send(client: Client, method: str, address: str, data: dict[str, str]) -> HttpResponseBase:
    """The answer, read to its end; nothing that was done is kept."""
    with transaction.atomic():
        answer = getattr(client, method)(address, data)
        if answer.streaming:
            list(answer.streaming_content)
        transaction.set_rollback(True)
    return answer


def test_no_address_and_no_form_of_the_newsroom_ends_in_an_error():
    behind, client, wrong = things(), a_staff_client(), []
    client.raise_request_exception = False
    ours = [door for door in doors("") if not str(door).startswith(WAGTAILS_OWN)]
    assert len(ours) > 100
    for door in ours:
        address, start = door.address(behind), crc32(str(door).encode())
        sent = [("get", values(IN_ADDRESSES, start))]
        forms = forms_of(send(client, "get", address, {})) or [dict.fromkeys(IN_ADDRESSES, "")]
        sent += [("post", values(form, start + number)) for number, form in enumerate(forms)]
        sent += [("post", data) for form in forms for data in at_the_end_of_time(form)]
        for method, data in sent:
            if send(client, method, address, data).status_code >= 500:
                wrong.append((str(door), method, data))
    assert wrong == []
