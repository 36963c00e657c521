"""The waiting list: joining it, answering an offer, leaving."""

import uuid

from django.contrib.sessions.backends.base import SessionBase
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from .. import drafts, limits, rules, selectors
from ..forms import add_refusal
from ..forms_waiting import FewerForm, OfferForm, WaitForm
from ..hosting import host_info
from ..models import Booking, Programme, Slot, WaitEntry
from ..models.bookings import OPEN_WAIT_STATUSES
from ..services import Contact, accept_offer, decline_offer, join_waiting_list, leave_waiting_list
from .booking import get_slot, render_refused

form_methods = require_http_methods(["GET", "HEAD", "POST"])
MOST_FREE_SLOTS = 5
"""Free slots shown before the form; all the others are on the page of the plant."""


# Joining ---------------------------------------------------------------------------


@never_cache
@form_methods
@limits.limited
def wait(request: HttpRequest, slot_id: int) -> HttpResponse:
    """Wait for one slot. Where no booking is taken, nobody can wait: 409 with the reason."""
    slot = get_slot(slot_id)
    refusal = rules.refuse_slot(slot, timezone.now())
    if refusal is not None:
        return render_refused(request, slot, refusal)
    return _wait(request, slot.programme, [slot], slot)


@never_cache
@form_methods
@limits.limited
def wait_any(request: HttpRequest, page_key: uuid.UUID) -> HttpResponse:
    """Wait for any slot of a plant. 409 when none takes bookings."""
    programme = get_object_or_404(Programme, pk=page_key)
    slots = selectors.slots_to_wait_for(page_key, now=timezone.now())
    if not slots:
        return _render_wait(request, programme, status=409)
    return _wait(request, programme, slots, None)


def _wait(request: HttpRequest, programme: Programme, slots: list[Slot], slot: Slot | None) -> HttpResponse:
    form = WaitForm(request.POST or None, slots=slots, initial=_typed(request.session, slot))
    rows = _rows(slots)
    free = [row for row in rows if row.free][:MOST_FREE_SLOTS]
    if request.method == "POST" and form.is_valid():
        try:
            entry = _join(request, form, programme, slot)
        except rules.Refusal as refusal:
            add_refusal(form, refusal)
            if refusal.code == "places_free":
                free = _rows_for(rows, form.party)[:MOST_FREE_SLOTS]
        else:
            _remember(request.session, entry)
            return redirect("events:waiting", entry.pk)
    status = 422 if form.is_bound and form.errors else 200
    nobody_waits = selectors.room_for_everybody(rows)
    return _render_wait(
        request, programme, slot, status=status, form=form, free=free, nobody_waits=nobody_waits
    )


def _typed(session: SessionBase, slot: Slot | None) -> dict:
    """What was typed into the booking form of this slot before it turned out to be full."""
    draft = drafts.load(session, slot.pk, now=timezone.now()) if slot else None
    return {**draft.people, **draft.contact} if draft else {}


def _rows(slots: list[Slot]) -> list[selectors.SlotRow]:
    now = timezone.now()
    return [
        selectors.SlotRow(slot, rules.availability(slot, now), rules.free_places(slot, now)) for slot in slots
    ]


def _rows_for(rows: list[selectors.SlotRow], party: rules.Party) -> list[selectors.SlotRow]:
    """The slots that this party can book at once."""
    return [row for row in rows if row.free >= party.places and rules.refuse_party(row.slot, party) is None]


def _join(request: HttpRequest, form: WaitForm, programme: Programme, slot: Slot | None) -> WaitEntry:
    refusal = limits.refuse(request, "waiting")
    if refusal is not None:
        raise refusal
    data = form.cleaned_data
    return join_waiting_list(
        programme=programme,
        slot=slot,
        party=form.party,
        contact=Contact(data["contact_name"], data["email"], data["phone"]),
        language=get_language(),
        edition_id=form.slots[0].visit.edition_id,
        now=timezone.now(),
    )


def _render_wait(
    request: HttpRequest, programme: Programme, slot: Slot | None = None, *, status: int, **context: object
) -> HttpResponse:
    later = slot and rules.refuse_places(slot, 1, timezone.now())
    context |= {
        "slot": slot,
        "visit": slot and slot.visit,
        "host": host_info(programme, get_language()),
        "opens_later": later if later and later.code == "full_for_now" else None,
    }
    return render(request, "events/wait.html", context, status=status)


# A place on the list ---------------------------------------------------------------


def my_waiting_ids(session: SessionBase) -> list[int]:
    """The waiting parties this session has put on the list, the newest first."""
    return session.get(drafts.WAITING, [])


def _remember(session: SessionBase, entry: WaitEntry) -> None:
    session[drafts.WAITING] = [entry.pk, *my_waiting_ids(session)][:50]
    drafts.set_lifetime(session)


