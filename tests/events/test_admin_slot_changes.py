"""Staff move or cancel a slot: they see who is touched and what those will read before they confirm."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email
from wagtail.models import ModelLogEntry

from events.models import Booking, Programme, Slot
from events.roles import Role
from events.services import Contact, cancel_booking, join_waiting_list
from tests.builders.events import (
    NOW,
    a_booking,
    a_caller,
    a_contact,
    a_party,
    a_programme,
    a_slot,
    a_visit,
)
from tests.builders.staff import a_staff_client, messages_of

pytestmark = pytest.mark.django_db

FRIDAY_AT_THREE = {"starts_at": "2027-10-29 15:00"}


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def move_url(slot: Slot) -> str:
    return reverse("bookings_slots:move", args=[slot.pk])


def cancel_url(slot: Slot) -> str:
    return reverse("bookings_slots:cancel", args=[slot.pk])


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def drafted(client: Client, url: str) -> dict[str, str]:
    """The texts that stand in the form when the page is opened, and a reason where one is asked for."""
    form = client.get(url).context["form"]
    texts = {name: str(field.initial) for name, field in form.fields.items() if name.startswith("text_")}
    return {**texts, "reason": "plant"} if "reason" in form.fields else texts


def confirm(client: Client, url: str, **data: object):
    """Look at the mails, then press the button, as a person does."""
    data = drafted(client, url) | data
    seen = client.post(url, data).context["seal"]
    return client.post(url, {**data, "seen": seen, "confirm": "yes"}, follow=True)


def a_booked_slot() -> Slot:
    """Ten places, five taken: three by an Italian, two by an English party."""
    slot = a_slot(places=10, visit=a_visit(a_programme("Officine <b>Prova</b>")))
    a_booking(slot=slot, adults=3, contact=a_contact("grazia@example.org", "Grazia Deledda"))
    a_booking(
        slot=slot, adults=2, language="en", contact=a_contact("mary@example.org", "Mary <i>Shelley</i>")
    )
    Email.objects.all().delete()
    return slot


def wait_for(slot: Slot, email: str, adults: int = 1) -> None:
    join_waiting_list(
        programme=Programme.objects.get(pk=slot.programme_id),
        slot=Slot.objects.with_rules().get(pk=slot.pk),
        party=a_party(adults),
        contact=Contact("Wanda", email, ""),
        language="it",
        edition_id=slot.visit.edition_id,
        now=NOW,
    )


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


def test_who_books_meanwhile_is_shown_before_anything_is_done():
    slot, client = a_booked_slot(), a_staff_client()
    data = drafted(client, cancel_url(slot))
    seen = client.post(cancel_url(slot), data).context["seal"]
    a_booking(slot)
    response = client.post(cancel_url(slot), {**data, "seen": seen, "confirm": "yes"})
    assert "Nothing is done yet" in messages_of(response)
    assert len(response.context["rows"]) == 3
    assert Slot.objects.get(pk=slot.pk).status == "open"


def test_only_the_languages_of_the_bookings_get_a_draft():
    slot = a_slot()
    a_booking(slot=slot, language="en")
    response = a_staff_client().get(cancel_url(slot))
    assert [draft.code for draft in response.context["drafts"]] == ["en"]


def test_moving_tells_everybody_with_the_note_of_their_language():
    slot = a_booked_slot()
    response = confirm(a_staff_client(), move_url(slot), **FRIDAY_AT_THREE, text_en="See you on Friday.")
    slot.refresh_from_db()
    assert slot.starts_at == dt.datetime(2027, 10, 29, 13, tzinfo=dt.UTC)
    assert slot.ends_at - slot.starts_at == dt.timedelta(hours=1)
    assert (slot.version, slot.taken) == (2, 5)
    mails = {mail.to[0]: mail.message for mail in Email.objects.all()}
    assert set(mails) == {"grazia@example.org", "mary@example.org"}
    assert "See you on Friday." in mails["mary@example.org"]
    assert "See you on Friday." not in mails["grazia@example.org"]
    told = messages_of(response)
    assert "moved to Friday 29 October 2027, 15:00" in told
    assert "5 people in 2 bookings" in told
    assert ModelLogEntry.objects.filter(action="events.slot_move", object_id=str(slot.pk)).exists()


@pytest.mark.parametrize(
    ("starts_at", "code"),
    [
        ("2027-09-01 15:00", "time_in_past"),
        ("2027-10-29 10:00", "time_taken"),
        ("2027-10-31 02:30", "invalid"),
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


def test_nothing_is_moved_before_its_mails_were_seen():
    slot, client = a_booked_slot(), a_staff_client()
    texts = drafted(client, move_url(slot))
    client.post(move_url(slot), {**FRIDAY_AT_THREE, **texts})
    response = client.post(move_url(slot), {**FRIDAY_AT_THREE, **texts, "confirm": "yes"})
    assert response.context["is_ready"]
    seen = response.context["seal"]
    client.post(move_url(slot), {"starts_at": "2027-10-29 16:00", **texts, "seen": seen, "confirm": "yes"})
    slot.refresh_from_db()
    assert slot.version == 1
    assert not Email.objects.exists()


def test_two_clicks_on_the_button_move_and_tell_once():
    slot, client = a_booked_slot(), a_staff_client()
    data = {**FRIDAY_AT_THREE, **drafted(client, move_url(slot))}
    seen = client.post(move_url(slot), data).context["seal"]
    for _click in range(2):
        client.post(move_url(slot), {**data, "seen": seen, "confirm": "yes"})
    slot.refresh_from_db()
    assert slot.version == 2
    assert Email.objects.count() == 2


def test_cancelling_tells_everybody_with_slots_that_fit_them():
    slot = a_booked_slot()
    later = [
        a_slot(places=3, visit=slot.visit, starts_at=slot.starts_at + dt.timedelta(hours=h)) for h in (1, 2)
    ]
    a_booking(slot=later[0], adults=1)
    client = a_staff_client()
    response = client.get(cancel_url(slot))
    rows = {row["booking"].places: row["instead"] for row in response.context["rows"]}
    assert rows == {
        3: ["Thursday 28 October 2027, 12:00"],
        2: ["Thursday 28 October 2027, 11:00", "Thursday 28 October 2027, 12:00"],
    }
    Email.objects.all().delete()
    response = confirm(client, cancel_url(slot), text_it="Sciopero dei treni.")
    slot.refresh_from_db()
    assert (slot.status, slot.taken) == (Slot.Status.CANCELLED, 0)
    assert set(slot.bookings.values_list("status", flat=True)) == {"cancelled"}
    mails = {mail.to[0]: mail.message for mail in Email.objects.all()}
    assert "Sciopero dei treni." in mails["grazia@example.org"]
    assert reverse("events:people", args=[later[1].pk]) in mails["grazia@example.org"]
    assert reverse("events:people", args=[later[0].pk]) not in mails["grazia@example.org"]
    assert "The slot is cancelled. Told by mail: 5 people in 2 bookings." in messages_of(response)
    assert ModelLogEntry.objects.filter(action="events.slot_cancel", object_id=str(slot.pk)).exists()


def test_waiting_parties_are_told_too_and_their_mail_is_shown_before():
    slot = a_slot(places=1)
    a_booking(slot=slot, language="en")
    for email in ("wanda@example.org", "walter@example.org"):
        wait_for(slot, email)
    Email.objects.all().delete()
    client = a_staff_client()
    texts = drafted(client, cancel_url(slot))
    response = client.post(cancel_url(slot), {**texts, "text_it": "La pressa è ferma."})
    assert "2 parties wait for this slot: they leave the waiting list and are told." in text_of(response)
    english, italian = response.context["drafts"]
    assert (english.code, english.bookings, english.waiting) == ("en", 1, 0)
    assert (italian.code, italian.bookings, italian.waiting) == ("it", 0, 2)
    assert "La pressa è ferma." in italian.mail.text
    assert "Wanda" not in italian.mail.text
    assert "2 waiting parties" in text_of(response)
    assert not Email.objects.exists()
    response = confirm(client, cancel_url(slot), text_it="La pressa è ferma.")
    told = messages_of(response)
    assert "Told by mail: 1 person in 1 booking. 2 waiting parties were told by mail." in told
    assert Email.objects.count() == 3


def test_a_slot_that_is_only_waited_for_does_not_promise_silence():
    slot = a_slot(places=1)
    booking = a_booking(slot=slot)
    wait_for(slot, "wanda@example.org")
    Booking.objects.filter(pk=booking.pk).update(status="cancelled")
    Slot.objects.filter(pk=slot.pk).update(taken=0)
    client = a_staff_client()
    html = text_of(client.get(cancel_url(slot)))
    assert "no mail" not in html
    assert "1 party waits for this slot: it leaves the waiting list and is told." in html
    told = messages_of(confirm(client, cancel_url(slot)))
    assert "The slot is cancelled. 1 waiting party was told by mail." in told


@pytest.mark.parametrize("page", [move_url, cancel_url])
def test_who_has_no_address_is_counted_as_to_call_and_not_as_mailed(page: Callable[[Slot], str]):
    slot, client = a_booked_slot(), a_staff_client()
    caller = a_booking(slot=slot, adults=2, language="en", contact=a_caller())
    to_call = "To call, without an e-mail address: 2 people in 1 booking."
    html = text_of(client.get(page(slot)))
    assert f"To be told by mail: 5 people in 2 bookings. {to_call}" in html
    assert "confirmed, to call" in html
    assert "2 mails, 1 to call" in client.get(page(slot)).context["confirm_label"]
    response = confirm(client, page(slot), **(FRIDAY_AT_THREE if page is move_url else {}))
    assert f"Told by mail: 5 people in 2 bookings. {to_call}" in messages_of(response)
    assert Email.objects.count() == 2
    caller.refresh_from_db()
    assert caller.is_to_call


def test_where_everybody_has_to_be_called_no_mail_is_promised():
    slot, client = a_slot(), a_staff_client()
    a_booking(slot=slot, contact=a_caller())
    response = client.get(cancel_url(slot))
    assert "To call, without an e-mail address: 1 person in 1 booking." in text_of(response)
    assert "by mail" not in response.context["to_tell"]
    assert response.context["drafts"] == []
    assert response.context["confirm_label"] == "Cancel the slot: 1 to call"
    assert "Show what would happen" in text_of(response)
    told = messages_of(confirm(client, cancel_url(slot)))
    assert "The slot is cancelled. To call, without an e-mail address: 1 person in 1 booking." in told
    assert not Email.objects.exists()


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
