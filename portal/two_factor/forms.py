"""The two forms that ask for a code."""

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_otp import devices_for_user, match_token
from django_otp.models import Device
from django_otp.plugins.otp_totp.models import TOTPDevice

from . import services


class CodeField(forms.CharField):
    """A code as people type it: blanks do not count."""

    def __init__(self, **kwargs: object) -> None:
        # Phones show digits first and offer the code of a message; recovery codes have letters.
        attrs = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=32, **kwargs)

    def to_python(self, value: object) -> str:
        return "".join(super().to_python(value).split())


class VerifyForm(forms.Form):
    """After the password: a code of the app, or a recovery code."""

    otp_token = CodeField(
        label=_("Code"), help_text=_("The six digits in your app now, or one of your recovery codes.")
    )

    def __init__(self, user: AbstractBaseUser, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.device: Device | None = None

    def clean_otp_token(self) -> str:
        """Find the device that gives this code; refuses any code while the wait after wrong ones lasts."""
        code = self.cleaned_data["otp_token"]
        with transaction.atomic():  # the refusal must not undo the count of wrong codes
            self.device = match_token(self.user, code)
        if self.device is not None:
            return code
        if any(not device.verify_is_allowed()[0] for device in devices_for_user(self.user)):
            message = _(
                "This code is not right. Each wrong one makes the wait longer: try again in a minute."
            )
        else:
            message = _("This code is not right, or no longer. Type the one the app shows now.")
        raise forms.ValidationError(message)


class FinishForm(forms.Form):
    """The first code of an app that is being set up."""

    code = CodeField(label=_("Code in your app"), help_text=_("Six digits; they change every 30 seconds."))

    def __init__(self, user: AbstractBaseUser, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.device: TOTPDevice | None = None

    def clean_code(self) -> str:
        """Refuses a code that the new secret does not give now."""
        code = self.cleaned_data["code"]
        self.device = services.finish(user=self.user, code=code)
        if self.device is None:
            raise forms.ValidationError(
                _("This is not the code of this QR code now. Wait for the next six digits and type them.")
            )
        return code
