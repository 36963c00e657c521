"""Message catalogues: extracted from the sources, merged, checked and compiled without GNU gettext.

A maintainers' tool (`manage.py messages`, tests/check_messages.py): Babel, which reads the sources,
is in requirements-dev.txt. What the portal needs at run time are the compiled catalogues alone, and
they are committed.
"""

import os
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import django
import polib
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

ROOT = settings.BASE_DIR
NOT_OURS = {".git", ".venv", "node_modules", "var", "locale", "static", "tests", "bench", "docs"}
"""Folders without texts of the interface, wherever they are."""

ONE, SEVERAL, CONTEXT = 1, 2, "c"
KEYWORDS: dict[str, tuple | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_noop", "gettext_lazy")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (ONE, SEVERAL)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, CONTEXT), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, CONTEXT), 2, 3)),
}
"""Functions that mark a text, and which of their arguments hold it."""

PLACEHOLDER = re.compile(r"%(?:\((?P<name>\w+)\))?[#0\- +]*\d*(?:\.\d+)?(?P<kind>[a-zA-Z])|(?P<percent>%%)")
BRACE = re.compile(r"\{\w*\}")
TAG = re.compile(r"</?[a-z][^>]*>")
ADDRESS = re.compile(r"(?:(?:[a-z0-9-]+|<\w+:\w+>)/)+(?:(?:[a-z0-9-]+|<\w+:\w+>)\.[a-z]{3})?")
"""A piece of an address, "book/" or "mine/<str:code>/ticket.pdf"."""

SCRIPTS = ("portal/assets/js/*.js", "portal/templates/**/*.js", "*/static/**/*.js")
LONG_LINE = 2_000
"""Only what a tool has packed has longer ones; its sources are looked at instead."""
COMMENTS = re.compile(r"/\*.*?\*/|^\s*//.*?$", re.DOTALL | re.MULTILINE)
LITERAL = re.compile(r"""(?P<before>[\w.]*\s*(?:[=!]==\s*|\())?(["'`])(?P<text>(?:\\.|(?!\2).)*)\2""")
WORDS = re.compile(r"[A-ZÀ-Ý][a-zà-ÿ]+[.…!]?|[^\W\d_]+[,;:]?(?: [^\W\d_]+[,;:.…!?]?)+")


class Message(NamedTuple):
    """A text of the interface as it stands in the sources."""

    context: str
    text: str
    plural: str

    @property
    def key(self) -> tuple[str, str]:
        """What a catalogue knows it by."""
        return self.context, self.text


# Sources -----------------------------------------------------------------------------------


def source_files() -> list[Path]:
    """Python modules and templates that may hold texts, in a stable order."""
    found: list[Path] = []
    for folder, below, names in os.walk(ROOT):
        below[:] = [name for name in below if name not in NOT_OURS]
        wanted = [name for name in names if name.endswith((".py", ".html", ".txt"))]
        found += [Path(folder, name) for name in wanted]
    return sorted(found, key=str)


def extracted() -> dict[tuple[str, str], Message]:
    """Every text of the interface, in the order in which a catalogue lists them."""
    messages: dict[tuple[str, str], Message] = {}
    for path in source_files():
        for message in messages_of(path):
            known = messages.get(message.key)
            if known is None or (message.plural and not known.plural):
                messages[message.key] = message
    return messages


def messages_of(path: Path) -> Iterator[Message]:
    """The texts of one Python module or template, as they stand in it."""
    from babel.messages.extract import extract

    source = path.read_text(encoding="utf-8")
    if "/templates/" in path.as_posix():
        # What is no message becomes X's; their indentation would not be Python's.
        pieces = templatize(source, origin=str(path))
        source = "\n".join(line.lstrip() for line in pieces.splitlines())
    elif path.suffix != ".py":
        return
    for _line, text, _comments, context in extract("python", BytesIO(source.encode()), KEYWORDS):
        one, several = (text[0], text[1]) if isinstance(text, tuple) else (text, "")
        if one:
            yield Message(context or "", one, several or "")


# Catalogues --------------------------------------------------------------------------------


def languages() -> list[str]:
    """The languages with a catalogue: those of the site, without the one the texts are written in."""
    return [code for code, _name in settings.LANGUAGES if code != settings.MESSAGE_LANGUAGE]


def path_of(language: str) -> Path:
    """The catalogue of a language."""
    return ROOT / "locale" / to_locale(language) / "LC_MESSAGES" / "django.po"


def update(language: str) -> polib.POFile:
    """Bring a catalogue in step with the sources, make it where there is none, and compile it.

    What is translated stays; what no source has any more goes; what is new is empty. No guesses: an
    empty text is found by the check, a wrong guess by nobody.
    """
    path = path_of(language)
    old = polib.pofile(str(path), wrapwidth=0) if path.exists() else _empty(language)
    known = {_key(entry): entry for entry in old if not entry.obsolete}
    new = polib.POFile(wrapwidth=0)
    new.header, new.metadata = old.header, old.metadata
    forms = range(plural_forms(old))
    for message in extracted().values():
        new.append(_entry(message, known.get(message.key), forms))
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or str(new) != str(old):
        new.save(str(path))
    new.save_as_mofile(str(path.with_suffix(".mo")))
    return new


def _key(entry: polib.POEntry) -> tuple[str, str]:
    return entry.msgctxt or "", entry.msgid


