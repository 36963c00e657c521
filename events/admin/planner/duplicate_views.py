"""Make a visit once more, for another plant or in another language: the slots are shown first."""

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.log_actions import log

from ... import rules, services
from ...forms import add_refusal
from ...models import Programme, Visit
from ...models.visits import TourLanguage
from .. import links, words
from ..forms import LABEL_FIELDS
from .replan import Replanning
from .single_views import crumbs


class DuplicateForm(forms.Form):
    """For which plant, in which language, under which name."""

    programme = forms.ModelChoiceField(
        label=gettext_lazy("Plant"), queryset=Programme.objects.order_by("name"), empty_label=None
    )
    tour_language = forms.ChoiceField(
        label=gettext_lazy("Language of the tour"), choices=TourLanguage.choices
    )

    def __init__(self, *args: object, visit: Visit, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].initial = visit.programme_id
        self.fields["tour_language"].initial = visit.tour_language
        for code, name in settings.LANGUAGES:
            language = code.split("-")[0]
            self.fields[LABEL_FIELDS[language]] = forms.CharField(
                label=_("Label (%(language)s)") % {"language": name},
                max_length=80,
                required=False,
                initial=visit.labels.get(language, ""),
            )

    @property
    def values(self) -> dict:
        """What the service is told."""
        data = self.cleaned_data
        labels = {language: data[field] for language, field in LABEL_FIELDS.items() if data[field]}
        return {"programme": data["programme"], "tour_language": data["tour_language"], "labels": labels}


class DuplicateView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Shows the slots a copy would have, and makes it when those were seen. About 20 queries."""

    model = Visit
    permission_required = "add"
    template_name = "events/admin/planner/duplicate.html"
    page_title = gettext_lazy("Duplicate a visit")
    header_icon = "copy"
    form_class = DuplicateForm
    replanning: Replanning | None = None

    @cached_property
    def visit(self) -> Visit:
        visits = Visit.objects.select_related("programme", "edition")
        return get_object_or_404(visits, pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "visit": self.visit}

    def form_valid(self, form: DuplicateForm) -> HttpResponse:
        """Show the plan, or do it when it is the one that was shown."""
        now = timezone.now()
        try:
            plan = services.duplicate_visit(visit=self.visit, now=now, only_plan=True, **form.values)
            self.replanning = Replanning(plan, {})
            if self.request.POST.get("seen") != self._seal(form):
                return self.render_to_response(self.get_context_data(form=form))
            with transaction.atomic():
                plan = services.duplicate_visit(visit=self.visit, now=now, **form.values)
                log(instance=plan.visit, action="wagtail.create", user=self.request.user)
        except rules.Refusal as refusal:
            add_refusal(form, refusal)
            return self.form_invalid(form)
        text = _("Visit added: %(visit)s. %(slots)s")
        slots = words.plan_in_words(plan)
        messages.success(self.request, text % {"visit": plan.visit, "slots": slots})
        return HttpResponseRedirect(links.planner_url(plan.visit.programme_id, plan.visit.edition))

    def _seal(self, form: DuplicateForm) -> str:
        """Plant, language, labels and every start: confirmed only together with the same."""
        values = form.values
        starts = [f"{start.starts_at.timestamp():.0f}" for start in self.replanning.plan.add]
        return " ".join(
            [str(values["programme"].pk), values["tour_language"], str(values["labels"]), *starts]
        )

    def get_breadcrumbs_items(self) -> list[dict]:
        return crumbs(self.breadcrumbs_items, self.visit.programme, str(self.page_title))

    def get_context_data(self, **kwargs: object) -> dict:
        context = super().get_context_data(**kwargs)
        return context | {
            "visit": self.visit,
            "replanning": self.replanning,
            "seal": self._seal(context["form"]) if self.replanning else "",
            "back_url": links.planner_url(self.visit.programme_id, self.visit.edition),
        }
