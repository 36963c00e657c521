"""Many translations in one PO file per language, there and back."""

import io
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import polib
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail_localize.models import StringTranslation, Translation
from wagtail_localize.strings import StringValue, extract_ids, validate_translation_links

from events.rules import Refusal
from factories.imports.guard import BROKEN_ARCHIVE
from factories.imports.values import CONTROL_CHARACTERS

from . import services
from .glossary import Glossary
from .texts import Text, field_name, texts_of

TOOL = "PO"
MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
MOST_FILES = 200


def export_one(translations: Iterable[Translation]) -> bytes:
    """One PO file with all texts of translations into one language. 3 queries.

    The context of each text is its translation and its place in it. What changed since carries the
    earlier source and translation, marked as fuzzy, as translation programs know them.
    """
    translations = list(translations)
    po = polib.POFile(wrapwidth=100)
    language = translations[0].target_locale.language_code if translations else ""
    po.metadata = {
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        "POT-Creation-Date": timezone.now().strftime("%Y-%m-%d %H:%M%z"),
    }
    texts = texts_of(translations)
    for translation in translations:
        seen = set()
        for text in texts[translation.pk]:
            if (text.path, text.source) in seen:
                continue  # the same words twice in one place are one entry
            seen.add((text.path, text.source))
            po.append(_entry(translation, text))
    return str(po).encode()


def _entry(translation: Translation, text: Text) -> polib.POEntry:
    changed = not text.translation and text.was_source
    return polib.POEntry(
        msgctxt=f"{translation.uuid}:{text.path}",
        msgid=text.source,
        msgstr=text.was_translation if changed else text.translation,
        previous_msgid=text.was_source if changed else None,
        flags=["fuzzy"] if changed or text.by_machine else [],
        comment=f"{translation.source.object_repr} – {field_name(translation, text.path)}",
    )


def export(translations: Iterable[Translation]) -> tuple[str, bytes]:
    """The name and content of the file: one PO, or a ZIP with one for each language. 3 per language."""
    by_language: dict[str, list[Translation]] = defaultdict(list)
    for translation in translations:
        by_language[translation.target_locale.language_code].append(translation)
    files = {f"translations-{code}.po": export_one(rows) for code, rows in sorted(by_language.items())}
    if len(files) == 1:
        return next(iter(files.items()))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return "translations.zip", packed.getvalue()


@dataclass(frozen=True)
class Remark:
    """Something about one entry of a file."""

    file: str
    line: int
    title: str
    sentence: str


@dataclass
class Report:
    """What an import did."""

    changed: int = 0
    unchanged: int = 0
    left_out: int = 0
    """Empty, or marked as fuzzy."""
    titles: set[str] = field(default_factory=set)
    refused: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)


def read(name: str, content: bytes) -> dict[str, polib.POFile]:
    """The PO files in an upload, by name. Refused: too large ("too_large"), not readable ("unreadable")."""
    if len(content) > MOST_BYTES:
        raise Refusal("too_large", _("The file is larger than 10 MB."), field="file")
    if zipfile.is_zipfile(io.BytesIO(content)):
        return {inner: _parse(inner, data) for inner, data in _unpack(name, content).items()}
    return {name: _parse(name, content)}


def _unpack(name: str, content: bytes) -> dict[str, bytes]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except BROKEN_ARCHIVE as error:
        raise _unreadable(name) from error
    with archive:
        entries = [entry for entry in archive.infolist() if entry.filename.lower().endswith(".po")]
        # The size that the archive itself names, before a byte is unpacked.
        if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise Refusal("too_large", _("The archive holds too much: 200 files, 40 MB."), field="file")
        if not entries:
            raise Refusal("unreadable", _("The archive holds no PO file."), field="file")
        unpacked = {}
        for entry in entries:
            try:
                with archive.open(entry) as stream:
                    unpacked[entry.filename] = stream.read(entry.file_size + 1)[: entry.file_size]
            except (*BROKEN_ARCHIVE, RuntimeError) as error:
                raise _unreadable(entry.filename) from error
        return unpacked


