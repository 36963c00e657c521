"""Many visitors at once: threads with database connections of their own."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connections


def run_together(count: int, work: Callable[[int], str]) -> Counter:
    """Run `work(0..count-1)` in threads that start together; count what each returned."""
    barrier, results = threading.Barrier(count), []

    def one(number: int) -> None:
        try:
            barrier.wait()
            results.append(work(number))
        except Exception as problem:  # noqa: BLE001 - the test counts errors
            results.append(f"error: {problem!r}")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(results)


def run_rush(tasks: int, work: Callable[[int], str], threads: int = 32) -> Counter:
    """Run `work(0..tasks-1)` over some threads; count what each returned."""

    def one(number: int) -> str:
        try:
            return work(number)
        except Exception as problem:  # noqa: BLE001 - the test counts errors
            return f"error: {problem!r}"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        return Counter(pool.map(one, range(tasks)))


def errors(outcome: Counter) -> list[str]:
    """What should never happen: neither done nor refused."""
    return [key for key in outcome if key.startswith("error")]