def _entry(message: Message, known: polib.POEntry | None, forms: range) -> polib.POEntry:
    entry = polib.POEntry(msgid=message.text, msgctxt=message.context or None)
    if message.plural:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = dict.fromkeys(forms, "")
    if known is not None:
        entry.tcomment = known.tcomment
        if known.fuzzy:
            entry.flags.append("fuzzy")
        if message.plural and known.msgid_plural:
            entry.msgstr_plural = dict(known.msgstr_plural)
        elif not message.plural and not known.msgid_plural:
            entry.msgstr = known.msgstr
    if _fields(message.text + message.plural, PLACEHOLDER):
        entry.flags.append("python-format")
    elif _fields(message.text + message.plural, BRACE):
        entry.flags.append("python-brace-format")
    return entry


def _empty(language: str) -> polib.POFile:
    """A new catalogue, which counts like Django's own in this language."""
    from babel.messages.plurals import get_plural

    own = Path(django.__file__).parent / "conf" / "locale" / to_locale(language) / "LC_MESSAGES" / "django.po"
    plural = polib.pofile(str(own)).metadata.get("Plural-Forms") if own.exists() else None
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = {
        "Project-Id-Version": "Fabbriche Aperte Piemonte",
        "Language": to_locale(language),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural or f"{get_plural(language)};",
    }
    return catalogue


def plural_forms(catalogue: polib.POFile) -> int:
    """How many forms a text with a number has in this language."""
    found = re.search(r"nplurals=(\d+)", catalogue.metadata.get("Plural-Forms", ""))
    return int(found[1]) if found else 2


# What is wrong with one --------------------------------------------------------------------


def problems(language: str) -> list[str]:
    """One line per problem of a catalogue: missing, stale, fuzzy, untranslated, not compiled, or
    with other placeholders, tags or margins than the text it translates.
    """
    path = path_of(language)
    if not path.exists():
        return ["no catalogue, run make messages"]
    catalogue = polib.pofile(str(path))
    known = {_key(entry): entry for entry in catalogue if not entry.obsolete}
    current = extracted()
    found = [f"missing, run make messages: {text!r}" for _ctx, text in current.keys() - known.keys()]
    found += [f"stale, run make messages: {text!r}" for _ctx, text in known.keys() - current.keys()]
    forms = plural_forms(catalogue)
    for entry in known.values():
        found += [f"{problem}: {entry.msgid!r}" for problem in problems_of(entry, forms)]
    mo = path.with_suffix(".mo")
    compiled = {_key(entry): entry for entry in polib.mofile(str(mo))} if mo.exists() else {}
    found += [
        f"not compiled, run make messages: {key[1]!r}"
        for key, entry in known.items()
        if entry.translated() and not _same(entry, compiled.get(key))
    ]
    return found


def _same(entry: polib.POEntry, compiled: polib.MOEntry | None) -> bool:
    return compiled is not None and (entry.msgstr, entry.msgstr_plural) == (
        compiled.msgstr,
        compiled.msgstr_plural,
    )


def problems_of(entry: polib.POEntry, forms: int = 2) -> list[str]:
    """What is wrong with one translation, in a few words each."""
    if entry.fuzzy:
        return ["fuzzy"]
    texts = [entry.msgstr_plural.get(n, "") for n in range(forms)] if entry.msgid_plural else [entry.msgstr]
    if not all(texts):
        return ["untranslated"]
    found = {problem for n, text in enumerate(texts) for problem in _differences(entry, text, n == 0)}
    return sorted(found)


def _differences(entry: polib.POEntry, text: str, is_first: bool) -> Iterator[str]:
    originals = [entry.msgid, entry.msgid_plural] if entry.msgid_plural else [entry.msgid]
    for kind, pattern in (("placeholders", PLACEHOLDER), ("placeholders", BRACE), ("tags", TAG)):
        fields, wanted = _fields(text, pattern), [_fields(original, pattern) for original in originals]
        # The form for one may write the number out, or leave it: "the only one".
        may_lack = entry.msgid_plural and is_first and kind == "placeholders"
        if fields not in wanted and not (may_lack and set(fields) <= set(wanted[-1])):
            yield f"other {kind}"
    if ADDRESS.fullmatch(entry.msgid) and not ADDRESS.fullmatch(text):
        yield "no piece of an address (small letters, digits, hyphens)"
    margins = [original[: len(original) - len(original.lstrip())] for original in originals]
    ends = [original[len(original.rstrip()) :] for original in originals]
    if text[: len(text) - len(text.lstrip())] not in margins or text[len(text.rstrip()) :] not in ends:
        yield "other spaces at the margins"


def _fields(text: str, pattern: re.Pattern) -> list[str]:
    return sorted(match[0] for match in pattern.finditer(text))


def words_in_scripts(script: str) -> list[str]:
    """Literals of a script that a visitor could read: scripts take their words from the page's
    `data-…` attributes, which templates fill in the visitor's language.

    What is compared (`=== "Escape"`) or thrown (`Error("…")`) is shown to nobody.
    """
    return [
        match["text"]
        for match in LITERAL.finditer(COMMENTS.sub("", script))
        if WORDS.fullmatch(match["text"])
        and not re.search(r"===\s*$|!==\s*$|Error\($", match["before"] or "")
    ]


def problems_in_scripts() -> list[str]:
    """One line per text that a script holds itself."""
    found = []
    for path in sorted({path for pattern in SCRIPTS for path in ROOT.glob(pattern)}):
        script = path.read_text(encoding="utf-8")
        if max(map(len, script.splitlines()), default=0) <= LONG_LINE:
            words = words_in_scripts(script)
            name = path.relative_to(ROOT)
            found += [f"a script with words of its own: {name}: {text!r}" for text in words]
    return found
