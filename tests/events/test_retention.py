"""After the retention days no person can be found, and the numbers are as they were."""

import datetime as dt
import io

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, connection
from post_office.models import Email

from events import worker
from events.models import AccessLink, Booking, Notice, Slot, SurveyAnswer, WaitEntry
from events.services import expire_holds, issue_link, join_waiting_list, make_offers, reminders
from events.services.retention import Forgotten, forget_persons
from events.services.survey import store_answer
from tests.builders.events import NOW, a_booking, a_contact, a_party, a_slot, a_visit, an_edition

pytestmark = pytest.mark.django_db(transaction=True)

CANARY = "canarino.giallo@example.org"
NAME = "Zelinda Canarini"
PHONE = "+39 011 7654321"
WORDS = (CANARY, NAME, PHONE, "Canarini", "canarino")

VISIT_DAY = dt.datetime(2027, 10, 28, 12, 0, tzinfo=dt.UTC)
LATER = VISIT_DAY + dt.timedelta(days=61)


def dump() -> str:
    """Every row of every table as text."""
    lines = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            lines += [f"{table}: {row!r}" for row in cursor.fetchall()]
    return "\n".join(lines)


def sqlite_bytes() -> bytes:
    """The database file and its write-ahead log; empty on PostgreSQL."""
    if connection.vendor != "sqlite":
        return b""
    name = connection.settings_dict["NAME"]
    found = b""
    for path in (name, f"{name}-wal"):
        try:
            with open(path, "rb") as file:
                found += file.read()
        except FileNotFoundError:
            continue
    return found


def leave_traces(email: str = CANARY, places: int = 3) -> Slot:
    """Book with names and needs, wait, get an offer, be reminded, answer the survey."""
    edition = an_edition()
    visit = a_visit(edition=edition, names_required=True, capacity=10)
    slot, full = a_slot(10, visit), a_slot(4, a_visit(visit.programme, edition))
    contact = a_contact(email, NAME, PHONE)
    party = a_party(places, names=(NAME,) * places, access_needs=("lis",))
    booking = a_booking(slot, party=party, contact=contact)
    a_booking(full, adults=4)
    full.refresh_from_db()
    join_waiting_list(
        programme=full.programme,
        slot=full,
        party=a_party(1),
        contact=contact,
        language="it",
        edition_id=edition.pk,
        now=NOW,
    )
    Slot.objects.filter(pk=full.pk).update(capacity=5)
    make_offers(now=NOW + dt.timedelta(minutes=1))
    expire_holds(now=NOW + dt.timedelta(days=2))
    reminders.send_reminders(now=VISIT_DAY - dt.timedelta(hours=46))
    reminders.send_thanks(now=VISIT_DAY + dt.timedelta(days=1))
    store_answer(
        booking_id=booking.pk,
        stars=4,
        difficulty="easy",
        comment=f"Grazie da {NAME}, {email}",
        language="it",
        now=VISIT_DAY + dt.timedelta(days=1),
    )
    issue_link(email_norm=email, now=NOW)
    return slot


def numbers() -> list:
    """What must not change: places per slot, party by party, without anybody's name."""
    slots = Slot.objects.order_by("pk").values_list("pk", "capacity", "taken", "status")
    parties = Booking.objects.order_by("pk").values_list(
        "pk", "slot", "status", "places", "adults", *Booking().minors_by_band
    )
    waiting = WaitEntry.objects.order_by("pk").values_list("pk", "places")
    stars = SurveyAnswer.objects.order_by("pk").values_list("slot", "stars", "difficulty")
    notices = Notice.objects.order_by("pk").values_list("kind", "booking")
    return [list(rows) for rows in (slots, parties, waiting, stars, notices)]


def test_nothing_of_a_person_is_left_and_every_number_is():
    leave_traces()
    before = numbers()
    text = dump()
    assert all(word in text for word in WORDS)
    done = forget_persons(now=LATER)
    text = dump()
    assert [word for word in WORDS if word in text] == []
    assert numbers() == before
    assert (done.bookings, done.waiting, done.comments) == (3, 1, 1)
    assert not AccessLink.objects.exists()
    assert not Email.objects.exists()


def test_nothing_of_a_person_is_left_in_the_file_of_the_database():
    """Deleted rows stay readable in an SQLite file unless it is told to overwrite them."""
    leave_traces()
    forget_persons(now=LATER)
    found = sqlite_bytes()
    assert [word for word in WORDS if word.encode() in found] == []


