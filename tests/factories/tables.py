"""Makes files as the companies and the staff send them: CSV text and XLSX workbooks."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from factories.imports import batches
from factories.models import ImportBatch
from tests.builders.events import NOW

PLANTS = [
    ("Codice", "Nome", "Settore", "Comune", "Provincia", "Introduzione"),
    ("rossi", "Officine Rossi", "Meccanica, meccatronica, automazione", "Grugliasco", "TO", "Dal disegno."),
    ("lana", "Lanificio Prova", "Tessile", "Biella", "Biella", None),
]
VISITS = [
    ("Codice", "Stabilimento", "Etichetta", "Lingua", "Durata", "Posti"),
    ("rossi-1", "rossi", "La torneria", "italiano", 90, 20),
    ("lana-1", "Lanificio Prova", None, "inglese", None, 12),
]
SLOTS = [
    ("Codice", "Visita", "Giorno", "Ora", "Posti", "Stato"),
    (None, "rossi-1", "28/10/2027", "09:30", None, None),
    (None, "rossi-1", "28/10/2027", "11.00", 8, "chiuso"),
    ("lana-mattina", "lana", "29/10/2027", "10:00", None, "aperto"),
]


def workbook(**sheets: list[tuple]) -> bytes:
    """An XLSX file with the given sheets."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def whole_file(**changes: list[tuple]) -> bytes:
    """Two plants, a visit each, three slots; sheets can be replaced."""
    return workbook(**{"Stabilimenti": PLANTS, "Visite": VISITS, "Turni": SLOTS, **changes})


def as_csv(rows: list[tuple], delimiter: str = ";") -> bytes:
    """The same rows as text."""
    lines = [delimiter.join("" if cell is None else f'"{cell}"' for cell in row) for row in rows]
    return "\r\n".join(lines).encode()


def with_part(content: bytes, name: str, data: bytes) -> bytes:
    """An XLSX file with one part more, or another in its place."""
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part, old.read(part.filename))
        new.writestr(name, data)
    return output.getvalue()


def a_checked_file(content: bytes | None = None, name: str = "edizione.xlsx") -> ImportBatch:
    """A file that was uploaded and, being small, checked at once."""
    return batches.upload(name=name, content=content or whole_file(), user=None, now=NOW)


def an_imported_file(content: bytes | None = None, name: str = "edizione.xlsx") -> ImportBatch:
    """A file that was checked, found right, and imported."""
    batch = a_checked_file(content, name)
    assert batch.problems == []
    batches.start_apply(batch=batch, user=None, now=NOW)
    return batch


def problems_of(batch: ImportBatch) -> list[tuple]:
    """Where the errors are: sheet, row, column."""
    return [(problem["sheet"], problem["row"], problem["column"]) for problem in batch.problems]


def effects_of(batch: ImportBatch) -> list[tuple]:
    """What each row does: kind, key, effect."""
    return [(row["kind"], row["key"], row["action"]) for row in batch.rows]


def as_upload(content: bytes, name: str = "edizione.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def damaged(content: bytes, name: str, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive packed by `method`, with one part whose packed bytes make no sense."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(output, "w", method) as new:
        for part in old.infolist():
            new.writestr(part.filename, old.read(part.filename))
        found = new.getinfo(name)
    packed = bytearray(output.getvalue())
    begin = found.header_offset + 30 + len(found.filename)
    packed[begin + 5 : begin + min(found.compress_size, 60)] = b"\xff" * (min(found.compress_size, 60) - 5)
    return bytes(packed)
