"""Captions in WebVTT: read, checked line by line, kept as text."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_MOMENT = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMES = re.compile(rf"^{_MOMENT}[ \t]+-->[ \t]+{_MOMENT}(?:[ \t]+.*)?$")
_NOT_CUES = ("NOTE", "STYLE", "REGION")
MOST_BYTES = 200_000


def read_vtt(data: bytes) -> str:
    """The text of a WebVTT file. Raises ValidationError that names the line and says what is wrong.

    Line ends become "\\n"; a byte order mark is dropped. No query.
    """
    if len(data) > MOST_BYTES:
        raise ValidationError(_("The file is too long for captions."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValidationError(_("The file must be saved as UTF-8.")) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    _check(text.split("\n"))
    return text


def _check(lines: list[str]) -> None:
    if not re.match(r"^WEBVTT(?:[ \t].*)?$", lines[0]):
        raise ValidationError(_("The first line must be WEBVTT."))
    cues, last_start, index = 0, -1, 1
    while index < len(lines):
        block, begin = [], index
        while index < len(lines) and lines[index].strip():
            block.append(lines[index])
            index += 1
        index += 1
        if not block or begin == 1 or block[0].startswith(_NOT_CUES):
            if begin == 1 and any("-->" in line for line in block):
                raise ValidationError(_("Line 2 must be empty: captions begin after it."))
            continue
        last_start = _check_cue(block, begin + 1, last_start)
        cues += 1
    if not cues:
        raise ValidationError(_("There is no caption in the file."))


def _check_cue(block: list[str], number: int, last_start: int) -> int:
    """Check one caption that begins at line `number`; returns its start in milliseconds."""
    times = 0 if "-->" in block[0] else 1
    match = _TIMES.match(block[times].strip()) if times < len(block) else None
    if match is None:
        raise _wrong(number + times, _("write the times as 00:00:01.000 --> 00:00:04.000."))
    start, end = _milliseconds(match.groups()[:4]), _milliseconds(match.groups()[4:])
    if end <= start:
        raise _wrong(number + times, _("the caption ends before it begins."))
    if start < last_start:
        raise _wrong(number + times, _("the caption begins before the one above it."))
    if not any(line.strip() for line in block[times + 1 :]):
        raise _wrong(number + times, _("the caption has no words."))
    return start


def _wrong(line: int, why: str) -> ValidationError:
    return ValidationError(_("Line %(line)d: %(why)s") % {"line": line, "why": why})


def _milliseconds(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, rest = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest
