"""A visitor searches the whole site: what is found, what is not, and that no query breaks it."""

import re

import pytest
from django.contrib.auth.models import Group
from wagtail.models import PageViewRestriction

from tests.builders.pages import a_plant, a_story, a_tour, an_information_page, translated

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    """What a reader sees of the main part, in one line."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def titles(response) -> list[str]:
    return ["".join(piece.text for piece in hit.title) for hit in response.context["results"].hits]


def search(client, query: str, language: str = "it", **more: str):
    path = {"it": "/it/cerca/", "en": "/en/search/"}[language]
    return client.get(path, {"q": query, **more})


def test_every_kind_of_page_is_found_and_named(client, site):
    a_plant(site, title="Tessitura Alfa", introduction="Telai per la lana.")
    a_tour(site, title="Sala macchine", introduction="Un telaio di server.")
    a_story(site, title="Il telaio", introduction="Una storia.")
    an_information_page(site, title="Come si visita", introduction="Anche i telai si visitano.")
    response = search(client, "telaio")
    assert set(titles(response)) == {"Tessitura Alfa", "Sala macchine", "Il telaio", "Come si visita"}
    assert {hit.kind for hit in response.context["results"].hits} == {
        "Stabilimento",
        "Visita al data center",
        "Storia",
        "Pagina informativa",
    }
    assert "4 pagine per «telaio»" in text_of(response)


def test_words_in_the_title_come_first(client, site):
    a_plant(site, title="Officina Beta", introduction="Robot, robot e ancora robot.")
    a_story(site, title="Il forno e il robot")
    assert titles(search(client, "robot")) == ["Il forno e il robot", "Officina Beta"]


def test_one_kind_can_be_chosen_and_an_unknown_one_is_ignored(client, site):
    a_plant(site, title="Officina", introduction="Robot.")
    a_story(site, title="Il robot")
    assert titles(search(client, "robot", kind="storypage")) == ["Il robot"]
    assert len(titles(search(client, "robot", kind="nulla"))) == 2


def test_drafts_restricted_pages_and_untranslated_copies_are_never_found(client, site):
    a_story(site, title="Bozza segreta", live=False)
    hidden = a_story(site, title="Riservata segreta")
    restriction = PageViewRestriction.objects.create(page=hidden, restriction_type="groups")
    restriction.groups.add(Group.objects.create(name="Interni"))
    story = a_story(site, title="Pagina segreta")
    stories = site.stories.copy_for_translation(site.english, alias=True)
    alias = story.copy_for_translation(site.english, alias=True)
    assert stories.live
    assert alias.live
    assert titles(search(client, "segreta")) == ["Pagina segreta"]
    assert titles(search(client, "segreta", "en")) == []
    for language, path in [("it", "/it/cerca/suggerimenti/"), ("en", "/en/search/suggestions/")]:
        answer = client.get(path, {"q": "segreta"}).content.decode()
        assert "Bozza" not in answer
        assert "Riservata" not in answer
        assert ("Pagina segreta" in answer) is (language == "it")


def test_each_language_finds_its_own_pages(client, site):
    plant = a_plant(site, title="Forno", introduction="Si cuoce il pane.")
    translated(plant, title="Bakery", introduction="Bread is baked here.")
    assert titles(search(client, "breads", "en")) == ["Bakery"]
    assert titles(search(client, "pane", "en")) == []
    assert "1 page for “breads”" in text_of(search(client, "breads", "en"))


def test_words_found_are_marked_and_nothing_else_is_html(client, site):
    a_story(site, title="Telai <b>grandi</b>", introduction='Un <script>alert("x")</script> telaio & altro.')
    html = search(client, "telaio").content.decode()
    assert "<mark>Telai</mark> &lt;b&gt;grandi&lt;/b&gt;" in html
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; <mark>telaio</mark> &amp; altro." in html


def test_a_long_text_is_cut_around_the_word_found(client, site):
    a_story(site, title="Lunga", introduction="Parola. " * 90 + "Ecco il tornio. " + "Ancora. " * 90)
    (hit,) = search(client, "tornio").context["results"].hits
    excerpt = "".join(piece.text for piece in hit.excerpt)
    assert "Ecco il tornio." in excerpt
    assert excerpt.startswith("… ")
    assert excerpt.endswith(" …")
    assert len(excerpt) < 250


def test_results_go_on_over_pages_and_keep_the_search(client, site):
    for number in range(12):
        a_story(site, title=f"Robot {number}")
    first, second = search(client, "robot"), search(client, "robot", page="2")
    assert len(titles(first)) == 10
    assert len(titles(second)) == 2
    assert 'href="?q=robot&amp;page=2"' in first.content.decode()
    assert set(titles(first)).isdisjoint(titles(second))


@pytest.mark.parametrize("number", ["-1", "0", "99", "abc", "", "9" * 400, "\x00"])
def test_an_impossible_page_gives_results_all_the_same(client, site, number):
    a_story(site, title="Robot")
    assert titles(search(client, "robot", page=number)) == ["Robot"]


@pytest.mark.parametrize(
    "query",
    [
        "x" * 10_000,
        "parola " * 2_000,
        '"',
        "'",
        "\x00",
        "a\x00b",
        "* OR NEAR(",
        "title:robot AND",
        "%' --",
        "\\",
        "🤖",
        "{{ 7|add:7 }}",
        "-",
    ],
)
def test_no_query_breaks_the_page_or_the_suggestions(client, site, query):
    a_story(site, title="Robot")
    assert search(client, query).status_code == 200
    assert client.get("/it/cerca/suggerimenti/", {"q": query}).status_code == 200


def test_a_misspelt_word_is_answered_with_the_sites_own(client, site):
    a_plant(site, title="Dolciaria", introduction="Fave di cacao e cioccolato.")
    response = search(client, "cioccolatto")
    assert response.context["better"] == "cioccolato"
    assert 'href="?q=cioccolato"' in response.content.decode()
    assert "Nessuna pagina contiene tutte queste parole" in text_of(response)


def test_a_suggestion_that_would_find_nothing_is_not_made(client, site):
    a_plant(site, title="Dolciaria", introduction="Cioccolato.")
    a_plant(site, title="Tessitura", introduction="Lana.")
    assert search(client, "cioccolatto lana").context["better"] == ""


def test_words_of_a_restricted_page_are_not_betrayed_by_the_spelling_help(client, site):
    hidden = a_story(site, title="Fusione riservatissima")
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    assert search(client, "riservatissma").context["better"] == ""


def test_suggestions_begin_with_three_letters_and_never_exceed_six(client, site):
    for number in range(9):
        a_plant(site, title=f"Officina {number}")
    few = client.get("/it/cerca/suggerimenti/", {"q": "of"}).context["suggestions"]
    many = client.get("/it/cerca/suggerimenti/", {"q": "offic"}).context["suggestions"]
    assert (len(few), len(many)) == (0, 6)
    assert many[0].kind == "Stabilimento"
    assert many[0].url.startswith("/it/fabbriche/")


def test_suggestions_may_be_kept_by_browsers_and_no_answer_sets_a_cookie(client, site):
    a_story(site, title="Robot")
    answer = client.get("/it/cerca/suggerimenti/", {"q": "robot", "where": "<b>"})
    assert "max-age=300" in answer["Cache-Control"]
    assert 'id="page-search-status"' in answer.content.decode()
    assert not answer.cookies
    assert not search(client, "robot").cookies


def test_results_stay_out_of_other_search_engines(client, site):
    assert 'content="noindex, follow"' in search(client, "robot").content.decode()


def test_the_language_switcher_keeps_the_search(client, site):
    assert 'href="/en/search/?q=robot"' in search(client, "robot").content.decode()


def test_a_search_costs_the_same_for_one_or_for_many_pages(client, site, django_assert_num_queries):
    a_story(site, title="Robot, una storia")
    search(client, "robot", kind="storypage")
    # Locale 1, restrictions 1, pages found 1, texts of stories 1; frame: site 1, its settings 1, menus 1.
    with django_assert_num_queries(7):
        search(client, "robot", kind="storypage")
    for number in range(20):
        a_plant(site, title=f"Robot {number}")
        a_story(site, title=f"Storia {number}", introduction="Con un robot.")
    with django_assert_num_queries(7):
        response = search(client, "robot", kind="storypage")
    assert response.context["results"].total == 21
    assert response.context["results"].everything == 41


def test_plants_cost_one_query_with_their_sectors(client, site, django_assert_num_queries):
    for number in range(10):
        a_plant(site, title=f"Robot {number}")
    search(client, "robot")
    with django_assert_num_queries(7):
        search(client, "robot")
