"""Help for a search that found nothing: the same words as the site writes them."""

from difflib import get_close_matches

from django.core.cache import cache
from wagtail.models import Locale, get_page_models

from .models import BasePage
from .search import count_hits
from .stemming import query_words

KEPT_SECONDS = 600
CORRECTED_WORDS = 4
SHORTEST_CORRECTED = 4
LIKENESS = 0.74


def better_spelling(query: str, *, locale: Locale) -> str:
    """The query with misspelt words replaced by words of the site, if that finds anything; else "".

    Cost: 2 queries for the check, and once in ten minutes 2 per page type for the words.
    """
    words = query_words(query)
    known = _vocabulary(locale)
    better = [_nearest(word, known) for word in words[:CORRECTED_WORDS]] + words[CORRECTED_WORDS:]
    corrected = " ".join(better)
    return corrected if better != words and count_hits(corrected, locale=locale) else ""


def _nearest(word: str, known: frozenset[str]) -> str:
    if len(word) < SHORTEST_CORRECTED or word in known:
        return word
    # Only words of about the same length and with the same first letter: quick, and rarely wrong.
    near = [each for each in known if each[0] == word[0] and abs(len(each) - len(word)) <= 2]
    return next(iter(get_close_matches(word, sorted(near), n=1, cutoff=LIKENESS)), word)


def _vocabulary(locale: Locale) -> frozenset[str]:
    """Words of titles, introductions and places of pages anybody may read."""
    key = f"search-words-{locale.language_code}"
    words = cache.get(key)
    if words is None:
        words = _collect(locale)
        cache.set(key, words, KEPT_SECONDS)
    return words


def _collect(locale: Locale) -> frozenset[str]:
    words: set[str] = set()
    for model in get_page_models():
        if not issubclass(model, BasePage):
            continue
        names = {field.name for field in model._meta.get_fields()}
        columns = ["title", "introduction", *({"municipality"} & names)]
        pages = model.objects.live().public().filter(locale=locale, alias_of=None)
        for values in pages.values_list(*columns):
            words.update(word for text in values for word in query_words(text or ""))
    return frozenset(word for word in words if len(word) >= SHORTEST_CORRECTED and not word.isdigit())
