"""The file field of pictures: whatever the way in, private metadata stay outside."""

from django.core.files.base import ContentFile, File
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile

from .metadata import without_private_metadata


def cleaned_file(content: File) -> File:
    """The same picture without private metadata; the very same object if there were none."""
    content.seek(0)
    before = content.read()
    content.seek(0)
    after = without_private_metadata(before)
    if after == before:
        return content
    return ContentFile(after, name=content.name)


class CleanImageFieldFile(WagtailImageFieldFile):
    """Cleans a picture just before it is stored: upload form, bulk upload, import, tests."""

    def save(self, name: str, content: File, save: bool = True) -> None:
        """Store the picture without private metadata."""
        super().save(name, cleaned_file(content), save)


class CleanImageField(WagtailImageField):
    """Wagtail's image field with `CleanImageFieldFile`."""

    attr_class = CleanImageFieldFile
