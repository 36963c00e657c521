"""A file on its way: uploaded, its columns assigned, checked, imported, taken back.

Small files are done while the browser waits, larger ones by the worker. Whoever works on a file claims
it first by compare-and-set; the claim of a worker that died runs out and the work begins again, which is
safe: checking writes nothing and importing is one transaction.
"""

import datetime as dt
import logging
from collections.abc import Callable

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from events import rules
from factories.models import ImportBatch, ImportState

from . import columns, limits, report
from .applying import Applier
from .checking import read_rows
from .guard import UnreadableFile
from .planning import Plan, make_plan
from .reading import Sheet, read_file
from .undoing import take_back

logger = logging.getLogger(__name__)

CLAIM = dt.timedelta(minutes=5)
"""As long as the worker's claim of the job itself."""

KEPT_UNUSED = dt.timedelta(days=30)
"""A file that was never imported is forgotten after that."""

STEP = 25
"""Rows between two notes of the progress."""


def upload(*, name: str, content: bytes, user: AbstractBaseUser | None, now: dt.datetime) -> ImportBatch:
    """Take a file in, once it is known that it can be read. 1 query.

    Checked at once or queued when every column is recognised, else it waits for its columns to be
    assigned. Raises UnreadableFile.
    """
    sheets = read_file(name, content)
    mapping = columns.guess_mapping(sheets)
    batch = ImportBatch(
        created_at=now,
        created_by=user,
        file_name=name[-200:],
        content=content,
        language=get_language() or "it",
        mapping=mapping,
        total=count_rows(sheets, mapping),
    )
    batch.save()
    if columns.is_clear(sheets, mapping):
        start_check(batch=batch, now=now)
    return batch


def count_rows(sheets: list[Sheet], mapping: dict[str, dict]) -> int:
    """Rows of the tables that are read."""
    return sum(len(sheet.rows) for sheet in sheets if mapping.get(sheet.title, {}).get("kind"))


def sheets_of(batch: ImportBatch) -> list[Sheet]:
    """The tables of a stored file; empty once it is no longer kept. No query."""
    return read_file(batch.file_name, bytes(batch.content)) if batch.content else []


def assign(*, batch: ImportBatch, mapping: dict[str, dict], now: dt.datetime) -> None:
    """Read the file's columns as somebody said, and check it. 1 query, and those of the check."""
    batch.mapping, batch.total = mapping, count_rows(sheets_of(batch), mapping)
    batch.save(update_fields=["mapping", "total"])
    start_check(batch=batch, now=now)


def start_check(*, batch: ImportBatch, now: dt.datetime) -> None:
    """Check a file now if it is small, else let the worker do it.

    Raises rules.Refusal `import_state` while it is worked on or once it is imported.
    """
    waiting = (ImportState.MAPPING, ImportState.CHECKED)
    _move(batch, waiting, ImportState.CHECK_QUEUED, done=0, notice="")
    if batch.total <= limits.SMALL:
        _work_on(batch, now)


def start_apply(*, batch: ImportBatch, user: AbstractBaseUser | None, now: dt.datetime) -> None:
    """Import a file that was checked and has no problem: now if it is small, else by the worker.

    Raises rules.Refusal `import_state`, `import_problems`.
    """
    batch.refresh_from_db(fields=["problems", "state"])
    if batch.problems:
        raise rules.Refusal(
            "import_problems", _("The file still has errors: correct them and upload it again.")
        )
    _move(batch, (ImportState.CHECKED,), ImportState.APPLY_QUEUED, done=0, notice="", applied_by=user)
    if batch.total <= limits.SMALL:
        _work_on(batch, now)


def undo(*, batch: ImportBatch, user: AbstractBaseUser | None, now: dt.datetime) -> None:
    """Take the last import back, all of it or nothing, in one transaction.

    Raises rules.Refusal `import_state` (not imported, or not the last one), and what `take_back` finds:
    `changed_since`, `slot_booked`, `visit_has_slots`, `programme_in_use`.
    """
    with transaction.atomic():
        last = last_applied(lock=True)
        if last is None or last.pk != batch.pk:
            raise _wrong_state()
        take_back(last, user=user, now=now)
        ImportBatch.objects.filter(pk=last.pk).update(
            state=ImportState.UNDONE, undone_at=now, undone_by=user, journal=[]
        )
    batch.refresh_from_db()


def last_applied(*, lock: bool = False) -> ImportBatch | None:
    """The import that can be taken back: the last one that stands. 1 query."""
    applied = ImportBatch.objects.filter(state=ImportState.APPLIED).order_by("-applied_at", "-pk")
    return (applied.select_for_update() if lock else applied).first()


def _wrong_state() -> rules.Refusal:
    return rules.Refusal("import_state", _("This import has moved on in the meantime: look at it again."))


def _move(batch: ImportBatch, before: tuple[str, ...], after: str, **changes: object) -> None:
    """Compare-and-set of the state: of two clicks one goes on. 2 queries."""
    moved = ImportBatch.objects.filter(pk=batch.pk, state__in=before).update(state=after, **changes)
    if not moved:
        raise _wrong_state()
    batch.refresh_from_db()


