"""Staff look at the waiting list and at the worker's jobs. Nobody writes them by hand."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from events.models import JobRun, Slot, WaitEntry
from events.models.bookings import WaitStatus
from events.roles import Role
from events.selectors import waiting_position
from tests.builders.events import NOW, a_programme, a_slot, a_visit, an_edition
from tests.builders.staff import a_staff_client

pytestmark = pytest.mark.django_db

WAITING, JOBS = "bookings_waiting", "bookings_jobs"


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def a_waiting_party(of: Slot, number: int, **changes: object) -> WaitEntry:
    """The number-th party to join, for this very slot unless said otherwise."""
    values = {
        "programme": of.programme,
        "edition": of.visit.edition,
        "slot": of,
        "places": 2,
        "adults": 2,
        "contact_name": f"Party {number}",
        "email": f"party{number}@example.org",
        "email_norm": f"party{number}@example.org",
        "created_at": NOW + dt.timedelta(minutes=number),
        **changes,
    }
    return WaitEntry.objects.create(**values)


def listed(client: Client, **query: object) -> list[WaitEntry]:
    return list(client.get(reverse(f"{WAITING}:index"), query).context["object_list"])


def test_the_list_says_who_waits_for_what_and_in_which_order():
    slot = a_slot()
    a_waiting_party(slot, 1)
    a_waiting_party(slot, 2, slot=None, contact_name="<b>Wanda</b>", status=WaitStatus.OFFERED)
    html = a_staff_client(Role.DESK).get(reverse(f"{WAITING}:index")).content.decode()
    assert html.index("Party 1") < html.index("&lt;b&gt;Wanda")
    assert "Thu 28 Oct 2027, 10:00" in html
    assert "any slot" in html
    assert "has an offer" in html


def test_positions_are_those_that_visitors_are_told():
    slot = a_slot()
    other = a_slot(visit=slot.visit, starts_at=slot.starts_at + dt.timedelta(hours=2))
    entries = [
        a_waiting_party(slot, 1),
        a_waiting_party(other, 2),
        a_waiting_party(slot, 3, slot=None),
        a_waiting_party(slot, 4, status=WaitStatus.LEFT),
        a_waiting_party(slot, 5),
        a_waiting_party(other, 6, created_at=NOW),
        a_waiting_party(slot, 7, slot=None),
        a_waiting_party(a_slot(), 8),
    ]
    before = {entry.pk: entry.before for entry in listed(a_staff_client())}
    assert before == {entry.pk: waiting_position(entry) for entry in entries}
    assert before[entries[6].pk] == 5
    assert before[entries[7].pk] == 0


def test_the_waiting_list_is_searched_and_filtered():
    slot = a_slot()
    first = a_waiting_party(slot, 1)
    second = a_waiting_party(a_slot(visit=a_visit(a_programme("Altra"))), 2, status=WaitStatus.LEFT)
    client = a_staff_client()
    assert listed(client, q="party2@") == [second]
    assert listed(client, status="waiting") == [first]
    assert listed(client, programme=str(second.programme_id)) == [second]


@pytest.mark.parametrize("name", ["add", "edit", "delete", "copy", "history", "usage"])
@pytest.mark.parametrize("viewset", [WAITING, JOBS])
def test_neither_list_has_an_address_that_changes_it(viewset: str, name: str):
    for args in ([], [1]):
        with pytest.raises(NoReverseMatch):
            reverse(f"{viewset}:{name}", args=args)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.PUBLISHER, Role.TRANSLATOR])
@pytest.mark.parametrize("viewset", [WAITING, JOBS])
def test_whoever_writes_pages_sees_neither_list(viewset: str, role: Role):
    response = a_staff_client(role).get(reverse(f"{viewset}:index"))
    assert (response.status_code, response.url) == (302, reverse("wagtailadmin_home"))


def test_the_waiting_list_is_not_exported():
    entry = a_waiting_party(a_slot(), 1)
    response = a_staff_client().get(reverse(f"{WAITING}:index"), {"export": "csv"})
    body = b"".join(response.streaming_content) if response.streaming else response.content
    assert entry.email.encode() not in body


def test_the_waiting_list_costs_the_same_with_many_parties(django_assert_num_queries):
    client, programme, edition = a_staff_client(), a_programme(), an_edition()
    for number in range(6):
        a_waiting_party(a_slot(visit=a_visit(programme, edition)), number)
    client.get(reverse(f"{WAITING}:index"))
    # furniture of the admin: session, user, profile, locales, explorer menu (2),
    # applications to look at (beside their menu entry)
    # ours: count, editions and programmes of the filters, parties
    with django_assert_num_queries(11):
        client.get(reverse(f"{WAITING}:index"))


def jobs_screen() -> str:
    return " ".join(a_staff_client(Role.DESK).get(reverse(f"{JOBS}:index")).content.decode().split())


def test_a_worker_that_runs_is_said_to_run():
    JobRun.objects.create(job="send_mails", last_run_at=NOW - dt.timedelta(seconds=5))
    html = jobs_screen()
    assert "The worker is running." in html
    assert "send_mails" in html
    assert "Wednesday 15 September 2027, 11:59" in html
    assert "went well" in html


@pytest.mark.parametrize("minutes", [None, 60])
def test_a_worker_that_stands_still_is_reported(minutes: int | None):
    if minutes:
        JobRun.objects.create(job="send_mails", last_run_at=NOW - dt.timedelta(minutes=minutes))
    assert "The worker is not running" in jobs_screen()


def test_a_job_that_failed_says_what_kind_of_fault_and_names_nobody():
    JobRun.objects.create(job="send_mails", last_run_at=NOW, last_error="SMTPError: 550 ada@example.org")
    html = jobs_screen()
    assert "failed, and is tried again" in html
    assert "SMTPError" in html
    assert "ada@example.org" not in html


def test_the_jobs_cost_the_same_however_many_there_are(django_assert_num_queries):
    client = a_staff_client()
    for number in range(8):
        JobRun.objects.create(job=f"job_{number}", last_run_at=NOW)
    client.get(reverse(f"{JOBS}:index"))
    # furniture of the admin: session, user, profile, locales, explorer menu (2),
    # applications to look at (beside their menu entry)
    # ours: worker, count, jobs
    with django_assert_num_queries(10):
        client.get(reverse(f"{JOBS}:index"))
