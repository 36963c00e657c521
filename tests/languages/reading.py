"""What a visitor reads on a page, and in which language it says it is."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

READ_ALOUD = ("alt", "aria-label", "placeholder", "title", "label")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
INLINE = {"a", "abbr", "b", "cite", "code", "em", "i", "mark", "q", "small", "span", "strong", "sub", "sup"}
INLINE |= {"time", "button", "br", "tspan", "bdi", "kbd", "u"}
UNSEEN = {"script", "style", "template"}
META = {"description", "og:title", "og:description", "og:image:alt"}


class Piece(NamedTuple):
    """A block of text, or an attribute that is read to somebody, with the language it is marked as."""

    text: str
    language: str


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[Piece] = []
        self.open: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.data: list[str] = []
        self.in_data = False

    @property
    def language(self) -> str:
        return self.open[-1][1] if self.open else ""

    def handle_starttag(self, tag: str, attributes: list) -> None:
        given = dict(attributes)
        # A track of captions is named in its own language.
        language = given.get("lang") or given.get("srclang") or self.language
        if tag in ("tspan", "br"):
            self.words.append(" ")
        if tag not in INLINE or language != self.language:
            self.end_block()
        values = [given.get(name) for name in READ_ALOUD]
        values += [value for name, value in given.items() if _is_said_by_script(name, value or "")]
        if tag == "meta" and (given.get("name") or given.get("property")) in META:
            values.append(given.get("content"))
        if tag == "input" and given.get("type") in ("submit", "button"):
            values.append(given.get("value"))
        self.pieces += [Piece(value, language) for value in values if value]
        if tag not in VOID:
            self.open.append((tag, language))
        self.in_data = tag == "script" and given.get("type") == "application/ld+json"

    def handle_endtag(self, tag: str) -> None:
        while self.open:
            name, language = self.open[-1]
            above = self.open[-2][1] if len(self.open) > 1 else ""
            if name not in INLINE or language != above:
                self.end_block()
            self.open.pop()
            if name == tag:
                break
        self.in_data = False

    def handle_data(self, data: str) -> None:
        if self.in_data:
            self.pieces += [Piece(text, self.language) for text in _texts_of(json.loads(data))]
        elif not self.open or self.open[-1][0] not in UNSEEN:
            self.words.append(data)

    def end_block(self) -> None:
        text = " ".join("".join(self.words).split())
        if text:
            self.pieces.append(Piece(text, self.language))
        self.words = []


def _is_said_by_script(name: str, value: str) -> bool:
    """A `data-…` attribute that holds a sentence or a word for a script to show."""
    return (
        name.startswith("data-")
        and not name.startswith("data-hx-")
        and bool(re.match(r"[^\W\d_]+[ .!?…]|[A-Z][a-z]+$|¿", value))
    )


def _texts_of(thing: object) -> Iterator[str]:
    """What search engines show of a page: names, headlines, descriptions."""
    if isinstance(thing, list):
        for each in thing:
            yield from _texts_of(each)
    elif isinstance(thing, dict):
        for key, value in thing.items():
            if isinstance(value, str) and key in ("name", "headline", "description", "text"):
                yield value
            else:
                yield from _texts_of(value)


def pieces(html: str) -> list[Piece]:
    """All that can be read on a page, block by block."""
    reader = _Reader()
    reader.feed(html)
    reader.end_block()
    return reader.pieces
