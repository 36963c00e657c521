"""Finds the page of an address in two queries, however deep, instead of two for each level.

Wagtail walks down from the site's root: at each level it looks for the child and reads its own
table. Here one query reads the whole way by `url_path`, with the versions of the page in other
languages; a second one the page itself with what its template is sure to need. Where that way
and Wagtail's might differ nothing is found, and Wagtail does it. What was found is kept until
something is published (events.kept).
"""

from copy import copy
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.url_routing import RouteResult

from events import kept


@dataclass(frozen=True)
class Way:
    """What was read beside a page: its ancestors from the root down, its live versions by language,
    whether it or a page above it is not for everybody."""

    ancestors: list[Page]
    versions: dict[str, Page]
    is_restricted: bool

    @property
    def has_aliases(self) -> bool:
        """Whether a page on the way mirrors another one."""
        return any(page.alias_of_id for page in self.ancestors)


def find_page(request: HttpRequest, path: str) -> RouteResult | None:
    """The page at `path` below the site's root of the active language, ready to be served.

    None when there is none, when it or the home page is not live, or when a page on the way
    finds its children by rules of its own. Cost: 2 queries, beside the site and its root paths; none
    for a page that is kept.
    """
    # Not the path as it was sent: one page has a thousand spellings with "//" in them.
    slugs = tuple(part for part in path.split("/") if part)
    name = ("page at", get_language(), *kept.host_of(request), *slugs)
    try:
        # A copy: others are given the same page at this moment, and this visit writes on it.
        page = copy(kept.keep(name, lambda: _read_page(request, slugs)))
        return page.route(request, [])
    except (Page.DoesNotExist, Http404):
        return None


def _read_page(request: HttpRequest, slugs: tuple[str, ...]) -> Page:
    """The page below the site's root, with its `way`. Raises Page.DoesNotExist, which is not kept."""
    site = Site.find_for_request(request)
    root = _root_path(site) if site else None
    if root is None:
        raise Page.DoesNotExist
    wanted = [root]
    for slug in slugs:
        wanted.append(f"{wanted[-1]}{slug}/")
    rows = list(_way(wanted, slugs))
    on_way = {row.url_path: row for row in rows}
    if any(url_path not in on_way for url_path in wanted) or not on_way[root].live:
        raise Page.DoesNotExist
    chain = [on_way[url_path] for url_path in wanted]
    if not _is_plain(chain):
        raise Page.DoesNotExist
    return _with_way(chain, rows)


def _root_path(site: Site) -> str | None:
    language = get_language()
    paths = Site.get_site_root_paths()
    return next((path.root_path for path in paths if path[0] == site.pk and path[3] == language), None)


def _way(wanted: list[str], slugs: tuple[str, ...]):
    """The pages at these addresses, the tree's root, and all versions of the last page. 1 query."""
    last = Page.objects.filter(url_path=wanted[-1])
    if slugs:
        last = last.filter(slug=slugs[-1])  # has an index; url_path has none
    steps = Q(url_path=wanted[0]) | Q(slug__in=slugs, url_path__in=wanted)
    rows = Page.objects.filter(steps | Q(depth=1) | Q(translation_key__in=last.values("translation_key")))
    restricted = Exists(PageViewRestriction.objects.filter(page=OuterRef("pk")))
    return rows.annotate(is_restricted=restricted).select_related("locale")


def _is_plain(chain: list[Page]) -> bool:
    """Whether each page hangs below the one before, and all find their children as Wagtail does."""
    hangs = all(child.path.startswith(parent.path) for parent, child in pairwise(chain))
    classes = [page.specific_class for page in chain]
    return hangs and None not in classes and all(each.route is Page.route for each in classes[:-1])


def _with_way(chain: list[Page], rows: list[Page]) -> Page:
    last = chain[-1]
    model = last.specific_class
    page = model.objects.select_related(*getattr(model, "served_with", ())).get(pk=last.pk)
    ancestors = sorted(
        (row for row in rows if row.path != page.path and page.path.startswith(row.path)),
        key=lambda row: row.depth,
    )
    if len(ancestors) != page.depth - 1:
        raise Page.DoesNotExist
    versions = {
        row.locale.language_code: row
        for row in rows
        if row.translation_key == page.translation_key and row.live and row.alias_of_id is None
    }
    page.way = Way(ancestors, versions, any(row.is_restricted for row in [*ancestors, last]))
    page.get_full_url()  # the page remembers where sites begin: its copies need not ask the cache
    return page
