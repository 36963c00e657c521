"""The files of pictures are there before a visitor asks, and cost a page one query."""

from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from home import pictures
from tests.builders.pages import a_plant, a_site, a_story, an_image, image_bytes

pytestmark = pytest.mark.django_db


def made(image) -> set[str]:
    return set(image.renditions.values_list("filter_spec", flat=True))


@override_settings(RENDITIONS_AHEAD=True)
def test_saving_a_picture_makes_the_files_every_browser_reads(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        image = an_image()
    assert made(image) == set(pictures.base_specs())


@override_settings(RENDITIONS_AHEAD=True)
def test_a_new_focal_point_makes_them_again(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        image = an_image(file=ImageFile(BytesIO(image_bytes(size=(900, 900))), name="square.jpg"))
    with django_capture_on_commit_callbacks(execute=True):
        image.focal_point_x = image.focal_point_y = 60
        image.focal_point_width = image.focal_point_height = 100
        image.save()
    cards = image.renditions.filter(filter_spec="fill-640x427|format-webp")
    assert cards.exclude(focal_point_key="").exists()


@override_settings(RENDITIONS_AHEAD=True)
def test_a_picture_that_cannot_be_resized_can_still_be_saved(django_capture_on_commit_callbacks, monkeypatch):
    def broken(*args: object, **kwargs: object) -> int:
        raise OSError("broken file")

    monkeypatch.setattr(pictures, "make_ahead", broken)
    with django_capture_on_commit_callbacks(execute=True):
        image = an_image()
    assert image.pk


def test_a_page_shows_the_better_format_only_where_it_was_made(client, capsys):
    image = an_image()
    path = a_plant(a_site(), hero=image).get_url()
    before = client.get(path).content.decode()
    assert "image/avif" not in before
    assert not any("avif" in spec for spec in made(image))  # no visitor waits for it
    call_command("make_renditions", verbosity=0)
    after = client.get(path).content.decode()
    assert '<source type="image/avif"' in after
    assert ".webp" in after
    assert made(image) == {*pictures.base_specs(), *pictures.extra_specs()}


def test_the_command_goes_on_after_a_broken_picture(capsys):
    broken, whole = an_image(), an_image()
    broken.file.storage.delete(broken.file.name)
    call_command("make_renditions", "--base-only", verbosity=0)
    printed = capsys.readouterr()
    assert "1 pictures ready, 1 failed" in printed.out
    assert f"picture {broken.pk}" in printed.err
    assert made(whole) == set(pictures.base_specs())


def test_all_pictures_of_a_body_cost_one_query(django_assert_num_queries):
    images = [an_image() for _ in range(3)]
    body = [
        ("figure", {"image": images[0], "caption": ""}),
        ("gallery", {"title": "", "images": [{"image": image, "caption": ""} for image in images[1:]]}),
    ]
    for image in images:
        pictures.make_ahead(image)
    story = a_story(a_site(), body=body)
    found = list(pictures.images_in(story.body))
    assert {image.pk for image in found} == {image.pk for image in images}
    # 1 the renditions of all three.
    with django_assert_num_queries(1):
        pictures.load_renditions(story.body)
        for image in pictures.images_in(story.body):
            pictures.files(image, "card")


def test_the_worker_makes_the_lighter_files_the_newest_picture_first(django_assert_num_queries):
    now = timezone.now()
    older, newer = an_image(), an_image()
    assert pictures.make_lighter_files(now, seconds=0) == 1
    assert made(newer)
    assert not made(older)
    pictures.make_lighter_files(now)
    assert made(newer) == made(older) == set(pictures.extra_specs())
    # 2: all pictures, their files.
    with django_assert_num_queries(2):
        assert pictures.make_lighter_files(now) == 0


def test_a_broken_picture_does_not_keep_the_worker_from_the_others():
    whole, broken = an_image(), an_image()
    broken.file.storage.delete(broken.file.name)
    pictures.make_lighter_files(timezone.now())
    assert made(whole) == set(pictures.extra_specs())
    assert not made(broken)
