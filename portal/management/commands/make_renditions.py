"""manage.py make_renditions: the files of all pictures, in every format, before a visitor asks."""

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm
from wagtail.images import get_image_model

from home import pictures


class Command(BaseCommand):
    help = "Make the sizes and formats of pictures that are missing. Safe to repeat; for a timer."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--base-only", action="store_true", help="only WebP and JPEG, which are quick")

    def handle(self, *args: object, **options: object) -> None:
        """Go through all pictures; one that can't be read is named and does not stop the others."""
        failed = 0
        images = get_image_model().objects.order_by("pk")
        quiet = options["verbosity"] == 0
        for image in tqdm(images.iterator(), total=images.count(), disable=quiet, unit="", desc="Pictures"):
            try:
                pictures.make_ahead(image, extra=not options["base_only"])
            except Exception as error:  # noqa: BLE001 - Pillow raises whatever a broken file provokes
                failed += 1
                self.stderr.write(f"picture {image.pk}: {type(error).__name__}")
        self.stdout.write(f"{images.count() - failed} pictures ready, {failed} failed.")
