"""What is done to somebody's second factor. Every function is one transaction."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.log_actions import log

RECOVERY_CODES = 10
"""Enough for years of forgotten phones, few enough to fit on a slip of paper."""


def has_second_factor(user: AbstractBaseUser) -> bool:
    """Whether a code is asked for after this person's password. 1 query."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def begun_device(user: AbstractBaseUser) -> TOTPDevice | None:
    """The device that is being set up and has not shown a code yet. 1 query."""
    return TOTPDevice.objects.filter(user=user, confirmed=False).order_by("-pk").first()


@transaction.atomic
def begin(*, user: AbstractBaseUser) -> TOTPDevice:
    """Make a new secret for an app; one that was begun before and not finished is thrown away."""
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()
    return TOTPDevice.objects.create(user=user, name="app", confirmed=False)


@transaction.atomic
def finish(*, user: AbstractBaseUser, code: str) -> TOTPDevice | None:
    """Confirm the device that was begun, if the app shows the right code; None if it does not.

    A device from before is replaced: one person, one app.
    """
    device = begun_device(user)
    if device is None or not device.verify_token(code):
        return None
    TOTPDevice.objects.filter(user=user, confirmed=True).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    _log(user, "two_factor.set_up", by=user)
    return device


@transaction.atomic
def new_recovery_codes(*, user: AbstractBaseUser) -> list[str]:
    """Ten codes that work once each, in place of the old ones."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery")
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def recovery_codes_left(user: AbstractBaseUser) -> int:
    """How many recovery codes have not been used. 1 query."""
    return StaticToken.objects.filter(device__user=user).count()


@transaction.atomic
def take_away(*, user: AbstractBaseUser, by: AbstractBaseUser | None) -> bool:
    """Remove device and recovery codes; whether there was anything. The log says who did it.

    `by` is None on the command line.
    """
    removed, _rows = TOTPDevice.objects.filter(user=user).delete()
    codes, _rows = StaticDevice.objects.filter(user=user).delete()
    if removed or codes:
        _log(user, "two_factor.taken_away", by=by)
    return bool(removed or codes)


def _log(user: AbstractBaseUser, action: str, *, by: AbstractBaseUser | None) -> None:
    """Write it into Wagtail's log, which does not know the lazy user of a request by its class."""
    log(get_user_model().objects.get(pk=user.pk), action, user=by)
