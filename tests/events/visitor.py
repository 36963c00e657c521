"""A visitor with a browser: goes through the steps of a booking by the addresses they are led to."""

import re
from dataclasses import dataclass, field

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation

from events.models import Slot

CONTACT = {"contact_name": "Ada Bianchi", "email": "ada@example.org", "phone": ""}


@dataclass
class Visitor:
    """Counts the requests they need."""

    language: str = "it"
    client: Client = field(default_factory=Client)
    requests: int = 0

    def url(self, name: str, *args: object) -> str:
        with translation.override(self.language):
            return reverse(f"events:{name}", args=args)

    def get(self, url: str) -> HttpResponse:
        self.requests += 1
        return self.client.get(url)

    def post(self, url: str, data: dict | None = None) -> HttpResponse:
        self.requests += 1
        return self.client.post(url, data or {})

    def goes_to_people(self, slot: Slot) -> HttpResponse:
        return self.get(self.url("people", slot.pk))

    def says_who_comes(self, slot: Slot, **people: object) -> HttpResponse:
        return self.post(self.url("people", slot.pk), {"adults": "1", **people})

    def leaves_contacts(self, slot: Slot, **contact: object) -> HttpResponse:
        return self.post(self.url("contacts", slot.pk), {**CONTACT, **contact})

    def sees_summary(self, slot: Slot) -> HttpResponse:
        return self.get(self.url("summary", slot.pk))

    def intent_on(self, page: HttpResponse) -> str:
        return re.search(r'name="intent" value="([^"]+)"', page.content.decode()).group(1)

    def sends(self, slot: Slot, intent: str) -> HttpResponse:
        return self.post(self.url("summary", slot.pk), {"intent": intent})

    def books(self, slot: Slot, people: dict | None = None, contact: dict | None = None) -> HttpResponse:
        """All steps, as a browser takes them; returns the answer to the last POST."""
        self.goes_to_people(slot)
        self.says_who_comes(slot, **(people or {}))
        self.get(self.url("contacts", slot.pk))
        self.leaves_contacts(slot, **(contact or {}))
        return self.sends(slot, self.intent_on(self.sees_summary(slot)))
