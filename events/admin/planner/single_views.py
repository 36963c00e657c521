"""Single slots: add one by hand, take one out, put it back, close and open it. Look, then one button."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets import AdminTimeInput
from wagtail.log_actions import log

from ... import rules, scheduling, services
from ...forms import add_refusal
from ...models import Booking, Programme, Slot, Visit, WaitEntry
from ...models.bookings import OPEN_WAIT_STATUSES
from ...models.visits import SlotStatus
from ...years import check_whole_minute
from .. import links, words
from ..forms import MOST_PLACES


def crumbs(base: list[dict], programme: Programme, label: str) -> list[dict]:
    """The way from the planner to a page about one plant."""
    return [
        *base,
        {"url": reverse(f"{links.PLANNER}:index"), "label": _("Planner")},
        {"url": links.planner_url(programme.pk), "label": programme.name},
        {"url": "", "label": label},
    ]


class SingleSlotForm(forms.Form):
    """A day of the edition, a time of day in Piedmont, places."""

    day = forms.TypedChoiceField(label=gettext_lazy("Day"), coerce=dt.date.fromisoformat)
    starts_at = forms.TimeField(
        label=gettext_lazy("Start"), widget=AdminTimeInput, validators=[check_whole_minute]
    )
    capacity = forms.IntegerField(label=gettext_lazy("Places"), min_value=1, max_value=MOST_PLACES)

    def __init__(self, *args: object, visit: Visit, today: dt.date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        days = [day for day in visit.edition.days if day >= today]
        self.fields["day"].choices = [(day.isoformat(), words.day_in_words(day)) for day in days]
        self.fields["capacity"].initial = visit.capacity

    @property
    def start(self) -> dt.datetime:
        """Day and time on the clocks of Piedmont."""
        day, time = self.cleaned_data["day"], self.cleaned_data["starts_at"]
        return dt.datetime.combine(day, time, tzinfo=scheduling.ROME)


class AddSlotView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """One more start of a visit, beside its days and times. 1 query to look, about 10 to add."""

    model = Slot
    permission_required = "change"
    template_name = "events/admin/planner/add_slot.html"
    header_icon = "date"
    page_title = gettext_lazy("Add a slot")
    form_class = SingleSlotForm

    @cached_property
    def visit(self) -> Visit:
        visits = Visit.objects.select_related("programme", "edition")
        return get_object_or_404(visits, pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "visit": self.visit, "today": timezone.localdate()}

    def form_valid(self, form: SingleSlotForm) -> HttpResponse:
        try:
            with transaction.atomic():
                added = services.add_slots(
                    visit=self.visit,
                    starts=[form.start],
                    capacity=form.cleaned_data["capacity"],
                    now=timezone.now(),
                )
                slot = (added.created + added.put_back)[0]
                log(instance=slot, action="events.slot_add", user=self.request.user)
        except rules.Refusal as refusal:
            add_refusal(form, refusal)
            return self.form_invalid(form)
        text = _("Slot added: %(when)s.") % {"when": words.moment_in_words(slot.starts_at)}
        messages.success(self.request, text)
        return HttpResponseRedirect(links.planner_url(self.visit.programme_id, self.visit.edition))

    def get_breadcrumbs_items(self) -> list[dict]:
        return crumbs(self.breadcrumbs_items, self.visit.programme, str(self.page_title))

    def get_context_data(self, **kwargs: object) -> dict:
        context = super().get_context_data(**kwargs)
        back_url = links.planner_url(self.visit.programme_id, self.visit.edition)
        return context | {"visit": self.visit, "back_url": back_url, "media": context["form"].media}


@dataclass(frozen=True)
class Act:
    """One thing done to a slot: the name of its address, its words, the service, which slots it is for."""

    name: str
    label: str | Promise
    log: str
    done: str | Promise
    icon: str
    fits: Callable[[Slot], bool]
    service: Callable[..., Slot]


def _close(*, slot_id: int, now: dt.datetime) -> Slot:
    return services.set_open(slot_id=slot_id, is_open=False, now=now)


def _open(*, slot_id: int, now: dt.datetime) -> Slot:
    return services.set_open(slot_id=slot_id, is_open=True, now=now)


CLOSE = Act(
    "close",
    gettext_lazy("Close to new bookings"),
    "events.slot_close",
    gettext_lazy("The slot takes no more bookings."),
    "lock",
    lambda slot: slot.status == SlotStatus.OPEN,
    _close,
)
OPEN = Act(
    "open",
    gettext_lazy("Open to bookings"),
    "events.slot_open",
    gettext_lazy("The slot takes bookings again."),
    "lock-open",
    lambda slot: slot.status == SlotStatus.CLOSED,
    _open,
)
TAKE_OUT = Act(
    "take_out",
    gettext_lazy("Take the slot out"),
    "events.slot_take_out",
    gettext_lazy("The slot is taken out."),
    "minus",
    lambda slot: slot.status in (SlotStatus.OPEN, SlotStatus.CLOSED) and not slot.taken,
    services.take_out_slot,
)
PUT_BACK = Act(
    "put_back",
    gettext_lazy("Put the slot back"),
    "events.slot_put_back",
    gettext_lazy("The slot is offered again."),
    "plus",
    lambda slot: slot.status == SlotStatus.WITHDRAWN,
    services.put_back_slot,
)
ACTS = (CLOSE, OPEN, TAKE_OUT, PUT_BACK)


def acts_for(slot: Slot, now: dt.datetime) -> list[Act]:
    """What can be done to a slot at `now` (aware), moves and cancellations apart. No query."""
    return [act for act in ACTS if act.fits(slot)] if slot.starts_at > now else []


class SlotActView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Says what one act on one slot means, and does it when the button is pressed.

    4 queries to look; those of the service and 1 for the log to act.
    """

    model = Slot
    permission_required = "change"
    template_name = "events/admin/planner/act.html"
    act: Act = CLOSE

    @property
    def header_icon(self) -> str:
        return self.act.icon

    @cached_property
    def slot(self) -> Slot:
        slots = Slot.objects.select_related("programme", "visit__edition")
        return get_object_or_404(slots, pk=self.kwargs["pk"])

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Back to the slot where there is nothing to do."""
        if self.act not in acts_for(self.slot, timezone.now()):
            messages.warning(request, _("This cannot be done to the slot as it is now."))
            return HttpResponseRedirect(links.slot_url(self.slot.pk))
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Do it; a refusal is said on the slot's own page, which shows how it stands."""
        slot = self.slot
        try:
            with transaction.atomic():
                self.act.service(slot_id=slot.pk, now=timezone.now())
                log(instance=slot, action=self.act.log, user=request.user)
        except rules.Refusal as refusal:
            messages.error(request, refusal.message)
            return HttpResponseRedirect(links.slot_url(slot.pk))
        messages.success(request, f"{words.moment_in_words(slot.starts_at)}: {self.act.done}")
        return HttpResponseRedirect(links.planner_url(slot.programme_id, slot.visit.edition))

    def get_page_title(self) -> str:
        return str(self.act.label)

    def get_breadcrumbs_items(self) -> list[dict]:
        return crumbs(self.breadcrumbs_items, self.slot.programme, str(self.act.label))

    def get_context_data(self, **kwargs: object) -> dict:
        return {
            **super().get_context_data(**kwargs),
            "slot": self.slot,
            "when": words.moment_in_words(self.slot.starts_at),
            "places": words.taken_in_words(self.slot.taken, self.slot.capacity),
            "lines": meaning(self.act, self.slot),
            "act": self.act,
            "slot_url": links.slot_url(self.slot.pk),
        }


