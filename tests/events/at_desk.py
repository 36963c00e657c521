"""Staff at the desk, changing one booking: shared by the tests of the booking's pages in the admin."""

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation
from post_office.models import Email

from events.models import Booking

PAGES = ("party", "move", "correct", "link", "cancel")


def page_url(page: str, booking: Booking) -> str:
    return reverse(f"bookings_bookings:{page}", args=[booking.pk])


def text_of(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def inspected(client: Client, booking: Booking) -> str:
    return text_of(client.get(page_url("inspect", booking)))


def confirm(client: Client, page: str, booking: Booking, **data: object) -> HttpResponse:
    """Open the page, then press its button, as a person does."""
    seal = client.get(page_url(page, booking)).context["seal"]
    return client.post(page_url(page, booking), {"seen": seal, **data}, follow=True)


def errors_of(response: HttpResponse) -> dict[str, list[str]]:
    with translation.override("en"):
        return {name: list(map(str, errors)) for name, errors in response.context["form"].errors.items()}


def a_row(booking: Booking) -> dict:
    return Booking.objects.filter(pk=booking.pk).values().get()


def last_mail() -> Email:
    return Email.objects.latest("pk")
