"""A visitor finds a page whatever form of the word they type."""

import pytest

from home.stemming import query_stems, stems


@pytest.mark.parametrize(
    ("typed", "written", "language"),
    [
        ("visita", "Le visite guidate", "it"),
        ("scuole", "Per la scuola", "it"),
        ("citta", "La città", "it"),
        ("FABBRICHE", "fabbrica", "it"),
        ("l'officina", "Nelle officine", "it"),
        ("machines", "a milling machine", "en"),
        ("visiting", "visits", "en"),
    ],
)
def test_forms_of_a_word_meet(typed, written, language):
    assert set(query_stems(typed, language).split()) <= set(stems(written, language).split())


def test_little_words_do_not_narrow_a_search():
    assert query_stems("la visita alla fabbrica", "it") == query_stems("visita fabbrica", "it")
    # Unless there is nothing else.
    assert query_stems("la", "it")


def test_html_is_not_part_of_the_text():
    assert stems("<p>Ciao <b>mondo</b></p>", "xx") == "ciao mondo"


@pytest.mark.parametrize("query", ["", "   ", "!?", "\x00", '"*" - ()'])
def test_a_query_without_words_has_no_stems(query):
    assert query_stems(query, "it") == ""


def test_a_very_long_query_is_cut():
    assert len(query_stems("acciaio " * 500, "it").split()) == 12
