"""The stories as RSS, one feed per language."""

import datetime as dt

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from events.spreadsheets import printable
from home.navigation import active_language
from home.selectors import latest_stories

STORIES_IN_FEED = 20


class StoriesFeed(Feed):
    """The newest stories in the language of the address. Times are midnights of Europe/Rome.

    About 5 queries; the site's root path is read from Wagtail's cache.
    """

    feed_type = Rss201rev2Feed

    def title(self) -> str:
        """What feed readers call it."""
        return _("Stories from inside") + " – Fabbriche Aperte Piemonte"

    def description(self) -> str:
        """One sentence for feed readers."""
        return _("What happens behind the gates of Piedmont's factories, told by those who work there.")

    def link(self) -> str:
        """The list of stories, else the home page."""
        newest = self._stories()[:1]
        return newest[0].get_parent().full_url if newest else reverse("wagtail_serve", args=[""])

    def items(self) -> list[Page]:
        return self._stories()

    def _stories(self) -> list[Page]:
        locale = Locale.objects.filter(language_code=active_language()).first()
        return latest_stories(locale.pk, STORIES_IN_FEED) if locale else []

    def item_title(self, item: Page) -> str:
        return printable(item.title)

    def item_description(self, item: Page) -> str:
        return printable(item.introduction)

    def item_link(self, item: Page) -> str:
        return item.full_url

    def item_pubdate(self, item: Page) -> dt.datetime:
        return dt.datetime.combine(item.published_on, dt.time.min, timezone.get_default_timezone())

    def item_updateddate(self, item: Page) -> dt.datetime | None:
        return item.last_published_at

    def item_author_name(self, item: Page) -> str:
        return printable(item.author_line)
