"""Views of the whole site that belong to no app."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say in plain words that the form is too old, and how to go on. Status 403."""
    return render(request, "403_csrf.html", status=403)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt: everything but the admin and personal pages, plus where the sitemap is."""
    return render(request, "robots.txt", content_type="text/plain; charset=utf-8")
