"""manage.py purge: erase the personal data of visits that are long over."""

from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from events.services import retention

WORDS = {
    "bookings": "bookings made anonymous",
    "waiting": "waiting parties made anonymous",
    "links": "mailed links erased",
    "mails": "mails erased",
    "comments": "survey comments erased",
}


class Command(BaseCommand):
    help = "Erase personal data past each edition's retention days. The worker does it every day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would be erased")

    def handle(self, *args: object, **options: object) -> None:
        """Print one line per kind of data, with its count."""
        dry_run, now = bool(options["dry_run"]), timezone.now()
        others = retention.forget_others(now=now, dry_run=dry_run)
        done = retention.forget_persons(now=now, dry_run=dry_run)
        if dry_run:
            self.stdout.write("Nothing was changed. A real run would give:")
        for name, count in asdict(done).items():
            self.stdout.write(f"{count:6d} {WORDS[name]}")
        for words, count in others.items():
            self.stdout.write(f"{count:6d} {words}")
