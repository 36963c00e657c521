"""What staff do to one booking, each on a page of its own: look, then one button.

A page sent as it was, or twice, changes nothing and queues no mail. What somebody else changed
meanwhile is shown before anything is written.
"""

import datetime as dt

from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.log_actions import log

from .. import rules, selectors, services
from ..forms import add_refusal
from ..forms_manage import ChangePeopleForm, MoveForm, move_choice
from ..models import Booking
from ..models.bookings import CancelledBy, CancelReason
from ..selectors import SlotDay
from . import booking_forms, desk, impact, links, words


class BookingChangeView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Shows a booking and a form; does what is confirmed while the booking is as it was shown.

    2 queries to look, beside those of the form; the service's and 1 for the log to change.
    """

    model = Booking
    permission_required = "change"
    template_name = "events/admin/booking_change.html"
    header_icon = "tasks"
    action: desk.Action
    confirm_label = ""
    confirm_label_without_mail = ""
    """The same for somebody without an e-mail address, to whom nothing is sent."""
    refusal_field = ""
    """Where a refusal stands that belongs to no field of its own."""

    @property
    def page_title(self) -> str:
        return self.action.label

    @cached_property
    def booking(self) -> Booking:
        return get_object_or_404(Booking.objects.with_slot(), pk=self.kwargs["pk"])

    @cached_property
    def now(self) -> dt.datetime:
        return timezone.now()

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Lead back to the booking, with the reason, when nothing about it can be changed."""
        if self.user_has_permission("change") and (why := desk.why_unchangeable(self.booking, self.now)):
            messages.warning(request, _("%(why)s Nothing was changed.") % {"why": why})
            return self.back()
        return super().dispatch(request, *args, **kwargs)

    def back(self) -> HttpResponse:
        return HttpResponseRedirect(links.booking_url(self.booking.pk))

    def get_form_kwargs(self) -> dict:
        kwargs = super().get_form_kwargs()
        kwargs.pop("initial")  # the forms read it from the booking
        return {**kwargs, "booking": self.booking}

    def form_valid(self, form: Form) -> HttpResponse:
        """Do it, unless it is already so, or the booking is no longer the one that was shown."""
        if self.is_done(form):
            messages.info(self.request, _("Nothing to change: everything is already so. No mail was sent."))
            return self.back()
        if self.request.POST.get("seen") != self.seal:
            form.add_error(
                None, _("This booking has been changed in the meantime. Check it before confirming.")
            )
            return self.form_invalid(form)
        try:
            with transaction.atomic():  # what is done and that it is logged, or neither
                data = self.apply(form)
                log(instance=self.booking, action=self.action.log, user=self.request.user, data=data)
        except rules.Refusal as refusal:
            return self.refused(form, refusal)
        messages.success(self.request, self.done_in_words())
        return self.back()

    def refused(self, form: Form, refusal: rules.Refusal) -> HttpResponse:
        """Say why at the right field; back to the booking when it was ended at this very moment."""
        if refusal.code in ("not_active", "visit_started"):
            messages.error(self.request, _("%(why)s Nothing was changed.") % {"why": refusal.message})
            return self.back()
        field = refusal.field if refusal.field in form.fields else self.refusal_field
        add_refusal(form, rules.Refusal(refusal.code, refusal.message, field))
        # Drawn with what is true now: places and versions may be others.
        del self.booking
        return self.form_invalid(form)

    @property
    def seal(self) -> str:
        """What the page shows: confirmed only together with the same."""
        return f"{self.booking.generation} {self.booking.slot_id} {self.booking.slot.version}"

    def is_done(self, form: Form) -> bool:
        """Whether the booking already is what the form asks for."""
        return False

    def apply(self, form: Form) -> dict | None:
        """Change the booking; returns what the log keeps, never personal data. Raises rules.Refusal."""
        raise NotImplementedError

    def done_in_words(self) -> str:
        raise NotImplementedError

    def confirmed_in_words(self) -> str:
        """Whether a mail confirms what the visitor asked for."""
        if self.booking.email:
            return _("A mail confirms it to the visitor.")
        return _("No mail is sent: there is no e-mail address.")

    def told_in_words(self) -> str:
        """Whether a mail tells the visitor, or somebody has to."""
        if self.booking.email:
            return _("A mail tells the visitor.")
        return _("No mail is sent, as there is no e-mail address: call the visitor.")

    def get_page_subtitle(self) -> str:
        return str(self.booking)

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(f"{links.BOOKINGS}:index"), "label": capfirst(Booking._meta.verbose_name_plural)},
            {"url": links.booking_url(self.booking.pk), "label": str(self.booking)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: object) -> dict:
        slot = self.booking.slot
        return {
            **super().get_context_data(**kwargs),
            "media": kwargs["form"].media if "form" in kwargs else "",
            "booking": self.booking,
            "when": words.moment_in_words(slot.starts_at),
            "taken": words.taken_in_words(slot.taken, slot.capacity),
            "free": words.free_in_words(slot, self.now),
            "language": impact.language_name(self.booking.language),
            "seal": self.seal,
            "confirm_label": self.confirm_label if self.booking.email else self.confirm_label_without_mail,
            "is_serious": self.action is desk.CANCEL,
            "booking_url": links.booking_url(self.booking.pk),
        }


