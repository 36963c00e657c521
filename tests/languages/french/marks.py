"""French that nobody has to write: every text in marks that no other text has. What stands outside
marks was not translated.
"""

import re
from pathlib import Path

import django
import polib
from wagtail_localize.machine_translators.base import BaseMachineTranslator
from wagtail_localize.strings import StringValue

from portal import catalogues

OPEN, CLOSE = "¿", "¡"
"""Signs that our texts do not use and the fonts of the ticket have."""


def marked(text: str) -> str:
    """A text "in French". Margins stay outside the marks; a piece of an address has none."""
    if catalogues.ADDRESS.fullmatch(text):
        return re.sub(r"^[a-z-]+", r"\g<0>-fr", text)
    inner = text.strip()
    if not inner:
        return text
    return text.replace(inner, f"{OPEN}{inner}{CLOSE}", 1)


def write_catalogue(folder: Path) -> None:
    """All our texts and Django's own, marked, as `make messages` would compile them."""
    catalogue = polib.POFile()
    catalogue.metadata = {
        "Language": "fr",
        "Content-Type": "text/plain; charset=UTF-8",
        "Plural-Forms": "nplurals=2; plural=(n > 1);",
    }
    django_own = polib.pofile(
        str(Path(django.__file__).parent / "conf" / "locale" / "en" / "LC_MESSAGES" / "django.po")
    )
    known = catalogues.extracted()
    texts = [(entry.msgctxt or "", entry.msgid, entry.msgid_plural) for entry in django_own]
    written = set()
    for context, text, plural in [*texts, *((m.context, m.text, m.plural) for m in known.values())]:
        entry = polib.POEntry(msgctxt=context or None, msgid=text)
        if plural:
            entry.msgid_plural, entry.msgstr_plural = plural, {0: marked(text), 1: marked(plural)}
        else:
            entry.msgstr = marked(text)
        if (context, text) not in written:
            catalogue.append(entry)
        written.add((context, text))
    target = folder / "fr" / "LC_MESSAGES"
    target.mkdir(parents=True)
    catalogue.save_as_mofile(str(target / "django.mo"))


class MarkingTranslator(BaseMachineTranslator):
    """Translates pages as `write_catalogue` translates the interface."""

    display_name = "Marks"

    def translate(self, source_locale, target_locale, strings):
        return {string: StringValue(marked(string.data)) for string in strings}

    def can_translate(self, source_locale, target_locale):
        return target_locale.language_code == "fr"