def meaning(act: Act, slot: Slot) -> list[str]:
    """What an act means for the people of a slot, line by line. 2 queries to close or open, else none."""
    if act is TAKE_OUT:
        return [
            _("Nobody has booked: nobody is told."),
            _("The slot is not shown any more. The days and times of its visit do not bring it back."),
        ]
    if act is PUT_BACK:
        return [_("The slot is shown again and can be booked, unless it was closed before.")]
    waiting = WaitEntry.objects.filter(slot=slot, status__in=OPEN_WAIT_STATUSES).count()
    if act is OPEN:
        return [_("The slot can be booked again."), *_offers_go_out(waiting)]
    held = Booking.objects.active().filter(slot=slot, status=Booking.Status.HELD).count()
    return [
        _("Bookings that are made stay as they are: nobody is told."),
        *_who_is_filling_in(held),
        *_who_waits(waiting),
    ]


def _who_is_filling_in(held: int) -> list[str]:
    text = ngettext(
        "%(count)d party holds places with a form or an offer: it can still book.",
        "%(count)d parties hold places with a form or an offer: they can still book.",
        held,
    )
    return [text % {"count": held}] if held else []


def _who_waits(waiting: int) -> list[str]:
    text = ngettext(
        "%(count)d party waits for this slot: it keeps its position and is offered nothing "
        "while it is closed.",
        "%(count)d parties wait for this slot: they keep their position and are offered nothing "
        "while it is closed.",
        waiting,
    )
    return [text % {"count": waiting}] if waiting else []


def _offers_go_out(waiting: int) -> list[str]:
    text = ngettext(
        "%(count)d party waits for this slot: free places are offered to it first.",
        "%(count)d parties wait for this slot: free places are offered to them first.",
        waiting,
    )
    return [text % {"count": waiting}] if waiting else []
