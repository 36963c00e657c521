"""From an application's words to the fields of a page, and to its translations."""

import uuid

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.html import escape
from wagtail.models import Locale
from wagtail_localize.models import (
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)

from factories.choices import SectorKey
from factories.models import FactoryPage, Sector
from media.models import PortalImage

from .models import PlantApplication


def sector_for(application: PlantApplication, locale: Locale) -> Sector:
    """The sector in a language, made when this is the first plant of it. 1 or 2 queries."""
    key = application.sector
    order = SectorKey.values.index(key) + 1
    defaults = {"name": SectorKey(key).label, "sort_order": order}
    return Sector.objects.get_or_create(key=key, locale=locale, defaults=defaults)[0]


def page_fields(application: PlantApplication, images: list[PortalImage]) -> dict:
    """Fields of the page in the site's first language. The first picture is the main one. No query.

    Each paragraph is a block of its own: so is then its translation.
    """
    first = settings.LANGUAGE_CODE
    body = [("text", f"<p>{escape(paragraph)}</p>") for paragraph in application.text("body", first)]
    rest = [{"image": image.pk, "caption": ""} for image in images[1:]]
    if len(rest) > 1:
        body.append(("gallery", {"title": "", "images": rest}))
    elif rest:
        body.append(("figure", rest[0]))
    return {
        "title": application.company_name,
        "introduction": application.text("introduction", first),
        "hero": images[0] if images else None,
        "see": _stream([("line", line) for line in application.text("see", first)]),
        "body": _stream(body),
        "safety_text": application.text("safety", first),
        "access_text": application.text("access", first),
        "reach_text": application.text("reach", first),
        "address": application.address,
        "municipality": application.municipality,
        "province": application.province,
        "latitude": application.latitude,
        "longitude": application.longitude,
        "step_free": application.step_free,
        "photos_allowed": application.photos_allowed,
        "identity_required": application.identity_required,
        "lent": application.lent,
        "founded": application.founded,
        "website": application.website,
    }


def fields_for_page_of(page: FactoryPage, application: PlantApplication, images: list[PortalImage]) -> dict:
    """Fields of `page_fields` that a page which exists takes over: what the applicant did not write stays,
    and so do its title, its point on the map and, where no picture was sent, its main picture. No query."""
    fields = page_fields(application, images)
    del fields["title"]
    if not application.text("body", settings.LANGUAGE_CODE):
        del fields["body"]  # it would be pictures alone, in the place of the page's words
    if page.latitude is not None and page.longitude is not None:
        del fields["latitude"], fields["longitude"]
    return {name: value for name, value in fields.items() if value not in ("", None, [])}


def _stream(blocks: list[tuple[str, object]]) -> list[dict]:
    # With ids of our own: by them a translation finds its block.
    return [{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in blocks]


def translate(
    page: FactoryPage, application: PlantApplication, language: str, user: AbstractBaseUser
) -> None:
    """Draft the page in another language, with the applicant's words as translations. Some 40 queries.

    What was not written stays to be translated. Nothing happens where the catalogue has no page in that
    language.
    """
    locale = Locale.objects.filter(language_code=language).first()
    if locale is None or not page.get_parent().get_translation_or_none(locale):
        return
    page = FactoryPage.objects.get(pk=page.pk)
    words = _words_by_path(page, application, language)
    source, _created = TranslationSource.update_or_create_from_instance(page)
    target = Translation.objects.create(source=source, target_locale=locale)
    for segment in StringSegment.objects.filter(source=source).select_related("string", "context"):
        text = words.get(segment.context.path)
        if text:
            # A name may have been translated already, as soon as the translation was begun.
            StringTranslation.objects.update_or_create(
                translation_of=segment.string,
                locale=locale,
                context=segment.context,
                defaults={"data": text, "last_translated_by": user},
            )
    target.save_target(user=user, publish=False)


def _words_by_path(page: FactoryPage, application: PlantApplication, language: str) -> dict[str, str]:
    """Words by the place that wagtail-localize gives them: "introduction", "see.<id of the block>"."""
    words = {
        "title": page.title,
        "introduction": application.text("introduction", language),
        "safety_text": application.text("safety", language),
        "access_text": application.text("access", language),
        "reach_text": application.text("reach", language),
    }
    lines = [escape(line) for line in application.text("see", language)]
    words |= _by_block("see", [block.id for block in page.see], lines)
    paragraphs = [escape(paragraph) for paragraph in application.text("body", language)]
    words |= _by_block("body", [b.id for b in page.body if b.block_type == "text"], paragraphs)
    return words


def _by_block(name: str, ids: list[str], texts: list[str]) -> dict[str, str]:
    """Each text to the block of the same number; what is left over goes to the last block."""
    if not ids:
        return {}
    fitting = [*texts[: len(ids) - 1], " ".join(texts[len(ids) - 1 :])]
    return {f"{name}.{block}": text for block, text in zip(ids, fitting, strict=False) if text}
