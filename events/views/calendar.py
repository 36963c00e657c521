"""Calendar files of slots: public facts, no personal link."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from ..calendars import slot_calendar
from ..hosting import host_info
from ..models import Slot


@require_safe
def slot_ics(request: HttpRequest, slot_id: int) -> HttpResponse:
    """The .ics of one slot in the address's language; 404 for slots nobody is shown."""
    slot = Slot.objects.shown().with_rules().select_related("programme").filter(pk=slot_id).first()
    if slot is None:
        raise Http404
    content = slot_calendar(slot, host_info(slot.programme, get_language()), now=timezone.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="fabbriche-aperte-{slot.pk}.ics"'
    return response
