"""The Nu HTML checker finds nothing in any public page. Left out, and said so, where there is no Java."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.browser import checker

pytestmark = pytest.mark.django_db


@pytest.fixture
def jar() -> Path:
    """The checker, ready to run."""
    missing = checker.what_is_missing()
    if missing:
        if os.environ.get("REQUIRE_HTML_CHECKER"):
            pytest.fail(f"{missing} REQUIRE_HTML_CHECKER is set.")
        pytest.skip(f"HTML is not checked: {missing}")
    return checker.JAR


def test_every_public_page_is_valid_html(recordings, jar, tmp_path):
    names = {}
    for number, ((name, language), recording) in enumerate(recordings.items()):
        path = tmp_path / f"{number}.html"
        path.write_text(recording.html, encoding="utf-8")
        names[path.name] = f"{name}, {language}"
    run = subprocess.run(checker.command(tmp_path), capture_output=True, text=True, check=False, timeout=300)
    messages = json.loads(run.stderr)["messages"]
    found = {
        f"{m['message']} … {m.get('extract', '').strip()[:160]}": names.get(Path(m.get("url", "")).name, "?")
        for m in messages
        if m["message"] not in checker.NOT_WRONG
    }
    assert found == {}


def test_the_checker_finds_what_is_wrong(jar, tmp_path):
    page = (
        "<!doctype html><html lang='it'><head><title>x</title></head><body><p><div></div></p></body></html>"
    )
    (tmp_path / "wrong.html").write_text(page, encoding="utf-8")
    run = subprocess.run(checker.command(tmp_path), capture_output=True, text=True, check=False, timeout=300)
    assert run.returncode != 0
    assert "error" in {message["type"] for message in json.loads(run.stderr)["messages"]}
