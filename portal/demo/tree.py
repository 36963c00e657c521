"""Writes pages in both languages: each English page shares its translation key with the Italian one."""

import json
import uuid

from django.utils import timezone
from wagtail.models import Locale, Page

from .content_files import LANGUAGES


def locales() -> dict[str, Locale]:
    """The locales of the demo, created if missing."""
    return {code: Locale.objects.get_or_create(language_code=code)[0] for code in LANGUAGES}


def put_pair(model: type[Page], parents: dict[str, Page], fields: dict[str, dict]) -> dict[str, Page]:
    """Create a page and its translation below their parents, live; existing slugs are left alone.

    `fields` holds the field values per language, `slug` among them. Returns the pages by language.
    """
    pages: dict[str, Page] = {}
    for code, locale in locales().items():
        values = fields[code]
        page = parents[code].get_children().filter(slug=values["slug"]).first()
        if page is None:
            page = model(locale=locale, live=True, first_published_at=timezone.now(), **values)
            page.last_published_at = page.first_published_at
            if pages:
                page.translation_key = pages["it"].translation_key
            parents[code].add_child(instance=page)
        pages[code] = page.specific
    return pages


BLOCKS = uuid.UUID("6b0c5c0e-54a4-4c1e-9a39-6a3a2f7b9d11")


def stream(blocks: list[tuple[str, object]]) -> str:
    """StreamField content from (block name, value) pairs.

    A block has the same id in every language: that is how a translation knows which text is whose.
    """
    numbered = [(str(number), name, value) for number, (name, value) in enumerate(blocks)]
    return json.dumps(
        [{"type": name, "id": _id(n), "value": _value(value, n)} for n, name, value in numbered]
    )


def _id(place: str) -> str:
    return str(uuid.uuid5(BLOCKS, place))


def _value(value: object, place: str) -> object:
    """Gives the items of lists within a block their ids too."""
    if isinstance(value, dict):
        return {name: _value(inner, f"{place}.{name}") for name, inner in value.items()}
    if isinstance(value, list):
        return [
            {"type": "item", "id": _id(f"{place}.{n}"), "value": _value(inner, f"{place}.{n}")}
            for n, inner in enumerate(value)
        ]
    return value


def article_body(blocks: list[dict]) -> str:
    """StreamField content from the blocks of a content file."""
    converted: list[tuple[str, object]] = []
    for block in blocks:
        kind = block["type"]
        if kind == "text":
            converted.append(("text", block["html"]))
        elif kind == "quote":
            converted.append(("quote", {"quote": block["quote"], "by": block["by"]}))
        elif kind == "facts":
            converted.append(("facts", {"title": block["title"], "items": block["items"]}))
        elif kind == "faq":
            items = [{"question": item["question"], "answer": item["answer_html"]} for item in block["items"]]
            converted.append(("faq", {"title": block.get("title", ""), "items": items}))
        else:
            raise ValueError(f"Unknown block in the demo content: {kind}")
    return stream(converted)


def paragraphs(text: str) -> str:
    """Rich text from paragraphs parted by an empty line."""
    return "".join(f"<p>{part.strip()}</p>" for part in text.strip().split("\n\n"))
