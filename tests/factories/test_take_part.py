"""A company applies: the steps, the draft that is never lost, the mailed link, the window."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from post_office.models import Email

from events.rules import Refusal
from factories.applications import selectors, services
from factories.models import ApplicationLink, ApplicationWindow, PlantApplication
from tests.builders.applications import a_window, an_application
from tests.builders.events import NOW
from tests.factories.applicant import PROMISES, VISIT, Applicant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_days")]


@pytest.fixture
def window() -> ApplicationWindow:
    return a_window()


def the_application() -> PlantApplication:
    return PlantApplication.objects.get()


@pytest.mark.parametrize("language", ["it", "en"])
def test_a_company_applies_from_the_first_step_to_the_last(window, language):
    applicant = Applicant(language)
    assert applicant.url("start") == ("/it/partecipa/" if language == "it" else "/en/take-part/")
    assert applicant.url("company") in applicant.get("start").content.decode()
    answer = applicant.applies()
    assert answer["Location"] == applicant.url("state")
    application = the_application()
    assert (application.status, application.language) == ("sent", language)
    assert (application.vat_number, application.sent_at is not None) == ("01234567897", True)
    assert (application.municipality, application.province) == ("Biella", "BI")
    assert application.latitude == pytest.approx(45.56, abs=0.05)
    assert application.texts["it"]["see"] == ["La fonderia", "La tornitura"]
    assert application.texts["en"]["body"] == ["Since 1921.", "Sixty people today."]
    offered = application.visits.get()
    assert (offered.days, offered.step_minutes, offered.min_age) == (VISIT["days"], 60, 6)
    assert [entry.kind for entry in application.entries.all()] == ["begun", "sent"]


def test_every_step_is_saved_and_the_mailed_link_goes_on_elsewhere(window):
    first = Applicant()
    first.names_the_company()
    first.names_the_place()
    second = Applicant()
    path = first.mailed_path()
    assert second.client.get(path).status_code == 200
    assert second.get("place").status_code == 302, "opening a link changes nothing"
    opened = second.client.post(path)
    assert opened["Location"] == second.url("state")
    assert 'value="Biella"' in second.get("place").content.decode()
    assert second.url("words") in second.get("state").content.decode()
    assert path.split("/")[-2] not in {link.token_hash for link in ApplicationLink.objects.all()}


def test_a_choice_offers_its_options_and_remembers_which_was_made(window):
    applicant = Applicant()
    first = applicant.get("company").content.decode()
    assert '<option value="textile">' in first
    applicant.names_the_company(sector="textile")
    again = applicant.get("company").content.decode()
    assert '<option value="textile" selected>' in again
    assert again.count(" selected>") == 1
    wrong = applicant.names_the_company(sector="").content.decode()
    assert 'aria-describedby="id_sector_error" aria-invalid="true"' in wrong


def test_a_link_that_does_not_exist_opens_nothing(window):
    an_application(sent=False)
    applicant = Applicant()
    for answer in (applicant.get("open-link", "nobody"), applicant.post("open-link", {}, "nobody")):
        assert answer.status_code == 404


def test_the_link_is_mailed_again_to_the_address_in_the_application(window):
    an_application(sent=False)
    known, unknown = Applicant(), Applicant()
    before = Email.objects.count()
    answers = [
        known.post("resume", {"email": "ADA@officine.example"}),
        unknown.post("resume", {"email": "nobody@officine.example"}),
    ]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Email.objects.count() == before + 1
    for _ in range(9):
        services.send_link_again(email="ada@officine.example", now=NOW)
    assert ApplicationLink.objects.count() == 5


def test_without_a_first_step_there_is_no_second(window):
    applicant = Applicant()
    for step in ("place", "words", "visits", "safety", "pictures", "summary", "state"):
        assert applicant.get(step)["Location"] == applicant.url("start"), step


def test_an_incomplete_application_is_not_sent_and_says_what_is_missing(window):
    applicant = Applicant()
    applicant.names_the_company()
    answer = applicant.sends()
    assert answer.status_code == 422
    assert applicant.url("words") in answer.content.decode()
    assert the_application().status == "draft"


def test_the_two_promises_are_needed(window):
    applicant = Applicant().fills_in()
    for promise in PROMISES:
        answer = applicant.post("summary", {name: "on" for name in PROMISES if name != promise})
        assert promise in answer.context["form"].errors
    assert the_application().status == "draft"


def test_sending_twice_sends_once(window):
    applicant = Applicant().fills_in()
    applicant.sends()
    mails = Email.objects.count()
    services.send(application_id=the_application().pk, now=NOW)
    assert applicant.sends()["Location"] == applicant.url("state")
    assert Email.objects.count() == mails


def test_what_is_sent_can_no_longer_be_changed(window):
    applicant = Applicant()
    applicant.applies()
    answer = applicant.names_the_place(municipality="Torino")
    assert answer["Location"] == applicant.url("state")
    assert the_application().municipality == "Biella"


@pytest.mark.parametrize(
    ("opens", "closes", "state"), [(5, 30, "before"), (-30, -5, "closed"), (-5, 5, "open"), (0, 5, "open")]
)
def test_the_page_says_when_applications_open_and_close(opens, closes, state):
    window = a_window(opens_at=NOW + dt.timedelta(days=opens), closes_at=NOW + dt.timedelta(days=closes))
    assert selectors.current_window(NOW).state == state
    applicant = Applicant()
    page = applicant.get("start").content.decode()
    shown = window.opens_at if state == "before" else window.closes_at
    assert f"{shown.day} " in page
    assert (applicant.url("company") in page) is (state == "open")
    assert (applicant.get("company").status_code == 200) is (state == "open")


def test_a_draft_cannot_be_sent_after_the_window_but_asked_changes_can():
    window = a_window()
    late = an_application(sent=False, contact_email="late@officine.example")
    asked = an_application()
    PlantApplication.objects.filter(pk=asked.pk).update(status="changes")
    ApplicationWindow.objects.filter(pk=window.pk).update(closes_at=NOW - dt.timedelta(days=1))
    with pytest.raises(Refusal) as refusal:
        services.send(application_id=late.pk, now=NOW)
    assert refusal.value.code == "window_closed"
    assert services.send(application_id=asked.pk, now=NOW).status == "sent"


def test_who_seems_to_have_applied_already_is_told_kindly_and_may_go_on(window):
    an_application()
    again = Applicant()
    again.names_the_company(contact_email="ugo@officine.example")
    page = again.get("place")
    assert [twin.company_name for twin in page.context["twins"]] == ["Officine Prova"]
    assert again.names_the_place().status_code == 302


def test_the_same_name_in_another_town_is_no_twin(window):
    an_application()
    other = an_application(vat_number="02345678905", sent=False, contact_email="b@officine.example")
    assert selectors.twins(other).count() == 1
    PlantApplication.objects.filter(pk=other.pk).update(municipality="Torino")
    assert selectors.twins(PlantApplication.objects.get(pk=other.pk)).count() == 0


def test_leaving_lets_another_application_begin(window):
    applicant = Applicant()
    applicant.applies()
    applicant.post("leave")
    assert applicant.get("state")["Location"] == applicant.url("start")
    assert applicant.get("company").status_code == 200


def test_another_browser_sees_nothing(window):
    application = an_application(sent=False, pictures=1)
    stranger = Applicant()
    assert stranger.get("picture", application.pictures.get().pk).status_code == 404


def test_the_pages_are_not_kept_by_anybody(window):
    applicant = Applicant()
    applicant.names_the_company()
    for name in ("start", "company", "state", "summary"):
        assert "no-store" in applicant.get(name)["Cache-Control"]
    assert reverse("applications:start") == "/it/partecipa/"


def test_a_step_that_was_passed_over_is_not_shown_as_done(window):
    applicant = Applicant()
    applicant.names_the_company()
    page = applicant.get("summary").content.decode()
    done = re.findall(r'is-done">.*?stepper-label">(\w+)', page, re.S)
    assert done == ["Azienda"]