def _parse(name: str, content: bytes) -> polib.POFile:
    """polib takes a path or the text itself, and cannot tell them apart: give it a path of our own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload.po"
        path.write_bytes(content)
        try:
            po = polib.pofile(str(path), encoding="utf-8-sig")
        except (OSError, ValueError, IndexError, AttributeError) as error:
            raise _unreadable(name) from error
    if not len(po):
        raise _unreadable(name)
    return po


def _unreadable(name: str) -> Refusal:
    text = _("“%(name)s” is not a PO file that can be read: UTF-8, as it was downloaded here.")
    return Refusal("unreadable", text % {"name": name}, field="file")


def import_files(*, files: dict[str, polib.POFile], user: AbstractBaseUser) -> Report:
    """Store what the files translate; nothing is published.

    Entries that are empty or fuzzy are left out. An entry whose source changed since, whose page this
    person may not write, or whose links do not fit, is refused with its line; the others are stored.
    About 8 queries, and 3 per changed text, in one transaction.
    """
    report = Report()
    entries = [(name, entry, *_place(entry, po)) for name, po in files.items() for entry in po]
    uuids = {uuid for _name, _entry, uuid, _path in entries if uuid}
    found = Translation.objects.filter(uuid__in=uuids, enabled=True)
    found = found.select_related("source", "source__specific_content_type", "target_locale")
    by_uuid = {str(row.uuid): row for row in services.may_edit(found, user)}
    texts = {
        (pk, text.path, text.source): text for pk, rows in texts_of(by_uuid.values()).items() for text in rows
    }
    glossaries: dict[str, Glossary] = {}
    with transaction.atomic():
        for name, entry, uuid, path in entries:
            _import_entry(report, name, entry, by_uuid.get(uuid), path, texts, user, glossaries)
    return report


def _place(entry: polib.POEntry, po: polib.POFile) -> tuple[str, str]:
    """Which translation an entry is of, and where in it; also of a file of wagtail-localize's own."""
    context = entry.msgctxt or ""
    whole_file = po.metadata.get("X-WagtailLocalize-TranslationID", "")
    uuid, separator, path = context.partition(":")
    uuid, path = (uuid, path) if separator else (whole_file, context)
    return (uuid if _is_uuid(uuid) else ""), path


def _is_uuid(text: str) -> bool:
    return len(text) == 36 and all(c in "0123456789abcdef-" for c in text) and text.count("-") == 4


def _import_entry(
    report: Report,
    name: str,
    entry: polib.POEntry,
    translation: Translation | None,
    path: str,
    texts: dict[tuple[int, str, str], Text],
    user: AbstractBaseUser,
    glossaries: dict[str, Glossary],
) -> None:
    if entry.obsolete or entry.fuzzy or not entry.msgstr.strip():
        report.left_out += 1
        return
    title = translation.source.object_repr if translation else ""

    def remark(sentence: str) -> Remark:
        return Remark(name, entry.linenum, title, sentence)

    if translation is None:
        report.refused.append(remark(_("This page is not there any more, or is not yours to translate.")))
        return
    text = texts.get((translation.pk, path, entry.msgid))
    if text is None:
        report.refused.append(remark(_("The source says something else by now: download it again.")))
        return
    if reason := _wrong(entry):
        report.refused.append(remark(reason))
        return
    language = translation.target_locale.language_code
    glossary = glossaries.setdefault(language, Glossary(language))
    report.warnings += [remark(warning.sentence) for warning in glossary.check(entry.msgid, entry.msgstr)]
    if lost := extract_ids(entry.msgid) - extract_ids(entry.msgstr):
        report.warnings.append(
            remark(_("A link of the source is missing: %(ids)s.") % {"ids": ", ".join(lost)})
        )
    if text.translation == entry.msgstr and not text.by_machine and not text.error:
        report.unchanged += 1
        return
    _store(translation, text, entry.msgstr, user)
    report.changed += 1
    report.titles.add(title)


def _wrong(entry: polib.POEntry) -> str:
    if CONTROL_CHARACTERS.search(entry.msgstr):
        return _("The translation holds a character that cannot be printed.")
    try:
        StringValue.from_translated_html(entry.msgstr)
        validate_translation_links(entry.msgid, entry.msgstr)
    except ValueError as error:
        return _("The tags are not those of the source: %(reason)s") % {"reason": error.args[0]}
    return ""


def _store(translation: Translation, text: Text, words: str, user: AbstractBaseUser) -> None:
    StringTranslation.objects.update_or_create(
        translation_of_id=text.string_id,
        context_id=text.context_id,
        locale_id=translation.target_locale_id,
        defaults={
            "data": words,
            "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
            "tool_name": TOOL,
            "last_translated_by": user,
            "updated_at": timezone.now(),
            "has_error": False,
            "field_error": "",
        },
    )
