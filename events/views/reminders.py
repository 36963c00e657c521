"""The two links of the reminder: "we are coming" and "give places back". Each asks for a click."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from .. import drafts, limits, rules
from ..hosting import host_info
from ..models import Booking
from ..services import find_link, reminders
from .mine import link_unknown

form_methods = require_http_methods(["GET", "HEAD", "POST"])


def booking_of_link(token: str) -> Booking | None:
    """The booking a mailed link leads to, or None. 2 queries."""
    link = find_link(token=token)
    return link.booking if link else None


def secret_page(
    request: HttpRequest, name: str, booking: Booking | None, *, status: int = 200, **context: object
) -> HttpResponse:
    """A page whose address is a secret: it stays in no cache and is told to no other site.

    Not "no-referrer": browsers then send `Origin: null` with the form, and it fails as forged.
    """
    if booking is None:
        response = link_unknown(request)
    else:
        slot = booking.slot
        context |= {"booking": booking, "slot": slot, "visit": slot.visit}
        context["host"] = host_info(slot.programme, get_language())
        response = render(request, f"events/{name}.html", context, status=status)
    response["Referrer-Policy"] = "strict-origin"
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex"
    return response


def _recognise(request: HttpRequest, booking: Booking) -> None:
    """A click came with the mailed link: this browser belongs to who reads that address."""
    request.session.cycle_key()
    drafts.recognise_person(request.session, booking.email_norm)


@never_cache
@form_methods
@limits.limited
def coming(request: HttpRequest, token: str) -> HttpResponse:
    """Say "we are coming". GET changes nothing (I10): mail scanners open links."""
    booking, now = booking_of_link(token), timezone.now()
    refusal = booking and reminders.refuse_coming(booking, now)
    if booking is None or request.method != "POST":
        return secret_page(request, "reminder_coming", booking, refusal=refusal, token=token)
    try:
        reminders.say_coming(booking_id=booking.pk, now=now)
    except rules.Refusal as refused:
        return secret_page(request, "reminder_coming", booking, refusal=refused, token=token, status=409)
    _recognise(request, booking)
    messages.success(request, _("Thank you: the hosts know that you are all coming."))
    return redirect("events:booking", booking.code)


@never_cache
@form_methods
@limits.limited
def give_back(request: HttpRequest, token: str) -> HttpResponse:
    """Choose to give back all places or some. The click leads to the page that does it."""
    booking = booking_of_link(token)
    refusal = booking and rules.refuse_cancelling(booking, timezone.now())
    if booking is None or refusal is not None or request.method != "POST":
        status = 409 if request.method == "POST" else 200
        return secret_page(
            request, "reminder_give_back", booking, refusal=refusal, token=token, status=status
        )
    _recognise(request, booking)
    return redirect("events:change-people" if "some" in request.POST else "events:cancel", booking.code)
