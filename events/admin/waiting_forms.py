"""The forms with which the desk puts somebody on the waiting list and answers offers: the visitor's own."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import services
from ..forms_waiting import FewerForm, WaitForm
from ..models import Booking, WaitEntry
from .booking_new import some_way_to_reach


class DeskWaitForm(WaitForm):
    """Who would come and how to reach them: an e-mail address, or at least a telephone number."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name in ("contact_name", "email", "phone"):
            self.fields[name].widget.attrs["autocomplete"] = "off"  # not the staff's own
        self.fields["email"].required = False
        self.fields["email"].help_text = _("Empty: no mail is sent, and the desk has to call with an offer.")
        self.fields["phone"].help_text = _("Compulsory without an e-mail address.")
        self.fields["language"] = forms.ChoiceField(
            label=_("Language of the mails"), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE
        )

    def clean(self) -> dict:
        """Beyond the rules of the party: some way to reach the person."""
        data = super().clean()
        some_way_to_reach(self, data)
        return data

    @property
    def contact(self) -> services.Contact:
        data = self.cleaned_data
        return services.Contact(data["contact_name"], data["email"], data["phone"])


class DeskOfferForm(FewerForm):
    """Accept an offer with everybody who was waiting, or with fewer of them."""

    too_many = gettext_lazy("The offer is for fewer places.")

    def __init__(self, *args: object, entry: WaitEntry, offer: Booking, **kwargs: object) -> None:
        super().__init__(*args, offer=offer, **kwargs)
        self.entry = entry

    @property
    def most_people(self) -> int:
        return self.offer.places


class WaitingForm(forms.Form):
    """Nothing to type: only a button."""

    def __init__(self, *args: object, entry: WaitEntry, offer: Booking | None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.entry, self.offer = entry, offer
