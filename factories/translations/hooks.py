"""What translations add to Wagtail's admin; `factories/wagtail_hooks.py` imports it."""

from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry, Page, PageLogEntry, TranslatableMixin

from . import publishing

BEFORE_LOCALIZE = -10
"""wagtail-localize answers these hooks itself: what must be asked first comes before it."""


@hooks.register("before_edit_page", order=BEFORE_LOCALIZE)
def refuse_incomplete_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Publishing a translation in wagtail-localize's editor: only when it is complete."""
    return _refuse_incomplete(request, page)


@hooks.register("before_edit_snippet", order=BEFORE_LOCALIZE)
def refuse_incomplete_snippet(request: HttpRequest, instance: Model) -> HttpResponse | None:
    """The same for sectors, topics and menus."""
    return _refuse_incomplete(request, instance) if isinstance(instance, TranslatableMixin) else None


def _refuse_incomplete(request: HttpRequest, instance: Model) -> HttpResponse | None:
    if request.method != "POST" or request.POST.get("action") != "publish":
        return None
    translation = publishing.translation_into(instance)
    refused = translation and publishing.refuse_publication(translation, instance, timezone.now())
    if not refused:
        return None
    messages.error(request, refused)
    return HttpResponseRedirect(request.path)


@hooks.register("register_log_actions")
def register_refusals(actions: LogActionRegistry) -> None:
    """What the history of a page says of a publication that did not take place."""

    @actions.register_action("factories.publication_refused")
    class RefusedFormatter(LogFormatter):
        label = _("Publication refused")

        def format_message(self, log_entry: PageLogEntry | ModelLogEntry) -> str:
            return _("Not published: %(reason)s") % {"reason": log_entry.data.get("reason", "")}
