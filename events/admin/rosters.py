"""Rosters: who is expected at a plant on a day, to read, to print, to take away, and to tick off."""

import datetime as dt
import uuid

from django import forms
from django.contrib.auth.models import Permission
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets import AdminDateInput
from wagtail.log_actions import log

from .. import plant_facts, rules, services, spreadsheets
from ..models import Booking, CheckIn, Programme
from ..scheduling import ROME
from ..selectors_roster import Roster, check_in_of, expected_bookings, first_moment, roster, roster_days
from . import booking_columns, links, words
from .audit import log_taking_away

ROSTERS_PER_PAGE = 60


class RosterFilterForm(forms.Form):
    """Which rosters: a day, a province, part of a plant's name."""

    day = forms.DateField(label=gettext_lazy("Day"), required=False, widget=AdminDateInput)
    province = forms.ChoiceField(label=gettext_lazy("Province"), required=False)
    plant = forms.CharField(label=gettext_lazy("Plant"), required=False, max_length=100)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        fact = plant_facts.plant_fact("province")
        self.fields["province"].choices = [("", _("All")), *(fact.choices if fact else [])]

    def narrow(self, bookings: QuerySet) -> QuerySet:
        """The bookings that are asked for; what can't be read is named at its field and left out."""
        data = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        if day := data.get("day"):
            end = first_moment(day + dt.timedelta(days=1))
            bookings = bookings.filter(slot__starts_at__gte=first_moment(day), slot__starts_at__lt=end)
        if province := data.get("province"):
            programmes = plant_facts.plant_fact("province").programmes(province)
            bookings = bookings.filter(slot__programme__in=programmes)
        plant = data.get("plant")
        return bookings.filter(slot__programme__name__icontains=plant) if plant else bookings


class RosterIndexView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Plants and days on which somebody is expected. From today on, unless a day is asked for. 1 query."""

    model = CheckIn
    permission_required = "view"
    template_name = "events/admin/rosters.html"
    page_title = gettext_lazy("Rosters")
    header_icon = "list-ul"

    def get_breadcrumbs_items(self) -> list[dict]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: object) -> dict:
        form = RosterFilterForm(self.request.GET)
        bookings = form.narrow(expected_bookings())
        is_past = self.request.GET.get("past") == "yes"
        today = first_moment(timezone.localdate(timezone.now(), ROME))
        if form.cleaned_data.get("day"):
            rows = roster_days(bookings)
        elif is_past:
            rows = roster_days(bookings.filter(slot__starts_at__lt=today))
            rows.sort(key=lambda row: row["day"], reverse=True)
        else:
            rows = roster_days(bookings.filter(slot__starts_at__gte=today))
        page = Paginator(rows, ROSTERS_PER_PAGE).get_page(self.request.GET.get("p"))
        shown = [
            {
                **row,
                "day_in_words": words.day_in_words(row["day"]),
                "url": links.roster_url(row["programme"], row["day"]),
            }
            for row in page.object_list
        ]
        return {
            **super().get_context_data(**kwargs),
            "form": form,
            "media": form.media,
            "rows": shown,
            "page_obj": page,
            "is_past": is_past,
            "index_url": reverse(f"{links.ROSTERS}:index"),
        }


class RosterPart(PermissionCheckedMixin):
    """One plant and one day, from the address."""

    model = CheckIn
    permission_required = "view"

    @cached_property
    def programme(self) -> Programme:
        return get_object_or_404(Programme, pk=self.kwargs["programme"])

    @cached_property
    def day(self) -> dt.date:
        try:
            day = dt.date.fromisoformat(self.kwargs["day"])
        except ValueError:
            raise Http404 from None
        if not dt.MINYEAR < day.year < dt.MAXYEAR:  # a day before or after it could not be counted
            raise Http404
        return day

    @cached_property
    def roster(self) -> Roster:
        return roster(self.programme, self.day)

    def back(self, booking_id: int | None = None) -> HttpResponse:
        anchor = f"#booking-{booking_id}" if booking_id else ""
        return HttpResponseRedirect(links.roster_url(self.programme.pk, self.day) + anchor)


class RosterView(RosterPart, WagtailAdminTemplateMixin, TemplateView):
    """The roster, on the screen and on A4. 3 queries, however many are expected."""

    template_name = "events/admin/roster.html"
    header_icon = "list-ul"

    def get_page_title(self) -> str:
        return _("Roster")

    def get_page_subtitle(self) -> str:
        return f"{self.programme.name}, {words.day_in_words(self.day)}"

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(f"{links.ROSTERS}:index"), "label": _("Rosters")},
            {"url": "", "label": self.get_page_subtitle()},
        ]

    def get_context_data(self, **kwargs: object) -> dict:
        today = timezone.localdate(timezone.now(), ROME)
        may_tick = self.user_has_permission("change")
        return {
            **super().get_context_data(**kwargs),
            "roster": self.roster,
            "day_in_words": words.day_in_words(self.day),
            "slots": [
                {"row": each, "parties": [_party(booking) for booking in each.bookings]}
                for each in self.roster.slots
            ],
            "may_tick": may_tick and today >= self.day,
            "is_early": may_tick and today < self.day,
            "printed_at": words.moment_in_words(timezone.now()),
            "xlsx_url": reverse(f"{links.ROSTERS}:xlsx", args=[self.programme.pk, self.day.isoformat()]),
            "tick_url": reverse(f"{links.ROSTERS}:tick", args=[self.programme.pk, self.day.isoformat()]),
        }


def _party(booking: Booking) -> dict:
    check_in = check_in_of(booking)
    return {
        "booking": booking,
        "party": booking_columns.party_in_words(booking),
        "needs": booking_columns.needs_in_words(booking),
        "check_in": check_in,
        "came_at": f"{timezone.localtime(check_in.at, ROME):%H:%M}" if check_in else "",
    }


class RosterFileView(RosterPart, View):
    """The roster as XLSX. Who took it away is logged. 4 queries and the log's."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> FileResponse:
        data = {"programme": self.programme.name, "day": self.day.isoformat(), "people": self.roster.people}
        log_taking_away(request.user, "events.roster_export", data)
        table = roster_table(self.roster)
        return spreadsheets.xlsx_response([table], f"elenco-{self.day.isoformat()}")


