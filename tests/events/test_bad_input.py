"""Whatever is typed or posted: a sentence at the field, nothing lost, never an error page of ours."""

import html
import uuid

import pytest
from django.test import Client

from events import tokens
from events.models import Booking
from tests.builders.events import a_booking, a_slot, a_visit
from tests.events.visitor import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_days")]

NASTY = [
    "<script>alert(1)</script>",
    "{{7*7}}",
    "a" * 10_000,
    "Ada\r\nBcc: all@example.org",
    "Ada\x00Bianchi",
    "😀😀😀",
    "' OR 1=1 --",
    "%00",
]


@pytest.mark.parametrize(
    "adults",
    ["0", "-1", "7", "99", "100", "2147483648", "10" * 30, "٣", "2.0", "1e1", "", " ", "x", "½", "\x00"],
)
def test_a_wrong_number_of_adults_gets_a_sentence_at_the_field(adults: str):
    slot, visitor = a_slot(places=20), Visitor()
    answer = visitor.says_who_comes(slot, adults=adults)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert form.errors["adults"]
    text = html.unescape(answer.content.decode())
    assert form.errors["adults"][0] in text
    assert 'aria-invalid="true"' in text


@pytest.mark.parametrize("count", ["-1", "7", "x", "2147483648", "٣"])
def test_a_wrong_number_of_children_gets_a_sentence_at_the_field(count: str):
    answer = Visitor().says_who_comes(a_slot(), minors_6_10=count)
    assert answer.status_code == 422
    assert answer.context["form"].errors


def test_what_was_typed_is_shown_again_beside_the_error():
    answer = Visitor().says_who_comes(a_slot(), adults="77", minors_6_10="2")
    assert 'value="77"' in answer.content.decode()


def test_a_child_too_young_for_the_visit_is_not_even_asked_for_nor_accepted():
    slot, visitor = a_slot(visit=a_visit(min_age=14)), Visitor()
    assert b"minors_6_10" not in visitor.goes_to_people(slot).content
    assert visitor.says_who_comes(slot, minors_6_10="3")["Location"] == visitor.url("contacts", slot.pk)
    assert visitor.client.session["booking_drafts"][str(slot.pk)]["people"].get("minors_6_10") is None


def test_a_field_sent_twice_counts_once():
    slot, visitor = a_slot(), Visitor()
    answer = visitor.client.post(
        visitor.url("people", slot.pk),
        "adults=1&adults=2",
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 302
    assert visitor.client.session["booking_drafts"][str(slot.pk)]["people"]["adults"] == 2


def test_an_unknown_access_need_is_refused():
    answer = Visitor().says_who_comes(a_slot(), access_needs="diagnosis")
    assert answer.context["form"].errors["access_needs"]


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ada",
        "a@b",
        "a@b.it,c@d.it",
        "a@b.it\r\nBcc: x@y.it",
        "a b@c.it",
        "a@b.it\x00",
        "a" * 300 + "@b.it",
    ],
)
def test_a_wrong_address_gets_a_sentence_and_keeps_the_rest(email: str):
    slot, visitor = a_slot(), Visitor()
    visitor.says_who_comes(slot)
    answer = visitor.leaves_contacts(slot, email=email, contact_name="Ada Lovelace")
    assert answer.status_code == 422
    assert answer.context["form"].errors["email"]
    assert b"Ada Lovelace" in answer.content


def test_a_name_cannot_turn_the_lines_of_a_list_around():
    slot, visitor = a_slot(), Visitor()
    visitor.says_who_comes(slot)
    assert visitor.leaves_contacts(slot, contact_name="\u202e\u2066").status_code == 422
    visitor.books(slot, contact={"contact_name": "\u202eمريم Bianchi"})
    assert Booking.objects.get().contact_name == "مريم Bianchi"


@pytest.mark.parametrize("name", NASTY)
def test_a_nasty_name_is_refused_or_kept_as_harmless_words(name: str):
    slot, visitor = a_slot(), Visitor()
    visitor.says_who_comes(slot)
    answer = visitor.leaves_contacts(slot, contact_name=name)
    assert answer.status_code in (302, 422)
    if answer.status_code == 422:
        assert answer.context["form"].errors["contact_name"]
        return
    answer = visitor.sends(slot, visitor.intent_on(visitor.sees_summary(slot)))
    mail = Booking.objects.get().notices.get().email
    assert "<script>" not in mail.html_message
    assert "\n" not in mail.subject
    assert mail.to == ["ada@example.org"]
    assert b"<script>alert" not in visitor.get(answer["Location"]).content


