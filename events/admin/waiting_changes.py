"""What staff do to one waiting party, each on a page of its own: look, then one button.

The services and rules are those of the visitor; a page sent twice does nothing the second time.
"""

import datetime as dt

from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.log_actions import log

from .. import rules, services
from ..forms import add_refusal
from ..models import Booking, WaitEntry
from ..models.bookings import CancelledBy
from . import booking_columns, impact, links, waiting_desk, words
from .waiting_forms import DeskOfferForm, WaitingForm
from .waiting_new import waiting_breadcrumbs


class WaitingActView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Shows a waiting party and a button; does what is confirmed while the party is as it was shown.

    2 or 3 queries to look; the service's and 1 or 2 for the log to do.
    """

    model = WaitEntry
    permission_required = "change"
    template_name = "events/admin/waiting_change.html"
    header_icon = "list-ol"
    form_class = WaitingForm
    act: waiting_desk.Act
    explained = ""

    @property
    def page_title(self) -> str:
        return self.act.label

    @cached_property
    def entry(self) -> WaitEntry:
        entries = WaitEntry.objects.select_related("programme", "slot__visit__edition")
        return get_object_or_404(entries, pk=self.kwargs["pk"])

    @cached_property
    def offer(self) -> Booking | None:
        return waiting_desk.open_offer(self.entry)

    @cached_property
    def now(self) -> dt.datetime:
        return timezone.now()

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Lead back to the party, with the reason, where this can't be done."""
        may = self.user_has_permission("change")
        if may and (why := waiting_desk.why_not(self.act, self.entry, self.offer)):
            return self.nothing_done(why)
        return super().dispatch(request, *args, **kwargs)

    def nothing_done(self, why: str) -> HttpResponse:
        messages.warning(self.request, _("%(why)s Nothing was changed.") % {"why": why})
        return self.back()

    def back(self) -> HttpResponse:
        return HttpResponseRedirect(links.waiting_party_url(self.entry.pk))

    def get_form_kwargs(self) -> dict:
        kwargs = super().get_form_kwargs()
        kwargs.pop("initial")  # the forms read it from the offer
        return {**kwargs, "entry": self.entry, "offer": self.offer}

    def form_valid(self, form: Form) -> HttpResponse:
        """Do it, unless the party is no longer the one that was shown."""
        if self.request.POST.get("seen") != self.seal:
            text = _("This party has been changed in the meantime. Check it before confirming.")
            form.add_error(None, text)
            return self.form_invalid(form)
        try:
            with transaction.atomic():  # what is done and that it is logged, or neither
                if self.apply(form):
                    self.write_down()
        except rules.Refusal as refusal:
            return self.refused(form, refusal)
        messages.success(self.request, self.done_in_words())
        return self.back()

    def write_down(self) -> None:
        """Who did it, at the party and at the places it was offered. 1 or 2 queries."""
        for instance in filter(None, (self.entry, self.offer)):
            log(instance=instance, action=self.act.log, user=self.request.user)

    def refused(self, form: Form, refusal: rules.Refusal) -> HttpResponse:
        """Say why at the right field; back to the party when its offer is over."""
        if refusal.code == "offer_gone":
            return self.nothing_done(refusal.message)
        add_refusal(form, refusal)
        # Drawn with what is true now: the slot may have another time.
        del self.offer
        return self.form_invalid(form)

    @property
    def seal(self) -> str:
        """What the page shows: confirmed only together with the same."""
        offered = f"{self.offer.pk} {self.offer.slot.version}" if self.offer else ""
        return f"{self.entry.status} {offered}".strip()

    def apply(self, form: Form) -> bool:
        """Do it; returns whether something was still to be done. Raises rules.Refusal."""
        raise NotImplementedError

    def done_in_words(self) -> str:
        raise NotImplementedError

    @property
    def confirm_label(self) -> str:
        return str(self.act.label)

    def get_page_subtitle(self) -> str:
        return self.entry.contact_name

    def get_breadcrumbs_items(self) -> list[dict]:
        party = {"url": links.waiting_party_url(self.entry.pk), "label": str(self.entry)}
        return [*self.breadcrumbs_items, *waiting_breadcrumbs(self.get_page_title(), party)]

    def get_context_data(self, **kwargs: object) -> dict:
        entry, offer = self.entry, self.offer
        return {
            **super().get_context_data(**kwargs),
            "media": kwargs["form"].media if "form" in kwargs else "",
            "entry": entry,
            "waits_for": waiting_desk.slot_in_words(entry),
            "people": booking_columns.party_in_words(entry),
            "mail": waiting_desk.mail_in_words(entry, impact.language_name(entry.language)),
            "offer": offer,
            "offered": _offered_in_words(offer) if offer else "",
            "explained": self.explained,
            "seal": self.seal,
            "confirm_label": self.confirm_label,
            "is_serious": self.act.is_serious,
            "booking_url": links.waiting_party_url(entry.pk),
        }


