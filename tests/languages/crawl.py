"""Texts of one language on the pages of another: what a crawl of the demo looks for.

What is marked with `lang` is not looked at. Interface texts are known word for word from the
catalogue; the texts of pages give themselves away by their small words.
"""

import re
from functools import cache

import polib

from portal import catalogues
from tests.languages.reading import pieces

ITALIAN = """
il gli della dello degli delle dei nel nella che non una sono è più anche dalla alla questo questa ogni si
ci dove quando dal nei nelle sulla cui ed
"""
ENGLISH = """
the of and is are with for this that you your from by every not at where when which they has have was were
it
"""
SMALL_WORDS = {"it": frozenset(ITALIAN.split()), "en": frozenset(ENGLISH.split())}
ENOUGH = 2
"""One small word may be part of a name ("Tessitura della Valle")."""


@cache
def interface_texts(language: str) -> frozenset[str]:
    """Texts of the interface in Italian or English that the other language says otherwise."""
    catalogue = polib.pofile(str(catalogues.path_of("it")))
    both = {"en": set(), "it": set()}
    for entry in catalogue:
        both["en"] |= {entry.msgid, entry.msgid_plural}
        both["it"] |= {entry.msgstr, *entry.msgstr_plural.values()}
    other = both["en" if language == "it" else "it"]
    return frozenset(text for text in both[language] - other if len(text) > 3 and "%(" not in text)


def is_of(language: str, text: str, names: frozenset[str]) -> bool:
    """Whether a text of a page, said to be in the other language, is in this one."""
    if text in interface_texts(language):
        return text not in names
    if not _sounds(language, text):
        return False
    for name in names:
        text = text.replace(name, " ")
    return _sounds(language, text)


@cache
def _sounds(language: str, text: str) -> bool:
    # Kept: the frame's texts are on every page.
    words = re.findall(r"[^\W\d_]+", text.lower())
    own = sum(word in SMALL_WORDS[language] for word in words)
    others = sum(word in SMALL_WORDS["en" if language == "it" else "it"] for word in words)
    return own >= ENOUGH and own > others


def strangers(html: str, language: str, names: frozenset[str] = frozenset()) -> list[str]:
    """Texts of a page in `language` that are in the other of the two."""
    other = "en" if language == "it" else "it"
    said = dict.fromkeys(piece.text for piece in pieces(html) if piece.language == language)
    return [text for text in said if is_of(other, text, names)]
