"""Fails when a text of the interface is missing in the Italian catalogue, fuzzy, stale or not compiled.

Run by CI: `python -m tests.check_messages`. Needs gettext.
"""

import subprocess
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).parent.parent
CATALOGUE = ROOT / "locale" / "it" / "LC_MESSAGES" / "django.po"
MAKE = [sys.executable, "manage.py", "makemessages", "--locale", "it", "--no-wrap", "--no-location"]
IGNORE = [".venv/*", "portal/assets/*", "tests/*", "bench/*"]


def keys(catalogue: polib.POFile | polib.MOFile) -> dict[tuple, tuple]:
    """Each message with its translations, without the header."""
    return {
        (entry.msgctxt or "", entry.msgid): (entry.msgstr, tuple(sorted(entry.msgstr_plural.items())))
        for entry in catalogue
        if entry.msgid and not getattr(entry, "obsolete", False)
    }


def extracted() -> set[tuple]:
    """The messages of the source code now; the catalogue on disk is put back as it was."""
    before = CATALOGUE.read_bytes()
    ignore = [part for pattern in IGNORE for part in ("--ignore", pattern)]
    try:
        subprocess.run([*MAKE, "--no-obsolete", *ignore], cwd=ROOT, check=True, capture_output=True)
        return set(keys(polib.pofile(str(CATALOGUE))))
    finally:
        CATALOGUE.write_bytes(before)


def problems() -> list[str]:
    """One line per problem."""
    catalogue = polib.pofile(str(CATALOGUE))
    known = keys(catalogue)
    found = [f"untranslated: {entry.msgid!r}" for entry in catalogue.untranslated_entries()]
    found += [f"fuzzy: {entry.msgid!r}" for entry in catalogue.fuzzy_entries()]
    compiled = keys(polib.mofile(str(CATALOGUE.with_suffix(".mo"))))
    found += [f"not compiled: {key[1]!r}" for key in known if compiled.get(key) != known[key]]
    current = extracted()
    found += [f"missing, run make messages: {key[1]!r}" for key in current - set(known)]
    found += [f"stale, run make messages: {key[1]!r}" for key in set(known) - current]
    return found


if __name__ == "__main__":
    lines = problems()
    print("\n".join(lines) or "The Italian catalogue is complete and compiled.")
    sys.exit(1 if lines else 0)
