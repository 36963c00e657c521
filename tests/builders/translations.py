"""Makes translations as wagtail-localize keeps them.

translation = a_translation(plant, title="Works", introduction="Filing.")
"""

from wagtail.models import Locale, Page, TranslatableMixin
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from factories.models import Sector


def a_translation(source: TranslatableMixin, language: str = "en", **texts: str) -> Translation:
    """A translation that has begun, as a draft; its parent must be translated. `texts` are by field."""
    locale = Locale.objects.get(language_code=language)
    sector = getattr(source, "sector", None)
    if isinstance(sector, Sector) and not sector.get_translations().filter(locale=locale).exists():
        sector.copy_for_translation(locale).save()
    localized, _created = TranslationSource.update_or_create_from_instance(source)
    translation, _created = Translation.objects.get_or_create(source=localized, target_locale=locale)
    translate(translation, **texts)
    translation.save_target(publish=not isinstance(source, Page))
    return translation


def translate(translation: Translation, made_by: str = "manual", **texts: str) -> None:
    """Write the words of some fields, the first text of each, as a translator or a machine does."""
    for segment in translation.source.stringsegment_set.select_related("context").order_by("order"):
        if segment.context.path in texts:
            _write(translation, segment, texts[segment.context.path], made_by)


def translate_all(translation: Translation, prefix: str = "EN ", made_by: str = "manual") -> None:
    """Translate every text: its own words with something before them, tags and links kept."""
    for segment in translation.source.stringsegment_set.select_related("context", "string"):
        _write(translation, segment, prefix + segment.string.data, made_by)


def _write(translation: Translation, segment: object, words: str, made_by: str) -> None:
    StringTranslation.objects.update_or_create(
        translation_of_id=segment.string_id,
        context_id=segment.context_id,
        locale=translation.target_locale,
        defaults={"data": words, "translation_type": made_by},
    )
