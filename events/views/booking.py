"""The steps of a booking: people, contacts, summary, receipt."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from .. import drafts, limits, rules, selectors, tokens
from ..forms import ContactForm, IntentForm, PeopleForm, add_refusal
from ..hosting import host_info
from ..models import Booking, Slot
from ..qr import ticket_qr
from ..services import confirm_hold, extend_hold, hold_places, release_hold
from .methods import button_only

STEPS = [_("People"), _("Contacts"), _("Summary"), _("Done")]
form_methods = require_http_methods(["GET", "HEAD", "POST"])


def get_slot(slot_id: int) -> Slot:
    """Slot with everything the rules and pages read; 404 when there is none. 1 to 3 queries.

    The slot is read; its visit with edition and waves is kept (events.kept). Pages and forms go
    by it; the services read everything again in their transaction, and they decide.
    """
    slot = selectors.shown_slot(slot_id)
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


def render_refused(request: HttpRequest, slot: Slot, refusal: rules.Refusal) -> HttpResponse:
    """Say why this slot can't be booked, what else is free here, what could be given up. Status 409."""
    now = timezone.now()
    too_many = refusal.code == "too_many_holds"
    held = selectors.held_bookings(drafts.intents(request.session), now=now) if too_many else []
    days = [] if too_many else selectors.slot_days(programme_key=slot.programme_id, now=now)
    alternatives = [row for day in days for row in day.slots if row.bookable and row.pk != slot.pk][:3]
    context = {
        "refusal": refusal,
        "slot": slot,
        "visit": slot.visit,
        "host": host_info(slot.programme, get_language()),
        "alternatives": alternatives,
        "holds": [(each, host_info(each.slot.programme, get_language())) for each in held],
        "can_wait": refusal.code in ("full", "full_for_now", "not_enough_places"),
    }
    return render(request, "events/refused.html", context, status=409)


def _slot_of(draft: drafts.Draft, held: Booking | None) -> Slot:
    """The slot a step is about: with the held places it is here already, else it is read. 0 to 3 queries."""
    if held is None or held.slot_id != draft.slot_id:
        return get_slot(draft.slot_id)
    return selectors.with_kept_visit(held).slot


@never_cache
@form_methods
@limits.limited
def people(request: HttpRequest, slot_id: int) -> HttpResponse:
    """Step 1. Sending it holds the places; a slot that can't be booked says so, with alternatives."""
    slot, now = get_slot(slot_id), timezone.now()
    draft = drafts.start(request.session, slot, now=now)
    form = PeopleForm(request.POST or None, slot=slot, initial=draft.people)
    if request.method == "POST":
        return _send_people(request, slot, draft, form)
    has_places = (
        draft.intent in drafts.intents(request.session) and selectors.held_booking(draft.intent) is not None
    )
    refusal = rules.refuse_slot(slot, now, reserved=has_places)
    if refusal is None and not has_places:
        refusal = rules.refuse_places(slot, 1, now)
    if refusal is not None:
        return render_refused(request, slot, refusal)
    return _render_people(request, slot, draft, form)


def _render_people(request: HttpRequest, slot: Slot, draft: drafts.Draft, form: PeopleForm) -> HttpResponse:
    return _render_step(
        request,
        "people",
        1,
        slot,
        form=form,
        intent=tokens.sign_intent(draft.intent, slot.pk),
        free=rules.free_places(slot, timezone.now()),
    )


def _send_people(request: HttpRequest, slot: Slot, draft: drafts.Draft, form: PeopleForm) -> HttpResponse:
    # Two clicks on the first page carry one intent, though no session remembers it yet.
    draft.intent = tokens.read_intent(request.POST.get("intent", ""), slot.pk) or draft.intent
    if form.is_valid():
        draft.people, draft.seen_version = form.cleaned_data, slot.version
        try:
            _hold(request, slot, draft)
        except rules.Refusal as refusal:
            return _refused_people(request, slot, draft, form, refusal)
        drafts.save(request.session, draft, now=timezone.now())
        return redirect("events:contacts", slot.pk)
    return _render_people(request, slot, draft, form)


def _refused_people(
    request: HttpRequest, slot: Slot, draft: drafts.Draft, form: PeopleForm, refusal: rules.Refusal
) -> HttpResponse:
    """The form again where another try of the same can help, else a page of its own."""
    if refusal.code == "intent_reused":  # sent from another tab: start anew
        drafts.forget(request.session, slot.pk)
        return redirect("events:people", slot.pk)
    in_form = refusal.field in form.fields
    if not in_form:
        drafts.save(request.session, draft, now=timezone.now())
    if not in_form and refusal.code != limits.CODE:
        return render_refused(request, slot, refusal)
    add_refusal(form, refusal)
    return _render_people(request, slot, draft, form)


def _hold(request: HttpRequest, slot: Slot, draft: drafts.Draft) -> None:
    """Hold the draft's places, or raise the Refusal: too many slots held, too often, or by the rules."""
    now = timezone.now()
    others = selectors.held_bookings(drafts.intents(request.session, but=draft.intent), now=now)
    refusal = rules.refuse_more_holds(slot, len(others)) or limits.refuse(request, "places")
    if refusal is not None:
        raise refusal
    hold_places(
        slot_id=draft.slot_id,
        seen_version=draft.seen_version,
        party=draft.party,
        intent=uuid.UUID(draft.intent),
        language=get_language(),
        now=now,
    )
    drafts.remember_holds(request.session, [*(str(held.intent) for held in others), draft.intent])