class PartyView(BookingChangeView):
    """Fewer or more people; more also after changes close and beyond the waves, if places are free."""

    action = desk.PARTY
    form_class = ChangePeopleForm
    confirm_label = gettext_lazy("Change the party and send the mail")
    confirm_label_without_mail = desk.PARTY.label
    refusal_field = "adults"

    def is_done(self, form: ChangePeopleForm) -> bool:
        party, booking = form.party, self.booking
        return (
            (party.adults, party.minors) == (booking.adults, booking.minors_by_band)
            and list(party.names) == booking.names
            and sorted(party.access_needs) == sorted(booking.access_needs)
        )

    def apply(self, form: ChangePeopleForm) -> dict:
        services.change_party(booking_id=self.booking.pk, party=form.party, now=self.now, by_staff=True)
        return {"before": self.booking.places, "after": form.party.places}

    def done_in_words(self) -> str:
        return _("The party is changed.") + " " + self.confirmed_in_words()


class MoveView(BookingChangeView):
    """Another slot of the same plant with room for this party. 2 queries more, for the slots."""

    action = desk.MOVE
    form_class = MoveForm
    template_name = "events/admin/booking_move.html"
    confirm_label = gettext_lazy("Move the booking and send the mail")
    confirm_label_without_mail = gettext_lazy("Move the booking")
    refusal_field = "to"

    def get_form_kwargs(self) -> dict:
        kwargs = super().get_form_kwargs()
        del kwargs["booking"]
        return {**kwargs, "days": self.days()}

    def days(self) -> list[SlotDay]:
        return selectors.slot_days(programme_key=self.booking.slot.programme_id, now=self.now)

    def is_done(self, form: MoveForm) -> bool:
        return form.cleaned_data["to"][0] == self.booking.slot_id

    def apply(self, form: MoveForm) -> dict:
        to, seen = form.cleaned_data["to"]
        moved = services.move_booking(
            booking_id=self.booking.pk, to_slot_id=to, seen_version=seen, now=self.now, by_staff=True
        )
        self.new_start = moved.slot.starts_at
        return {"before": self.booking.slot.starts_at.isoformat(), "after": self.new_start.isoformat()}

    def done_in_words(self) -> str:
        text = _("The booking is moved to %(when)s.") % {"when": words.moment_in_words(self.new_start)}
        return f"{text} {self.told_in_words()}"

    def get_context_data(self, **kwargs: object) -> dict:
        # Read again: what refused a choice shows in the list.
        public = self.booking.slot.programme.is_public
        context = super().get_context_data(**kwargs)
        return {**context, "days": self._choices(self.days()), "is_public": public}

    def _choices(self, days: list[SlotDay]) -> list[dict]:
        """The other slots this party fits in, by day, each with the value its radio button sends."""
        booking = self.booking
        party = rules.Party(booking.adults, booking.minors_by_band, tuple(booking.names))
        fitting = []
        for day in days:
            rows = [
                {"row": row, "value": move_choice(row), "free": words.free_in_words(row.slot, self.now)}
                for row in day.slots
                if row.pk != booking.slot_id
                and not rules.refuse_booking(
                    row.slot, party, seen_version=row.slot.version, now=self.now, reserved=True
                )
            ]
            if rows:
                fitting.append({"day": words.day_in_words(day.date), "rows": rows})
        return fitting


