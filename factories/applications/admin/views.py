"""The page of one application, and a page for each thing the staff does with it."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.models import Page

from events.admin import links as event_links
from events.admin.words import moment_in_words
from events.forms import add_refusal
from events.rules import Refusal

from .. import selectors, services
from ..models import ApplicationStatus, PlantApplication
from ..views import picture_response
from . import forms, words

NAME = "plant_applications"


def edit_url(page: Page) -> str:
    """Where a page is edited. No query."""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def page_url(application_id: int) -> str:
    """The page of an application in the admin. No query."""
    return reverse(f"{NAME}:inspect", args=[application_id])


class ApplicationIndexView(generic.IndexView):
    """Applications, those to be reviewed in front when nothing else is asked for."""

    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().filter(forgotten_at=None).select_related("edition")


class WindowIndexView(generic.IndexView):
    """Windows with their editions. One query for all rows."""

    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().select_related("edition")


class ApplicationInspectView(generic.InspectView):
    """Everything about an application and its history, with what can be done. About 9 queries."""

    template_name = "factories/applications/admin/inspect.html"

    def get_object(self, queryset: QuerySet | None = None) -> PlantApplication:
        applications = PlantApplication.objects.select_related("edition", "page")
        return get_object_or_404(applications, pk=self.pk)

    def get_fields(self) -> list:
        """None: the template draws them in groups."""
        return []

    def get_context_data(self, **kwargs: object) -> dict:
        context = super().get_context_data(**kwargs)
        application = self.object
        entries = application.entries.select_related("user").order_by("-at", "-pk")
        context |= {
            "application": application,
            "visits": list(application.visits.all()),
            "pictures": list(application.pictures.all()),
            "languages": application.languages,
            "twins": [
                {"application": twin, "url": page_url(twin.pk), "sent": words.sent(twin)}
                for twin in selectors.twins(application)
            ],
            "pages": [{"page": page, "url": edit_url(page)} for page in selectors.pages_like(application)],
            "history": [
                {
                    "when": moment_in_words(e.at),
                    "what": e.get_kind_display(),
                    "who": words.who(e),
                    "text": e.text,
                }
                for e in entries
            ],
            "may_decide": self.user_has_permission("change"),
            "is_to_review": application.status == ApplicationStatus.SENT,
            "is_decided": application.status in (ApplicationStatus.ACCEPTED, ApplicationStatus.REFUSED),
            "page_edit_url": edit_url(application.page) if application.page else "",
            "visits_url": event_links.visits_url(application.page_key) if application.page_key else "",
            "comment_form": forms.CommentForm(),
        }
        return context


class ApplicationActionView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """One thing the staff does: a form, what happens then, one button. 2 queries to draw."""

    model = PlantApplication
    permission_required = "change"
    template_name = "factories/applications/admin/action.html"
    header_icon = "form"
    service: Callable[..., object]
    """Does it. Raises Refusal."""
    confirm_label = ""
    explanation = ""
    is_serious = False
    done = ""

    @cached_property
    def application(self) -> PlantApplication:
        applications = PlantApplication.objects.select_related("edition").filter(forgotten_at=None)
        return get_object_or_404(applications, pk=self.kwargs["pk"])

    def form_valid(self, form: Form) -> HttpResponse:
        """Do it, and back to the application; a refusal is said above the form."""
        try:
            self.service(
                application_id=self.application.pk,
                user=self.request.user,
                now=timezone.now(),
                **self.arguments(form),
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
            return self.form_invalid(form)
        messages.success(self.request, self.done)
        return HttpResponseRedirect(page_url(self.application.pk))

    def arguments(self, form: Form) -> dict:
        """What the service is told beside application, user and moment: the form's fields by name."""
        return form.cleaned_data

    def get_page_subtitle(self) -> str:
        return str(self.application)

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            *self.breadcrumbs_items,
            {
                "url": reverse(f"{NAME}:index"),
                "label": capfirst(PlantApplication._meta.verbose_name_plural),
            },
            {"url": page_url(self.application.pk), "label": str(self.application)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: object) -> dict:
        return {
            **super().get_context_data(**kwargs),
            "application": self.application,
            "language": self.application.language_name,
            "explanation": self.explanation,
            "confirm_label": self.confirm_label,
            "is_serious": self.is_serious,
            "back_url": page_url(self.application.pk),
        }


class AskView(ApplicationActionView):
    service = staticmethod(services.ask_for_changes)
    form_class = forms.ReasonForm
    page_title = gettext_lazy("Ask for changes")
    confirm_label = gettext_lazy("Ask, and send the mail")
    explanation = gettext_lazy(
        "The applicant gets a mail with the text below and a link, changes the application and sends it "
        "again."
    )
    done = gettext_lazy("The applicant was asked by mail.")


class RefuseView(ApplicationActionView):
    service = staticmethod(services.refuse)
    form_class = forms.ReasonForm
    page_title = gettext_lazy("Refuse the application")
    confirm_label = gettext_lazy("Refuse, and send the mail")
    explanation = gettext_lazy("The applicant gets a mail with the reason below. This cannot be taken back.")
    is_serious = True
    done = gettext_lazy("The application is refused, and the applicant was told by mail.")


class AcceptView(ApplicationActionView):
    """One query more, for pages that seem to be the same plant's."""

    service = staticmethod(services.accept)
    form_class = forms.AcceptForm
    page_title = gettext_lazy("Accept the application")
    confirm_label = gettext_lazy("Accept, and make the draft")
    explanation = gettext_lazy(
        "Makes a draft page in the catalogue with texts and pictures, its translation where texts were "
        "given, and the visits. The applicant is told by mail. Nobody can book before the page is published: "
        "then the slots are made."
    )
    done = gettext_lazy("The application is accepted: the draft of the page and its visits are made.")

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "pages": selectors.pages_like(self.application)}


class CommentView(ApplicationActionView):
    service = staticmethod(services.comment)
    form_class = forms.CommentForm
    page_title = gettext_lazy("Internal comment")
    confirm_label = gettext_lazy("Add the comment")
    done = gettext_lazy("The comment is added.")


class PlaceView(ApplicationActionView):
    service = staticmethod(services.correct_place)
    form_class = forms.PlaceForm
    page_title = gettext_lazy("Correct the place")
    confirm_label = gettext_lazy("Save the place")
    done = gettext_lazy("The place is corrected.")

    def get_initial(self) -> dict:
        return {name: getattr(self.application, name) for name in forms.PlaceForm.base_fields}

    def arguments(self, form: Form) -> dict:
        return {"values": form.cleaned_data}


class PictureView(PermissionCheckedMixin, View):
    """A picture of an application, which has no address outside. 2 queries."""

    model = PlantApplication
    permission_required = "change"

    def get(self, request: HttpRequest, pk: int, number: int) -> FileResponse:
        application = get_object_or_404(PlantApplication, pk=pk)
        picture = get_object_or_404(application.pictures, pk=number)
        return picture_response(picture)


ACTIONS = {
    "ask": AskView,
    "refuse": RefuseView,
    "accept": AcceptView,
    "comment": CommentView,
    "place": PlaceView,
}
