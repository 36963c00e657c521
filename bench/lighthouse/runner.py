"""Runs Lighthouse (Node, Chromium) and reads its reports."""

import json
import os
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

HERE = Path(__file__).parent
INSTALLED = HERE.parent.parent / "var" / "lighthouse"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
CHROME_FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-background-networking "
    "--disable-component-update --disable-sync"
)
PHOTOS = "/media/"


@dataclass(frozen=True)
class Result:
    """One look at one page. Scores 0–100, times in milliseconds, weights in bytes as transferred."""

    scores: dict[str, int]
    lcp: float
    tbt: float
    cls: float
    total: int
    without_photos: int
    machine: float
    """Lighthouse's benchmark index during the run: below some 1000 times and scores are too pessimistic."""
    failed: tuple[str, ...]
    """Audits that count in a category and are not perfect, performance left out: it has its numbers."""


def install() -> Path:
    """Lighthouse as package-lock.json says, below var/; nothing to do when it is there. Needs Node 20."""
    lock = (HERE / "package-lock.json").read_bytes()
    marker = INSTALLED / "installed-lock.json"
    if not marker.exists() or marker.read_bytes() != lock:
        INSTALLED.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, INSTALLED / name)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=INSTALLED, check=True)
        marker.write_bytes(lock)
    return INSTALLED / "node_modules" / ".bin" / "lighthouse"


def look(program: Path, url: str, keep: Path) -> Result:
    """One run with Lighthouse's own defaults: a phone of the middle class on a slow line. ~20 s.

    The whole report stays in `keep`. Now and then Chromium's trace lacks its beginning and Lighthouse
    gives up (NO_NAVSTART): then it looks again, twice at most. Raises CalledProcessError or
    RuntimeError where the page could not be measured.
    """
    for _ in range(2):
        with suppress(subprocess.CalledProcessError):
            return _look_once(program, url, keep)
    return _look_once(program, url, keep)


def _look_once(program: Path, url: str, keep: Path) -> Result:
    with tempfile.TemporaryDirectory(prefix="bench-chromium-") as profile:
        command = [str(program), url, "--quiet", "--output=json", f"--output-path={keep}"]
        command += [f"--only-categories={','.join(CATEGORIES)}"]
        command += [f"--chrome-flags={CHROME_FLAGS} --user-data-dir={profile}"]
        subprocess.run(command, check=True, env={"CHROME_PATH": "/usr/bin/chromium", **os.environ})
    return read(json.loads(keep.read_text()))


def read(report: dict) -> Result:
    """What the table needs of a report. Raises RuntimeError for a page that failed."""
    if error := report.get("runtimeError"):
        raise RuntimeError(f"{report['requestedUrl']}: {error['message']}")
    value = lambda audit: report["audits"][audit]["numericValue"]  # noqa: E731
    sizes = [
        (urlsplit(each["url"]).path, each.get("transferSize") or 0)
        for each in report["audits"]["network-requests"]["details"]["items"]
    ]
    return Result(
        scores={name: round(report["categories"][name]["score"] * 100) for name in CATEGORIES},
        lcp=value("largest-contentful-paint"),
        tbt=value("total-blocking-time"),
        cls=value("cumulative-layout-shift"),
        total=sum(size for _path, size in sizes),
        without_photos=sum(size for path, size in sizes if not path.startswith(PHOTOS)),
        machine=report["environment"]["benchmarkIndex"],
        failed=tuple(_failed(report)),
    )


def _failed(report: dict) -> list[str]:
    return sorted(
        reference["id"]
        for name in CATEGORIES[1:]
        for reference in report["categories"][name]["auditRefs"]
        if reference["weight"] and (report["audits"][reference["id"]]["score"] or 0) < 1
        if report["audits"][reference["id"]]["scoreDisplayMode"] in ("binary", "numeric", "metricSavings")
    )


def median(results: list[Result]) -> Result:
    """Each number's median; what failed in any run."""

    def of(number: Callable[[Result], float]) -> float:
        return statistics.median(number(each) for each in results)

    return Result(
        scores={name: int(of(lambda each, name=name: each.scores[name])) for name in CATEGORIES},
        lcp=of(lambda each: each.lcp),
        tbt=of(lambda each: each.tbt),
        cls=of(lambda each: each.cls),
        total=int(of(lambda each: each.total)),
        without_photos=int(of(lambda each: each.without_photos)),
        machine=of(lambda each: each.machine),
        failed=tuple(sorted({audit for each in results for audit in each.failed})),
    )
