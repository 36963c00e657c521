"""What the board is about: an edition, and perhaps one province or one day of it."""

import datetime as dt
import uuid
from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from events.models import Edition
from events.selectors_figures import Narrowing
from factories.choices import Province

from .plants import Plant


@dataclass(frozen=True)
class BoardFilters:
    """A choice that was understood. `province` is a code, "" for all; `day` None for all."""

    edition: Edition
    province: str = ""
    day: dt.date | None = None

    @property
    def query(self) -> str:
        """The choice as the end of an address. No query."""
        chosen = {"edition": self.edition.pk, "province": self.province, "day": self.day or ""}
        return urlencode({name: value for name, value in chosen.items() if value})

    @property
    def words(self) -> str:
        """The choice in words, for headings and files: edition, province, day. No query."""
        parts = [self.edition.name]
        if self.province:
            parts.append(str(Province(self.province).label))
        if self.day:
            parts.append(date_format(self.day, "l j F Y"))
        return ", ".join(parts)

    def narrowing(self, plants: dict[uuid.UUID, Plant]) -> Narrowing:
        """The same for the reads of `events`. No query."""
        keys = None
        if self.province:
            keys = {key for key, plant in plants.items() if plant.province == self.province}
        return Narrowing(keys, self.day)

    def in_edition(self, other: Edition) -> "BoardFilters | None":
        """The same choice in another edition; days by their position. None where it has no such day."""
        if self.day is None:
            return BoardFilters(other, self.province)
        position = (self.day - self.edition.first_day).days
        days = other.days
        return BoardFilters(other, self.province, days[position]) if position < len(days) else None


class BoardForm(forms.Form):
    """The filters above the board. A wrong value is named at its field and narrows nothing."""

    edition = forms.ChoiceField(label=_("Edition"), required=False)
    province = forms.ChoiceField(
        label=_("Province"), required=False, choices=[("", _("All provinces")), *Province.choices]
    )
    day = forms.ChoiceField(label=_("Day"), required=False)

    def __init__(self, query: QueryDict, editions: list[Edition], current: Edition) -> None:
        """`editions` are all there are, `current` is the one to show if none is chosen."""
        chosen = {str(edition.pk): edition for edition in editions}.get(query.get("edition", ""), current)
        # A day of the edition before, left over in the address, is no mistake of whoever changes the edition.
        values = {"edition": str(chosen.pk), **{name: query.get(name, "") for name in ("province", "day")}}
        if query.get("edition"):
            values["edition"] = query["edition"]
        super().__init__(values)
        self.chosen = chosen
        self.fields["edition"].choices = [(str(edition.pk), edition.name) for edition in editions]
        days = [(day.isoformat(), capfirst(date_format(day, "l j F"))) for day in chosen.days]
        self.fields["day"].choices = [("", _("All days")), *days]

    @property
    def filters(self) -> BoardFilters:
        """What was understood. No query."""
        self.is_valid()
        day = self.cleaned_data.get("day")
        return BoardFilters(
            self.chosen, self.cleaned_data.get("province", ""), dt.date.fromisoformat(day) if day else None
        )
