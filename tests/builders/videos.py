"""Makes videos with captions and transcripts for tests."""

from django.core.files.uploadedfile import SimpleUploadedFile

from media.models import PortalVideo
from tests.builders.pages import an_image

CAPTIONS = """WEBVTT

NOTE di prova

1
00:01.000 --> 00:04.000 align:start
Buongiorno.

00:00:05.000 --> 00:00:06.500
Eccoci.
"""
MP4 = b"\x00\x00\x00\x18ftypisom" + b"\x00" * 40
"""The beginning of a video: enough for who looks what kind of file it is."""


def a_video(**changes: object) -> PortalVideo:
    """A video in Italian with a still picture, captions, and transcripts in both languages."""
    values = {
        "title": "Il telaio",
        "file": SimpleUploadedFile("telaio.mp4", MP4),
        "poster": an_image(),
        "credit": "Ada Bianchi",
        "licence": "cc-by-4.0",
        "captions": {"it": CAPTIONS},
        "transcripts": {"it": "Buongiorno.", "en": "Good morning."},
        **changes,
    }
    return PortalVideo.objects.create(**values)
