"""The worker sends what is queued, and nothing twice."""

import datetime as dt
import io

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone
from post_office.models import STATUS, Email

from events import selectors, worker
from events.models import JobRun, Notice, Slot
from tests.builders.events import a_booking, a_slot

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
    assert client.get("/readyz").json() == {"database": "ok", "cache": "ok", "worker": "ok"}
    assert selectors.worker_health(timezone.now() + dt.timedelta(hours=1)) == "silent"


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
