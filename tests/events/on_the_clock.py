"""What tests of days and times ask of the slots that came of them."""

from events import scheduling
from events.models import Slot, Visit


def wall_times(visit: Visit) -> list[str]:
    starts = Slot.objects.filter(visit=visit).order_by("starts_at").values_list("starts_at", flat=True)
    return [f"{start.astimezone(scheduling.ROME):%a %d %H:%M}" for start in starts]
