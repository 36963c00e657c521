"""Home and information pages."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable
from wagtail.search import index

from events import selectors as events
from events.phases import days_to_opening, phase_of
from home import pictures, selectors, structured
from home.blocks import StepBlock, body_blocks

from .base import BasePage, tabs
from .past_editions import PastEdition

LATEST_STORIES = 3
MAX_FEATURED = 6


def today() -> dt.date:
    """Today in the active time zone (default of a story's date; a migration names it here)."""
    return timezone.localdate()


class PageReference(Orderable):
    """One page in an ordered list. Points at the Italian page; shown in the visitor's language."""

    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta(Orderable.Meta):
        abstract = True


class HomePage(BasePage):
    """The first page: what the event is, its state today, plants to begin with."""

    wants_picture = True

    served_with = (*BasePage.served_with, "tour_page")
    tagline = models.CharField(
        _("tagline"), max_length=160, blank=True, help_text=_("One sentence under the name of the event.")
    )
    steps = StreamField([("step", StepBlock())], verbose_name=_("how it works"), blank=True, max_num=6)
    tour_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("data-centre tour"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Presented in a block of its own."),
    )
    body = StreamField(body_blocks(), verbose_name=_("body"), blank=True)

    parent_page_types = ["wagtailcore.Page"]
    max_count = len(settings.LANGUAGES)  # one per language
    subpage_types = [
        "home.InformationPage",
        "home.StoryIndexPage",
        "factories.CataloguePage",
        "factories.DataCentreTourPage",
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    edit_handler = tabs(
        (
            _("First view"),
            [FieldPanel("title"), FieldPanel("tagline"), *BasePage.introduction_panels],
        ),
        (_("How it works"), [FieldPanel("steps"), FieldPanel("body")]),
        (
            _("Highlights"),
            [
                InlinePanel("featured_pages", label=_("Plant to begin with"), max_num=MAX_FEATURED),
                PageChooserPanel("tour_page", "factories.DataCentreTourPage"),
            ],
        ),
    )

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """Adds `now`, `edition` (or None), `phase` of the event, `featured` (cards with
        `places_left`), `tour`, `places_total`, `latest_stories`, `plants_total` and `figures` of
        past editions, and `children` (live pages below, read once when needed).

        Cost, beside the page itself: edition 2, places 1, chosen pages 1, featured and tour 3,
        stories 1, total 1, figures 1, renditions 1, children 1.
        """
        context = super().get_context(request, *args, **kwargs)
        now = timezone.now()
        edition = events.kept_edition(now)
        free = events.free_places_by_programme(edition, now=now)
        chosen = [
            reference.page for reference in self.featured_pages.select_related("page") if reference.page
        ]
        sources = [*chosen, self.tour_page]
        cards = selectors.page_cards(sources, self.locale_id, edition, now=now, free=free)
        by_key = {card.translation_key: card for card in cards}
        stories = selectors.latest_stories(self.locale_id, LATEST_STORIES)
        pictures.load_renditions(self.hero, self.body, cards, stories)
        return context | {
            "now": now,
            "edition": edition,
            "phase": phase_of(edition, now),
            "days_to_opening": days_to_opening(edition, now),
            "featured": [by_key[page.translation_key] for page in chosen if page.translation_key in by_key],
            "tour": by_key.get(self.tour_page.translation_key) if self.tour_page else None,
            "places_total": sum(free.values()),
            "latest_stories": stories,
            "plants_total": selectors.count_plants(self.locale_id),
            "children": self.get_children().live(),
            "figures": list(PastEdition.objects.all()),
        }

    def get_structured_data(self, context: dict, image_url: str) -> list[dict]:
        """The website with its search. Reads `children`, which the page shows anyway."""
        kind = "cataloguepage"
        found = (c.full_url for c in context["children"] if c.cached_content_type.model == kind)
        return [structured.website(self, next(found, None))]


class FeaturedPage(PageReference):
    """A plant shown on the home page."""

    home_page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="featured_pages")
    panels = [PageChooserPanel("page", ["factories.FactoryPage", "factories.DataCentreTourPage"])]


class InformationPage(BasePage):
    """A page of text: how it works, questions, privacy, accessibility."""

    shows_places = False
    body = StreamField(body_blocks(), verbose_name=_("body"), blank=True)

    parent_page_types = ["home.HomePage", "home.InformationPage"]
    subpage_types = ["home.InformationPage"]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    edit_handler = tabs(
        (_("Text"), [FieldPanel("title"), FieldPanel("introduction"), FieldPanel("body")]),
        (_("Pictures"), BasePage.picture_panels),
    )

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """Adds nothing; fetches the renditions of all pictures at once. 2 queries, or none."""
        context = super().get_context(request, *args, **kwargs)
        pictures.load_renditions(self.hero, self.body)
        return context

    class Meta:
        verbose_name = _("information page")
        verbose_name_plural = _("information pages")
