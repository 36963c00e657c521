"""Who translates what until when, and the words whose translation is fixed."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class TranslationTask(models.Model):
    """One text in one language that somebody is asked to translate. A row only where something is known.

    `subject` names the text: "page:<key>", "factories.sector:<key>", "image:<id>", "visit:<id>".
    Pages and snippets keep their texts in wagtail-localize; for the others `seen_source` is the source
    that was translated last, so that a later change shows.
    """

    subject = models.CharField(_("text"), max_length=120)
    locale = models.ForeignKey(
        "wagtailcore.Locale", verbose_name=_("language"), on_delete=models.CASCADE, related_name="+"
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("assigned to"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    due = models.DateField(_("due"), null=True, blank=True)
    seen_source = models.TextField(blank=True, editable=False)

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints = [
            models.UniqueConstraint(fields=["subject", "locale"], name="one_task_per_text_and_language")
        ]

    def __str__(self) -> str:
        return self.subject


def split_forms(text: str) -> list[str]:
    """The forms of a word as they are typed: parted by commas."""
    return [form.strip() for form in text.split(",") if form.strip()]


class GlossaryTerm(models.Model):
    """A word of the source language and how it is said in the others; or a name that is never translated."""

    term = models.CharField(
        _("term"),
        max_length=160,
        unique=True,
        help_text=_("In the source language, all its forms parted by commas: “turno, turni”."),
    )
    is_name = models.BooleanField(
        _("never translated"), default=False, help_text=_("A name: it stays the same in every language.")
    )
    translations = models.JSONField(_("translations"), default=dict, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")
        ordering = ["term"]

    def __str__(self) -> str:
        return self.term

    @property
    def forms(self) -> list[str]:
        """Its forms in the source language. No query."""
        return split_forms(self.term)

    def allowed_in(self, language: str) -> list[str]:
        """How it may be said in a language; nothing where that is not fixed. No query."""
        return self.forms if self.is_name else split_forms(self.translations.get(language, ""))

    @property
    def in_words(self) -> str:
        """Its translations on one line, for lists. No query."""
        if self.is_name:
            return str(_("never translated"))
        return "; ".join(f"{code}: {text}" for code, text in sorted(self.translations.items()))

    def clean(self) -> None:
        """Refuse a term of commas alone, and a name that is translated all the same."""
        super().clean()
        if not self.forms:
            raise ValidationError({"term": _("Write at least one word.")})
        if self.is_name and any(self.translations.values()):
            raise ValidationError({"is_name": _("A name has no translations: empty them, or untick this.")})
