"""A third language is a setting and a catalogue: French is switched on, and no other word is left."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests.languages.french.marks import write_catalogue

pytestmark = pytest.mark.one_database


def test_french_is_one_setting_and_one_catalogue(tmp_path):
    write_catalogue(tmp_path)
    ours = ("DATABASE_URL", "REDIS_URL", "PYTEST_XDIST_WORKER", "PYTEST_ADDOPTS")
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    environment |= {
        "FRENCH_CATALOGUES": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "tests.languages.french.settings",
    }
    tests = "tests/languages/french/third_language.py"
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", tests],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
