"""The services as a visitor uses them, in one line each: hold, confirm, join. Mails without templates."""

import datetime as dt
import uuid
from collections.abc import Callable

import pytest

from events import rules, services
from events.models import Booking, Slot, WaitEntry
from events.services.notices import RenderedMail
from tests.builders.events import NOW, a_contact, a_party


@pytest.fixture
def plain_mails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mails are queued, but say nothing: what they say has tests of its own."""
    monkeypatch.setattr(
        "events.services.notices._render",
        lambda kind, context, token: RenderedMail(kind, f"{kind} {token}\n", f"<p>{kind}</p>"),
    )


def hold(
    slot: Slot, adults: int = 1, intent: uuid.UUID | None = None, now: dt.datetime = NOW, **changes: object
) -> Booking:
    """Hold places in a slot, seen as `slot` is."""
    values = {
        "slot_id": slot.pk,
        "seen_version": slot.version,
        "party": a_party(adults),
        "intent": intent or uuid.uuid4(),
        "language": "it",
        "now": now,
        **changes,
    }
    return services.hold_places(**values)


def confirm(
    held: Booking,
    email: str | None = None,
    now: dt.datetime = NOW,
    party: rules.Party | None = None,
    name: str = "Ada Bianchi",
) -> Booking:
    """Confirm a hold for its own party."""
    return services.confirm_hold(
        intent=held.intent,
        party=party or a_party(held.adults),
        contact=a_contact(email, name),
        now=now,
    )


def join(
    slot: Slot, adults: int = 1, email: str | None = None, any_slot: bool = False, now: dt.datetime = NOW
) -> WaitEntry:
    """Wait for a slot, or for any of its plant."""
    slot = Slot.objects.with_rules().select_related("programme").get(pk=slot.pk)
    return services.join_waiting_list(
        programme=slot.programme,
        slot=None if any_slot else slot,
        party=a_party(adults),
        contact=a_contact(email),
        language="it",
        edition_id=slot.visit.edition_id,
        now=now,
    )


def answer(work: Callable[[], object], done: str = "done") -> str:
    """`done`, or the code of the refusal."""
    try:
        work()
    except rules.Refusal as refusal:
        return refusal.code
    return done


def taken(slot: Slot) -> int:
    """The places of a slot that are taken now."""
    return Slot.objects.values_list("taken", flat=True).get(pk=slot.pk)
