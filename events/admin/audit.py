"""Who took persons away. Stands at the person who did: the bookings are many."""

import copy

from django.contrib.auth.base_user import AbstractBaseUser
from wagtail.log_actions import log


def log_taking_away(user: AbstractBaseUser, action: str, data: dict) -> None:
    """Write one line into the site history. `data` holds numbers, never personal data. 2 queries."""
    # A copy is the user itself, not the request's lazy stand-in, at which the log would keep silent.
    log(instance=copy.copy(user), action=action, user=user, data=data)
