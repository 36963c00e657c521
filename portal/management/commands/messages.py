"""`manage.py messages`: texts of the interface, extracted into the catalogues and compiled."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from portal import catalogues, plain_pages


class Command(BaseCommand):
    """Run by `make messages`. Needs no database and no GNU gettext."""

    help = "Brings catalogues and plain pages of all site languages in step with the sources."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which languages; all of SITE_LANGUAGES when none is named."""
        parser.add_argument("--language", action="append", dest="languages", metavar="CODE")

    def handle(self, *args: object, **options: object) -> None:
        """Update each catalogue and say what it still wants."""
        for language in options["languages"] or catalogues.languages():
            entries = catalogues.update(language)
            open_ones = [entry for entry in entries if not entry.translated()]
            self.stdout.write(f"{language}: {len(entries)} texts, {len(open_ones)} to be translated")
        plain_pages.write()
