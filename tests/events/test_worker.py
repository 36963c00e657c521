"""The worker sends what is queued, and nothing twice."""

import datetime as dt
import io
import threading
import uuid

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from post_office.models import STATUS, Email

from events import selectors, worker
from events.models import JobRun, Notice, Slot, WaitEntry
from events.services import hold_places, join_waiting_list
from tests.builders.events import NOW, a_booking, a_contact, a_party, a_slot

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_worker_sends_the_queued_confirmation_once():
    booking = a_booking()
    call_command("worker", once=True)
    call_command("worker", once=True)
    assert [message.to for message in mail.outbox] == [[booking.email]]
    assert Email.objects.get().status == STATUS.sent


def test_a_sent_mail_carries_text_html_and_a_message_id_of_its_own():
    a_booking()
    worker.send_mails(timezone.now())
    message = mail.outbox[0]
    assert message.body
    assert message.alternatives[0].mimetype == "text/html"
    assert message.extra_headers["Message-ID"] == Email.objects.get().message_id


def test_a_refused_mail_stays_queued_and_is_sent_later_with_the_same_message_id(monkeypatch):
    a_booking()
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", _refuse)
        worker.send_mails(timezone.now())
    email = Email.objects.get()
    first_id = email.message_id
    assert email.status in (STATUS.queued, STATUS.requeued)
    Email.objects.update(scheduled_time=timezone.now() - dt.timedelta(seconds=1))
    worker.send_mails(timezone.now())
    assert mail.outbox[0].extra_headers["Message-ID"] == first_id


def _refuse(*args: object) -> None:
    raise ConnectionRefusedError("no SMTP here")


def test_a_sent_mail_is_forgotten_after_a_day_but_the_notice_stays():
    a_booking()
    worker.send_mails(timezone.now())
    worker.forget_sent_mails(timezone.now())
    assert Email.objects.count() == 1
    worker.forget_sent_mails(timezone.now() + dt.timedelta(days=2))
    assert Email.objects.count() == 0
    assert Notice.objects.get().email is None


def test_a_failing_job_is_written_down_and_stops_no_other(monkeypatch):
    def fails(now: dt.datetime) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(worker, "JOBS", [(fails, dt.timedelta(0)), *worker.JOBS])
    a_booking()
    worker.tick()
    assert "broken" in JobRun.objects.get(job="fails").last_error
    assert len(mail.outbox) == 1


def test_the_health_page_tells_whether_the_worker_lives(client):
    assert client.get("/readyz").json()["worker"] == "never ran"
    worker.tick()
    everything_ok = {"database": "ok", "cache": "ok", "worker": "ok", "mail": "ok"}
    assert client.get("/readyz").json() == everything_ok
    assert selectors.worker_health(timezone.now() + dt.timedelta(hours=1)) == "silent"


def test_the_health_page_tells_when_mails_wait_too_long(client):
    a_booking()
    assert client.get("/readyz").json()["mail"] == "ok"
    assert worker.mail_health(timezone.now() + dt.timedelta(minutes=9)) == "ok"
    Email.objects.update(created=timezone.now() - dt.timedelta(minutes=11))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["mail"]) == (200, "delayed")
    worker.send_mails(timezone.now())
    assert client.get("/readyz").json()["mail"] == "ok"


# Claims ------------------------------------------------------------------------------


@pytest.fixture
def calls(monkeypatch) -> list[dt.datetime]:
    """The only job of the worker: writes down when it ran."""
    ran = []

    def job(now: dt.datetime) -> None:
        ran.append(now)

    monkeypatch.setattr(worker, "JOBS", [(job, dt.timedelta(minutes=1))])
    return ran


def test_a_job_that_another_worker_runs_is_left_to_it(calls):
    now = timezone.now()
    assert worker.claim("job", now, dt.timedelta(0))
    worker.run_due_jobs(now)
    worker.run_due_jobs(now + dt.timedelta(minutes=4))
    assert calls == []


def test_the_job_of_a_worker_that_died_is_taken_over_when_its_claim_runs_out(calls):
    now = timezone.now()
    assert worker.claim("job", now, dt.timedelta(0))
    worker.run_due_jobs(now + worker.CLAIM)
    assert len(calls) == 1


def test_a_job_rests_after_its_run_whoever_ran_it(calls):
    worker.tick()
    worker.tick()
    assert len(calls) == 1
    worker.run_due_jobs(timezone.now() + dt.timedelta(seconds=61))
    assert len(calls) == 2


