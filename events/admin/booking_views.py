"""The list of bookings and the page of one: to look at, with the ways to what can be changed."""

from django.conf import settings
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import BaseButton, Button

from ..models import Booking
from ..models.bookings import AccessNeed, AgeBand
from . import booking_history, desk, links, words


class BookingIndexView(generic.IndexView):
    """Bookings with slot and programme in the same query."""

    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().select_related("slot__programme")

    def get_list_more_buttons(self, instance: Booking) -> list[BaseButton]:
        """What can be done with a booking, in the menu of its row. No query."""
        buttons = super().get_list_more_buttons(instance)
        if self.user_has_permission("change") and not desk.why_unchangeable(instance, timezone.now()):
            buttons += [
                Button(
                    action.label,
                    links.change_booking_url(action, instance.pk),
                    icon_name=action.icon,
                    priority=100 + number,
                )
                for number, action in enumerate(desk.ACTIONS)
            ]
        return buttons

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        """Find by name, e-mail or code; a code is also found as it is printed, with its hyphen."""
        if not self.is_searching:
            return queryset
        text = self.search_query.strip()
        found = Q(contact_name__icontains=text) | Q(email__icontains=text)
        code = text.replace("-", "").replace(" ", "")
        return queryset.filter(found | Q(code__icontains=code)) if code else queryset.filter(found)


class BookingInspectView(generic.InspectView):
    """Everything about one booking, its history, and the ways to change it. 4 queries."""

    labels = {
        "code_for_people": gettext_lazy("Code"),
        "visit": gettext_lazy("Visit"),
        "when": gettext_lazy("When"),
        "party": gettext_lazy("Party"),
    }

    template_name = "events/admin/booking_inspect.html"

    def get_context_data(self, **kwargs: object) -> dict:
        context = super().get_context_data(**kwargs)
        context["history"] = booking_history.history(self.object)
        if self.user_has_permission("change"):
            context["why_unchangeable"] = desk.why_unchangeable(self.object, timezone.now())
            context["actions"] = [] if context["why_unchangeable"] else self._actions()
        return context

    def _actions(self) -> list[dict]:
        return [
            {
                "label": action.label,
                "url": links.change_booking_url(action, self.object.pk),
                "is_serious": action is desk.CANCEL,
            }
            for action in desk.ACTIONS
        ]

    def get_object(self, queryset: QuerySet | None = None) -> Booking:
        bookings = Booking.objects.with_slot().select_related("slot__visit__programme")
        return get_object_or_404(bookings, pk=self.pk)

    def get_field_label(self, field_name: str, field: object) -> str:
        return str(self.labels.get(field_name) or super().get_field_label(field_name, field))

    def get_visit_display_value(self) -> str:
        return str(self.object.slot.visit)

    def get_when_display_value(self) -> str:
        return words.moment_in_words(self.object.slot.starts_at)

    def get_party_display_value(self) -> str:
        """Only the bands that are not empty: "Adults: 2; Children from 6 to 10: 1"."""
        counts = [(_("Adults"), self.object.adults)]
        counts += [(band.label, getattr(self.object, band.value)) for band in AgeBand]
        return "; ".join(f"{label}: {count}" for label, count in counts if count)

    def get_access_needs_display_value(self) -> str:
        labels = dict(AccessNeed.choices)
        return ", ".join(str(labels.get(need, need)) for need in self.object.access_needs) or "–"

    def get_names_display_value(self) -> str:
        return ", ".join(self.object.names) or "–"

    def get_language_display_value(self) -> str:
        return str(dict(settings.LANGUAGES).get(self.object.language, self.object.language))

    def get_phone_display_value(self) -> str:
        return self.object.phone or "–"

    def get_created_at_display_value(self) -> str:
        return words.moment_in_words(self.object.created_at)

    def get_cancelled_at_display_value(self) -> str:
        moment = self.object.cancelled_at
        if not moment:
            return "–"
        who = self.object.get_cancelled_by_display()
        return f"{words.moment_in_words(moment)} ({who})" if who else words.moment_in_words(moment)

    def get_coming_at_display_value(self) -> str:
        """When the visitor answered the reminder with "we are coming"."""
        moment = self.object.coming_at
        return words.moment_in_words(moment) if moment else "–"
