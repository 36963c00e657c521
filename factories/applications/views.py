"""Take part: the page that invites, the steps of the form, and what became of it."""

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events import limits, rules
from events.forms import add_refusal

from . import browser, selectors, services, steps
from .forms import PictureForm, ResumeForm, SendForm, step_form
from .forms_visits import MOST_VISITS, Errors, OffersFormSet, offers_form
from .models import TOLD, ApplicationPicture, PlantApplication
from .services.drafting import MOST_PICTURES

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What taking part means, and whether applications are open. 2 or 3 queries."""
    context = {
        "window": selectors.current_window(timezone.now()),
        "application": browser.current(request),
        "steps": steps.STEPS,
    }
    return render(request, "factories/applications/start.html", context)


def _render_step(
    request: HttpRequest, key: str, application: PlantApplication | None, **context: object
) -> HttpResponse:
    """Draw one step. 422 when a form comes back with errors."""
    errors = context.get("errors") or context.get("form")
    context |= {
        "application": application,
        "steps": [step.label for step in steps.STEPS],
        "left_out": steps.left_out(application) if application else [],
        "step": steps.BY_KEY[key],
        "number": steps.number(key),
        "previous": steps.before(key),
        "twins": list(selectors.twins(application)) if application else [],
    }
    is_wrong = errors is not None and bool(errors.errors)
    return render(request, f"factories/applications/{key}.html", context, status=422 if is_wrong else 200)


def _elsewhere(key: str, application: PlantApplication | None) -> HttpResponse | None:
    """Where somebody has to go first, or None: to begin, or to see what was sent already."""
    if application is None:
        return redirect("applications:start")
    if not application.is_writable:
        return redirect("applications:state")
    return None


def _go_on(request: HttpRequest, key: str, application: PlantApplication) -> HttpResponse:
    """To the next step; back to the summary for whoever came from there."""
    browser.remember(request.session, application)
    to_summary = "to-summary" in request.POST
    return redirect(f"applications:{'summary' if to_summary else steps.after(key).key}")


@never_cache
@form_methods
@limits.limited
def company(request: HttpRequest) -> HttpResponse:
    """Step 1. Sending it the first time stores the draft and mails the link to it."""
    application, now = browser.current(request), timezone.now()
    window = selectors.current_window(now)
    if application is not None and not application.is_writable:
        return redirect("applications:state")
    if application is None and not window.is_open:
        return redirect("applications:start")
    form = step_form("company", application, request.POST or None)
    if request.method == "POST" and form.is_valid():
        refusal = limits.refuse(request, "application")
        try:
            if refusal is not None:
                raise refusal
            if application is None:
                application = services.begin(
                    edition=window.edition, language=get_language(), values=form.values(), now=now
                )
            else:
                services.save_step(
                    application_id=application.pk, step="company", values=form.values(), now=now
                )
            return _go_on(request, "company", application)
        except rules.Refusal as refused:
            add_refusal(form, refused)
    return _render_step(request, "company", application, form=form)


@never_cache
@form_methods
@limits.limited
def answers(request: HttpRequest, key: str) -> HttpResponse:
    """The steps that are one form: place, story, safety."""
    application = browser.current(request)
    elsewhere = _elsewhere(key, application)
    if elsewhere:
        return elsewhere
    form = step_form(key, application, request.POST or None)
    is_valid = request.method == "POST" and form.is_valid()
    if is_valid and _saved(request, form, application, step=key, values=form.values()):
        return _go_on(request, key, application)
    return _render_step(request, key, application, form=form)


def _saved(
    request: HttpRequest, form: Form, application: PlantApplication, *, step: str, values: dict
) -> bool:
    """Store a step; a refusal goes to its field."""
    refusal = limits.refuse(request, "application")
    try:
        if refusal is not None:
            raise refusal
        services.save_step(application_id=application.pk, step=step, values=values, now=timezone.now())
    except rules.Refusal as refused:
        add_refusal(form, refused)
        return False
    return True


@never_cache
@form_methods
@limits.limited
def visits(request: HttpRequest) -> HttpResponse:
    """Step 4: the kinds of visit; each can be added and removed without scripts."""
    application = browser.current(request)
    elsewhere = _elsewhere("visits", application)
    if elsewhere:
        return elsewhere
    data = request.POST if request.method == "POST" else None
    offers = offers_form(application, data, more="more" in request.GET)
    refusal = None
    if data is not None and offers.is_valid():
        refusal = _save_visits(request, application, offers)
        if refusal is None:
            if "more" in request.POST:
                browser.remember(request.session, application)
                return redirect(f"{request.path}?more=1#visit-{len(offers.kept)}")
            return _go_on(request, "visits", application)
    errors = Errors(offers, refusal)
    return _render_step(request, "visits", application, offers=offers, errors=errors, most_visits=MOST_VISITS)


def _save_visits(
    request: HttpRequest, application: PlantApplication, offers: OffersFormSet
) -> rules.Refusal | None:
    """Store the kinds of visit; why not, where it is refused."""
    refusal = limits.refuse(request, "application")
    if refusal is not None:
        return refusal
    offered = [form.values() for form in offers.kept]
    try:
        services.save_visits(application_id=application.pk, visits=offered, now=timezone.now())
    except rules.Refusal as refused:
        return refused
    return None


@never_cache
@form_methods
@limits.limited
def pictures(request: HttpRequest) -> HttpResponse:
    """Step 6: one picture after the other, each sent by itself."""
    application = browser.current(request)
    elsewhere = _elsewhere("pictures", application)
    if elsewhere:
        return elsewhere
    if "remove" in request.POST:
        return _remove_picture(request, application)
    form = PictureForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        refusal = limits.refuse(request, "application")
        try:
            if refusal is not None:
                raise refusal
            services.add_picture(application_id=application.pk, now=timezone.now(), **form.values())
            browser.remember(request.session, application)
            messages.success(request, _("The picture is added."))
            return redirect("applications:pictures")
        except rules.Refusal as refused:
            add_refusal(form, refused)
    found = list(application.pictures.all())
    is_full = len(found) >= MOST_PICTURES
    return _render_step(
        request, "pictures", application, form=form, pictures=found, is_full=is_full, most=MOST_PICTURES
    )


def _remove_picture(request: HttpRequest, application: PlantApplication) -> HttpResponse:
    number = request.POST["remove"]
    if number.isascii() and number.isdigit() and len(number) < 18:
        try:
            services.remove_picture(application_id=application.pk, picture_id=int(number), now=timezone.now())
            messages.success(request, _("The picture is removed."))
        except rules.Refusal as refused:
            messages.error(request, refused.message)
    return redirect("applications:pictures")


@never_cache
@require_safe
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    """A picture of this browser's own application. 2 queries."""
    application = browser.current(request)
    if application is None:
        raise Http404
    found = get_object_or_404(application.pictures, pk=pk)
    return picture_response(found)


