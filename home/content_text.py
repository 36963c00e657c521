"""What stands in the texts of a page, piece by piece, as it is stored: no block is drawn, no picture read."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from html.parser import HTMLParser

from django.db import models
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page
from wagtail.snippets.blocks import SnippetChooserBlock

from media.models import PortalVideo

from .blocks import StagesBlock


class Kind(StrEnum):
    """What a piece is."""

    TEXT = "text"
    HEADING = "heading"
    LINK = "link"
    IMAGE = "image"
    VIDEO = "video"


@dataclass(frozen=True)
class Piece:
    """One thing a reader meets. `path` leads the editor to its field, as Wagtail writes it."""

    path: str
    kind: Kind
    text: str = ""
    level: int = 0
    """Of a heading."""
    image_id: int | None = None
    video_id: int | None = None


def pieces_of(page: Page) -> list[Piece]:
    """All pieces of a page's long texts, in the order of its fields. No query."""
    found: list[Piece] = []
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            value = getattr(page, field.name)
            found += _in_block(value.stream_block, value.raw_data, field.name, depth=0)
        elif isinstance(field, RichTextField):
            found += _in_html(getattr(page, field.name) or "", field.name)
        elif isinstance(field, models.TextField) and field.editable:
            found.append(Piece(field.name, Kind.TEXT, str(getattr(page, field.name) or "")))
    return found


def _in_block(block: blocks.Block, raw: object, path: str, depth: int) -> Iterator[Piece]:
    if not raw:
        return
    if isinstance(block, blocks.StreamBlock):
        for child in raw:
            child_block = block.child_blocks.get(child["type"])
            if child_block is not None:
                yield from _in_block(child_block, child["value"], _join(path, child.get("id")), depth)
    elif isinstance(block, blocks.ListBlock):
        for item in raw:
            is_wrapped = isinstance(item, dict) and item.get("type") == "item"
            value, key = (item["value"], item.get("id")) if is_wrapped else (item, None)
            yield from _in_block(block.child_block, value, _join(path, key), depth)
    elif isinstance(block, blocks.StructBlock):
        if isinstance(block, StagesBlock) and not raw.get("title"):
            yield Piece(path, Kind.HEADING, str(block.label), level=2)  # its template has one of its own
        for name, child_block in block.child_blocks.items():
            yield from _in_field(child_block, name, raw.get(name), f"{path}.{name}", depth)
    elif isinstance(block, ImageChooserBlock):
        yield Piece(path, Kind.IMAGE, image_id=raw)
    elif isinstance(block, SnippetChooserBlock) and block.target_model is PortalVideo:
        yield Piece(path, Kind.VIDEO, video_id=raw)
    elif isinstance(block, blocks.RichTextBlock):
        yield from _in_html(str(raw), path)
    elif isinstance(block, blocks.CharBlock | blocks.TextBlock):
        yield Piece(path, Kind.TEXT, str(raw))


def _in_field(block: blocks.Block, name: str, raw: object, path: str, depth: int) -> Iterator[Piece]:
    """A field of a block. Templates draw the title of a block as h2, those of its items as h3."""
    if name == "title" and raw:
        yield Piece(path, Kind.HEADING, str(raw), level=2 + depth)
    yield from _in_block(block, raw, path, depth + 1)


def _join(path: str, key: str | None) -> str:
    return f"{path}.{key}" if key else path


def _in_html(html: str, path: str) -> list[Piece]:
    reader = _Reader(path)
    reader.feed(html)
    reader.close()
    return reader.pieces()


class _Reader(HTMLParser):
    """Headings and links of rich text as it is stored, and all of its words."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.found: list[Piece] = []
        self.words: list[str] = []
        self.open: dict[str, int] = {}
        """Where the words of the open headings and links begin."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a" or _heading_level(tag):
            self.open[tag] = len(self.words)
        elif tag in ("p", "li", "br"):
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.open:
            return
        text = " ".join("".join(self.words[self.open.pop(tag) :]).split())
        level = _heading_level(tag)
        kind = Kind.HEADING if level else Kind.LINK
        self.found.append(Piece(self.path, kind, text, level=level))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def pieces(self) -> list[Piece]:
        return [*self.found, Piece(self.path, Kind.TEXT, "".join(self.words).strip())]


def _heading_level(tag: str) -> int:
    return int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit() else 0


# Dates in words ----------------------------------------------------------------------------

_MONTHS = [
    ("gennaio", "january"),
    ("febbraio", "february"),
    ("marzo", "march"),
    ("aprile", "april"),
    ("maggio", "may"),
    ("giugno", "june"),
    ("luglio", "july"),
    ("agosto", "august"),
    ("settembre", "september"),
    ("ottobre", "october"),
    ("novembre", "november"),
    ("dicembre", "december"),
]
_NUMBER_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_ANY_MONTH = "|".join(_NUMBER_OF)
_DATES = [
    re.compile(
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|°|º)?\s+(?P<month>{_ANY_MONTH})(?:\s+(?P<year>\d{{4}}))?\b",
        re.I,
    ),
    re.compile(rf"\b(?P<month>{_ANY_MONTH})\s+(?P<day>\d{{1,2}})(?:,?\s+(?P<year>\d{{4}}))?\b", re.I),
    re.compile(r"\b(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})\b"),
]


@dataclass(frozen=True)
class TypedDate:
    """A date that somebody wrote into a text; without a year there is no `day`."""

    words: str
    day: dt.date | None


def dates_in(text: str) -> list[TypedDate]:
    """The dates written in an Italian or English text, impossible ones left out. No query."""
    found: dict[int, TypedDate] = {}
    for pattern in _DATES:
        for match in pattern.finditer(text):
            date = _typed_date(match)
            if date:
                found.setdefault(match.start(), date)
    return [found[start] for start in sorted(found)]


def _typed_date(match: re.Match[str]) -> TypedDate | None:
    month, year = match["month"].lower(), match["year"]
    number = int(month) if month.isdigit() else _NUMBER_OF[month]
    try:
        day = dt.date(int(year) if year else 2000, number, int(match["day"]))
    except ValueError:
        return None
    return TypedDate(" ".join(match[0].split()), day if year else None)
