"""A photo does not tell where and by whom it was taken."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, PngImagePlugin

from media.metadata import without_private_metadata
from media.models import PortalImage
from tests.builders.pages import an_administrator, an_image, image_bytes

GPS = 0x8825
MAKER = 0x010F
ORIENTATION = 0x0112


def exif(orientation: int = 1) -> Image.Exif:
    values = Image.Exif()
    values[MAKER] = "Camera of Ada"
    values[ORIENTATION] = orientation
    values.get_ifd(GPS)[1] = "N"
    return values


def pixels(data: bytes) -> bytes:
    with Image.open(BytesIO(data)) as image:
        return image.convert("RGB").tobytes()


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_position_and_maker_are_removed(image_format):
    before = image_bytes(image_format, exif=exif())
    assert b"Camera of Ada" in before
    after = without_private_metadata(before)
    assert b"Camera of Ada" not in after
    with Image.open(BytesIO(after)) as image:
        assert image.size == (40, 20)
        assert not image.getexif().get_ifd(GPS)


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP"])
def test_the_pixels_stay_bit_for_bit(image_format):
    before = image_bytes(image_format, exif=exif())
    assert pixels(without_private_metadata(before)) == pixels(before)


def test_a_photo_taken_upright_does_not_fall_on_its_side():
    after = without_private_metadata(image_bytes(exif=exif(orientation=6)))
    with Image.open(BytesIO(after)) as image:
        assert dict(image.getexif()) == {ORIENTATION: 6}


def test_notes_inside_a_png_are_removed():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "Ada Bianchi")
    after = without_private_metadata(image_bytes("PNG", pnginfo=notes))
    assert b"Ada Bianchi" not in after


@pytest.mark.parametrize("progressive", [False, True])
def test_the_film_behind_a_motion_photo_is_left_off(progressive: bool):
    before = image_bytes(exif=exif(), progressive=progressive)
    after = without_private_metadata(before + b"\x00\x00\x00\x18ftypmp42 filmed at home")
    assert b"filmed at home" not in after
    assert pixels(after) == pixels(before)


def test_a_second_picture_in_the_same_file_is_left_off_with_its_metadata():
    output, second = BytesIO(), Image.new("RGB", (40, 20), "blue")
    second.save(output, "MPO", save_all=True, append_images=[second], exif=exif())
    assert output.getvalue().count(b"Camera of Ada") == 2
    after = without_private_metadata(output.getvalue())
    assert b"Camera of Ada" not in after
    with Image.open(BytesIO(after)) as image:
        assert image.format == "JPEG"


@pytest.mark.parametrize("junk", [b"\x00\x00", b"\xff\xff", b"\xff\x00 \xff"])
def test_a_photo_that_is_shown_in_spite_of_odd_bytes_is_cleaned_too(junk: bytes):
    whole = image_bytes(exif=exif())
    before = whole[:20] + junk + whole[20:]  # between its first two parts
    after = without_private_metadata(before)
    assert b"Camera of Ada" not in after
    assert pixels(after) == pixels(before)


@pytest.mark.parametrize("image_format", ["PNG", "WEBP"])
@pytest.mark.parametrize("behind", [b"abc", b"behind" * 20])
def test_what_hangs_behind_a_picture_neither_stays_nor_protects_its_metadata(
    image_format: str, behind: bytes
):
    whole = image_bytes(image_format, exif=exif())
    after = without_private_metadata(whole + behind)
    assert b"Camera of Ada" not in after
    assert behind not in after
    assert pixels(after) == pixels(whole)


def test_notes_of_an_avif_without_a_position_are_removed_too():
    before = image_bytes("AVIF", xmp=b"<x:xmpmeta>Ada Bianchi</x:xmpmeta>")
    assert b"Ada Bianchi" not in without_private_metadata(before)


@pytest.mark.parametrize("data", [b"", b"\xff\xd8", b"\xff\xd8\xff\xe1\x00", b"RIFF0000WEBPVP8X", b"GIF89a"])
def test_a_broken_or_foreign_file_comes_back_as_it_was(data):
    assert without_private_metadata(data) == data


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP"])
def test_a_file_cut_short_never_raises(image_format):
    whole = image_bytes(image_format, exif=exif())
    for length in range(len(whole)):
        without_private_metadata(whole[:length])


@pytest.mark.django_db
def test_every_way_in_removes_them(client):
    client.force_login(an_administrator())
    fields = {"title": "Pressa", "alt_text_it": "Una pressa", "credit": "Ada", "licence": "own"}

    def photo() -> SimpleUploadedFile:
        return SimpleUploadedFile("p.jpg", image_bytes(exif=exif()), content_type="image/jpeg")

    client.post(reverse("wagtailimages:add"), {**fields, "file": photo()})
    ajax = {"x-requested-with": "XMLHttpRequest"}
    waiting = client.post(reverse("wagtailimages:add_multiple"), {"files[]": photo()}, headers=ajax).json()[
        "uploaded_file_id"
    ]
    client.post(
        reverse("wagtailimages:create_multiple_from_uploaded_image", args=[waiting]),
        {f"uploaded-image-{waiting}-{name}": value for name, value in fields.items()},
        headers=ajax,
    )
    an_image(file=photo())
    images = PortalImage.objects.all()
    assert len(images) == 3
    for image in images:
        with image.open_file() as file:
            assert b"Camera of Ada" not in file.read()
    # Size and fingerprint describe the stored file, so the same photo is recognised as such.
    uploaded = [image for image in images if image.file_hash]
    assert len(uploaded) == 2
    assert len({image.file_hash for image in uploaded}) == 1
    assert {image.file_size for image in uploaded} == {uploaded[0].file.size}
