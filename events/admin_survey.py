"""The page with the survey's results. Read only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_required

from . import selectors, selectors_survey
from .models import Edition

MAY_SEE = "events.view_surveyanswer"


@require_safe
@permission_required(MAY_SEE)
def results(request: HttpRequest) -> HttpResponse:
    """What visitors said about one edition: the one in the address, else the current. 8 queries."""
    editions = list(Edition.objects.all())
    edition = _chosen(editions, request.GET.get("edition", "")) or selectors.current_edition(timezone.now())
    context = {
        "editions": editions,
        "edition": edition,
        "results": selectors_survey.survey_results(edition),
        "programmes": selectors_survey.results_by_programme(edition),
        "comments": selectors_survey.latest_comments(edition),
        "page_title": _("Survey"),
        "header_title": _("Survey"),
        "header_icon": "comment",
    }
    return render(request, "events/survey_results.html", context)


def _chosen(editions: list[Edition], number: str) -> Edition | None:
    return next((edition for edition in editions if str(edition.pk) == number), None)
