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
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
TRIVIAL = "/livez"
TICKS = os.sysconf("SC_CLK_TCK")
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


def environment(folder: Path, port: int) -> dict[str, str]:
    """Production settings without TLS, writing into `folder` only."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.production",
        "SECRET_KEY": "bench-only-bench-only-bench-only-bench-only-bench-only",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "EMAIL_URL": "smtp://127.0.0.1:9",
        "DEFAULT_FROM_EMAIL": "bench@bench.example",
        "SECURE_SSL_REDIRECT": "false",
        "LOG_LEVEL": "ERROR",
        "VAR_DIR": str(folder),
    }


@contextmanager
def content(options: argparse.Namespace) -> Iterator[dict[str, str]]:
    """The environment of a portal with the demo: new ones are removed afterwards, `--folder` is kept.

    A file as database, or one made on the server of DATABASE_URL and dropped.
    """
    with tempfile.TemporaryDirectory(prefix="bench-pages-") as temporary:
        folder = Path(options.folder or temporary)
        folder.mkdir(parents=True, exist_ok=True)
        with database(folder) as url:
            env = {**environment(folder, options.port), "DATABASE_URL": url}
            manage(env, "migrate", "--verbosity", "0")
            manage(env, "collectstatic", "--noinput", "--verbosity", "0")
            manage(env, "demo_content", "--if-empty", "--verbosity", "0")
            manage(env, "make_renditions", "--base-only", "--verbosity", "0")
            yield env


@contextmanager
def database(folder: Path) -> Iterator[str]:
    """The address of a database: a file in `folder`, or an empty one on the server of DATABASE_URL."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield f"sqlite:///{folder / 'portal.sqlite3'}"
        return
    import psycopg

    name = f"bench_pages_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{server.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def manage(env: dict[str, str], *command: str) -> str:
    """Run manage.py and return what it printed last."""
    done = subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True, capture_output=True, text=True
    )
    return (done.stdout.strip().splitlines() or [""])[-1]


@contextmanager
def server(env: dict[str, str], port: int, *, processes: int, threads: int, cached: bool) -> Iterator[int]:
    """gunicorn, with or without the page cache; yields the number of its first process."""
    command = [sys.executable, "-m", "gunicorn", "portal.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", str(processes), "--worker-class", "gthread", "--threads", str(threads)]
    command += ["--log-level", "error", "--keep-alive", "30"]
    running = subprocess.Popen(command, cwd=ROOT, env={**env, "PAGE_CACHE": str(cached)})
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield running.pid
    finally:
        running.terminate()
        running.wait(timeout=30)


def processor_seconds(parent: int) -> float:
    """Processor time used so far by the workers below a process (Linux)."""
    total = 0
    for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
        fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


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
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=3, help="per page and round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--port", type=int, default=8190)
    parser.add_argument("--folder", help="keep the demo content here, or use what is here (SQLite)")
    options = parser.parse_args()
    with content(options) as env:
        pages = json.loads(manage(env, "shell", "--verbosity", "0", "--command", PICK))
        paths, results = [TRIVIAL, *pages.values()], {}
        for label, cached in (("cold", False), ("cached", True)):
            how = {"processes": options.processes, "threads": options.threads, "cached": cached}
            with server(env, options.port, **how) as parent:
                results[label] = measure(parent, options.port, paths, options)
    redis = "Redis" if os.environ.get("REDIS_URL") else "memory of each process"
    print(
        f"\n{env['DATABASE_URL'].partition(':')[0]}, cache: {redis}, Python {platform.python_version()}, ",
        end="",
    )
    print(f"{os.cpu_count()} processors, {options.processes} processes × {options.threads} threads\n")
    print(table(pages, results))


if __name__ == "__main__":
    main()