def test_a_worker_with_an_old_reading_does_not_run_what_was_just_run(calls):
    """Both read that the job is due; the second asks for it when the first has finished."""
    now = timezone.now()
    job, rest = worker.JOBS[0]
    assert worker.run_job(job, now, rest=rest)
    assert not worker.run_job(job, now, rest=rest)
    assert len(calls) == 1


def test_a_slow_worker_does_not_free_the_claim_of_its_successor(calls):
    now = timezone.now()
    later = now + worker.CLAIM

    def slow(_now: dt.datetime) -> None:
        assert worker.claim("slow", later, dt.timedelta(0))

    worker.run_job(slow, now)
    assert JobRun.objects.get(job="slow").claimed_until == later + worker.CLAIM


def test_a_clock_put_back_stops_no_job(calls):
    """I7: moments of the future in the table are no reason to wait for them."""
    future = timezone.now() + dt.timedelta(hours=2)
    JobRun.objects.create(job="job", last_run_at=future)
    worker.tick()
    assert len(calls) == 1
    JobRun.objects.update(last_run_at=None, claimed_until=future)
    worker.tick()
    assert len(calls) == 2


@pytest.mark.race
def test_eight_workers_at_once_send_each_mail_once():
    slot = a_slot(places=15)
    for _ in range(10):
        a_booking(slot)
    start = threading.Barrier(8)

    def works() -> None:
        start.wait()
        try:
            worker.run_due_jobs(timezone.now())
        finally:
            connection.close()

    threads = [threading.Thread(target=works) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    addresses = [message.to[0] for message in mail.outbox]
    assert sorted(addresses) == sorted(set(addresses))
    assert len(addresses) == 10
    assert set(JobRun.objects.values_list("last_error", "claimed_until")) == {("", None)}


# What the jobs do --------------------------------------------------------------------


def a_waiting_party(slot: Slot) -> WaitEntry:
    slot.refresh_from_db()
    return join_waiting_list(
        programme=slot.programme,
        slot=slot,
        party=a_party(1),
        contact=a_contact(),
        language="it",
        edition_id=slot.visit.edition_id,
        now=NOW,
    )


def test_the_worker_frees_abandoned_holds_and_offers_them_at_once():
    slot = a_slot(places=1)
    held = hold_places(
        slot_id=slot.pk,
        seen_version=slot.version,
        party=a_party(1),
        intent=uuid.uuid4(),
        language="it",
        now=NOW,
    )
    entry = a_waiting_party(slot)
    worker.run_due_jobs(NOW + dt.timedelta(minutes=16))
    held.refresh_from_db()
    entry.refresh_from_db()
    assert (held.status, entry.status) == ("expired", "offered")
    assert [message.to for message in mail.outbox][-1] == [entry.email]


def test_the_worker_closes_the_waiting_list_of_a_visit_that_has_started():
    slot = a_slot(places=1)
    a_booking(slot)
    entry = a_waiting_party(slot)
    worker.run_due_jobs(slot.starts_at)
    entry.refresh_from_db()
    assert entry.status == "ended"


def test_each_day_of_a_visit_brings_its_mail_and_none_twice():
    slot = a_slot()
    booking = a_booking(slot, adults=2)
    hour = dt.timedelta(hours=1)
    for hours in range(-60, 60):
        worker.run_due_jobs(slot.starts_at + hours * hour)
    kinds = list(Notice.objects.filter(booking=booking).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["confirmed", "reminder", "day_before", "thanks"]
    assert JobRun.objects.exclude(last_error="").count() == 0


def test_a_mail_given_up_is_kept_a_week_for_the_staff_to_see():
    a_booking()
    Email.objects.update(status=STATUS.failed)
    worker.forget_sent_mails(timezone.now() + dt.timedelta(days=6))
    assert Email.objects.count() == 1
    worker.forget_sent_mails(timezone.now() + dt.timedelta(days=8))
    assert Email.objects.count() == 0


def test_livez_asks_the_database_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/livez").content == b"ok"


def test_the_inventory_check_finds_a_counter_that_does_not_add_up():
    slot = a_slot(places=5)
    a_booking(slot, adults=2)
    output = io.StringIO()
    call_command("check_inventory", stdout=output)
    assert "all add up" in output.getvalue()
    Slot.objects.filter(pk=slot.pk).update(taken=4)
    with pytest.raises(CommandError):
        call_command("check_inventory", stderr=output)
    assert f"slot {slot.pk}: taken 4, bookings 2" in output.getvalue()
    Slot.objects.filter(pk=slot.pk).update(taken=2)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL analyses by itself")
@pytest.mark.django_db
def test_sqlite_learns_how_its_tables_are_filled():
    a_slot()
    worker.refresh_statistics(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'events_slot'")
        assert cursor.fetchone()[0] > 0
