"""The form that prepares an edition from one before it."""

import hashlib

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput

from ..models import Edition, Visit
from ..services.editions import NewDates, suggest_dates
from ..years import check_year


class NextEditionForm(forms.Form):
    """New dates, and which visits come along. The visits are drawn as a table by the template."""

    name = forms.CharField(label=_("Name"), max_length=100)
    first_day = forms.DateField(label=_("First day"), widget=AdminDateInput, validators=[check_year])
    last_day = forms.DateField(label=_("Last day"), widget=AdminDateInput, validators=[check_year])
    bookings_open_at = forms.DateTimeField(
        label=_("Bookings open"), widget=AdminDateTimeInput, validators=[check_year]
    )
    bookings_close_at = forms.DateTimeField(
        label=_("Bookings close"),
        widget=AdminDateTimeInput,
        validators=[check_year],
        help_text=_("Usually the night before the first visit."),
    )
    visits = forms.TypedMultipleChoiceField(
        label=_("Visits to carry over"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: object, source: Edition, visits: list[Visit], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        suggested = suggest_dates(source)
        for name in ("name", "first_day", "last_day", "bookings_open_at", "bookings_close_at"):
            self.fields[name].initial = getattr(suggested, name)
        self.fields["visits"].choices = [(visit.pk, str(visit)) for visit in visits]

    @property
    def fields_of_dates(self) -> list[forms.BoundField]:
        """Everything but the visits. No query."""
        return [field for field in self.visible_fields() if field.name != "visits"]

    @property
    def dates(self) -> NewDates:
        """What was typed, once it is valid."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "visits"}
        return NewDates(**data)

    @property
    def seal(self) -> str:
        """Stands for what was typed: only what was shown can be confirmed."""
        shown = repr((self.dates, sorted(self.cleaned_data["visits"])))
        return hashlib.sha256(shown.encode()).hexdigest()[:20]
