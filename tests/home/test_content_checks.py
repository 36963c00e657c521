"""What the checks say of a page, beside its editor and in the report."""

import csv
import io
import json

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from events.roles import Role
from home.content_checks import CHECKS, findings
from home.content_text import dates_in
from tests.builders.events import NOW
from tests.builders.pages import a_plant, a_story, an_image, an_information_page, translated
from tests.builders.staff import a_staff_client
from tests.builders.videos import a_video

pytestmark = pytest.mark.django_db


def found_in(page) -> dict[str, list[str]]:
    """Codes of what is found in a page as it is in memory, with the fields where."""
    codes: dict[str, list[str]] = {}
    for finding in findings([page], NOW):
        codes.setdefault(finding.check.code, []).append(finding.spot.path)
    return codes


def a_text(site, html: str):
    body = json.dumps([{"type": "text", "value": html, "id": "b1"}])
    return an_information_page(site, introduction="Due frasi.", body=body)


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("<h3>Come si arriva</h3><p>In treno.</p>", "heading-order"),
        ("<h2> </h2><p>In treno.</p>", "heading-order"),
        ('<p>Per prenotare <a href="/it/">clicca qui</a>.</p>', "link-text"),
        ('<p>To book, <a href="/en/">read more</a>.</p>', "link-text"),
        ('<p><a href="https://esempio.it">https://esempio.it</a></p>', "link-text"),
        ("<p>Si prenota dal 14 ottobre 2026.</p>", "date-past"),
        ("<p>It opens on October 14, 2026.</p>", "date-past"),
    ],
)
def test_a_text_is_read_as_a_visitor_meets_it(site, html, code):
    assert found_in(a_text(site, html))[code] == ["body.b1"]


@pytest.mark.parametrize(
    "html",
    [
        "<h2>Come si arriva</h2><h3>In treno</h3><h2>Dove</h2>",
        '<p>Leggi <a href="/it/">come si prenota</a>.</p>',
        "<p>Si prenota dal 14 ottobre 2031.</p>",
        "<p>Il 31 febbraio 2027 non esiste.</p>",
        "<p>Decreto legislativo 7 marzo 2005, n. 82.</p>",
    ],
)
def test_what_is_right_is_left_alone(site, html):
    assert not {"heading-order", "link-text", "date-past"} & set(found_in(a_text(site, html)))


def test_headings_of_blocks_count_too(site):
    body = json.dumps(
        [
            {"type": "facts", "id": "f1", "value": {"title": "Numeri", "items": []}},
            {"type": "text", "id": "b1", "value": "<h3>Sotto i numeri</h3>"},
        ]
    )
    page = an_information_page(site, introduction="Due frasi.", body=body)
    assert "heading-order" not in found_in(page)


def test_stages_without_a_title_have_a_heading_of_their_own(site):
    stages = {"title": "", "items": [{"type": "item", "value": {"title": "Ingresso"}, "id": "i1"}]}
    body = json.dumps([{"type": "stages", "id": "b1", "value": stages}])
    assert "heading-order" not in found_in(an_information_page(site, body=body))


def test_a_story_may_speak_of_the_past(site):
    story = a_story(site, body=json.dumps([{"type": "text", "value": "<p>Era il 14 ottobre 2026.</p>"}]))
    assert "date-past" not in found_in(story)


def test_pictures_need_words_in_the_language_of_the_page(site):
    mute = an_image(alt_texts={"it": "Una pressa al lavoro"})
    body = json.dumps([{"type": "figure", "id": "b1", "value": {"image": mute.pk, "caption": ""}}])
    italian = an_information_page(site, hero=mute, body=body)
    english = translated(italian, title="Information")
    assert "alt-missing" not in found_in(italian)
    assert found_in(english)["alt-missing"] == ["hero", "body.b1.image"]


def test_a_file_name_is_no_text_alternative(site):
    story = a_story(site, hero=an_image(alt_texts={"it": "DSC_0012.jpg"}))
    assert found_in(story)["alt-says-nothing"] == ["hero"]


def test_a_story_without_a_picture_or_introduction_is_unfinished(site):
    assert {"no-picture", "no-introduction"} <= set(found_in(a_story(site)))
    assert "no-picture" not in found_in(an_information_page(site))


def test_a_public_page_is_missed_in_the_other_language(site):
    plant = a_plant(site)
    assert "language-missing" in found_in(plant)
    english = translated(plant)
    assert "language-missing" not in found_in(plant)
    assert "language-missing" not in found_in(english)
    assert "language-missing" not in found_in(a_plant(site, live=False))


def test_dates_are_found_however_they_are_written():
    text = "Il 24 ottobre, il 1° novembre 2025, on October 25, 2026 and on 3/11/2027."
    assert [(date.words, date.day and date.day.isoformat()) for date in dates_in(text)] == [
        ("24 ottobre", None),
        ("1° novembre 2025", "2025-11-01"),
        ("October 25, 2026", "2026-10-25"),
        ("3/11/2027", "2027-11-03"),
    ]


