"""Whole visitor journeys a second, each step by itself, and a rush of hundreds for a few places.

    .venv/bin/python -m bench.booking
    DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres REDIS_URL=redis://127.0.0.1:6379/0 \
        .venv/bin/python -m bench.booking

A journey is what a browser asks for: plant page, people, contacts, summary, receipt, three forms
sent with their tokens, in a session of its own. gunicorn runs with production settings on the demo
content in a database of its own. Visitors share the processors with server and database.
"""

import argparse
import asyncio
import itertools
import json
import random
import time
import uuid
from collections import Counter
from dataclasses import dataclass

from .server import arguments, busy_seconds, content, described, manage, processor_seconds, server
from .visitor import Refused, Target, Visitor

PREPARE = """
import json
from django.urls import reverse
from django.utils import timezone, translation
from events import hosting, rules
from events.models import Slot
now, chosen, plants = timezone.now(), [], set()
slots = Slot.objects.with_rules().filter(visit__names_required=False).upcoming(now).order_by("pk")
for slot in slots:
    page = hosting.host_page(slot.programme_id, "it")
    free = rules.availability(slot, now) == rules.Availability.FREE
    if free and page and page.pk not in plants and slot.visit.party_limit >= 2 and not slot.visit.min_age:
        plants.add(page.pk)
        chosen.append((slot, page))
rush, *roomy = chosen[:9]
Slot.objects.filter(pk=rush[0].pk).update(capacity={places} + rush[0].taken)
Slot.objects.filter(pk__in=[slot.pk for slot, page in roomy]).update(capacity=30000)
with translation.override("it"):
    found = [(page.get_url(), reverse("events:people", args=[slot.pk])) for slot, page in [rush, *roomy]]
print(json.dumps(found))
"""
COUNT = """
from events.models import Booking
from events.selectors import inventory_errors
booked = Booking.objects.filter(email__startswith="rush-{run}-", status="confirmed")
print(booked.count(), len(inventory_errors()))
"""
RUN = uuid.uuid4().hex[:8]
"""Part of every address: who booked in an earlier run, on content that was kept, may book no more."""
_numbers = itertools.count()


@dataclass(frozen=True)
class Step:
    """What one step of the journey costs: asked by all visitors before any goes on."""

    name: str
    rate: float
    server: float
    """Milliseconds of a processor for each, in the processes of the server."""
    machine: float
    """The same of the whole machine: database, cache and load generator too."""


class Crowd:
    """Visitors of one server."""

    def __init__(self, parent: int, port: int, targets: list[Target]) -> None:
        self.parent, self.port, self.targets = parent, port, targets

    def visitor(self, name: str = "visitor", target: Target | None = None) -> Visitor:
        """Somebody who was never here, for the slots in turn unless a target is given."""
        number = next(_numbers)
        target = target or self.targets[number % len(self.targets)]
        return Visitor(self.port, target, f"{name}-{RUN}-{number}@bench.example")

    async def journeys(self, concurrency: int, seconds: float) -> tuple[float, float]:
        """Journeys a second with so many visitors at a time, and CPU ms of the server for each."""
        done, begin, processor = 0, time.perf_counter(), processor_seconds(self.parent)

        async def one_after_the_other() -> None:
            nonlocal done
            while time.perf_counter() - begin < seconds:
                await self.visitor().books()
                done += 1

        await asyncio.gather(*(one_after_the_other() for _ in range(concurrency)))
        passed = time.perf_counter() - begin
        return done / passed, (processor_seconds(self.parent) - processor) / done * 1000

    async def steps(self, visitors: int, concurrency: int) -> list[Step]:
        """Each step taken by everybody, so many at a time, before the next one begins.

        In another order each time: a worker accepts connections in rows, and who stands in a row
        would keep one worker busy and the other one waiting. Only the first step goes by the order
        of arrival, because a worker's thread waits for the first words on a new connection.
        """
        crowd, measured = [self.visitor() for _ in range(visitors)], []
        turns = asyncio.Semaphore(concurrency)
        await asyncio.gather(*(visitor.connect() for visitor in crowd))

        async def take(step, visitor: Visitor) -> None:
            async with turns:
                await step(visitor)

        for step in Visitor.STEPS:
            begin, processor, busy = time.perf_counter(), processor_seconds(self.parent), busy_seconds()
            await asyncio.gather(*(take(step, visitor) for visitor in crowd))
            rate = visitors / (time.perf_counter() - begin)
            spent = processor_seconds(self.parent) - processor, busy_seconds() - busy
            measured.append(Step(step.__name__, rate, *(each / visitors * 1000 for each in spent)))
            random.shuffle(crowd)
        for visitor in crowd:
            visitor.close()
        return measured

    async def rush(self, visitors: int, target: Target) -> tuple[Counter, float]:
        """All begin at the same moment to book the same slot: how each one ended, and the seconds."""

        async def one() -> str:
            visitor = self.visitor("rush", target)
            try:
                await visitor.books()
            except Refused as refused:
                return str(refused.status)
            return "booked"

        begin = time.perf_counter()
        ends = Counter(await asyncio.gather(*(one() for _ in range(visitors))))
        return ends, time.perf_counter() - begin


