"""The survey after the visit, and what the staff sees of it."""

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext

from events import selectors_survey
from events.models import Booking, Notice, SurveyAnswer
from events.roles import Role
from events.services import cancel_booking, reminders
from events.services.survey import store_answer
from tests.builders.events import NOW, a_booking, a_programme, a_slot, a_visit, an_edition
from tests.builders.staff import a_staff_client, a_staff_member
from tests.events.visitor import Visitor

pytestmark = pytest.mark.django_db

DAY_AFTER = dt.datetime(2027, 10, 29, 10, 0, tzinfo=dt.UTC)


@pytest.fixture
def _day_after():
    with time_machine.travel(DAY_AFTER, tick=True):
        yield


def survey_link(booking: Booking) -> str:
    """The path of the survey in the thanks."""
    reminders.send_thanks(now=DAY_AFTER)
    text = Notice.objects.get(booking=booking, kind="thanks").email.message
    token = re.search(r"/([A-Za-z0-9_-]{43})/", text).group(1)
    path = Visitor().url("survey", token)
    assert f"http://testserver{path}" in text
    return path


def an_answer(booking: Booking, stars: int = 4, **changes: object) -> bool:
    values = {"difficulty": "right", "comment": "", "language": "it", "now": DAY_AFTER, **changes}
    return store_answer(booking_id=booking.pk, stars=stars, **values)


@pytest.mark.usefixtures("_day_after")
def test_the_survey_is_answered_once_and_then_says_thanks():
    booking, phone = a_booking(), Client()
    link = survey_link(booking)
    answer = phone.post(link, {"stars": "5", "difficulty": "right", "comment": "Bello!"})
    assert answer["Location"] == Visitor().url("survey-thanks")
    assert phone.get(answer["Location"]).status_code == 200
    again = phone.post(link, {"stars": "1", "comment": "Anzi no"})
    assert again["Location"] == Visitor().url("survey-thanks")
    assert phone.get(link)["Location"] == Visitor().url("survey-thanks")
    stored = SurveyAnswer.objects.get()
    assert (stored.stars, stored.difficulty, stored.comment, stored.language) == (5, "right", "Bello!", "it")
    assert (stored.booking, stored.slot) == (booking, booking.slot)


@pytest.mark.usefixtures("_day_after")
def test_opening_the_survey_ten_times_changes_nothing():
    booking, scanner = a_booking(), Client()
    link = survey_link(booking)
    for _ in range(10):
        page = scanner.get(link + "?stars=1")
        assert page.status_code == 200
        assert "no-store" in page["Cache-Control"]
        assert scanner.head(link).status_code == 200
    assert "sessionid" not in page.cookies
    assert not SurveyAnswer.objects.exists()


@pytest.mark.usefixtures("_day_after")
def test_only_the_stars_are_compulsory():
    booking, phone = a_booking(), Client()
    link = survey_link(booking)
    refused = phone.post(link, {"comment": "senza stelle"})
    assert refused.status_code == 422
    assert "senza stelle" in refused.content.decode()
    assert phone.post(link, {"stars": "3"}).status_code == 302
    assert SurveyAnswer.objects.get().stars == 3


@pytest.mark.usefixtures("_day_after")
@pytest.mark.parametrize(
    "data",
    [
        {},
        {"stars": "0"},
        {"stars": "6"},
        {"stars": "-1"},
        {"stars": "٣"},
        {"stars": "4.0"},
        {"stars": "5", "difficulty": "impossible"},
        {"stars": "5", "comment": "x" * 1001},
        {"stars": "5", "comment": "a\x00b"},
    ],
)
def test_a_wrong_answer_is_refused_with_a_sentence_and_stores_nothing(data: dict):
    booking, phone = a_booking(), Client()
    answer = phone.post(survey_link(booking), data)
    assert answer.status_code == 422
    assert 'class="error-summary"' in answer.content.decode()
    assert not SurveyAnswer.objects.exists()


