"""manage.py demo_content: a portal full of content on a new machine."""

import time

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from portal.demo import loader


class Command(BaseCommand):
    help = "Load the demo: edition, 150 plants, slots, bookings, stories, pages, users. Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="only when there is no site yet")
        parser.add_argument("--remove", action="store_true", help="take the demo away again")

    def handle(self, *args: object, **options: object) -> None:
        """Load or remove; prints what there is and how long it took."""
        if options["if_empty"] and not loader.is_empty():
            return
        if options["remove"]:
            loader.remove()
            self.stdout.write("The demo content is removed.")
            return
        begin = time.monotonic()
        counts = loader.load(now=timezone.now(), quiet=options["verbosity"] == 0)
        numbers = ", ".join(f"{count} {name}" for name, count in counts.items())
        self.stdout.write(f"Demo content: {numbers}, in {time.monotonic() - begin:.0f} s.")
