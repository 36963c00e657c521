"""manage.py import_plants: draft pages from a CSV file of plants."""

import argparse
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from factories.importing import MAX_BYTES, ImportReport, import_plants


class Command(BaseCommand):
    """Reads the file, prints every problem with row and column, writes all plants or none."""

    help = (
        "Create draft plant pages from a CSV file (name, sector, municipality, province, editions, source)."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The file, and whether to write at all."""
        parser.add_argument("csv", type=Path, help="UTF-8, comma or semicolon, header in the first row")
        parser.add_argument("--dry-run", action="store_true", help="check the file and write nothing")

    def handle(self, *args, csv: Path, dry_run: bool, **options) -> None:
        """Exit status 1 if anything was wrong; then nothing was written."""
        report = import_plants(
            self._read(csv),
            dry_run=dry_run,
            progress=lambda rows: tqdm(rows, unit="page", disable=options["verbosity"] == 0),
        )
        if report.problems:
            lines = "\n".join(str(problem) for problem in report.problems)
            outcome = _("Nothing was imported.")
            raise CommandError(f"{lines}\n{outcome}")
        self._say(report, dry_run)

    def _read(self, path: Path) -> bytes:
        try:
            with path.open("rb") as file:
                # One byte more than allowed is enough to know that it is too much.
                return file.read(MAX_BYTES + 1)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error

    def _say(self, report: ImportReport, dry_run: bool) -> None:
        message = _("Would create %(count)s draft pages.") if dry_run else _("Created %(count)s draft pages.")
        self.stdout.write(message % {"count": len(report.created)})
        if report.skipped:
            self.stdout.write(_("Already imported: %(count)s.") % {"count": len(report.skipped)})
