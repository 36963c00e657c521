"""The page that puts an edition's figures on the home page."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.log_actions import log

from events import rules
from events.models import Edition
from events.phases import Phase, phase_of

from .models import PastEdition
from .models.past_editions import CountedAs
from .past_figures import propose_figures, publish_figures

MAY_PUBLISH = "home.add_pastedition"


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(MAY_PUBLISH)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the figures beside those of the year that stand already; a click publishes them. 8 queries."""
    edition = get_object_or_404(Edition, pk=pk)
    if request.method == "POST":
        return _publish(request, edition)
    figures = propose_figures(edition)
    title = _("Figures on the home page")
    context = {
        "edition": edition,
        "figures": figures,
        "counted_as": CountedAs(figures.counted_as).label,
        "standing": PastEdition.objects.filter(year=figures.year).first(),
        "is_over": phase_of(edition, timezone.now()) == Phase.AFTER,
        "page_title": title,
        "header_title": title,
        "header_icon": "history",
        "list_url": _list_url(),
    }
    return render(request, "home/admin/publish_figures.html", context)


def _publish(request: HttpRequest, edition: Edition) -> HttpResponse:
    try:
        past = publish_figures(edition_id=edition.pk, now=timezone.now())
    except rules.Refusal as refusal:
        messages.error(request, refusal.message)
        return HttpResponseRedirect(reverse("publish_figures", args=[edition.pk]))
    log(instance=past, action="wagtail.edit", user=request.user)
    messages.success(
        request, _("The figures of %(year)s stand in the chart on the home page.") % {"year": past.year}
    )
    return HttpResponseRedirect(_list_url())


def _list_url() -> str:
    return reverse(PastEdition.snippet_viewset.get_url_name("list"))


@hooks.register("register_admin_urls")
def figures_urls() -> list[URLPattern]:
    return [path("past-editions/from/<int:pk>/", publish, name="publish_figures")]


@hooks.register("events_edition_links")
def figures_of_the_edition(request: HttpRequest, edition: Edition) -> list[tuple[str, str]]:
    """From the page of an edition that is over to its figures."""
    is_over = phase_of(edition, timezone.now()) == Phase.AFTER
    if not is_over or not request.user.has_perm(MAY_PUBLISH):
        return []
    return [(_("Figures on the home page"), reverse("publish_figures", args=[edition.pk]))]