def test_the_file_did_hold_the_person_before():
    """The control: without it the test above could search the wrong file."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps its files to itself")
    leave_traces()
    assert CANARY.encode() in sqlite_bytes()


def test_before_the_retention_days_are_over_nothing_is_forgotten():
    leave_traces()
    before = dump()
    assert forget_persons(now=VISIT_DAY + dt.timedelta(days=59)) == Forgotten()
    assert dump() == before


def test_each_edition_keeps_persons_for_its_own_number_of_days():
    short = a_booking(a_slot(visit=a_visit(edition=an_edition(retention_days=5))))
    long = a_booking(a_slot(visit=a_visit(edition=an_edition(retention_days=300))))
    forget_persons(now=VISIT_DAY + dt.timedelta(days=10))
    short.refresh_from_db()
    long.refresh_from_db()
    assert (short.email, bool(short.forgotten_at)) == ("", True)
    assert (long.email != "", long.forgotten_at) == (True, None)


def test_forgetting_twice_finds_nothing_the_second_time():
    leave_traces()
    forget_persons(now=LATER)
    before = dump()
    assert forget_persons(now=LATER + dt.timedelta(days=1)) == Forgotten()
    assert dump() == before


def test_a_dry_run_counts_what_a_real_run_erases_and_changes_nothing():
    leave_traces()
    before = dump()
    promised = forget_persons(now=LATER, dry_run=True)
    assert dump() == before
    assert forget_persons(now=LATER) == promised
    assert promised.mails > 0
    assert promised.links > 0


def test_who_books_again_keeps_the_new_booking_and_its_links():
    leave_traces()
    next_year = an_edition(
        first_day=dt.date(2028, 10, 26),
        last_day=dt.date(2028, 10, 28),
        bookings_close_at=dt.datetime(2028, 10, 28, tzinfo=dt.UTC),
    )
    again = a_booking(a_slot(visit=a_visit(edition=next_year)), contact=a_contact(CANARY, NAME), now=LATER)
    links = set(AccessLink.objects.filter(booking=None)) | set(again.links.all())
    forget_persons(now=LATER)
    again.refresh_from_db()
    assert (again.email, again.contact_name) == (CANARY, NAME)
    assert Email.objects.get().to == [CANARY]
    assert set(AccessLink.objects.all()) == links


def test_a_party_still_waiting_for_any_slot_is_closed_and_forgotten_after_the_edition():
    slot = a_slot(places=1)
    a_booking(slot)
    slot.refresh_from_db()
    entries = [
        join_waiting_list(
            programme=slot.programme,
            slot=None,
            party=a_party(1),
            contact=a_contact(),
            language="it",
            edition_id=slot.visit.edition_id,
            now=NOW,
        )
        for _ in range(2)
    ]
    edition_over = dt.datetime(2027, 10, 30, 23, tzinfo=dt.UTC)
    forget_persons(now=edition_over + dt.timedelta(days=59))
    assert WaitEntry.objects.exclude(email="").count() == 2
    forget_persons(now=edition_over + dt.timedelta(days=61))
    for entry in entries:
        entry.refresh_from_db()
        assert (entry.email, entry.email_norm, entry.contact_name, entry.status) == ("", "", "", "ended")


def test_the_slots_still_add_up_and_the_constraint_still_wants_a_contact():
    slot = leave_traces()
    forget_persons(now=LATER)
    assert Slot.objects.filter(pk=slot.pk, taken=3).exists()
    with pytest.raises(IntegrityError):
        Booking.objects.filter(slot=slot).update(forgotten_at=None)


def test_the_command_says_what_it_would_do_and_then_does_it():
    leave_traces()
    with time_machine.travel(LATER, tick=False):
        output = io.StringIO()
        call_command("purge", "--dry-run", stdout=output)
        assert "Nothing was changed" in output.getvalue()
        assert "3 bookings made anonymous" in output.getvalue()
        assert CANARY in dump()
        output = io.StringIO()
        call_command("purge", stdout=output)
    assert "3 bookings made anonymous" in output.getvalue()
    assert "1 survey comments erased" in output.getvalue()
    assert CANARY not in dump()


def test_the_worker_forgets_every_day():
    leave_traces()
    with time_machine.travel(LATER, tick=False):
        worker.run_due_jobs(LATER)
    assert CANARY not in dump()
