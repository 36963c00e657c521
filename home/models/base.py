"""What every page of the portal has."""

from django.conf import settings
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList, TabbedInterface
from wagtail.images import get_image_model_string
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from home.routing import Way
from home.stemming import stems


class BasePage(Page):
    """A page with an introduction and a main picture.

    Search: `search_stems` holds the page's words reduced to their stems in the page's own
    language, so "visite" finds "visita" on SQLite and on PostgreSQL alike.
    """

    shows_places = True
    """Whether the page may show places left: then it is made again every two seconds."""

    wants_picture = False
    """Whether a page without a main picture is a page unfinished (home.content_rules)."""

    served_with: tuple[str, ...] = ("locale", "hero")
    """Relations read together with the page wherever it is drawn."""

    introduction = models.TextField(
        _("introduction"),
        blank=True,
        help_text=_("Two or three sentences. Also shown in lists and by search engines."),
    )
    hero = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("main picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    search_fields = [
        *Page.search_fields,
        index.SearchField("introduction"),
        index.SearchField("search_stems"),
    ]
    override_translatable_fields = [SynchronizedField("slug")]
    introduction_panels = [FieldPanel("introduction"), FieldPanel("hero")]
    picture_panels = [
        FieldPanel(
            "hero",
            help_text=_(
                "Above the text, in lists and beside shared links. Text alternative and credit come with "
                "the picture. More pictures: “Picture” and “Gallery” among the blocks of the text."
            ),
        )
    ]

    class Meta:
        abstract = True

    @cached_property
    def trail(self) -> list[Page]:
        """The pages above this one, from the home page down. Read once; no query for a page found by
        its address."""
        way: Way | None = getattr(self, "way", None)
        above = way.ancestors if way else self.get_ancestors()
        return [page for page in above if page.depth > 1]

    def get_view_restrictions(self) -> QuerySet:
        """Wagtail's, without asking again for the ancestors that routing has read.

        Where a page mirrors another one Wagtail's own way finds the restrictions of the source.
        """
        way: Way | None = getattr(self, "way", None)
        if way is None or self.alias_of_id or way.has_aliases:
            return super().get_view_restrictions()
        if not way.is_restricted:
            return PageViewRestriction.objects.none()
        return PageViewRestriction.objects.filter(page_id__in=[self.pk, *(page.pk for page in way.ancestors)])

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple | None:
        """Wagtail's, with full addresses built on SITE_URL like all others of the portal.

        The host and port of Wagtail's site record are a second truth that nobody looks at: where
        they differ, mails, feeds and canonical links would lead nowhere.
        """
        parts = super().get_url_parts(request)
        if parts is None or parts[1] is None:
            return parts
        site_id, _root_url, path = parts
        return site_id, settings.SITE_URL, path

    def with_content_json(self, content: dict) -> "BasePage":
        """A revision as a page. Which one is online is no part of it: a draft begun before the page was
        first published says "none", and Wagtail would take the page off to schedule that draft."""
        page = super().with_content_json(content)
        page.live_revision_id = self.live_revision_id
        return page

    @property
    def description(self) -> str:
        """What search engines and shared links say about the page. No query."""
        return self.search_description or self.introduction

    @property
    def is_untranslated_copy(self) -> bool:
        """Whether this page shows another language's text under this language's address."""
        return self.alias_of_id is not None

    def get_structured_data(self, context: dict, image_url: str) -> list[dict]:
        """What search engines are told beside the trail, as schema.org objects. No query.

        `context` is the one the page is drawn with; `image_url` its shared picture.
        """
        return []

    def get_search_text(self) -> str:
        """The words by which the page is found, in plain text. Page types add theirs."""
        parts = [self.title, self.introduction]
        body = getattr(self, "body", None)
        if body is not None:
            parts += self._meta.get_field("body").get_searchable_content(body)
        return " ".join(parts)

    @property
    def search_stems(self) -> str:
        """Stems of the page's words in its own language. Costs a query if the locale is not loaded."""
        return stems(self.get_search_text(), self.locale.language_code)


def tabs(*named_panels: tuple[str, list]) -> TabbedInterface:
    """The editor's tabs: the given ones, then Wagtail's own for search engines and settings."""
    return TabbedInterface(
        [
            *(ObjectList(panels, heading=heading) for heading, panels in named_panels),
            ObjectList(Page.promote_panels, heading=_("Promote")),
            ObjectList(Page.settings_panels, heading=_("Settings")),
        ]
    )
