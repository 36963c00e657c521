"""My data: a copy to take along, and erasing, for whoever came with a mailed link (GDPR, 15 to 17 and 20)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from .. import drafts
from ..selectors_persons import personal_data
from ..services.retention import Forgotten, forget_person


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_data(request: HttpRequest) -> HttpResponse:
    """What can be done with one's data. Sending it erases what does not stand any more."""
    person = drafts.person(request.session)
    if request.method != "POST" or not person:
        return render(request, "events/my_data.html", {"person": person})
    erased = forget_person(email_norm=person, now=timezone.now())
    if not any(personal_data(email_norm=person).values()):
        request.session.flush()  # there is nothing left that it could open
    messages.success(request, _in_words(erased))
    return redirect("events:my-bookings")


def _in_words(erased: Forgotten) -> str:
    total = erased.bookings + erased.waiting
    if not total:
        return _("Nothing was erased: everything here still stands. Cancel first, then erase.")
    text = ngettext("The data of %(n)d booking are erased.", "The data of %(n)d bookings are erased.", total)
    return text % {"n": total}


@never_cache
@require_safe
def my_data_file(request: HttpRequest) -> HttpResponse:
    """Everything kept about the proven address, as a file that programs can read."""
    person = drafts.person(request.session)
    if not person:
        return redirect("events:my-data")
    options = {"indent": 2, "ensure_ascii": False}
    answer = JsonResponse(personal_data(email_norm=person), json_dumps_params=options)
    answer["Content-Disposition"] = 'attachment; filename="fabbriche-aperte.json"'
    return answer
