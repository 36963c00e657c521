"""Remove what a picture says about its maker: position, device, owner, editing history.

Works on the container, not on the pixels: nothing is compressed a second time. The
orientation of a JPEG survives, because without it the photo would lie on its side.
"""

import struct
from io import BytesIO

from PIL import Image

ORIENTATION = 0x0112
JPEG_START = b"\xff\xd8"
PNG_START = b"\x89PNG\r\n\x1a\n"
# APP1 carries Exif and XMP, APP13 carries IPTC, 0xFE is a comment.
JPEG_PRIVATE_MARKERS = {0xE1, 0xED, 0xFE}
JPEG_SCAN = 0xDA
PNG_PRIVATE_CHUNKS = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"}
WEBP_PRIVATE_CHUNKS = {b"EXIF", b"XMP "}
WEBP_FLAGS_EXIF_AND_XMP = 0x08 | 0x04


def without_private_metadata(data: bytes) -> bytes:
    """Return the picture without position and personal metadata.

    Contract: JPEG, PNG and WebP keep their pixels bit for bit; AVIF is written again only
    if it carries Exif. Anything unknown or broken is returned as it came: whether a file is
    a valid picture is decided by the upload form, not here.
    """
    try:
        if data.startswith(JPEG_START):
            return _clean_jpeg(data)
        if data.startswith(PNG_START):
            return _clean_png(data)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _clean_webp(data)
        if data[4:12] in (b"ftypavif", b"ftypavis"):
            return _clean_avif(data)
    except (struct.error, IndexError, ValueError, OSError):
        return data
    return data


def _clean_jpeg(data: bytes) -> bytes:
    orientation = _jpeg_orientation(data)
    kept = [JPEG_START]
    if orientation not in (None, 1):
        kept.append(_orientation_segment(orientation))
    position = 2
    while position < len(data):
        if data[position] != 0xFF:
            raise ValueError("not at a JPEG marker")
        marker = data[position + 1]
        if marker == JPEG_SCAN:
            kept.append(data[position:])
            return b"".join(kept)
        (length,) = struct.unpack(">H", data[position + 2 : position + 4])
        if marker not in JPEG_PRIVATE_MARKERS:
            kept.append(data[position : position + 2 + length])
        position += 2 + length
    raise ValueError("JPEG without pixels")


def _jpeg_orientation(data: bytes) -> int | None:
    with Image.open(BytesIO(data)) as image:
        return image.getexif().get(ORIENTATION)


def _orientation_segment(orientation: int) -> bytes:
    """An APP1 segment that holds nothing but the orientation."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    payload = exif.tobytes()
    if not payload.startswith(b"Exif\x00\x00"):
        payload = b"Exif\x00\x00" + payload
    return b"\xff\xe1" + struct.pack(">H", len(payload) + 2) + payload


def _clean_png(data: bytes) -> bytes:
    kept = [PNG_START]
    position = len(PNG_START)
    while position < len(data):
        (length,) = struct.unpack(">I", data[position : position + 4])
        end = position + 12 + length
        if data[position + 4 : position + 8] not in PNG_PRIVATE_CHUNKS:
            kept.append(data[position:end])
        position = end
    return b"".join(kept)


def _clean_webp(data: bytes) -> bytes:
    kept = []
    position = 12
    while position < len(data):
        name = data[position : position + 4]
        (length,) = struct.unpack("<I", data[position + 4 : position + 8])
        end = position + 8 + length + length % 2
        chunk = data[position:end]
        if name == b"VP8X":
            flags = chunk[8] & ~WEBP_FLAGS_EXIF_AND_XMP
            chunk = chunk[:8] + bytes([flags]) + chunk[9:]
        if name not in WEBP_PRIVATE_CHUNKS:
            kept.append(chunk)
        position = end
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _clean_avif(data: bytes) -> bytes:
    with Image.open(BytesIO(data)) as image:
        if not image.getexif():
            return data
        output = BytesIO()
        image.save(output, "AVIF", quality=90, exif=b"")
        return output.getvalue()
