"""The survey: opened by the link in the thanks, answered once."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from .. import limits, rules
from ..forms import add_refusal
from ..models import Booking, SurveyAnswer
from ..models.surveys import LONGEST_COMMENT, MOST_STARS
from ..services import survey as service
from .reminders import booking_of_link, secret_page

STARS = [(n, str(n)) for n in range(1, MOST_STARS + 1)]
"""Numbers without a word: five of them fit side by side on a small phone, in any language."""


class SurveyForm(forms.Form):
    """Stars are compulsory, the rest is as people like."""

    stars = forms.TypedChoiceField(
        label=_("How many stars for the visit?"),
        choices=STARS,
        coerce=int,
        error_messages={"required": _("Choose from 1 to 5 stars.")},
        widget=forms.RadioSelect,
        help_text=_("1 is the lowest, 5 the highest."),
    )
    difficulty = forms.ChoiceField(
        label=_("How were the explanations?"),
        choices=SurveyAnswer.Difficulty.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label=_("What was good, what could be better?"),
        max_length=LONGEST_COMMENT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Read by the organisers only. No names, please."),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limits.limited
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The questions. GET changes nothing; the first POST is stored; then the page says thanks."""
    booking, now = booking_of_link(token), timezone.now()
    if booking is not None and SurveyAnswer.objects.filter(booking=booking).exists():
        return redirect("events:survey-thanks")
    refusal = booking and service.refuse_answering(booking, now)
    form = SurveyForm(request.POST if request.method == "POST" else None)
    if booking is None or refusal or request.method != "POST" or not form.is_valid():
        status = 409 if refusal and form.is_bound else 422 if form.is_bound and form.errors else 200
        return secret_page(request, "survey", booking, form=form, refusal=refusal, status=status)
    return _store(request, booking, form)


def _store(request: HttpRequest, booking: Booking, form: SurveyForm) -> HttpResponse:
    too_often = limits.refuse(request, "survey")
    if too_often is not None:
        add_refusal(form, too_often)
        return secret_page(request, "survey", booking, form=form)
    try:
        service.store_answer(
            booking_id=booking.pk, now=timezone.now(), language=get_language(), **form.cleaned_data
        )
    except rules.Refusal as refusal:
        return secret_page(request, "survey", booking, form=form, refusal=refusal, status=409)
    return redirect("events:survey-thanks")


@never_cache
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """What whoever has answered sees, also when they come again. No query."""
    return render(request, "events/survey_thanks.html")
