"""The steps of a booking: people, contacts, summary, receipt."""

import uuid
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from .. import drafts, rules, selectors, tokens
from ..forms import ContactForm, PeopleForm, SummaryForm
from ..hosting import host_info
from ..models import Booking, Slot
from ..qr import ticket_qr
from ..services import place_booking

STEPS = [_("People"), _("Contacts"), _("Summary"), _("Done")]
form_methods = require_http_methods(["GET", "HEAD", "POST"])


def _get_slot(slot_id: int) -> Slot:
    """Slot with everything the rules and pages read. 1 query; 404 when there is none."""
    slot = Slot.objects.shown().with_rules().select_related("programme").filter(pk=slot_id).first()
    if slot is None:
        raise Http404
    return slot


def _render_step(request: HttpRequest, name: str, step: int, slot: Slot, **context: object) -> HttpResponse:
    """Render one step's page, with the plant it is about. 422 when a form comes back with errors."""
    form = context.get("form")
    context |= {
        "slot": slot,
        "visit": slot.visit,
        "host": host_info(slot.programme, get_language()),
        "steps": STEPS,
        "step": step,
    }
    status = 422 if form is not None and form.is_bound and form.errors else 200
    return render(request, f"events/{name}.html", context, status=status)


def _render_refused(request: HttpRequest, slot: Slot, refusal: rules.Refusal) -> HttpResponse:
    """Say why this slot can't be booked and what else is free here. Status 409."""
    days = selectors.slot_days(programme_key=slot.programme_id, now=timezone.now())
    alternatives = [row for day in days for row in day.slots if row.bookable and row.pk != slot.pk][:3]
    context = {
        "refusal": refusal,
        "slot": slot,
        "visit": slot.visit,
        "host": host_info(slot.programme, get_language()),
        "alternatives": alternatives,
    }
    return render(request, "events/refused.html", context, status=409)


@never_cache
@form_methods
def people(request: HttpRequest, slot_id: int) -> HttpResponse:
    """Step 1. A slot that can't be booked says so at once, with alternatives."""
    slot = _get_slot(slot_id)
    refusal = rules.refuse_slot(slot, timezone.now()) or rules.refuse_places(slot, 1)
    if refusal is not None:
        return _render_refused(request, slot, refusal)
    draft = drafts.start(request.session, slot)
    form = PeopleForm(request.POST or None, slot=slot, initial=draft.people)
    if request.method == "POST" and form.is_valid():
        draft.people, draft.seen_version = form.cleaned_data, slot.version
        drafts.save(request.session, draft)
        return redirect("events:contacts", slot_id)
    return _render_step(request, "people", 1, slot, form=form)


@never_cache
@form_methods
def contacts(request: HttpRequest, slot_id: int) -> HttpResponse:
    """Step 2. Without a first step it leads back there."""
    slot = _get_slot(slot_id)
    draft = drafts.load(request.session, slot_id)
    if draft is None:
        return redirect("events:people", slot_id)
    form = ContactForm(request.POST or None, slot=slot, places=draft.party.places, initial=draft.contact)
    if request.method == "POST" and form.is_valid():
        draft.contact = form.cleaned_data
        drafts.save(request.session, draft)
        return redirect("events:summary", slot_id)
    return _render_step(request, "contacts", 2, slot, form=form, party=draft.party)


@dataclass(frozen=True)
class _Sent:
    """A summary as it was sent: the draft in the session, and the intent the form carried."""

    draft: drafts.Draft | None
    intent: str | None


def _already_booked(request: HttpRequest, sent: _Sent) -> Booking | None:
    """The booking that this session's form has already made: double click, retry, back button."""
    if sent.intent is None or (sent.draft and sent.draft.intent == sent.intent):
        return None
    return Booking.objects.filter(intent=sent.intent, pk__in=drafts.my_booking_ids(request.session)).first()


@never_cache
@form_methods
def summary(request: HttpRequest, slot_id: int) -> HttpResponse:
    """Step 3: everything once more in words, then the booking itself."""
    slot = _get_slot(slot_id)
    draft = drafts.load(request.session, slot_id)
    form = SummaryForm(request.POST or None)
    if request.method == "POST":
        form.is_valid()
        intent = tokens.read_intent(form.cleaned_data.get("intent", ""), slot_id)
        return _send(request, slot, form, _Sent(draft, intent))
    if draft is None or not draft.contact:
        return redirect("events:contacts" if draft else "events:people", slot_id)
    return _render_summary(request, slot, draft, form)


def _render_summary(request: HttpRequest, slot: Slot, draft: drafts.Draft, form: SummaryForm) -> HttpResponse:
    return _render_step(
        request,
        "summary",
        3,
        slot,
        form=form,
        party=draft.party,
        contact=draft.contact_person,
        intent=tokens.sign_intent(draft.intent, slot.pk),
    )


def _send(request: HttpRequest, slot: Slot, form: SummaryForm, sent: _Sent) -> HttpResponse:
    """Book, and lead to the receipt; a form sent again leads to the receipt it already has."""
    done = _already_booked(request, sent)
    if done is not None:
        return redirect("events:receipt", done.code)
    draft = sent.draft
    if draft is None or not draft.contact:
        return redirect("events:people", slot.pk)
    if draft.intent != sent.intent:
        form.add_error(None, _("This page was too old. Check the summary and send it again."))
        return _render_summary(request, slot, draft, form)
    try:
        placed = place_booking(
            slot_id=slot.pk,
            seen_version=draft.seen_version,
            party=draft.party,
            contact=draft.contact_person,
            intent=uuid.UUID(draft.intent),
            language=get_language(),
            now=timezone.now(),
        )
    except rules.Refusal as refusal:
        return _render_refused(request, slot, refusal)
    drafts.remember_booking(request.session, placed.booking.pk)
    drafts.forget(request.session, slot.pk)
    return redirect("events:receipt", placed.booking.code)


@never_cache
@require_safe
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Step 4: code, QR, calendar, what to bring. Only for the session that booked."""
    booking = selectors.booking_by_code(code)
    if booking is None or booking.pk not in drafts.my_booking_ids(request.session):
        raise Http404
    return _render_step(
        request,
        "receipt",
        4,
        booking.slot,
        booking=booking,
        qr=ticket_qr(booking),
        manage_url=reverse("events:booking", args=[booking.code]),
    )