def _offered_in_words(offer: Booking) -> str:
    """How many places of which slot are held, and until when."""
    text = ngettext(
        "%(places)d place on %(when)s, held until %(until)s",
        "%(places)d places on %(when)s, held until %(until)s",
        offer.places,
    )
    when, until = words.moment_in_words(offer.slot.starts_at), words.moment_in_words(offer.held_until)
    return text % {"places": offer.places, "when": when, "until": until}


class LeaveView(WaitingActView):
    """Off the list, with the offer it may have; nobody is told, because the party asked for it."""

    act = waiting_desk.LEAVE
    explained = gettext_lazy(
        "No mail is sent. Places the party was offered go to the next one. It can't be put back in its "
        "position."
    )

    def apply(self, form: WaitingForm) -> bool:
        return services.leave_waiting_list(entry_id=self.entry.pk, now=self.now, by=CancelledBy.STAFF)

    def done_in_words(self) -> str:
        return _("The party is off the waiting list.")


class AcceptView(WaitingActView):
    """Everybody who was waiting, or fewer: the rest of the places goes to the next party."""

    act = waiting_desk.ACCEPT
    form_class = DeskOfferForm

    @property
    def confirm_label(self) -> str:
        return _("Book and send the mail") if self.entry.email else _("Book: no mail is sent")

    def apply(self, form: DeskOfferForm) -> bool:
        self.booking = services.accept_offer(
            booking_id=self.offer.pk,
            party=form.party,
            names=form.names,
            seen_version=self.offer.slot.version,  # as in the seal of the page
            now=self.now,
            by_staff=True,
        )
        return True

    def done_in_words(self) -> str:
        booking = self.booking
        said = _("A mail confirms it.") if booking.email else _("No mail is sent: read out the code.")
        text = _("Booked. The code is %(code)s. %(said)s")
        return text % {"code": booking.code_for_people, "said": said}

    def back(self) -> HttpResponse:
        """To the booking that the offer has become."""
        booking = getattr(self, "booking", None)
        may_see = booking is not None and self.request.user.has_perm("events.view_booking")
        return HttpResponseRedirect(links.booking_url(booking.pk)) if may_see else super().back()


class DeclineView(WaitingActView):
    """The places go to the next party at once; nobody is told, because the party asked for it."""

    act = waiting_desk.DECLINE
    explained = gettext_lazy(
        "No mail is sent. The places go to the next party. Who waits for one slot is done with it; who "
        "waits for any slot keeps the position for the others."
    )

    def apply(self, form: WaitingForm) -> bool:
        return services.decline_offer(booking_id=self.offer.pk, now=self.now, by=CancelledBy.STAFF)

    def done_in_words(self) -> str:
        return _("The offer is declined.")


class CalledView(WaitingActView):
    """Somebody without an e-mail address now knows of the offer, or of what became of the slot."""

    act = waiting_desk.CALLED

    @property
    def confirm_label(self) -> str:
        return _("The visitor has been called")

    @property
    def explained(self) -> str:
        return waiting_desk.to_call_in_words(self.entry, self.offer)

    def apply(self, form: WaitingForm) -> bool:
        return services.say_waiting_called(entry_id=self.entry.pk)

    def done_in_words(self) -> str:
        return _("Written down: the visitor knows.")


VIEWS = (CalledView, AcceptView, DeclineView, LeaveView)