@pytest.mark.usefixtures("_day_after")
def test_what_a_visitor_writes_is_shown_as_text():
    an_answer(a_booking(), comment="<script>alert(1)</script> {{ 7|add:7 }}")
    page = a_staff_client().get(reverse("events_survey")).content.decode()
    assert "<script>alert(1)" not in page
    assert "{{ 7|add:7 }}" in page


def test_nobody_answers_before_the_visit_is_over():
    with time_machine.travel(DAY_AFTER, tick=False):
        link = survey_link(a_booking())
    phone = Client()
    with time_machine.travel(NOW, tick=False):
        assert gettext("The questions can be answered after the visit.") in phone.get(link).content.decode()
        assert phone.post(link, {"stars": "5"}).status_code == 409
    assert not SurveyAnswer.objects.exists()


@pytest.mark.usefixtures("_day_after")
def test_a_cancelled_booking_has_nothing_to_answer():
    booking, phone = a_booking(), Client()
    link = survey_link(booking)
    cancel_booking(booking_id=booking.pk, now=NOW)
    assert phone.post(link, {"stars": "5"}).status_code == 409
    assert not SurveyAnswer.objects.exists()


def test_two_clicks_at_once_store_one_answer():
    booking = a_booking()
    assert an_answer(booking, stars=5)
    assert not an_answer(booking, stars=1)
    assert SurveyAnswer.objects.get().stars == 5


# Results -----------------------------------------------------------------------------


def test_the_results_say_average_distribution_and_order_of_the_plants(django_assert_num_queries):
    edition = an_edition()
    good, fair = (
        a_slot(visit=a_visit(a_programme(name), edition)) for name in ("Officine Buone", "Officine Medie")
    )
    for slot, stars, difficulty in [(good, 5, "right"), (good, 4, ""), (fair, 2, "hard")]:
        an_answer(a_booking(slot), stars=stars, difficulty=difficulty)
    an_answer(a_booking(), stars=1)  # another edition
    with django_assert_num_queries(3):
        results = selectors_survey.survey_results(edition)
    assert (results.count, round(results.average, 2)) == (3, 3.67)
    assert [(share.label, share.count) for share in results.stars] == [
        ("5", 1),
        ("4", 1),
        ("3", 0),
        ("2", 1),
        ("1", 0),
    ]
    assert [(share.count, share.percent) for share in results.difficulty] == [(0, 0), (1, 50), (1, 50)]
    rows = selectors_survey.results_by_programme(edition)
    assert [(row.name, row.count, row.average) for row in rows] == [
        ("Officine Buone", 2, 4.5),
        ("Officine Medie", 1, 2.0),
    ]


def test_without_an_edition_there_are_no_results():
    results = selectors_survey.survey_results(None)
    assert (results.count, results.average) == (0, None)
    assert selectors_survey.results_by_programme(None) == []
    assert selectors_survey.latest_comments(None) == []


@pytest.mark.usefixtures("_day_after")
def test_the_staff_reads_the_results_in_the_reports():
    slot = a_slot(visit=a_visit(a_programme("Officine Prova")))
    an_answer(a_booking(slot), stars=4, comment="Molto interessante")
    staff = a_staff_client()
    page = staff.get(reverse("events_survey"))
    text = page.content.decode()
    assert "Officine Prova" in text
    assert "Molto interessante" in text
    assert reverse("events_survey") in staff.get(reverse("wagtailadmin_home")).content.decode()
    assert staff.post(reverse("events_survey")).status_code == 405


@pytest.mark.usefixtures("_day_after")
def test_an_address_with_a_wrong_edition_shows_the_current_one():
    an_answer(a_booking())
    for number in ("0", "x", "1" * 30, "%00"):
        assert a_staff_client().get(reverse("events_survey") + f"?edition={number}").status_code == 200


def test_only_people_with_the_right_see_the_results():
    url = reverse("events_survey")
    assert Client().get(url).status_code == 302
    client = a_staff_client(Role.EDITOR)
    assert client.get(url).status_code == 302
    assert url not in client.get(reverse("wagtailadmin_home")).content.decode()
    assert a_staff_client(Role.ADMINISTRATOR).get(url).status_code == 200
    assert a_staff_member(Role.ADMINISTRATOR).has_perm("events.view_surveyanswer")
