"""Machine translators that never make an error page, and are never asked for too much at once."""

import logging
from collections.abc import Iterable

import requests
from wagtail.models import Locale
from wagtail_localize.machine_translators.deepl import DeepLTranslator
from wagtail_localize.machine_translators.libretranslate import LibreTranslator
from wagtail_localize.strings import StringValue

logger = logging.getLogger(__name__)

AT_ONCE = 40
"""Texts in one request: DeepL takes 50."""


class Patient:
    """Asks in portions. What a service does not answer is left untranslated, and logged without its text."""

    def translate(
        self, source_locale: Locale, target_locale: Locale, strings: Iterable[StringValue]
    ) -> dict[StringValue, StringValue]:
        """The translations the service gave; fewer than asked when it failed."""
        strings, answer = list(strings), {}
        for start in range(0, len(strings), AT_ONCE):
            portion = strings[start : start + AT_ONCE]
            try:
                answer |= super().translate(source_locale, target_locale, portion)
            except (requests.RequestException, ValueError, KeyError, TypeError) as error:
                logger.warning("%s does not answer: %s", self.display_name, type(error).__name__)
                break
        return answer


class DeepL(Patient, DeepLTranslator):
    """DeepL, by DEEPL_AUTH_KEY."""


class LibreTranslate(Patient, LibreTranslator):
    """A LibreTranslate server, by LIBRETRANSLATE_URL: can stand in one's own house."""
