"""The crawl finds what it looks for: a test that can't fail would prove nothing."""

import pytest

from tests.languages.crawl import strangers

PAGE = '<html lang="{}"><body><main>{}</main></body></html>'


@pytest.mark.parametrize(
    ("language", "piece"),
    [
        ("en", "<button>Prenota</button>"),
        ("en", "<p>Si entra dal cancello, dove la sirena non suona più.</p>"),
        ("en", '<img src="x" alt="Una pressa della linea, ferma nella notte">'),
        ("en", '<meta name="description" content="Che cosa si vede nella visita">'),
        ("it", "<button>Search</button>"),
        ("it", "<p>The press stops at the end of the shift.</p>"),
    ],
)
def test_a_text_in_the_other_language_is_found(language, piece):
    assert strangers(PAGE.format(language, piece), language)


@pytest.mark.parametrize(
    ("language", "piece"),
    [
        ("en", '<p lang="it">Si entra dal cancello, dove la sirena non suona più.</p>'),
        ("en", "<p>Tessitura della Valle, in the valley of the mills.</p>"),
        ("en", "<h1>Officina dei Fratelli e delle Sorelle</h1>"),
        ("it", "<p>La pressa si ferma alla fine del turno.</p>"),
        ("it", '<a lang="en">Search</a>'),
    ],
)
def test_names_and_what_is_marked_are_let_pass(language, piece):
    names = frozenset({"Officina dei Fratelli e delle Sorelle"})
    assert strangers(PAGE.format(language, piece), language, names) == []
