"""My bookings: opened by the mailed link, without an account."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from .. import drafts, rules, selectors
from ..hosting import host_info
from ..models import Booking
from ..qr import ticket_qr
from ..services import cancel_booking, exchange_link

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@form_methods
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """A mailed link. GET changes nothing (I10): mail scanners open links; a person's click does.

    The click exchanges the token for a session and leads to an address without it.
    """
    booking = exchange_link(token=token)
    if booking is None:
        return _private(render(request, "events/link_unknown.html", status=404))
    if request.method == "POST":
        request.session.cycle_key()
        drafts.remember_booking(request.session, booking.pk)
        return redirect("events:booking", booking.code)
    host = host_info(booking.slot.programme, get_language())
    return _private(render(request, "events/open_link.html", {"host": host, "slot": booking.slot}))


def _private(response: HttpResponse) -> HttpResponse:
    """The address is a secret: it must not leak to another site nor stay in a cache.

    Not "no-referrer": browsers then send `Origin: null` with the form, and it fails as forged.
    """
    response["Referrer-Policy"] = "strict-origin"
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex"
    return response


def _my_booking(request: HttpRequest, code: str) -> Booking:
    """The booking of this code if this session may see it, else 404. 1 query."""
    booking = selectors.booking_by_code(code)
    if booking is None or booking.pk not in drafts.my_booking_ids(request.session):
        raise Http404
    return booking


def _page(
    request: HttpRequest, name: str, booking: Booking, *, status: int = 200, **context: object
) -> HttpResponse:
    context |= {
        "booking": booking,
        "slot": booking.slot,
        "visit": booking.slot.visit,
        "host": host_info(booking.slot.programme, get_language()),
    }
    return render(request, f"events/{name}.html", context, status=status)


@never_cache
@require_safe
def my_bookings(request: HttpRequest) -> HttpResponse:
    """The bookings this browser has made or opened, the next visit first."""
    bookings = (
        Booking.objects.with_slot()
        .filter(pk__in=drafts.my_booking_ids(request.session))
        .order_by("slot__starts_at")
    )
    return render(request, "events/my_bookings.html", {"bookings": bookings, "now": timezone.now()})


@never_cache
@require_safe
def booking(request: HttpRequest, code: str) -> HttpResponse:
    """One booking: its state, the ticket, and what can be done with it."""
    found = _my_booking(request, code)
    can_cancel = rules.refuse_cancelling(found, timezone.now()) is None
    return _page(request, "booking", found, qr=ticket_qr(found), can_cancel=can_cancel)


@never_cache
@form_methods
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Cancel on a page of its own. Once it is cancelled, the page says so whoever asks again."""
    found = _my_booking(request, code)
    now = timezone.now()
    if request.method != "POST":
        return _page(request, "cancel", found, refusal=rules.refuse_cancelling(found, now))
    try:
        cancel_booking(booking_id=found.pk, now=now)
    except rules.Refusal as refusal:
        if refusal.code != "not_active":
            return _page(request, "cancel", found, refusal=refusal, status=409)
    return redirect("events:booking", found.code)
