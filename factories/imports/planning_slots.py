"""Which slots a file creates and changes. What a slot may do is asked of the booking module."""

import datetime as dt
from collections import Counter, defaultdict

from django.utils.translation import gettext as _

from events import rules, scheduling
from events.models import Slot, WaitEntry
from events.models.bookings import OPEN_WAIT_STATUSES
from events.models.visits import SlotStatus
from events.services import single_slots, slots
from factories.models import ImportedRow, RowKind

from .checking import Row
from .planning import Action, Change, Plan, Step, differences
from .planning_visits import VisitInFile, Visits

OFFERED = (SlotStatus.OPEN, SlotStatus.CLOSED)


def slot_values(slot: Slot) -> dict[str, object]:
    """What a slot says, by the names of the file's columns. No query."""
    local = slot.starts_at.astimezone(scheduling.ROME)
    start = {"day": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}"}
    return {**start, "capacity": slot.capacity, "status": str(slot.status)}


def start_of(row: Row) -> dt.datetime:
    """The start that a row gives, on the clock in Rome."""
    moment = f"{row.values['day']}T{row.values['time']}"
    return dt.datetime.fromisoformat(moment).replace(tzinfo=scheduling.ROME)


class Slots:
    """Plans slots. 4 queries, 1 for each visit that gets new starts, 1 for each slot that moves."""

    def __init__(self, plan: Plan, visits: Visits, now: dt.datetime) -> None:
        self.plan_so_far, self.visits, self.now = plan, visits, now
        self.targets: set[int] = set()
        self.starts: dict[tuple[object, dt.datetime], Row] = {}
        self.new: dict[object, list[Step]] = defaultdict(list)
        self.found: dict[object, VisitInFile] = {}

    def plan(self, rows: list[Row]) -> None:
        """A step for each row that can be done, a problem for each that cannot."""
        if not rows:
            return
        keys = [row.key for row in rows]
        imported = ImportedRow.objects.filter(kind=RowKind.SLOT, external_key__in=keys)
        self.imported = {row.external_key: row for row in imported.select_related("slot")}
        self._load()
        for row in rows:
            visit = self._visit(row)
            if visit is not None:
                self._plan_row(row, visit)
        self._check_new_starts()

    def _load(self) -> None:
        standing = Slot.objects.filter(visit__in=self.visits.existing)
        self.standing = {(slot.visit_id, slot.starts_at): slot for slot in standing}
        linked = [row.slot_id for row in self.imported.values()]
        waiting = WaitEntry.objects.filter(slot__in=linked, status__in=OPEN_WAIT_STATUSES)
        self.waiting = Counter(waiting.values_list("slot_id", flat=True))

    def _refuse(self, row: Row, message: str, name: str = "") -> None:
        self.plan_so_far.problems.append(row.problem(message, name))

    def _visit(self, row: Row) -> VisitInFile | None:
        found = self.visits.find(str(row.values["visit"]))
        if len(found) == 1:
            return found[0]
        if found:
            text = _("This plant has several visits: write the code of the visit.")
        else:
            text = _("There is no visit with this code, neither in the portal nor in this file.")
        self._refuse(row, text, "visit")
        return None

    def _plan_row(self, row: Row, visit: VisitInFile) -> None:
        known = self.imported.get(row.key)
        if known is not None and (visit.visit is None or known.slot.visit_id != visit.visit.pk):
            self._refuse(row, _("This slot belongs to another visit."), "visit")
            return
        start = start_of(row)
        slot = known.slot if known else self.standing.get((visit.visit and visit.visit.pk, start))
        step = Step(row, parent=visit, known=known.values if known else None, starts_at=start)
        if slot is None or (known is None and slot.status not in OFFERED):
            self._add(step, visit, slot)
            return
        self._compare(step, visit, slot)

    def _wanted_twice(self, step: Step, visit: VisitInFile, start: dt.datetime) -> bool:
        key = (visit.visit.pk if visit.visit else id(visit.step), start.astimezone(dt.UTC))
        first = self.starts.setdefault(key, step.row)
        if first is not step.row:
            text = _("This visit already starts at that time, in row %(row)s.")
            self._refuse(step.row, text % {"row": first.number}, "time")
        return first is not step.row

    def _add(self, step: Step, visit: VisitInFile, withdrawn: Slot | None) -> None:
        if self._wanted_twice(step, visit, step.starts_at):
            return
        if withdrawn is not None:
            step.target, step.is_put_back, step.action = withdrawn, True, Action.UPDATE
            status = step.row.values.get("status", str(SlotStatus.OPEN))
            step.changes["status"] = Change(str(withdrawn.status), status)
            places = step.row.values.get("capacity", visit.capacity)
            if places != withdrawn.capacity:
                step.changes["capacity"] = Change(withdrawn.capacity, places)
        group = visit.visit.pk if visit.visit else id(visit.step)
        self.found[group] = visit
        self.new[group].append(step)
        self.plan_so_far.steps.append(step)

    def _compare(self, step: Step, visit: VisitInFile, slot: Slot) -> None:
        row = step.row
        given = {
            name: row.values[name] for name in ("day", "time", "capacity", "status") if name in row.values
        }
        step.target, step.changes = slot, differences(given, slot_values(slot), step.known)
        moves = bool({"day", "time"} & step.changes.keys())
        step.starts_at = self._moved_start(step, slot) if moves else slot.starts_at
        if self._wanted_twice(step, visit, step.starts_at):
            return
        if slot.pk in self.targets:  # it is still there while another row moves it away
            self._refuse(row, _("This visit already starts at that time."), "time")
            return
        self.targets.add(slot.pk)
        refusal = self._refuse_change(step, slot, visit) if step.changes else None
        if refusal is not None:
            name = {"capacity": "capacity", "starts_at": "time"}.get(refusal.field, "time" if moves else "")
            self._refuse(row, refusal.message, name)
            return
        step.action = Action.UPDATE if step.changes else Action.UNCHANGED
        self.plan_so_far.steps.append(step)

    @staticmethod
    def _moved_start(step: Step, slot: Slot) -> dt.datetime:
        """Where the slot goes: a part that the file left as it was stays where staff moved it."""
        values = slot_values(slot) | {name: change.new for name, change in step.changes.items()}
        moment = dt.datetime.fromisoformat(f"{values['day']}T{values['time']}")
        return moment.replace(tzinfo=scheduling.ROME)

    def _refuse_change(self, step: Step, slot: Slot, visit: VisitInFile) -> rules.Refusal | None:
        if slot.status not in OFFERED:
            return rules.Refusal("slot_cancelled", _("This slot does not take place any more."))
        if slot.starts_at <= self.now:
            return rules.Refusal("slot_past", _("This visit has already started."))
        places = step.change("capacity")
        if places is not None and int(places) < slot.taken:
            return rules.refuse_capacity(slot.taken)
        if step.starts_at == slot.starts_at:
            return None
        return (
            single_slots.refuse_taking_out(slot, self.waiting[slot.pk])
            or single_slots.refuse_single_start(visit.as_planned(), step.starts_at, self.now)
            or slots.refuse_start(slot, step.starts_at, self.now)
        )

    def _check_new_starts(self) -> None:
        refused = []
        for group, steps in self.new.items():
            visit, starts = self.found[group], [step.starts_at for step in steps]
            if visit.visit is None:
                planned = visit.as_planned()
                refusals = {
                    number: single_slots.refuse_single_start(planned, start, self.now)
                    for number, start in enumerate(starts)
                }
            else:
                refusals = single_slots.check_starts(
                    visit=visit.visit, starts=starts, now=self.now, keep_existing=True
                )
            for number, refusal in refusals.items():
                if refusal is not None:
                    self._refuse(steps[number].row, refusal.message, "time")
                    refused.append(id(steps[number]))
        self.plan_so_far.steps = [step for step in self.plan_so_far.steps if id(step) not in refused]
