"""The forms of the translators' desk."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q, QuerySet
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from events.alphabet import alphabetical

from .overview import Item, State

ME, NOBODY = "me", "nobody"
OVERDUE, WEEK, NO_DAY = "overdue", "week", "none"
PO_EXTENSIONS = (".po", ".zip")


def translators() -> QuerySet:
    """Who can be asked to translate: active people with the right to. 1 query."""
    right = {"content_type__app_label": "wagtail_localize", "codename": "submit_translation"}
    mine = Q(**{f"groups__permissions__{key}": value for key, value in right.items()})
    own = Q(**{f"user_permissions__{key}": value for key, value in right.items()})
    people = get_user_model().objects.filter(is_active=True).filter(mine | own | Q(is_superuser=True))
    return people.distinct().order_by("last_name", "first_name", "username")


def name_of(user: AbstractBaseUser) -> str:
    """How staff call each other. No query."""
    return user.get_full_name() or user.get_username()


@dataclass(frozen=True)
class Choice:
    """One option of a filter, as the page draws it."""

    value: str
    label: str
    is_chosen: bool


class Filters:
    """What the address asks for. A value that does not exist asks for nothing."""

    names = ("q", "kind", "state", "language", "assigned", "due")

    def __init__(
        self, query: dict, items: list[Item], people: Iterable[AbstractBaseUser], user: AbstractBaseUser
    ) -> None:
        self.items, self.people, self.user = items, list(people), user
        asked = {name: str(query.get(name, "")).strip()[:100] for name in self.names}
        for name, options in self._options.items():
            if asked[name] not in dict(options):
                asked[name] = ""
        self.asked = asked

    @cached_property
    def _options(self) -> dict[str, list[tuple[str, str]]]:
        kinds = sorted(
            {(item.kind, item.kind_name) for item in self.items}, key=lambda kind: alphabetical(kind[1])
        )
        languages = {(item.locale.language_code, item.locale.get_display_name()) for item in self.items}
        people = [(str(person.pk), name_of(person)) for person in self.people if person != self.user]
        return {
            "kind": kinds,
            "state": [(str(state), str(state.label)) for state in State],
            "language": sorted(languages),
            "assigned": [(ME, _("To me")), (NOBODY, _("To nobody")), *people],
            "due": [(OVERDUE, _("Overdue")), (WEEK, _("Within a week")), (NO_DAY, _("Without a day"))],
        }

    @property
    def selects(self) -> list[tuple[str, str, list[Choice]]]:
        """(name, label, options) of each drop-down. No query."""
        labels = {
            "kind": _("Type"),
            "state": _("State"),
            "language": _("Language"),
            "assigned": _("Assigned"),
            "due": _("Due"),
        }
        return [
            (name, labels[name], [Choice(v, label, v == self.asked[name]) for v, label in options])
            for name, options in self._options.items()
            if len(options) > 1
        ]

    @property
    def are_set(self) -> bool:
        return any(self.asked.values())

    def apply(self, today: dt.date) -> list[Item]:
        """The items that are all of what is asked. No query."""
        return [item for item in self.items if self._fits(item, today)]

    def _fits(self, item: Item, today: dt.date) -> bool:
        asked = self.asked
        return (
            asked["q"].lower() in item.title.lower()
            and asked["kind"] in ("", item.kind)
            and asked["state"] in ("", item.state)
            and asked["language"] in ("", item.locale.language_code)
            and self._is_assigned(item)
            and self._is_due(item, today)
        )

    def _is_assigned(self, item: Item) -> bool:
        asked, person = self.asked["assigned"], item.assignee
        if asked == ME:
            return person == self.user
        if asked == NOBODY:
            return person is None
        return not asked or (person is not None and str(person.pk) == asked)

    def _is_due(self, item: Item, today: dt.date) -> bool:
        asked, due = self.asked["due"], item.due
        if asked == NO_DAY:
            return due is None
        if asked == OVERDUE:
            return due is not None and due < today and item.state != State.COMPLETE
        if asked == WEEK:
            return due is not None and today <= due <= today + dt.timedelta(days=7)
        return True


class PersonField(forms.ModelChoiceField):
    """People by their name."""

    def label_from_instance(self, obj: AbstractBaseUser) -> str:
        return name_of(obj)


class AssignForm(forms.Form):
    """Who translates the chosen texts until when."""

    assignee = PersonField(queryset=None, label=_("Person"), required=False, empty_label=_("Nobody"))
    due = forms.DateField(
        label=_("Due"),
        required=False,
        widget=AdminDateInput,
        error_messages={"invalid": _("This is not a date: choose it in the calendar.")},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = translators()


class ImportForm(forms.Form):
    """A PO file, or a ZIP of them."""

    file = forms.FileField(label=_("File"), help_text=_("A PO file, or a ZIP with several. At most 10 MB."))

    def clean_file(self) -> object:
        """Refuse other kinds of files by their name; what is inside is looked at later."""
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(PO_EXTENSIONS):
            raise forms.ValidationError(_("Choose a file that ends in .po or .zip."), code="extension")
        return file


class WordsForm(forms.Form):
    """A short text in one language."""

    text = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: object, language: str, label: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label
        self.fields["text"].widget.attrs["lang"] = language


TERM_FIELDS: dict[str, str] = {
    code.split("-")[0]: f"term_{code}" for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE
}
"""Form field of each language but the first: one more language is a setting, not a migration."""

_TermInputs = type(
    "_TermInputs",
    (WagtailAdminModelForm,),
    {
        TERM_FIELDS[code.split("-")[0]]: forms.CharField(
            label=format_lazy(_("Said in: {language}"), language=name),
            max_length=160,
            required=False,
            help_text=_("All accepted forms parted by commas: “slot, slots”."),
        )
        for code, name in settings.LANGUAGES
        if code != settings.LANGUAGE_CODE
    },
)


class TermForm(_TermInputs):
    """A glossary term with a field per language. Texts of languages the site has no more are kept."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for language, name in TERM_FIELDS.items():
            self.fields[name].initial = self.instance.translations.get(language, "")

    def _post_clean(self) -> None:
        # Before the instance is validated: a name with translations is refused there.
        texts = {code: self.cleaned_data.get(name, "") for code, name in TERM_FIELDS.items()}
        merged = {**self.instance.translations, **texts}
        self.instance.translations = {code: text for code, text in merged.items() if text}
        super()._post_clean()
