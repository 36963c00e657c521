"""The planner's two ways to look: the plants of an edition, and the calendar of one plant."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

import django_filters
from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permissions import policy_registry

from ... import selectors, selectors_planner
from ...models import Edition, Programme, Slot, Visit
from .. import links, words
from . import entries
from .calendar import sheets

PLANNERS = ["add", "change"]
"""Whoever may add or change visits may look at the planner."""


def chosen_edition(asked: str | None, now: dt.datetime) -> Edition | None:
    """The edition named in an address, else the one the site speaks of. 1 query.

    Raises Http404 for a number no edition has.
    """
    if not asked:
        return selectors.current_edition(now)
    if not asked.isdecimal() or len(asked) > 18:
        raise Http404("No such edition.")
    return get_object_or_404(Edition, pk=asked)


class PlantFilterSet(WagtailFilterSet):
    """Which edition, and how full."""

    edition = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Edition"), queryset=Edition.objects.all(), method="as_it_is"
    )
    fill = django_filters.ChoiceFilter(
        label=gettext_lazy("Fill"),
        choices=[
            ("none", gettext_lazy("without slots")),
            ("empty", gettext_lazy("nobody has booked")),
            ("free", gettext_lazy("with free places")),
            ("full", gettext_lazy("full")),
        ],
        method="by_fill",
    )

    class Meta:
        model = Programme
        fields: list[str] = []

    def as_it_is(self, rows: QuerySet, name: str, edition: Edition) -> QuerySet:
        """The edition decides what is counted, not which plants are shown."""
        return rows

    def by_fill(self, rows: QuerySet, name: str, fill: str) -> QuerySet:
        """Plants as full as asked for, by the numbers of the row."""
        some = Q(slot_count__gt=0)
        asked = {
            "none": Q(slot_count=0),
            "empty": some & Q(places_taken=0),
            "free": some & Q(places_taken__lt=F("places")),
            "full": some & Q(places_taken__gte=F("places")),
        }
        return rows.filter(asked[fill])


class FillColumn(Column):
    """Places taken in words, with a bar beside them."""

    cell_template_name = "events/admin/planner/fill_cell.html"


class PlantIndexView(generic.IndexView):
    """The plants of an edition with visits, slots and fill. The same queries for one plant or 500."""

    model = Programme
    permission_policy = None
    any_permission_required = PLANNERS
    page_title = gettext_lazy("Planner")
    header_icon = "calendar-alt"
    index_url_name = f"{links.PLANNER}:index"
    index_results_url_name = f"{links.PLANNER}:index_results"
    search_fields = ["name"]
    default_ordering = "name"
    template_name = "events/admin/planner/index.html"
    filterset_class = PlantFilterSet
    paginate_by = 50

    @cached_property
    def permission_policy(self) -> object:  # noqa: F811  a plant is looked at by who plans its visits
        return policy_registry.get_by_type(Visit)

    @cached_property
    def edition(self) -> Edition | None:
        return chosen_edition(self.request.GET.get("edition"), timezone.now())

    def get_base_queryset(self) -> QuerySet:
        return selectors_planner.planned_programmes(self.edition)

    def get_page_subtitle(self) -> str:
        return self.edition.name if self.edition else ""

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("name", label=_("Plant"), sort_key="name", get_url=self._plant_url),
            Column("visit_count", label=_("Visits"), sort_key="visit_count"),
            Column("slot_count", label=_("Slots"), sort_key="slot_count"),
            Column("page", label=_("Page"), accessor=words.page_in_words, sort_key="is_public"),
            FillColumn("places_taken", label=_("Places"), sort_key="places_taken", accessor=_fill),
        ]

    def _plant_url(self, programme: Programme) -> str:
        return links.planner_url(programme.pk, self.edition)


@dataclass(frozen=True)
class Fill:
    """How full something is, in words and as numbers for a bar."""

    taken: int
    capacity: int

    @property
    def words(self) -> str:
        if not self.capacity:
            return _("no slots")
        return words.taken_in_words(self.taken, self.capacity)


def _fill(programme: Programme) -> Fill:
    return Fill(programme.places_taken, programme.places)


@dataclass(frozen=True)
class VisitCard:
    """A visit as the planner lists it."""

    visit: Visit
    letter: str
    name: str
    days: str
    hours: list[str]
    slots: int
    fill: Fill
    urls: dict[str, str]


class PlantView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """A plant in an edition: its visits, and every slot in a calendar.

    6 queries beside those of the frame: plant, edition, editions to choose from, visits, bands, slots.
    """

    model = Visit
    any_permission_required = PLANNERS
    template_name = "events/admin/planner/plant.html"
    header_icon = "calendar-alt"

    @cached_property
    def programme(self) -> Programme:
        return get_object_or_404(Programme, pk=self.kwargs["programme"])

    def get_page_title(self) -> str:
        return self.programme.name

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(f"{links.PLANNER}:index"), "label": _("Planner")},
            {"url": "", "label": self.programme.name},
        ]

    def get_context_data(self, **kwargs: object) -> dict:
        now, user = timezone.now(), self.request.user
        edition = chosen_edition(self.request.GET.get("edition"), now)
        context = super().get_context_data(**kwargs) | {
            "programme": self.programme,
            "edition": edition,
            "editions": [
                {"name": other.name, "url": links.planner_url(self.programme.pk, other), "edition": other}
                for other in Edition.objects.order_by("-first_day")
            ],
        }
        if edition is None:
            return context
        visits = selectors_planner.visits_of(self.programme.pk, edition)
        slots = selectors_planner.slots_to_plan(self.programme.pk, edition)
        letter = entries.letters(visits)
        may_change = user.has_perm("events.change_slot")
        shown = entries.slot_entries(
            slots, {visit.pk: visit for visit in visits}, letter, now, linked=may_change
        )
        fill = _total(slots)
        return context | {
            "cards": self._cards(visits, slots, letter, is_over=edition.last_day < timezone.localdate(now)),
            "sheets": sheets(edition.days, shown),
            "fill": fill,
            "add_url": self._add_url(edition, now),
            "bookings_url": links.bookings_url(self.programme.pk)
            if user.has_perm("events.view_booking")
            else "",
            "waiting_url": links.waiting_url(programme=self.programme.pk, edition=edition.pk)
            if user.has_perm("events.view_waitentry")
            else "",
        }

    def _add_url(self, edition: Edition, now: dt.datetime) -> str:
        if edition.last_day < timezone.localdate(now) or not self.request.user.has_perm("events.add_visit"):
            return ""
        return links.add_visit_url(self.programme.pk, edition)

    def _cards(
        self, visits: list[Visit], slots: list[Slot], letter: dict[int, str], *, is_over: bool
    ) -> list[VisitCard]:
        by_visit = {visit.pk: [slot for slot in slots if slot.visit_id == visit.pk] for visit in visits}
        return [
            VisitCard(
                visit=visit,
                letter=letter[visit.pk],
                name=visit.label or visit.edition.name,
                days=entries.days_in_words(visit),
                hours=[entries.band_in_words(band) for band in visit.bands.all()],
                slots=_offered(by_visit[visit.pk]),
                fill=_total(by_visit[visit.pk]),
                urls={} if is_over else self._urls(visit),
            )
            for visit in visits
        ]

    def _urls(self, visit: Visit) -> dict[str, str]:
        """The ways to change a visit that this person has. No query beside the person's rights."""
        may = self.request.user.has_perm
        urls = {}
        if may("events.change_visit"):
            urls["change"] = links.visit_url(visit.pk)
        if may("events.change_slot"):
            urls["add_slot"] = links.add_slot_url(visit.pk)
        if may("events.add_visit"):
            urls["duplicate"] = links.duplicate_url(visit.pk)
        return urls


def _offered(slots: list[Slot]) -> int:
    counted = Counter(slot.status in selectors_planner.OFFERED for slot in slots)
    return counted[True]


def _total(slots: list[Slot]) -> Fill:
    offered = [slot for slot in slots if slot.status in selectors_planner.OFFERED]
    return Fill(sum(slot.taken for slot in offered), sum(slot.capacity for slot in offered))
