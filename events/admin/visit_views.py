"""The views of visits: saving makes slots, and says first what it would do to those people have booked."""

import hashlib

from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum
from django.forms import ModelForm
from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views import generic

from .. import rules, selectors, services
from ..models import Visit
from ..models.visits import SlotStatus
from . import words
from .planner.replan import Replanning

HOURS = (
    "days",
    "rule_weekdays",
    "rule_first",
    "rule_last",
    "rule_every",
    "added_days",
    "excluded_days",
    "duration_minutes",
)
"""Fields of a visit that decide when it starts and ends; its time bands do too."""


def _stored(visit: Visit) -> Visit:
    """Read back: days and bands as they are stored, not as the form holds them. 1 query."""
    return Visit.objects.select_related("edition", "programme").get(pk=visit.pk)


class VisitIndexView(generic.IndexView):
    """Visits with the number of their slots and how full they are. One query for all rows."""

    def get_base_queryset(self) -> QuerySet:
        shown = ~Q(slots__status=SlotStatus.WITHDRAWN)
        return (
            super()
            .get_base_queryset()
            .select_related("programme", "edition")
            .annotate(
                slot_count=Count("slots", filter=shown),
                places=Sum("slots__capacity", filter=shown, default=0),
                places_taken=Sum("slots__taken", filter=shown, default=0),
            )
        )


class TellsPlanMixin:
    """Says after saving what was done to the slots, and stays on the visit, where they are listed."""

    def save_action(self) -> HttpResponse:
        response = super().save_action()
        words.tell_plan(self.request, self.plan)
        return response

    def get_success_url(self) -> str:
        return self.get_edit_url()

    def get_success_buttons(self) -> list:
        return []


class VisitCreateView(TellsPlanMixin, generic.CreateView):
    """A new visit: the slots it would have are shown first, because they can be booked at once."""

    replanning: Replanning | None = None

    def form_valid(self, form: ModelForm) -> HttpResponse:
        """Save what was seen, or what makes no slots; else show the slots there would be."""
        self.replanning = Replanning(self._plan_of_a_trial(), {})
        plan, asked = self.replanning.plan, "preview" in self.request.POST
        was_seen = self.request.POST.get("seen") == self._seal
        if not asked and (was_seen or not (plan.add or plan.refused)):
            return super().form_valid(form)
        self.form = form
        return self.render_to_response(self.get_context_data(form=form))

    def _plan_of_a_trial(self) -> services.SlotPlan:
        """Plan with what was typed. A second form is stored for it, and taken back at once."""
        trial = self.get_form()
        trial.is_valid()
        with transaction.atomic():
            plan = services.plan_slots(visit=_stored(trial.save()), now=timezone.now())
            transaction.set_rollback(True)
        return plan

    @property
    def _seal(self) -> str:
        """Plant, edition, places and every start: saved only together with the same. No query."""
        plan, visit = self.replanning.plan, self.replanning.visit
        parts = [visit.programme_id, visit.edition_id, visit.capacity, visit.duration_minutes]
        parts += [f"{start.starts_at.timestamp():.0f}" for start in plan.add]
        return hashlib.sha256(" ".join(map(str, parts)).encode()).hexdigest()[:32]

    def get_context_data(self, **kwargs: object) -> dict:
        context = super().get_context_data(**kwargs)
        return context | {"replanning": self.replanning, "seal": self._seal if self.replanning else ""}

    def get_initial(self) -> dict:
        """Choose what the address names: programme, edition; else the edition the site speaks of. 1 query."""
        initial = super().get_initial()
        now = timezone.now()
        edition = selectors.current_edition(now)
        if edition and edition.last_day >= timezone.localdate(now):
            initial["edition"] = edition.pk
        for name in ("programme", "edition"):
            if asked := self.request.GET.get(name):
                initial[name] = asked
        return initial

    def save_instance(self) -> Visit:
        visit = super().save_instance()
        self.plan = services.apply_plan(visit=_stored(visit), now=timezone.now())
        return visit


class VisitEditView(TellsPlanMixin, generic.EditView):
    """Saves a visit. What changes its slots is shown first, and done only as it was shown."""

    replanning: Replanning | None = None

    def form_valid(self, form: ModelForm) -> HttpResponse:
        self.replanning = Replanning(self._plan_of(form), self.request.POST)
        if not self._is_confirmed(form):
            return self._show_again(form)
        try:
            return super().form_valid(form)
        except rules.Refusal as refusal:
            messages.error(self.request, refusal.message)
            self.replanning = Replanning(self._plan_of(form), {})
            return self._show_again(form)

    def _is_confirmed(self, form: ModelForm) -> bool:
        """Whether what was asked for was seen, or there is nothing to see."""
        if "preview" in self.request.POST:
            return False
        if "confirm" in self.request.POST and self.replanning.was_seen:
            return True
        if "confirm" in self.request.POST:
            text = _("Nothing is done yet: this is what would happen now. Look at it, then confirm.")
            messages.warning(self.request, text)
            return False
        plan = self.replanning.plan
        return plan.changes_nothing and not (plan.affected and self._changes_hours(form))

    def _changes_hours(self, form: ModelForm) -> bool:
        return form.formsets["bands"].has_changed() or not set(HOURS).isdisjoint(form.changed_data)

    def _show_again(self, form: ModelForm) -> HttpResponse:
        self.form = form
        return self.render_to_response(self.get_context_data(form=form))

    def _plan_of(self, form: ModelForm) -> services.SlotPlan:
        """Plan with what is in the form. It is stored to be planned with, and taken back at once."""
        with transaction.atomic():
            plan = services.plan_slots(visit=_stored(form.save()), now=timezone.now())
            transaction.set_rollback(True)
        return plan

    def save_instance(self) -> Visit:
        visit = super().save_instance()
        done = services.replan_visit(
            visit=_stored(visit),
            moves=self.replanning.moves if self.replanning.was_seen else {},
            note=self.replanning.form.note if self.replanning.was_seen else {},
            seen=self._seen,
            now=timezone.now(),
        )
        self.plan, self.done = done.plan, done
        return visit

    @cached_property
    def _seen(self) -> str:
        """What was shown; where nothing had to be, what would happen without moving anybody."""
        return self.replanning.seal if self.replanning.was_seen else self.replanning.outline

    def save_action(self) -> HttpResponse:
        response = super().save_action()
        if self.done.moved:
            text = _("Booked slots were moved along. %(told)s")
            messages.success(
                self.request,
                text % {"told": words.told_in_words(self.replanning.told, self.replanning.waiting_told)},
            )
        return response

    def get_context_data(self, **kwargs: object) -> dict:
        return {**super().get_context_data(**kwargs), "replanning": self.replanning}
