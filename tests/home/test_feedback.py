"""Readers rate a page or the service; staff read it; nobody is known by it."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from events import worker
from events.roles import Role
from home.feedback import forget_feedback_texts
from home.models import PageFeedback
from tests.builders.pages import a_plant, a_story, translated
from tests.builders.staff import a_staff_client

pytestmark = pytest.mark.django_db
GIVE = "/it/valuta/"
HTMX = {"HTTP_HX_REQUEST": "true"}


def give(client, page, rating=2, path: str = GIVE, **data):
    key = getattr(page, "translation_key", page)
    return client.post(path, {"page": key, "rating": rating, **data})


def test_a_reading_page_asks_by_get_and_sets_no_cookie(client, site):
    story = a_story(site)
    response = client.get(story.get_url())
    html = response.content.decode()
    assert "Quanto sono chiare le informazioni su questa pagina?" in html
    assert f'name="page" value="{story.translation_key}"' in html
    assert "csrfmiddlewaretoken" not in html
    assert not response.cookies


@pytest.mark.parametrize(
    ("rating", "asked", "offered"),
    [
        (3, "Quali sono stati gli ostacoli?", "Indicazioni non complete"),
        (4, "Quali sono gli aspetti preferiti?", "Indicazioni complete"),
    ],
)
def test_the_second_question_follows_the_stars(client, site, rating, asked, offered):
    html = client.get(GIVE, {"page": a_story(site).translation_key, "rating": rating}).content.decode()
    assert asked in html
    assert offered in html
    assert "csrfmiddlewaretoken" in html
    assert PageFeedback.objects.count() == 0


def test_an_answer_is_stored_with_page_and_language_and_says_thanks(client, site):
    story = a_story(site, title="Il tornio")
    response = give(client, story, 2, answers=["unclear", "trouble"], text="Manca l'orario.")
    assert response.status_code == 302
    assert "la redazione legge ogni risposta" in client.get(response["Location"]).content.decode()
    row = PageFeedback.objects.get()
    assert (row.subject, row.title, row.path) == (str(story.translation_key), "Il tornio", story.get_url())
    assert (row.language, row.rating, row.answers) == ("it", 2, ["unclear", "trouble"])
    assert (row.text, row.kind) == ("Manca l'orario.", "page")


def test_after_the_answer_there_is_a_way_back_and_a_way_on(client, site):
    story = a_story(site, title="Il tornio")
    html = client.get("/it/valuta/grazie/", {"page": story.translation_key}).content.decode()
    main = html.partition("<main")[2].partition("</main>")[0]
    assert "Risposta ricevuta" in main
    assert f'href="{story.get_url()}">Torna alla pagina</a>' in main
    assert 'href="/it/">Pagina iniziale</a>' in main
    assert 'href="/it/prenota/le-mie/">Le mie prenotazioni</a>' in main


def test_both_languages_count_for_the_same_page(client, site):
    plant = a_plant(site)
    translated(plant, title="Works")
    give(client, plant, 5)
    give(client, plant, 3, path="/en/feedback/")
    assert set(PageFeedback.objects.values_list("subject", "language")) == {
        (str(plant.translation_key), "it"),
        (str(plant.translation_key), "en"),
    }


def test_in_place_only_the_inside_is_sent_and_errors_come_with_it(client, site):
    story = a_story(site)
    form = client.get(GIVE, {"page": story.translation_key, "rating": 2}, **HTMX).content.decode()
    assert "<form" in form
    assert "<html" not in form
    wrong = client.post(GIVE, {"page": story.translation_key, "rating": 2, "text": "x" * 201}, **HTMX)
    assert wrong.status_code == 422
    assert "Scrivere al massimo 200 caratteri." in wrong.content.decode()
    done = client.post(GIVE, {"page": story.translation_key, "rating": 2}, **HTMX)
    assert done.status_code == 200
    assert "<html" not in done.content.decode()
    assert PageFeedback.objects.count() == 1


def test_a_line_break_counts_as_one_character(client, site):
    give(client, a_story(site), text="x" * 99 + "\r\n" + "y" * 100)
    assert len(PageFeedback.objects.get().text) == 200


@pytest.mark.parametrize("rating", ["0", "6", "-1", "", "2.5", "cinque", "\x00", "²"])
def test_stars_that_do_not_exist_are_asked_again_and_not_stored(client, site, rating):
    story = a_story(site)
    assert client.get(GIVE, {"page": story.translation_key, "rating": rating}).status_code == 200
    assert give(client, story, rating).status_code == 422
    assert PageFeedback.objects.count() == 0


def test_answers_to_the_other_question_are_refused(client, site):
    assert give(client, a_story(site), 5, answers=["unclear"]).status_code == 422
    assert give(client, a_story(site), 5, text="a\x00b").status_code == 422
    assert PageFeedback.objects.count() == 0


@pytest.mark.parametrize(
    "page", ["", "nulla", "\x00", "6f9619ff-8b86-4d01-b42d-00cf4fc964ff", "/it/", "x" * 10_000]
)
def test_what_is_no_public_page_can_not_be_rated(client, site, page):
    assert client.get(GIVE, {"page": page}).status_code == 404
    assert give(client, page).status_code == 404


def test_drafts_and_restricted_pages_can_not_be_rated(client, site):
    draft, hidden = a_story(site, live=False), a_story(site)
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    assert [give(client, page).status_code for page in (draft, hidden)] == [404, 404]


def test_search_and_the_booking_service_can_be_rated_too(client, site):
    assert 'name="page" value="search"' in client.get("/it/cerca/").content.decode()
    page = client.get(GIVE, {"page": "booking"}).content.decode()
    assert "Quanto è stato facile usare questo servizio?" in page
    give(client, "booking", 5, answers=["clear"])
    give(client, "search", 1)
    assert set(PageFeedback.objects.values_list("subject", "kind")) == {
        ("booking", "service"),
        ("search", "page"),
    }


def test_a_program_that_fills_every_field_is_thanked_and_forgotten(client, site):
    assert give(client, a_story(site), website="https://spam.example").status_code == 302
    assert PageFeedback.objects.count() == 0


def test_a_flood_about_one_page_is_stopped_and_others_go_on(client, site, settings):
    settings.FEEDBACK_PER_MINUTE = 2
    story, other = a_story(site), a_story(site)
    assert [give(client, story).status_code for _ in range(3)] == [302, 302, 429]
    assert give(client, other).status_code == 302
    PageFeedback.objects.update(created_at=timezone.now() - dt.timedelta(seconds=61))
    assert give(client, story).status_code == 302


def test_without_a_token_nothing_is_stored(site):
    strict = Client(enforce_csrf_checks=True)
    assert give(strict, a_story(site)).status_code == 403
    assert PageFeedback.objects.count() == 0


def test_every_reading_page_says_once_when_it_was_updated(client, site):
    changed = dt.datetime(2027, 3, 9, 10, tzinfo=dt.UTC)
    pages = [site.home, site.catalogue, site.stories, a_plant(site), a_story(site)]
    for page in pages:
        page.last_published_at = changed
        page.save()
        html = client.get(page.get_url()).content.decode()
        assert html.count("9 marzo 2027") == 1, page


# Staff


def rated(title: str, rating: int, **values) -> PageFeedback:
    defaults = {"subject": title.lower(), "path": "/it/", "language": "it", "created_at": timezone.now()}
    return PageFeedback.objects.create(title=title, rating=rating, **{**defaults, **values})


def listing(role: Role | None, **query):
    return a_staff_client(role).get(reverse("page_feedback:index"), query)


def test_editors_read_averages_the_lowest_first_and_the_texts():
    rated("Turni", 5), rated("Turni", 4), rated("Mappa", 1, text="Troppo piccola", answers=["unclear"])
    response = listing(Role.EDITOR)
    rows = [(row.title, row.count, row.average) for row in response.context["averages"]]
    assert rows == [("Mappa", 1, 1.0), ("Turni", 2, 4.5)]
    assert "Troppo piccola" in response.content.decode()
    assert "Information that is not clear" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [({"subject": "mappa"}, {"Mappa"}), ({"rating": "5"}, {"Turni"}), ({"language": "en"}, {"Storie"})],
)
def test_the_list_is_filtered_by_page_stars_and_language(query, expected):
    rated("Turni", 5), rated("Mappa", 1), rated("Storie", 3, language="en")
    assert {row.title for row in listing(Role.ADMINISTRATOR, **query).context["object_list"]} == expected


@pytest.mark.parametrize(
    ("role", "may"), [(Role.PUBLISHER, True), (Role.DESK, False), (Role.TRANSLATOR, False)]
)
def test_only_those_with_the_right_read_it(role, may):
    assert (listing(role).status_code == 200) is may


def test_nobody_can_rewrite_or_delete_an_answer_in_the_admin():
    row, client = rated("Turni", 5), a_staff_client()
    for path in (f"edit/{row.pk}/", f"delete/{row.pk}/", "new/"):
        assert client.get(reverse("page_feedback:index") + path, follow=True).status_code == 404


def test_the_list_costs_the_same_with_many_answers(django_assert_num_queries):
    client = a_staff_client(Role.ADMINISTRATOR)
    url = reverse("page_feedback:index")
    rated("Turni", 5)
    client.get(url)
    # One of them counts the applications that wait, beside their menu entry.
    with django_assert_num_queries(16):
        client.get(url)
    for number in range(30):
        rated(f"Pagina {number}", 1 + number % 5)
    with django_assert_num_queries(16):
        client.get(url)


def test_old_texts_are_erased_by_the_worker_and_the_stars_stay(settings):
    settings.FEEDBACK_TEXT_DAYS = 30
    now = timezone.now()
    old = rated("Turni", 2, text="Vecchio", created_at=now - dt.timedelta(days=31))
    young = rated("Turni", 2, text="Nuovo", created_at=now - dt.timedelta(days=29))
    assert forget_feedback_texts in [job for job, _rest in worker.JOBS]
    forget_feedback_texts(now)
    old.refresh_from_db(), young.refresh_from_db()
    assert (old.text, old.rating, young.text) == ("", 2, "Nuovo")
