"""manage.py check_inventory: prove that every slot's counter equals its bookings (I1, I2)."""

from django.core.management.base import BaseCommand, CommandError

from events.models import Slot
from events.selectors import inventory_errors


class Command(BaseCommand):
    help = "Check that the taken places of every slot are the sum of its active bookings."

    def handle(self, *args: object, **options: object) -> None:
        """Print one line per wrong slot and exit with an error if there is any. 2 queries."""
        errors = inventory_errors()
        for error in errors:
            self.stderr.write(
                f"slot {error.slot_id}: taken {error.taken}, bookings {error.counted}, "
                f"capacity {error.capacity}"
            )
        if errors:
            raise CommandError(f"{len(errors)} slots do not add up.")
        self.stdout.write(f"{Slot.objects.count()} slots checked: all add up.")
