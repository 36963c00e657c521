"""The forms a visitor fills. They ask `rules`, and put its sentences at the right field."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from . import rules
from .models import Slot
from .models.bookings import AccessNeed

_DIGITS = re.compile(r"[0-9]{1,3}")

EMAIL_ERRORS = dict.fromkeys(
    ("required", "invalid"), _("Write an e-mail address, for example name@example.org.")
)
"""What every field for a visitor's address says, empty or wrong."""


class PlacesField(forms.IntegerField):
    """A small whole number in plain digits: "2.0", "٣" and "1e3" are refused, empty is 0."""

    sentences = dict.fromkeys(("required", "min_value", "max_value"), _("Write a number from 0 to 99."))

    def __init__(self, **kwargs: object) -> None:
        sentences = self.sentences | kwargs.pop("error_messages", {})
        super().__init__(min_value=0, max_value=99, error_messages=sentences, **kwargs)
        self.widget.attrs["inputmode"] = "numeric"

    def to_python(self, value: object) -> int | None:
        text = str(value or "").strip()
        if text and not _DIGITS.fullmatch(text):
            raise forms.ValidationError(_("Write a number from 0 to 99."), code="invalid")
        return int(text) if text else (None if self.required else 0)


class BlankForm(forms.Form):
    """A form that knows whether it is as everybody gets it first."""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed yet, neither now nor before: then its fields look alike to all."""
        return not self.is_bound and not self.initial


class PeopleForm(BlankForm):
    """Step 1: who comes. Offers only the age bands that the visit lets in."""

    adults = PlacesField(
        label=_("Adults"),
        help_text=_("18 or over, the booker included."),
        error_messages={"required": _("Write how many adults are coming.")},
    )
    access_needs = forms.MultipleChoiceField(
        label=_("Anything the hosts should prepare?"),
        choices=AccessNeed.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only the staff of this visit sees it."),
    )

    def __init__(self, *args: object, slot: Slot, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.slot = slot
        self.fields["adults"].initial = 1
        self.bands = rules.admitted_bands(slot.visit.min_age)
        fields = {"adults": self.fields["adults"]}
        for band in self.bands:
            fields[band.value] = PlacesField(label=band.label, required=False, initial=0)
        fields["access_needs"] = self.fields["access_needs"]
        self.fields = fields

    def clean(self) -> dict:
        """Ask the rules about the party as soon as every number is readable."""
        data = super().clean()
        if self.errors:
            return data
        party = rules.Party(adults=data["adults"], minors={b.value: data[b.value] for b in self.bands})
        refusal = rules.refuse_party(self.slot, party)
        if refusal is not None:
            add_refusal(self, refusal)
        return data


class ContactForm(BlankForm):
    """Step 2: the one adult who books; names of all only where the visit requires them."""

    contact_name = forms.CharField(
        label=_("Name and surname"),
        max_length=120,
        error_messages={"required": _("Write name and surname.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("The confirmation and the link to change or cancel go here."),
        error_messages=EMAIL_ERRORS,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=30,
        required=False,
        help_text=_("Only used if the visit changes at the last moment."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )

    def __init__(self, *args: object, slot: Slot, places: int, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.name_fields = [f"name_{i}" for i in range(1, places + 1)] if slot.visit.names_required else []
        for number, key in enumerate(self.name_fields, start=1):
            self.fields[key] = forms.CharField(
                label=_("Person %(number)d: name and surname") % {"number": number},
                max_length=120,
                error_messages={"required": _("Write name and surname.")},
            )

    def clean_contact_name(self) -> str:
        name = _one_line(self.cleaned_data["contact_name"])
        if not name:
            raise forms.ValidationError(self.fields["contact_name"].error_messages["required"])
        return name

    def clean_phone(self) -> str:
        phone = _one_line(self.cleaned_data["phone"])
        if phone and not re.fullmatch(r"\+?[0-9][0-9 ()./-]{4,28}", phone):
            raise forms.ValidationError(_("Write the number with digits, for example +39 011 1234567."))
        return phone

    def clean(self) -> dict:
        data = super().clean()
        data["names"] = [_one_line(data[key]) for key in self.name_fields if key in data]
        return data


class IntentForm(forms.Form):
    """Nothing to type, only what proves which form this is."""

    intent = forms.CharField(widget=forms.HiddenInput, max_length=200, required=False)


def add_refusal(form: forms.Form, refusal: rules.Refusal) -> None:
    """Put a refusal's sentence at its field, or on top when the form has no such field."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, forms.ValidationError(refusal.message, code=refusal.code))


_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Characters that turn the direction of all that follows. Names written from right to left need none."""


def _one_line(text: str) -> str:
    """Fold white space and line breaks, drop what would turn the rest of the line around.

    These words go into mail headers and into lists, beside those of others.
    """
    return " ".join(text.translate(_TURNING).split())
