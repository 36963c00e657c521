"""What the import's pages show of a file. No query unless it is said."""

import datetime as dt

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events import selectors as events
from events.admin import links
from events.admin.words import moment_in_words
from events.spreadsheets import Column, Table
from factories.models import ImportBatch, ImportState, RowKind

from . import batches
from .planning import Action

HEAVY = ("content", "rows", "problems", "journal")
"""Columns that a list does not need."""

ROWS_PER_PAGE = 100


def frame(title: str = "") -> dict:
    """What every page of the import has: title, way back, icon."""
    trail = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
    trail.append({"url": reverse("factories_imports") if title else "", "label": _("Import")})
    if title:
        trail.append({"url": "", "label": title})
    return {
        "page_title": title or _("Import"),
        "header_title": title or _("Import"),
        "header_icon": "upload",
        "breadcrumbs_items": trail,
    }


def person(user: AbstractBaseUser | None) -> str:
    """Somebody's name, or that they are gone."""
    return (user.get_full_name() or user.get_username()) if user else _("somebody who is not here any more")


def history_line(batch: ImportBatch) -> dict:
    """One line of the list of imports."""
    return {
        "batch": batch,
        "when": moment_in_words(batch.created_at),
        "who": person(batch.created_by),
        "state": batch.get_state_display(),
        "counts": counts_in_words(batch.counts),
        "url": reverse("factories_import", args=[batch.pk]),
    }


def counts_in_words(counts: dict) -> str:
    """ "3 created, 1 changed, 12 unchanged" of all kinds together."""
    total = (
        {action: sum(kind[action] for kind in counts.values()) for action in map(str, Action)}
        if counts
        else {}
    )
    if not any(total.values()):
        return "–"
    texts = {
        "create": ngettext("%(n)d new", "%(n)d new", total["create"]),
        "update": ngettext("%(n)d changed", "%(n)d changed", total["update"]),
        "unchanged": ngettext("%(n)d unchanged", "%(n)d unchanged", total["unchanged"]),
    }
    return ", ".join(text % {"n": total[action]} for action, text in texts.items() if total[action])


def batch_context(batch: ImportBatch, query: QueryDict, now: dt.datetime, user: AbstractBaseUser) -> dict:
    """Everything that the page of a file shows. At most 2 queries."""
    chosen = query.get("show", "")
    rows = [row for row in batch.rows if chosen in ("", row["action"])]
    rows_page = Paginator(rows, ROWS_PER_PAGE).get_page(query.get("p"))
    addresses = _addresses(batch, user)
    for row in rows_page:
        row["url"] = addresses.get((row["kind"], row["key"]), "")
    last = batches.last_applied() if batch.state == ImportState.APPLIED else None
    context = frame(batch.file_name) | progress_context(batch, now)
    return context | {
        "who": person(batch.created_by),
        "when": moment_in_words(batch.created_at),
        "applied": _done_by(batch.applied_at, batch.applied_by),
        "undone": _done_by(batch.undone_at, batch.undone_by),
        "state": batch.get_state_display(),
        "is_mapping": batch.state == ImportState.MAPPING,
        "is_checked": batch.state == ImportState.CHECKED,
        "may_apply": batch.state == ImportState.CHECKED and not batch.problems and _changes(batch),
        "changes_nothing": bool(batch.rows) and not batch.problems and not _changes(batch),
        "is_last": last is not None and last.pk == batch.pk,
        "problem_count": len(batch.problems),
        "kinds": _kinds(batch),
        "filters": _filters(batch, chosen),
        "row_query": f"show={chosen}&" if chosen else "",
        "rows": rows_page,
    }


def _addresses(batch: ImportBatch, user: AbstractBaseUser) -> dict[tuple[str, str], str]:
    """Where what an import wrote can be looked at, by whoever may, by kind and key."""
    ways = {RowKind.PLANT: lambda pk: reverse("wagtailadmin_pages:edit", args=[pk])}
    if user.has_perm("events.change_visit"):
        ways[RowKind.VISIT] = links.visit_url
    if user.has_perm("events.change_slot"):
        ways[RowKind.SLOT] = links.slot_url
    written = [note for note in batch.journal if note["kind"] in ways]
    return {(note["kind"], note["key"]): ways[RowKind(note["kind"])](note["pk"]) for note in written}


def _done_by(moment: dt.datetime | None, user: AbstractBaseUser | None) -> str:
    if moment is None:
        return ""
    return _("%(when)s, by %(who)s") % {"when": moment_in_words(moment), "who": person(user)}


def _changes(batch: ImportBatch) -> bool:
    return any(row["action"] != Action.UNCHANGED for row in batch.rows)


def _kinds(batch: ImportBatch) -> list[dict]:
    """Per kind how many rows do what; kinds that the file does not have are left out."""
    return [
        {"label": RowKind(kind).label, **counts}
        for kind, counts in batch.counts.items()
        if any(counts.values())
    ]


def _filters(batch: ImportBatch, chosen: str) -> list[dict]:
    labels = {"": _("All rows"), "create": _("New"), "update": _("Changed"), "unchanged": _("Unchanged")}
    numbers = {name: sum(row["action"] == name for row in batch.rows) for name in labels}
    numbers[""] = len(batch.rows)
    return [
        {"name": name, "label": label, "count": numbers[name], "is_chosen": name == chosen}
        for name, label in labels.items()
        if numbers[name] or name == chosen
    ]


def progress_context(batch: ImportBatch, now: dt.datetime) -> dict:
    """How far the worker is. 1 query while it works, for whether there is a worker at all."""
    done = batches.rows_done(batch) if batch.is_working else None
    texts = {
        ImportState.CHECK_QUEUED: _("The file waits for its check."),
        ImportState.CHECKING: _("The file is being checked."),
        ImportState.APPLY_QUEUED: _("The file waits to be imported."),
        ImportState.APPLYING: _("The rows are being written: all of them or none."),
        ImportState.UNDO_QUEUED: _("The import waits to be undone."),
        ImportState.UNDOING: _("The import is being undone."),
    }
    return {
        "batch": batch,
        "is_working": batch.is_working,
        "work": texts.get(ImportState(batch.state), ""),
        "done": done,
        "percent": min(100, round(100 * done / batch.total)) if done and batch.total else 0,
        "worker_is_well": not batch.is_working or events.worker_health(now) == "ok",
    }


def problems_table(batch: ImportBatch) -> Table:
    """The errors of a file, to be worked through in a spreadsheet."""
    headings = (_("Sheet"), _("Row"), _("Column"), _("Value"), _("What is wrong"))
    widths = (18, 8, 26, 34, 90)
    columns = [Column(heading, width) for heading, width in zip(headings, widths, strict=True)]
    rows = [
        [problem["sheet"], problem["row"] or None, problem["column"], problem["value"], problem["message"]]
        for problem in batch.problems
    ]
    return Table(_("Errors"), columns, rows)


def said(batch: ImportBatch) -> str:
    """What happened just now, in one sentence; empty where the page says it anyway."""
    if batch.state == ImportState.APPLIED:
        return _("Imported: %(counts)s.") % {"counts": counts_in_words(batch.counts)}
    if batch.state == ImportState.UNDONE:
        return _("The import is undone: everything is as it was before.")
    return ""
