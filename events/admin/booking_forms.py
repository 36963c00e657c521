"""The forms with which staff change one booking: those of the visitor, where they say the same."""

from django import forms
from django.utils.translation import gettext as _

from ..forms_manage import CorrectContactForm
from ..models import Booking
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


class CancelBookingForm(BookingForm):
    """A note for the visitor, in the language of the booking; none where no mail is sent."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if not self.booking.email:
            return
        code = self.booking.language
        self.fields["note"] = forms.CharField(
            label=_("Note in the mail (%(language)s)") % {"language": impact.language_name(code)},
            help_text=_("The reason, for example. The visitor reads it as it is written. Can stay empty."),
            required=False,
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 3, "lang": code}),
        )

    @property
    def note(self) -> dict[str, str]:
        """The note by language, as the service takes it."""
        text = self.cleaned_data.get("note", "")
        return {self.booking.language: text} if text else {}
