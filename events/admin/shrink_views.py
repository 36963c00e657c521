"""Fewer places than are taken: whose bookings go, what those people read, then one button."""

import datetime as dt
from collections import Counter

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .. import services
from ..models import Booking, Notice, Slot
from ..services.shrinking import suggest_leaving
from ..services.wording import About
from . import impact, words
from .change_forms import MailTextForm
from .change_views import SlotChangeView
from .forms import MOST_PLACES


class SlotShrinkForm(MailTextForm):
    """How many places are left, and whose bookings have to go: suggested, then chosen."""

    capacity = forms.IntegerField(
        label=gettext_lazy("Places from now on"),
        min_value=1,
        max_value=MOST_PLACES,
        help_text=gettext_lazy("For other numbers the bookings that have to go are suggested anew."),
    )

    def __init__(self, *args: object, bookings: list[Booking], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.bookings = bookings
        self.fields["leaving"] = forms.TypedMultipleChoiceField(
            required=False,
            coerce=int,
            choices=[(booking.pk, booking.code_for_people) for booking in bookings],
            widget=forms.CheckboxSelectMultiple,
        )

    def clean(self) -> dict:
        """Suggest who goes for a number of places that was not looked at yet; refuse too few."""
        data = super().clean()
        capacity = data.get("capacity")
        if capacity is None:
            return data
        if self.data.get("suggested_for") != str(capacity):
            data["leaving"] = suggest_leaving(self.bookings, capacity)
        stays = sum(booking.places for booking in self.bookings if booking.pk not in data.get("leaving", []))
        if stays > capacity:
            text = ngettext(
                "The bookings that stay take %(count)d place: choose more that go.",
                "The bookings that stay take %(count)d places: choose more that go.",
                stays,
            )
            self.add_error(
                "leaving", forms.ValidationError(text % {"count": stays}, code="capacity_below_taken")
            )
        return data


class SlotShrinkView(SlotChangeView):
    """Bookings leave a slot that takes fewer people: who booked last goes first, staff decide."""

    form_class = SlotShrinkForm
    about = About.SHRUNK
    people_template = "events/admin/includes/leaving.html"
    page_title = gettext_lazy("Fewer places than are taken")
    action = "events.slot_shrink"
    act_label = gettext_lazy("Reduce the places")

    def get_initial(self) -> dict:
        return {"capacity": self.slot.capacity}

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "bookings": self.touched.bookings}

    @property
    def languages(self) -> Counter[str]:
        """Who waits is not touched: nobody of them is told."""
        return self.touched.languages

    def apply(self, form: SlotShrinkForm, now: dt.datetime) -> None:
        data = form.cleaned_data
        self.gone = services.shrink_slot(
            slot_id=self.slot.pk,
            capacity=data["capacity"],
            leaving=data["leaving"],
            note=form.note,
            now=now,
        )

    def seal(self, form: SlotShrinkForm) -> str:
        data = form.cleaned_data
        leaving = " ".join(map(str, sorted(data.get("leaving", []))))
        return f"{super().seal(form)} to {data.get('capacity')} without {leaving}"

    @cached_property
    def alternatives(self) -> dict[int, list[Slot]]:
        return impact.alternatives_by_places(self.touched, timezone.now())

    def leaving(self, form: SlotShrinkForm) -> impact.Impact:
        """Only those who have to go."""
        chosen = form.cleaned_data.get("leaving", []) if form.is_bound and form.is_valid() else []
        gone = [booking for booking in self.touched.bookings if booking.pk in chosen]
        return impact.Impact(self.slot, gone, [])

    def confirm_label(self, form: SlotShrinkForm) -> str:
        return words.act_and_tell(str(self.act_label), self.leaving(form).bookings)

    def drafts(self, form: SlotShrinkForm, now: dt.datetime) -> list[impact.Draft] | None:
        if not form.is_bound or not form.is_valid():
            return None
        return impact.draft_mails(
            Notice.Kind.CANCELLED_BY_STAFF,
            self.leaving(form),
            self.slot,
            note=form.note,
            alternatives=self.alternatives,
        )

    def instead_of(self, booking: Booking, now: dt.datetime) -> list[str]:
        return [words.moment_in_words(slot.starts_at) for slot in self.alternatives[booking.places]]

    def done_in_words(self) -> str:
        text = _("The slot has fewer places. %(told)s")
        return text % {"told": words.told_in_words(self.gone)}

    def get_context_data(self, **kwargs: object) -> dict:
        context = super().get_context_data(**kwargs)
        form = context["form"]
        gone = self.leaving(form)
        chosen = {booking.pk for booking in gone.bookings}
        if form.is_bound and not form.is_valid():
            chosen = {int(pk) for pk in form.data.getlist("leaving") if pk.isdecimal()}
        for row in context["rows"]:
            row["leaves"] = row["booking"].pk in chosen
        return context | {
            "to_tell": words.to_tell_in_words(gone.bookings) if form.is_bound else "",
            "suggested_for": form.data.get("capacity", "") if form.is_bound else "",
            "leaving_errors": form.errors.get("leaving", []),
            "other_fields": [form["capacity"]],
        }
