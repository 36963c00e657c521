"""The forms of editions, visits and slots in the admin."""

import datetime as dt
from itertools import pairwise

from django import forms
from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from .. import scheduling
from ..models import Edition, ReleaseWave, Visit
from ..models.visits import SlotStatus
from .day_forms import DayRuleForm
from .words import day_in_words, moment_in_words


class EditionForm(WagtailAdminModelForm):
    """An edition with its release waves, which must make sense together."""

    def clean(self) -> dict:
        """Refuse waves that open before bookings do, or that take places back."""
        data = super().clean()
        waves = self.formsets.get("waves")
        if waves is not None and waves.is_valid():
            for message in self._refuse_waves(waves, data.get("bookings_open_at")):
                self.add_error(None, forms.ValidationError(message, code="waves"))
        return data

    def save(self, commit: bool = True) -> Edition:
        """Save edition and waves, also when each wave moves to where the one after it was.

        Waves are stored one by one, and never two of an edition at the same moment: those that move make
        room first. In the caller's transaction.
        """
        waves = self.formsets.get("waves")
        if commit and self.instance.pk and waves is not None:
            moved = [row.instance.pk for row in waves.forms if "opens_at" in row.changed_data]
            aside = F("opens_at") - dt.timedelta(days=365 * 200)
            ReleaseWave.objects.filter(edition=self.instance.pk, pk__in=moved).update(opens_at=aside)
        return super().save(commit=commit)

    def _refuse_waves(self, waves: forms.BaseFormSet, opening: dt.datetime | None) -> list[str]:
        rows = [row.cleaned_data for row in waves.forms if row not in waves.deleted_forms]
        shares = sorted((row["opens_at"], row["percent"]) for row in rows if row.get("opens_at"))
        errors = []
        if shares and opening and shares[0][0] < opening:
            text = _("The first wave opens before bookings do, which is on %(when)s.")
            errors.append(text % {"when": moment_in_words(opening)})
        for (_before, smaller), (after, larger) in pairwise(shares):
            if larger <= smaller:
                text = _("The wave of %(when)s must release more than the %(percent)d %% of the one before.")
                errors.append(text % {"when": moment_in_words(after), "percent": smaller})
        return errors


LABEL_FIELDS: dict[str, str] = {code.split("-")[0]: f"label_{code}" for code, _name in settings.LANGUAGES}
"""Form field of each language of the site: one more language is a setting, not a migration."""

_LabelInputs = type(
    "_LabelInputs",
    (WagtailAdminModelForm,),
    {
        LABEL_FIELDS[code.split("-")[0]]: forms.CharField(
            label=format_lazy(gettext_lazy("Label ({language})"), language=name),
            max_length=80,
            required=False,
        )
        for code, name in settings.LANGUAGES
    },
)


class VisitForm(_LabelInputs, DayRuleForm):
    """A visit with its days as checkboxes, or as a weekly rule; the stored recurrence is never typed.

    Cost: 2 queries for editions and programmes, beside the time bands.
    """

    days = forms.MultipleChoiceField(
        label=gettext_lazy("Days"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Every ticked day gets the starts of the times below."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        editions = Edition.objects.filter(Q(last_day__gte=today) | Q(pk=self.instance.edition_id))
        editions = list(editions.order_by("first_day"))
        self.fields["edition"].queryset = Edition.objects.filter(pk__in=[e.pk for e in editions])
        if self.instance.pk:
            self._show_stored_visit()
            editions = [e for e in editions if e.pk == self.instance.edition_id]
        self.fields["days"].choices = [
            (edition.name, [(day.isoformat(), day_in_words(day)) for day in edition.days])
            for edition in editions
        ]

    def _show_stored_visit(self) -> None:
        """Fill in labels and days; programme and edition stay, because the slots belong to them."""
        visit, edition = self.instance, self.instance.edition
        for language, field in LABEL_FIELDS.items():
            self.fields[field].initial = visit.labels.get(language, "")
        self.fields["programme"].disabled = self.fields["edition"].disabled = True
        if visit.recurrence:
            plan = scheduling.recurrence_to_plan(
                visit.recurrence, first=edition.first_day, last=edition.last_day
            )
            self.show_plan(plan)
            if plan.rule is None:
                self.fields["days"].initial = [day.isoformat() for day in plan.added]

    def clean_days(self) -> list[dt.date]:
        """The ticked days as dates."""
        return sorted(dt.date.fromisoformat(day) for day in self.cleaned_data["days"])

    def clean(self) -> dict:
        """Refuse days that are not of the chosen edition, naming them; put all days together."""
        data = super().clean()
        edition, days = data.get("edition"), data.get("days", [])
        if edition is not None:
            strangers = [day_in_words(day) for day in days if day not in edition.days]
            if strangers:
                text = _("Not a day of %(edition)s: %(days)s.")
                message = text % {"edition": edition.name, "days": "; ".join(strangers)}
                self.add_error("days", forms.ValidationError(message, code="day_outside_edition"))
            self.day_plan = self.clean_plan(edition, days)
        return data

    def save(self, commit: bool = True) -> Visit:
        """Store labels and days with the visit. Slots are made by services.apply_plan."""
        labels = {**self.instance.labels}
        for language, field in LABEL_FIELDS.items():
            labels[language] = self.cleaned_data.get(field, "")
        self.instance.labels = {language: text for language, text in labels.items() if text}
        self.instance.recurrence = scheduling.plan_to_recurrence(self.day_plan)
        return super().save(commit=commit)


STAFF_STATUSES = (SlotStatus.OPEN, SlotStatus.CLOSED)
"""What staff may set by hand; slots are withdrawn by a visit's plan."""


MOST_PLACES = 500
"""As for the visits that slots are made from."""


class SlotForm(WagtailAdminModelForm):
    """Places of a slot, and whether it takes bookings. Never saved: the view calls the service."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        # Before validation writes into the instance: a refused form says what is stored.
        self.stored_status = SlotStatus(self.instance.status)
        self.is_editable = self.stored_status in STAFF_STATUSES
        shown = STAFF_STATUSES if self.is_editable else (self.stored_status,)
        self.fields["status"].choices = [(status.value, status.label) for status in shown]
        self.fields["capacity"].widget.attrs |= {"min": 1, "max": MOST_PLACES}
        if not self.is_editable:
            for field in self.fields.values():
                field.disabled = True

    def clean_capacity(self) -> int:
        """At least one place, as a slot without any is closed instead; at most 500."""
        capacity = self.cleaned_data["capacity"]
        if capacity < 1:
            raise forms.ValidationError(
                _("A slot has at least one place. Close it to stop bookings."), code="no_places"
            )
        if capacity > MOST_PLACES:
            text = _("A slot has %(limit)d places at most.")
            raise forms.ValidationError(text % {"limit": MOST_PLACES}, code="too_many_places")
        return capacity
