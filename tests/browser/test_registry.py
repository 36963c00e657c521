"""The registry of public pages is complete: no public template is forgotten."""

import pytest
from django.conf import settings

from tests.browser.pages import NOT_SHOWN, PAGES

pytestmark = pytest.mark.django_db

APPS = ("home", "factories", "events", "portal")
NOT_PUBLIC = (
    "/admin/",
    "/mail/",
    "wagtailadmin/",
    "two_factor/",
    "factories/board/",
    "factories/translations/",
)
"""Screens of the staff, and mails: they have tests of their own."""


def public_templates() -> set[str]:
    found = set()
    for app in APPS:
        folder = settings.BASE_DIR / app / "templates"
        names = (path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
        found |= {name for name in names if not any(part in name for part in NOT_PUBLIC)}
    return found


def test_every_public_template_is_shown_or_left_out_for_a_reason(recordings):
    shown = set().union(*(recording.templates for recording in recordings.values()))
    forgotten = public_templates() - shown - set(NOT_SHOWN)
    assert forgotten == set(), "add a state to tests/browser/pages.py"


def test_what_is_left_out_exists_and_is_not_shown(recordings):
    shown = set().union(*(recording.templates for recording in recordings.values()))
    assert set(NOT_SHOWN) <= public_templates() - shown


def test_every_page_has_a_name_of_its_own():
    assert len({page.name for page in PAGES}) == len(PAGES)
