"""Booking for somebody who calls: a slot, then one form, through the same service and rules."""

import copy
import datetime as dt
import uuid

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.log_actions import log

from .. import rules, selectors, services
from ..forms import ContactForm, add_refusal
from ..forms_manage import ChangePeopleForm
from ..models import Booking, Programme, Slot
from ..models.bookings import Origin
from . import desk, links, words


def some_way_to_reach(form: forms.Form, data: dict) -> None:
    """Refuse a contact with neither an e-mail address nor a telephone number."""
    if not {"email", "phone"} & set(form.errors) and not (data.get("email") or data.get("phone")):
        form.add_error("phone", _("Write an e-mail address or a telephone number."))


class DeskBookingForm(ChangePeopleForm):
    """Who comes and how to reach them: an e-mail address, or at least a telephone number."""

    intent = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: object, slot: Slot, **kwargs: object) -> None:
        super().__init__(*args, booking=Booking(slot=slot, adults=1, places=1), **kwargs)
        contact = copy.deepcopy(ContactForm.base_fields)
        for field in contact.values():
            field.widget.attrs["autocomplete"] = "off"  # not the staff's own
        contact["email"].required = False
        contact["email"].help_text = _("Empty: no mail is sent, and the desk has to call about changes.")
        contact["phone"].help_text = _("Compulsory without an e-mail address.")
        self.fields |= contact
        self.fields["language"] = forms.ChoiceField(
            label=_("Language of the mails"), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE
        )
        self.fields["origin"] = forms.ChoiceField(
            label=capfirst(str(Booking._meta.get_field("origin").verbose_name)),
            choices=[("", "–"), *Origin.choices],
            required=False,
        )
        for name in ("intent", "seen"):
            self.fields[name] = copy.deepcopy(self.base_fields[name])

    clean_contact_name = ContactForm.clean_contact_name
    clean_phone = ContactForm.clean_phone

    def clean(self) -> dict:
        """Beyond the rules of the party: some way to reach the person."""
        data = super().clean()
        some_way_to_reach(self, data)
        return data

    @property
    def contact(self) -> services.Contact:
        data = self.cleaned_data
        return services.Contact(data["contact_name"], data["email"], data["phone"])


class DeskPage(PermissionCheckedMixin, WagtailAdminTemplateMixin):
    """What both pages have in common."""

    model = Booking
    permission_required = "change"
    page_title = gettext_lazy("Book for somebody")
    header_icon = "plus"

    @cached_property
    def now(self) -> dt.datetime:
        return timezone.now()

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(f"{links.BOOKINGS}:index"), "label": capfirst(Booking._meta.verbose_name_plural)},
            {"url": "", "label": self.get_page_title()},
        ]


class ChooseSlotView(DeskPage, TemplateView):
    """The slots of a plant that take bookings. 1 query for the plants, 2 for the slots."""

    template_name = "events/admin/booking_choose.html"

    def get_context_data(self, **kwargs: object) -> dict:
        programmes = list(Programme.objects.filter(slots__starts_at__gt=self.now).distinct())
        wanted = self.request.GET.get("programme", "")
        chosen = next((each for each in programmes if str(each.pk) == wanted), None)
        # While the page is not published nothing is offered: nobody waits, also by telephone.
        may_wait = bool(chosen and chosen.is_public) and self.request.user.has_perm("events.change_waitentry")
        return {
            **super().get_context_data(**kwargs),
            "programmes": programmes,
            "chosen": chosen,
            "days": self._days(chosen) if chosen else [],
            "may_wait": may_wait,
            "wait_any_url": links.new_waiting_any_url(chosen.pk) if may_wait else "",
        }

    def _days(self, programme: Programme) -> list[dict]:
        found = []
        for day in selectors.slot_days(programme_key=programme.pk, now=self.now):
            rows = [
                {
                    "slot": row.slot,
                    "free": words.free_in_words(row.slot, self.now) if row.slot.free > 0 else _("full"),
                    "is_full": row.slot.free <= 0,
                    "url": links.new_booking_url(row.pk),
                    # Where everybody fits at once, nobody waits.
                    "wait_url": links.new_waiting_url(row.pk) if row.free < row.visit.party_limit else "",
                }
                for row in day.slots
                if rules.refuse_slot(row.slot, self.now, reserved=True) is None
            ]
            if rows:
                found.append({"day": words.day_in_words(day.date), "rows": rows})
        return found


class NewBookingView(DeskPage, FormView):
    """One form for one slot. The same form sent twice books once (I4)."""

    form_class = DeskBookingForm
    template_name = "events/admin/booking_new.html"

    @cached_property
    def slot(self) -> Slot:
        slots = Slot.objects.with_rules()
        if self.kwargs["slot_id"] > 2**31:
            raise Http404
        return get_object_or_404(slots, pk=self.kwargs["slot_id"])

    def get_initial(self) -> dict:
        return {"intent": uuid.uuid4(), "seen": self.slot.version, "adults": 1}

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "slot": self.slot}

    def form_valid(self, form: DeskBookingForm) -> HttpResponse:
        data = form.cleaned_data
        try:
            with transaction.atomic():  # what is done and that it is logged, or neither
                placed = services.place_booking(
                    slot_id=self.slot.pk,
                    seen_version=data["seen"],
                    party=form.party,
                    contact=form.contact,
                    intent=data["intent"],
                    language=data["language"],
                    origin=data["origin"],
                    now=self.now,
                    by_staff=True,
                )
                if not placed.replayed:
                    log(instance=placed.booking, action=desk.NEW_LOG, user=self.request.user)
        except rules.Refusal as refusal:
            return self.refused(form, refusal)
        booking = placed.booking
        said = _("A mail confirms it.") if booking.email else _("No mail is sent: read out the code.")
        text = _("Booked. The code is %(code)s. %(said)s")
        messages.success(self.request, text % {"code": booking.code_for_people, "said": said})
        return HttpResponseRedirect(links.booking_url(booking.pk))

    def refused(self, form: DeskBookingForm, refusal: rules.Refusal) -> HttpResponse:
        """Say why at the right field; about a person without an address, at the telephone."""
        if refusal.field == "email" and not form.cleaned_data["email"]:
            text = _(
                "The same person has a booking that stands in the way: this slot, the same time, or too many."
            )
            refusal = rules.Refusal(refusal.code, text, "phone")
        add_refusal(form, refusal)
        if refusal.code == "slot_changed":
            form.data = form.data.copy()
            form.data["seen"] = str(self.slot.version)  # shown above the form, to be confirmed
        return self.form_invalid(form)

    def get_context_data(self, **kwargs: object) -> dict:
        context = super().get_context_data(**kwargs)
        refusal = rules.refuse_slot(self.slot, self.now, reserved=True)
        return {
            **context,
            "media": context["form"].media,
            "slot": self.slot,
            "when": words.moment_in_words(self.slot.starts_at),
            "taken": words.taken_in_words(self.slot.taken, self.slot.capacity),
            "free": words.free_in_words(self.slot, self.now),
            "is_public": self.slot.programme.is_public,
            "why_not": refusal.message if refusal else "",
            "choose_url": links.choose_slot_url(self.slot.programme_id),
        }
