"""The words of a visit in other languages: translators write them, and nothing else of it."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from .. import rules
from ..models import Visit

LONGEST = 80


def translate_label(*, visit_id: int, language: str, text: str) -> Visit:
    """Write the label of a visit in one language. Rules, places and slots are not touched.

    An empty text takes it away: visitors then read the first language's. Refused: the first language
    itself ("source_language"), which is the desk's to write, a language the site does not have
    ("unknown_language"), a text that is too long ("too_long"). 2 queries, in one transaction.
    """
    known = {code.split("-")[0] for code, _name in settings.LANGUAGES}
    if language == settings.LANGUAGE_CODE:
        raise rules.Refusal("source_language", _("The first language is written on the visit itself."))
    if language not in known:
        raise rules.Refusal("unknown_language", _("The site does not have this language."))
    text = text.strip()
    if len(text) > LONGEST:
        message = _("At most %(most)d characters.") % {"most": LONGEST}
        raise rules.Refusal("too_long", message, field="text")
    with transaction.atomic():
        visit = Visit.objects.select_for_update().get(pk=visit_id)
        labels = {**visit.labels, language: text}
        visit.labels = {code: label for code, label in labels.items() if label}
        # Only this field: whatever else of the visit changes meanwhile stays as it is.
        visit.save(update_fields=["labels"])
    return visit
