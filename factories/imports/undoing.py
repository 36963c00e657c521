"""Takes an import back, while nothing of it is booked or changed since. Called inside one transaction."""

import datetime as dt
from collections.abc import Callable

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from events import rules
from events.models import Slot, Visit
from events.scheduling import recurrence_to_plan
from events.services import visits as visit_services
from events.timetables import Timetable
from factories.models import FactoryPage, ImportBatch, ImportedRow, ImportState, RowKind

from .applying import fill_visit, save_draft, set_page_values
from .planning import Action, draft_of, find_catalogue
from .planning_visits import visit_values

_MOMENTS = ("starts_at", "ends_at", "planned_at")


def take_back(
    batch: ImportBatch,
    *,
    user: AbstractBaseUser | None,
    now: dt.datetime,
    progress: Callable[[int], None] = lambda done: None,
) -> None:
    """Undo what the journal tells, last things first. Some 10 queries for all new slots, 10 per other
    slot or visit, 60 per page.

    Raises rules.Refusal `changed_since`, `slot_booked`, `visit_has_slots`, `programme_in_use` with the
    first thing that stands against it; then nothing may be kept.
    """
    notes = list(reversed(batch.journal))
    slots = [note for note in notes if note["kind"] == RowKind.SLOT]
    _check_slots(slots)
    created = [note["pk"] for note in slots if note["action"] == Action.CREATE]
    visit_services.discard_slots(slot_ids=created)
    for note in slots:
        if note["action"] == Action.UPDATE:
            visit_services.put_slot_back(
                slot_id=note["pk"], state=_state(note["before"]), since=batch.applied_at
            )
    for note in notes:
        if note["kind"] == RowKind.VISIT:
            _take_back_visit(note, user, now)
    revisions: dict[int, int] = {}
    pages = [note for note in notes if note["kind"] == RowKind.PLANT]
    for number, note in enumerate(pages, start=1):
        revisions |= _take_back_page(note, user)
        progress(len(notes) - len(pages) + number)
    _forget_rows(notes)
    _tell_earlier_journals(batch, revisions)


def _state(told: dict) -> dict:
    """A slot's state with its moments read back from JSON."""
    moments = {name: parse_datetime(told[name]) if told[name] else None for name in _MOMENTS}
    return {**told, **moments}


def _changed(title: str) -> rules.Refusal:
    text = _("“%(title)s” was changed or deleted since the import.")
    return rules.Refusal("changed_since", text % {"title": title})


def _check_slots(notes: list[dict]) -> None:
    notes = [note for note in notes if note["action"] != Action.UNCHANGED]
    found = Slot.objects.in_bulk([note["pk"] for note in notes])
    for note in notes:
        slot = found.get(note["pk"])
        if slot is None or visit_services.slot_state(slot) != _state(note["after"]):
            raise _changed(note["title"])


def _take_back_visit(note: dict, user: AbstractBaseUser | None, now: dt.datetime) -> None:
    if note["action"] == Action.UNCHANGED:
        return
    visit = Visit.objects.select_related("edition", "programme").filter(pk=note["pk"]).first()
    if visit is None or visit_values(visit) != note["after"]:
        raise _changed(note["title"])
    if note["action"] == Action.CREATE:
        if not _has_its_timetable(visit, note):
            raise _changed(note["title"])
        log(instance=visit, action="wagtail.delete", user=user)
        visit_services.discard_visit(visit_id=visit.pk)
        return
    fill_visit(visit, note["before"])
    visit_services.save_visit(visit=visit, now=now)
    log(instance=visit, action="wagtail.edit", user=user)


def _has_its_timetable(visit: Visit, note: dict) -> bool:
    """Whether a visit has the days and times that the import gave it, and no others. 1 query."""
    edition, bands = visit.edition, list(visit.bands.all())
    plan = recurrence_to_plan(visit.recurrence, first=edition.first_day, last=edition.last_day)
    if plan.rule or plan.excluded or any(band.end for band in bands):
        return False
    found = Timetable(plan.added, tuple(band.start for band in bands))
    return found.told == note.get("timetable", Timetable().told)


def _take_back_page(note: dict, user: AbstractBaseUser | None) -> dict[int, int]:
    """Delete a page or put its values back; then its revision before the import, and the one now."""
    if note["action"] == Action.UNCHANGED:
        return {}
    page = (
        FactoryPage.objects.select_related("latest_revision", "sector", "locale")
        .filter(pk=note["pk"])
        .first()
    )
    if page is None or page.latest_revision_id != note["after"]["revision"]:
        raise _changed(note["title"])
    if note["action"] == Action.CREATE:
        if page.get_translations().filter(alias_of=None).exists():
            text = _("“%(title)s” was translated since the import.")
            raise rules.Refusal("changed_since", text % {"title": note["title"]})
        visit_services.discard_programme(programme_key=page.translation_key)
        page.delete(user=user)
        return {}
    was_live = {name: note["after"][name] for name in ("live_revision", "live")}
    if was_live != {"live_revision": page.live_revision_id, "live": page.live}:
        raise _changed(note["title"])  # it was published: the public reads the new values
    draft = draft_of(page)
    set_page_values(draft, note["before"], find_catalogue())
    return {note["revision_before"]: save_draft(draft, user).latest_revision_id}


def _tell_earlier_journals(batch: ImportBatch, revisions: dict[int, int]) -> None:
    """What was put back is a new revision with the old values: earlier imports can still be undone."""
    if not revisions:
        return
    for other in ImportBatch.objects.filter(state=ImportState.APPLIED).exclude(pk=batch.pk):
        for note in other.journal:
            known = note.get("after", {}).get("revision")
            if known in revisions:
                note["after"]["revision"] = revisions[known]
        other.save(update_fields=["journal"])


def _forget_rows(notes: list[dict]) -> None:
    """Put the memory of the rows back as it was before the import."""
    ImportedRow.objects.filter(pk__in=[note["row"] for note in notes if note["former"] is None]).delete()
    former = {note["row"]: note["former"] for note in notes if note["former"] is not None}
    batches = set(ImportBatch.objects.values_list("pk", flat=True))
    rows = list(ImportedRow.objects.filter(pk__in=former))
    for row in rows:
        told = former[row.pk]
        row.values, row.batch_id = told["values"], told["batch"] if told["batch"] in batches else None
    ImportedRow.objects.bulk_update(rows, ["values", "batch"], batch_size=200)
