"""Puts the demo's illustrations into the image library."""

from collections.abc import Iterator

from django.core.files import File
from django.db import transaction
from wagtail.models import Collection

from media.models import PortalImage

from .content_files import IMAGES, images

COLLECTION = "Illustrazioni (demo)"
CREDIT = "Fabbriche Aperte Piemonte"


def _collection() -> Collection:
    found = Collection.objects.filter(name=COLLECTION).first()
    return found or Collection.get_first_root_node().add_child(name=COLLECTION)


def load_pictures() -> Iterator[PortalImage]:
    """Create the illustrations that are missing, one at a time; yields each."""
    collection = _collection()
    known = {image.title: image for image in PortalImage.objects.filter(collection=collection)}
    for entry in images():
        image = known.get(entry["title_it"])
        if image is None:
            image = _create(entry, collection)
        image.demo_name, image.demo_sector = entry["name"], entry["sector"]
        yield image


def _create(entry: dict, collection: Collection) -> PortalImage:
    # Together, so that its files are made once, around the focal point.
    with transaction.atomic(), (IMAGES / entry["file"]).open("rb") as source:
        image = PortalImage(
            title=entry["title_it"],
            collection=collection,
            credit=CREDIT,
            licence="cc-by-4.0",
            alt_texts={"it": entry["alt_it"], "en": entry["alt_en"]},
            file=File(source, name=entry["file"]),
        )
        image.save()
        x, y = entry["focal"]
        image.focal_point_x, image.focal_point_y = int(image.width * x), int(image.height * y)
        image.focal_point_width = image.focal_point_height = min(image.width, image.height) // 2
        image.save()
    return image


def remove_pictures() -> None:
    """Delete the illustrations, their renditions and files, and their collection."""
    for image in PortalImage.objects.filter(collection__name=COLLECTION):
        image.delete()
    for collection in Collection.objects.filter(name=COLLECTION):
        collection.delete()