@pytest.mark.parametrize("phone", ["abc", "1", "+39<script>", "0" * 31, "+39 011 \x00"])
def test_a_wrong_telephone_gets_a_sentence(phone: str):
    slot, visitor = a_slot(), Visitor()
    visitor.says_who_comes(slot)
    assert visitor.leaves_contacts(slot, phone=phone).context["form"].errors["phone"]


def test_each_missing_name_is_pointed_at():
    slot, visitor = a_slot(visit=a_visit(names_required=True)), Visitor()
    visitor.says_who_comes(slot, adults="2")
    answer = visitor.leaves_contacts(slot, name_1="Ada Bianchi", name_2="  ")
    assert list(answer.context["form"].errors) == ["name_2"]


def test_more_people_chosen_after_the_names_were_written_asks_for_the_missing_ones():
    slot, visitor = a_slot(visit=a_visit(names_required=True)), Visitor()
    visitor.says_who_comes(slot, adults="1")
    visitor.leaves_contacts(slot, name_1="Ada Bianchi")
    visitor.says_who_comes(slot, adults="2")
    answer = visitor.sends(slot, visitor.intent_on(visitor.sees_summary(slot)))
    assert answer.status_code == 409
    assert not Booking.objects.filter(status="confirmed").exists()


@pytest.mark.parametrize(
    "intent", ["", "x", "c34af746-e732-4803-a20b-9c3dd2393e33", "a" * 5_000, "\x00", "𝕏:1:zz"]
)
def test_a_made_up_intent_books_nothing_and_shows_the_summary_again(intent: str):
    slot, visitor = a_slot(), Visitor()
    visitor.says_who_comes(slot)
    visitor.leaves_contacts(slot)
    answer = visitor.sends(slot, intent)
    assert answer.status_code == 422
    assert b"ada@example.org" in answer.content
    assert not Booking.objects.filter(status="confirmed").exists()


def test_the_intent_of_another_slot_is_not_accepted():
    slot, other, visitor = a_slot(), a_slot(), Visitor()
    visitor.says_who_comes(slot)
    visitor.leaves_contacts(slot)
    assert visitor.sends(slot, tokens.sign_intent(str(uuid.uuid4()), other.pk)).status_code == 422


@pytest.mark.parametrize("status", ["closed", "cancelled"])
def test_a_slot_out_of_sale_says_so_at_every_step(status: str):
    slot, visitor = a_slot(status=status), Visitor()
    assert visitor.goes_to_people(slot).status_code == 409
    assert visitor.says_who_comes(slot).status_code == 409


@pytest.mark.parametrize("path", ["999999", "0", "9" * 25])
def test_a_slot_that_does_not_exist_is_not_found(path: str):
    for step in ("people", "contacts", "summary"):
        url = Visitor().url(step, 1).replace("/1/", f"/{path}/")
        assert Client().get(url).status_code == 404
        assert Client().post(url, {"adults": "1"}).status_code == 404


def test_a_withdrawn_slot_is_not_found():
    assert Visitor().goes_to_people(a_slot(status="withdrawn")).status_code == 404


def test_a_form_without_its_csrf_token_is_refused_in_words():
    slot = a_slot()
    client = Client(enforce_csrf_checks=True)
    answer = client.post(Visitor().url("people", slot.pk), {"adults": "1"})
    assert answer.status_code == 403
    assert b"<h1" in answer.content


def test_a_body_of_many_megabytes_is_refused_without_an_error_page():
    slot = a_slot()
    answer = Client().post(Visitor().url("people", slot.pk), {"adults": "1", "x": "y" * 12_000_000})
    assert answer.status_code in (302, 400, 413)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(method: str):
    slot = a_slot()
    assert getattr(Client(), method)(Visitor().url("people", slot.pk)).status_code == 405


@pytest.mark.parametrize("button", ["extend", "give-up"])
def test_the_address_of_a_button_leads_back_and_changes_nothing(button: str):
    """The language switch of a page that answered a button leads there."""
    slot, visitor = a_slot(), Visitor()
    visitor.says_who_comes(slot)
    before = list(Booking.objects.values())
    answer = visitor.get(visitor.url(button, slot.pk))
    assert answer["Location"] == visitor.url("people", slot.pk)
    assert list(Booking.objects.values()) == before


@pytest.mark.parametrize("code", ["ZZZZZZZZ", "x" * 500, "a%00b", "..%2f", "😀"])
def test_a_made_up_code_opens_nothing(code: str):
    a_booking()
    visitor = Visitor()
    for name in ("booking", "receipt", "cancel"):
        url = visitor.url(name, "CODECODE").replace("CODECODE", code)
        assert visitor.client.get(url).status_code == 404
