"""Texts of search results: a short excerpt around the first word found, and what to mark in it.

Pieces, not HTML: the template escapes every one of them.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from .stemming import WORD

EXCERPT = 220
"""Letters of an excerpt: two or three lines."""
BEFORE = 70
"""Letters of it that may stand before the first word found."""

Matcher = Callable[[str], bool]


class Piece(NamedTuple):
    """Some text, and whether it is one of the words looked for."""

    text: str
    is_marked: bool


def marked(text: str, matches: Matcher) -> list[Piece]:
    """The text cut into pieces: the words looked for and what is between them. No query."""
    pieces, end = [], 0
    for word in WORD.finditer(text):
        if not matches(word.group()):
            continue
        if word.start() > end:
            pieces.append(Piece(text[end : word.start()], False))
        pieces.append(Piece(word.group(), True))
        end = word.end()
    if end < len(text):
        pieces.append(Piece(text[end:], False))
    return pieces


def excerpt(texts: Iterable[str], matches: Matcher) -> list[Piece]:
    """About EXCERPT letters of the first text that holds a word looked for, else of the first text."""
    texts = [" ".join(text.split()) for text in texts]
    for text in texts:
        found = next((word for word in WORD.finditer(text) if matches(word.group())), None)
        if found:
            return marked(_cut(text, found.start()), matches)
    return marked(_cut(texts[0], 0), matches) if texts else []


def _cut(text: str, position: int) -> str:
    """The part of the text around a position, cut between words."""
    start = 0 if position <= BEFORE else text.rfind(" ", 0, position - BEFORE) + 1
    if len(text) - start <= EXCERPT:
        end = len(text)
    else:
        space = text.rfind(" ", start, start + EXCERPT)
        end = space if space > position else start + EXCERPT
    return f"{'… ' if start else ''}{text[start:end].rstrip(' ,;:')}{' …' if end < len(text) else ''}"