# Work: by the request or by the worker ----------------------------------------------


def run_imports(now: dt.datetime) -> None:
    """The worker's job: check and import what is queued, the oldest first; forget unused files.

    1 query when nothing is queued.
    """
    died = Q(state__in=[ImportState.CHECKING, ImportState.APPLYING], claimed_until__lte=now)
    queued = Q(state__in=[ImportState.CHECK_QUEUED, ImportState.APPLY_QUEUED])
    for batch in ImportBatch.objects.filter(queued | died).order_by("created_at", "pk"):
        _work_on(batch, now)


def forget_unused_files(now: dt.datetime) -> None:
    """The worker's job: delete files that nobody imported within a month. 1 query."""
    unused = (ImportState.MAPPING, ImportState.CHECKED)
    ImportBatch.objects.filter(state__in=unused, created_at__lt=now - KEPT_UNUSED).delete()


def _work_on(batch: ImportBatch, now: dt.datetime) -> None:
    """Claim a file and do what it waits for; nothing if somebody else was faster."""
    is_check = batch.state in (ImportState.CHECK_QUEUED, ImportState.CHECKING)
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    claimed = ImportBatch.objects.filter(free, pk=batch.pk, state=batch.state).update(
        state=ImportState.CHECKING if is_check else ImportState.APPLYING, claimed_until=now + CLAIM
    )
    if not claimed:
        return
    batch.refresh_from_db()
    with override(batch.language):
        try:
            (_check if is_check else _apply)(batch, now)
        except UnreadableFile as error:
            _end(batch, state=ImportState.CHECKED, problems=[report.whole_file(str(error))])
        except (rules.Refusal, ValidationError) as refusal:
            # Found while writing what the check could not see: everything is as it was.
            words = refusal.messages if isinstance(refusal, ValidationError) else [refusal.message]
            text = _("Nothing was imported: %(why)s Check the file again.")
            _end(batch, state=ImportState.CHECKED, fingerprint="", notice=text % {"why": " ".join(words)})
        except Exception:
            logger.exception("Import %s failed", batch.pk)
            text = _("Something went wrong, and nothing was written. Tell whoever runs the servers.")
            _end(batch, state=ImportState.CHECKED, fingerprint="", notice=text)
    batch.refresh_from_db()


def _end(batch: ImportBatch, **changes: object) -> None:
    ImportBatch.objects.filter(pk=batch.pk).update(claimed_until=None, **changes)


def _plan(batch: ImportBatch, now: dt.datetime, progress: Callable[[int], None]) -> Plan:
    rows, problems = read_rows(sheets_of(batch), batch.mapping)
    plan = make_plan(rows, now=now, progress=progress)
    plan.problems = problems + plan.problems
    return plan


def _check(batch: ImportBatch, now: dt.datetime) -> None:
    plan = _plan(batch, now, _noted(batch))
    _end(batch, state=ImportState.CHECKED, done=batch.total, **report.told(plan))


def _apply(batch: ImportBatch, now: dt.datetime) -> None:
    """Make the plan again and follow it if it is still the one that was looked at. One transaction."""
    with transaction.atomic():
        # One import at a time.
        list(ImportBatch.objects.select_for_update().filter(state=ImportState.APPLYING).order_by("pk"))
        plan = _plan(batch, now, lambda done: None)
        if plan.problems or plan.fingerprint != batch.fingerprint:
            text = _("The portal has changed since the check: nothing was imported. Look at the new result.")
            _end(batch, state=ImportState.CHECKED, notice=text, **report.told(plan))
            return
        applier = Applier(plan, batch=batch, user=batch.applied_by, now=now, progress=_counted(batch))
        journal = applier.apply()
        # The file has done its service; the report stays.
        _end(
            batch,
            state=ImportState.APPLIED,
            journal=journal,
            applied_at=timezone.now(),
            done=batch.total,
            content=b"",
        )


# Progress ------------------------------------------------------------------------------


def _noted(batch: ImportBatch) -> Callable[[int], None]:
    """Notes how many rows are checked where everybody sees it."""
    return lambda done: ImportBatch.objects.filter(pk=batch.pk).update(done=done)


def _counted(batch: ImportBatch) -> Callable[[int], None]:
    """Counts written rows in the cache: nobody sees what a transaction writes before it ends."""

    def count(done: int) -> None:
        if done % STEP == 0:
            cache.set(_progress_key(batch), done, timeout=600)

    return count


def _progress_key(batch: ImportBatch) -> str:
    return f"import-progress-{batch.pk}"


def rows_done(batch: ImportBatch) -> int | None:
    """How many rows of a file are done; None where that cannot be seen from here. No query."""
    if batch.state == ImportState.APPLYING:
        return cache.get(_progress_key(batch))
    return batch.done if batch.state == ImportState.CHECKING else 0
