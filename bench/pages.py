"""Requests a second and processor time of the reading pages, beside a trivial view of the same server.

    .venv/bin/python -m bench.pages
    DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres REDIS_URL=redis://127.0.0.1:6379/0 \
        .venv/bin/python -m bench.pages

Starts gunicorn with production settings on the demo content in a database of its own, first
without the page cache, then with it, and prints a table. Rates depend on the machine; the ratio
to /livez in the same run, which passes through the same middleware, much less.
"""

import argparse
import json
import socket
import statistics
import threading
import time
from dataclasses import dataclass, field

from .server import arguments, content, described, manage, processor_seconds, server

TRIVIAL = "/livez"
PICK = """
import json
from factories.models import CataloguePage, DataCentreTourPage, FactoryPage
from home.models import HomePage, InformationPage, StoryIndexPage, StoryPage
models = dict(home=HomePage, catalogue=CataloguePage, plant=FactoryPage, tour=DataCentreTourPage,
              stories=StoryIndexPage, story=StoryPage, information=InformationPage)
first = {name: model.objects.live().filter(locale__language_code="it").order_by("pk").first()
         for name, model in models.items()}
print(json.dumps({name: page.get_url() for name, page in first.items()}))
"""


@dataclass
class Samples:
    """What was measured of one address."""

    rates: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Requests a second, the median of the rounds."""
        return statistics.median(self.rates)

    @property
    def milliseconds(self) -> float:
        """Processor time of the server per request, the median of the rounds."""
        return statistics.median(self.processor)


def ask(connection: socket.socket, request: bytes) -> None:
    """Send a request and read its whole answer; refuses anything but 200."""
    connection.sendall(request)
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65536)
    head, _, body = received.partition(b"\r\n\r\n")
    if b" 200 " not in head[:20]:
        raise RuntimeError(head.splitlines()[0].decode())
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
    missing = length - len(body)
    while missing > 0:
        missing -= len(connection.recv(65536))


def load(port: int, path: str, seconds: float, connections: int) -> tuple[int, float]:
    """Ask for one address on several connections as fast as it answers: (requests, seconds)."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: gzip\r\n\r\n".encode()
    counts: list[int] = []
    begin = time.perf_counter()

    def one() -> None:
        count = 0
        with socket.create_connection(("127.0.0.1", port)) as connection:
            while time.perf_counter() - begin < seconds:
                ask(connection, request)
                count += 1
        counts.append(count)

    visitors = [threading.Thread(target=one) for _ in range(connections)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    return sum(counts), time.perf_counter() - begin


def measure(parent: int, port: int, paths: list[str], options: argparse.Namespace) -> dict[str, Samples]:
    """All addresses in turn, several rounds: a busy moment of the machine spoils one round, not one page."""
    samples = {path: Samples() for path in paths}
    for path in paths:
        load(port, path, 0.5, options.connections)
    for _ in range(options.rounds):
        for path in paths:
            before = processor_seconds(parent)
            count, seconds = load(port, path, options.seconds, options.connections)
            samples[path].rates.append(count / seconds)
            samples[path].processor.append((processor_seconds(parent) - before) / count * 1000)
    return samples


def table(pages: dict[str, str], results: dict[str, dict[str, Samples]]) -> str:
    """The results as a Markdown table: pages down, without and with the cache across."""
    heads = [f"{how}: {what}" for how in results for what in ("requests/s", "CPU ms", "ratio")]
    lines = [f"| page | {' | '.join(heads)} |", "| --- " * (len(heads) + 1) + "|"]
    for name, path in {"trivial": TRIVIAL, **pages}.items():
        cells = [name]
        for samples in results.values():
            one, ratio = samples[path], samples[path].rate / samples[TRIVIAL].rate
            cells += [f"{one.rate:.0f}", f"{one.milliseconds:.2f}", f"{ratio:.2f}"]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    """Load the demo, measure twice, print the table."""
    parser = arguments(__doc__)
    parser.add_argument("--seconds", type=float, default=3, help="per page and round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=8)
    options = parser.parse_args()
    with content(options) as env:
        pages = json.loads(manage(env, "shell", "--verbosity", "0", "--command", PICK))
        paths, results = [TRIVIAL, *pages.values()], {}
        for label, cached in (("cold", False), ("cached", True)):
            how = {"processes": options.processes, "threads": options.threads, "cached": cached}
            with server(env, options.port, **how) as parent:
                results[label] = measure(parent, options.port, paths, options)
    print(f"\n{described(env, options)}\n")
    print(table(pages, results))


if __name__ == "__main__":
    main()
