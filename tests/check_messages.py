"""Fails when a catalogue of the interface is not what the sources need: texts missing, stale, fuzzy,
untranslated or not compiled, with other placeholders or tags, or words inside a script.

Run by CI: `python -m tests.check_messages`. All site languages but the one of the sources.
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")


def problems() -> list[str]:
    """One line per problem."""
    from portal import catalogues, plain_pages

    found = [f"{code}: {line}" for code in catalogues.languages() for line in catalogues.problems(code)]
    return found + catalogues.problems_in_scripts() + plain_pages.problems()


if __name__ == "__main__":
    django.setup()
    lines = problems()
    print("\n".join(lines) or "The catalogues are complete and compiled.")
    sys.exit(1 if lines else 0)
