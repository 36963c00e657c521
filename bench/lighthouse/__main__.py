"""What Lighthouse says of the first pages of a visit, on a phone.

    .venv/bin/python -m bench.lighthouse
    .venv/bin/python -m bench.lighthouse --pages plant booking --runs 1

Starts gunicorn with production settings on the demo content in a database of its own, looks at
each page several times and prints the medians as a table. Needs Node 20 and Chromium; Lighthouse
itself is installed below var/ at the first run. Nothing fails: a bench is not a test.
"""

import argparse
import json
import os
import urllib.request
from pathlib import Path

from bench.server import content, manage, server

from . import runner

REPORTS = runner.INSTALLED / "reports"
# The site answers under the address it is asked for, as after step 6 of docs/operations.md.
SITE = "from wagtail.models import Site; Site.objects.update(hostname='localhost', port={port})"
PICK = """
import json
from django.urls import reverse
from django.utils import timezone, translation
from events.selectors import slot_days
from factories.models import CataloguePage, DataCentreTourPage, FactoryPage
from home.models import HomePage, StoryPage

def bookable(page):
    days = slot_days(programme_key=page.translation_key, now=timezone.now())
    return next((row for day in days for row in day.slots if row.bookable), None)

def first(model, code, wanted=lambda page: True):
    pages = model.objects.live().filter(locale__language_code=code).order_by("pk")
    return next(page for page in pages if wanted(page))

found = {}
for code in ("it", "en"):
    plant = first(FactoryPage, code, bookable)
    models = dict(home=HomePage, catalogue=CataloguePage, tour=DataCentreTourPage, story=StoryPage)
    pages = {name: first(model, code).get_url() for name, model in models.items()}
    with translation.override(code):
        people = reverse("events:people", args=[bookable(plant).pk])
    pages |= {"plant": plant.get_url(), "booking": people}
    found |= {f"{name} ({code})": url for name, url in pages.items()}
print(json.dumps(found))
"""
# Where a visit begins and what it passes; the two pages with the longest words in both languages.
ORDER = (
    "home (it)",
    "catalogue (it)",
    "plant (it)",
    "plant (en)",
    "tour (it)",
    "story (it)",
    "booking (it)",
    "booking (en)",
)


def front(env: dict[str, str], options: argparse.Namespace) -> dict[str, str]:
    """The environment of the server: reached as localhost, which browsers trust without TLS.

    Makes the folder of what a web server in front of the portal would give.
    """
    pictures = Path(env["VAR_DIR"]) / "front" / "media"
    pictures.mkdir(parents=True, exist_ok=True)
    if not (pictures / "images").exists():
        (pictures / "images").symlink_to(Path(env["VAR_DIR"]).absolute() / "uploads" / "images")
    manage(env, "shell", "--verbosity", "0", "--command", SITE.format(port=options.port))
    return {
        **env,
        "DJANGO_SETTINGS_MODULE": "bench.lighthouse.settings",
        "ALLOWED_HOSTS": "localhost",
        "SITE_URL": f"http://localhost:{options.port}",
    }


def warm(url: str) -> None:
    """One visit before: the first one of a process reads templates and translations."""
    with urllib.request.urlopen(url) as answer:
        answer.read()


def measure(pages: dict[str, str], options: argparse.Namespace) -> dict[str, runner.Result]:
    """All pages in turn, several rounds: a busy moment of the machine spoils one round, not one page."""
    program = runner.install()
    REPORTS.mkdir(parents=True, exist_ok=True)
    looks: dict[str, list[runner.Result]] = {name: [] for name in pages}
    for turn in range(options.runs):
        for name, path in pages.items():
            url = f"http://localhost:{options.port}{path}"
            warm(url)
            keep = REPORTS / f"{name.replace(' ', '-').strip(')').replace('(', '')}-{turn + 1}.json"
            looks[name].append(runner.look(program, url, keep))
    return {name: runner.median(results) for name, results in looks.items()}


def table(results: dict[str, runner.Result]) -> str:
    """The results as a Markdown table, one page a line."""
    heads = ["page", "performance", "accessibility", "best practices", "SEO"]
    heads += ["LCP s", "TBT ms", "CLS", "KB", "KB without photos", "machine", "not passed"]
    lines = [f"| {' | '.join(heads)} |", "| --- " * len(heads) + "|"]
    for name, one in results.items():
        cells = [name, *(str(one.scores[category]) for category in runner.CATEGORIES)]
        cells += [f"{one.lcp / 1000:.1f}", f"{one.tbt:.0f}", f"{one.cls:.3f}"]
        cells += [f"{one.total / 1024:.0f}", f"{one.without_photos / 1024:.0f}", f"{one.machine:.0f}"]
        cells.append(", ".join(one.failed) or "–")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    """Load the demo, look at the pages, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3, help="per page; the median counts")
    parser.add_argument("--pages", nargs="*", default=[], help="some of them, by the begin of their name")
    parser.add_argument("--port", type=int, default=8191)
    parser.add_argument("--folder", help="keep the demo content here, or use what is here (SQLite)")
    options = parser.parse_args()
    with content(options) as env:
        env = front(env, options)
        found = json.loads(manage(env, "shell", "--verbosity", "0", "--command", PICK))
        wanted = [name for name in ORDER if not options.pages or name.startswith(tuple(options.pages))]
        with server(env, options.port, processes=2, threads=4, cached=True):
            results = measure({name: found[name] for name in wanted}, options)
    print(f"\n{os.cpu_count()} processors, load {os.getloadavg()[1]:.1f}, {options.runs} runs\n")
    print(table(results))
    print(f"\nReports: {REPORTS}")


if __name__ == "__main__":
    main()
