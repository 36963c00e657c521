"""What a visitor asks the catalogue for, and how it stands in an address."""

import datetime as dt
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from events.models.bookings import AGE_BOUNDS
from events.selectors_wish import SlotWish

from .municipalities import Municipality


class Sort(TextChoices):
    """Orders of the list. Without a choice: by distance from a municipality if one is named."""

    NAME = "name", _("Name")
    PLACE = "place", _("Municipality")
    LEFT = "left", _("Places left")
    NEAR = "near", _("Distance")


SLOT_FILTERS = ("day", "time", "language", "child", "places", "open")
"""Filters that one and the same slot must pass."""


@dataclass(frozen=True)
class PlantFilters:
    """Valid filters; empty values do not filter. The names are those of the GET parameters."""

    q: str = ""
    province: str = ""
    sector: str = ""
    step_free: bool = False
    day: dt.date | None = None
    time: str = ""
    language: str = ""
    child: str = ""
    """An age band of events: the youngest who comes."""
    places: int = 0
    open: bool = False
    near: Municipality | None = None
    """Sorts by distance, hides nothing."""
    sort: str = ""

    @property
    def in_use(self) -> list[str]:
        """Names of the filters that narrow the list, in the order of the form."""
        names = [field.name for field in fields(self) if field.name not in ("near", "sort")]
        return [name for name in names if getattr(self, name)]

    @property
    def is_filtered(self) -> bool:
        """Whether any filter narrows the list."""
        return bool(self.in_use)

    @property
    def order(self) -> str:
        """How the list is sorted; by distance only where there is a place to measure from."""
        usual = Sort.NEAR if self.near else Sort.NAME
        return usual if not self.sort or self.sort == Sort.NEAR else self.sort

    @property
    def wish(self) -> SlotWish | None:
        """What a slot must be, or None where no slot is asked for."""
        if not any(getattr(self, name) for name in SLOT_FILTERS):
            return None
        return SlotWish(
            day=self.day,
            part=self.time,
            language=self.language,
            youngest=AGE_BOUNDS[self.child][0] if self.child else None,
            places=max(self.places, 1),
        )

    def without(self, name: str) -> "PlantFilters":
        """The same filters but one; the order of the list stays unless the place it needs goes."""
        default = next(field.default for field in fields(self) if field.name == name)
        return replace(self, **{name: default})

    def only(self, name: str) -> "PlantFilters":
        """One of the filters alone, in the same order of the list."""
        return PlantFilters(**{name: getattr(self, name)}, near=self.near, sort=self.sort)

    def querystring(self) -> str:
        """The filters as they stand in an address, without "?" and without the page number."""
        values = {name: _as_text(getattr(self, name)) for name in self.in_use}
        if self.near:
            values["near"] = self.near.name
        if self.order != (Sort.NEAR if self.near else Sort.NAME):
            values["sort"] = self.order
        return urlencode(values)


def _as_text(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    return "1" if value is True else str(value)
