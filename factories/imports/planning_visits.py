"""Which visits a file creates and changes, and how slots name a visit."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from events import selectors as events
from events.models import Edition, Visit
from factories.models import ImportedRow, RowKind

from .checking import Row
from .planning import Action, Plan, Step, differences
from .planning_plants import Plant, Plants
from .values import LABELS

COLUMNS = (
    "tour_language",
    "duration_minutes",
    "capacity",
    "max_party",
    "min_age",
    "minors_per_adult",
    "names_required",
    "closes_hours_before",
)


@dataclass(frozen=True)
class VisitInFile:
    """A visit that slots may name: a row, a step that will create one, or both of the same visit."""

    visit: Visit | None
    step: Step | None

    @property
    def reference(self) -> str:
        """Names it in a plan's fingerprint, whether it exists already or not."""
        return str(self.visit.pk if self.visit else self.step.row.key)

    @property
    def programme_key(self) -> object:
        """Of the plant; a step stands for it while the plant has none."""
        if self.visit is not None:
            return self.visit.programme_id
        plant: Plant = self.step.parent
        return plant.programme_key or id(plant.step)

    @property
    def edition(self) -> Edition:
        return self.visit.edition if self.visit is not None else self.step.edition

    @property
    def capacity(self) -> int:
        """Places per slot, as they will be once the visit's own row is done."""
        if self.step is not None and self.step.action != Action.UNCHANGED:
            changed = self.step.change("capacity") or (
                self.visit is None and self.step.row.values.get("capacity")
            )
            if changed:
                return int(changed)
        return self.visit.capacity if self.visit else Visit._meta.get_field("capacity").default

    def as_planned(self) -> Visit:
        """The visit as rules look at it; not to be saved when it is new."""
        return self.visit or Visit(edition=self.edition, capacity=self.capacity)


def visit_values(visit: Visit) -> dict[str, object]:
    """What a visit says, by the names of the file's columns. No query."""
    values: dict[str, object] = {name: getattr(visit, name) for name in COLUMNS}
    values["min_age"] = int(values["min_age"])
    return values | {name: visit.labels.get(language, "") for name, language in LABELS.items()}


class Visits:
    """Plans visits. 4 queries, and none per row."""

    def __init__(self, plan: Plan, plants: Plants, now: dt.datetime) -> None:
        self.plan_so_far, self.plants, self.now = plan, plants, now
        self.editions = list(Edition.objects.order_by("first_day"))
        self.current = events.current_edition(now)
        programmes = [plant.programme_key for plant in plants.known if plant.programme_key]
        visits = Visit.objects.filter(programme__in=programmes).select_related("edition", "programme")
        self.existing = {visit.pk: visit for visit in visits.order_by("pk")}
        imported = ImportedRow.objects.filter(kind=RowKind.VISIT, visit__in=self.existing)
        self.imported = {row.external_key: row for row in imported}
        self.in_file: dict[str, VisitInFile] = {}

    def plan(self, rows: list[Row]) -> None:
        """A step for each row that can be done, a problem for each that cannot."""
        for row in rows:
            plant, edition = self._plant(row), self._edition(row)
            if plant is None or edition is None:
                continue
            known = self.imported.get(row.key)
            step = Step(row, parent=plant, edition=edition)
            if known is not None:
                visit = self.existing[known.visit_id]
                if not self._same_place(row, visit, plant, edition):
                    continue
                given = {name: row.values[name] for name in (*COLUMNS, *LABELS) if name in row.values}
                step.target, step.known = visit, known.values
                step.changes = differences(given, visit_values(visit), known.values)
                step.action = Action.UPDATE if step.changes else Action.UNCHANGED
            if step.action != Action.UNCHANGED and edition.last_day < timezone.localdate(self.now):
                self._refuse(row, _("%(edition)s is over.") % {"edition": edition.name}, "edition")
                continue
            self.plan_so_far.steps.append(step)
            self.in_file[row.key] = VisitInFile(step.target, step)

    def _refuse(self, row: Row, message: str, name: str) -> None:
        self.plan_so_far.problems.append(row.problem(message, name))

    def _plant(self, row: Row) -> Plant | None:
        found = self.plants.find(str(row.values["plant"]))
        if len(found) == 1:
            return found[0]
        text = (
            _("Several plants are called so: write the code of the plant.")
            if found
            else _(
                "There is no plant with this code, address or name, neither in the portal nor in this file."
            )
        )
        self._refuse(row, text, "plant")
        return None

    def _edition(self, row: Row) -> Edition | None:
        written = str(row.values.get("edition", "")).casefold()
        if not written:
            if self.current is None:
                self._refuse(row, _("There is no edition yet: create it first."), "edition")
            return next((e for e in self.editions if self.current and e.pk == self.current.pk), None)
        found = [edition for edition in self.editions if edition.name.casefold() == written]
        found = found or [edition for edition in self.editions if str(edition.first_day.year) == written]
        if len(found) == 1:
            return found[0]
        names = ", ".join(edition.name for edition in self.editions) or "–"
        self._refuse(row, _("Write the name of one edition: %(names)s.") % {"names": names}, "edition")
        return None

    def _same_place(self, row: Row, visit: Visit, plant: Plant, edition: Edition) -> bool:
        if visit.programme_id != plant.programme_key:
            text = _("This visit belongs to “%(plant)s”: a visit does not change its plant.")
            self._refuse(row, text % {"plant": visit.programme.name}, "plant")
            return False
        if "edition" in row.values and visit.edition_id != edition.pk:
            text = _("This visit belongs to %(edition)s: a visit does not change its edition.")
            self._refuse(row, text % {"edition": visit.edition.name}, "edition")
            return False
        return True

    def find(self, written: str) -> list[VisitInFile]:
        """The visits that a slot may mean: by code, else the visits of a plant in the edition of now."""
        word = written.casefold()
        if word in self.in_file:
            return [self.in_file[word]]
        if word in self.imported:
            return [VisitInFile(self.existing[self.imported[word].visit_id], None)]
        plants = self.plants.find(written)
        if len(plants) != 1:
            return []
        wanted = plants[0].programme_key or id(plants[0].step)
        known = [visit for visit in self.in_file.values() if visit.programme_key == wanted]
        told = {visit.visit.pk for visit in known if visit.visit}
        known += [
            VisitInFile(visit, None)
            for visit in self.existing.values()
            if visit.programme_id == wanted and visit.pk not in told
        ]
        return [visit for visit in known if self.current and visit.edition.pk == self.current.pk]
