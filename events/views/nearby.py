"""Where else there are places, for who has just booked."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ..hosting import BookablePageMixin, host_page
from ..models import Slot


@never_cache
@require_safe
def nearby(request: HttpRequest, slot_id: int) -> HttpResponse:
    """Plants near that of a slot with places left, as a fragment for htmx; else the plant's own page.

    1 query for the slot, 2 for the page, and those of the page's `get_nearby`.
    """
    slot = get_object_or_404(Slot.objects.shown(), pk=slot_id)
    page = host_page(slot.programme_id, get_language())
    if not isinstance(page, BookablePageMixin):
        raise Http404
    if not request.htmx:
        return redirect(f"{page.url}#nearby-title")
    return render(request, "events/nearby.html", {"cards": page.get_nearby(timezone.now())})
