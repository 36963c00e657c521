"""All public pages, in every state a visitor can find them in: what axe, the HTML checker and the tests of
width, colours and motion look at.

A template of a public page that no state shows fails `test_registry.py`: add a state here, or a
line with the reason to `NOT_SHOWN`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.http import HttpResponse

from tests.browser import applications as apply
from tests.browser import world as w
from tests.browser.walks import (
    Walk,
    after,
    at,
    before,
    by_link,
    cancelled,
    changes_closed,
    closed,
    contacts,
    contacts_too_late,
    during,
    feedback,
    feedback_thanks,
    forbidden,
    forgotten,
    form_too_old,
    mine,
    no_longer_waiting,
    offer,
    offer_over,
    people,
    places_all_held,
    plain,
    planner,
    receipt,
    safety_being_translated,
    search,
    sent_too_often,
    sold_out,
    summary,
    survey,
    too_many_holds,
    video,
    visit_started,
    wait,
    wait_for_nothing,
    waiting,
    waiting_with_an_offer,
)
from tests.browser.world import ADA


@dataclass(frozen=True)
class PublicPage:
    """One state of one page."""

    name: str
    arrive: Callable[[Walk], HttpResponse] = field(repr=False)
    status: int = 200
    click: tuple[str, ...] = ()
    """What is clicked once it is there, in a window as wide as a phone."""


# The steps of a booking --------------------------------------------------------------


PAGES: list[PublicPage] = [
    PublicPage("home, bookings open", lambda walk: walk.page("home")),
    PublicPage("home, menu open", lambda walk: walk.page("home"), click=(".menu-button",)),
    PublicPage("home, before the opening", at(before, "home")),
    PublicPage("home, bookings closed", at(closed, "home")),
    PublicPage("home, during the event", at(during, "home")),
    PublicPage("home, after the event", at(after, "home")),
    PublicPage("catalogue", lambda walk: walk.page("catalogue")),
    PublicPage("catalogue, filters open", lambda walk: walk.page("catalogue"), click=(".fold-button",)),
    PublicPage("catalogue, filters in use", lambda walk: walk.page("catalogue", "?province=TO&open=on")),
    PublicPage("catalogue, near a town", lambda walk: walk.page("catalogue", "?near=Biella&sort=near")),
    PublicPage("catalogue, nothing found", lambda walk: walk.page("catalogue", "?q=astronave&province=CN")),
    PublicPage("catalogue, wrong filters", lambda walk: walk.page("catalogue", "?near=Biela&day=never")),
    PublicPage("catalogue, before the opening", at(before, "catalogue")),
    PublicPage("plant", lambda walk: walk.page("plant")),
    PublicPage("plant, sold out", sold_out),
    PublicPage("plant, before the opening", at(before, "plant")),
    PublicPage("plant, bookings closed", at(closed, "plant")),
    PublicPage("plant, safety being translated", safety_being_translated),
    PublicPage("plant without visits", lambda walk: walk.page("Forno")),
    PublicPage("plant with a long name", lambda walk: walk.page(w.LONG_NAME)),
    PublicPage("tour", lambda walk: walk.page("tour")),
    PublicPage("stories", lambda walk: walk.page("stories")),
    PublicPage("stories of a topic", lambda walk: walk.page("stories", "?topic=people")),
    PublicPage("story", lambda walk: walk.page("story")),
    PublicPage("story with a video", video, click=(".transcript summary",)),
    PublicPage("information, answer open", lambda walk: walk.page("information"), click=("details summary",)),
    PublicPage("search", search),
    PublicPage("search with results", lambda walk: search(walk, "?q=prova")),
    PublicPage("search without results", lambda walk: search(walk, "?q=astronave")),
    PublicPage("feedback, stars", feedback),
    PublicPage("feedback, questions", lambda walk: feedback(walk, rating="2")),
    PublicPage("feedback, errors", lambda walk: feedback(walk, rating="2", text="x" * 300), 422),
    PublicPage("feedback, thanks", feedback_thanks),
    PublicPage("people", people),
    PublicPage("people, errors", lambda walk: people(walk, adults="77"), 422),
    PublicPage(
        "people, sent too often",
        lambda walk: sent_too_often(walk, "places", walk.url("people", walk.world.free.pk), adults="1"),
        429,
    ),
    PublicPage("people, full", lambda walk: people(walk, walk.world.full), 409),
    PublicPage("people, places held by others", places_all_held, 409),
    PublicPage("people, too many held", too_many_holds, 409),
    PublicPage("contacts, places held", contacts),
    PublicPage("contacts, errors", lambda walk: contacts(walk, contact_name="", email="ada"), 422),
    PublicPage("contacts, time is over", contacts_too_late),
    PublicPage("summary", summary),
    PublicPage("summary, errors", lambda walk: summary(walk, intent="stale"), 422),
    PublicPage("receipt", receipt),
    PublicPage("link", lambda walk: by_link(walk, "open-link")),
    PublicPage("link, unknown", lambda walk: walk.get(walk.url("open-link", "nobody")), 404),
    PublicPage("my bookings, planner", planner),
    PublicPage("my bookings, none", lambda walk: walk.get(walk.url("my-bookings"))),
    PublicPage("my bookings, browser forgotten", forgotten),
    PublicPage("my data", lambda walk: walk.as_ada().get(walk.url("my-data"))),
    PublicPage("my data, without the link", lambda walk: walk.get(walk.url("my-data"))),
    PublicPage("booking", lambda walk: mine(walk, "booking")),
    PublicPage("booking, cancelled", cancelled),
    PublicPage("booking, changes closed", lambda walk: changes_closed(walk, "booking")),
    PublicPage("cancel", lambda walk: mine(walk, "cancel")),
    PublicPage("cancel, visit started", visit_started),
    PublicPage("change people", lambda walk: mine(walk, "change-people")),
    PublicPage("change people, errors", lambda walk: mine(walk, "change-people", adults="77"), 422),
    PublicPage("change people, closed", lambda walk: changes_closed(walk, "change-people")),
    PublicPage("move", lambda walk: mine(walk, "move")),
    PublicPage("move, errors", lambda walk: mine(walk, "move", to="nowhere"), 422),
    PublicPage("move, closed", lambda walk: changes_closed(walk, "move")),
    PublicPage("correct", lambda walk: mine(walk, "correct")),
    PublicPage("correct, errors", lambda walk: mine(walk, "correct", contact_name=""), 422),
    PublicPage("ticket", lambda walk: mine(walk, "ticket")),
    PublicPage("kept tickets", lambda walk: walk.get(walk.url("kept-tickets"))),
    PublicPage("send link", lambda walk: walk.get(walk.url("send-link"))),
    PublicPage("send link, errors", lambda walk: walk.post(walk.url("send-link"), email="ada"), 422),
    PublicPage(
        "send link, sent too often",
        lambda walk: sent_too_often(walk, "link", walk.url("send-link"), email=ADA),
        429,
    ),
    PublicPage("send link, sent", lambda walk: walk.get(walk.url("send-link-sent"))),
    PublicPage("reminder, coming", lambda walk: by_link(walk, "reminder-coming")),
    PublicPage("reminder, give back", lambda walk: by_link(walk, "reminder-give-back")),
    PublicPage("survey", survey),
    PublicPage("survey, errors", lambda walk: survey(walk, comment="Bello"), 422),
    PublicPage("survey, too early", lambda walk: by_link(walk, "survey")),
    PublicPage("survey, thanks", lambda walk: walk.get(walk.url("survey-thanks"))),
    PublicPage("wait", lambda walk: wait(walk, walk.world.full)),
    PublicPage("wait, errors", lambda walk: wait(walk, walk.world.full, adults="77", email="ada"), 422),
    PublicPage("wait where there are places", lambda walk: wait(walk, walk.world.free)),
    PublicPage(
        "wait for any slot", lambda walk: walk.get(walk.url("wait-any", walk.world.full.programme_id))
    ),
    PublicPage("wait for nothing", wait_for_nothing, 409),
    PublicPage("waiting, position", lambda walk: waiting(walk, "waiting")),
    PublicPage("waiting, places offered", waiting_with_an_offer),
    PublicPage("waiting, no longer", no_longer_waiting),
    PublicPage("leave the waiting list", lambda walk: waiting(walk, "leave-waiting")),
    PublicPage("offer", offer),
    PublicPage("offer, for fewer", offer, click=(".offer-fewer summary",)),
    PublicPage("offer, errors", lambda walk: offer(walk, answer="all", version="1", name_1=""), 422),
    PublicPage(
        "offer for fewer, errors",
        lambda walk: offer(walk, **{"answer": "fewer", "version": "1", "fewer-adults": "9"}),
        422,
    ),
    PublicPage("offer, over", offer_over, 410),
    PublicPage("decline the offer", lambda walk: offer(walk, "decline-offer")),
    PublicPage("not found", lambda walk: walk.get(f"/{walk.language}/nulla/"), 404),
    PublicPage("forbidden", forbidden, 403),
    PublicPage("form too old", form_too_old, 403),
    PublicPage("500", plain("500.html")),
    PublicPage("503", plain("503.html")),
    PublicPage("too many at once", plain("busy.html")),
]

PAGES += [
    PublicPage("take part, no dates", apply.info),
    PublicPage("take part, open", lambda walk: apply.info(apply.open_window(walk))),
    PublicPage("take part, before", lambda walk: apply.info(apply.open_window(walk, opens_at=w.SOON))),
    PublicPage("take part, closed", lambda walk: apply.info(apply.open_window(walk, closes_at=w.LATELY))),
    PublicPage("apply, company", apply.first_step),
    PublicPage("apply, company, errors", lambda walk: apply.first_step(walk, vat_number="1", sector=""), 422),
    PublicPage("apply, place", lambda walk: apply.step(walk, "place")),
    PublicPage("apply, place, errors", apply.wrong_place, 422),
    PublicPage("apply, perhaps twice", apply.again),
    PublicPage("apply, words", lambda walk: apply.step(walk, "words")),
    PublicPage("apply, words, errors", apply.wrong_words, 422),
    PublicPage("apply, visits", lambda walk: apply.step(walk, "visits")),
    PublicPage("apply, visits, errors", apply.wrong_visits, 422),
    PublicPage("apply, safety", lambda walk: apply.step(walk, "safety")),
    PublicPage("apply, safety, errors", apply.wrong_safety, 422),
    PublicPage("apply, pictures", apply.pictures),
    PublicPage("apply, pictures, errors", lambda walk: apply.pictures(walk, credit=""), 422),
    PublicPage("apply, summary", lambda walk: apply.step(walk, "summary")),
    PublicPage("apply, summary, errors", lambda walk: apply.step(walk, "summary", privacy=""), 422),
    PublicPage("apply, summary, incomplete", apply.incomplete),
    *(
        PublicPage(f"application, {became}", lambda walk, became=became: apply.state(walk, became))
        for became in ("draft", "sent", "changes", "refused", "accepted")
    ),
    PublicPage("application, link", apply.by_link),
    PublicPage("application, link unknown", apply.no_link, 404),
    PublicPage("application, send link", apply.resume),
    PublicPage("application, send link, errors", lambda walk: apply.resume(walk, email="ada"), 422),
    PublicPage("application, link sent", lambda walk: walk.get(walk.url("applications:resume-sent"))),
]

NOT_SHOWN = {
    "plain_page.html": "500.html, 503.html and busy.html are made from it",
    "mailbox/index.html": "the mailbox of the demo, in no other installation",
    "mailbox/mail.html": "the mailbox of the demo, in no other installation",
    "events/survey_results.html": "staff only",
    "events/survey_shares.html": "staff only, part of the results",
    "factories/includes/municipality_options.html": "fetched while typing: test_catalogue.py",
    "events/nearby.html": "fetched when it comes into view: test_booking.py, test_nearby.py",
    "home/includes/suggestions.html": "fetched while typing: test_search_and_feedback.py, with axe",
}
"""Templates that no page of the registry shows, each with the reason."""
