"""Writes a plan, and keeps a journal of what stood there before. Called inside one transaction."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import override
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Revision

from events import services
from events.models import Programme, Slot, Visit
from events.services import visits as visit_services
from factories.choices import SectorKey
from factories.models import CataloguePage, FactoryPage, ImportBatch, ImportedRow, RowKind, Sector

from . import planning_visits
from .facts import introduction
from .planning import Action, Plan, Step, draft_of
from .planning_plants import NOT_ON_THE_PAGE, Plant
from .planning_visits import VisitInFile
from .report import title_of
from .values import LABELS

ROW_FIELD = {RowKind.PLANT: "page", RowKind.VISIT: "visit", RowKind.SLOT: "slot"}


class Applier:
    """Does what a plan says. Whoever calls it holds the transaction, and has just made the plan.

    About 30 queries for each page created, 15 for each changed; 10 for each changed visit; some 10 for all
    new visits with their slots; 6 for each group of new slots with the same places of a visit that was
    there, 8 for each changed slot. That a slot is new, the list of imports says; the log says what was
    changed.
    """

    def __init__(
        self,
        plan: Plan,
        *,
        batch: ImportBatch | None,
        user: AbstractBaseUser | None,
        now: dt.datetime | None = None,
        progress: Callable[[int], None] = lambda done: None,
    ) -> None:
        self.plan, self.batch, self.user, self.now, self.progress = plan, batch, user, now, progress
        self.journal: list[dict] = []
        self.pages: dict[int, FactoryPage] = {}
        self.visits: dict[int, Visit] = {}
        self.new_slots: set[int] = set()
        self.done = 0
        self.rows: list[tuple[ImportedRow, dict]] = []
        kinds = {kind: list(ImportedRow.objects.filter(kind=kind)) for kind in RowKind.values}
        self.remembered = {(kind, row.external_key): row for kind, rows in kinds.items() for row in rows}
        self.page_rows = {row.page_id: row for row in kinds[RowKind.PLANT]}

    def apply(self) -> list[dict]:
        """Write everything; the journal, in the order of writing."""
        with override(self.plan.catalogue.locale.language_code):
            for step in self.plan.of(RowKind.PLANT):
                self.write_plant(step)
            slots = self.plan.of(RowKind.SLOT)
            self._write_visits(self.plan.of(RowKind.VISIT), slots)
            self._slots([step for step in slots if id(step) not in self.new_slots])
        self.remember()
        return self.journal

    def remember(self) -> None:
        """Store which row became what, all rows at once. 2 queries for some hundred rows."""
        new = [row for row, _note in self.rows if row.pk is None]
        known = [row for row, _note in self.rows if row.pk is not None]
        ImportedRow.objects.bulk_create(new, batch_size=500)
        ImportedRow.objects.bulk_update(known, ["values", "batch"], batch_size=200)
        for row, note in self.rows:
            note["row"] = row.pk
            self.journal.append(note)
        self.rows = []

    # Plants --------------------------------------------------------------------------

    def write_plant(self, step: Step) -> None:
        """Create a draft page, change one, or only remember where it came from."""
        was = getattr(step.target, "latest_revision_id", None)
        if step.action == Action.CREATE:
            page = self._create_page(step)
            before = {}
        elif step.action == Action.UPDATE:
            page, before = self._change_page(step)
        else:
            page, before = step.target, {}
        self.pages[id(step)] = page
        state = {
            "revision": page.latest_revision_id,
            "live_revision": page.live_revision_id,
            "live": page.live,
        }
        self._written(step, page, {"before": before, "after": state, "revision_before": was})

    def _create_page(self, step: Step) -> FactoryPage:
        catalogue = self.plan.catalogue
        values = {k: v for k, v in step.row.values.items() if k not in NOT_ON_THE_PAGE}
        page = FactoryPage(
            locale=catalogue.locale,
            live=False,
            has_unpublished_changes=True,
            owner=self.user,
            external_key=step.row.key,
        )
        if step.row.centre:
            page.latitude, page.longitude = step.row.centre
        set_page_values(page, values, self.plan.catalogue)
        if not page.introduction:
            page.introduction = introduction(
                page.municipality, page.province, step.row.values.get("editions", [])
            )
        page = catalogue.add_child(instance=page)
        log(instance=page, action="wagtail.create", user=self.user)
        return _with_first_revision(page, self.user)

    def _change_page(self, step: Step) -> tuple[FactoryPage, dict]:
        """Change the draft; what the public reads is changed by whoever publishes it."""
        page = draft_of(step.target)
        before = {name: change.old for name, change in step.changes.items()}
        set_page_values(
            page, {name: change.new for name, change in step.changes.items()}, self.plan.catalogue
        )
        return save_draft(page, self.user), before

    # Visits --------------------------------------------------------------------------

    def _write_visits(self, steps: list[Step], slot_steps: list[Step]) -> None:
        """Change the visits that are there; store the new ones at once, with their slots of the file."""
        created = [step for step in steps if step.action == Action.CREATE]
        keys = {id(step): self._programme_key(step.parent) for step in created}
        programmes = Programme.objects.in_bulk(set(keys.values()))
        new = {id(step): _new_visit(step, programmes[keys[id(step)]]) for step in created}
        their_slots = [
            step for step in slot_steps if step.parent.visit is None and id(step.parent.step) in new
        ]
        for step in their_slots:
            visit = new[id(step.parent.step)]
            visit.slots.append(_new_slot(step, visit.visit))
        stored = services.store_visits(visits=list(new.values()), now=self.now)
        self.visits = {key: each.visit for key, each in new.items()}
        _log_created(list(self.visits.values()), self.user)
        for step in steps:
            if step.action == Action.CREATE:
                self._visit_written(step, self.visits[id(step)], timetable=new[id(step)].timetable.told)
            else:
                self._change_visit(step)
        slots = {key: iter(found) for key, found in zip(new, stored, strict=True)}
        for step in their_slots:
            slot = next(slots[id(step.parent.step)])
            self.new_slots.add(id(step))
            self._written(step, slot, {"before": {}, "after": visit_services.slot_state(slot)})

    def _change_visit(self, step: Step) -> None:
        visit, before = step.target, {name: change.old for name, change in step.changes.items()}
        if step.action == Action.UPDATE:
            fill_visit(visit, {name: change.new for name, change in step.changes.items()})
            visit_services.save_visit(visit=visit, now=self.now)
            log(instance=visit, action="wagtail.edit", user=self.user)
        self.visits[id(step)] = visit
        self._visit_written(step, visit, before=before)

    def _visit_written(self, step: Step, visit: Visit, **told: dict) -> None:
        after = planning_visits.visit_values(visit)
        self._written(step, visit, {"before": {}, "after": after, **told})

    def _programme_key(self, plant: Plant) -> object:
        return plant.programme_key or self.pages[id(plant.step)].translation_key

    # Slots ---------------------------------------------------------------------------

    def _slots(self, steps: list[Step]) -> None:
        # First those that make room, then those that need it.
        for step in steps:
            if step.action == Action.UPDATE and not step.is_put_back:
                self._change_slot(step)
        groups: dict[tuple, list[Step]] = defaultdict(list)
        for step in steps:
            if step.action == Action.CREATE or step.is_put_back:
                visit = self._visit_of(step.parent)
                groups[visit.pk, step.row.values.get("capacity", visit.capacity)].append(step)
        for (_visit_id, places), together in groups.items():
            self._add_slots(self._visit_of(together[0].parent), int(places), together)
        for step in steps:
            if step.action == Action.UNCHANGED:
                self._written(step, step.target, {})

    def _visit_of(self, parent: VisitInFile) -> Visit:
        return parent.visit or self.visits[id(parent.step)]

    def _add_slots(self, visit: Visit, places: int, steps: list[Step]) -> None:
        before = {
            id(step): visit_services.slot_state(step.target) if step.is_put_back else {} for step in steps
        }
        starts = [step.starts_at for step in steps]
        added = services.add_slots(
            visit=visit, starts=starts, now=self.now, capacity=places, keep_existing=True
        )
        by_start = {slot.starts_at: slot for slot in (*added.created, *added.put_back)}
        for step in steps:
            slot = by_start[step.starts_at.astimezone(dt.UTC)]
            if step.row.values.get("status") == "closed":
                slot = services.set_open(slot_id=slot.pk, is_open=False, now=self.now)
            if step.is_put_back:
                log(instance=slot, action="wagtail.edit", user=self.user)
            after = visit_services.slot_state(slot)
            self._written(step, slot, {"before": before[id(step)], "after": after})

    def _change_slot(self, step: Step) -> None:
        slot = Slot.objects.get(pk=step.target.pk)
        before = visit_services.slot_state(slot)
        if step.starts_at != slot.starts_at:
            slot = services.move_slot(slot_id=slot.pk, starts_at=step.starts_at, note={}, now=self.now)
        places, status = step.change("capacity"), step.change("status")
        if places is not None or status is not None:
            slot = services.resize_slot(
                slot_id=slot.pk,
                capacity=int(places or slot.capacity),
                status=str(status or slot.status),
                now=self.now,
            )
        log(instance=slot, action="wagtail.edit", user=self.user)
        slot.refresh_from_db()
        self._written(step, slot, {"before": before, "after": visit_services.slot_state(slot)})

    # Memory --------------------------------------------------------------------------

    def _written(self, step: Step, target: Model, told: dict) -> None:
        """Remember which row became what, and note it in the journal if anything is new."""
        kind = step.row.kind
        row = self.remembered.get((kind, step.row.key))
        if kind == RowKind.PLANT:
            row = row or self.page_rows.get(target.pk)
        values = {name: value for name, value in step.row.values.items() if name != "key"}
        former = row and {"values": row.values, "batch": row.batch_id}
        merged = {**(row.values if row else {}), **values}
        if row is None:
            row = ImportedRow(kind=kind, external_key=step.row.key)
            setattr(row, ROW_FIELD[RowKind(kind)] + "_id", target.pk)
        is_new = row.pk is None or row.values != merged
        if is_new or step.action != Action.UNCHANGED:
            row.values, row.batch = merged, self.batch
            note = {"kind": kind, "action": str(step.action), "pk": target.pk, "key": step.row.key}
            self.rows.append((row, {**note, "former": former, "title": title_of(step), **told}))
        self.done += 1
        self.progress(self.done)


def _new_visit(step: Step, programme: Programme) -> services.NewVisit:
    visit = Visit(programme=programme, edition=step.edition)
    fill_visit(visit, step.row.values)
    return services.NewVisit(visit)


def _log_created(visits: list[Visit], user: AbstractBaseUser | None) -> None:
    """What `log` writes of each visit, for all of them. 1 query."""
    kind, now = ContentType.objects.get_for_model(Visit), timezone.now()
    told = {"content_type": kind, "action": "wagtail.create", "timestamp": now, "user": user, "data": {}}
    entries = [ModelLogEntry(object_id=str(visit.pk), label=str(visit), **told) for visit in visits]
    ModelLogEntry.objects.bulk_create(entries, batch_size=500)


def _new_slot(step: Step, visit: Visit) -> services.NewSlot:
    """A slot that a new visit gets, as its row says."""
    places = step.row.values.get("capacity", visit.capacity)
    is_closed = step.row.values.get("status") == "closed"
    return services.NewSlot(step.starts_at, int(places), is_closed)


def _with_first_revision(page: FactoryPage, user: AbstractBaseUser | None) -> FactoryPage:
    """Give a new page its revision: without one the editor would show an empty history. 2 queries.

    `save_revision` would check, save and index the whole page a second time, with everybody waiting.
    """
    revision = Revision.objects.create(
        content_object=page,
        base_content_type=page.get_base_content_type(),
        user=user,
        content=page.serializable_data(),
        object_str=str(page),
    )
    page.latest_revision, page.latest_revision_created_at = revision, revision.created_at
    FactoryPage.objects.filter(pk=page.pk).update(
        latest_revision=revision, latest_revision_created_at=revision.created_at
    )
    return page


def save_draft(page: FactoryPage, user: AbstractBaseUser | None) -> FactoryPage:
    """Store a draft as the editor does; the row of a page that was never public follows it. 15 queries."""
    if not page.live:
        page.save()
    page.save_revision(user=user, log_action=True)
    return FactoryPage.objects.get(pk=page.pk)


def set_page_values(page: FactoryPage, values: dict, catalogue: CataloguePage) -> None:
    """Write values, named as the file's columns, into a page. 1 query where the sector changes."""
    for name, value in values.items():
        if name == "sector":
            page.sector = find_sector(catalogue, str(value)) if value else None
        else:
            setattr(page, "title" if name == "name" else name, value)


def fill_visit(visit: Visit, values: dict) -> None:
    """Write values, named as the file's columns, into a visit. No query."""
    labels = dict(visit.labels)
    for name, value in values.items():
        if name in LABELS:
            labels[LABELS[name]] = value
        elif name in planning_visits.COLUMNS:
            setattr(visit, name, value)
    visit.labels = {language: text for language, text in labels.items() if text}


def find_sector(catalogue: CataloguePage, key: str) -> Sector:
    """The sector of the catalogue's language, made where it is missing. 1 query if it is there."""
    sector, _created = Sector.objects.get_or_create(
        key=key,
        locale=catalogue.locale,
        defaults={"name": SectorKey(key).label, "sort_order": SectorKey.values.index(key) + 1},
    )
    return sector