def measure(crowd: Crowd, rush: Target, options: argparse.Namespace, env: dict[str, str]) -> str:
    """All measurements one after the other, as Markdown."""
    asyncio.run(crowd.journeys(8, 2))  # templates, caches and connections are made
    lines = ["| visitors at a time | journeys/s | CPU ms of the server per journey |", "| --- | --- | --- |"]
    for concurrency in options.concurrency:
        rate, milliseconds = asyncio.run(crowd.journeys(concurrency, options.seconds))
        lines.append(f"| {concurrency} | {rate:.1f} | {milliseconds:.1f} |")
    heads = "| step, 8 at a time | requests/s | CPU ms of the server | CPU ms of the machine |"
    lines += ["", heads, "| --- | --- | --- | --- |"]
    for step in asyncio.run(crowd.steps(options.visitors, 8)):
        cells = (step.name.replace("_", " "), f"{step.rate:.0f}", f"{step.server:.1f}", f"{step.machine:.1f}")
        lines.append(f"| {' | '.join(cells)} |")
    ends, seconds = asyncio.run(crowd.rush(options.rush, rush))
    bookings, wrong = manage(
        env, "shell", "--verbosity", "0", "--command", COUNT.replace("{run}", RUN)
    ).split()
    told = ", ".join(f"{end}: {count}" for end, count in sorted(ends.items()))
    lines += ["", f"{options.rush} visitors for {options.places} places, {seconds:.1f} s: {told}."]
    lines += [f"{bookings} bookings of two, {wrong} slots whose counter is wrong."]
    return "\n".join(lines)


def main() -> None:
    """Load the demo, measure, print the tables."""
    parser = arguments(__doc__)
    parser.add_argument("--seconds", type=float, default=10, help="per number of visitors at a time")
    parser.add_argument("--concurrency", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--visitors", type=int, default=200, help="who take each step together")
    parser.add_argument("--rush", type=int, default=500, help="visitors of the rush")
    parser.add_argument("--places", type=int, default=20, help="what they want")
    options = parser.parse_args()
    with content(options) as env:
        command = PREPARE.replace("{places}", str(options.places))
        found = json.loads(manage(env, "shell", "--verbosity", "0", "--command", command))
        rush, *targets = [Target(*addresses) for addresses in found]
        how = {"processes": options.processes, "threads": options.threads, "cached": True}
        with server(env, options.port, **how) as parent:
            text = measure(Crowd(parent, options.port, targets), rush, options, env)
    print(f"\n{described(env, options)}\n\n{text}")


if __name__ == "__main__":
    main()
