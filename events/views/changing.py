"""What a visitor changes about a booking: people, slot, contacts. Each on a page of its own.

A form sent twice, or sent as it was, changes nothing and queues no second mail.
"""

import datetime as dt
from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from .. import rules, selectors
from ..forms import add_refusal
from ..forms_manage import ChangePeopleForm, CorrectContactForm, MoveForm, move_choice
from ..models import Booking
from ..selectors import SlotDay
from ..services import change_party, correct_contact, move_booking
from .mine import booking_page, form_methods, is_changeable, my_booking


def _leads_back(booking: Booking, now: dt.datetime) -> bool:
    """Whether nothing can be changed any more: the booking's own page says why."""
    return not is_changeable(booking) or rules.refuse_cancelling(booking, now) is not None


def _form_page(
    request: HttpRequest, name: str, booking: Booking, form: forms.Form, **context: object
) -> HttpResponse:
    """The page of a form: 409 when the state of things refused it, 422 when something typed did."""
    refused = context.pop("refused", None)
    status = 409 if refused else 422 if form.errors else 200
    return booking_page(request, name, booking, status=status, form=form, **context)


def _back(request: HttpRequest, booking: Booking, text: str = "") -> HttpResponse:
    if text:
        messages.success(request, text)
    return redirect("events:booking", booking.code)


def _attempt(form: forms.Form, change: Callable[[], Booking]) -> rules.Refusal | None:
    """Try a change; a refusal stands in the form, so that nothing typed is lost."""
    try:
        change()
    except rules.Refusal as refusal:
        add_refusal(form, refusal)
        return refusal
    return None


# People ----------------------------------------------------------------------------


@never_cache
@form_methods
def people(request: HttpRequest, code: str) -> HttpResponse:
    """Give some places back, or take more. After changes close only fewer, and the page says why."""
    booking, now = my_booking(request, code), timezone.now()
    if _leads_back(booking, now):
        return _back(request, booking)
    form, refused = ChangePeopleForm(request.POST or None, booking=booking), None
    if request.method == "POST" and form.is_valid():
        if _is_same_party(booking, form.party):
            return _back(request, booking)
        refused = _attempt(form, lambda: change_party(booking_id=booking.pk, party=form.party, now=now))
        if refused is None:
            return _back(request, booking, _("The people are changed. An e-mail confirms it."))
    closed, free = rules.refuse_changing(booking, now), rules.free_places(booking.slot, now)
    return _form_page(request, "change_people", booking, form, refused=refused, closed=closed, free=free)


def _is_same_party(booking: Booking, party: rules.Party) -> bool:
    return (
        booking.adults == party.adults
        and booking.minors_by_band == party.minors
        and booking.names == list(party.names)
        and sorted(booking.access_needs) == sorted(party.access_needs)
    )


# Another slot ----------------------------------------------------------------------


@never_cache
@form_methods
def move(request: HttpRequest, code: str) -> HttpResponse:
    """Choose another slot of the plant with room for this party. The version seen comes with the choice."""
    booking, now = my_booking(request, code), timezone.now()
    if _leads_back(booking, now):
        return _back(request, booking)
    form, refused = MoveForm(request.POST or None, days=_days(booking, now)), None
    if request.method == "POST" and form.is_valid():
        to, seen = form.cleaned_data["to"]
        if to == booking.slot_id:
            return _back(request, booking)
        refused = _attempt(
            form, lambda: move_booking(booking_id=booking.pk, to_slot_id=to, seen_version=seen, now=now)
        )
        if refused is None:
            return _back(request, booking, _("The visit is moved. An e-mail confirms it."))
    closed = rules.refuse_changing(booking, now)
    # Read again: what refused it shows in the list.
    choices = [] if closed else _choices(booking, _days(booking, now), now)
    return _form_page(request, "move", booking, form, refused=refused, closed=closed, days=choices)


def _days(booking: Booking, now: dt.datetime) -> list[SlotDay]:
    return selectors.slot_days(programme_key=booking.slot.programme_id, now=now)


def _choices(booking: Booking, days: list[SlotDay], now: dt.datetime) -> list[dict]:
    """The other slots this party fits in, by day, each with the value its radio button sends."""
    party = rules.Party(booking.adults, booking.minors_by_band, tuple(booking.names))
    fitting = []
    for day in days:
        rows = [
            {"row": row, "value": move_choice(row)}
            for row in day.slots
            if row.pk != booking.slot_id
            and rules.refuse_booking(row.slot, party, seen_version=row.slot.version, now=now) is None
        ]
        if rows:
            fitting.append({"date": day.date, "choices": rows})
    return fitting


# Contacts --------------------------------------------------------------------------


@never_cache
@form_methods
def correct(request: HttpRequest, code: str) -> HttpResponse:
    """Correct name, telephone and the visitors' names."""
    booking, now = my_booking(request, code), timezone.now()
    if _leads_back(booking, now):
        return _back(request, booking)
    form, refused = CorrectContactForm(request.POST or None, booking=booking), None
    if request.method == "POST" and form.is_valid():
        typed = _typed_contact(form)
        if typed == {"name": booking.contact_name, "phone": booking.phone, "names": tuple(booking.names)}:
            return _back(request, booking)
        refused = _attempt(form, lambda: correct_contact(booking_id=booking.pk, now=now, **typed))
        if refused is None:
            return _back(request, booking, _("The contacts are corrected. An e-mail confirms it."))
    return _form_page(request, "correct", booking, form, refused=refused)


def _typed_contact(form: CorrectContactForm) -> dict[str, object]:
    data = form.cleaned_data
    return {"name": data["contact_name"], "phone": data["phone"], "names": tuple(data["names"])}
