"""What a browser loads beside the page itself stays within the budget of docs/design.md."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
STATIC = ROOT / "portal" / "static" / "portal"
FILES = {
    "style sheet": ["css/*.css"],
    "scripts": ["js/*.js"],
    "icons and signs": ["svg/*.svg", "img/*.svg"],
    "fonts": ["fonts/*.woff2"],
}
"""The rows of the table under "Weight" and what they are the sum of."""
PLANT_PAGE = 150
HTML = 12
"""KB: what a plant page may weigh without photographs, and what the page itself takes of it."""


def budgets() -> dict[str, float]:
    """KB per row of the table."""
    text = (ROOT / "docs" / "design.md").read_text()
    section = text.partition("## Weight")[2].partition("\n## ")[0]
    return {name: float(most) for name, most in re.findall(r"^\| ([a-z ]+) \| (\d+) \|", section, re.M)}


def weight(patterns: list[str]) -> float:
    """KB on the wire. Fonts are compressed already; brotli does better than this on the rest."""
    found = [path for pattern in patterns for path in STATIC.glob(pattern)]
    assert found, f"nothing matches {patterns}"
    return sum(_transferred(path) for path in found) / 1024


def _transferred(path: Path) -> int:
    return path.stat().st_size if path.suffix == ".woff2" else len(gzip.compress(path.read_bytes(), 9))


@pytest.mark.parametrize("name", FILES)
def test_what_every_page_loads_stays_within_its_budget(name):
    assert weight(FILES[name]) <= budgets()[name]


def test_the_budgets_together_leave_room_for_the_page_itself():
    assert set(budgets()) == set(FILES)
    assert sum(budgets().values()) + HTML <= PLANT_PAGE
