"""The list of bookings and the page of one: to look at, with the ways to what can be changed."""

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import BaseButton, Button, HeaderButton

from .. import spreadsheets
from ..models import Booking
from . import booking_columns, booking_history, booking_search, desk, links, words
from .audit import log_taking_away


class BookingIndexView(generic.IndexView):
    """Bookings with slot, visit and programme in one query; what is found can be taken away.

    List: count, totals, rows, choices of the filters (2), provinces unless kept. Export: the rows,
    in parts of 500, and 1 for the log.
    """

    results_template_name = "events/admin/booking_index_results.html"
    export_filename = "prenotazioni"

    @property
    def list_export(self) -> list[str]:
        """Not empty where something may be taken away: then the menu of the page offers it."""
        return ["code"] if self.user_has_permission("view") else []

    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().select_related("slot__programme", "slot__visit")

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        """Find by name, e-mail, plant, telephone or code."""
        return booking_search.search(queryset, self.search_query) if self.is_searching else queryset

    def _get_title_column(
        self, field_name: str, column_class: type = TitleColumn, **kwargs: object
    ) -> Column:
        """The code stays on one line: it is read aloud and compared."""
        kwargs["link_classname"] = "w-whitespace-nowrap"
        return super()._get_title_column(field_name, column_class, **kwargs)

    def paginate_queryset(self, queryset: QuerySet, page_size: int) -> tuple:
        paginator, page, rows, has_other = super().paginate_queryset(queryset, page_size)
        return paginator, page, list(booking_columns.with_provinces(rows)), has_other

    def get_context_data(self, **kwargs: object) -> dict:
        context = super().get_context_data(**kwargs)
        if not self.is_export:
            context["totals"] = booking_search.totals(self.get_queryset())
        return context

    def as_spreadsheet(self, queryset: QuerySet, spreadsheet_format: str) -> HttpResponseBase:
        """Take away what the list shows; who did, when and how many is logged first.

        Names and contacts only for those who may export persons. The log has no search words: they
        may be somebody's name.
        """
        personal = self.user_has_permission("export")
        count = booking_search.totals(queryset)["bookings"]
        data = {"format": spreadsheet_format, "bookings": count, "personal": personal}
        log_taking_away(self.request.user, "events.export", data)
        table = booking_columns.export_table(queryset.iterator(chunk_size=500), personal=personal)
        if spreadsheet_format == self.FORMAT_CSV:
            return spreadsheets.csv_response(table, self.export_filename)
        return spreadsheets.xlsx_response([table], self.export_filename)

    @cached_property
    def header_buttons(self) -> list[BaseButton]:
        """What the desk does most often stands in sight. No query."""
        buttons = super().header_buttons
        if self.user_has_permission("change"):
            label = _("Book for somebody")
            buttons.append(HeaderButton(label, url=links.choose_slot_url(), icon_name="plus"))
        return buttons

    @cached_property
    def header_more_buttons(self) -> list[BaseButton]:
        """Beside the downloads: write to everybody of this filter. No query."""
        buttons = super().header_more_buttons
        if self.user_has_permission("message"):
            query = self.request.GET.copy()
            for name in ("p", "ordering", "export"):
                query.pop(name, None)
            address = links.write_url(query.urlencode())
            buttons.append(Button(_("Write to these visitors"), address, icon_name="mail", priority=80))
        return buttons

    def get_list_more_buttons(self, instance: Booking) -> list[BaseButton]:
        """What can be done with a booking, in the menu of its row. No query."""
        buttons = super().get_list_more_buttons(instance)
        if self.user_has_permission("change"):
            buttons += [
                Button(
                    action.label,
                    links.change_booking_url(action, instance.pk),
                    icon_name=action.icon,
                    priority=100 + number,
                )
                for number, action in enumerate(desk.actions_for(instance, timezone.now()))
            ]
        return buttons


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
            context["actions"] = self._actions()
        if self.object.wait_entry_id and self.request.user.has_perm("events.view_waitentry"):
            context["waiting_party_url"] = links.waiting_party_url(self.object.wait_entry_id)
        return context

    def _actions(self) -> list[dict]:
        return [
            {
                "label": action.label,
                "url": links.change_booking_url(action, self.object.pk),
                "is_serious": action is desk.CANCEL,
            }
            for action in desk.actions_for(self.object, timezone.now())
        ]

    def get_object(self, queryset: QuerySet | None = None) -> Booking:
        bookings = Booking.objects.with_slot().select_related("slot__visit__programme")
        return get_object_or_404(bookings, pk=self.pk)

    def get_field_label(self, field_name: str, field: object) -> str:
        return str(self.labels.get(field_name) or super().get_field_label(field_name, field))

    def get_status_display_value(self) -> str:
        return desk.status_in_words(self.object)

    def get_visit_display_value(self) -> str:
        return str(self.object.slot.visit)

    def get_when_display_value(self) -> str:
        return words.moment_in_words(self.object.slot.starts_at)

    def get_party_display_value(self) -> str:
        return booking_columns.party_in_words(self.object)

    def get_access_needs_display_value(self) -> str:
        return booking_columns.needs_in_words(self.object) or "–"

    def get_names_display_value(self) -> str:
        return ", ".join(self.object.names) or "–"

    def get_language_display_value(self) -> str:
        return str(dict(settings.LANGUAGES).get(self.object.language, self.object.language))

    def get_email_display_value(self) -> str:
        return self.object.email or "–"

    def get_phone_display_value(self) -> str:
        return self.object.phone or "–"

    def get_created_at_display_value(self) -> str:
        return words.moment_in_words(self.object.created_at)

    def get_cancelled_at_display_value(self) -> str:
        moment = self.object.cancelled_at
        if not moment:
            return "–"
        said = [self.object.get_cancelled_by_display(), self.object.get_cancel_reason_display()]
        who = ": ".join(str(each) for each in said if each)
        return f"{words.moment_in_words(moment)} ({who})" if who else words.moment_in_words(moment)

    def get_coming_at_display_value(self) -> str:
        """When the visitor answered the reminder with "we are coming"."""
        moment = self.object.coming_at
        return words.moment_in_words(moment) if moment else "–"
