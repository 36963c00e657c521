"""Who may change a booking, which bookings can be changed, and what two tabs do to each other."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email
from wagtail.models import ModelLogEntry

from events.admin import desk
from events.models import Booking, Slot
from events.roles import Role
from events.services import cancel_booking, hold_places, join_waiting_list, move_booking
from tests.builders.events import NOW, a_booking, a_contact, a_party, a_slot
from tests.builders.staff import a_staff_client, a_staff_member, messages_of
from tests.events.at_desk import PAGES, a_row, confirm, inspected, page_url, text_of
from tests.events.at_home import a_later_slot, choice, reloaded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def client() -> Client:
    return a_staff_client(Role.DESK)


def data_of(page: str, booking: Booking, other: Slot) -> dict:
    return {
        "party": {"adults": 2},
        "move": {"to": choice(other)},
        "correct": {"contact_name": "Altro Nome"},
        "link": {},
        "cancel": {"reason": "other"},
    }[page]


@pytest.mark.parametrize("page", PAGES)
def test_a_booking_cancelled_in_another_tab_stays_as_it_is_and_the_page_says_so(client: Client, page: str):
    booking = a_booking()
    other = a_later_slot(booking.slot)
    seal = client.get(page_url(page, booking)).context["seal"]
    cancel_booking(booking_id=booking.pk, now=NOW)
    before, mails = a_row(booking), Email.objects.count()
    data = {"seen": seal, **data_of(page, booking, other)}
    response = client.post(page_url(page, booking), data, follow=True)
    assert "already cancelled" in messages_of(response)
    assert "Nothing was changed." in messages_of(response)
    assert (a_row(booking), Email.objects.count()) == (before, mails)
    assert not ModelLogEntry.objects.exists()


@pytest.mark.parametrize("page", PAGES)
def test_what_another_tab_changed_is_shown_before_anything_is_written(client: Client, page: str):
    booking = a_booking()
    seal = client.get(page_url(page, booking)).context["seal"]
    moved_to, other = a_later_slot(booking.slot, 2), a_later_slot(booking.slot, 4)
    move_booking(booking_id=booking.pk, to_slot_id=moved_to.pk, seen_version=1, now=NOW)
    before, data = a_row(booking), data_of(page, booking, other)
    response = client.post(page_url(page, booking), {"seen": seal, **data})
    assert "changed in the meantime" in text_of(response)
    assert a_row(booking) == before
    client.post(page_url(page, booking), {"seen": response.context["seal"], **data})
    assert ModelLogEntry.objects.count() == 1


def test_sending_what_is_already_so_queues_no_mail(client: Client):
    booking = a_booking(adults=2)
    mails = Email.objects.count()
    contact = {"contact_name": booking.contact_name, "phone": ""}
    for page, data in (
        ("party", {"adults": 2}),
        ("correct", contact),
        ("move", {"to": choice(booking.slot)}),
    ):
        assert "Nothing to change" in messages_of(confirm(client, page, booking, **data))
    assert Email.objects.count() == mails
    assert not ModelLogEntry.objects.exists()


@pytest.mark.parametrize("page", PAGES)
def test_looking_changes_nothing(client: Client, page: str):
    booking = a_booking()
    before, mails = a_row(booking), Email.objects.count()
    assert client.get(page_url(page, booking)).status_code == 200
    assert (a_row(booking), Email.objects.count()) == (before, mails)
    assert not ModelLogEntry.objects.exists()


def a_held_booking() -> Booking:
    slot = a_slot()
    hold_places(
        slot_id=slot.pk, seen_version=1, party=a_party(1), intent=uuid.uuid4(), language="it", now=NOW
    )
    return Booking.objects.get(slot=slot)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("cancelled", "already cancelled"),
        ("started", "has already started"),
        ("held", "still filling in the form"),
        ("expired", "has expired"),
    ],
)
def test_a_booking_that_cannot_be_changed_offers_nothing_and_says_why(
    state: str, words: str, monkeypatch: pytest.MonkeyPatch
):
    booking = a_held_booking() if state in ("held", "expired") else a_booking()
    if state == "cancelled":
        cancel_booking(booking_id=booking.pk, now=NOW)
    elif state == "started":
        monkeypatch.setattr(timezone, "now", lambda: booking.slot.starts_at)
    elif state == "expired":
        Booking.objects.update(status="expired")
        Slot.objects.update(taken=0)
    client = a_staff_client(Role.DESK)
    shown = [inspected(client, booking), text_of(client.get(reverse("bookings_bookings:index")))]
    assert words in shown[0]
    for page in PAGES:
        assert not any(page_url(page, booking) in html for html in shown)
        assert client.get(page_url(page, booking)).url == page_url("inspect", booking)


def test_an_offer_to_the_waiting_list_is_answered_by_the_party_not_by_the_desk(client: Client):
    slot = a_slot(places=2)
    first = a_booking(slot=slot, adults=2)
    waits(slot)
    cancel_booking(booking_id=first.pk, now=NOW)
    offer = Booking.objects.get(status="held")
    assert "These places are offered until Thursday 16 September 2027, 12:00" in inspected(client, offer)
    before = a_row(offer)
    for page in PAGES:
        response = client.post(page_url(page, offer), {"seen": "1", "adults": 1}, follow=True)
        assert "Nothing was changed." in messages_of(response)
    assert a_row(offer) == before


def waits(slot: Slot) -> None:
    join_waiting_list(
        programme=slot.programme,
        slot=Slot.objects.with_rules().get(pk=slot.pk),
        party=a_party(2),
        contact=a_contact("wanda@example.org"),
        language="it",
        edition_id=slot.visit.edition_id,
        now=NOW,
    )


def test_a_booking_cancelled_while_the_button_is_pressed_is_not_changed(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    """The page has already looked; the service, under its lock, has the last word."""
    booking = a_booking()
    seal = client.get(page_url("party", booking)).context["seal"]
    cancel_booking(booking_id=booking.pk, now=NOW)
    monkeypatch.setattr(desk, "why_unchangeable", lambda *_args: "")
    response = client.post(page_url("party", booking), {"seen": seal, "adults": 2}, follow=True)
    assert "already cancelled. Nothing was changed." in messages_of(response)
    assert (reloaded(booking).places, reloaded(booking.slot).taken) == (1, 0)
    assert not ModelLogEntry.objects.exists()


def test_the_booking_and_its_row_lead_to_every_page(client: Client):
    booking = a_booking()
    for html in (inspected(client, booking), text_of(client.get(reverse("bookings_bookings:index")))):
        assert all(page_url(page, booking) in html for page in PAGES)


def test_a_booking_that_does_not_exist_is_not_found(client: Client):
    for page in PAGES:
        assert client.get(reverse(f"bookings_bookings:{page}", args=[999]), follow=True).status_code == 404


# Who may ----------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("role", "status"),
    [
        (None, 200),
        (Role.ADMINISTRATOR, 200),
        (Role.DESK, 200),
        (Role.EDITOR, 302),
        (Role.PUBLISHER, 302),
        (Role.TRANSLATOR, 302),
    ],
)
def test_who_may_change_a_booking(page: str, role: Role | None, status: int):
    booking = a_booking()
    client, before = a_staff_client(role), a_row(booking)
    response = client.get(page_url(page, booking))
    assert response.status_code == status
    if status == 302:
        posted = client.post(page_url(page, booking), {"seen": "1", "adults": 2})
        assert (response.url, posted.url) == (reverse("wagtailadmin_home"),) * 2
        assert a_row(booking) == before


def test_whoever_only_looks_is_offered_no_change():
    booking, user, client = a_booking(), a_staff_member(Role.DESK), Client()
    group = user.groups.get()
    group.permissions.remove(group.permissions.get(codename="change_booking"))
    client.force_login(user)
    html = inspected(client, booking)
    assert "History" in html
    for page in PAGES:
        assert page_url(page, booking) not in html
        assert client.get(page_url(page, booking)).status_code == 302


def test_a_button_pressed_on_a_forged_page_does_nothing():
    booking, client = a_booking(), Client(enforce_csrf_checks=True)
    client.force_login(a_staff_member())
    assert client.post(page_url("cancel", booking)).status_code == 403
    assert reloaded(booking).status == "confirmed"
