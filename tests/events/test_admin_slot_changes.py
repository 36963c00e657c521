"""Staff move or cancel a slot: they see who is touched and what those will read before they confirm."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from events.models import Booking, Slot
from events.roles import Role
from events.services import cancel_booking
from tests.builders.events import (
    NOW,
    a_booking,
    a_slot,
)
from tests.builders.staff import a_staff_client, messages_of
from tests.events.at_slot_changes import (
    FRIDAY_AT_THREE,
    a_booked_slot,
    cancel_url,
    confirm,
    drafted,
    move_url,
    text_of,
    wait_for,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def test_the_slot_leads_to_both_pages_while_it_can_be_changed():
    slot, client = a_slot(), a_staff_client()
    edit_url = reverse("bookings_slots:edit", args=[slot.pk])
    html = text_of(client.get(edit_url))
    assert move_url(slot) in html
    assert cancel_url(slot) in html
    Slot.objects.update(status="cancelled")
    html = text_of(client.get(edit_url))
    assert move_url(slot) not in html
    assert cancel_url(slot) not in html


def test_everybody_who_was_given_a_time_is_listed():
    slot = a_booked_slot()
    for url in (move_url(slot), cancel_url(slot)):
        html = text_of(a_staff_client(Role.DESK).get(url))
        assert "To be told by mail: 5 people in 2 bookings." in html
        for booking in Booking.objects.all():
            assert booking.code_for_people in html
        assert "Grazia Deledda" in html
        assert "Mary &lt;i&gt;Shelley&lt;/i&gt;" in html
        assert "<i>Shelley" not in html
        assert "<b>Prova" not in html


def test_an_open_offer_is_listed_with_its_deadline():
    slot = a_slot(places=2)
    first = a_booking(slot=slot, adults=2)
    wait_for(slot, "wanda@example.org", adults=2)
    wait_for(slot, "walter@example.org", adults=2)
    cancel_booking(booking_id=first.pk, now=NOW)
    html = text_of(a_staff_client().get(cancel_url(slot)))
    assert "offered until Thursday 16 September 2027, 12:00" in html
    assert "2 parties wait for this slot" in html


def test_whoever_may_not_look_bookings_up_sees_numbers_and_no_names():
    slot = a_booked_slot()
    client = a_staff_client(Role.DESK)
    group = Group.objects.get(name=Role.DESK)
    group.permissions.remove(group.permissions.get(codename="view_booking"))
    html = text_of(client.get(cancel_url(slot)))
    assert "5 people in 2 bookings" in html
    for booking in Booking.objects.all():
        assert booking.code_for_people not in html
        assert booking.contact_name not in html
        assert booking.email not in html


def test_the_mails_are_shown_in_each_language_with_the_notes_and_nobodys_name():
    slot = a_booked_slot()
    notes = {"text_it": "Ci dispiace: la pressa è ferma.", "text_en": "Sorry: the <press> stands still."}
    response = a_staff_client().post(move_url(slot), {**FRIDAY_AT_THREE, **notes})
    italian, english = response.context["drafts"][1], response.context["drafts"][0]
    assert notes["text_it"] in italian.mail.text
    assert notes["text_en"] in english.mail.text
    assert "29 ottobre 2027, 15:00" in italian.mail.text
    assert "29 October 2027, 15:00" in english.mail.text
    assert "28 October 2027, 10:00" in english.mail.text
    assert (italian.bookings, english.bookings) == (1, 1)
    assert "Grazia" not in italian.mail.text
    assert "the &lt;press&gt; stands" in text_of(response)
    assert not Email.objects.exists()


def test_an_empty_text_is_refused_at_its_field_and_nothing_is_sent():
    slot, client = a_booked_slot(), a_staff_client()
    data = {**FRIDAY_AT_THREE, **drafted(client, move_url(slot))}
    seen = client.post(move_url(slot), data).context["seal"]
    for empty in ("", "  \n "):
        response = client.post(move_url(slot), {**data, "text_en": empty, "seen": seen, "confirm": "yes"})
        assert list(response.context["form"].errors) == ["text_en"]
    assert Slot.objects.get(pk=slot.pk).version == 1
    assert not Email.objects.exists()


def test_the_facts_stay_in_a_mail_whatever_staff_write():
    slot = a_booked_slot()
    confirm(a_staff_client(), move_url(slot), **FRIDAY_AT_THREE, text_it="Ciao.", text_en="{{ link }} Bye.")
    mails = {mail.to[0]: mail for mail in Email.objects.all()}
    for booking in Booking.objects.all():
        mail = mails[booking.email]
        for body in (mail.message, mail.html_message):
            assert booking.code_for_people in body
            assert "15:00" in body
            assert "http://testserver" in body
    assert "{{ link }} Bye." in mails["mary@example.org"].message
    assert "Ciao." in mails["grazia@example.org"].message


def test_only_the_languages_of_the_bookings_get_a_draft():
    slot = a_slot()
    a_booking(slot=slot, language="en")
    response = a_staff_client().get(cancel_url(slot))
    assert [draft.code for draft in response.context["drafts"]] == ["en"]


@pytest.mark.parametrize(
    ("starts_at", "code"),
    [
        ("2027-09-01 15:00", "time_in_past"),
        ("2027-10-29 10:00", "time_taken"),
        ("2027-10-31 02:30", "invalid"),
        ("0001-01-01 00:00", "year"),
        ("9999-12-31 23:59", "year"),
        ("2027-10-29 15:00:30", "seconds"),
        ("some day", "invalid"),
        ("", "required"),
    ],
)
def test_a_time_that_cannot_be_is_refused_at_its_field_and_nothing_changes(starts_at: str, code: str):
    slot = a_slot()
    a_slot(visit=slot.visit, starts_at=slot.starts_at + dt.timedelta(days=1))
    for extra in ({}, {"confirm": "yes", "seen": "1"}):
        response = a_staff_client().post(move_url(slot), {"starts_at": starts_at, **extra})
        errors = response.context["form"].errors.as_data()
        assert list(errors) == ["starts_at"]
        assert len(errors["starts_at"]) == 1
        assert not response.context["is_ready"]
    assert Slot.objects.get(pk=slot.pk).version == 1
    if code.startswith("time"):
        assert errors["starts_at"][0].code == code


def test_a_slot_nobody_booked_says_so():
    slot, client = a_slot(), a_staff_client()
    response = client.get(cancel_url(slot))
    assert "Nobody has booked: no mail will be sent." in text_of(response)
    assert response.context["confirm_label"] == "Cancel the slot: nobody to tell"
    confirm(client, cancel_url(slot))
    slot.refresh_from_db()
    assert slot.status == Slot.Status.CANCELLED


@pytest.mark.parametrize("status", ["cancelled", "withdrawn"])
def test_a_slot_that_does_not_take_place_leads_back_to_itself(status: str):
    slot = a_slot(status=status)
    for url in (move_url(slot), cancel_url(slot)):
        response = a_staff_client().get(url, follow=True)
        assert response.redirect_chain[-1][0] == reverse("bookings_slots:edit", args=[slot.pk])
        assert "stays as it is" in messages_of(response)


def test_what_happened_in_the_meantime_is_said_on_top():
    slot, client = a_booked_slot(), a_staff_client()
    seen, texts = client.get(cancel_url(slot)).context["seal"], drafted(client, cancel_url(slot))
    Slot.objects.filter(pk=slot.pk).update(status="withdrawn")
    response = client.post(cancel_url(slot), {**texts, "seen": seen, "confirm": "yes"})
    assert response.context["form"].non_field_errors() == ["This slot does not take place any more."]
    assert "This slot does not take place any more." in text_of(response)
    assert not Email.objects.exists()


def test_an_unknown_slot_is_not_found():
    client = a_staff_client()
    for name in ("move", "cancel"):
        response = client.get(reverse(f"bookings_slots:{name}", args=[987654]), follow=True)
        assert response.status_code == 404


@pytest.mark.parametrize("role", [Role.EDITOR, Role.PUBLISHER, Role.TRANSLATOR])
def test_whoever_may_not_change_slots_sees_neither_page(role: Role):
    slot = a_booked_slot()
    client = a_staff_client(role)
    for url in (move_url(slot), cancel_url(slot)):
        for response in (
            client.get(url),
            client.post(url, {"confirm": "yes", "seen": "1", **FRIDAY_AT_THREE}),
        ):
            assert response.status_code == 302
            assert response.url == reverse("wagtailadmin_home")
    slot.refresh_from_db()
    assert (slot.status, slot.version) == (Slot.Status.OPEN, 1)


def test_the_page_costs_the_same_with_many_bookings_of_one_size(django_assert_max_num_queries):
    slot, client = a_slot(places=30), a_staff_client()
    for _number in range(12):
        a_booking(slot=slot)
    client.get(cancel_url(slot))
    with django_assert_max_num_queries(20):
        client.get(cancel_url(slot))
