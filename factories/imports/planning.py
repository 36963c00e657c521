"""What importing rows would do, row by row. Reads only: applying makes the same plan again and follows it."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from django.conf import settings
from django.db.models import Model
from django.utils.translation import gettext as _

from factories.models import CataloguePage, FactoryPage, RowKind

from .checking import Problem, Row


class Action(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Change:
    """One value that the file would replace. `by_hand`: staff have changed it since the last import."""

    old: object
    new: object
    by_hand: bool = False


@dataclass
class Step:
    """What one row does."""

    row: Row
    action: Action = Action.CREATE
    changes: dict[str, Change] = field(default_factory=dict)
    target: Model | None = None
    """The page, visit or slot that is there already."""
    parent: object = None
    """A visit's plant (planning_plants.Plant); a slot's visit (planning_visits.VisitInFile)."""
    known: dict | None = None
    """Values as last imported, where the row was imported before."""
    edition: object = None
    starts_at: dt.datetime | None = None
    is_put_back: bool = False

    def change(self, name: str) -> object:
        """The new value of a field that changes, else None."""
        return self.changes[name].new if name in self.changes else None


@dataclass
class Plan:
    """What a file would do, and everything that stands against it."""

    catalogue: CataloguePage | None = None
    steps: list[Step] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def of(self, kind: str) -> list[Step]:
        """The steps of one kind, in the order of the file."""
        return [step for step in self.steps if step.row.kind == kind]

    @property
    def fingerprint(self) -> str:
        """The same for the same effect: compared between the check that was looked at and the import."""
        told = [
            [
                step.row.kind,
                step.row.key,
                step.action,
                getattr(step.target, "pk", None),
                getattr(step.parent, "reference", None),
                step.is_put_back,
                [[name, change.old, change.new] for name, change in sorted(step.changes.items())],
                step.row.values,
            ]
            for step in self.steps
        ]
        written = json.dumps(told, sort_keys=True, default=str)
        return hashlib.sha256(written.encode()).hexdigest()

    def counts(self) -> dict[str, dict[str, int]]:
        """Rows per kind and action."""
        counts = {str(kind): dict.fromkeys(map(str, Action), 0) for kind in RowKind}
        for step in self.steps:
            counts[step.row.kind][str(step.action)] += 1
        return counts


def differences(given: dict, current: dict, known: dict | None) -> dict[str, Change]:
    """The values that a row replaces.

    A value that the file has not changed since the last import stays as staff made it; one that the file
    has changed wins, and says so where staff had changed it too.
    """
    changes = {}
    for name, new in given.items():
        if name not in current or new == current[name]:
            continue
        if known is not None and name in known:
            if known[name] == new:
                continue
            changes[name] = Change(current[name], new, by_hand=known[name] != current[name])
        else:
            changes[name] = Change(current[name], new)
    return changes


def make_plan(
    rows: list[Row],
    *,
    now: dt.datetime,
    progress: Callable[[int], None] = lambda done: None,
) -> Plan:
    """Compare rows with what is there; writes nothing. `now` is aware.

    About 12 queries, 1 for each visit that gets new slots and 1 for each slot that moves.
    """
    # Here, not above: they need Step and Change.
    from . import planning_plants, planning_slots, planning_visits

    plan = Plan(catalogue=find_catalogue())
    if plan.catalogue is None:
        message = _("There is no catalogue page in the default language: create it first.")
        plan.problems.append(Problem(message))
        return plan
    by_kind = {kind: [row for row in rows if row.kind == kind] for kind in RowKind.values}
    plants = planning_plants.Plants(plan)
    plants.plan(by_kind[RowKind.PLANT])
    progress(len(by_kind[RowKind.PLANT]))
    visits = planning_visits.Visits(plan, plants, now)
    visits.plan(by_kind[RowKind.VISIT])
    progress(len(rows) - len(by_kind[RowKind.SLOT]))
    planning_slots.Slots(plan, visits, now).plan(by_kind[RowKind.SLOT])
    progress(len(rows))
    return plan


def find_catalogue() -> CataloguePage | None:
    """The catalogue page of the default language, under which plants are created. 1 query."""
    pages = CataloguePage.objects.filter(locale__language_code=settings.LANGUAGE_CODE, alias_of=None)
    return pages.select_related("locale").order_by("path").first()


def draft_of(page: FactoryPage) -> FactoryPage:
    """A page with what its editors wrote last, published or not. No query if its revision is loaded."""
    if page.has_unpublished_changes and page.latest_revision:
        return page.with_content_json(page.latest_revision.content)
    return page
