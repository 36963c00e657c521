"""The filters of the catalogue."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from events.models import Edition

from .choices import Province

MAX_QUERY_LENGTH = 200


@dataclass(frozen=True)
class PlantFilters:
    """What a visitor asks the catalogue for; empty values do not filter."""

    q: str = ""
    province: str = ""
    sector: str = ""
    day: dt.date | None = None

    @property
    def is_filtered(self) -> bool:
        """Whether any filter is in use."""
        return any((self.q, self.province, self.sector, self.day))

    def querystring(self) -> str:
        """The filters as they stand in an address, without "?" and without the page number."""
        values = {"q": self.q, "province": self.province, "sector": self.sector}
        if self.day:
            values["day"] = self.day.isoformat()
        return urlencode({name: value for name, value in values.items() if value})


class CatalogueForm(forms.Form):
    """Free text, province, sector, day: all optional, sent by GET.

    Days are those of the edition, so a day outside it is a wrong choice like any other.
    """

    q = forms.CharField(label=_("Search"), required=False, max_length=MAX_QUERY_LENGTH)
    province = forms.ChoiceField(label=_("Province"), required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    day = forms.TypedChoiceField(
        label=_("Day"), required=False, coerce=dt.date.fromisoformat, empty_value=None
    )

    def __init__(self, data, *, edition: Edition | None, sectors: list[tuple[str, str]]):
        # Ids must not clash with other forms of the page (site search has a `q` as well).
        super().__init__(data, auto_id="filter-%s")
        days = edition.days if edition else []
        self.fields["province"].choices = [("", _("All provinces")), *Province.choices]
        self.fields["sector"].choices = [("", _("All sectors")), *sectors]
        self.fields["day"].choices = [
            ("", _("All days")),
            *((day.isoformat(), date_format(day, "l j F")) for day in days),
        ]
        for name in ("province", "sector", "day"):
            self.fields[name].error_messages["invalid_choice"] = _(
                "This choice does not exist: the filter was ignored."
            )

    def filters(self) -> PlantFilters:
        """The valid filters; wrong ones are left out and keep their message at the field. No query."""
        self.is_valid()
        return PlantFilters(**{name: value for name, value in self.cleaned_data.items() if value})
