"""A file on its way: uploaded, its columns assigned, checked, imported, taken back.

Small files are done while the browser waits, larger ones by the worker. Whoever works on a file claims
it first by compare-and-set; the claim of a worker that died runs out and the work begins again, which is
safe: checking writes nothing and importing is one transaction.
"""

import datetime as dt
import logging
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.filebased import FileBasedCache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from events import rules
from factories.models import ImportBatch, ImportState
from factories.models.imports import QUEUED_STATES, RUNNING_STATES

from . import columns, limits, report
from .applying import Applier
from .checking import read_rows
from .guard import UnreadableFile
from .planning import make_plan
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


def start_undo(*, batch: ImportBatch, user: AbstractBaseUser | None, now: dt.datetime) -> None:
    """Take the last import back: now if it is small, else by the worker.

    Whether anything stands against it is known when it is done: then the state is `applied` again, and
    the notice says what. Raises rules.Refusal `import_state` (not imported, or not the last one).
    """
    last = last_applied()
    if last is None or last.pk != batch.pk:
        raise _wrong_state()
    _move(batch, (ImportState.APPLIED,), ImportState.UNDO_QUEUED, done=0, notice="", undone_by=user)
    if batch.total <= limits.SMALL:
        _work_on(batch, now)


def last_applied() -> ImportBatch | None:
    """The import that can be taken back: the last one that stands. 1 query."""
    standing = (ImportState.APPLIED, ImportState.UNDO_QUEUED, ImportState.UNDOING)
    return ImportBatch.objects.filter(state__in=standing).order_by("-applied_at", "-pk").first()


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
    died = Q(state__in=RUNNING_STATES, claimed_until__lte=now)
    queued = Q(state__in=QUEUED_STATES)
    for batch in ImportBatch.objects.filter(queued | died).order_by("created_at", "pk"):
        _work_on(batch, now)


def forget_unused_files(now: dt.datetime) -> None:
    """The worker's job: delete files that nobody imported within a month. 1 query."""
    unused = (ImportState.MAPPING, ImportState.CHECKED)
    ImportBatch.objects.filter(state__in=unused, created_at__lt=now - KEPT_UNUSED).delete()


def _work_on(batch: ImportBatch, now: dt.datetime) -> None:
    """Claim a file and do what it waits for; nothing if somebody else was faster."""
    running, before, work = _work_of(batch.state)
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    claimed = ImportBatch.objects.filter(free, pk=batch.pk, state=batch.state).update(
        state=running, claimed_until=now + CLAIM
    )
    if not claimed:
        return
    batch.refresh_from_db()
    with override(batch.language):
        try:
            work(batch, now)
        except UnreadableFile as error:
            _end(batch, state=before, problems=[report.whole_file(str(error))])
        except (rules.Refusal, ValidationError) as refusal:
            # Found while writing what could not be seen before: everything is as it was.
            words = refusal.messages if isinstance(refusal, ValidationError) else [refusal.message]
            _end(batch, state=before, notice=_("Nothing was done: %(why)s") % {"why": " ".join(words)})
        except Exception:
            logger.exception("Import %s failed", batch.pk)
            text = _("Something went wrong, and nothing was written. Tell whoever runs the servers.")
            _end(batch, state=before, notice=text)
    batch.refresh_from_db()


def _work_of(state: str) -> tuple[ImportState, ImportState, Callable[[ImportBatch, dt.datetime], None]]:
    """What a file waits for: the state meanwhile, the state if it fails, and the work."""
    if state in (ImportState.CHECK_QUEUED, ImportState.CHECKING):
        return ImportState.CHECKING, ImportState.CHECKED, _check
    if state in (ImportState.APPLY_QUEUED, ImportState.APPLYING):
        return ImportState.APPLYING, ImportState.CHECKED, _apply
    return ImportState.UNDOING, ImportState.APPLIED, _undo


def _end(batch: ImportBatch, **changes: object) -> None:
    """Write the outcome, unless the claim ran out and somebody else has the file."""
    ours = ImportBatch.objects.filter(pk=batch.pk, claimed_until=batch.claimed_until)
    ours.update(claimed_until=None, **changes)


def _is_ours(batch: ImportBatch) -> bool:
    """Whether the file is still claimed by this worker; one at a time from here to the end of the
    transaction. 1 query."""
    running = ImportBatch.objects.select_for_update().filter(state__in=RUNNING_STATES).order_by("pk")
    return (batch.pk, batch.claimed_until) in running.values_list("pk", "claimed_until")


def _check(batch: ImportBatch, now: dt.datetime) -> None:
    rows, problems = read_rows(sheets_of(batch), batch.mapping)
    plan = make_plan(rows, now=now, progress=_noted(batch))
    plan.problems = problems + plan.problems
    _end(batch, state=ImportState.CHECKED, done=batch.total, **report.told(plan))


def _apply(batch: ImportBatch, now: dt.datetime) -> None:
    """Make the plan again and follow it if it is still the one that was looked at. One transaction."""
    # Before it: on SQLite nobody books while a transaction that writes is open.
    rows, problems = read_rows(sheets_of(batch), batch.mapping)
    with transaction.atomic():
        if not _is_ours(batch):
            return
        plan = make_plan(rows, now=now)
        plan.problems = problems + plan.problems
        if plan.problems or plan.fingerprint != batch.fingerprint:
            text = _("The portal has changed since the check: nothing was imported. Look at the new result.")
            _end(batch, state=ImportState.CHECKED, notice=text, **report.told(plan))
            return
        _beside_the_database().delete(_progress_key(batch))
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


def _undo(batch: ImportBatch, now: dt.datetime) -> None:
    """Put everything back, all of it or nothing. Raises rules.Refusal as `take_back` does."""
    _beside_the_database().delete(_progress_key(batch))
    with transaction.atomic():
        if not _is_ours(batch):
            return
        take_back(batch, user=batch.undone_by, now=now, progress=_counted(batch))
        _end(batch, state=ImportState.UNDONE, undone_at=timezone.now(), journal=[])


# Progress ------------------------------------------------------------------------------


def _noted(batch: ImportBatch) -> Callable[[int], None]:
    """Notes how many rows are checked where everybody sees it."""
    return lambda done: ImportBatch.objects.filter(pk=batch.pk).update(done=done)


def _counted(batch: ImportBatch) -> Callable[[int], None]:
    """Counts rows beside the database: nobody sees what a transaction writes before it ends."""
    store, key = _beside_the_database(), _progress_key(batch)

    def count(done: int) -> None:
        if done % STEP == 0:
            store.set(key, done, timeout=600)

    return count


def _beside_the_database() -> BaseCache:
    """Redis; without it a file, which web server and worker of one machine share."""
    return cache if settings.REDIS_URL else FileBasedCache(str(settings.VAR_DIR / "progress"), {})


def _progress_key(batch: ImportBatch) -> str:
    return f"import-progress-{batch.pk}"


def rows_done(batch: ImportBatch) -> int | None:
    """How many rows of a file are done; None where that cannot be seen from here. No query."""
    if batch.state in (ImportState.APPLYING, ImportState.UNDOING):
        return _beside_the_database().get(_progress_key(batch))
    return batch.done if batch.state == ImportState.CHECKING else 0
