"""The ticket to print or to keep: a page of wallet size and an A4 sheet."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ..hosting import host_info
from ..pdf import ticket_pdf as draw_pdf
from ..qr import ticket_qr
from .mine import booking_page, is_changeable, my_booking


@never_cache
@require_safe
def ticket(request: HttpRequest, code: str) -> HttpResponse:
    """The ticket in the address's language, for the session that may see the booking. 4–6 queries.

    A booking that does not stand has no ticket: its own page says what became of it.
    """
    found = my_booking(request, code)
    if not is_changeable(found):
        return redirect("events:booking", found.code)
    return booking_page(request, "ticket", found, qr=ticket_qr(found))


@never_cache
@require_safe
def ticket_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The same ticket as an A4 PDF; same rule, same queries. Its name holds no personal data."""
    found = my_booking(request, code)
    if not is_changeable(found):
        return redirect("events:booking", found.code)
    content = draw_pdf(found, host_info(found.slot.programme, get_language()))
    name = f"fabbriche-aperte-{found.code_for_people}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
