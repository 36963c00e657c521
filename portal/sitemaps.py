"""The sitemap: every live page in every language, each with the addresses of its translations."""

from collections import defaultdict

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from wagtail.contrib.sitemaps import Sitemap
from wagtail.contrib.sitemaps.views import sitemap as wagtail_sitemap
from wagtail.models import Page, PageQuerySet


class PortalSitemap(Sitemap):
    """Wagtail's sitemap lists the tree under the site's root page only: the Italian one.

    This one lists the trees of all languages. Aliases are left out: they show another
    language's text under an address of their own.
    """

    # Django renders the alternatives of each entry; Wagtail's own _urls() never fills them.
    def items(self) -> PageQuerySet:
        """Live, public pages under the home page of every language. 3 queries until read."""
        trees = Page.objects.none()
        for root in self.get_wagtail_site().root_page.get_translations(inclusive=True):
            trees |= Page.objects.descendant_of(root, inclusive=True)
        return trees.live().public().filter(alias_of=None).select_related("locale").order_by("path")

    def _urls(self, page: int, protocol: str, domain: str) -> list[dict]:
        """The entries of one page of the sitemap. 2 queries, however many entries."""
        listed = [item for item in self.paginator.page(page).object_list if item.get_full_url(self.request)]
        alternates = self._alternates({item.translation_key for item in listed})
        dates = [self.lastmod(item) for item in listed]
        if dates and None not in dates:
            self.latest_lastmod = max(dates)
        return [
            {
                "location": self.location(item),
                "lastmod": date,
                "alternates": alternates[item.translation_key],
            }
            for item, date in zip(listed, dates, strict=True)
        ]

    def _alternates(self, keys: set) -> dict[object, list[dict[str, str]]]:
        """Addresses per set of translations, the page's own included, as search engines ask."""
        alternates = defaultdict(list)
        versions = self.items().filter(translation_key__in=keys)
        for version in versions:
            url = version.get_full_url(self.request)
            if not url:
                continue
            code = version.locale.language_code
            alternates[version.translation_key].append({"location": url, "lang_code": code})
            if code == settings.LANGUAGE_CODE:
                alternates[version.translation_key].append({"location": url, "lang_code": "x-default"})
        return alternates


def sitemap(request: HttpRequest) -> HttpResponse:
    """/sitemap.xml, all languages in one file (up to 50,000 addresses)."""
    return wagtail_sitemap(request, sitemaps={"pages": PortalSitemap})
