"""Publishing an Italian page carries what must not differ between languages to its translations;
saving a picture makes the files that pages show.
"""

import logging

from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_save
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.signals import page_published

from home import pictures
from home.translation_sync import sync_translations

logger = logging.getLogger(__name__)


def connect() -> None:
    """Connect the receivers; called once, when Django is ready."""
    page_published.connect(sync_translations, dispatch_uid="home.sync_translations")
    post_save.connect(make_renditions, sender=get_image_model(), dispatch_uid="home.make_renditions")


def make_renditions(sender: type, instance: AbstractImage, raw: bool = False, **kwargs: object) -> None:
    """Make the files of a saved picture when its transaction ends, half a second for a new one.

    Nothing that goes wrong here undoes the saving: the page makes the file when it needs it.
    """
    if raw or not settings.RENDITIONS_AHEAD:
        return
    transaction.on_commit(lambda: _make_renditions(instance))


def _make_renditions(image: AbstractImage) -> None:
    try:
        pictures.make_ahead(image)
    except Exception:
        logger.exception("picture %s: renditions not made ahead", image.pk)