class CorrectView(BookingChangeView):
    """Name, telephone and the visitors' names. The e-mail address stays: the links went there."""

    action = desk.CORRECT
    form_class = booking_forms.DeskContactForm
    template_name = "events/admin/booking_correct.html"
    confirm_label = gettext_lazy("Correct and send the mail")
    confirm_label_without_mail = desk.CORRECT.label

    def is_done(self, form: booking_forms.DeskContactForm) -> bool:
        data, booking = form.cleaned_data, self.booking
        typed = (data["contact_name"], data["phone"], data["names"])
        return typed == (booking.contact_name, booking.phone, booking.names)

    def apply(self, form: booking_forms.DeskContactForm) -> None:
        data = form.cleaned_data
        services.correct_contact(
            booking_id=self.booking.pk,
            name=data["contact_name"],
            phone=data["phone"],
            names=tuple(data["names"]),
            now=self.now,
        )

    def done_in_words(self) -> str:
        return _("Names and contacts are corrected.") + " " + self.confirmed_in_words()


class LinkView(BookingChangeView):
    """The mail of "send me my link", asked for by staff; the same three a day for an address."""

    action = desk.LINK
    form_class = booking_forms.BookingForm
    confirm_label = confirm_label_without_mail = gettext_lazy("Send the link")

    def apply(self, form: booking_forms.BookingForm) -> None:
        booking = self.booking
        if not services.send_my_link(email=booking.email, language=booking.language, now=self.now):
            text = _("Three links have already gone to this address in the last 24 hours.")
            raise rules.Refusal("too_many_links", text)

    def done_in_words(self) -> str:
        return _("A mail with a new link is on its way.")


class CancelView(BookingChangeView):
    """Gives all places back; the mail says who wanted it, with the note; the kind of reason stays."""

    action = desk.CANCEL
    form_class = booking_forms.CancelBookingForm
    confirm_label = gettext_lazy("Cancel the booking and send the mail")
    confirm_label_without_mail = desk.CANCEL.label

    def apply(self, form: booking_forms.CancelBookingForm) -> dict:
        services.cancel_booking(
            booking_id=self.booking.pk,
            now=self.now,
            by=CancelledBy.STAFF,
            note=form.note,
            reason=form.cleaned_data["reason"],
        )
        self.was_asked = form.cleaned_data["reason"] == CancelReason.ASKED
        return {"places": self.booking.places, "reason": form.cleaned_data["reason"]}

    def done_in_words(self) -> str:
        # Who asked for it need not be called.
        told = self.confirmed_in_words() if self.was_asked else self.told_in_words()
        return _("The booking is cancelled and its places are free.") + " " + told


class CalledView(BookingChangeView):
    """Somebody without an e-mail address now knows what changed. Also for cancelled bookings."""

    action = desk.CALLED
    form_class = booking_forms.BookingForm
    confirm_label = confirm_label_without_mail = gettext_lazy("The visitor has been called")

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return super(BookingChangeView, self).dispatch(request, *args, **kwargs)

    def is_done(self, form: booking_forms.BookingForm) -> bool:
        return not self.booking.is_to_call

    def apply(self, form: booking_forms.BookingForm) -> None:
        services.say_called(booking_id=self.booking.pk, seen_version=self.booking.slot.version)

    def done_in_words(self) -> str:
        return _("Written down: the visitor knows.")


VIEWS = (CalledView, PartyView, MoveView, CorrectView, LinkView, CancelView)
