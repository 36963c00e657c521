"""Checks translations against the glossary."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from factories.models import GlossaryTerm


@dataclass(frozen=True)
class GlossaryWarning:
    """A term of the source whose fixed translation is not in the translation."""

    term: str
    expected: tuple[str, ...]
    is_name: bool

    @property
    def sentence(self) -> str:
        """What to look at, in the active language. No query."""
        if self.is_name:
            return _("“%(term)s” is a name and stays as it is.") % {"term": self.term}
        expected = " / ".join(self.expected)
        return _("“%(term)s” is said “%(expected)s”.") % {"term": self.term, "expected": expected}


def _pattern(forms: Iterable[str]) -> re.Pattern:
    whole_words = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{whole_words})(?!\w)", re.IGNORECASE)


class Glossary:
    """The terms of one language, read once. 1 query, at the first check."""

    def __init__(self, language: str) -> None:
        self.language = language

    @cached_property
    def _terms(self) -> list[tuple[GlossaryTerm, re.Pattern, re.Pattern]]:
        found = []
        for term in GlossaryTerm.objects.all():
            allowed = term.allowed_in(self.language)
            if allowed:
                found.append((term, _pattern(term.forms), _pattern(allowed)))
        return found

    def check(self, source: str, translation: str) -> list[GlossaryWarning]:
        """What the glossary says against a translation. Words within words and in tags do not count."""
        source, translation = strip_tags(source), strip_tags(translation)
        return [
            GlossaryWarning(term.forms[0], tuple(term.allowed_in(self.language)), term.is_name)
            for term, in_source, in_translation in self._terms
            if in_source.search(source) and not in_translation.search(translation)
        ]

    def fixed(self, source: str) -> str | None:
        """The translation of a text that is nothing but a term, or has no word to translate; else None."""
        text = source.strip()
        if not any(character.isalpha() for character in strip_tags(text)):
            return source
        for term, _in_source, _in_translation in self._terms:
            if text in term.forms:
                allowed = term.allowed_in(self.language)
                return source if term.is_name else allowed[min(term.forms.index(text), len(allowed) - 1)]
        return None
