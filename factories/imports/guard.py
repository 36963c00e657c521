"""An XLSX file is a ZIP archive of XML: what could hurt the server is refused before it is opened."""

import io
import lzma
import re
import zipfile
import zlib
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

import defusedxml.sax
from defusedxml import DefusedXmlException
from django.utils.translation import gettext as _

from . import limits

CHUNK = 256 * 1024
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BROKEN_ARCHIVE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,
    ValueError,
)
"""What unpacking a damaged or made-up archive raises. A password is a RuntimeError."""
_MACROS = re.compile(r"vbaproject|/macrosheets/|activex", re.IGNORECASE)
_SHEET = re.compile(r"^/?xl/worksheets/[^/]+\.xml$", re.IGNORECASE)
_LETTERS = re.compile(r"[A-Z]+")


class UnreadableFile(Exception):
    """A file that is not opened; the message is a translated sentence."""


def check_workbook(content: bytes) -> None:
    """Refuse an XLSX file that is none, that is a bomb, or that holds macros. No query.

    Every part is unpacked in pieces, never further than the limits and whatever its header says, and
    read once by a parser that knows neither entities nor document types. Raises UnreadableFile.
    """
    if content.startswith(_OLD_EXCEL):
        raise UnreadableFile(
            _("The file is in the old Excel format or protected by a password. Save it as XLSX or CSV.")
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_parts(archive)
            unpacked = 0
            for part in archive.infolist():
                unpacked += _check_part(archive, part, limits.MAX_UNPACKED - unpacked)
    except BROKEN_ARCHIVE as error:
        raise UnreadableFile(_("The file is not a complete XLSX file.")) from error
    except RuntimeError as error:  # how zipfile says that a part is encrypted
        raise UnreadableFile(_("The file is protected by a password.")) from error


def _check_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if len(parts) > limits.MAX_PARTS or len(names) < len(parts):
        raise UnreadableFile(_("The file holds too many parts for a table."))
    if any(part.flag_bits & 0x1 for part in parts):
        raise UnreadableFile(_("The file is protected by a password."))
    if any(_MACROS.search(name) for name in names):
        raise UnreadableFile(_macros())
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise UnreadableFile(_("The file is not an XLSX table."))
    size = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    if size > limits.MAX_UNPACKED or (size > limits.RATIO_COUNTS_FROM and size / packed > limits.MAX_RATIO):
        raise UnreadableFile(_too_large())


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, room: int) -> int:
    """Unpack one part in pieces; how large it is."""
    is_xml = part.filename.lower().endswith((".xml", ".rels", ".vml"))
    is_sheet = bool(_SHEET.match(part.filename))
    parser = defusedxml.sax.make_parser() if is_xml else None
    if parser is not None:
        parser.forbid_dtd = True
        parser.setContentHandler(_Shape() if is_sheet else ContentHandler())
    size = 0
    try:
        with archive.open(part) as file:
            while piece := file.read(CHUNK):
                size += len(piece)
                if size > room:
                    raise UnreadableFile(_too_large())
                if part.filename == "[Content_Types].xml" and b"macroEnabled" in piece:
                    raise UnreadableFile(_macros())
                if parser is not None:
                    parser.feed(piece)
        if parser is not None:
            parser.close()
    except DefusedXmlException as error:
        raise UnreadableFile(
            _("The file defines entities or a document type: a table needs none. Save it again as XLSX.")
        ) from error
    except SAXException as error:
        raise UnreadableFile(_("The file is not a complete XLSX file.")) from error
    return size


class _Shape(ContentHandler):
    """Looks how far a sheet reaches while it is being read."""

    def startElement(self, name: str, attrs: dict) -> None:  # noqa: N802  the name is the parser's
        tag, reference = name.rsplit(":", 1)[-1], attrs.get("r", "")
        if tag == "row" and reference.isdecimal() and int(reference[:9]) > limits.MAX_ROWS + 1:
            raise UnreadableFile(
                _("A sheet reaches further down than %(max)s rows. Delete the empty rows below the last one.")
                % {"max": limits.MAX_ROWS}
            )
        if tag == "c" and _column(reference) > limits.MAX_COLUMNS:
            raise UnreadableFile(
                _("A sheet has more than %(max)s columns. Delete those that are not needed.")
                % {"max": limits.MAX_COLUMNS}
            )


def _column(reference: str) -> int:
    letters = _LETTERS.match(reference)
    number = 0
    for letter in letters[0][:4] if letters else "":
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _too_large() -> str:
    return _("Unpacked, the file is far larger than a table of plants, visits and slots can be.")


def _macros() -> str:
    return _("The file holds macros. Save it as XLSX without macros.")
