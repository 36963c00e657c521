"""A process dies at the worst moment: what was shown stands, nothing half exists, no place is lost."""

import datetime as dt
import itertools
import signal
import uuid
from collections.abc import Callable

import pytest
import time_machine
from django.core import mail
from django.db.models import F
from django.utils import timezone
from post_office.models import STATUS, Email

from events import services, worker
from events.models import AccessLink, Booking, Notice, Slot, WaitEntry
from events.selectors import inventory_errors
from tests.builders.events import NOW, a_booking, a_contact, a_party, a_slot
from tests.events.failpoints import Failpoint, after, before, die, killed
from tests.events.holding import confirm, hold, join, plain_mails, taken  # noqa: F401

pytestmark = [
    pytest.mark.race,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("plain_mails"),
]

LOCMEM = "django.core.mail.backends.locmem.EmailBackend.send_messages"


def everything() -> list:
    """All that a booking writes, as it stands on disk."""
    return [
        list(Slot.objects.order_by("pk").values_list("pk", "taken")),
        list(Booking.objects.order_by("pk").values_list("code", "status", "slot", "places", "email_norm")),
        list(WaitEntry.objects.order_by("pk").values_list("pk", "status")),
        [table.objects.count() for table in (Notice, Email, AccessLink)],
    ]


def dies_without_a_trace(work: Callable[[], object], at: Failpoint) -> None:
    """Killed before the commit: nothing was shown, nothing is left, and the same work can be done."""
    was = everything()
    assert killed(lambda show: show(str(work())), at=at) == []
    assert everything() == was
    assert inventory_errors() == []
    work()
    assert everything() != was


@pytest.mark.parametrize("at", [before("holds.take_places"), after("holds.take_places")], ids=str)
def test_killed_while_holding(at: Failpoint):
    slot, intent = a_slot(places=2), uuid.uuid4()
    dies_without_a_trace(lambda: hold(slot, 2, intent), at)


@pytest.mark.parametrize("at", [before("holds.links.store_link"), after("holds.notices.queue")], ids=str)
def test_killed_while_confirming(at: Failpoint):
    held = hold(a_slot())
    dies_without_a_trace(lambda: confirm(held), at)


@pytest.mark.parametrize("at", [before("booking.take_places"), after("booking.take_places")], ids=str)
def test_killed_while_booking_at_once(at: Failpoint):
    slot = a_slot()
    dies_without_a_trace(lambda: a_booking(slot), at)


@pytest.mark.parametrize(
    "at",
    [
        before("cancelling.give_back_places"),
        after("cancelling.give_back_places"),
        after("waiting.take_places"),
    ],
    ids=str,
)
def test_killed_while_cancelling_for_a_party_that_waits(at: Failpoint):
    slot = a_slot(places=1)
    booking = a_booking(slot)
    join(slot)
    dies_without_a_trace(lambda: services.cancel_booking(booking_id=booking.pk, now=NOW), at)


@pytest.mark.parametrize("at", [after("changing.take_places"), after("changing.give_back_places")], ids=str)
def test_killed_while_moving(at: Failpoint):
    old = a_slot()
    new = a_slot(visit=old.visit, starts_at=old.starts_at + dt.timedelta(hours=3))
    booking = a_booking(old, adults=2)
    move = {"booking_id": booking.pk, "to_slot_id": new.pk, "seen_version": 1, "now": NOW}
    dies_without_a_trace(lambda: services.move_booking(**move), at)
    assert (taken(old), taken(new)) == (0, 2)


def test_killed_while_accepting_fewer_places():
    slot = a_slot(places=2)
    booking = a_booking(slot, adults=2)
    entry = join(slot, 2)
    services.cancel_booking(booking_id=booking.pk, now=NOW)
    answer = {"booking_id": entry.offers.get().pk, "party": a_party(1), "now": NOW}
    dies_without_a_trace(lambda: services.accept_offer(**answer), after("waiting.give_back_places"))
    assert taken(slot) == 1


def test_killed_while_a_hold_runs_out():
    slot = a_slot()
    hold(slot, 3)
    late = NOW + dt.timedelta(minutes=16)
    dies_without_a_trace(lambda: services.expire_holds(now=late), after("holds.give_back_places"))
    assert taken(slot) == 0


