"""A translator at the desk: shared by its tests."""

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail_localize.models import Translation

from factories.translations.overview import everything
from tests.builders.translations import translate_all

INDEX = "/admin/translations/"


def item_of(source: object, language: str = "en"):
    key = str(getattr(source, "translation_key", source.pk))
    (found,) = [
        item
        for item in everything(timezone.now())
        if item.subject.endswith(f":{key}") and item.locale.language_code == language
    ]
    return found


def published(translation: Translation, commit) -> Page:
    translate_all(translation)
    with commit():
        translation.save_target(publish=True)
    return translation.get_target_instance()


def republish(page: Page, commit, **changes: object) -> None:
    for name, value in changes.items():
        setattr(page, name, value)
    with commit():
        page.save_revision().publish()


def do(client: Client, action: str, *items: object, **data: object):
    rows = [item.value for item in items]
    return client.post(reverse("translations:act", args=[action]), {"item": rows, **data}, follow=True)
