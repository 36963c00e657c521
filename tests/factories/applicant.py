"""A company with a browser: goes through the steps of "take part" by the addresses it is led to."""

import re
from dataclasses import dataclass, field

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation
from post_office.models import Email

from tests.builders.applications import an_upload

COMPANY = {
    "company_name": "Officine Prova",
    "vat_number": "IT 01234567897",
    "sector": "mechanics",
    "founded": "1921",
    "website": "",
    "contact_name": "Ada Bianchi",
    "contact_role": "",
    "contact_email": "ada@officine.example",
    "contact_phone": "+39 011 1234567",
}
PLACE = {"municipality": "biella", "address": "Via del Maglio 12", "reach_it": "", "reach_en": ""}
WORDS = {
    "introduction_it": "Si fonde e si lima.",
    "see_it": "- La fonderia\n- La tornitura\n",
    "body_it": "Dal 1921.\n\nOggi in sessanta.",
    "introduction_en": "Casting and filing.",
    "see_en": "The foundry\nThe lathes",
    "body_en": "Since 1921.\n\nSixty people today.",
}
VISIT = {
    "days": ["2027-10-28", "2027-10-29"],
    "tour_language": "it",
    "start": "09:00",
    "end": "12:00",
    "second_start": "",
    "second_end": "",
    "duration_minutes": "60",
    "step_minutes": "",
    "capacity": "12",
    "min_age": "6",
}
SAFETY = {
    "safety_it": "Scarpe chiuse.",
    "access_it": "Due gradini di 15 cm.",
    "safety_en": "",
    "access_en": "",
    "photos_allowed": "on",
    "lent": ["helmet"],
}
PICTURE = {"alt_it": "Una pressa", "alt_en": "", "credit": "Ada Bianchi", "licence": "own"}
PROMISES = {"entitled": "on", "privacy": "on"}


def visits_data(*visits: dict) -> dict:
    """What the step of the visits sends."""
    data = {"visit-TOTAL_FORMS": len(visits), "visit-INITIAL_FORMS": 0}
    for number, visit in enumerate(visits):
        data |= {f"visit-{number}-{name}": value for name, value in visit.items()}
    return data


@dataclass
class Applicant:
    """Fills in the steps in one language."""

    language: str = "it"
    client: Client = field(default_factory=Client)

    def url(self, name: str, *args: object) -> str:
        with translation.override(self.language):
            return reverse(f"applications:{name}", args=args)

    def get(self, name: str, *args: object) -> HttpResponse:
        return self.client.get(self.url(name, *args))

    def post(self, name: str, data: dict | None = None, *args: object) -> HttpResponse:
        return self.client.post(self.url(name, *args), data or {})

    def names_the_company(self, **changes: object) -> HttpResponse:
        return self.post("company", {**COMPANY, **changes})

    def names_the_place(self, **changes: object) -> HttpResponse:
        return self.post("place", {**PLACE, **changes})

    def tells(self, **changes: object) -> HttpResponse:
        return self.post("words", {**WORDS, **changes})

    def offers(self, *visits: dict, **data: object) -> HttpResponse:
        return self.post("visits", {**visits_data(*(visits or (VISIT,))), **data})

    def says_the_rules(self, **changes: object) -> HttpResponse:
        return self.post("safety", {**SAFETY, **changes})

    def adds_a_picture(self, **changes: object) -> HttpResponse:
        return self.post("pictures", {**PICTURE, "file": an_upload(), **changes})

    def sends(self, **changes: object) -> HttpResponse:
        return self.post("summary", {**PROMISES, **changes})

    def fills_in(self) -> "Applicant":
        """All steps up to the summary."""
        steps = [self.names_the_company, self.names_the_place, self.tells, self.offers, self.says_the_rules]
        for step in steps:
            answer = step()
            assert answer.status_code == 302, (step, answer.content.decode()[:3000])
        return self

    def applies(self) -> HttpResponse:
        return self.fills_in().sends()

    def mailed_path(self) -> str:
        """The path of the link in the last mail to the applicant."""
        mail = Email.objects.filter(to__contains="ada@officine.example").latest("pk")
        return re.search(r"http://testserver(/\S+)", mail.message).group(1)
