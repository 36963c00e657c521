"""Publishing an Italian page carries what must not differ between languages to its translations;
saving a picture makes the files that pages show.
"""

import logging

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.signals import post_save
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.models import Page
from wagtail.signals import page_published
from wagtail_localize.models import (
    CannotSaveDraftError,
    MissingRelatedObjectError,
    MissingTranslationError,
    TranslationSource,
)

from home import pictures

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


def sync_translations(sender: type, instance: Page, **kwargs: object) -> None:
    """Update every translation in use of a page that was just published.

    wagtail-localize copies synchronised fields (address, coordinates, step-free, …) only when
    somebody presses "sync"; until then the English page would keep the old address. Texts
    already translated are kept, a live translation stays live, a draft stays a draft.
    A translation that can't be saved never stops the publication of its source.
    Cost: 1 query for a page without translations.
    """
    source = TranslationSource.objects.filter(
        object_id=instance.translation_key, locale_id=instance.locale_id
    ).first()
    if source is None or instance.alias_of_id:
        return
    source.update_from_db()
    for translation in source.translations.filter(enabled=True).select_related("target_locale"):
        try:
            publish = translation.get_target_instance().live
            translation.save_target(publish=publish)
        except (
            Page.DoesNotExist,
            ValidationError,
            CannotSaveDraftError,
            MissingRelatedObjectError,
            MissingTranslationError,
        ) as error:
            logger.warning(
                "page %s: translation into %s not synchronised (%s)",
                instance.pk,
                translation.target_locale.language_code,
                type(error).__name__,
            )
