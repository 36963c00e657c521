"""What happens when a page or snippet is first submitted for translation, from whichever screen."""

from django.db.models.signals import post_save
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from .glossary import Glossary


def connect() -> None:
    """Connect the receivers; called once, when Django is ready."""
    post_save.connect(begin, sender=Translation, dispatch_uid="factories.translations.begin")


def begin(sender: type, instance: Translation, created: bool, raw: bool = False, **kwargs: object) -> None:
    """Hide an alias that becomes a translation, and fill in what needs no translator.

    wagtail-localize turns the alias into a page of its own and leaves it live: Italian text would then
    pass for a translation. Names and terms of the glossary are filled in; company names too.
    4 queries, and 2 per text filled in.
    """
    if raw or not created:
        return
    Page.objects.filter(
        translation_key=instance.source.object_id, locale_id=instance.target_locale_id
    ).exclude(alias_of=None).update(live=False, has_unpublished_changes=True)
    fill_in(instance)


def fill_in(translation: Translation) -> int:
    """Translate the texts whose translation is fixed; returns how many. Never overwrites anything."""
    model = translation.source.specific_content_type.model_class()
    keeps_title = getattr(model, "title_is_name", False)
    glossary = Glossary(translation.target_locale.language_code)
    filled = 0
    segments = StringSegment.objects.filter(source_id=translation.source_id)
    for segment in segments.select_related("string", "context"):
        source = segment.string.data
        is_name = keeps_title and segment.context.path == "title"
        fixed = source if is_name else glossary.fixed(source)
        if fixed is None:
            continue
        _made, created = StringTranslation.objects.get_or_create(
            translation_of_id=segment.string_id,
            context_id=segment.context_id,
            locale_id=translation.target_locale_id,
            defaults={"data": fixed, "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL},
        )
        filled += created
    return filled
