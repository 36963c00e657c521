"""The forms that change slots people have booked. They check what is typed; services decide."""

from collections.abc import Container

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateTimeInput

from ..models.bookings import CancelReason
from ..services.wording import About, draft
from ..years import check_whole_minute, check_year
from .booking_forms import reason_field


class MailTextForm(forms.Form):
    """The staff's paragraph of the mails: one field for each language that is told, filled with a draft.

    It cannot be sent empty: the people it is for are told something.
    """

    def __init__(self, *args: object, about: About, languages: Container[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for code, name in settings.LANGUAGES:
            if code in languages:
                self.fields[f"text_{code}"] = forms.CharField(
                    label=_("Text of the mails (%(language)s)") % {"language": name},
                    help_text=_("Times, places, code and links are added by themselves: see below."),
                    initial=draft(about, code),
                    max_length=1500,
                    error_messages={"required": _("Write what these people are told.")},
                    widget=forms.Textarea(attrs={"rows": 3, "lang": code}),
                )

    @property
    def note(self) -> dict[str, str]:
        """The texts by language: as typed, or as drafted while nothing was sent."""
        texts = {}
        for name, field in self.fields.items():
            if name.startswith("text_"):
                typed = self.cleaned_data.get(name, "") if self.is_bound else field.initial
                texts[name.removeprefix("text_")] = typed
        return texts


class SlotCancelForm(MailTextForm):
    """Why the slot does not take place, as a kind that is kept; the words are in the mails only."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        reasons = (CancelReason.PLANT, CancelReason.EVENTS, CancelReason.OTHER)
        self.fields = {"reason": reason_field(*reasons), **self.fields}


class SlotMoveForm(MailTextForm):
    """The new start of a slot, on the clocks of Piedmont."""

    starts_at = forms.DateTimeField(
        label=gettext_lazy("New day and time"),
        widget=AdminDateTimeInput,
        validators=[check_year, check_whole_minute],
        help_text=gettext_lazy(
            "It lasts as long as before. The visit's own times stay as they are: saving the visit again "
            "leaves the slot at its new time."
        ),
    )
