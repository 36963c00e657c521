"""A portal with production settings and the demo content, for as long as a measurement takes."""

import argparse
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
TICKS = os.sysconf("SC_CLK_TCK")


def arguments(doc: str) -> argparse.ArgumentParser:
    """What can be said of the server on every command line."""
    parser = argparse.ArgumentParser(description=doc.splitlines()[0])
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--port", type=int, default=8190)
    parser.add_argument("--folder", help="keep the demo content here, or use what is here (SQLite)")
    return parser


def described(env: dict[str, str], options: argparse.Namespace) -> str:
    """One line about what was measured, to stand above a table."""
    redis = "Redis" if os.environ.get("REDIS_URL") else "memory of each process"
    return (
        f"{env['DATABASE_URL'].partition(':')[0]}, cache: {redis}, Python {platform.python_version()}, "
        f"{os.cpu_count()} processors, {options.processes} processes × {options.threads} threads"
    )


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
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
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

    name = f"bench_{uuid.uuid4().hex[:8]}"
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
    # What is refused is logged: a rush would fill the terminal.
    with (Path(env["VAR_DIR"]) / "server.log").open("ab") as log:
        running = subprocess.Popen(command, cwd=ROOT, env={**env, "PAGE_CACHE": str(cached)}, stderr=log)
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


def busy_seconds() -> float:
    """Processor time the whole machine has used so far: server, database, cache and generator (Linux)."""
    user, nice, system, _idle, _iowait, irq, softirq, *_ = Path("/proc/stat").read_text().split()[1:11]
    return sum(map(int, (user, nice, system, irq, softirq))) / TICKS
