"""The forms of the waiting list: joining it, and answering an offer."""

import copy
import dataclasses

from django import forms
from django.utils.translation import gettext_lazy as _

from . import rules
from .forms import ContactForm, PeopleForm, PlacesField, add_refusal
from .models import Booking, Slot
from .models.bookings import AgeBand


class WaitForm(ContactForm):
    """Who would come, and where the offer goes. Names are asked for with the offer, if at all.

    `slots` are those the party waits for, one or all of a plant: the party must be welcome in at
    least one of them.
    """

    def __init__(self, *args: object, slots: list[Slot], **kwargs: object) -> None:
        super().__init__(*args, slot=slots[0], places=0, **kwargs)
        self.slots = slots
        self.bands = rules.admitted_bands(min(slot.visit.min_age for slot in slots))
        people = copy.deepcopy(PeopleForm.base_fields)
        people["adults"].initial = 1
        contact = self.fields
        contact["email"].help_text = _("The offer and the link to the waiting list go here.")
        self.fields = {"adults": people["adults"]}
        for band in self.bands:
            self.fields[band.value] = PlacesField(label=band.label, required=False, initial=0)
        self.fields |= {"access_needs": people["access_needs"], **contact}

    @property
    def party(self) -> rules.Party:
        """The party of a form without errors at its numbers."""
        data = self.cleaned_data
        return rules.Party(
            adults=data["adults"],
            minors={band.value: data[band.value] for band in self.bands},
            access_needs=tuple(data.get("access_needs", [])),
        )

    def clean(self) -> dict:
        """Ask the rules about the party as soon as every number is readable."""
        data = super().clean()
        if not {"adults", *(band.value for band in self.bands)} & set(self.errors):
            refusals = [rules.refuse_party(slot, self.party) for slot in self.slots]
            if all(refusals):
                add_refusal(self, refusals[0])
        return data


class OfferForm(forms.Form):
    """Accept an offer with everybody: names where the visit requires them, else nothing to write."""

    every_name = True
    """Whether no line for a name may stay empty."""

    def __init__(self, *args: object, offer: Booking, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.offer = offer
        required = offer.slot.visit.names_required
        self.name_fields = [f"name_{i}" for i in range(1, self.most_places + 1)] if required else []
        for number, key in enumerate(self.name_fields, start=1):
            self.fields[key] = forms.CharField(
                label=_("Person %(number)d: name and surname") % {"number": number},
                max_length=120,
                required=self.every_name,
                error_messages={"required": _("Write name and surname.")},
            )

    @property
    def most_places(self) -> int:
        return self.offer.places

    @property
    def waiting_party(self) -> rules.Party:
        """Everybody who was waiting, without names."""
        offer = self.offer
        return rules.Party(offer.adults, offer.minors_by_band, access_needs=tuple(offer.access_needs))

    @property
    def party(self) -> rules.Party:
        """Everybody who was waiting, with the names written."""
        return dataclasses.replace(self.waiting_party, names=self.names)

    @property
    def names(self) -> tuple[str, ...]:
        """The names written, white space folded."""
        written = (" ".join(self.cleaned_data.get(key, "").split()) for key in self.name_fields)
        return tuple(name for name in written if name)


class FewerForm(OfferForm):
    """Accept an offer with fewer people: only those that were waiting can be fewer."""

    every_name = False
    too_many = _("These are not fewer people than the offer is for.")

    def __init__(self, *args: object, offer: Booking, **kwargs: object) -> None:
        super().__init__(*args, offer=offer, **kwargs)
        names, adults = self.fields, copy.deepcopy(PeopleForm.base_fields["adults"])
        adults.initial = offer.adults
        self.fields = {"adults": adults}
        self.bands = [band for band in AgeBand if getattr(offer, band.value)]
        for band in self.bands:
            self.fields[band.value] = PlacesField(
                label=band.label, required=False, initial=getattr(offer, band.value)
            )
        self.fields |= names

    @property
    def most_places(self) -> int:
        return max(self.most_people, 1)

    @property
    def most_people(self) -> int:
        """The largest party that is accepted."""
        return self.offer.places - 1

    @property
    def party(self) -> rules.Party:
        """The smaller party."""
        data = self.cleaned_data
        minors = {band.value: data[band.value] for band in self.bands}
        return rules.Party(data["adults"], minors, self.names, tuple(self.offer.access_needs))

    def clean(self) -> dict:
        """Put the rules' sentence at its field; a missing name at the first empty line."""
        data = super().clean()
        if self.errors:
            return data
        slot, party = self.offer.slot, self.party
        if party.places > self.most_people:
            self.add_error("adults", self.too_many)
            return data
        refusal = rules.refuse_party(slot, party) or rules.refuse_names(slot, party)
        if refusal is not None and refusal.field == "names":
            self.add_error(self.name_fields[min(len(self.names), party.places - 1)], refusal.message)
        elif refusal is not None:
            add_refusal(self, refusal)
        return data
