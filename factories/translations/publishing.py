"""When a translation may be published: complete, and its safety texts checked by a person."""

import datetime as dt

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from factories import safety

NAMED = 3
"""How many of the missing texts a refusal names."""


def translation_into(instance: models.Model) -> Translation | None:
    """The translation in use that this page or snippet is made from. 1 query."""
    return (
        Translation.objects.filter(
            source__object_id=instance.translation_key, target_locale_id=instance.locale_id, enabled=True
        )
        .select_related("source", "target_locale")
        .first()
    )


def missing_segments(translation: Translation) -> QuerySet[StringSegment]:
    """The texts of today's source that have no valid translation, in the order of the page."""
    valid = StringTranslation.objects.filter(
        translation_of_id=OuterRef("string_id"),
        context_id=OuterRef("context_id"),
        locale_id=translation.target_locale_id,
        has_error=False,
    )
    return (
        StringSegment.objects.filter(source_id=translation.source_id)
        .filter(~Exists(valid))
        .select_related("string", "context")
        .order_by("order")
    )


def refuse_publication(translation: Translation, instance: models.Model, now: dt.datetime) -> str:
    """Why a translation can't be published at `now` (aware), in the active language; else nothing.

    Untranslated texts would stand in Italian under another language's address. At most 3 queries.
    """
    reasons = []
    if isinstance(instance, Page):
        gaps = safety.gaps_of(instance.specific, now)
        if gaps:
            reasons.append(safety.in_words(instance.title, gaps))
    missing = list(missing_segments(translation))
    if missing:
        sentence = ngettext(
            "Not published: %(count)d text is not translated yet: %(texts)s.",
            "Not published: %(count)d texts are not translated yet, among them: %(texts)s.",
            len(missing),
        )
        named = [Truncator(strip_tags(segment.string.data)).chars(50) for segment in missing[:NAMED]]
        quoted = "; ".join(_("“%(text)s”") % {"text": text} for text in named)
        reasons.append(sentence % {"count": len(missing), "texts": quoted})
    return " ".join(reasons)


def carry_snippet(instance: models.Model) -> None:
    """Bring the translations of a saved sector, topic or menu in step.

    Those that are complete are saved at once, with what does not differ between languages. The others
    keep their words, and stand in the list as out of date. 1 query without translations.
    """
    source = TranslationSource.objects.filter(
        object_id=instance.translation_key, locale_id=instance.locale_id
    ).first()
    if source is None:
        return
    source.update_from_db()
    for translation in source.translations.filter(enabled=True).select_related("source", "target_locale"):
        if not missing_segments(translation).exists():
            translation.save_target(publish=True)
