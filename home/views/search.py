"""Search of the whole site. Sent by GET, without cookies: the answer may be kept by anybody."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Locale

from home import search as searching
from home.search_spelling import better_spelling


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Results for ?q=, by page (?page=) and kind of page (?kind=). Costs what `searching.search` costs."""
    query, kind = searching.clean_query(request.GET.get("q", "")), request.GET.get("kind", "")
    locale = Locale.get_active()
    number = request.GET.get("page", "1")
    results = searching.search(request, query, locale=locale, kind=kind, number=number)
    better = better_spelling(query, locale=locale) if query and not results.everything else ""
    querystring = urlencode({"q": query, "kind": kind} if kind else {"q": query})
    context = {"query": query, "results": results, "better": better, "querystring": querystring}
    return render(request, "home/search.html", context)


@require_safe
@cache_control(public=True, max_age=300)
def suggestions(request: HttpRequest) -> HttpResponse:
    """A piece of page: what to offer for what has been typed so far. Kept five minutes by browsers."""
    query = searching.clean_query(request.GET.get("q", ""))
    found = searching.suggest(request, query, locale=Locale.get_active())
    where = "header" if request.GET.get("where") == "header" else "page"
    context = {"query": query, "suggestions": found, "where": where}
    return render(request, "home/includes/suggestions.html", context)
