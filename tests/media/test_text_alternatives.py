"""A picture enters the portal only with a text alternative, an author and a licence."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from media.models import PortalImage
from tests.builders.pages import an_administrator, an_image, image_bytes

pytestmark = pytest.mark.django_db


def upload(name: str = "pressa.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, image_bytes(), content_type="image/jpeg")


@pytest.fixture
def editor(client):
    client.force_login(an_administrator())
    return client


def a_form(**changes: str) -> dict:
    return {
        "title": "Pressa",
        "alt_text_it": "Una pressa al lavoro",
        "alt_text_en": "A press at work",
        "credit": "Ada Bianchi",
        "licence": "cc-by-4.0",
        **changes,
    }


def test_visitors_hear_the_text_in_their_language():
    image = an_image()
    with override("en"):
        assert image.alt == "A press at work"
    with override("it"):
        assert image.default_alt_text == "Una pressa al lavoro"


def test_a_missing_language_falls_back_to_italian():
    image = an_image(alt_texts={"it": "Una pressa al lavoro"})
    with override("en"):
        assert image.alt == "Una pressa al lavoro"


def test_a_drawn_picture_carries_the_text():
    with override("en"):
        assert 'alt="A press at work"' in an_image().get_rendition("width-20").img_tag()


def test_an_editor_uploads_a_picture_with_its_texts(editor):
    editor.post(reverse("wagtailimages:add"), {**a_form(), "file": upload()})
    image = PortalImage.objects.get()
    assert image.alt_texts == {"it": "Una pressa al lavoro", "en": "A press at work"}
    assert (image.credit, image.licence) == ("Ada Bianchi", "cc-by-4.0")


@pytest.mark.parametrize("field", ["alt_text_it", "credit", "licence"])
def test_a_picture_without_a_compulsory_text_is_not_accepted(editor, field):
    response = editor.post(reverse("wagtailimages:add"), {**a_form(**{field: ""}), "file": upload()})
    assert field in response.context["form"].errors
    assert not PortalImage.objects.exists()


def test_the_english_text_may_come_later(editor):
    editor.post(reverse("wagtailimages:add"), {**a_form(alt_text_en=""), "file": upload()})
    assert PortalImage.objects.get().alt_texts == {"it": "Una pressa al lavoro"}


def test_the_edit_page_shows_and_changes_the_texts(editor):
    image = an_image(alt_texts={"it": "Una pressa", "fr": "Une presse"})
    url = reverse("wagtailimages:edit", args=[image.pk])
    assert 'value="Una pressa"' in editor.get(url).content.decode()
    editor.post(url, a_form(alt_text_it="Una pressa rossa", alt_text_en=""))
    image.refresh_from_db()
    # A language that is no longer (or not yet) in LANGUAGES keeps its text.
    assert image.alt_texts == {"it": "Una pressa rossa", "fr": "Une presse"}


def test_the_chooser_asks_for_the_texts_too(editor):
    html = editor.get(reverse("wagtailimages_chooser:choose")).json()["html"]
    assert "image-chooser-upload-alt_text_it" in html
    values = {f"image-chooser-upload-{name}": value for name, value in a_form().items()}
    values["image-chooser-upload-file"] = upload()
    editor.post(reverse("wagtailimages_chooser:create"), values)
    assert PortalImage.objects.get().alt_texts["en"] == "A press at work"


def test_a_picture_of_a_bulk_upload_waits_for_its_texts(editor):
    response = editor.post(
        reverse("wagtailimages:add_multiple"),
        {"files[]": upload()},
        headers={"x-requested-with": "XMLHttpRequest"},
    ).json()
    assert response["success"]
    assert not PortalImage.objects.exists()
    waiting = response["uploaded_file_id"]
    values = {f"uploaded-image-{waiting}-{name}": value for name, value in a_form().items()}
    url = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[waiting])
    assert editor.post(url, values, headers={"x-requested-with": "XMLHttpRequest"}).json()["success"]
    assert PortalImage.objects.get().alt_texts["it"] == "Una pressa al lavoro"


def test_editors_find_a_picture_by_what_it_shows():
    image = an_image(title="DSC0001", alt_texts={"it": "Un telaio", "en": "A loom"})
    assert list(PortalImage.objects.search("loom")) == [image]


def test_a_document_needs_an_author_and_a_licence(editor):
    pdf = SimpleUploadedFile("guida.pdf", b"%PDF-1.4", content_type="application/pdf")
    response = editor.post(reverse("wagtaildocs:add"), {"title": "Guida", "file": pdf})
    assert {"credit", "licence"} <= set(response.context["form"].errors)


@pytest.mark.parametrize("kept", [20, 60, 0.5])
@pytest.mark.parametrize(("image_format", "ending"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")])
def test_half_a_picture_is_refused_with_a_sentence(editor, image_format, ending, kept):
    whole = image_bytes(image_format, size=(400, 300))
    part = whole[: kept if kept > 1 else int(len(whole) * kept)]
    file = SimpleUploadedFile(f"foto.{ending}", part)
    response = editor.post(reverse("wagtailimages:add"), {**a_form(), "file": file})
    assert "file" in response.context["form"].errors
    assert not PortalImage.objects.exists()
