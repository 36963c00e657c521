"""What the translators' desk does. Reads are in `overview` and `texts`."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.snippets.permissions import user_can_edit_snippet_type
from wagtail_localize.machine_translators import get_machine_translator
from wagtail_localize.models import StringTranslation, Translation
from wagtail_localize.operations import translate_object
from wagtail_localize.views.edit_translation import apply_machine_translation

from events.models import Visit
from events.rules import Refusal
from events.selectors import current_edition
from events.services import translate_label
from factories.models import TranslationTask
from media.forms import ALT_TEXT_MAX_LENGTH

from .overview import IMAGE, Item, State, translatable_snippets

MOST_BY_MACHINE = 20
"""Pages sent to a machine at once: the answer is waited for."""


def latest_due(now: dt.datetime) -> dt.date | None:
    """The last day a translation may be due: before bookings open, later before the first visit day.

    None without an edition ahead. 1 query.
    """
    edition = current_edition(now)
    if edition is None:
        return None
    today = timezone.localdate(now)
    opening = timezone.localtime(edition.bookings_open_at).date()
    deadline = (opening if opening > today else edition.first_day) - dt.timedelta(days=1)
    return deadline if deadline >= today else None


def assign(
    *, items: Iterable[Item], assignee: AbstractBaseUser | None, due: dt.date | None, now: dt.datetime
) -> int:
    """Ask somebody to translate these texts until a day; returns how many.

    Without a person and a day they are nobody's again. Refused: a day that is over ("due_past"), a day
    after the edition opens ("due_late"). 1 query, and 2 per text, in one transaction.
    """
    if due is not None:
        _refuse_due(due, now)
    with transaction.atomic():
        done = 0
        for item in items:
            TranslationTask.objects.update_or_create(
                subject=item.subject, locale=item.locale, defaults={"assignee": assignee, "due": due}
            )
            done += 1
    return done


def _refuse_due(due: dt.date, now: dt.datetime) -> None:
    if due < timezone.localdate(now):
        raise Refusal("due_past", _("This day is over: choose a day to come."), field="due")
    latest = latest_due(now)
    if latest and due > latest:
        text = _("Translations must be ready before the edition opens: %(day)s at the latest.")
        raise Refusal("due_late", text % {"day": date_format(latest, "j F Y")}, field="due")


def start(*, items: Iterable[Item], user: AbstractBaseUser) -> int:
    """Begin the translations that are missing, as drafts; returns how many. Others are left alone.

    Names and fixed terms are filled in. Parents come before their children. One transaction, about 60
    queries per page.
    """
    missing = [item for item in items if item.state == State.MISSING and item.source_id]
    snippets = {model._meta.label_lower: model for model in translatable_snippets()}
    sources = []
    for item in missing:
        model = snippets.get(item.kind)
        source = (model or Page).objects.filter(pk=item.source_id).first()
        if source is not None:
            sources.append((source if model else source.specific, item.locale))
    with transaction.atomic():
        for source, locale in sorted(sources, key=lambda pair: getattr(pair[0], "depth", 0)):
            translate_object(source, [locale], user=user)
    return len(sources)


def may_edit(translations: Iterable[Translation], user: AbstractBaseUser) -> list[Translation]:
    """Those whose translated page or snippet this person may change. 1 query."""
    translations = list(translations)
    keys = {translation.source.object_id for translation in translations}
    policy = PagePermissionPolicy()
    mine = policy.instances_user_has_permission_for(user, "change").filter(translation_key__in=keys)
    pages = set(mine.values_list("translation_key", "locale_id"))
    return [row for row in translations if _may_edit(row, pages, user)]


def _may_edit(translation: Translation, pages: set, user: AbstractBaseUser) -> bool:
    model = translation.source.specific_content_type.model_class()
    if issubclass(model, Page):
        return (translation.source.object_id, translation.target_locale_id) in pages
    return user_can_edit_snippet_type(user, model)


def translate_by_machine(*, translations: Iterable[Translation], user: AbstractBaseUser) -> int:
    """Let the machine draft what is not translated yet; returns how many translations got something.

    Nothing is published, and nothing a person wrote is touched. Refused: without a machine
    ("no_machine"), too many at once ("too_many").
    """
    machine = get_machine_translator()
    if machine is None:
        raise Refusal("no_machine", _("No machine translation is set up here."))
    translations = may_edit(translations, user)
    if len(translations) > MOST_BY_MACHINE:
        text = _("At most %(most)d at once: choose fewer.") % {"most": MOST_BY_MACHINE}
        raise Refusal("too_many", text)
    before = _by_machine(translations)
    for row in translations:
        apply_machine_translation(row.pk, user, machine)
    after = _by_machine(translations)
    return sum(after[key] > before[key] for key in after)


def _by_machine(translations: list[Translation]) -> Counter:
    """How many texts of these pages a machine wrote, by page and language. 1 query."""
    texts = StringTranslation.objects.filter(
        translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE,
        context__object_id__in={row.source.object_id for row in translations},
    )
    return Counter(texts.values_list("context__object_id", "locale_id"))


def save_words(*, kind: str, number: int, item: Item, text: str) -> None:
    """Write a text alternative or the label of a visit in one language, and remember its source.

    Refused: a text that is too long ("too_long"); see also `translate_label`. 5 queries.
    """
    language = item.locale.language_code
    with transaction.atomic():
        if kind == IMAGE:
            source = _save_alternative(number, language, text.strip())
        else:
            labels = translate_label(visit_id=number, language=language, text=text).labels
            source = _source_of(labels)
        TranslationTask.objects.update_or_create(
            subject=item.subject, locale=item.locale, defaults={"seen_source": source}
        )


def _save_alternative(number: int, language: str, text: str) -> str:
    if len(text) > ALT_TEXT_MAX_LENGTH:
        message = _("At most %(most)d characters.") % {"most": ALT_TEXT_MAX_LENGTH}
        raise Refusal("too_long", message, field="text")
    image = get_image_model().objects.select_for_update().get(pk=number)
    texts = {**image.alt_texts, language: text}
    image.alt_texts = {code: words for code, words in texts.items() if words}
    image.save(update_fields=["alt_texts"])
    return _source_of(image.alt_texts)


def _source_of(words: dict[str, str]) -> str:
    return words.get(settings.LANGUAGE_CODE, "")


def source_words(kind: str, number: int) -> dict[str, str] | None:
    """The words of a picture or a visit by language; None when it is gone. 1 query."""
    if kind == IMAGE:
        return get_image_model().objects.filter(pk=number).values_list("alt_texts", flat=True).first()
    return Visit.objects.filter(pk=number).values_list("labels", flat=True).first()