# In the admin ----------------------------------------------------------------------------


def lines_of(client: Client, **query: str) -> list[dict]:
    """The rows of the exported report."""
    response = client.get(reverse("content_report"), {"export": "csv", **query})
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def test_the_editor_shows_them_with_a_way_to_the_field(site):
    story = a_story(site)
    html = (
        a_staff_client(Role.EDITOR).get(reverse("wagtailadmin_pages:edit", args=[story.pk])).content.decode()
    )
    assert "Content of the page" in html
    assert f"{reverse('wagtailadmin_pages:edit', args=[story.pk])}#:w:contentpath=hero" in html


def test_a_page_not_saved_yet_says_so(site):
    url = reverse("wagtailadmin_pages:add", args=["home", "storypage", site.stories.pk])
    assert "Save the draft first" in a_staff_client().get(url).content.decode()


def test_after_each_saving_the_draft_is_looked_at(site):
    story = a_story(site)
    story.introduction = "Due frasi."
    story.save_revision()
    html = a_staff_client(Role.EDITOR).get(reverse("page_findings", args=[story.pk])).content.decode()
    assert "Choose a main picture." in html
    assert "two or three sentences" not in html


def test_the_findings_of_a_page_are_for_those_who_may_change_it(site):
    story = a_story(site)
    response = a_staff_client(Role.DESK).get(reverse("page_findings", args=[story.pk]))
    assert response.status_code in (302, 403)


def test_the_report_lists_the_worst_first_and_is_filtered(site):
    plant = a_plant(site, title="Officine Prova", safety_text="")
    client = a_staff_client(Role.EDITOR)
    html = client.get(reverse("content_report")).content.decode()
    assert html.index("To put right") < html.index("Suggestion")
    lines = lines_of(client, check="no-picture", locale=str(site.italian.pk))
    assert {line["Page"] for line in lines} == {"Fabbriche Aperte", plant.title}
    assert {line["Weight"] for line in lines_of(client, severity="error")} == {"To put right"}


def test_a_translator_sees_only_what_a_translator_may_change(site):
    a_plant(site)
    lines = lines_of(a_staff_client(Role.TRANSLATOR))
    assert lines
    assert {line["Language"] for line in lines} == {"en"}


def test_the_report_is_not_for_the_desk(site):
    client = a_staff_client(Role.DESK)
    assert client.get(reverse("content_report")).status_code in (302, 403)
    assert reverse("content_report") not in client.get(reverse("wagtailadmin_home")).content.decode()


def a_page_with(site, video, **changes):
    body = json.dumps([{"type": "video", "id": "v1", "value": {"video": video.pk, "caption": ""}}])
    return an_information_page(site, introduction="Due frasi.", body=body, **changes)


def test_a_video_needs_captions_in_the_language_of_each_page(site):
    page = a_page_with(site, a_video())
    english = translated(page)
    assert "captions-missing" not in found_in(page)
    assert found_in(english)["captions-missing"] == ["body.v1.video"]
    finding = next(each for each in findings([english], NOW) if each.check.code == "captions-missing")
    assert "Il telaio" in finding.sentence


def test_a_video_in_which_nobody_speaks_needs_none(site):
    assert "captions-missing" not in found_in(a_page_with(site, a_video(captions={}, nobody_speaks=True)))
    assert "captions-missing" in found_in(a_page_with(site, a_video(captions={})))


def test_a_video_that_is_gone_is_not_looked_at(site):
    video = a_video()
    page = a_page_with(site, video)
    video.delete()
    assert "captions-missing" not in found_in(page)


def test_videos_are_read_at_once(site, django_assert_num_queries):
    pages = [a_page_with(site, a_video()) for _number in range(3)]
    # languages, translations, pictures, videos; edition
    with django_assert_num_queries(4):
        findings(pages, NOW)


def test_no_number_of_pages_makes_more_queries(site, django_assert_num_queries):
    def pages():
        return list(Page.objects.filter(depth__gt=1, alias_of=None).specific())

    for _ in range(3):
        a_plant(site, hero=an_image())
    few, now = pages(), NOW
    for _ in range(6):
        a_plant(site, hero=an_image())
    many = pages()
    for some in (few, many):
        # languages, translations, safety texts, edition, pictures
        with django_assert_num_queries(5):
            findings(some, now)


def test_every_check_has_its_words_in_italian():
    from django.utils.translation import override

    for each in CHECKS.values():
        with override("en"):
            english = str(each.label)
        with override("it"):
            assert str(each.label) != english, each.code


def test_no_spreadsheet_calculates_the_title_of_a_page(site):
    a_story(site, title="=1+1")
    client = a_staff_client()
    lines = client.get(reverse("content_report"), {"export": "csv"}).content.decode().splitlines()
    assert any(line.startswith("'=1+1,") for line in lines)
    assert not any(line.startswith("=") for line in lines)