def roster_table(found: Roster) -> spreadsheets.Table:
    """A row per party, with an empty column to tick on paper."""
    columns = [
        spreadsheets.Column(_("Time"), 8),
        spreadsheets.Column(_("Arrived"), 9),
        spreadsheets.Column(_("Code"), 12),
        spreadsheets.Column(_("Name and surname"), 28),
        spreadsheets.Column(_("People"), 8),
        spreadsheets.Column(_("Party"), 30),
        spreadsheets.Column(_("Names of the visitors"), 36),
        spreadsheets.Column(_("Access needs"), 30),
        spreadsheets.Column(_("Telephone"), 18),
        spreadsheets.Column(_("Visit"), 24),
    ]
    rows = (
        [
            timezone.localtime(each.slot.starts_at, ROME).time(),
            check_in.people if (check_in := check_in_of(booking)) else None,
            booking.code_for_people,
            booking.contact_name,
            booking.places,
            booking_columns.party_in_words(booking),
            ", ".join(booking.names),
            booking_columns.needs_in_words(booking),
            booking.phone,
            each.slot.visit.label,
        ]
        for each in found.slots
        for booking in each.bookings
    )
    return spreadsheets.Table(f"{found.programme.name} {found.day.isoformat()}", columns, rows)


class TickView(RosterPart, View):
    """Write down that a party came, or take it back. The same tick twice is one (I11)."""

    permission_required = "change"
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Only for parties of this plant and day; says why where it is refused."""
        number = request.POST.get("booking", "")
        start = dt.datetime.combine(self.day, dt.time.min, tzinfo=ROME)
        end = dt.datetime.combine(self.day + dt.timedelta(days=1), dt.time.min, tzinfo=ROME)
        expected = Booking.objects.filter(
            slot__programme=self.programme, slot__starts_at__gte=start, slot__starts_at__lt=end
        )
        booking = expected.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 16 else None
        if booking is None:
            messages.error(request, _("This booking is not on this roster any more."))
            return self.back()
        if "undo" in request.POST:
            if services.undo_check_in(booking_id=booking.pk):
                log(instance=booking, action="events.check_in_undo", user=request.user)
            return self.back(booking.pk)
        people = request.POST.get("people", "")
        try:
            services.check_in(
                booking_id=booking.pk,
                people=int(people) if people.isdecimal() and len(people) < 4 else 0,
                now=timezone.now(),
                by=request.user,
                nonce=_nonce(request.POST.get("nonce", "")),
            )
        except rules.Refusal as refusal:
            messages.error(request, f"{booking.code_for_people}: {refusal.message}")
        else:
            log(instance=booking, action="events.check_in", user=request.user)
        return self.back(booking.pk)


def _nonce(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


class RosterMenuItem(MenuItem):
    """Shown only to people with the right; the pages ask again."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("events.view_checkin")


class RosterViewSet(ViewSet):
    """The menu entry and the addresses of the rosters."""

    name = links.ROSTERS
    url_prefix = "bookings/rosters"
    icon = "list-ul"
    menu_label = gettext_lazy("Rosters")
    menu_item_class = RosterMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", RosterIndexView.as_view(), name="index"),
            path("<uuid:programme>/<str:day>/", RosterView.as_view(), name="roster"),
            path("<uuid:programme>/<str:day>/roster.xlsx", RosterFileView.as_view(), name="xlsx"),
            path("<uuid:programme>/<str:day>/tick/", TickView.as_view(), name="tick"),
        ]

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        """To see rosters, and to tick off."""
        return Permission.objects.filter(
            content_type__app_label="events", codename__in=["view_checkin", "change_checkin"]
        )
