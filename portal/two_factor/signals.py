"""At log-in: does this person still owe a code?"""

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from .middleware import DUE
from .services import has_second_factor


@receiver(user_logged_in, dispatch_uid="two_factor.remember_what_is_due")
def remember_what_is_due(
    sender: type, request: HttpRequest, user: AbstractBaseUser, **kwargs: object
) -> None:
    """Keep it in the session, so that no page has to ask the database. 1 query."""
    if has_second_factor(user):
        request.session[DUE] = True
