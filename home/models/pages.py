"""Home, information and story pages."""

import datetime as dt

from django.core.paginator import Paginator
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
from home import pictures, selectors
from home.blocks import StepBlock, body_blocks

from .base import BasePage, tabs

STORIES_PER_PAGE = 9
LATEST_STORIES = 3
MAX_FEATURED = 6


def today() -> dt.date:
    """Today in the active time zone (default of a story's date)."""
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
    subpage_types = [
        "home.InformationPage",
        "home.StoryIndexPage",
        "factories.CataloguePage",
        "factories.DataCentreTourPage",
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    edit_handler = tabs(
        (
            _("Content"),
            [
                FieldPanel("title"),
                FieldPanel("tagline"),
                *BasePage.introduction_panels,
                FieldPanel("steps"),
                FieldPanel("body"),
            ],
        ),
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
        """Adds `now`, `edition` (or None), `featured` (cards with `places_left`), `tour`,
        `latest_stories` and `plants_total`.

        Cost, beside the page itself: edition 2, featured and tour 4, stories 1, total 1,
        renditions 1.
        """
        context = super().get_context(request, *args, **kwargs)
        now = timezone.now()
        edition = events.current_edition(now)
        featured = [reference.page for reference in self.featured_pages.select_related("page")]
        cards = selectors.page_cards([*featured, self.tour_page], self.locale_id, edition, now=now)
        tour_key = self.tour_page.translation_key if self.tour_page else None
        featured_keys = {page.translation_key for page in featured if page}
        context["now"] = now
        context["edition"] = edition
        context["featured"] = [card for card in cards if card.translation_key in featured_keys]
        context["tour"] = next((card for card in cards if card.translation_key == tour_key), None)
        context["latest_stories"] = selectors.latest_stories(self.locale_id, LATEST_STORIES)
        context["plants_total"] = selectors.count_plants(self.locale_id)
        pictures.load_renditions(self.hero, self.body, cards, context["latest_stories"])
        return context


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
        (_("Content"), [FieldPanel("title"), *BasePage.introduction_panels, FieldPanel("body")])
    )

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """Adds nothing; fetches the renditions of all pictures at once. 2 queries, or none."""
        context = super().get_context(request, *args, **kwargs)
        pictures.load_renditions(self.hero, self.body)
        return context

    class Meta:
        verbose_name = _("information page")
        verbose_name_plural = _("information pages")


class StoryIndexPage(BasePage):
    """The list of stories, newest first."""

    shows_places = False
    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.StoryPage"]
    edit_handler = tabs((_("Content"), [FieldPanel("title"), *BasePage.introduction_panels]))

    class Meta:
        verbose_name = _("list of stories")
        verbose_name_plural = _("lists of stories")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """Adds `stories`, a page of nine. An impossible ?page= gives the first or last page.

        Cost, beside the page itself: 3 queries (count, stories, renditions).
        """
        context = super().get_context(request, *args, **kwargs)
        stories = selectors.with_renditions(StoryPage.objects.live().child_of(self)).order_by(
            "-published_on", "-pk"
        )
        context["stories"] = Paginator(stories, STORIES_PER_PAGE).get_page(request.GET.get("page"))
        return context


class StoryPage(BasePage):
    """An article, with the plants it speaks of."""

    author_line = models.CharField(
        _("author"), max_length=160, blank=True, help_text=_("As it should be read: “by Name Surname”.")
    )
    published_on = models.DateField(_("date"), default=today)
    body = StreamField(body_blocks(), verbose_name=_("body"), blank=True)

    parent_page_types = ["home.StoryIndexPage"]
    subpage_types: list[str] = []
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.FilterField("published_on"),
    ]
    edit_handler = tabs(
        (
            _("Content"),
            [
                FieldPanel("title"),
                FieldPanel("author_line"),
                FieldPanel("published_on"),
                *BasePage.introduction_panels,
                FieldPanel("body"),
            ],
        ),
        (
            _("Plants"),
            [InlinePanel("related_plants", label=_("Plant the story speaks of"), max_num=MAX_FEATURED)],
        ),
    )

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """Adds `related`: cards with `places_left` of the plants the story speaks of.

        Cost, beside the page itself: edition 2, plants 4 at most, renditions 1, pictures of the body 1.
        """
        context = super().get_context(request, *args, **kwargs)
        now = timezone.now()
        edition = events.current_edition(now)
        related = [reference.related_page for reference in self.related_plants.select_related("related_page")]
        context["edition"] = edition
        context["related"] = selectors.page_cards(related, self.locale_id, edition, now=now)
        pictures.load_renditions(self.hero, self.body, context["related"])
        return context


class RelatedPlant(Orderable):
    """A plant a story speaks of. Points at the Italian page; shown in the visitor's language."""

    story = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="related_plants")
    related_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    panels = [PageChooserPanel("related_page", ["factories.FactoryPage", "factories.DataCentreTourPage"])]
