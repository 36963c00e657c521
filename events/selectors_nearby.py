"""Places around a plant, asked for whenever its page is made anew."""

import datetime as dt
import uuid
from collections.abc import Sequence
from functools import reduce
from itertools import islice
from operator import or_

from django.db.models import Q, QuerySet, Sum

from . import rules
from .models import Edition, Slot
from .prepared import Given, Prepared, number
from .selectors import bookable_slots

_AT_ONCE = 12


def _free_of_some() -> QuerySet:
    given = {"percent": number("percent"), "now": Given(Slot, "starts_at", "now")}
    slots = bookable_slots(Given(Edition, "id", "edition"), **given)
    some = (Q(programme_id=Given(Slot, "programme", f"programme_{n}")) for n in range(_AT_ONCE))
    return slots.filter(reduce(or_, some)).order_by().values_list("programme_id").annotate(free=Sum("left"))


_FREE_OF_SOME = Prepared(_free_of_some)


def first_with_places(
    keys: Sequence[uuid.UUID], count: int, edition: Edition | None, *, now: dt.datetime
) -> dict[uuid.UUID, int]:
    """The first `count` of some programmes that have places left, in the given order, and how many.

    1 query for a dozen of them; the next dozen is asked only while there are too few. The waves of the
    edition are loaded.
    """
    found: dict[uuid.UUID, int] = {}
    if edition is None:
        return found
    given = {"edition": edition.pk, "percent": rules.released_percent(edition, now), "now": now}
    for begin in range(0, len(keys), _AT_ONCE):
        dozen = keys[begin : begin + _AT_ONCE]
        named = {f"programme_{n}": dozen[n % len(dozen)] for n in range(_AT_ONCE)}
        free = dict(_FREE_OF_SOME.rows(**given, **named))
        found |= {key: free[key] for key in dozen if key in free}
        if len(found) >= count:
            break
    return dict(islice(found.items(), count))
