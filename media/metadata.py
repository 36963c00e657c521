"""Remove what a picture says about its maker: position, device, owner, editing history.

Works on the container, not on the pixels: nothing is compressed a second time. The
orientation of a JPEG survives, because without it the photo would lie on its side.
"""

import re
import struct
from io import BytesIO

from PIL import Image, ImageOps

ORIENTATION = 0x0112
JPEG_START = b"\xff\xd8"
PNG_START = b"\x89PNG\r\n\x1a\n"
# APP1 carries Exif and XMP, APP13 carries IPTC, 0xFE is a comment.
JPEG_PRIVATE_MARKERS = {0xE1, 0xED, 0xFE}
# A list of further pictures behind the first one (MPF): they carry metadata of their own.
JPEG_APP2, JPEG_OTHER_PICTURES = 0xE2, b"MPF\x00"
JPEG_SCAN, JPEG_END = 0xDA, 0xD9
# Within pixels FF is followed by 00 or by a restart marker; before a marker it may be repeated.
JPEG_MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd7\xff]")
PNG_END = b"IEND"
PNG_PRIVATE_CHUNKS = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"}
WEBP_PRIVATE_CHUNKS = {b"EXIF", b"XMP "}
WEBP_FLAGS_EXIF_AND_XMP = 0x08 | 0x04


def without_private_metadata(data: bytes) -> bytes:
    """Return the picture without position and personal metadata.

    Contract: JPEG, PNG and WebP keep their pixels bit for bit; AVIF is written again only if it carries
    Exif or XMP. What hangs behind the picture (the film of a "motion photo", a second picture) is left
    off. What has another shape than the format says, and is shown all the same, is drawn anew. What is
    no picture at all is returned as it came: that is decided by the upload form, not here.
    """
    for is_format, clean in _FORMATS:
        if is_format(data):
            try:
                return clean(data)
            except (struct.error, IndexError, ValueError, OSError):
                return _drawn_anew(data)
    return data


def _drawn_anew(data: bytes) -> bytes:
    """The pixels in a file of their own, turned as they are shown; the same bytes if there are none."""
    try:
        with Image.open(BytesIO(data)) as image:
            output = BytesIO()
            drawn = ImageOps.exif_transpose(image)
            drawn.info = {
                name: drawn.info[name] for name in ("icc_profile", "transparency") if name in drawn.info
            }
            drawn.save(output, image.format, quality=90)
    except (struct.error, IndexError, ValueError, OSError, SyntaxError):
        return data
    return output.getvalue()


def _clean_jpeg(data: bytes) -> bytes:
    orientation = _jpeg_orientation(data)
    kept = [JPEG_START]
    if orientation not in (None, 1):
        kept.append(_orientation_segment(orientation))
    position, has_pixels = len(JPEG_START), False
    while found := JPEG_MARKER.search(data, position):
        marker = data[found.start() + 1]
        if marker == JPEG_END:
            break
        (length,) = struct.unpack(">H", data[found.end() : found.end() + 2])
        position = found.end() + length
        segment = data[found.start() : position]
        is_list = marker == JPEG_APP2 and segment[4:8] == JPEG_OTHER_PICTURES
        if marker not in JPEG_PRIVATE_MARKERS and not is_list:
            kept.append(segment)
        if marker == JPEG_SCAN:
            end = JPEG_MARKER.search(data, position)
            pixels = data[position : end.start() if end else len(data)]
            kept.append(pixels)
            position, has_pixels = position + len(pixels), True
    if not has_pixels:
        raise ValueError("JPEG without pixels")
    return b"".join([*kept, bytes([0xFF, JPEG_END])])


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
        name = data[position + 4 : position + 8]
        end = position + 12 + length
        if name not in PNG_PRIVATE_CHUNKS:
            kept.append(data[position:end])
        if name == PNG_END:
            break
        position = end
    return b"".join(kept)


def _clean_webp(data: bytes) -> bytes:
    kept = []
    (size,) = struct.unpack("<I", data[4:8])
    position, file_end = 12, min(len(data), 8 + size)
    while position + 8 <= file_end:
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
    if not kept:
        raise ValueError("WebP without pixels")
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _clean_avif(data: bytes) -> bytes:
    with Image.open(BytesIO(data)) as image:
        if not image.getexif() and not image.info.get("xmp"):
            return data
        output = BytesIO()
        image.save(output, "AVIF", quality=90, exif=b"", xmp=b"")
        return output.getvalue()


_FORMATS = (
    (lambda data: data.startswith(JPEG_START), _clean_jpeg),
    (lambda data: data.startswith(PNG_START), _clean_png),
    (lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP", _clean_webp),
    (lambda data: data[4:12] in (b"ftypavif", b"ftypavis"), _clean_avif),
)
"""How each format is recognised, and what cleans it."""
