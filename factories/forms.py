"""The form of the catalogue's filters."""

import datetime as dt
from dataclasses import dataclass

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from events.models import Edition
from events.models.bookings import AGE_BOUNDS
from events.models.visits import LANGUAGE_IN_A_SENTENCE, TourLanguage
from events.selectors_wish import PartOfDay, can_offer

from .choices import Province
from .filters import SLOT_FILTERS, PlantFilters, Sort
from .municipalities import Municipality, municipality_by_name, similar_municipalities

MAX_QUERY_LENGTH = 200
MAX_PLACE_LENGTH = 80
MOST_PLACES = 6
"""The filter asks for no larger group; an edition or a visit may allow fewer."""
SUGGESTIONS = 3


@dataclass(frozen=True)
class Chip:
    """A filter in use, in words, and the address of the list without it."""

    name: str
    label: str
    query: str


def _choice(label: object, **options: object) -> forms.TypedChoiceField:
    wrong = {"invalid_choice": _("This choice does not exist: the filter was ignored.")}
    return forms.TypedChoiceField(label=label, required=False, error_messages=wrong, **options)


def _tick(label: object) -> forms.TypedChoiceField:
    # Not a BooleanField: for it every value is a yes.
    return _choice(label, choices=[("1", label)], coerce=bool, empty_value=False)


class CatalogueForm(forms.Form):
    """Filters and order of the catalogue: all optional, sent by GET.

    Days are those of the edition, so a day outside it is a wrong choice like any other. Where
    nothing can be booked any more, the filters of the slots are left out.
    """

    q = forms.CharField(label=_("Words"), required=False, max_length=MAX_QUERY_LENGTH)
    province = _choice(_("Province"))
    sector = _choice(_("Sector"))
    step_free = _tick(_("Step-free visit"))
    day = _choice(_("Day"), coerce=dt.date.fromisoformat, empty_value=None)
    time = _choice(_("Time of day"), choices=[("", _("Any time")), *PartOfDay.choices])
    language = _choice(_("Language of the visit"), choices=[("", _("All languages")), *TourLanguage.choices])
    child = _choice(
        _("Youngest child"),
        choices=[("", _("No child")), *((band, "{}–{}".format(*ages)) for band, ages in AGE_BOUNDS.items())],
    )
    places = _choice(_("Places together"), coerce=int, empty_value=0)
    open = _tick(_("Only with places left"))
    near = forms.CharField(label=_("Distance from"), required=False, max_length=MAX_PLACE_LENGTH)
    sort = _choice(_("Sort by"), choices=Sort.choices)

    def __init__(
        self, data, *, edition: Edition | None, sectors: list[tuple[str, str]], now: dt.datetime
    ) -> None:
        # Ids must not clash with other forms of the page (site search has a `q` as well).
        super().__init__(data, auto_id="filter-%s")
        self.suggestions: list[Municipality] = []
        self.fields["province"].choices = [("", _("All provinces")), *Province.choices]
        self.fields["sector"].choices = [("", _("All sectors")), *sectors]
        self.offers_slots = can_offer(edition, now)
        if self.offers_slots:
            self._fill_slot_choices(edition)
        else:
            for name in SLOT_FILTERS:
                del self.fields[name]
            self.fields["sort"].choices = [pair for pair in Sort.choices if pair[0] != Sort.LEFT]

    def _fill_slot_choices(self, edition: Edition) -> None:
        self.fields["day"].choices = [
            ("", _("All days")),
            *((day.isoformat(), date_format(day, "l j F")) for day in edition.days),
        ]
        self.fields["places"].choices = [
            ("", _("Any number")),
            *((str(n), _people(n)) for n in range(1, min(edition.max_party, MOST_PLACES) + 1)),
        ]

    def clean_near(self) -> Municipality | None:
        """The municipality of that name; refused with the likeliest others in `suggestions`."""
        name = self.cleaned_data["near"]
        found = municipality_by_name(name) if name else None
        if name and found is None:
            self.suggestions = similar_municipalities(name, SUGGESTIONS)
            raise forms.ValidationError(_("No municipality of Piedmont has this name."))
        return found

    def clean(self) -> dict:
        """Distance needs a place to measure from."""
        cleaned = super().clean()
        if cleaned.get("sort") == Sort.NEAR and not cleaned.get("near") and "near" not in self.errors:
            self.add_error("near", _("Write a municipality to sort by distance."))
        return cleaned

    def filters(self) -> PlantFilters:
        """The valid filters; wrong ones are left out and keep their message at the field. No query."""
        self.is_valid()
        return PlantFilters(**{name: value for name, value in self.cleaned_data.items() if value})

    def chips(self, filters: PlantFilters) -> list[Chip]:
        """The filters in use, each with the address of the list without it. No query."""
        names = [*filters.in_use, *(["near"] if filters.near else [])]
        return [Chip(name, self.words(name, filters), filters.without(name).querystring()) for name in names]

    def words(self, name: str, filters: PlantFilters) -> str:
        """A filter in use as people would say it."""
        value = getattr(filters, name)
        if name == "q":
            return f"“{value}”"
        if name == "language":
            return gettext("In %(language)s") % {"language": LANGUAGE_IN_A_SENTENCE[value]}
        if name == "child":
            return gettext("Child aged %(ages)s") % {"ages": "{}–{}".format(*AGE_BOUNDS[value])}
        if name == "places":
            return ngettext("For %(n)d person", "For %(n)d people", value) % {"n": value}
        if name == "near":
            return gettext("Distance from %(place)s") % {"place": value.name}
        if name in ("step_free", "open"):
            return str(self.fields[name].label)
        text = value.isoformat() if isinstance(value, dt.date) else value
        return str(dict(self.fields[name].choices)[text])


def _people(number: int) -> str:
    return ngettext("%(n)d person", "%(n)d people", number) % {"n": number}
