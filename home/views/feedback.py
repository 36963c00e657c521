"""Feedback on a page: stars come by GET from the page itself, the answers by POST from here.

Reading pages are served without cookies to everybody; the form that needs a token is only here.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from home import feedback
from home.feedback_form import FeedbackForm
from home.navigation import active_language


def _subject(request: HttpRequest, key: str) -> feedback.Subject:
    subject = feedback.find_subject(request, key)
    if subject is None:
        raise Http404
    return subject


def _answer(
    request: HttpRequest, step: str, subject: feedback.Subject, status: int = 200, **context: object
) -> HttpResponse:
    """A step as a page of its own, or only its inside for a page that shows it in place."""
    context |= {"subject": subject, "about": subject.key, "step": f"home/includes/feedback_{step}.html"}
    template = context["step"] if request.htmx else "home/feedback.html"
    return render(request, template, context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """The questions about ?page= that follow the stars (?rating=), or the stars. GET stores nothing.

    3 queries at most to show, 2 more to store.
    """
    data = request.POST if request.method == "POST" else request.GET
    subject = _subject(request, data.get("page", ""))
    rating = feedback.rating_of(data.get("rating", ""))
    if rating is None:
        return _answer(request, "stars", subject, status=422 if request.method == "POST" else 200)
    form = FeedbackForm(request.POST if request.method == "POST" else None, rating=rating)
    if not form.is_valid():
        return _answer(request, "form", subject, 422 if form.is_bound else 200, form=form, rating=rating)
    return _store(request, subject, form, rating)


def _store(request: HttpRequest, subject: feedback.Subject, form: FeedbackForm, rating: int) -> HttpResponse:
    answers = {name: form.cleaned_data[name] for name in ("answers", "text")}
    try:
        if not form.is_from_a_program:
            feedback.store_feedback(
                subject, language=active_language(), rating=rating, now=timezone.now(), **answers
            )
    except feedback.TooManyAnswersError:
        form.add_error(None, _("Many answers are coming in about this page. Please try again in a minute."))
        return _answer(request, "form", subject, 429, form=form, rating=rating)
    if request.htmx:
        return _answer(request, "thanks", subject)
    return redirect(f"{reverse('home:feedback-thanks')}?page={subject.key}")


@never_cache
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """What whoever has answered without scripts sees."""
    subject = _subject(request, request.GET.get("page", ""))
    return render(request, "home/feedback_thanks.html", {"subject": subject})
