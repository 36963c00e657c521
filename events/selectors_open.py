"""Which programmes can be booked at all: what pages ask before they are published."""

import datetime as dt
import uuid
from collections.abc import Iterable

from .models import Slot
from .models.visits import SlotStatus


def programmes_with_open_slots(
    keys: Iterable[uuid.UUID] | None = None, *, now: dt.datetime
) -> set[uuid.UUID]:
    """Programmes with an open slot that has not started at `now` (aware), full ones included.

    Whether bookings are open today plays no part: a slot on offer will be booked. `keys` limits the
    answer to some programmes. 1 query.
    """
    slots = Slot.objects.filter(status=SlotStatus.OPEN).upcoming(now)
    if keys is not None:
        slots = slots.filter(programme_id__in=list(keys))
    return set(slots.order_by().values_list("programme_id", flat=True).distinct())
