"""Images and documents: alternative text, credit and licence are part of every file."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    """The image and document models. Uploads go to MEDIA_ROOT, outside the repository."""

    name = "media"
    verbose_name = _("Media")
