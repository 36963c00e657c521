"""Five invented companies that want to take part, each at another point of the way."""

import datetime as dt

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from post_office.models import Email

from events.models import Edition
from factories.applications import services
from factories.applications.services.drafting import delete_picture
from factories.models import ApplicationWindow, PlantApplication
from factories.municipalities import find_municipality
from media.models import Licence

from .content_files import IMAGES, images, read
from .pictures import CREDIT

DOMAIN = "aziende.example"
"""Reserved by RFC 2606: no mail can ever reach anybody."""


def load_window(edition: Edition, now: dt.datetime) -> ApplicationWindow:
    """Applications are open since three months and close a month before the first day, at noon.

    On a machine where that day is over they close in two weeks: the form can always be tried.
    """
    closes = max(edition_noon(edition) - dt.timedelta(days=30), now + dt.timedelta(days=14))
    opens = now - dt.timedelta(days=90)
    return ApplicationWindow.objects.get_or_create(
        edition=edition, defaults={"opens_at": opens, "closes_at": closes}
    )[0]


def edition_noon(edition: Edition) -> dt.datetime:
    """Noon of the first day, UTC."""
    return dt.datetime.combine(edition.first_day, dt.time(12), tzinfo=dt.UTC)


def load_applications(edition: Edition, now: dt.datetime) -> int:
    """Create the applications through the services, without their mails; returns how many there are.

    A second run adds nothing. `now` is aware; the demo's users exist.
    """
    load_window(edition, now)
    if PlantApplication.objects.filter(edition=edition).exists():
        return PlantApplication.objects.filter(edition=edition).count()
    staff = get_user_model().objects.filter(username="redazione").first()
    before = set(Email.objects.values_list("pk", flat=True))
    for days_ago, entry in enumerate(read("applications")["application"], start=1):
        _load(entry, edition, staff, now - dt.timedelta(days=days_ago))
    # Nobody invented gets mail.
    Email.objects.exclude(pk__in=before).filter(to__contains=DOMAIN).delete()
    Email.objects.exclude(pk__in=before).filter(to__contains="@demo.example").delete()
    return PlantApplication.objects.filter(edition=edition).count()


def remove_applications(editions: QuerySet[Edition]) -> None:
    """Delete the applications of these editions with their pictures' files, and their windows."""
    for application in PlantApplication.objects.filter(edition__in=editions):
        for picture in application.pictures.all():
            delete_picture(picture)
        application.delete()
    ApplicationWindow.objects.filter(edition__in=editions).delete()


def _load(entry: dict, edition: Edition, staff: AbstractBaseUser | None, now: dt.datetime) -> None:
    application = services.begin(edition=edition, language=entry["language"], values=_company(entry), now=now)
    place = find_municipality(entry["municipality"], entry["province"])
    where = {
        "municipality": place.name,
        "province": place.province,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "address": entry["address"],
    }
    pk = application.pk
    services.save_step(application_id=pk, step="place", values=where, now=now)
    services.save_step(application_id=pk, step="words", values=_words(entry, "story"), now=now)
    if entry["state"] == "draft":
        return
    services.save_visits(application_id=pk, visits=[_visit(entry, edition)], now=now)
    rules = {"lent": entry["lent"], "step_free": entry["step_free"], **_words(entry, "rules")}
    services.save_step(application_id=pk, step="safety", values=rules, now=now)
    for picture in [image for image in images() if image["name"] in entry.get("pictures", [])]:
        _add_picture(pk, picture, now)
    services.send(application_id=pk, now=now)
    later = now + dt.timedelta(hours=3)
    if entry["state"] == "changes":
        services.ask_for_changes(application_id=pk, user=staff, reason=entry["reason"], now=later)
    elif entry["state"] == "refused":
        services.refuse(application_id=pk, user=staff, reason=entry["reason"], now=later)
    elif entry["state"] == "accepted":
        services.comment(application_id=pk, user=staff, text=entry["comment"], now=later)
        services.accept(application_id=pk, user=staff, now=later)


def _company(entry: dict) -> dict:
    return {
        "company_name": entry["name"],
        "vat_number": entry["vat_number"],
        "sector": entry["sector"],
        "founded": entry["founded"],
        "contact_name": entry["contact"],
        "contact_role": entry["role"],
        "contact_email": f"visite@{entry['mailbox']}.{DOMAIN}",
        "contact_phone": "+39 011 5550100",
    }


def _add_picture(application_id: int, image: dict, now: dt.datetime) -> None:
    services.add_picture(
        application_id=application_id,
        file=SimpleUploadedFile(image["file"], (IMAGES / image["file"]).read_bytes()),
        alt_texts={"it": image["alt_it"], "en": image["alt_en"]},
        credit=CREDIT,
        licence=Licence.OWN,
        now=now,
    )


def _words(entry: dict, part: str) -> dict:
    """The texts of a step by language, as the application keeps them."""
    return {"texts": {code: entry[code][part] for code in ("it", "en") if code in entry}}


def _visit(entry: dict, edition: Edition) -> dict:
    return {
        "tour_language": "it",
        "days": [day.isoformat() for day in edition.days[: entry["days"]]],
        "start": dt.time(9),
        "end": dt.time(12),
        "second_start": dt.time(14) if entry["afternoon"] else None,
        "second_end": dt.time(17) if entry["afternoon"] else None,
        "step_minutes": 60,
        "duration_minutes": 60,
        "capacity": entry["people"],
        "min_age": entry["min_age"],
    }
