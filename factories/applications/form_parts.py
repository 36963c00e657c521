"""What the forms of the steps share: texts per language, lists of lines, the VAT number."""

import re

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _


def one_line(text: str) -> str:
    """Fold white space and line breaks: these words go into mail headers and lists."""
    return " ".join(text.split())


def lines_of(text: str) -> list[str]:
    """The lines of a text that are not empty, without the signs lists are written with."""
    lines = (one_line(line).lstrip("-•* ") for line in text.splitlines())
    return [line for line in lines if line]


def paragraphs_of(text: str) -> list[str]:
    """The paragraphs of a text, parted by empty lines."""
    return [one_line(part) for part in re.split(r"\n\s*\n", text.replace("\r", "")) if part.strip()]


def clean_vat_number(text: str) -> str:
    """The eleven digits of an Italian VAT number, its check digit tested. Raises ValidationError."""
    digits = re.sub(r"[\s.]", "", text).upper().removeprefix("IT")
    if not re.fullmatch(r"[0-9]{11}", digits):
        raise ValidationError(_("A VAT number has 11 digits."), code="vat_length")
    total = 0
    for position, digit in enumerate(map(int, digits)):
        doubled = 2 * digit
        total += digit if position % 2 == 0 else doubled - 9 * (doubled > 9)
    if total % 10 or digits == "0" * 11:
        raise ValidationError(_("This VAT number does not add up: check its digits."), code="vat_check")
    return digits


class WordsForm(forms.Form):
    """A form with texts in each language: the first is needed, the others can stay empty.

    `words` names the texts; for each a method `<name>_field(first)` makes the field, and `readers` say
    how what was typed becomes what is stored.
    """

    words: tuple[str, ...] = ()
    optional_words: tuple[str, ...] = ()
    readers: dict = {}
    writers: dict = {}

    def __init__(self, *args: object, texts: dict, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for code, _name in settings.LANGUAGES:
            language = get_language_info(code)["name_translated"]
            for name in self.words:
                field = getattr(self, f"{name}_field")()
                field.label = f"{field.label} ({language})"
                field.required = code == settings.LANGUAGE_CODE and name not in self.optional_words
                field.widget.attrs["lang"] = code
                stored = texts.get(code, {}).get(name, "")
                field.initial = self.writers[name](stored) if name in self.writers and stored else stored
                self.fields[f"{name}_{code}"] = field

    def fields_in(self, code: str) -> list[forms.BoundField]:
        """The bound fields of one language."""
        return [self[f"{name}_{code}"] for name in self.words]

    @property
    def first_language(self) -> list[forms.BoundField]:
        return self.fields_in(settings.LANGUAGE_CODE)

    @property
    def other_languages(self) -> list[dict]:
        """The fields of each other language; open where something is written or wrong."""
        groups = []
        for code, _name in settings.LANGUAGES:
            if code != settings.LANGUAGE_CODE:
                bound = self.fields_in(code)
                is_open = any(field.value() or field.errors for field in bound)
                name = get_language_info(code)["name_translated"]
                groups.append({"name": name, "fields": bound, "is_open": is_open})
        return groups

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """The fields that are the same in every language."""
        texts = {f"{name}_{code}" for name in self.words for code, _name in settings.LANGUAGES}
        return [field for field in self if field.name not in texts]

    def clean(self) -> dict:
        """Texts of another language need the first one's number of lines, so that each finds its own."""
        data = super().clean()
        for code, _name in settings.LANGUAGES:
            for name in self.words:
                self._read(data, name, code)
        return data

    def _read(self, data: dict, name: str, code: str) -> None:
        key = f"{name}_{code}"
        if key in data and name in self.readers:
            data[key] = self.readers[name](data[key])
            if not data[key] and self.fields[key].required:
                self.add_error(key, ValidationError(self.fields[key].error_messages["required"], "required"))
        elif key in data:
            data[key] = data[key].strip()

    def texts(self) -> dict[str, dict]:
        """What was written, as `PlantApplication.texts` keeps it."""
        return {
            code: {name: self.cleaned_data[f"{name}_{code}"] for name in self.words}
            for code, _name in settings.LANGUAGES
        }


def refuse_count(form: WordsForm, name: str, code: str) -> None:
    """Refuse a list in another language with another number of entries than in the first."""
    first = form.cleaned_data.get(f"{name}_{settings.LANGUAGE_CODE}") or []
    other = form.cleaned_data.get(f"{name}_{code}") or []
    if other and first and len(other) != len(first):
        text = ngettext(
            "Write one line, as in Italian.", "Write %(count)d lines, as many as in Italian.", len(first)
        ) % {"count": len(first)}
        form.add_error(f"{name}_{code}", ValidationError(text, code="other_count"))
