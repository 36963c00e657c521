"""Who may import whom: the table of docs/architecture.md, checked on every module."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
APPS = {"media", "events", "home", "factories", "portal"}
MAY_IMPORT = {
    "media": set(),
    "events": set(),
    "home": {"events", "media"},
    "factories": {"home", "events", "media"},
    "portal": {"media", "events", "home", "factories"},
}


def imported_apps(source: str, package: tuple[str, ...]) -> set[str]:
    """Our apps that a module imports, also inside functions and with relative imports."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                base = package[: len(package) - node.level + 1]
                found.add(base[0] if base else (node.module or "").split(".")[0])
            elif node.module:
                found.add(node.module.split(".")[0])
    return found & APPS


def modules(app: str) -> list[Path]:
    return sorted((ROOT / app).rglob("*.py"))


@pytest.mark.parametrize("app", sorted(MAY_IMPORT))
def test_an_app_imports_only_what_the_table_allows(app: str):
    wrong = []
    for path in modules(app):
        if "node_modules" in path.parts:
            continue
        package = path.relative_to(ROOT).parts[:-1]
        forbidden = imported_apps(path.read_text(encoding="utf-8"), package) - MAY_IMPORT[app] - {app}
        wrong += [f"{path.relative_to(ROOT)} imports {name}" for name in sorted(forbidden)]
    assert wrong == []


@pytest.mark.parametrize(
    ("source", "package", "found"),
    [
        ("import home.models", ("events",), {"home"}),
        ("def f():\n    from factories import models", ("events",), {"factories"}),
        ("from ..home import x", ("events", "views"), {"events"}),
        ("from . import models", ("events",), {"events"}),
        ("from wagtail.models import Page", ("events",), set()),
    ],
)
def test_the_check_itself_sees_hidden_imports(source: str, package: tuple, found: set):
    assert imported_apps(source, package) == found


def test_settings_name_every_app_of_the_table():
    from django.conf import settings

    assert set(settings.INSTALLED_APPS) >= APPS


def test_no_template_has_inline_script_or_style():
    """A strict Content-Security-Policy would break it. Mails are not web pages."""
    wrong = []
    for app in APPS:
        for path in (ROOT / app).rglob("templates/**/*.html"):
            if "mail" in path.parts or "admin" in path.parts:
                continue
            text = path.read_text(encoding="utf-8")
            for sign in ("<style", " style=", " onclick=", " onsubmit=", " onchange=", "javascript:"):
                if sign in text:
                    wrong.append(f"{path.relative_to(ROOT)}: {sign.strip()}")
            for piece in text.split("<script")[1:]:
                tag = piece.split(">")[0]
                if "src=" not in tag and "json" not in tag:
                    wrong.append(f"{path.relative_to(ROOT)}: inline script")
    assert wrong == []
