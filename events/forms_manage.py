"""The forms on the pages of one booking. They ask `rules`, and put its sentences at the right field."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from .forms import EMAIL_ERRORS, ContactForm, PeopleForm
from .models import AgeBand, Booking
from .rules import Party
from .selectors import SlotDay, SlotRow

_CHOICE = re.compile(r"([0-9]{1,10})-([0-9]{1,9})")


class ChangePeopleForm(PeopleForm):
    """Who comes, for a booking that stands; with the names where the visit requires them.

    There is a name field for everybody the party could have: without scripts the page can't know
    how many are coming until it is sent.
    """

    def __init__(self, *args: object, booking: Booking, **kwargs: object) -> None:
        kwargs.setdefault("initial", _initial_people(booking))
        super().__init__(*args, slot=booking.slot, **kwargs)
        self.name_fields: list[str] = []
        if not booking.slot.visit.names_required:
            return
        shown = max(booking.slot.visit.party_limit, booking.places)
        for number in range(1, shown + 1):
            key = f"name_{number}"
            self.name_fields.append(key)
            self.fields[key] = forms.CharField(
                label=_("Person %(number)d: name and surname") % {"number": number},
                max_length=120,
                required=False,
            )

    def clean(self) -> dict:
        """Beyond the rules of the party: as many names as people."""
        data = super().clean()
        names = [" ".join(data.get(key, "").split()) for key in self.name_fields]
        data["names"] = [name for name in names if name]
        if self.errors or not self.name_fields:
            return data
        places = self.party.places
        if len(data["names"]) < places:
            empty = next(key for key, name in zip(self.name_fields, names, strict=True) if not name)
            self.add_error(empty, _("Write the name of each person who takes part."))
        elif len(data["names"]) > places:
            filled = [key for key, name in zip(self.name_fields, names, strict=True) if name]
            text = _("There are more names than people: clear the names of those who are not coming.")
            self.add_error(filled[places], text)
        return data

    @property
    def party(self) -> Party:
        """The party as typed. Only for a form whose numbers are readable."""
        data = self.cleaned_data
        return Party(
            adults=data["adults"],
            minors={band.value: data.get(band.value) or 0 for band in AgeBand},
            names=tuple(data.get("names", [])),
            access_needs=tuple(data.get("access_needs", [])),
        )


def _initial_people(booking: Booking) -> dict[str, object]:
    names = {f"name_{number}": name for number, name in enumerate(booking.names, start=1)}
    return {
        "adults": booking.adults,
        **booking.minors_by_band,
        "access_needs": booking.access_needs,
        **names,
    }


class CorrectContactForm(ContactForm):
    """Name, telephone and the visitors' names. The e-mail address stays: the links went there."""

    def __init__(self, *args: object, booking: Booking, **kwargs: object) -> None:
        names = {f"name_{number}": name for number, name in enumerate(booking.names, start=1)}
        initial = {"contact_name": booking.contact_name, "phone": booking.phone, **names}
        super().__init__(*args, slot=booking.slot, places=booking.places, initial=initial, **kwargs)
        del self.fields["email"]


class MoveForm(forms.Form):
    """Which other slot of the plant. Each choice carries the version of the slot that was shown (I9)."""

    to = forms.CharField(
        label=_("New time"),
        max_length=30,
        error_messages={"required": _("Choose one of the times.")},
    )

    def __init__(self, *args: object, days: list[SlotDay], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.slot_ids = {row.pk for day in days for row in day.slots}

    def clean_to(self) -> tuple[int, int]:
        """The slot's number and the version seen. Only slots of this plant can be asked for."""
        match = _CHOICE.fullmatch(self.cleaned_data["to"])
        if match is None or int(match[1]) not in self.slot_ids:
            raise forms.ValidationError(_("Choose one of the times."), code="invalid")
        return int(match[1]), int(match[2])


def move_choice(row: SlotRow) -> str:
    """The value of a slot's radio button: its number and the version shown."""
    return f"{row.pk}-{row.slot.version}"


class SendLinkForm(forms.Form):
    """The address to which the link goes, if there are bookings with it."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("The address given when booking."),
        error_messages=EMAIL_ERRORS,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
