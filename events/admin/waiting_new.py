"""Putting somebody who calls on the waiting list: a slot, or any of a plant, then one form."""

import datetime as dt

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
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
from ..models import Programme, Slot, WaitEntry
from ..models.bookings import OPEN_WAIT_STATUSES
from . import links, waiting_desk, words
from .booking_new import ChooseSlotView
from .waiting_forms import DeskWaitForm


def waiting_breadcrumbs(title: str, *more: dict) -> list[dict]:
    """The way back to the waiting list, and `more` in between."""
    label = capfirst(WaitEntry._meta.verbose_name_plural)
    return [{"url": reverse(f"{links.WAITING}:index"), "label": label}, *more, {"url": "", "label": title}]


class ChooseToWaitView(ChooseSlotView):
    """The slots of a plant, as for a booking: who finds room there needs not wait."""

    model = WaitEntry
    page_title = gettext_lazy("Put somebody on the list")
    header_icon = "list-ol"

    def get_breadcrumbs_items(self) -> list[dict]:
        return [*self.breadcrumbs_items, *waiting_breadcrumbs(self.get_page_title())]


class NewWaitingView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """One form for one slot, or for any slot of a plant. Who waits already is shown, not put on twice.

    2 queries to look; those of the service and 1 for the log to join.
    """

    model = WaitEntry
    permission_required = "change"
    form_class = DeskWaitForm
    template_name = "events/admin/waiting_new.html"
    page_title = gettext_lazy("Put somebody on the list")
    header_icon = "list-ol"

    @cached_property
    def now(self) -> dt.datetime:
        return timezone.now()

    @cached_property
    def slot(self) -> Slot | None:
        """The slot waited for; None where any slot of the plant will do."""
        number = self.kwargs.get("slot_id")
        if number is None:
            return None
        if number > 2**31:
            raise Http404
        return get_object_or_404(Slot.objects.with_rules(), pk=number)

    @cached_property
    def programme(self) -> Programme:
        return self.slot.programme if self.slot else get_object_or_404(Programme, pk=self.kwargs["programme"])

    @cached_property
    def slots(self) -> list[Slot]:
        """The slots that could be offered; none where nothing takes bookings."""
        if self.slot is None:
            return selectors.slots_to_wait_for(self.programme.pk, now=self.now)
        return [] if rules.refuse_slot(self.slot, self.now) else [self.slot]

    def get_form(self, form_class: type | None = None) -> DeskWaitForm | None:
        return super().get_form(form_class) if self.slots else None

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "slots": self.slots}

    def post(self, *args: object, **kwargs: object) -> HttpResponse:
        """Where nothing takes bookings there is no form to send: the page says so."""
        return super().post(*args, **kwargs) if self.slots else self.get(*args, **kwargs)

    def form_valid(self, form: DeskWaitForm) -> HttpResponse:
        try:
            with transaction.atomic():  # what is done and that it is logged, or neither
                entry = self._join(form)
                log(instance=entry, action=waiting_desk.NEW_LOG, user=self.request.user)
        except rules.Refusal as refusal:
            if refusal.code == "already_waiting":
                return self._show_known(form)
            return self._refused(form, refusal)
        said = (
            _("A mail confirms it.") if entry.email else _("No mail is sent: the desk calls with an offer.")
        )
        messages.success(self.request, _("On the waiting list. %(said)s") % {"said": said})
        return HttpResponseRedirect(links.waiting_party_url(entry.pk))

    def _join(self, form: DeskWaitForm) -> WaitEntry:
        return services.join_waiting_list(
            programme=self.programme,
            slot=self.slot,
            party=form.party,
            contact=form.contact,
            language=form.cleaned_data["language"],
            edition_id=self.slots[0].visit.edition_id,
            now=self.now,
            by_staff=True,
        )

    def _show_known(self, form: DeskWaitForm) -> HttpResponse:
        """Two clicks, or the same person once more: lead to where this person stands. 1 query."""
        known = WaitEntry.objects.filter(
            programme=self.programme,
            slot=self.slot,
            email_norm=form.contact.email_norm,
            status__in=OPEN_WAIT_STATUSES,
        ).first()
        if known is None:  # has just left
            form.add_error(None, _("Something has changed since this was shown: look at it once more."))
            return self.form_invalid(form)
        messages.info(self.request, _("This person is already on this waiting list, once: here."))
        return HttpResponseRedirect(links.waiting_party_url(known.pk))

    def _refused(self, form: DeskWaitForm, refusal: rules.Refusal) -> HttpResponse:
        """Say why at the right field; about a person without an address, at the telephone."""
        if refusal.field == "email" and not form.cleaned_data["email"]:
            text = _("The same person has a booking in this slot.")
            refusal = rules.Refusal(refusal.code, text, "phone")
        if refusal.code == "places_free":
            text = _("There are enough free places for this party: book instead.")
            refusal = rules.Refusal(refusal.code, text)
        add_refusal(form, refusal)
        return self.form_invalid(form)

    def get_breadcrumbs_items(self) -> list[dict]:
        return [*self.breadcrumbs_items, *waiting_breadcrumbs(self.get_page_title())]

    def _why_not(self) -> str:
        if not self.programme.is_public:
            return _(
                "The page of this plant is not published: nobody can wait for its slots, as no offer "
                "would be made. Once it is published, people can be put on the list."
            )
        refusal = rules.refuse_slot(self.slot, self.now) if self.slot else None
        return refusal.message if refusal else _("No slot of this plant takes bookings now.")

    def get_context_data(self, **kwargs: object) -> dict:
        context, slot = super().get_context_data(**kwargs), self.slot
        form = context["form"]
        why_not = ""
        if form is None:
            why_not = self._why_not()
        return {
            **context,
            "media": form.media if form else "",
            "programme": self.programme,
            "slot": slot,
            "when": words.moment_in_words(slot.starts_at) if slot else _("any slot"),
            "taken": words.taken_in_words(slot.taken, slot.capacity) if slot else "",
            "free": words.free_in_words(slot, self.now) if slot else "",
            "why_not": why_not,
            "book_url": links.new_booking_url(slot.pk) if slot and slot.free > 0 else "",
            "choose_url": links.choose_waiting_url(self.programme.pk),
        }
