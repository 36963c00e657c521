"""How long an import of a whole edition keeps everybody else from writing.

    .venv/bin/python -m bench.importing
    .venv/bin/python -m bench.importing --plants 20 --visits 60 --slots 300

Makes a database of its own, brings in a workbook of 100 plants, 600 visits and 3,000 slots as the worker
does, and drops it. *Lock* is the time from the first statement of the one transaction that writes to its
end: on SQLite nobody else writes meanwhile, and who waits longer than 10 seconds is told to try again.
"""

import argparse
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")


def edition_file(plants: int, visits: int, slots: int) -> bytes:
    """A workbook with so many rows; each visit starts at the same times on each of three days."""
    from tests.factories.tables import PLANTS, SLOTS, VISITS, whole_file

    towns = [("Torino", "TO"), ("Cuneo", "CN"), ("Biella", "BI"), ("Novara", "NO"), ("Asti", "AT")]
    rows = {"Stabilimenti": [PLANTS[0]], "Visite": [VISITS[0]], "Turni": [SLOTS[0]]}
    for n in range(plants):
        town, province = towns[n % len(towns)]
        rows["Stabilimenti"].append((f"p{n}", f"Ditta {n}", "Tessile", town, province, f"Dal {1900 + n}."))
    for n in range(visits):
        rows["Visite"].append((f"v{n}", f"p{n % plants}", f"Giro {n // plants}", "italiano", 60, 15))
    for n in range(slots):
        turn, day = divmod(n // visits, 3)
        hour = 8 + turn * 2 + (n % visits) // plants // 4
        places = 10 if n % 50 == 0 else None
        status = "chiuso" if n % 40 == 0 else None
        rows["Turni"].append((None, f"v{n % visits}", f"{28 + day}/10/2027", f"{hour:02}:00", places, status))
    return whole_file(**rows)


@contextmanager
def watched(module: object) -> Iterator[list[tuple[float, float]]]:
    """How long each outermost transaction of a module lasts, in seconds and in seconds of this process."""
    real, seconds = module.transaction.atomic, []

    @contextmanager
    def atomic(*args: object, **kwargs: object) -> Iterator[None]:
        with real(*args, **kwargs):
            begin, cpu = time.perf_counter(), time.process_time()
            yield
        seconds.append((time.perf_counter() - begin, time.process_time() - cpu))

    class Watched:
        """`transaction` as the module sees it."""

        def __getattr__(self, name: str) -> object:
            return atomic if name == "atomic" else getattr(before, name)

    before, module.transaction = module.transaction, Watched()
    try:
        yield seconds
    finally:
        module.transaction = before


def measure(content: bytes) -> list[tuple[str, int, float, float]]:
    """(what, statements, seconds, seconds of CPU) of the check, the import and the lock."""
    import time_machine
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from factories.imports import batches
    from factories.models import ImportState
    from tests.builders.events import NOW, an_edition
    from tests.builders.pages import a_site

    rows = []
    with time_machine.travel(NOW, tick=True):
        a_site()
        an_edition()
        batch = batches.upload(name="edizione.xlsx", content=content, user=None, now=NOW)
        begin, cpu = time.perf_counter(), time.process_time()
        batches.run_imports(NOW)
        rows.append(("check", 0, time.perf_counter() - begin, time.process_time() - cpu))
        batch.refresh_from_db()
        assert batch.state == ImportState.CHECKED, batch.notice
        assert not batch.problems, batch.problems[:3]
        batches.start_apply(batch=batch, user=None, now=NOW)
        with CaptureQueriesContext(connection) as seen, watched(batches) as lock:
            begin, cpu = time.perf_counter(), time.process_time()
            batches.run_imports(NOW)
            rows.append(("import", len(seen), time.perf_counter() - begin, time.process_time() - cpu))
        batch.refresh_from_db()
        assert batch.state == ImportState.APPLIED, batch.notice
        rows.append(("lock", 0, *max(lock)))
    return rows


def main() -> None:
    """Print one table for the database that DATABASE_URL names, SQLite without it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--plants", type=int, default=100)
    parser.add_argument("--visits", type=int, default=600)
    parser.add_argument("--slots", type=int, default=3_000)
    options = parser.parse_args()
    django.setup()
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    databases = setup_databases(verbosity=0, interactive=False)
    try:
        rows = measure(edition_file(options.plants, options.visits, options.slots))
    finally:
        teardown_databases(databases, verbosity=0)
    print(f"{connection.vendor}, {options.plants} plants, {options.visits} visits, {options.slots} slots\n")
    print("| what | statements | seconds | CPU |\n| --- | --- | --- | --- |")
    for name, statements, seconds, worked in rows:
        print(f"| {name} | {statements or ''} | {seconds:.2f} | {worked:.2f} |")


if __name__ == "__main__":
    main()
