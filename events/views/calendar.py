"""Calendar files: place and time, no personal link."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .. import selectors, tokens
from ..calendars import booking_calendar, slot_calendar
from ..hosting import host_info
from ..models import Slot


@never_cache
@require_safe
def booking_ics(request: HttpRequest, token: str) -> HttpResponse:
    """The .ics of one booking in the address's language; 404 for an address we did not make.

    Whoever has the address sees where and when, never who. 1 query and those of the plant.
    """
    booking = selectors.booking_in_calendar(tokens.read_calendar(token))
    if booking is None:
        raise Http404
    host = host_info(booking.slot.programme, get_language())
    response = _file(booking_calendar(booking, host, now=timezone.now()), "fabbriche-aperte.ics")
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def slot_ics(request: HttpRequest, slot_id: int) -> HttpResponse:
    """The .ics of one slot, for mails sent before bookings had their own; 404 for slots nobody is shown."""
    slot = Slot.objects.shown().public().with_rules().filter(pk=slot_id).first()
    if slot is None:
        raise Http404
    content = slot_calendar(slot, host_info(slot.programme, get_language()), now=timezone.now())
    return _file(content, f"fabbriche-aperte-{slot.pk}.ics")


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
