"""How fast places are held and confirmed, beside a bare guarded UPDATE in the same run.

    .venv/bin/python -m bench.booking_services
    DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres .venv/bin/python -m bench.booking_services

Makes a database of its own, and drops it. Services only: no HTTP, no templates of pages; the
confirmation mail is rendered and queued as in real life.
"""

import argparse
import os
import threading
import time
import uuid
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")


def run(count: int, threads: int, work: Callable[[], None]) -> float:
    """Do `work` `count` times in threads that start together; returns how many a second."""
    from django.db import connections

    barrier, share = threading.Barrier(threads + 1), count // threads

    def one() -> None:
        barrier.wait()
        for _ in range(share):
            work()
        connections.close_all()

    workers = [threading.Thread(target=one) for _ in range(threads)]
    for worker in workers:
        worker.start()
    barrier.wait()
    begin = time.perf_counter()
    for worker in workers:
        worker.join()
    return share * threads / (time.perf_counter() - begin)


def measure(count: int, levels: list[int]) -> list[tuple[int, float, float]]:
    """(threads, bare updates a second, bookings a second) for each level, on fresh slots."""
    from django.db.models import F

    from events import services
    from events.models import Slot
    from tests.builders.events import NOW, a_contact, a_party, a_slot

    def bare(slot: Slot) -> None:
        Slot.objects.filter(pk=slot.pk, taken__lte=F("capacity") - 1).update(taken=F("taken") + 1)

    def book(slot: Slot) -> None:
        intent, party = uuid.uuid4(), a_party()
        services.hold_places(
            slot_id=slot.pk, seen_version=1, party=party, intent=intent, language="it", now=NOW
        )
        services.confirm_hold(intent=intent, party=party, contact=a_contact(), now=NOW)

    rows = []
    for threads in levels:
        rates = []
        for work in (bare, book):
            slot = a_slot(places=count)
            rates.append(run(count, threads, lambda work=work, slot=slot: work(slot)))
        rows.append((threads, *rates))
    return rows


def main() -> None:
    """Print one table for the database that DATABASE_URL names, SQLite without it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=320, help="bookings per level, all for one slot")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 8, 32])
    options = parser.parse_args()
    django.setup()
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    databases = setup_databases(verbosity=0, interactive=False)
    try:
        rows = measure(options.count, options.threads)
    finally:
        teardown_databases(databases, verbosity=0)
    print(f"{connection.vendor}, {options.count} bookings of one slot\n")
    print("threads   bare UPDATE/s   hold + confirm/s   ratio")
    for threads, bare, booked in rows:
        print(f"{threads:>7} {bare:>15.0f} {booked:>18.0f} {booked / bare:>7.2f}")


if __name__ == "__main__":
    main()
