"""What each step of a booking costs in one process: processor time and statements, beside a trivial view.

The plant's page before them is made anew, without the page cache.

    .venv/bin/python -m bench.steps --folder /tmp/bench

The requests go straight into the WSGI application, without a network and without other processes,
so the numbers hardly depend on what else the machine does. `--profile send` prints where the time
of one step goes.
"""

import argparse
import cProfile
import io
import json
import os
import pstats
import re
import subprocess
import sys
import time
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from .booking import PREPARE
from .server import ROOT, arguments, content, manage

CSRF = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
INTENT = re.compile(rb'name="intent" value="([^"]+)"')
PLANT = "plant, made anew"
STEPS = ("people", "send people", "contacts", "send contacts", "summary", "send", "receipt")


class Browser:
    """One visitor's cookies and the page before them, talking to the application directly."""

    def __init__(self, application, port: int) -> None:
        self.application, self.host = application, f"127.0.0.1:{port}"
        self.cookies: dict[str, str] = {}
        self.body, self.address = b"", ""

    def ask(self, method: str, path: str, wanted: int, **form: str) -> float:
        """Send a request; the processor seconds it took. Raises AssertionError for another status."""
        sent = b""
        if method == "POST":
            token = CSRF.search(self.body)[1].decode()
            sent = urlencode({"csrfmiddlewaretoken": token, **form}).encode()
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": self.host.partition(":")[2],
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": self.host,
            "HTTP_ACCEPT_ENCODING": "gzip",
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(sent)),
            "wsgi.input": io.BytesIO(sent),
            "wsgi.errors": sys.stderr,
            "wsgi.url_scheme": "http",
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        answer: dict = {}
        begin = time.process_time()
        response = self.application(environ, lambda status, headers: answer.update(s=status, h=headers))
        body = b"".join(response)
        response.close()
        spent = time.process_time() - begin
        assert int(answer["s"][:3]) == wanted, f"{answer['s']} for {method} {path}"
        self._keep(answer["h"], body, path)
        return spent

    def _keep(self, headers: list[tuple[str, str]], body: bytes, path: str) -> None:
        self.address = path
        for name, value in headers:
            if name == "Set-Cookie":
                self.cookies.update({key: morsel.value for key, morsel in SimpleCookie(value).items()})
            elif name == "Location":
                self.address = value
        self.body = body


def take(browser: Browser, step: str, target: tuple[str, str], email: str) -> float:
    """Take one step of the journey; the processor seconds of the application."""
    plant, people = target
    if step == PLANT:
        return browser.ask("GET", plant, 200)
    if step == "people":
        return browser.ask("GET", people, 200)
    if step == "send people":
        intent = INTENT.search(browser.body)[1].decode()
        return browser.ask("POST", browser.address, 302, adults="2", intent=intent)
    if step == "send contacts":
        return browser.ask("POST", browser.address, 302, contact_name="Ada Bianchi", email=email)
    if step == "send":
        return browser.ask("POST", browser.address, 302, intent=INTENT.search(browser.body)[1].decode())
    return browser.ask("GET", browser.address, 200)


def measure(targets: list[tuple[str, str]], port: int, rounds: int, profiled: str | None) -> None:
    """Go through the journey so many times, then print a table, or a profile of one step."""
    os.environ |= {"FORM_LIMITS": "False", "PAGE_CACHE": "False"}
    import gzip

    from django.core.wsgi import get_wsgi_application
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    application, profile = get_wsgi_application(), cProfile.Profile()
    spent: dict[str, list[float]] = {step: [] for step in ("trivial", PLANT, *STEPS)}
    queries: dict[str, int] = {"trivial": 0}
    for number in range(rounds + 3):
        browser, target = Browser(application, port), targets[number % len(targets)]
        spent["trivial"].append(browser.ask("GET", "/livez", 200))
        for step in (PLANT, *STEPS):
            email = f"step-{os.getpid()}-{number}@bench.example"
            if number == rounds + 2:  # the last journey counts statements
                with CaptureQueriesContext(connection) as seen:
                    take(browser, step, target, email)
                queries[step] = len(seen)
            else:
                is_profiled = step == profiled and number > 2
                if is_profiled:
                    profile.enable()
                spent[step].append(take(browser, step, target, email))
                profile.disable()
            if browser.body[:2] == b"\x1f\x8b":
                browser.body = gzip.decompress(browser.body)
    if profiled:
        pstats.Stats(profile).sort_stats("cumulative").print_stats(70)
        pstats.Stats(profile).sort_stats("tottime").print_stats(50)
        return
    _print(spent, queries)


def _print(spent: dict[str, list[float]], queries: dict[str, int]) -> None:
    print("| step | statements | CPU ms | times the trivial view |\n| --- | --- | --- | --- |")
    middle = {step: min(values[3:]) * 1000 for step, values in spent.items()}
    for step, milliseconds in middle.items():
        print(f"| {step} | {queries[step]} | {milliseconds:.1f} | {milliseconds / middle['trivial']:.0f} |")
    statements, milliseconds = (sum(each[step] for step in STEPS) for each in (queries, middle))
    print(f"| all steps | {statements} | {milliseconds:.1f} | |")


def main() -> None:
    """Load the demo, then measure in a process of its own with production settings."""
    parser: argparse.ArgumentParser = arguments(__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--profile", choices=(PLANT, *STEPS), help="print where the time of this step goes")
    options = parser.parse_args()
    with content(options) as env:
        command = PREPARE.replace("{places}", "20")
        found = json.loads(manage(env, "shell", "--verbosity", "0", "--command", command))
        targets = [tuple(target) for target in found[1:]]
        call = f"from bench.steps import measure; measure({targets!r}, {options.port}, {options.rounds}, "
        call += f"{options.profile!r})"
        subprocess.run([sys.executable, "-c", call], cwd=ROOT, env=env, check=True)


if __name__ == "__main__":
    main()
