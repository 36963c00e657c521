"""My bookings: opened by the mailed link, without an account."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from .. import drafts, limits, planner, rules, selectors
from ..forms import add_refusal
from ..forms_manage import SendLinkForm
from ..hosting import HostInfo, host_info
from ..models import Booking
from ..qr import ticket_qr
from ..services import cancel_booking, find_link, release_hold, send_my_link
from .methods import button_only
from .waiting import my_waiting_ids

form_methods = require_http_methods(["GET", "HEAD", "POST"])


def link_unknown(request: HttpRequest) -> HttpResponse:
    """Status 404: this link opens nothing. Who clicks on many such links gets 429."""
    refusal = limits.refuse(request, "token") if request.method == "POST" else None
    return render(request, "events/link_unknown.html", {"refusal": refusal}, status=404)


@never_cache
@form_methods
@limits.limited
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """A mailed link. GET changes nothing (I10): mail scanners open links; a person's click does.

    The click exchanges the token for a session and leads to an address without it.
    """
    link = find_link(token=token)
    if link is None:
        return _private(link_unknown(request))
    if request.method == "POST":
        request.session.cycle_key()
        drafts.recognise_person(request.session, link.email_norm)
        if link.booking is None:
            return redirect("events:my-bookings")
        return redirect("events:booking", link.booking.code)
    context = {"booking": link.booking}
    if link.booking is not None:
        slot = link.booking.slot
        context |= {"slot": slot, "host": host_info(slot.programme, get_language())}
    return _private(render(request, "events/open_link.html", context))


def _private(response: HttpResponse) -> HttpResponse:
    """The address is a secret: it must not leak to another site nor stay in a cache.

    Not "no-referrer": browsers then send `Origin: null` with the form, and it fails as forged.
    """
    response["Referrer-Policy"] = "strict-origin"
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex"
    return response


def my_booking(request: HttpRequest, code: str) -> Booking:
    """The booking of this code if this session may see it, else 404. 2 queries."""
    booking = selectors.booking_by_code(code)
    if booking is None or booking.forgotten_at or not drafts.may_see(request.session, booking):
        raise Http404
    return booking


def booking_page(
    request: HttpRequest, name: str, booking: Booking, *, status: int = 200, **context: object
) -> HttpResponse:
    """Render a page about one booking, with the plant it is at."""
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
    """The day planner of the bookings this browser may see; below it what is over or cancelled.

    Where the person waits comes from the waiting list's own part. 3 queries, up to 4 per plant.
    """
    person, now = drafts.person(request.session), timezone.now()
    found = selectors.my_bookings(ids=drafts.my_booking_ids(request.session), email_norm=person)
    bookings = [each for each in found if not each.forgotten_at and not _was_only_offered(each)]
    hosts = _hosts(bookings)
    to_come = [b for b in bookings if b.is_active and b.slot.ends_at > now]
    over = [b for b in bookings if b not in to_come]
    waiting = selectors.my_waiting(email_norm=person, ids=my_waiting_ids(request.session))
    context = {
        "days": planner.plan_days(to_come, hosts),
        "over": [planner.Stop(booking, hosts[booking.slot.programme_id]) for booking in reversed(over)],
        "waiting": [(row, host_info(row.entry.programme, get_language())) for row in waiting],
        "person": person,
    }
    return render(request, "events/my_bookings.html", context)


def _was_only_offered(booking: Booking) -> bool:
    """Whether these places were offered and never accepted: the waiting list's pages show them."""
    return booking.wait_entry_id is not None and booking.held_until is not None


def _hosts(bookings: list[Booking]) -> dict[object, HostInfo]:
    programmes = {booking.slot.programme_id: booking.slot.programme for booking in bookings}
    return {key: host_info(programme, get_language()) for key, programme in programmes.items()}


@never_cache
@require_safe
def booking(request: HttpRequest, code: str) -> HttpResponse:
    """One booking: its state, the ticket, and what can be done with it."""
    found, now = my_booking(request, code), timezone.now()
    if _was_only_offered(found):
        return redirect("events:offer", found.code)
    return booking_page(
        request,
        "booking",
        found,
        qr=ticket_qr(found),
        can_cancel=rules.refuse_cancelling(found, now) is None,
        closed=rules.refuse_changing(found, now),
    )


def is_changeable(booking: Booking) -> bool:
    """Whether it is a booking that stands. Of anything else its own page says what became of it."""
    return booking.status == Booking.Status.CONFIRMED


@never_cache
@form_methods
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Cancel on a page of its own. Once it is cancelled, the booking's page says so."""
    found, now = my_booking(request, code), timezone.now()
    if not is_changeable(found):
        return redirect("events:booking", found.code)
    if request.method != "POST":
        return booking_page(request, "cancel", found, refusal=rules.refuse_cancelling(found, now))
    try:
        cancel_booking(booking_id=found.pk, now=now)
    except rules.Refusal as refusal:
        if refusal.code != "not_active":
            return booking_page(request, "cancel", found, refusal=refusal, status=409)
    return redirect("events:booking", found.code)


@never_cache
@button_only(back="events:my-bookings")
def forget_browser(request: HttpRequest) -> HttpResponse:
    """On a shared computer: nothing typed, booked or opened here stays. Held places are freed.

    Bookings stand; their mailed links open them again.
    """
    now = timezone.now()
    for held in selectors.held_bookings(drafts.intents(request.session), now=now):
        release_hold(intent=held.intent, now=now)
    request.session.flush()
    messages.success(request, _("This browser has forgotten everything. The bookings stand."))
    return redirect("events:my-bookings")


@never_cache
@form_methods
@limits.limited
def send_link(request: HttpRequest) -> HttpResponse:
    """ "Send me my link". The answer is the same whether or not the address is known."""
    form = SendLinkForm(request.POST or None)
    refusal = limits.refuse(request, "link") if form.is_bound and form.is_valid() else None
    if refusal is not None:
        add_refusal(form, refusal)
    elif form.is_bound and form.is_valid():
        send_my_link(email=form.cleaned_data["email"], language=get_language(), now=timezone.now())
        return redirect("events:send-link-sent")
    return render(request, "events/send_link.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_safe
def send_link_sent(request: HttpRequest) -> HttpResponse:
    """What happens now. Says nothing about the address: the page can be opened by anybody."""
    return render(request, "events/send_link_sent.html")
