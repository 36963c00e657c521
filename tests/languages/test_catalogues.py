"""The catalogues of the interface: what `make messages` extracts and what the check refuses."""

import re

import polib
import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import catalogues
from portal.settings.languages import languages_by_themselves, named_languages

PLURAL = {"msgid_plural": "%(n)s places"}


def translated(text: str, translation: str | list[str], **more) -> polib.POEntry:
    if isinstance(translation, list):
        more["msgstr_plural"] = dict(enumerate(translation))
    else:
        more["msgstr"] = translation
    return polib.POEntry(msgid=text, **more)


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        (translated("Search", ""), "untranslated"),
        (translated("Search", "Cerca", flags=["fuzzy"]), "fuzzy"),
        (translated("%(n)s place", ["un posto", ""], **PLURAL), "untranslated"),
        (translated("Hello %(name)s", "Ciao %(nome)s"), "other placeholders"),
        (translated("Hello %(name)s", "Ciao"), "other placeholders"),
        (translated("%(n)d of 100%%", "%(n)d su 100%"), "other placeholders"),
        (translated("{n} days", "{giorni} giorni"), "other placeholders"),
        (translated("<a href='x'>Go</a>", "Vai"), "other tags"),
        (translated("by ", "di"), "other spaces at the margins"),
        (
            translated("book/", "Prenota"),
            "no piece of an address (small letters, digits, hyphens)",
        ),
    ],
)
def test_a_translation_that_would_break_a_page_is_refused(entry, problem):
    assert problem in catalogues.problems_of(entry)


@pytest.mark.parametrize(
    "entry",
    [
        translated("Search", "Cerca"),
        translated("book/", "prenota/"),
        translated("mine/<str:code>/ticket.pdf", "le-mie/<str:code>/biglietto.pdf"),
        translated("Hello %(name)s", "Ciao %(name)s"),
        translated("%(n)s place", ["%(n)s posto", "%(n)s posti"], **PLURAL),
    ],
)
def test_a_translation_with_the_same_placeholders_tags_and_margins_is_good(entry):
    assert catalogues.problems_of(entry) == []


def test_a_form_for_one_alone_may_write_the_number_out():
    entry = polib.POEntry(
        msgid="one place",
        msgid_plural="%(n)s places",
        msgstr_plural={0: "un posto", 1: "%(n)s posti"},
    )
    assert catalogues.problems_of(entry) == []


def test_python_and_templates_are_read_with_context_and_plural():
    found = catalogues.extracted()
    assert found[("", "Search")].plural == ""
    assert found[("", "%(n)s place")].plural == "%(n)s places"
    assert ("within a sentence", "French") in found
    assert ("", "This page has not been translated yet: it is shown in its original language.") in found


def test_a_new_language_gets_a_catalogue_that_is_all_to_be_done(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogues, "path_of", lambda language: tmp_path / language / "django.po")
    assert catalogues.problems("fr") == ["no catalogue, run make messages"]
    made = catalogues.update("fr")
    assert made.metadata["Plural-Forms"] == "nplurals=2; plural=(n > 1);"
    assert {entry.msgid for entry in made} == {text for _context, text in catalogues.extracted()}
    left = catalogues.problems("fr")
    assert len(left) == len(made)
    assert all(line.startswith("untranslated") for line in left)


def test_bringing_a_catalogue_in_step_keeps_what_is_translated_and_drops_what_is_gone(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogues, "path_of", lambda language: tmp_path / "django.po")
    catalogue = catalogues.update("fr")
    catalogue.find("Search").msgstr = "Rechercher"
    catalogue.append(polib.POEntry(msgid="Nobody says this any more", msgstr="Rien"))
    catalogue.save(str(tmp_path / "django.po"))
    assert "stale, run make messages: 'Nobody says this any more'" in catalogues.problems("fr")
    assert "not compiled, run make messages: 'Search'" in catalogues.problems("fr")
    after = catalogues.update("fr")
    assert after.find("Search").msgstr == "Rechercher"
    assert after.find("Nobody says this any more") is None
    assert not [line for line in catalogues.problems("fr") if not line.startswith("untranslated")]


# Scripts


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ('say("No ticket is kept here.")', ["No ticket is kept here."]),
        ("button.textContent = 'Remove'", ["Remove"]),
        ('if (event.key === "Escape") close()', []),
        ('throw new Error("not a ticket")', []),
        ('// "Nothing to see here"\nbox.className = "btn btn-link"', []),
        ("say(box.dataset.failed)", []),
    ],
)
def test_words_in_a_script_are_found_and_nothing_else(script, words):
    assert catalogues.words_in_scripts(script) == words


def test_our_scripts_take_every_word_from_the_page():
    assert catalogues.problems_in_scripts() == []


# The setting


def test_the_first_language_is_the_default_and_each_has_its_name(settings):
    named = named_languages(["it", "en", "fr"])
    assert [code for code, _name in named] == ["it", "en", "fr"]
    assert str(named[2][1]) == "Francese"
    assert languages_by_themselves(["it", "fr"]) == [("it", "Italiano"), ("fr", "Français")]


@pytest.mark.parametrize("codes", [[], ["it", "it"], ["it", "xx"], ["it", "pt-br"]])
def test_a_setting_that_names_no_languages_stops_the_portal_from_starting(codes):
    with pytest.raises(ImproperlyConfigured, match="SITE_LANGUAGES"):
        named_languages(codes)


def test_italian_writes_e_mail_in_one_way():
    other = re.compile(r"(?<![\w(./@{-])e?mail(?![\w@)/}])", re.IGNORECASE)
    texts = [text for entry in polib.pofile(str(catalogues.path_of("it"))) for text in _said_by(entry)]
    assert [bool(other.search(text)) for text in ("Una mail avvisa", "Email", "L’e-mail")] == [
        True,
        True,
        False,
    ]
    assert [text for text in texts if other.search(text)] == []


def test_english_visitors_read_of_e_mails_too():
    other = re.compile(r"(?<![\w(./@{-])e?mails?(?![\w@)/}])", re.IGNORECASE)
    for_visitors = re.compile(
        r"/templates/(?!.*(admin|board|translations)/)|/events/(views/|rules|forms|pdf)"
    )
    sources = [path for path in catalogues.source_files() if for_visitors.search(path.as_posix())]
    texts = {text for path in sources for message in catalogues.messages_of(path) for text in message[1:]}
    assert any("e-mail" in text for text in texts)
    assert sorted(text for text in texts if other.search(text)) == []


def _said_by(entry: polib.POEntry) -> list[str]:
    return [] if entry.obsolete else [entry.msgstr, *entry.msgstr_plural.values()]