@never_cache
@form_methods
def contacts(request: HttpRequest, slot_id: int) -> HttpResponse:
    """Step 2. Without a first step it leads back there."""
    now = timezone.now()
    draft = drafts.load(request.session, slot_id, now=now)
    if draft is None:
        return _begin_again(request, slot_id)
    held = selectors.held_booking(draft.intent)
    slot = _slot_of(draft, held)
    form = ContactForm(request.POST or None, slot=slot, places=draft.party.places, initial=draft.contact)
    if request.method == "POST" and form.is_valid():
        draft.contact = form.cleaned_data
        drafts.save(request.session, draft, now=now)
        return redirect("events:summary", slot_id)
    return _render_step(request, "contacts", 2, slot, form=form, party=draft.party, held=held)


def _begin_again(request: HttpRequest, slot_id: int) -> HttpResponse:
    """Nothing typed is known: to the receipt of what was just booked here, else to the first step.

    The way back from a receipt leads through the steps, and an empty form there would be read as
    "not booked". Who sent something reads why it is gone. 404 where there is no such slot.
    """
    get_slot(slot_id)
    last = drafts.my_booking_ids(request.session)[:1]
    booked = Booking.objects.filter(pk__in=last, slot_id=slot_id, status=Booking.Status.CONFIRMED).first()
    if booked is not None:
        return redirect("events:receipt", booked.code)
    if request.method == "POST":
        messages.info(
            request,
            _("What was typed is not here any more: the form was left for too long. Nothing is booked yet."),
        )
    return redirect("events:people", slot_id)


@never_cache
@form_methods
@limits.limited
def summary(request: HttpRequest, slot_id: int) -> HttpResponse:
    """Step 3: everything once more in words, then the booking itself."""
    draft = drafts.load(request.session, slot_id, now=timezone.now())
    if request.method == "POST":
        return _send(request, slot_id, draft)
    if draft is None:
        return _begin_again(request, slot_id)
    if not draft.contact:
        return redirect("events:contacts", slot_id)
    return _render_summary(request, draft, IntentForm())


def _render_summary(request: HttpRequest, draft: drafts.Draft, form: IntentForm) -> HttpResponse:
    held = selectors.held_booking(draft.intent)
    slot = _slot_of(draft, held)
    return _render_step(
        request,
        "summary",
        3,
        slot,
        form=form,
        party=draft.party,
        contact=draft.contact_person,
        held=held,
        intent=tokens.sign_intent(draft.intent, slot.pk),
    )


def _send(request: HttpRequest, slot_id: int, draft: drafts.Draft | None) -> HttpResponse:
    """Book, and lead to the receipt; a form sent again leads to the receipt it already has."""
    form = IntentForm(request.POST)
    form.is_valid()
    intent = tokens.read_intent(form.cleaned_data.get("intent", ""), slot_id)
    if draft is None or draft.intent != intent:
        done = intent and Booking.objects.filter(intent=intent, status=Booking.Status.CONFIRMED).first()
        if done and drafts.may_see(request.session, done):
            return redirect("events:receipt", done.code)
    if draft is None or not draft.contact:
        return _begin_again(request, slot_id)
    if draft.intent != intent:
        form.add_error(None, _("This page was too old. Check the summary and send it again."))
        return _render_summary(request, draft, form)
    try:
        booking = _confirm(request, draft)
    except rules.Refusal as refusal:
        if refusal.code == limits.CODE:
            add_refusal(form, refusal)
            return _render_summary(request, draft, form)
        return render_refused(request, get_slot(slot_id), refusal)
    drafts.remember_booking(request.session, booking.pk)
    drafts.forget(request.session, slot_id)
    return redirect("events:receipt", booking.code)


def _confirm(request: HttpRequest, draft: drafts.Draft) -> Booking:
    """Confirm the held places; if the time ran out, take them again while there are any."""
    sent = {
        "intent": uuid.UUID(draft.intent),
        "party": draft.party,
        "contact": draft.contact_person,
        "now": timezone.now(),
    }
    try:
        return confirm_hold(**sent)
    except rules.Refusal as refusal:
        if refusal.code != "hold_expired":
            raise
    _hold(request, get_slot(draft.slot_id), draft)
    return confirm_hold(**sent)


@never_cache
@button_only(back="events:people")
def extend(request: HttpRequest, slot_id: int) -> HttpResponse:
    """Give the form its full time again and lead back to the step it came from.

    Counts as taking places, but is never refused for it: ten times are anybody's right.
    """
    now = timezone.now()
    draft = drafts.load(request.session, slot_id, now=now)
    if draft is None:
        return redirect("events:people", slot_id)
    limits.count(request, "places")
    try:
        extend_hold(intent=uuid.UUID(draft.intent), now=now)
    except rules.Refusal as refusal:
        return render_refused(request, get_slot(slot_id), refusal)
    drafts.save(request.session, draft, now=now)  # whoever needs more time is still there
    step = "summary" if request.POST.get("step") == "summary" else "contacts"
    return redirect(f"events:{step}", slot_id)


@never_cache
@button_only(back="events:people")
def give_up(request: HttpRequest, slot_id: int) -> HttpResponse:
    """Free the held places at once; go on to the slot they were given up for, or back to the plant."""
    slot, now = get_slot(slot_id), timezone.now()
    for held in selectors.held_bookings(drafts.intents(request.session), now=now):
        if held.slot_id == slot_id:
            release_hold(intent=held.intent, now=now)
    drafts.forget(request.session, slot_id)
    wanted = request.POST.get("then", "")
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 10:
        return redirect("events:people", int(wanted))
    return redirect(host_info(slot.programme, get_language()).path or "/")


@never_cache
@require_safe
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Step 4: code, QR, calendar, what to bring. Only for the session that booked."""
    booking = selectors.booking_by_code(code)
    if booking is None or not drafts.may_see(request.session, booking):
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
