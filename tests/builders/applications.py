"""Makes application windows and applications for tests, through the services like any company's."""

import datetime as dt
import itertools

from django.core.files.uploadedfile import SimpleUploadedFile

from events.models import Edition
from factories.applications import services
from factories.models import ApplicationWindow, PlantApplication
from tests.builders.events import NOW, an_edition
from tests.builders.pages import image_bytes

_numbers = itertools.count(1)

COMPANY = {
    "company_name": "Officine Prova",
    "vat_number": "01234567897",
    "sector": "mechanics",
    "founded": 1921,
    "website": "https://example.org/",
    "contact_name": "Ada Bianchi",
    "contact_role": "Direttrice",
    "contact_email": "ada@officine.example",
    "contact_phone": "+39 011 1234567",
}
PLACE = {
    "municipality": "Biella",
    "province": "BI",
    "latitude": 45.5661,
    "longitude": 8.0533,
    "address": "Via del Maglio 12",
    "texts": {"it": {"reach": "Autobus 4."}, "en": {"reach": "Bus 4."}},
}
STORY = {
    "texts": {
        "it": {
            "introduction": "Si fonde e si lima.",
            "see": ["La fonderia", "La tornitura"],
            "body": ["Dal 1921.", "Oggi in sessanta."],
        },
        "en": {
            "introduction": "Casting and filing.",
            "see": ["The foundry", "The lathes"],
            "body": ["Since 1921.", "Sixty people today."],
        },
    }
}
ONLY_ITALIAN = {"texts": {"it": STORY["texts"]["it"], "en": {"introduction": "", "see": [], "body": []}}}
VISIT = {
    "tour_language": "it",
    "days": ["2027-10-28", "2027-10-29"],
    "start": dt.time(9),
    "end": dt.time(12),
    "second_start": None,
    "second_end": None,
    "step_minutes": 60,
    "duration_minutes": 60,
    "capacity": 12,
    "min_age": 6,
}
SAFETY = {
    "step_free": False,
    "photos_allowed": True,
    "identity_required": True,
    "lent": ["helmet"],
    "texts": {
        "it": {"safety": "Scarpe chiuse.", "access": "Due gradini di 15 cm."},
        "en": {"safety": "Closed shoes.", "access": "Two steps of 15 cm."},
    },
}


def a_window(edition: Edition | None = None, **changes: object) -> ApplicationWindow:
    """Applications are open at NOW, for another month."""
    values = {"opens_at": NOW - dt.timedelta(days=30), "closes_at": NOW + dt.timedelta(days=30), **changes}
    return ApplicationWindow.objects.create(edition=edition or an_edition(), **values)


def an_application(
    edition: Edition | None = None,
    *,
    sent: bool = True,
    story: dict = STORY,
    pictures: int = 0,
    language: str = "it",
    now: dt.datetime = NOW,
    **company: object,
) -> PlantApplication:
    """An application with every step filled in, and sent."""
    if edition is None:
        edition = (ApplicationWindow.objects.first() or a_window()).edition
    values = {**COMPANY, **company}
    application = services.begin(edition=edition, language=language, values=values, now=now)
    pk = application.pk
    services.save_step(application_id=pk, step="place", values=PLACE, now=now)
    services.save_step(application_id=pk, step="words", values=story, now=now)
    services.save_visits(application_id=pk, visits=[VISIT], now=now)
    services.save_step(application_id=pk, step="safety", values=SAFETY, now=now)
    for _ in range(pictures):
        a_picture_in(application, now)
    if sent:
        services.send(application_id=pk, now=now)
    return PlantApplication.objects.get(pk=pk)


def a_picture_in(application: PlantApplication, now: dt.datetime = NOW):
    """One more picture of an application."""
    return services.add_picture(
        application_id=application.pk,
        file=an_upload(),
        alt_texts={"it": "Una pressa al lavoro", "en": "A press at work"},
        credit="Ada Bianchi",
        licence="own",
        now=now,
    )


def an_upload(content: bytes | None = None, name: str | None = None) -> SimpleUploadedFile:
    """A file as a browser sends it; a small JPEG unless told otherwise."""
    return SimpleUploadedFile(
        name or f"foto-{next(_numbers)}.jpg", content or image_bytes(), content_type="image/jpeg"
    )
