"""Staff on the pages that move or cancel a slot: shared by their tests."""

from django.test import Client
from django.urls import reverse
from post_office.models import Email

from events.models import Programme, Slot
from events.services import Contact, join_waiting_list
from tests.builders.events import (
    NOW,
    a_booking,
    a_contact,
    a_party,
    a_programme,
    a_slot,
    a_visit,
)

FRIDAY_AT_THREE = {"starts_at": "2027-10-29 15:00"}


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
