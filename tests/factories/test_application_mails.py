"""What the mails about applications say, word for word in both languages.

`UPDATE_GOLDEN=1 pytest tests/factories/test_application_mails.py` writes the files in golden/ again: read
the difference before it is committed.
"""

import os
from html import unescape
from pathlib import Path

import pytest

from events.models import Edition
from factories.applications import mails
from factories.models import PlantApplication

GOLDEN = Path(__file__).parent / "golden"
REASON = {
    "it": "Quanti gradini ci sono?\n\nE quanto sono alti <15 cm>?",
    "en": "How many steps are there?\n\nAnd how high are they <15 cm>?",
}


def an_unsaved_application(language: str) -> PlantApplication:
    """Of a company with signs in its name that HTML would swallow."""
    return PlantApplication(
        pk=7,
        edition=Edition(name="Fabbriche Aperte 2027"),
        language=language,
        company_name="Rossi & Figli <Torino>",
        municipality="Biella",
        province="BI",
        contact_name="Ada Bianchi",
        contact_email="ada@officine.example",
    )


LETTERS = {
    "draft": lambda a: mails.draft(a, "TOKEN"),
    "link_again": lambda a: mails.link_again(a, "TOKEN"),
    "received": lambda a: mails.received(a, "TOKEN", again=False),
    "received_again": lambda a: mails.received(a, "TOKEN", again=True),
    "changes": lambda a: mails.changes(a, "TOKEN", REASON[a.language]),
    "refused": lambda a: mails.refused(a, REASON[a.language]),
    "accepted": lambda a: mails.accepted(a, "TOKEN"),
    "staff_new": lambda a: mails.for_staff(a, again=False),
    "staff_again": lambda a: mails.for_staff(a, again=True),
}


@pytest.mark.parametrize(
    ("kind", "language"),
    # The staff reads the site's first language.
    [(kind, code) for kind in LETTERS for code in ("it", "en") if code == "it" or "staff" not in kind],
)
def test_a_mail_says_this(kind: str, language: str):
    mail = mails.render(LETTERS[kind](an_unsaved_application(language)))
    text = f"{mail.subject}\n\n{mail.text}"
    file = GOLDEN / f"application_{kind}.{language}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", LETTERS)
def test_the_html_says_the_same_with_every_sign_escaped(kind: str):
    letter = LETTERS[kind](an_unsaved_application("it"))
    html = mails.render(letter).html
    assert "<Torino>" not in html
    assert "<15 cm>" not in html
    assert letter.heading in unescape(html)
    assert letter.link in html


def test_the_links_begin_with_our_own_address_whoever_asked():
    for kind, letter in LETTERS.items():
        link = letter(an_unsaved_application("en")).link
        assert link.startswith("http://testserver/") or kind == "refused"


def test_a_company_name_cannot_add_a_header():
    application = an_unsaved_application("it")
    application.company_name = "Rossi\r\nBcc: a@example.org"
    assert "\n" not in mails.render(mails.draft(application, "TOKEN")).subject
    assert "\n" not in mails.render(mails.for_staff(application, again=False)).subject
