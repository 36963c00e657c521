"""The part of a visit's form for longer programmes: weekdays over weeks, added and excluded days."""

import datetime as dt

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from .. import scheduling
from ..models import Edition
from .words import day_in_words

MOST_WEEKS = 12


def _days_field(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        strip=False,  # an empty first line counts: errors name lines by number
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )


class DayRuleForm(WagtailAdminModelForm):
    """Fields of a weekly rule and its exceptions. Whoever inherits says what they are saved to."""

    rule_weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Weekdays"),
        required=False,
        coerce=int,
        choices=list(WEEKDAYS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    rule_first = forms.DateField(
        label=gettext_lazy("From"),
        required=False,
        widget=AdminDateInput,
        help_text=gettext_lazy("Empty: the edition's first day."),
    )
    rule_last = forms.DateField(
        label=gettext_lazy("To"),
        required=False,
        widget=AdminDateInput,
        help_text=gettext_lazy("This day included. Empty: the edition's last day."),
    )
    rule_every = forms.IntegerField(
        label=gettext_lazy("Every how many weeks"),
        required=False,
        initial=1,
        min_value=1,
        max_value=MOST_WEEKS,
        help_text=gettext_lazy("1: every week. Weeks count from the one of the first day."),
    )
    added_days = _days_field(
        gettext_lazy("Added dates"), gettext_lazy("One date per line: day/month/year (dd/mm/yyyy).")
    )
    excluded_days = _days_field(
        gettext_lazy("Excluded dates"),
        gettext_lazy("One date per line: day/month/year (dd/mm/yyyy). They win over all the others."),
    )

    def show_plan(self, plan: scheduling.DayPlan) -> None:
        """Fill in the fields with a stored rule; without one, only the excluded dates."""
        self.fields["excluded_days"].initial = scheduling.write_dates(plan.excluded)
        if plan.rule is not None:
            self.fields["added_days"].initial = scheduling.write_dates(plan.added)
            self.fields["rule_weekdays"].initial = list(plan.rule.weekdays)
            self.fields["rule_first"].initial = plan.rule.first
            self.fields["rule_last"].initial = plan.rule.last
            self.fields["rule_every"].initial = plan.rule.every

    def clean_added_days(self) -> dict[int, dt.date]:
        """The added dates by line."""
        return self._read_lines("added_days")

    def clean_excluded_days(self) -> dict[int, dt.date]:
        """The excluded dates by line."""
        return self._read_lines("excluded_days")

    def _read_lines(self, field: str) -> dict[int, dt.date]:
        dates, unread = scheduling.read_dates(self.cleaned_data[field])
        if unread:
            raise forms.ValidationError(
                [forms.ValidationError(line.message, code="unread_date") for line in unread]
            )
        return dates

    def clean_plan(self, edition: Edition, ticked: list[dt.date]) -> scheduling.DayPlan:
        """Put rule, ticked, added and excluded days together; what is wrong is said at its field."""
        data = self.cleaned_data
        added, excluded = data.get("added_days", {}), data.get("excluded_days", {})
        self._refuse_strangers("added_days", added, edition)
        self._refuse_strangers("excluded_days", excluded, edition)
        return scheduling.DayPlan(
            rule=self._clean_rule(edition),
            added=tuple(sorted({*ticked, *added.values()})),
            excluded=tuple(sorted(set(excluded.values()))),
        )

    def _refuse_strangers(self, field: str, dates: dict[int, dt.date], edition: Edition) -> None:
        text = _("Line %(number)d: %(day)s is not a day of %(edition)s.")
        for number, day in dates.items():
            if not edition.first_day <= day <= edition.last_day:
                values = {"number": number, "day": day_in_words(day), "edition": edition.name}
                self.add_error(field, forms.ValidationError(text % values, code="day_outside_edition"))

    def _clean_rule(self, edition: Edition) -> scheduling.WeeklyRule | None:
        data = self.cleaned_data
        first, last = data.get("rule_first"), data.get("rule_last")
        weekdays = data.get("rule_weekdays")
        if not weekdays:
            if (first or last) and "rule_weekdays" not in self.errors:
                message = _("Tick at least one weekday, or leave the dates of the rule empty.")
                self.add_error("rule_weekdays", forms.ValidationError(message, code="no_weekday"))
            return None
        rule = scheduling.WeeklyRule(
            weekdays=tuple(sorted(weekdays)),
            first=first or edition.first_day,
            last=last or edition.last_day,
            every=data.get("rule_every") or 1,
        )
        self._refuse_period(rule, edition)
        return rule

    def _refuse_period(self, rule: scheduling.WeeklyRule, edition: Edition) -> None:
        text = _("%(day)s is not a day of %(edition)s.")
        for field, day in (("rule_first", rule.first), ("rule_last", rule.last)):
            if not edition.first_day <= day <= edition.last_day:
                values = {"day": day_in_words(day), "edition": edition.name}
                self.add_error(field, forms.ValidationError(text % values, code="day_outside_edition"))
        if rule.last < rule.first:
            message = _("The rule ends before it starts.")
            self.add_error("rule_last", forms.ValidationError(message, code="days_in_wrong_order"))
