"""The views of the booking screens: Wagtail's own, where ours differ."""

from django.db.models import ProtectedError, QuerySet
from django.forms import ModelForm
from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views import generic
from wagtail.log_actions import log

from .. import rules, services
from ..forms import add_refusal
from ..models import Slot


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
