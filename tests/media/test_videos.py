"""A video enters the portal with captions or a word that nobody speaks, and with a transcript."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from events.roles import Role
from home.models import StoryPage
from media.models import PortalVideo
from media.vtt import read_vtt
from tests.builders.pages import a_site, a_story, an_image
from tests.builders.staff import a_staff_client
from tests.builders.videos import CAPTIONS as GOOD
from tests.builders.videos import MP4, a_video

pytestmark = pytest.mark.django_db


def vtt(text: str = GOOD) -> SimpleUploadedFile:
    return SimpleUploadedFile("sottotitoli.vtt", text.encode(), content_type="text/vtt")


def a_form(**changes: object) -> dict:
    values = {
        "title": "Il telaio",
        "file": SimpleUploadedFile("telaio.mp4", MP4, content_type="video/mp4"),
        "poster": an_image().pk,
        "credit": "Ada Bianchi",
        "licence": "cc-by-4.0",
        "captions_it": vtt(),
        "transcript_it": "Buongiorno. Eccoci.",
        "transcript_en": "Good morning. Here we are.",
    }
    values.update(changes)
    return {name: value for name, value in values.items() if value is not None}


def add(client: Client, **changes: object):
    return client.post(reverse("wagtailsnippets_media_portalvideo:add"), a_form(**changes))


def errors_of(response) -> dict[str, list[str]]:
    return {name: list(map(str, errors)) for name, errors in response.context["form"].errors.items()}


# Captions ---------------------------------------------------------------------------------


def test_captions_are_kept_as_text_with_plain_line_ends():
    assert read_vtt(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()) == GOOD


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1\n00:01.000 --> 00:02.000\nCiao\n", "WEBVTT"),
        ("WEBVTT\n\n", "There is no caption"),
        ("WEBVTT\n\n00:01,000 --> 00:02,000\nCiao\n", "Line 3: write the times"),
        ("WEBVTT\n\n1\n00:04.000 --> 00:02.000\nCiao\n", "Line 4: the caption ends before"),
        (
            "WEBVTT\n\n00:04.000 --> 00:05.000\nCiao\n\n00:01.000 --> 00:02.000\nNo\n",
            "Line 6: the caption begins",
        ),
        ("WEBVTT\n\n00:04.000 --> 00:05.000\n\n", "Line 3: the caption has no words"),
        ("WEBVTT\n00:04.000 --> 00:05.000\nCiao\n", "Line 2 must be empty"),
    ],
)
def test_a_wrong_file_of_captions_is_refused_with_its_line(text, why):
    with override("en"), pytest.raises(ValidationError, match=why):
        read_vtt(text.encode())


def test_captions_must_be_utf_8():
    with override("en"), pytest.raises(ValidationError, match="UTF-8"):
        read_vtt("WEBVTT\n\n00:01.000 --> 00:02.000\nPerché\n".encode("latin-1"))


# The form ---------------------------------------------------------------------------------


def test_an_editor_adds_a_video_with_all_it_needs():
    add(a_staff_client(Role.EDITOR))
    video = PortalVideo.objects.get()
    assert video.captions == {"it": GOOD}
    assert video.transcripts == {"it": "Buongiorno. Eccoci.", "en": "Good morning. Here we are."}


@pytest.mark.parametrize("field", ["captions_it", "transcript_it", "poster", "credit", "licence", "file"])
def test_a_video_without_something_compulsory_is_not_accepted(field):
    assert field in errors_of(add(a_staff_client(Role.EDITOR), **{field: None}))
    assert not PortalVideo.objects.exists()


def test_where_nobody_speaks_captions_are_not_needed():
    add(a_staff_client(), captions_it=None, nobody_speaks="on")
    assert PortalVideo.objects.get().nobody_speaks


def test_wrong_captions_are_named_at_their_field_and_nothing_typed_is_lost():
    response = add(a_staff_client(), captions_it=vtt("Ciao"))
    assert errors_of(response) == {"captions_it": ["The first line must be WEBVTT."]}
    assert "Buongiorno. Eccoci." in response.content.decode()


@pytest.mark.parametrize(
    ("name", "content"), [("film.mp4", b"<html></html>"), ("film.webm", MP4), ("film.exe", MP4)]
)
def test_what_is_no_video_is_refused(name, content):
    assert "file" in errors_of(add(a_staff_client(), file=SimpleUploadedFile(name, content)))


def test_a_file_that_is_too_large_is_refused(settings):
    settings.VIDEO_MAX_BYTES = 20
    assert "the most is" in errors_of(add(a_staff_client()))["file"][0]


def test_editing_keeps_the_captions_and_can_remove_them():
    video, client = a_video(captions={"it": GOOD, "fr": GOOD}), a_staff_client()
    url = reverse("wagtailsnippets_media_portalvideo:edit", args=[video.pk])
    client.post(url, a_form(file=None, captions_it=None, title="Telaio"))
    video.refresh_from_db()
    assert (video.title, set(video.captions)) == ("Telaio", {"it", "fr"})
    client.post(url, a_form(file=None, captions_it=None, remove_captions_it="on", nobody_speaks="on"))
    video.refresh_from_db()
    assert set(video.captions) == {"fr"}


def test_the_file_goes_with_the_video(django_capture_on_commit_callbacks):
    video = a_video()
    storage, name = video.file.storage, video.file.name
    with django_capture_on_commit_callbacks(execute=True):
        video.delete()
    assert not storage.exists(name)


def test_the_desk_has_no_videos():
    assert add(a_staff_client(Role.DESK)).status_code in (302, 403)
    assert not PortalVideo.objects.exists()


# In a story --------------------------------------------------------------------------------


def drawn(video: PortalVideo, language: str = "it") -> str:
    block = StoryPage._meta.get_field("body").stream_block.child_blocks["video"]
    with override(language):
        return block.render(block.to_python({"video": video.pk, "caption": "Da vicino"}))


def test_a_story_shows_the_player_and_loads_nothing_before_somebody_plays():
    video, site = a_video(), a_site()
    story = a_story(site, body=[("video", {"video": video, "caption": "Da vicino"})])
    response = Client().get(story.get_url())
    html = response.content.decode()
    assert '<video controls preload="none"' in html
    assert f'<source src="{video.file.url}" type="video/mp4">' in html
    assert "media-src 'self'" in response["Content-Security-Policy"]


def test_captions_and_transcript_are_in_the_language_of_the_reader():
    html = drawn(a_video(captions={"it": GOOD, "en": GOOD}), "en")
    assert 'srclang="en" label="English" default>' in html
    assert '<div lang="en"><p>Good morning.</p></div>' in html


def test_what_is_missing_in_a_language_comes_in_italian_and_says_so():
    html = drawn(a_video(transcripts={"it": "Buongiorno."}), "en")
    assert 'srclang="it" label="Italiano" default>' in html
    assert '<div lang="it"><p>Buongiorno.</p></div>' in html


def test_captions_have_an_address_of_their_own():
    video = a_video()
    response = Client().get(reverse("video-captions", args=[video.pk, "it"]))
    assert response["Content-Type"] == "text/vtt; charset=utf-8"
    assert response.content.decode() == GOOD
    assert Client().get(reverse("video-captions", args=[video.pk, "en"])).status_code == 404


def test_a_video_that_was_deleted_leaves_the_story_standing():
    video, site = a_video(), a_site()
    story = a_story(site, body=[("video", {"video": video, "caption": ""})])
    PortalVideo.objects.all().delete()
    assert "<video" not in Client().get(story.get_url()).content.decode()