def _my_entry(request: HttpRequest, entry_id: int) -> WaitEntry:
    """The waiting party if this session put it on the list or proved its address, else 404. 1 query."""
    entry = selectors.waiting_entry(entry_id)
    if entry is None:
        raise Http404
    proven = entry.email_norm and entry.email_norm == drafts.person(request.session)
    if not proven and entry.pk not in my_waiting_ids(request.session):
        raise Http404
    return entry


def _entry_page(
    request: HttpRequest, name: str, entry: WaitEntry, *, status: int = 200, **context: object
) -> HttpResponse:
    context |= {
        "entry": entry,
        "row": selectors.wait_row(entry, email_norm=drafts.person(request.session)),
        "is_open": entry.status in OPEN_WAIT_STATUSES,
        "host": host_info(entry.programme, get_language()),
    }
    context.setdefault("slot", entry.slot)
    context.setdefault("visit", entry.slot and entry.slot.visit)
    return render(request, f"events/{name}.html", context, status=status)


@never_cache
@require_safe
def waiting(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Where a party stands: the page after joining, and after leaving."""
    return _entry_page(request, "waiting", _my_entry(request, entry_id))


@never_cache
@form_methods
def leave(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Leave the list, on a page of its own; an open offer goes to the next party."""
    entry = _my_entry(request, entry_id)
    if request.method == "POST":
        leave_waiting_list(entry_id=entry.pk, now=timezone.now())
        return redirect("events:waiting", entry.pk)
    if entry.status not in OPEN_WAIT_STATUSES:
        return redirect("events:waiting", entry.pk)
    return _entry_page(request, "leave_waiting", entry)


# Answering an offer ----------------------------------------------------------------


def _my_offer(request: HttpRequest, code: str) -> Booking:
    """Places once offered to this session's person, else 404. 3 queries."""
    found = selectors.booking_by_code(code)
    if found is None or found.wait_entry_id is None or not drafts.may_see(request.session, found):
        raise Http404
    return found


@never_cache
@form_methods
def offer(request: HttpRequest, code: str) -> HttpResponse:
    """The offered places: accept all, or fewer. 410 when the offer is over."""
    found = _my_offer(request, code)
    if found.held_until is None:  # accepted, whatever became of the booking since
        return redirect("events:booking", found.code)
    if request.method == "POST" and found.is_offer:
        return _answer(request, found)
    if _is_over(found):
        return _render_over(request, found)
    return _render_offer(request, found, OfferForm(offer=found), FewerForm(offer=found, prefix="fewer"))


def _is_over(found: Booking) -> bool:
    return not found.is_offer or found.held_until <= timezone.now()


def _answer(request: HttpRequest, found: Booking) -> HttpResponse:
    """Accept. An answer begun in time counts until the places are really given on."""
    fewer = request.POST.get("answer") == "fewer"
    everybody = OfferForm(None if fewer else request.POST, offer=found)
    less = FewerForm(request.POST if fewer else None, offer=found, prefix="fewer")
    form = less if fewer else everybody
    if form.is_valid():
        try:
            accept_offer(
                booking_id=found.pk,
                party=form.party,
                names=form.names,
                seen_version=_seen_version(request),
                now=timezone.now(),
            )
        except rules.Refusal as refusal:
            if refusal.code == "offer_gone":
                return _render_over(request, _my_offer(request, found.code))
            add_refusal(form, refusal)
        else:
            return redirect("events:receipt", found.code)
    return _render_offer(request, _my_offer(request, found.code), everybody, less, status=422)


def _seen_version(request: HttpRequest) -> int:
    """The version of the slot on the page that was answered; 0 when that can't be read."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _render_offer(
    request: HttpRequest, found: Booking, everybody: OfferForm, fewer: FewerForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "booking": found,
        "slot": found.slot,
        "visit": found.slot.visit,
        "host": host_info(found.slot.programme, get_language()),
        "form": everybody,
        "fewer": fewer,
    }
    return render(request, "events/offer.html", context, status=status)


def _render_over(request: HttpRequest, found: Booking) -> HttpResponse:
    """The offer is over: kindly why, and where the party stands now."""
    # Any slot: the party goes on waiting for the others. One slot: it is done with it.
    entry, slot = selectors.waiting_entry(found.wait_entry_id), found.slot
    context = {
        "booking": found,
        "slot": slot,
        "visit": slot.visit,
        "still_waits": entry.slot_id is None and entry.status in OPEN_WAIT_STATUSES,
        "can_wait_again": rules.refuse_slot(slot, timezone.now()) is None,
    }
    return _entry_page(request, "offer_over", entry, status=410, **context)


@never_cache
@form_methods
def decline(request: HttpRequest, code: str) -> HttpResponse:
    """Give the offered places to the next party, on a page of its own."""
    found = _my_offer(request, code)
    if not found.is_offer:
        return redirect("events:offer", found.code)
    if request.method == "POST":
        decline_offer(booking_id=found.pk, now=timezone.now())
        return redirect("events:waiting", found.wait_entry_id)
    context = {"booking": found, "slot": found.slot, "visit": found.slot.visit}
    return _entry_page(request, "decline_offer", found.wait_entry, **context)
