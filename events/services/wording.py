"""What the staff's mails about a slot say until staff write something else: one draft per language.

The facts (old and new time, code, links) are in the templates and cannot be edited away.
"""

from enum import StrEnum

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _


class About(StrEnum):
    """What happened to a slot."""

    MOVED = "moved"
    CANCELLED = "cancelled"
    SHRUNK = "shrunk"


_DRAFTS = {
    About.MOVED: _(
        "The organisers had to change the time of this visit. We are sorry for the inconvenience."
    ),
    About.CANCELLED: _("The organisers had to cancel it. We are sorry."),
    About.SHRUNK: _("This visit can take fewer people than planned."),
}


def draft(about: About, language: str) -> str:
    """The staff's paragraph as it stands before anybody edits it. No query."""
    with translation.override(language):
        return str(_DRAFTS[about])


def in_every_language(about: About, note: dict[str, str]) -> dict[str, str]:
    """The staff's text per language of the site, and the draft where they wrote none. No query."""
    return {code: note.get(code) or draft(about, code) for code, _name in settings.LANGUAGES}
