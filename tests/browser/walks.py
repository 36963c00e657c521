"""How a visitor gets to each public page: the steps before it, with the world and the clock it needs."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

import time_machine
from django.http import HttpResponse
from django.template.loader import get_template
from django.test import Client, override_settings
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import Translation, TranslationSource

from events import drafts, services
from events.models import Edition, Slot
from tests.browser import world as w
from tests.browser.world import ADA, World
from tests.builders.events import NOW, a_booking, a_contact
from tests.builders.translations import translate
from tests.builders.videos import a_video

CONTACT = {"contact_name": "Ada Bianchi", "email": ADA, "phone": ""}
NAMES = {"name_1": "Ada Bianchi", "name_2": "Bruno Costa"}
OPENS = dt.timedelta(days=2)


@dataclass
class Walk:
    """A visitor in one language, on their way to one page."""

    world: World
    language: str
    client: Client
    clock: time_machine.Traveller
    path: str = ""

    def url(self, name: str, *args: object) -> str:
        return reverse(name if ":" in name or name == "kept-tickets" else f"events:{name}", args=args)

    def get(self, path: str) -> HttpResponse:
        self.path = path
        return self.client.get(path)

    def post(self, path: str, **data: object) -> HttpResponse:
        self.path = path
        return self.client.post(path, data)

    def page(self, name: str, query: str = "") -> HttpResponse:
        return self.get(self.world.page(name, self.language).get_url() + query)

    def as_ada(self) -> "Walk":
        """The browser has been recognised by a mailed link."""
        session = self.client.session
        drafts.recognise_person(session, ADA)
        session.save()
        return self


def people(walk: Walk, slot: Slot | None = None, **data: object) -> HttpResponse:
    path = walk.url("people", (slot or walk.world.free).pk)
    return walk.post(path, **data) if data else walk.get(path)


def contacts(walk: Walk, **data: object) -> HttpResponse:
    people(walk, adults="2")
    path = walk.url("contacts", walk.world.free.pk)
    return walk.post(path, **data) if data else walk.get(path)


def contacts_too_late(walk: Walk) -> HttpResponse:
    contacts(walk)
    walk.clock.shift(dt.timedelta(minutes=30))
    services.expire_holds(now=NOW + dt.timedelta(minutes=30))
    return walk.get(walk.path)


def summary(walk: Walk, **data: object) -> HttpResponse:
    contacts(walk, **CONTACT, **NAMES)
    path = walk.url("summary", walk.world.free.pk)
    return walk.post(path, **data) if data else walk.get(path)


def receipt(walk: Walk) -> HttpResponse:
    intent = re.search(r'name="intent" value="([^"]+)"', summary(walk).content.decode()).group(1)
    return walk.get(walk.post(walk.path, intent=intent)["Location"])


def too_many_holds(walk: Walk) -> HttpResponse:
    slots = Slot.objects.filter(status="open", taken=0).order_by("pk")
    answers = (people(walk, slot, adults="1") for slot in slots)
    return next(answer for answer in answers if answer.status_code == 409)


def places_all_held(walk: Walk) -> HttpResponse:
    w.hold_all(walk.world.free)
    return people(walk)


def sent_too_often(walk: Walk, form: str, path: str, **data: str) -> HttpResponse:
    limits = {form: {"session": "0/10m", "network": "0/10m"}}
    with override_settings(RATELIMIT_ENABLE=True, FORM_LIMITS=limits):
        return walk.post(path, **data)


# One booking -------------------------------------------------------------------------


def mine(walk: Walk, page: str, **data: object) -> HttpResponse:
    """A page about a booking of two people at the plant."""
    path = walk.as_ada().url(page, w.adas_booking(walk.world.free).code)
    return walk.post(path, **data) if data else walk.get(path)


def cancelled(walk: Walk) -> HttpResponse:
    answer = mine(walk, "cancel", sure="1")
    return walk.get(answer["Location"])


def changes_closed(walk: Walk, page: str) -> HttpResponse:
    booking = w.adas_booking(walk.world.free)
    walk.clock.move_to(walk.world.free.starts_at - dt.timedelta(minutes=30), tick=False)
    return walk.get(walk.as_ada().url(page, booking.code))


def visit_started(walk: Walk) -> HttpResponse:
    booking = w.adas_booking(walk.world.free)
    walk.clock.move_to(walk.world.free.starts_at + dt.timedelta(minutes=5), tick=False)
    return walk.get(walk.as_ada().url("cancel", booking.code))


def planner(walk: Walk) -> HttpResponse:
    """Two visits with too little time between them, one moved, given back, waited for."""
    w.ada_waits(walk.world.full)
    moved = Slot.objects.filter(visit__tour_language="en").earliest("pk")
    for slot in (walk.world.free, walk.world.elsewhere, moved, walk.world.later):
        given_back = w.adas_booking(slot)
    services.cancel_booking(booking_id=given_back.pk, now=NOW)
    Slot.objects.filter(pk=moved.pk).update(
        starts_at=walk.world.elsewhere.starts_at, ends_at=walk.world.elsewhere.ends_at
    )
    return walk.as_ada().get(walk.url("my-bookings"))


def forgotten(walk: Walk) -> HttpResponse:
    answer = walk.as_ada().post(walk.url("forget-browser"))
    return walk.get(answer["Location"])


def by_link(walk: Walk, page: str, **data: object) -> HttpResponse:
    path = walk.url(page, w.a_mailed_link(w.adas_booking(walk.world.free)))
    return walk.post(path, **data) if data else walk.get(path)


def survey(walk: Walk, **data: object) -> HttpResponse:
    booking = w.adas_booking(walk.world.free)
    walk.clock.move_to(booking.slot.ends_at + dt.timedelta(days=1), tick=False)
    path = walk.url("survey", w.a_mailed_link(booking))
    return walk.post(path, **data) if data else walk.get(path)


# The waiting list --------------------------------------------------------------------


def waiting(walk: Walk, page: str) -> HttpResponse:
    return walk.get(walk.as_ada().url(page, w.ada_waits(walk.world.full).pk))


def no_longer_waiting(walk: Walk) -> HttpResponse:
    entry = w.ada_waits(walk.world.full)
    services.leave_waiting_list(entry_id=entry.pk, now=NOW)
    return walk.get(walk.as_ada().url("waiting", entry.pk))


def wait(walk: Walk, slot: Slot, **data: object) -> HttpResponse:
    path = walk.url("wait", slot.pk)
    return walk.post(path, **data) if data else walk.get(path)


def wait_for_nothing(walk: Walk) -> HttpResponse:
    return walk.get(walk.url("wait-any", walk.world.page("Forno", "it").translation_key))


def offer(walk: Walk, page: str = "offer", **data: object) -> HttpResponse:
    path = walk.as_ada().url(page, w.an_offer_for_ada(walk.world.full).code)
    return walk.post(path, **data) if data else walk.get(path)


def offer_over(walk: Walk) -> HttpResponse:
    places = w.an_offer_for_ada(walk.world.full)
    walk.clock.move_to(places.held_until + dt.timedelta(minutes=1), tick=False)
    return walk.get(walk.as_ada().url("offer", places.code))


def waiting_with_an_offer(walk: Walk) -> HttpResponse:
    places = w.an_offer_for_ada(walk.world.full)
    return walk.get(walk.as_ada().url("waiting", places.wait_entry_id))


# Reading -----------------------------------------------------------------------------


def at(moment: Callable[[World], dt.datetime], page: str) -> Callable[[Walk], HttpResponse]:
    """A page at another time."""

    def arrive(walk: Walk) -> HttpResponse:
        walk.clock.move_to(moment(walk.world), tick=False)
        return walk.page(page)

    return arrive


def before(world: World) -> dt.datetime:
    return world.edition.bookings_open_at - OPENS


def during(world: World) -> dt.datetime:
    return world.free.starts_at - dt.timedelta(hours=1)


def closed(world: World) -> dt.datetime:
    Edition.objects.filter(pk=world.edition.pk).update(bookings_close_at=NOW - dt.timedelta(hours=1))
    return NOW


def after(world: World) -> dt.datetime:
    return world.free.starts_at + dt.timedelta(days=10)


def sold_out(walk: Walk) -> HttpResponse:
    """A plant whose every place is taken."""
    for slot in Slot.objects.filter(visit=walk.world.free.visit, status="open"):
        if slot.capacity > slot.taken:
            Slot.objects.filter(pk=slot.pk).update(capacity=2)
            slot.refresh_from_db()
            party = w.Party(adults=2, names=("Eva Costa", "Ugo Dho"))
            a_booking(slot, party=party, contact=a_contact())
    return walk.page("plant")


def safety_being_translated(walk: Walk) -> HttpResponse:
    """A plant whose safety text was written anew in Italian; the translation has the older words."""
    plant = walk.world.page("plant", "it")
    source, _created = TranslationSource.update_or_create_from_instance(plant)
    english = Locale.objects.get(language_code="en")
    translation, _created = Translation.objects.get_or_create(source=source, target_locale=english)
    translate(translation, safety_text="Closed shoes.")
    plant.safety_text = "Scarpe chiuse e casco."
    plant.save()
    TranslationSource.update_or_create_from_instance(plant)
    return walk.page("plant")


def video(walk: Walk) -> HttpResponse:
    """A story with a video to be played in it."""
    story = walk.world.page("story", walk.language)
    story.body = [("video", {"video": a_video(title="Officine Prova"), "caption": ""})]
    story.save()
    return walk.page("story")


def search(walk: Walk, query: str = "") -> HttpResponse:
    return walk.get(walk.url("home:search") + query)


def feedback(walk: Walk, **data: object) -> HttpResponse:
    key = walk.world.page("plant", walk.language).translation_key
    path = f"{walk.url('home:feedback')}?page={key}"
    if "text" in data:
        return walk.post(path, page=key, **data)
    return walk.get(path + (f"&rating={data['rating']}" if data else ""))


def feedback_thanks(walk: Walk) -> HttpResponse:
    key = walk.world.page("plant", walk.language).translation_key
    return walk.get(f"{walk.url('home:feedback-thanks')}?page={key}")


# When something is wrong -------------------------------------------------------------


def forbidden(walk: Walk) -> HttpResponse:
    with override_settings(ROOT_URLCONF="tests.portal.test_error_pages"):
        return walk.get(f"/{walk.language}/vietato/")


def form_too_old(walk: Walk) -> HttpResponse:
    walk.client.handler.enforce_csrf_checks = True
    return people(walk, adults="1")


def plain(name: str) -> Callable[[Walk], HttpResponse]:
    """A page that is served without Django when Django can't."""

    def arrive(walk: Walk) -> HttpResponse:
        walk.path = f"/{name}"
        response = HttpResponse(get_template(name).template.source)
        response.templates = [get_template(name).template]
        return response

    return arrive
