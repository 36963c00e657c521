"""Images and documents: alternative text, credit and licence are part of every file."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    """The image and document models. Uploads go to MEDIA_ROOT, outside the repository."""

    name = "media"
    verbose_name = _("Media")

    def ready(self) -> None:
        """Let the files of videos go with them."""
        from django.db.models.signals import post_delete

        from .models import PortalVideo
        from .videos import forget_file

        post_delete.connect(forget_file, sender=PortalVideo, dispatch_uid="media.forget_file")
