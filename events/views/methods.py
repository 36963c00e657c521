"""Addresses that only buttons lead to."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods


def button_only(back: str) -> Callable:
    """The view answers POST alone; by GET one is led back to the page named, with the same arguments.

    People come by GET: the language switch, or a second try, on the page that such a button answered
    with. Nothing changes then (I10), and nobody stands before an empty page.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if request.method == "POST":
                return view(request, *args, **kwargs)
            return redirect(back, *args, **kwargs)

        return require_http_methods(["GET", "HEAD", "POST"])(answer)

    return decorate
