"""The pages for when nothing else works, as plain files in every site language.

`500.html`, `503.html` and `busy.html` are whole by themselves: no database, no template tags, and a
web server in front can give them while the portal is off. So they are made beforehand, by
`make messages`, from one frame and the catalogues, and committed.
"""

from pathlib import Path
from typing import NamedTuple

import polib
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext_noop as _

from portal import catalogues

FOLDER = Path(__file__).parent / "templates"


class Notice(NamedTuple):
    """What a page says; texts as they stand in the catalogues."""

    number: str
    name: str
    title: str
    text: str
    button: str


NOTICES = {
    "500.html": Notice(
        "500",
        _("Fault"),
        _("A machine has stopped"),
        _(
            "The fault is in the portal, not in what was asked. Confirmed bookings remain valid. "
            "Please try again in a few minutes."
        ),
        _("Go to the home page"),
    ),
    "503.html": Notice(
        "503",
        _("Maintenance"),
        _("Stopped for maintenance"),
        _(
            "The portal will be back in a few minutes. Confirmed bookings remain valid, and tickets "
            "already received can be used."
        ),
        _("Try again"),
    ),
    "busy.html": Notice(
        "503",
        _("One moment"),
        _("Too many requests at once"),
        _(
            "Nothing was changed. In a few seconds go back in the browser and send it again: what was "
            "typed is still there."
        ),
        _("Try again"),
    ),
}
EU_EMBLEM, EU_STATEMENT = _("Emblem of the European Union"), _("Co-funded by the European Union")


def rendered() -> dict[str, str]:
    """Each page by its file name, from the catalogues as they are on disk."""
    known = {code: _catalogue(code) for code, _name in settings.LANGUAGES}
    pages = {}
    for file, notice in NOTICES.items():
        words = [
            {"code": code, **{field: _text(known[code], text) for field, text in notice._asdict().items()}}
            | {"emblem": _text(known[code], EU_EMBLEM), "statement": _text(known[code], EU_STATEMENT)}
            for code, _name in settings.LANGUAGES
        ]
        pages[file] = render_to_string("plain_page.html", {"number": notice.number, "languages": words})
    return pages


def write() -> None:
    """Write the pages."""
    for file, page in rendered().items():
        (FOLDER / file).write_text(page, encoding="utf-8")


def problems() -> list[str]:
    """One line per page that says something else than the catalogues."""
    return [
        f"not in step with the catalogues, run make messages: portal/templates/{file}"
        for file, page in rendered().items()
        if (FOLDER / file).read_text(encoding="utf-8") != page
    ]


def _catalogue(language: str) -> dict[str, str]:
    path = catalogues.path_of(language)
    if language == settings.MESSAGE_LANGUAGE or not path.exists():
        return {}
    return {entry.msgid: entry.msgstr for entry in polib.pofile(str(path)) if not entry.msgctxt}


def _text(catalogue: dict[str, str], text: str) -> str:
    return catalogue.get(text) or text
