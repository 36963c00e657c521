"""Stories and their list."""

from django import forms
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable
from wagtail.search import index

from events import selectors as events
from home import pictures, selectors, structured
from home.blocks import body_blocks
from home.reading import reading_minutes

from .base import BasePage, tabs
from .pages import MAX_FEATURED, today
from .topics import Topic

STORIES_PER_PAGE = 9


class StoryIndexPage(BasePage):
    """The list of stories, newest first."""

    shows_places = False

    parent_page_types = ["home.HomePage"]
    max_count_per_parent = 1
    subpage_types = ["home.StoryPage"]
    edit_handler = tabs((_("Content"), [FieldPanel("title"), *BasePage.introduction_panels]))

    class Meta:
        verbose_name = _("list of stories")
        verbose_name_plural = _("lists of stories")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """Adds `stories`, a page of nine, the `topics` in use, and the chosen `topic` or None.

        An impossible ?page= gives the first or last page, an unknown ?topic= all stories.
        Cost, beside the page itself: 5 queries (topics 2, count, stories, renditions).
        """
        context = super().get_context(request, *args, **kwargs)
        topics = selectors.used_topics(self.locale_id)
        asked = request.GET.get("topic", "")
        topic = next((topic for topic in topics if topic.slug == asked), None)
        stories = selectors.with_renditions(StoryPage.objects.live().child_of(self))
        if topic is not None:
            stories = stories.filter(topics__translation_key=topic.translation_key).distinct()
        stories = stories.order_by("-published_on", "-pk")
        context["topics"], context["topic"] = topics, topic
        context["stories"] = Paginator(stories, STORIES_PER_PAGE).get_page(request.GET.get("page"))
        return context


class StoryPage(BasePage):
    """An article, with the plants it speaks of."""

    wants_picture = True

    author_line = models.CharField(
        _("author"), max_length=160, blank=True, help_text=_("As it should be read: “by Name Surname”.")
    )
    published_on = models.DateField(_("date"), default=today)
    body = StreamField(body_blocks(), verbose_name=_("body"), blank=True)
    # Chosen on the Italian page; its translations show the same topics in their own words.
    topics = ParentalManyToManyField(Topic, verbose_name=_("topics"), blank=True, related_name="stories")

    parent_page_types = ["home.StoryIndexPage"]
    subpage_types: list[str] = []
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.FilterField("published_on"),
    ]
    edit_handler = tabs(
        (
            _("Story"),
            [
                FieldPanel("title"),
                FieldPanel("introduction"),
                FieldRowPanel([FieldPanel("author_line"), FieldPanel("published_on")]),
                FieldPanel("topics", widget=forms.CheckboxSelectMultiple),
                FieldPanel("body"),
            ],
        ),
        (_("Pictures"), BasePage.picture_panels),
        (
            _("Plants"),
            [InlinePanel("related_plants", label=_("Plant the story speaks of"), max_num=MAX_FEATURED)],
        ),
    )

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    @property
    def reading_minutes(self) -> int:
        """Minutes to read the story, introduction included. No query."""
        return reading_minutes(self.get_search_text())

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """Adds `related` (cards with `places_left` of the plants the story speaks of), `story_topics`,
        and the stories `older` and `newer` than this one.

        Cost, beside the page itself: edition 2, plants 4 at most, topics 2, neighbours 2, renditions 1,
        pictures of the body 1.
        """
        context = super().get_context(request, *args, **kwargs)
        now = timezone.now()
        edition = events.kept_edition(now)
        related = [reference.related_page for reference in self.related_plants.select_related("related_page")]
        context["edition"] = edition
        context["now"] = now
        context["related"] = selectors.page_cards(related, self.locale_id, edition, now=now)
        context["story_topics"] = selectors.localised_topics(self.topics.all(), self.locale_id)
        context["older"], context["newer"] = selectors.neighbours(self)
        pictures.load_renditions(self.hero, self.body, context["related"])
        return context

    def get_structured_data(self, context: dict, image_url: str) -> list[dict]:
        """The article. No query."""
        return [structured.article(self, image_url)]


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
