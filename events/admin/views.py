"""The views of the booking screens: Wagtail's own, where ours differ."""

from django.db import transaction
from django.db.models import Count, ProtectedError, Q, QuerySet, Sum
from django.forms import ModelForm
from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views import generic
from wagtail.log_actions import log

from .. import rules, selectors, services
from ..forms import add_refusal
from ..models import Slot, Visit
from ..models.visits import SlotStatus
from . import words


class ProtectedDeleteView(generic.DeleteView):
    """Deletes what nothing hangs on; else says why not, instead of failing."""

    def form_valid(self, form: ModelForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ProtectedError:
            messages.error(
                self.request,
                _("“%(object)s” has visits, slots or bookings: it can't be deleted.")
                % {"object": self.object},
            )
            return HttpResponseRedirect(self.get_success_url())


# Visits ---------------------------------------------------------------------------


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


class AppliesPlanMixin:
    """Makes the slots of a visit in the same transaction that saves it, and says what was done."""

    def save_instance(self) -> Visit:
        visit = super().save_instance()
        # Read back: days and bands as they are stored, not as the form holds them.
        stored = Visit.objects.select_related("edition", "programme").get(pk=visit.pk)
        self.plan = services.apply_plan(visit=stored, now=timezone.now())
        return visit

    def save_action(self) -> HttpResponse:
        response = super().save_action()
        words.tell_plan(self.request, self.plan)
        return response

    def get_success_url(self) -> str:
        """Back to the visit, where its slots are listed."""
        return self.get_edit_url()

    def get_success_buttons(self) -> list:
        return []


class VisitCreateView(AppliesPlanMixin, generic.CreateView):
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


class VisitEditView(AppliesPlanMixin, generic.EditView):
    """Saves a visit, or says what saving would do to its slots."""

    def form_valid(self, form: ModelForm) -> HttpResponse:
        if "preview" not in self.request.POST:
            return super().form_valid(form)
        self.form = form
        words.tell_plan(self.request, self._plan_of(form), _("Not saved yet. Saving would give:"))
        return self.render_to_response(self.get_context_data(form=form))

    def _plan_of(self, form: ModelForm) -> services.SlotPlan:
        """Plan with what is in the form. It is stored to be planned with, and taken back at once."""
        with transaction.atomic():
            visit = form.save()
            stored = Visit.objects.select_related("edition", "programme").get(pk=visit.pk)
            plan = services.plan_slots(visit=stored, now=timezone.now())
            transaction.set_rollback(True)
        return plan


# Slots ----------------------------------------------------------------------------


class SlotIndexView(generic.IndexView):
    """Slots with programme, visit and edition in the same query."""

    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().select_related("programme", "visit__edition")


class SlotEditView(generic.EditView):
    """Changes a slot through services.resize_slot: its `taken` is never written back."""

    def save_instance(self) -> Slot:
        form = self.form
        if not form.has_changed():
            return self.get_object()
        slot = services.resize_slot(
            slot_id=form.instance.pk,
            capacity=form.cleaned_data["capacity"],
            status=form.cleaned_data["status"],
            now=timezone.now(),
        )
        log(instance=slot, action="wagtail.edit", user=self.request.user)
        return slot

    def form_valid(self, form: ModelForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except rules.Refusal as refusal:
            add_refusal(form, refusal)
            self.produced_error_code = refusal.code
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)

    def get_success_url(self) -> str:
        """Stay on the slot: what was set is shown there."""
        return self.get_edit_url()

    def get_success_buttons(self) -> list:
        return []
