"""What the translations of a page get when the page itself is published.

Facts at once, texts never by themselves: a live translation keeps the words that a translator
published until the changed ones are translated and published again.
"""

import logging

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail_localize.fields import copy_synchronised_fields
from wagtail_localize.models import (
    CannotSaveDraftError,
    MissingRelatedObjectError,
    MissingTranslationError,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)
from wagtail_localize.segments import OverridableSegmentValue, RelatedObjectSegmentValue
from wagtail_localize.segments.ingest import ingest_segments

logger = logging.getLogger(__name__)

CANNOT_SAVE = (
    Page.DoesNotExist,
    ValidationError,
    CannotSaveDraftError,
    MissingRelatedObjectError,
    MissingTranslationError,
)


def sync_translations(sender: type, instance: Page, **kwargs: object) -> None:
    """Update every translation in use of a page that was just published.

    wagtail-localize copies synchronised fields (address, coordinates, step-free, …) only when
    somebody presses "sync"; until then the English page would keep the old address. A draft stays
    a draft. A translation that can't be saved never stops the publication of its source.
    Cost: 1 query for a page without translations.
    """
    source = TranslationSource.objects.filter(
        object_id=instance.translation_key, locale_id=instance.locale_id
    ).first()
    if source is None or instance.alias_of_id:
        return
    source.update_from_db()
    for translation in source.translations.filter(enabled=True).select_related("source", "target_locale"):
        try:
            _sync(translation)
        except CANNOT_SAVE as error:
            logger.warning(
                "page %s: translation into %s not synchronised (%s)",
                instance.pk,
                translation.target_locale.language_code,
                type(error).__name__,
            )


def _sync(translation: Translation) -> None:
    target = translation.get_target_instance()
    if not target.live:
        translation.save_target(publish=False)
    elif says_what_was_published(translation, target):
        translation.save_target(publish=True)
    else:
        carry_facts(translation, target)


def says_what_was_published(translation: Translation, target: Page) -> bool:
    """Whether every text of today's source has a translation that somebody has already published.

    What a machine wrote, or a translator since, must not go live because of a new address. 1 query.
    """
    valid = StringTranslation.objects.filter(
        translation_of_id=OuterRef("string_id"),
        context_id=OuterRef("context_id"),
        locale_id=translation.target_locale_id,
        has_error=False,
    )
    published = valid.exclude(translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE)
    if target.last_published_at:
        published = published.filter(updated_at__lte=target.last_published_at)
    segments = StringSegment.objects.filter(source_id=translation.source_id)
    return not segments.filter(~Q(Exists(published))).exists()


def carry_facts(translation: Translation, target: Page) -> None:
    """Give a live translation what does not differ between languages, and leave its words alone.

    Its address stays too. The moment of its last publication stays: nobody published a text.
    """
    source = translation.source
    original = source.as_instance()
    slug = target.slug
    copy_synchronised_fields(original, target)
    values = source._get_segments_for_translation(translation.target_locale, fallback=True)
    kinds = (OverridableSegmentValue, RelatedObjectSegmentValue)
    facts = [value for value in values if isinstance(value, kinds) and not _is_in_stream(value.path, target)]
    ingest_segments(original, target, source.locale, translation.target_locale, facts)
    target.slug = slug
    target.save()
    revision = target.save_revision(changed=False, log_action=False)
    Page.objects.filter(pk=target.pk).update(live_revision=revision, has_unpublished_changes=False)
    source.sync_view_restrictions(original, target)


def _is_in_stream(path: str, page: Page) -> bool:
    """Article bodies are words: their pictures follow when the words are published."""
    return isinstance(page._meta.get_field(path.split(".")[0]), StreamField)
