"""A model field for a short list of codes."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class CodeListField(models.JSONField):
    """A list of codes out of an enumeration, edited as check boxes, stored as JSON.

    JSON rather than a relation: the list is copied whole to translations and revisions, and is
    never asked for by the database.
    """

    def __init__(self, *args, enum: type[models.TextChoices] | None = None, **kwargs):
        self.enum = enum
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs) -> forms.Field:
        """Check boxes in the order of the enumeration."""
        return forms.MultipleChoiceField(
            label=kwargs.get("label", self.verbose_name),
            help_text=kwargs.get("help_text", self.help_text),
            required=not self.blank,
            choices=self.enum.choices if self.enum else [],
            widget=forms.CheckboxSelectMultiple,
            initial=list,
        )

    def validate(self, value: object, model_instance: models.Model) -> None:
        """Refuse anything but a list of known codes."""
        super().validate(value, model_instance)
        known = set(self.enum.values) if self.enum else set()
        if not isinstance(value, list) or not set(map(str, value)) <= known:
            raise ValidationError(_("This list holds an unknown code."))
