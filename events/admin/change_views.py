"""Moving, shrinking and cancelling a slot: who is touched and what they will read, then one button."""

import datetime as dt
from collections import Counter

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

from .. import rules, services
from ..forms import add_refusal
from ..models import Booking, Notice, Slot
from ..services.slots import refuse_start
from ..services.wording import About
from . import impact, links, words
from .change_forms import SlotCancelForm, SlotMoveForm


class SlotChangeView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Shows the impact of a change, and does it when what was shown is still so.

    Each drawing costs about 10 queries, and 2 to 4 per language of the bookings.
    """

    model = Slot
    permission_required = "change"
    template_name = "events/admin/slot_change.html"
    people_template = "events/admin/includes/told.html"
    header_icon = "date"
    about = About.MOVED
    action = ""
    act_label = ""
    """What the button does, beside telling people."""

    @cached_property
    def slot(self) -> Slot:
        slots = Slot.objects.with_rules()
        return get_object_or_404(slots, pk=self.kwargs["pk"])

    @cached_property
    def touched(self) -> impact.Impact:
        return impact.find_impact(self.slot)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """The empty form; back to the slot when it cannot be changed any more."""
        if not impact.is_changeable(self.slot, timezone.now()):
            messages.warning(
                request, _("This slot has started or is not offered any more: it stays as it is.")
            )
            return HttpResponseRedirect(links.slot_url(self.slot.pk))
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict:
        """A text in each language that is told, those of waiting parties too."""
        return {**super().get_form_kwargs(), "about": self.about, "languages": self.languages}

    @property
    def languages(self) -> Counter[str]:
        return self.touched.languages + self.touched.waiting_languages

    def form_valid(self, form: Form) -> HttpResponse:
        """Do what was confirmed; draw the page again when it was not, or was for something else.

        The texts are sent as they stand in the form: they are no part of what has to be seen first.
        """
        if "confirm" not in self.request.POST or self.request.POST.get("seen") != self.seal(form):
            if "confirm" in self.request.POST:
                text = _("Nothing is done yet: this is what would happen now. Look at it, then confirm.")
                messages.warning(self.request, text)
            return self.render_to_response(self.get_context_data(form=form))
        try:
            self.apply(form, timezone.now())
        except rules.Refusal as refusal:
            add_refusal(form, refusal)
            return self.form_invalid(form)
        log(instance=self.slot, action=self.action, user=self.request.user, data=self.kept(form))
        messages.success(self.request, self.done_in_words())
        return HttpResponseRedirect(links.slot_url(self.slot.pk))

    def apply(self, form: Form, now: dt.datetime) -> None:
        """Change the slot. Raises rules.Refusal."""
        raise NotImplementedError

    def kept(self, form: Form) -> dict | None:
        """What the log keeps beside who did it and when: codes and numbers, never personal data."""
        return None

    def seal(self, form: Form) -> str:
        """What the page shows: confirmed only together with the same."""
        people = self.touched.bookings + self.touched.waiting
        told = " ".join(f"{who.pk}.{getattr(who, 'generation', 0)}" for who in people)
        return f"{self.slot.version} {told}"

    def confirm_label(self, form: Form) -> str:
        """What the one button will do: how many mails, how many people to call. No query."""
        return words.act_and_tell(str(self.act_label), self.touched.bookings, self.touched.only_waiting)

    def drafts(self, form: Form, now: dt.datetime) -> list[impact.Draft] | None:
        """The mails as they will be sent, or None while there is nothing to send yet."""
        raise NotImplementedError

    def done_in_words(self) -> str:
        raise NotImplementedError

    def get_page_subtitle(self) -> str:
        return str(self.slot)

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(f"{links.SLOTS}:index"), "label": capfirst(Slot._meta.verbose_name_plural)},
            {"url": links.slot_url(self.slot.pk), "label": str(self.slot)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: object) -> dict:
        context = super().get_context_data(**kwargs)
        form, now = context["form"], timezone.now()
        drafts = self.drafts(form, now)
        context |= {
            "media": form.media,
            "slot": self.slot,
            "when": words.moment_in_words(self.slot.starts_at),
            "to_tell": words.to_tell_in_words(self.touched.bookings),
            "waiting": self.waiting_in_words(),
            "people_template": self.people_template,
            "rows": self.rows(now),
            "text_fields": [form[name] for name in form.fields if name.startswith("text_")],
            "other_fields": [form[name] for name in form.fields if not name.startswith("text_")],
            "may_look_up": self.request.user.has_perm("events.view_booking"),
            "drafts": drafts,
            "is_ready": drafts is not None,
            "has_mails": bool(self.languages),
            "seal": self.seal(form) if drafts is not None else "",
            "confirm_label": self.confirm_label(form),
            "slot_url": links.slot_url(self.slot.pk),
        }
        return context

    def waiting_in_words(self) -> str:
        """What happens to the parties that wait for this slot; empty when nothing does. No query."""
        return ""

    def rows(self, now: dt.datetime) -> list[dict]:
        """The bookings that are touched, as the table shows them. No query of its own."""
        return [
            {
                "booking": booking,
                "url": links.booking_url(booking.pk),
                "language": impact.language_name(booking.language),
                "status": impact.status_in_words(booking),
                "instead": self.instead_of(booking, now),
            }
            for booking in self.touched.bookings
        ]

    def instead_of(self, booking: Booking, now: dt.datetime) -> list[str]:
        """The slots that the mail of a booking names instead."""
        return []


class SlotMoveView(SlotChangeView):
    """Another day or time, for everybody who has booked."""

    form_class = SlotMoveForm
    page_title = gettext_lazy("Move the slot")
    action = "events.slot_move"
    act_label = gettext_lazy("Move the slot")

    def get_initial(self) -> dict:
        return {"starts_at": self.slot.starts_at}

    def form_valid(self, form: Form) -> HttpResponse:
        """Say what is wrong with the new time before any mail is shown for it."""
        refusal = refuse_start(self.slot, form.cleaned_data["starts_at"], timezone.now())
        if refusal is not None:
            add_refusal(form, refusal)
            return self.form_invalid(form)
        return super().form_valid(form)

    def apply(self, form: SlotMoveForm, now: dt.datetime) -> None:
        starts_at = form.cleaned_data["starts_at"]
        self.slot = services.move_slot(slot_id=self.slot.pk, starts_at=starts_at, note=form.note, now=now)

    def seal(self, form: SlotMoveForm) -> str:
        return f"{super().seal(form)} to {form.cleaned_data['starts_at'].timestamp():.0f}"

    def drafts(self, form: SlotMoveForm, now: dt.datetime) -> list[impact.Draft] | None:
        if not form.is_bound or not form.is_valid():
            return None
        moved = impact.moved_copy(self.slot, form.cleaned_data["starts_at"])
        said = {"old_slot": self.slot, "note": form.note}
        drafts = impact.draft_mails(Notice.Kind.MOVED, self.touched, moved, **said)
        return drafts + impact.draft_waiting_mails(
            Notice.Kind.WAITING_MOVED, self.touched.only_waiting, moved, lambda sample: said
        )

    def waiting_in_words(self) -> str:
        return words.waiting_stays_in_words(self.touched.only_waiting)

    def done_in_words(self) -> str:
        text = _("The slot is moved to %(when)s. %(told)s")
        told = words.told_in_words(self.touched.bookings, self.touched.only_waiting)
        return text % {"when": words.moment_in_words(self.slot.starts_at), "told": told}


class SlotCancelView(SlotChangeView):
    """The slot does not take place: everybody who has booked is told, with other slots that fit."""

    form_class = SlotCancelForm
    about = About.CANCELLED
    page_title = gettext_lazy("Cancel the slot")
    action = "events.slot_cancel"
    act_label = gettext_lazy("Cancel the slot")

    def apply(self, form: SlotCancelForm, now: dt.datetime) -> None:
        reason = form.cleaned_data["reason"]
        services.cancel_slot(slot_id=self.slot.pk, note=form.note, now=now, reason=reason)

    def kept(self, form: SlotCancelForm) -> dict:
        return {"reason": form.cleaned_data["reason"]}

    def waiting_in_words(self) -> str:
        return words.waiting_leaves_in_words(self.touched.waiting, self.touched.only_waiting)

    @cached_property
    def alternatives(self) -> dict[int, list[Slot]]:
        return impact.alternatives_by_places(self.touched, timezone.now())

    def drafts(self, form: SlotCancelForm, now: dt.datetime) -> list[impact.Draft] | None:
        if form.is_bound and not form.is_valid():
            return None
        cancelled = impact.cancelled_copy(self.slot)
        drafts = impact.draft_mails(
            Notice.Kind.CANCELLED_BY_STAFF,
            self.touched,
            cancelled,
            note=form.note,
            alternatives=self.alternatives,
        )
        return drafts + impact.draft_waiting_ended(self.touched, cancelled, form.note, now)

    def instead_of(self, booking: Booking, now: dt.datetime) -> list[str]:
        return [words.moment_in_words(slot.starts_at) for slot in self.alternatives[booking.places]]

    def done_in_words(self) -> str:
        text = _("The slot is cancelled. %(told)s")
        told = words.told_in_words(self.touched.bookings, self.touched.only_waiting)
        return text % {"told": told}

    def get_context_data(self, **kwargs: object) -> dict:
        return {
            **super().get_context_data(**kwargs),
            "is_cancelling": True,
        }
