"""The pages of "take part", in every state: part of the registry in pages.py."""

from django.http import HttpResponse

from factories.applications import services
from factories.models import PlantApplication
from tests.browser.walks import Walk
from tests.builders.applications import a_picture_in, a_window, an_application
from tests.builders.events import NOW
from tests.builders.staff import a_staff_member
from tests.factories.applicant import COMPANY, PICTURE, PLACE, SAFETY, VISIT, WORDS, visits_data


def open_window(walk: Walk, **changes: object) -> Walk:
    a_window(walk.world.edition, **changes)
    return walk


def info(walk: Walk) -> HttpResponse:
    return walk.get(walk.url("applications:start"))


def begun(walk: Walk, *, sent: bool = False) -> PlantApplication:
    """An application that this browser works on."""
    open_window(walk)
    application = an_application(walk.world.edition, sent=sent, language=walk.language)
    session = walk.client.session
    session["plant_application"] = application.pk
    session.save()
    return application


def step(walk: Walk, name: str, **data: object) -> HttpResponse:
    begun(walk)
    path = walk.url(f"applications:{name}")
    return walk.post(path, **data) if data else walk.get(path)


def first_step(walk: Walk, **data: object) -> HttpResponse:
    open_window(walk)
    path = walk.url("applications:company")
    return walk.post(path, **{**COMPANY, **data}) if data else walk.get(path)


def wrong_words(walk: Walk) -> HttpResponse:
    return step(walk, "words", **{**WORDS, "introduction_it": "", "see_en": "Only one"})


def wrong_place(walk: Walk) -> HttpResponse:
    return step(walk, "place", **{**PLACE, "municipality": "Torin", "address": ""})


def wrong_visits(walk: Walk) -> HttpResponse:
    second = {**VISIT, "end": "08:00", "capacity": "0", "days": []}
    return step(walk, "visits", **visits_data(VISIT, second))


def wrong_safety(walk: Walk) -> HttpResponse:
    return step(walk, "safety", **{**SAFETY, "access_it": ""})


def pictures(walk: Walk, **data: object) -> HttpResponse:
    a_picture_in(begun(walk))
    path = walk.url("applications:pictures")
    return walk.post(path, **{**PICTURE, **data}) if data else walk.get(path)


def again(walk: Walk) -> HttpResponse:
    """A colleague has applied for the same company."""
    application = begun(walk)
    an_application(walk.world.edition, contact_email="ugo@officine.example")
    assert application.pk
    return walk.get(walk.url("applications:place"))


def incomplete(walk: Walk) -> HttpResponse:
    application = begun(walk)
    PlantApplication.objects.filter(pk=application.pk).update(steps_done=["company"])
    return walk.get(walk.url("applications:summary"))


def state(walk: Walk, became: str) -> HttpResponse:
    application = begun(walk, sent=became != "draft")
    staff = a_staff_member()
    if became == "changes":
        services.ask_for_changes(application_id=application.pk, user=staff, reason="Quanti gradini?", now=NOW)
    elif became == "refused":
        services.refuse(application_id=application.pk, user=staff, reason="Fuori regione.", now=NOW)
    elif became == "accepted":
        services.accept(application_id=application.pk, user=staff, now=NOW)
    return walk.get(walk.url("applications:state"))


def by_link(walk: Walk) -> HttpResponse:
    token = services.issue_link(application=begun(walk), now=NOW)
    return walk.get(walk.url("applications:open-link", token))


def no_link(walk: Walk) -> HttpResponse:
    return walk.get(walk.url("applications:open-link", "nobody"))


def resume(walk: Walk, **data: object) -> HttpResponse:
    path = walk.url("applications:resume")
    return walk.post(path, **data) if data else walk.get(path)
