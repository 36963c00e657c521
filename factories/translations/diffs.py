"""Two wordings of a text, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from .texts import Text


@dataclass(frozen=True)
class Piece:
    """Words that both wordings have ("same"), or only one ("out", "in")."""

    kind: str
    words: str


@dataclass(frozen=True)
class Change:
    """A text that waits for its translator."""

    text: Text
    field: str
    """The name of the field it stands in."""

    @property
    def before(self) -> list[Piece]:
        """The earlier wording, with what fell away marked."""
        return [piece for piece in pieces(self.text.was_source, self.text.source) if piece.kind != "in"]

    @property
    def now(self) -> list[Piece]:
        """Today's wording, with what is new marked."""
        return [piece for piece in pieces(self.text.was_source, self.text.source) if piece.kind != "out"]


def pieces(old: str, new: str) -> Iterator[Piece]:
    """Compare two texts by words; blanks belong to the word before them. No query."""
    before, after = (re.findall(r"\S+\s*|\s+", text) for text in (old, new))
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(after[j1:j2]))
            continue
        if i2 > i1:
            yield Piece("out", "".join(before[i1:i2]))
        if j2 > j1:
            yield Piece("in", "".join(after[j1:j2]))
