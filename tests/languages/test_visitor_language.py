"""The visitor's language: the browser's on the first visit, then the choice; said in every answer."""

import pytest
from django.test import Client

from tests.builders.pages import a_site
from tests.events import test_mails

pytestmark = pytest.mark.django_db
HERE = "http://testserver"


def a_browser(accepts: str) -> Client:
    return Client(headers={"Accept-Language": accepts})


def changes_language(client: Client, before: str, after: str, **more):
    """Follows a link of the switcher."""
    return client.get(after, headers={"Referer": f"{HERE}{before}", "Host": "testserver"}, **more)


@pytest.mark.parametrize(
    ("accepts", "home"),
    [("en-GB,en;q=0.9", "/en/"), ("it", "/it/"), ("de,en;q=0.5", "/en/"), ("ja", "/it/"), ("", "/it/")],
)
def test_the_first_visit_gets_the_browsers_language_else_italian(accepts, home):
    a_site()
    answer = a_browser(accepts).get("/")
    assert (answer.status_code, answer["Location"]) == (302, home)
    assert {"Accept-Language", "Cookie"} <= {name.strip() for name in answer["Vary"].split(",")}


def test_later_visits_get_the_language_that_was_chosen():
    a_site()
    browser = a_browser("it")
    changed = changes_language(browser, "/it/", "/en/")
    assert changed.cookies["language"].value == "en"
    assert changed.cookies["language"]["httponly"]
    assert "private" in changed["Cache-Control"]
    assert browser.get("/")["Location"] == "/en/"
    changes_language(browser, "/en/plants/", "/it/fabbriche/")
    assert browser.get("/")["Location"] == "/it/"


@pytest.mark.parametrize(
    "came_from", ["", f"{HERE}/it/storie/", "https://search.example/it/", "http://[", f"{HERE}/admin/"]
)
def test_reading_and_links_from_elsewhere_are_no_choice_and_set_no_cookie(came_from):
    a_site()
    browser = a_browser("en")
    address = "/it/" if "/storie/" in came_from else "/en/"
    answer = browser.get(address, headers={"Referer": came_from, "Host": "testserver"})
    assert answer.status_code == 200
    assert not answer.cookies


def test_what_is_not_there_in_a_language_changes_nothing():
    a_site()
    assert "language" not in changes_language(a_browser("it"), "/it/", "/en/nowhere/").cookies


def test_a_choice_is_remembered_on_a_ready_made_page_too_and_never_given_to_others(settings):
    settings.PAGE_CACHE = True
    a_site()
    Client().get("/en/")
    assert changes_language(Client(), "/it/", "/en/").cookies["language"].value == "en"
    assert not Client().get("/en/").cookies


@pytest.mark.parametrize(("address", "language"), [("/it/", "it"), ("/en/plants/", "en"), ("/en/no/", "en")])
def test_every_answer_says_its_language_in_head_and_page(address, language):
    a_site()
    answer = a_browser("it").get(address)
    assert answer["Content-Language"] == language
    assert f'<html lang="{language}">' in answer.content.decode()


def test_a_notice_in_all_languages_names_them_all(settings):
    settings.MAINTENANCE = True
    assert Client().get("/en/")["Content-Language"] == "it, en"


def test_a_mail_in_a_language_that_was_taken_away_comes_in_the_first_one():
    mail, italian = (test_mails.as_text(test_mails.rendered("confirmed", code)) for code in ("fr", "it"))
    assert mail == italian
