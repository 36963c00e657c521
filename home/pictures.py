"""Which sizes and formats of a picture the templates use, and how pages get them cheaply.

components/picture.html draws them. Saving a picture makes those every browser reads ahead, so that
no visitor waits. A better format takes seconds of a processor: the worker makes it, and pages
use it where it has been made.
"""

import datetime as dt
import logging
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Model
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage, AbstractRendition, Filter

logger = logging.getLogger(__name__)

SIZES = {
    "card": ("fill-640x427",),
    "hero": ("fill-800x534", "fill-1600x1067"),
    "wide": ("width-640", "width-1280"),
}
"""Filters per kind of picture, the smallest first."""
SHARED = "fill-1200x630|format-jpeg"
"""What other sites show beside a link; they do not all read newer formats."""


BASE_FORMAT = "webp"
"""Every browser the portal supports reads it."""


@dataclass(frozen=True)
class Source:
    """The files of a picture in a format that not every browser reads."""

    mime_type: str
    srcset: str


@dataclass(frozen=True)
class Files:
    """The files of a picture for one kind of place; `others` in the order browsers should try."""

    small: AbstractRendition
    large: AbstractRendition
    others: list[Source]


def specs(kind: str, image_format: str = BASE_FORMAT) -> list[str]:
    """The filter specs of a kind in a format, the smallest first."""
    return [f"{size}|format-{image_format}" for size in SIZES[kind]]


def base_specs() -> list[str]:
    """What a picture must have before it is shown."""
    return [SHARED, *(spec for kind in SIZES for spec in specs(kind))]


def extra_specs() -> list[str]:
    """What makes pages lighter where it exists."""
    return [
        spec
        for image_format in settings.PICTURE_EXTRA_FORMATS
        for kind in SIZES
        for spec in specs(kind, image_format)
    ]


def files(image: AbstractImage, kind: str) -> Files:
    """The files of a picture. No query after `load_renditions`, else one per format.

    A missing file in the base format is made now; in another format it is left out.
    """
    found = image.get_renditions(*specs(kind))
    base = [found[spec] for spec in specs(kind)]
    others = [_source(image, kind, image_format) for image_format in settings.PICTURE_EXTRA_FORMATS]
    return Files(base[0], base[-1], [source for source in others if source])


def _source(image: AbstractImage, kind: str, image_format: str) -> Source | None:
    wanted = [Filter(spec=spec) for spec in specs(kind, image_format)]
    found = image.find_existing_renditions(*wanted)
    if len(found) < len(wanted):
        return None
    # A picture smaller than the sizes asked for has the same width twice: one of them is enough.
    by_width = {found[each].width: found[each].url for each in wanted}
    srcset = ", ".join(f"{url} {width}w" for width, url in by_width.items())
    return Source(f"image/{image_format}", srcset)


def make_ahead(image: AbstractImage, *, extra: bool = False) -> int:
    """Make the renditions of a picture that are missing; returns how many it has now.

    Without `extra` about half a second for a new picture, with it several.
    """
    return len(image.get_renditions(*base_specs(), *(extra_specs() if extra else ())))


def make_lighter_files(now: dt.datetime, *, seconds: float = 4) -> int:
    """Make files in better formats that are missing, for some seconds; returns how many it made.

    A job of the worker: newest pictures first, a little at a time, since other jobs wait meanwhile.
    One file at least, so that a slow machine gets there too. A picture that can't be read is left to
    `make_renditions`, which names it. 2 queries when nothing is missing.
    """
    end = time.monotonic() + seconds
    images = list(get_image_model().objects.order_by("-pk"))
    load_renditions(images)
    made = 0
    missing = [(image, spec) for image in images for spec in _missing_extra(image)]
    for image, spec in missing:
        try:
            image.get_rendition(spec)
        except Exception:  # noqa: BLE001 - Pillow raises whatever a broken file provokes
            logger.warning("No lighter file of picture %s", image.pk)
            continue
        made += 1
        if time.monotonic() >= end:
            break
    return made


def _missing_extra(image: AbstractImage) -> list[str]:
    """Specs in better formats that this picture lacks, for where its focal point is now."""
    wanted = {spec: Filter(spec=spec) for spec in extra_specs()}
    found = image.find_existing_renditions(*wanted.values())
    return [spec for spec, wanted_filter in wanted.items() if wanted_filter not in found]


def load_renditions(*values: object) -> None:
    """Read the renditions of all pictures in these values at once: 1 query, none without pictures.

    A value is a picture, a body (1 query more where it has pictures), a page or a list of pages.
    A picture that has them already, as those of a kept page, is not asked for again.
    """
    images = [image for value in values for image in images_in(value)]
    images = [image for image in images if not hasattr(image, "prefetched_renditions")]
    if not images:
        return
    wanted = [*base_specs(), *extra_specs()]
    model = get_image_model().get_rendition_model()
    by_image: dict[int, list[AbstractRendition]] = {image.pk: [] for image in images}
    for rendition in model.objects.filter(image_id__in=by_image, filter_spec__in=wanted):
        by_image[rendition.image_id].append(rendition)
    for image in images:
        image.prefetched_renditions = list(by_image[image.pk])


def images_in(value: object) -> Iterator[AbstractImage]:
    """The pictures in a picture, a page's main picture, a body, or in a list of those."""
    if isinstance(value, AbstractImage):
        yield value
    elif isinstance(value, Model):
        yield from images_in(getattr(value, "hero", None))
    elif isinstance(value, StructValue):
        yield from _each(value.values())
    elif isinstance(value, StreamValue | ListValue | list | tuple):
        yield from _each(value)


def _each(values: Iterable[object]) -> Iterator[AbstractImage]:
    for value in values:
        # The children of streams carry their value; those of other lists are the value.
        is_child = isinstance(value, StreamValue.StreamChild)
        yield from images_in(value.value if is_child else value)
