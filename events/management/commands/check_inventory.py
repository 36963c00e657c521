"""manage.py check_inventory: prove that counters equal bookings (I1, I2), and who is public its pages."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from events.models import Slot
from events.selectors import inventory_errors
from events.selectors_publicity import publicity_errors
from events.services import mend_publicity


class Command(BaseCommand):
    help = (
        "Check that the taken places of every slot are the sum of its active bookings, and that exactly "
        "the plants with a published page can be booked."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--mend-publicity",
            action="store_true",
            help="First set right which plants have a published page, as the worker does every ten minutes.",
        )

    def handle(self, *args: object, mend_publicity: bool = False, **options: object) -> None:
        """Print one line per wrong slot or plant and exit with an error if there is any. 3 queries."""
        if mend_publicity:
            self._mend()
        errors, wrong = inventory_errors(), list(publicity_errors())
        for error in errors:
            self.stderr.write(
                f"slot {error.slot_id}: taken {error.taken}, bookings {error.counted}, "
                f"capacity {error.capacity}"
            )
        for programme in wrong:
            counts, pages = ("", "none") if programme.is_public else ("un", "one")
            self.stderr.write(
                f"plant {programme.name} ({programme.pk}): counts as {counts}published, "
                f"{pages} of its pages is"
            )
        if errors:
            raise CommandError(f"{len(errors)} slots do not add up.")
        if wrong:
            raise CommandError(f"{len(wrong)} plants do not agree with their pages: --mend-publicity.")
        self.stdout.write(f"{Slot.objects.count()} slots checked: all add up.")

    def _mend(self) -> None:
        for name in mend_publicity():
            self.stdout.write(f"plant {name}: set right")
