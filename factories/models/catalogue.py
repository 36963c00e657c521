"""The list of plants."""

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from events import selectors as events
from factories import selectors
from factories.forms import CatalogueForm
from factories.maps.selectors import plant_map
from home.models.base import BasePage, tabs
from home.selectors import attach_places

PLANTS_PER_PAGE = 24


class CataloguePage(BasePage):
    """All plants of a language, with filters in the address: every state can be shared."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["factories.FactoryPage", "factories.DataCentreTourPage"]
    edit_handler = tabs((_("Content"), [FieldPanel("title"), *BasePage.introduction_panels]))

    class Meta:
        verbose_name = _("catalogue")
        verbose_name_plural = _("catalogues")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """Adds `now`, `edition`, `form`, `plants` (a page of cards with `places_left`), `total`,
        `map` (of all plants found), `querystring` (the filters in use, without `page`) and
        `is_filtered`.

        A wrong filter is ignored and named at its field; an impossible ?page= gives the first
        or last page. Cost, beside the page itself and however many plants there are: edition 1,
        sectors 1, day 0–1, count 1, plants 1, renditions 0–1, places 1, map 2.
        """
        context = super().get_context(request, *args, **kwargs)
        now = timezone.now()
        edition = events.current_edition(now)
        form = CatalogueForm(request.GET, edition=edition, sectors=selectors.sectors(self.locale))
        filters = form.filters()
        found = selectors.find_plants(self.locale, filters, edition, now=now)
        plants = Paginator(found, PLANTS_PER_PAGE).get_page(request.GET.get("page"))
        plants.object_list = list(plants.object_list)
        attach_places(plants.object_list, edition, now=now)
        context["now"] = now
        context["edition"] = edition
        context["form"] = form
        context["plants"] = plants
        context["total"] = plants.paginator.count
        context["map"] = plant_map(
            found, request, locale=self.locale, province=filters.province, edition=edition, now=now
        )
        context["querystring"] = filters.querystring()
        context["is_filtered"] = filters.is_filtered
        return context
