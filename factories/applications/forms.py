"""The forms of the steps. Each says with `values()` what `services.save_step` stores."""

import re

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from factories.choices import Lent, SectorKey
from factories.municipalities import municipality_by_name, similar_municipalities
from media.forms import ALT_TEXT_MAX_LENGTH, PictureField
from media.models import Licence

from .form_parts import (
    WordsForm,
    clean_vat_number,
    lines_of,
    one_line,
    paragraphs_of,
    refuse_count,
)
from .models import PlantApplication

FIRST_YEAR = 1500


EMAIL_ERRORS = dict.fromkeys(
    ("required", "invalid"), gettext_lazy("Write an e-mail address, for example name@example.org.")
)


def _text(label: str, most: int, rows: int, help_text: str = "", missing: str = "") -> forms.CharField:
    """A long text; `missing` is what to do when it is required and empty."""
    widget = forms.Textarea(attrs={"rows": rows})
    field = forms.CharField(label=label, max_length=most, help_text=help_text, widget=widget)
    if missing:
        field.error_messages["required"] = missing
    return field


class CompanyForm(forms.Form):
    """Step 1: the company and who writes for it."""

    company_name = forms.CharField(
        label=gettext_lazy("Name of the company"),
        max_length=120,
        help_text=gettext_lazy("As visitors know it. It becomes the title of the page."),
        error_messages={"required": gettext_lazy("Write the name of the company.")},
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    vat_number = forms.CharField(
        label=gettext_lazy("VAT number"),
        max_length=20,
        help_text=gettext_lazy("11 digits. It is not published."),
        error_messages={"required": gettext_lazy("Write the 11 digits of the VAT number.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    sector = forms.ChoiceField(
        label=gettext_lazy("Sector"), error_messages={"required": gettext_lazy("Choose a sector.")}
    )
    founded = forms.IntegerField(
        label=gettext_lazy("Founded in"),
        required=False,
        help_text=gettext_lazy("The year, with four digits."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4}),
    )
    website = forms.URLField(
        label=gettext_lazy("Website"),
        required=False,
        max_length=200,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"autocomplete": "url", "inputmode": "url"}),
    )
    contact_name = forms.CharField(
        label=gettext_lazy("Contact person: name and surname"),
        max_length=120,
        error_messages={"required": gettext_lazy("Write name and surname.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact_role = forms.CharField(
        label=gettext_lazy("Role in the company"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    contact_email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        help_text=gettext_lazy("The link that opens this application again, and the answer, go here."),
        error_messages=EMAIL_ERRORS,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    contact_phone = forms.CharField(
        label=gettext_lazy("Telephone"),
        max_length=30,
        help_text=gettext_lazy("For questions about the application. It is not published."),
        error_messages={
            "required": gettext_lazy("Write the number with digits, for example +39 011 1234567.")
        },
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    company_fields = ("company_name", "vat_number", "sector", "founded", "website")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sector"].choices = [("", gettext_lazy("Choose a sector")), *SectorKey.choices]

    @property
    def about_company(self) -> list[forms.BoundField]:
        return [self[name] for name in self.company_fields]

    @property
    def about_person(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in self.company_fields]

    def clean_company_name(self) -> str:
        """On one line, with something in it that an address can be made of."""
        name = one_line(self.cleaned_data["company_name"])
        if not slugify(name, allow_unicode=True):
            raise forms.ValidationError(_("Write the name of the company."), code="no_letter")
        return name

    def clean_contact_name(self) -> str:
        return one_line(self.cleaned_data["contact_name"])

    def clean_vat_number(self) -> str:
        return clean_vat_number(self.cleaned_data["vat_number"])

    def clean_founded(self) -> int | None:
        """A year from 1500 to this one."""
        year, now = self.cleaned_data["founded"], timezone.localdate().year
        if year is not None and not FIRST_YEAR <= year <= now:
            text = _("Write a year between %(first)d and %(last)d.")
            raise forms.ValidationError(text % {"first": FIRST_YEAR, "last": now}, code="year")
        return year

    def clean_contact_phone(self) -> str:
        phone = one_line(self.cleaned_data["contact_phone"])
        if not re.fullmatch(r"\+?[0-9][0-9 ()./-]{4,28}", phone):
            raise forms.ValidationError(_("Write the number with digits, for example +39 011 1234567."))
        return phone

    def values(self) -> dict:
        return dict(self.cleaned_data)


class PlaceForm(WordsForm):
    """Step 2: where the plant is. The point on the map comes from the municipality."""

    words = optional_words = ("reach",)
    municipality = forms.CharField(
        label=gettext_lazy("Municipality"),
        max_length=80,
        help_text=gettext_lazy("Where the plant is, not the registered office. Only in Piedmont."),
        error_messages={"required": gettext_lazy("Write the municipality of the plant.")},
    )
    address = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=200,
        help_text=gettext_lazy("Street and number of the entrance for visitors."),
        error_messages={"required": gettext_lazy("Write street and number.")},
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
    )

    @staticmethod
    def reach_field() -> forms.CharField:
        return _text(
            gettext_lazy("How to get there"), 600, 3, gettext_lazy("Public transport, entrance, parking.")
        )

    def clean_municipality(self) -> str:
        """The name as the list of municipalities writes it; an unknown one gets similar ones offered."""
        typed = self.cleaned_data["municipality"]
        self.found = municipality_by_name(typed)
        if self.found is None:
            near = ", ".join(town.name for town in similar_municipalities(typed, 3))
            text = _("No municipality of Piedmont has this name.")
            if near:
                text += " " + _("Did you mean: %(names)s?") % {"names": near}
            raise forms.ValidationError(text, code="unknown_municipality")
        return self.found.name

    def clean_address(self) -> str:
        return one_line(self.cleaned_data["address"])

    def values(self) -> dict:
        return {
            "municipality": self.found.name,
            "province": self.found.province,
            "latitude": self.found.latitude,
            "longitude": self.found.longitude,
            "address": self.cleaned_data["address"],
            "texts": self.texts(),
        }


class StoryForm(WordsForm):
    """Step 3: what visitors will see, in words."""

    words = ("introduction", "see", "body")
    optional_words = ("body",)
    readers = {"see": lines_of, "body": paragraphs_of}
    writers = {"see": "\n".join, "body": "\n\n".join}
    most_lines = 8

    @staticmethod
    def introduction_field() -> forms.CharField:
        return _text(
            gettext_lazy("In short"),
            400,
            3,
            gettext_lazy("Two or three sentences: what is made here, and why it is worth the trip."),
            gettext_lazy("Write two or three sentences about the plant."),
        )

    @staticmethod
    def see_field() -> forms.CharField:
        return _text(
            gettext_lazy("What visitors will see"),
            1700,
            5,
            gettext_lazy("One thing per line, in the order of the visit. Eight lines at most."),
            gettext_lazy("Write at least one thing that visitors will see."),
        )

    @staticmethod
    def body_field() -> forms.CharField:
        return _text(
            gettext_lazy("The company and the plant"),
            4000,
            8,
            gettext_lazy("History, products, people. An empty line begins a new paragraph."),
        )

    def clean(self) -> dict:
        """At most eight lines; in another language as many lines as in the first."""
        data = super().clean()
        for code, _name in settings.LANGUAGES:
            key = f"see_{code}"
            found = data.get(key) or []
            if len(found) > self.most_lines:
                self.add_error(key, _("There are more than eight lines: keep the eight that matter most."))
            elif any(len(line) > 200 for line in found):
                self.add_error(key, _("A line has more than 200 characters: make it shorter."))
            elif code != settings.LANGUAGE_CODE:
                refuse_count(self, "see", code)
        return data

    def values(self) -> dict:
        return {"texts": self.texts()}


class SafetyForm(WordsForm):
    """Step 5: rules for safety, access in physical terms."""

    words = ("safety", "access")
    step_free = forms.BooleanField(
        label=gettext_lazy("The whole visit can be made without a single step"), required=False
    )
    photos_allowed = forms.BooleanField(label=gettext_lazy("Visitors may take photos"), required=False)
    identity_required = forms.BooleanField(
        label=gettext_lazy("Visitors must show an identity document"), required=False
    )
    lent = forms.MultipleChoiceField(
        label=gettext_lazy("What is lent to visitors"),
        choices=Lent.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    @staticmethod
    def safety_field() -> forms.CharField:
        return _text(
            gettext_lazy("Safety rules"),
            1500,
            5,
            gettext_lazy("What to wear, what not to touch, who cannot come and why."),
            gettext_lazy("Write the safety rules; if there are none, say so."),
        )

    @staticmethod
    def access_field() -> forms.CharField:
        return _text(
            gettext_lazy("Access"),
            1500,
            5,
            gettext_lazy(
                "Facts that can be measured: how many steps, width of doors and lifts, metres walked, "
                "minutes standing, toilets, noise, light."
            ),
            gettext_lazy("Write how people get in and around: at least steps, doors and lifts."),
        )

    def values(self) -> dict:
        plain = ("step_free", "photos_allowed", "identity_required", "lent")
        return {**{name: self.cleaned_data[name] for name in plain}, "texts": self.texts()}


class PictureForm(forms.Form):
    """Step 6: one picture at a time. Type, size and pixels are checked as for the staff's pictures."""

    file = PictureField(
        label=gettext_lazy("Picture"), error_messages={"required": gettext_lazy("Choose a picture.")}
    )
    credit = forms.CharField(
        label=gettext_lazy("Credit"),
        max_length=160,
        help_text=gettext_lazy("Who took the picture or owns it. Shown beside it."),
        error_messages={"required": gettext_lazy("Write who took the picture or owns it.")},
    )
    licence = forms.ChoiceField(
        label=gettext_lazy("Licence"), error_messages={"required": gettext_lazy("Choose a licence.")}
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["licence"].choices = [("", gettext_lazy("Choose a licence")), *Licence.choices]
        self.fields["file"].widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})
        self.fields["file"].help_text = _(
            "JPEG, PNG or WebP, at most 10 MB. The position is removed from it."
        )
        for code, name in settings.LANGUAGES:
            self.fields[f"alt_{code}"] = forms.CharField(
                label=_("Text alternative (%(language)s)") % {"language": name},
                help_text=_("Say in one sentence what the picture shows, for those who cannot see it."),
                required=code == settings.LANGUAGE_CODE,
                error_messages={"required": _("Write in one sentence what the picture shows.")},
                max_length=ALT_TEXT_MAX_LENGTH,
                widget=forms.TextInput(attrs={"lang": code}),
            )
        self.order_fields(["file", *(f"alt_{code}" for code, _name in settings.LANGUAGES)])

    def values(self) -> dict:
        alts = {code: one_line(self.cleaned_data[f"alt_{code}"]) for code, _name in settings.LANGUAGES}
        return {
            "file": self.cleaned_data["file"],
            "alt_texts": {code: text for code, text in alts.items() if text},
            "credit": one_line(self.cleaned_data["credit"]),
            "licence": self.cleaned_data["licence"],
        }


class SendForm(forms.Form):
    """Step 7: two promises, then the application goes to the staff."""

    entitled = forms.BooleanField(
        label=gettext_lazy("I may speak for the company, and it may use the texts and pictures given here."),
        error_messages={"required": gettext_lazy("Only somebody who may speak for the company can send it.")},
    )
    privacy = forms.BooleanField(
        label=gettext_lazy("I have read the privacy notice."),
        error_messages={"required": gettext_lazy("Read the privacy notice and tick the box.")},
    )


class ResumeForm(forms.Form):
    """Send me the link to my application."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        help_text=gettext_lazy("The address written in the application."),
        error_messages=EMAIL_ERRORS,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


FORMS = {"company": CompanyForm, "place": PlaceForm, "words": StoryForm, "safety": SafetyForm}
"""The steps that are one form with fields of the application."""


def step_form(key: str, application: PlantApplication | None, data: object = None) -> forms.Form:
    """The form of a step, filled with what is stored. No query."""
    form_class = FORMS[key]
    names = [name for name in form_class.base_fields if application]
    extra = {}
    if issubclass(form_class, WordsForm):
        extra["texts"] = application.texts if application else {}
    return form_class(data, initial={name: getattr(application, name) for name in names}, **extra)
