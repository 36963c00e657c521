"""The list of plants."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from events import selectors as events
from events.phases import takes_bookings
from factories import finding, selectors
from factories.filters import PlantFilters
from factories.forms import CatalogueForm
from factories.maps.selectors import plant_map
from home.models.base import BasePage, tabs

PLANTS_PER_PAGE = 24
PLANTS_BEYOND = 3


class CataloguePage(BasePage):
    """All plants of a language, with filters in the address: every state can be shared."""

    parent_page_types = ["home.HomePage"]
    max_count_per_parent = 1
    subpage_types = ["factories.FactoryPage", "factories.DataCentreTourPage"]
    edit_handler = tabs((_("Content"), [FieldPanel("title"), *BasePage.introduction_panels]))

    class Meta:
        verbose_name = _("catalogue")
        verbose_name_plural = _("catalogues")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """Adds `now`, `edition`, `form`, `filters`, `chips`, `querystring` (the filters in use, without
        `page`) and `is_filtered`; `found` (light rows of all plants found, on every page of the list),
        `found_keys` (their programmes), the `map` of them, `total`, and `plants` (a page of cards with
        `places_left`, `is_full`, `distance_km`).
        When nothing is found also `drops` and `beyond`: see `_help`.

        A wrong filter is ignored and named at its field; an impossible ?page= gives the first
        or last page. Cost, beside the page itself and however many plants there are: edition 2,
        sectors 1, plants 1, slots 0–1, words 0–1, cards 0–1, renditions 0–1.
        """
        context = super().get_context(request, *args, **kwargs)
        now = timezone.now()
        edition = events.kept_edition(now)
        sectors = selectors.sectors(self.locale)
        form = CatalogueForm(request.GET, edition=edition, sectors=sectors, now=now)
        filters = form.filters()
        stock = finding.stock(self.locale, filters, edition, now=now)
        found = stock.find(filters)
        context |= self._words(form, filters)
        context |= {"now": now, "edition": edition, "found": found, "total": len(found)}
        context["found_keys"] = [row.key for row in found]
        plants = Paginator(found, PLANTS_PER_PAGE).get_page(request.GET.get("page"))
        plants.object_list = selectors.found_cards(plants.object_list, stock, self.locale, filters.near)
        context["plants"] = plants
        context["map"] = plant_map(
            found, stock.places, self.get_url(request), filters.province, is_open=takes_bookings(edition, now)
        )
        return context if found else context | self._help(stock, form, filters)

    @staticmethod
    def _words(form: CatalogueForm, filters: PlantFilters) -> dict:
        return {
            "form": form,
            "filters": filters,
            "chips": form.chips(filters),
            "querystring": filters.querystring(),
            "is_filtered": filters.is_filtered,
        }

    def _help(self, stock: finding.Stock, form: CatalogueForm, filters: PlantFilters) -> dict:
        """Where nothing was found: `drops`, a way out per filter without which there are plants; if no
        single filter is in the way `keeps`, one per filter that finds plants alone; `beyond`, cards of
        the plants nearest to `town` outside the province. 0 or 2 queries."""
        drops = [
            _Way(n, form.words(name, filters), filters.without(name))
            for name, n in stock.without_each(filters)
        ]
        keeps = [
            _Way(n, form.words(name, filters), filters.only(name))
            for name, n in stock.with_only_each(filters)
        ]
        town = finding.measured_from(filters)
        rows = stock.beyond_the_province(filters)[:PLANTS_BEYOND]
        beyond = selectors.found_cards(rows, stock, self.locale, town)
        return {"drops": drops, "keeps": [] if drops else keeps, "beyond": beyond, "town": town}


@dataclass(frozen=True)
class _Way:
    """A list that is not empty: how many plants it has, and the filter it is about in words."""

    count: int
    label: str
    filters: PlantFilters

    @property
    def query(self) -> str:
        return self.filters.querystring()