def test_what_was_shown_before_the_process_died_stands():
    slot = a_slot()
    shown = killed(lambda show: show(confirm(hold(slot)).code))
    booking = Booking.objects.get()
    assert ([booking.code], booking.status) == (shown, "confirmed")
    assert (Notice.objects.count(), Email.objects.count(), taken(slot)) == (1, 1, 1)


def test_killed_after_the_commit_the_same_form_finds_its_booking():
    held = hold(a_slot())
    assert killed(lambda show: confirm(held, "ada@example.org")) == []
    assert confirm(held, "ada@example.org").code == held.code
    assert Notice.objects.count() == 1


def test_the_holds_of_a_process_that_died_run_out():
    slot = a_slot(places=2)
    killed(lambda show: hold(slot, 2))
    assert taken(slot) == 2
    assert services.expire_holds(now=NOW + dt.timedelta(minutes=16)) == 1
    assert taken(slot) == 0


def test_ten_processes_killed_in_the_middle_of_a_rush_lose_nothing():
    slot, shown = a_slot(places=500), []
    for number in range(10):

        def rush(show: Callable[[str], None], number: int = number) -> None:
            # Without a handler the alarm ends the process wherever it is.
            signal.setitimer(signal.ITIMER_REAL, 0.05 + number * 0.013)
            for visitor in itertools.count():
                show(confirm(hold(slot), f"v{number}-{visitor}@example.org").code)

        shown += killed(rush)
    confirmed = set(Booking.objects.filter(status="confirmed").values_list("code", flat=True))
    assert set(shown) <= confirmed
    assert Notice.objects.count() == len(confirmed) <= len(shown) + 10
    assert inventory_errors() == []
    services.expire_holds(now=NOW + dt.timedelta(hours=1))
    assert taken(slot) == len(confirmed)


def test_without_a_transaction_a_kill_leaves_half_a_booking():
    """Negative control: places taken and booking written one after the other."""
    slot = a_slot()

    def book(show: Callable[[str], None]) -> None:
        Slot.objects.filter(pk=slot.pk).update(taken=F("taken") + 1)
        die()

    killed(book)
    assert inventory_errors() != []
    Slot.objects.filter(pk=slot.pk).update(taken=0)


# Mails -------------------------------------------------------------------------------


def test_a_worker_killed_between_sending_and_marking_repeats_the_same_mail(monkeypatch):
    booking = a_booking()

    def work(show: Callable[[str], None]) -> None:
        def accepted_then_dead(self: object, messages: list) -> int:
            for message in messages:
                show(message.extra_headers["Message-ID"])
            die()

        monkeypatch.setattr(LOCMEM, accepted_then_dead)
        worker.send_mails(timezone.now())

    accepted = killed(work)
    assert Email.objects.get().status != STATUS.sent
    worker.send_mails(timezone.now())
    assert [message.to for message in mail.outbox] == [[booking.email]]
    assert [message.extra_headers["Message-ID"] for message in mail.outbox] == accepted
    worker.send_mails(timezone.now())
    assert len(mail.outbox) == 1


def test_after_three_days_without_a_mail_server_every_mail_is_sent(monkeypatch):
    slot = a_slot()
    bookings = [a_booking(slot, contact=a_contact(f"v{number}@example.org")) for number in range(3)]

    def refuse(self: object, messages: list) -> None:
        raise ConnectionRefusedError("no mail server")

    with monkeypatch.context() as outage:
        outage.setattr(LOCMEM, refuse)
        for quarter in range(72 * 4 + 1):
            with time_machine.travel(NOW + quarter * dt.timedelta(minutes=15, seconds=1), tick=False):
                worker.send_mails(timezone.now())
    assert Email.objects.filter(status__in=[STATUS.queued, STATUS.requeued]).count() == 3
    with time_machine.travel(NOW + dt.timedelta(hours=74), tick=False):
        worker.send_mails(timezone.now())
    assert sorted(message.to[0] for message in mail.outbox) == [booking.email for booking in bookings]
    assert set(Email.objects.values_list("status", flat=True)) == {STATUS.sent}
