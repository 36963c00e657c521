"""What the catalogue asks for while somebody types."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from .municipalities import suggest_municipalities

SUGGESTIONS = 8
MAX_LENGTH = 80


@require_GET
@cache_control(public=True, max_age=86400)
def municipalities(request: HttpRequest) -> HttpResponse:
    """Options for a name as typed so far (?near=, or ?municipality= from the form of applications), the
    same in every language. No query."""
    typed = request.GET.get("near") or request.GET.get("municipality", "")
    found = suggest_municipalities(typed[:MAX_LENGTH], SUGGESTIONS)
    return render(request, "factories/includes/municipality_options.html", {"municipalities": found})
