"""Words reduced to their stems, the same way when a page is indexed and when it is sought.

The databases' own stemmers differ (SQLite has none for Italian) and know one language per
index; ours is pure Python and takes the language of the page.
"""

import re
import unicodedata
from collections.abc import Callable

import snowballstemmer
from django.utils.html import strip_tags

SNOWBALL_NAMES = {
    "it": "italian",
    "en": "english",
    "fr": "french",
    "de": "german",
    "es": "spanish",
    "pt": "portuguese",
    "ro": "romanian",
}
# Words too common to narrow a search; kept in the index, dropped from queries.
STOP_WORDS_IT = """
a ad ai al alla alle allo agli con da dai dal dalla dalle dei del della delle dello degli di e ed gli
i il in la le lo l d nei nel nella nelle o per su sul sulla tra fra un una uno che come
"""
STOP_WORDS_EN = "a an and as at by for from in into of on or the to with"
STOP_WORDS_FR = """
à au aux avec d dans de des du en et l la le les ou par pour que qui sur un une
"""
STOP_WORDS_DE = "am an auf aus bei das dem den der des die ein eine im in mit oder und von zu zum zur"
STOP_WORDS = {
    "it": frozenset(STOP_WORDS_IT.split()),
    "en": frozenset(STOP_WORDS_EN.split()),
    "fr": frozenset(STOP_WORDS_FR.split()),
    "de": frozenset(STOP_WORDS_DE.split()),
}
"""A language that is missing here is searched with all its words."""
WORD = re.compile(r"\w+")
MAX_QUERY_WORDS = 12


def stems(text: str, language_code: str) -> str:
    """Return the stems of every word of `text` (HTML allowed), lower case, without accents.

    An unknown language keeps the words as they are. No query.
    """
    return " ".join(_stem_words(_words(strip_tags(text)), language_code))


def query_stems(query: str, language_code: str) -> str:
    """Stems of what a visitor typed, without the commonest words unless there is nothing else.

    At most MAX_QUERY_WORDS words count. Returns "" when the query holds no word. No query.
    """
    words = _words(query)
    meaningful = [word for word in words if word not in STOP_WORDS.get(language_code[:2], ())]
    return " ".join(_stem_words((meaningful or words)[:MAX_QUERY_WORDS], language_code))


def query_words(text: str) -> list[str]:
    """The words of a text, lower case, as they were typed. No query."""
    return _words(text)


def word_matcher(wanted: str, language_code: str) -> Callable[[str], bool]:
    """A test whether a word has one of the `wanted` stems, as `query_stems` returns them. No query.

    Stemming is slow: only words that begin like a wanted stem are stemmed, each form once.
    """
    stems_wanted = frozenset(wanted.split())
    beginnings = tuple({stem[:2] for stem in stems_wanted})
    known: dict[str, bool] = {}

    def matches(word: str) -> bool:
        if word not in known:
            plain = unicodedata.normalize("NFC", word).lower()
            folded = _without_accents(plain)
            # The index holds the words themselves too: "telaio" (stem "telai") also finds "telai".
            known[word] = folded in stems_wanted or (
                bool(beginnings)
                and folded.startswith(beginnings)
                and _stem_words([plain], language_code)[0] in stems_wanted
            )
        return known[word]

    return matches


def _words(text: str) -> list[str]:
    return WORD.findall(unicodedata.normalize("NFC", text.replace("\x00", " ")).lower())


def _stem_words(words: list[str], language_code: str) -> list[str]:
    name = SNOWBALL_NAMES.get(language_code[:2])
    if name:
        # A stemmer keeps state while it works: one per call, never shared between threads.
        words = snowballstemmer.stemmer(name).stemWords(words)
    return [_without_accents(word) for word in words]


def _without_accents(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word)
    return "".join(char for char in decomposed if not unicodedata.combining(char))