def picture_response(found: ApplicationPicture) -> FileResponse:
    """The file of a picture, kept by nobody on the way; 404 where it is lost. No query."""
    try:
        return FileResponse(found.file.open(), headers={"Cache-Control": "private, no-store"})
    except FileNotFoundError:
        raise Http404 from None


@never_cache
@form_methods
@limits.limited
def summary(request: HttpRequest) -> HttpResponse:
    """Step 7: everything once more, then it goes to the editors. Sending twice sends once."""
    application = browser.current(request)
    elsewhere = _elsewhere("summary", application)
    if elsewhere:
        return elsewhere
    form = SendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        refusal = limits.refuse(request, "application")
        try:
            if refusal is not None:
                raise refusal
            services.send(application_id=application.pk, now=timezone.now())
            return redirect("applications:state")
        except rules.Refusal as refused:
            add_refusal(form, refused)
    return _render_step(
        request,
        "summary",
        application,
        form=form,
        missing=steps.missing_steps(application),
        **summary_of(application),
    )


def summary_of(application: PlantApplication) -> dict:
    """What a summary shows beside the application itself. 2 queries."""
    return {"visits": list(application.visits.all()), "pictures": list(application.pictures.all())}


@never_cache
@require_safe
def state(request: HttpRequest) -> HttpResponse:
    """Where the application of this browser stands, with what the editors wrote. 3 to 5 queries."""
    application = browser.current(request)
    if application is None:
        return redirect("applications:start")
    answer = application.entries.filter(kind__in=TOLD).last()
    context = {
        "application": application,
        "answer": answer if answer and answer.kind == application.status else None,
        "page": application.page if application.page and application.page.live else None,
        "missing": steps.missing_steps(application),
        "first": next(iter(steps.missing_steps(application)), steps.BY_KEY["summary"]),
        "window": selectors.current_window(timezone.now()),
    }
    return render(request, "factories/applications/state.html", context)


@never_cache
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """This browser forgets the application; the mailed link opens it again."""
    browser.forget(request.session)
    text = _("This browser has forgotten the application. The mailed link opens it again.")
    messages.success(request, text)
    return redirect("applications:start")


@never_cache
@form_methods
@limits.limited
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """A mailed link. GET changes nothing: mail scanners open links; a person's click does."""
    application = services.find_application(token=token)
    if application is None:
        refusal = limits.refuse(request, "token") if request.method == "POST" else None
        response = render(
            request, "factories/applications/link_unknown.html", {"refusal": refusal}, status=404
        )
    elif request.method == "POST":
        request.session.cycle_key()
        browser.remember(request.session, application)
        return redirect("applications:state")
    else:
        response = render(request, "factories/applications/open_link.html", {"application": application})
    # Not "no-referrer": browsers then send `Origin: null` with the form, and it fails as forged.
    response["Referrer-Policy"] = "strict-origin"
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@form_methods
@limits.limited
def resume(request: HttpRequest) -> HttpResponse:
    """ "Send me the link". The answer is the same whether or not the address is known."""
    form = ResumeForm(request.POST or None)
    if form.is_bound and form.is_valid():
        refusal = limits.refuse(request, "link")
        if refusal is None:
            services.send_link_again(email=form.cleaned_data["email"], now=timezone.now())
            return redirect("applications:resume-sent")
        add_refusal(form, refusal)
    status = 422 if form.errors else 200
    return render(request, "factories/applications/resume.html", {"form": form}, status=status)


@never_cache
@require_safe
def resume_sent(request: HttpRequest) -> HttpResponse:
    """What happens now. Says nothing about the address."""
    return render(request, "factories/applications/resume_sent.html")
