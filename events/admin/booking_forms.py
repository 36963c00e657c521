"""The forms with which staff change one booking: those of the visitor, where they say the same."""

from django import forms
from django.utils.translation import gettext as _

from ..forms_manage import CorrectContactForm
from ..models import Booking
from ..models.bookings import CancelReason
from . import impact


class BookingForm(forms.Form):
    """Nothing to type: only a button."""

    def __init__(self, *args: object, booking: Booking, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.booking = booking


class DeskContactForm(CorrectContactForm):
    """The visitor's form; the browser must not propose the staff's own name and number."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"


def reason_field(*reasons: CancelReason) -> forms.ChoiceField:
    """The kind of reason, compulsory and not chosen beforehand: it is kept (decision 0026)."""
    return forms.ChoiceField(
        label=_("Reason"),
        help_text=_("Kept in the history without any name, to filter and to count."),
        choices=[("", "–"), *((reason.value, reason.label) for reason in reasons)],
        error_messages={"required": _("Choose a reason.")},
    )


class CancelBookingForm(BookingForm):
    """A kind of reason, which stays, and a note for the visitor, in the language of the booking."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        code = self.booking.language
        self.fields["reason"] = reason_field(*CancelReason)
        if not self.booking.email:  # no mail, no note
            return
        self.fields["note"] = forms.CharField(
            label=_("Note in the mail (%(language)s)") % {"language": impact.language_name(code)},
            help_text=_(
                "The visitor reads it as it is written. It is in the mail only and is not kept. Can stay "
                "empty."
            ),
            required=False,
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 3, "lang": code}),
        )

    @property
    def note(self) -> dict[str, str]:
        """The note by language, as the service takes it."""
        text = self.cleaned_data.get("note", "")
        return {self.booking.language: text} if text else {}
