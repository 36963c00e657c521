"""The step of the visits: one to four kinds of tour, each with its days and hours."""

import datetime as dt
from collections.abc import Iterator

from django import forms
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import scheduling
from events.models import Edition, TimeBand
from events.models.visits import MinimumAge, TourLanguage
from events.rules import Refusal
from events.years import check_whole_minute

from .models import PlantApplication

MOST_VISITS = 4
MOST_PLACES = 200


class NumberField(forms.IntegerField):
    """A whole number in plain digits within bounds, with one sentence for everything that is none."""

    def __init__(self, *, least: int, most: int, **kwargs: object) -> None:
        message = _("Write a number from %(least)d to %(most)d.") % {"least": least, "most": most}
        errors = dict.fromkeys(("required", "invalid", "min_value", "max_value"), message)
        widget = forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4})
        super().__init__(min_value=least, max_value=most, widget=widget, error_messages=errors, **kwargs)


def _time(label: str, required: bool = False, help_text: str = "") -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    message = gettext_lazy("Write hours and minutes, for example 14:30.")
    return forms.TimeField(
        label=label,
        required=required,
        help_text=help_text,
        widget=widget,
        validators=[check_whole_minute],
        error_messages={"required": message, "invalid": message},
    )


class OfferForm(forms.Form):
    """A kind of tour: its days of the edition, its hours, how many people."""

    days = forms.MultipleChoiceField(
        label=gettext_lazy("Days"),
        error_messages={"required": gettext_lazy("Choose at least one day.")},
        widget=forms.CheckboxSelectMultiple,
    )
    tour_language = forms.ChoiceField(
        label=gettext_lazy("Language of the tour"),
        choices=TourLanguage.choices,
        error_messages={"required": gettext_lazy("Choose the language of the tour.")},
    )
    start = _time(gettext_lazy("First tour at"), required=True)
    end = _time(
        gettext_lazy("Last tour ends by"), help_text=gettext_lazy("Empty: there is only one tour a day.")
    )
    second_start = _time(
        gettext_lazy("After a break, first tour at"), help_text=gettext_lazy("Empty: no break.")
    )
    second_end = _time(gettext_lazy("After a break, last tour ends by"))

    def __init__(self, *args: object, edition: Edition, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].choices = [(day.isoformat(), format_date(day, "l j F Y")) for day in edition.days]
        self.fields["duration_minutes"] = NumberField(
            label=_("Duration of a tour, in minutes"), least=10, most=480
        )
        self.fields["step_minutes"] = NumberField(
            label=_("A tour starts every … minutes"),
            required=False,
            help_text=_("Empty: as soon as the one before has ended."),
            least=10,
            most=480,
        )
        self.fields["capacity"] = NumberField(label=_("People per tour"), least=1, most=MOST_PLACES)
        self.fields["min_age"] = forms.ChoiceField(
            label=_("Minimum age"),
            choices=MinimumAge.choices,
            error_messages={"required": _("Choose the minimum age.")},
        )

    def clean_min_age(self) -> int:
        return int(self.cleaned_data["min_age"])

    def clean(self) -> dict:
        """Refuse hours into which no tour fits, at the field that is wrong."""
        data = super().clean()
        if self.errors or data.get("DELETE"):
            return data
        data["step_minutes"] = data["step_minutes"] or data["duration_minutes"]
        for field, message in list(self._wrong_hours(data)):
            self.add_error(field, message)
        return data

    def _wrong_hours(self, data: dict) -> Iterator[tuple[str, str]]:
        """What is wrong with the hours, each at its field."""
        end, second_start, second_end = data["end"], data["second_start"], data["second_end"]
        if second_end and not second_start:
            yield "second_start", _("Write when the first tour after the break starts.")
        if second_start and not end:
            yield "end", _("Write when the last tour before the break ends.")
        elif second_start and second_start < end:
            yield "second_start", _("The break ends before it begins.")
        yield from self._wrong_band("end", data["start"], end, data)
        if second_start:
            yield from self._wrong_band("second_end", second_start, second_end, data)

    def _wrong_band(
        self, field: str, start: dt.time, end: dt.time | None, data: dict
    ) -> Iterator[tuple[str, str]]:
        if end and end <= start:
            yield field, _("The last tour ends before the first one starts.")
        elif end and not self._starts(start, end, data):
            text = _("No tour of %(minutes)d minutes fits between these hours.")
            yield field, text % {"minutes": data["duration_minutes"]}

    @staticmethod
    def _starts(start: dt.time, end: dt.time, data: dict) -> list[dt.time]:
        band = TimeBand(start=start, end=end, step_minutes=data["step_minutes"])
        return scheduling.band_starts(band, data["duration_minutes"])

    def values(self) -> dict:
        """The fields of an `OfferedVisit`."""
        return {name: value for name, value in self.cleaned_data.items() if name != "DELETE"}


class OffersFormSet(forms.BaseFormSet):
    """One to four kinds of tour; it also looks like one form to the summary of errors."""

    def get_deletion_widget(self) -> forms.Widget:
        return forms.CheckboxInput()

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """The way to remove a kind of tour says so; the page offers it where there are several."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Remove this kind of visit")

    @property
    def kept(self) -> list[forms.Form]:
        """The forms that are not to be removed."""
        return [form for form in self.forms if form not in self.deleted_forms]

    def clean(self) -> None:
        """At least one kind of tour stays."""
        if not self.kept:
            raise forms.ValidationError(_("Keep at least one kind of visit."), code="no_visit")


class Errors:
    """All errors of a form set, as components/error_summary.html reads those of a form."""

    def __init__(self, offers: OffersFormSet, refusal: Refusal | None = None) -> None:
        self.offers = offers
        self.errors = refusal is not None or (offers.is_bound and not offers.is_valid())
        self.non_field_errors = list(offers.non_form_errors()) if offers.is_bound else []
        if refusal is not None:
            self.non_field_errors.append(refusal.message)

    def __iter__(self) -> Iterator[forms.BoundField]:
        for form in self.offers:
            yield from form


def offers_form(application: PlantApplication, data: object = None, more: bool = False) -> OffersFormSet:
    """The kinds of tour stored, or one empty form; with `more` one more empty form. 1 query."""
    stored = [] if data is not None else list(application.visits.all())
    names = list(OfferForm.base_fields)
    names += ["duration_minutes", "step_minutes", "capacity", "min_age"]
    initial = [{name: getattr(visit, name) for name in names} for visit in stored]
    formset = forms.formset_factory(
        OfferForm,
        formset=OffersFormSet,
        extra=1 if more or not initial else 0,
        max_num=MOST_VISITS,
        absolute_max=MOST_VISITS,
        validate_max=True,
        can_delete=True,
    )
    return formset(data, initial=initial, prefix="visit", form_kwargs={"edition": application.edition})
