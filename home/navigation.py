"""Menus, language switcher and alternate addresses: what the frame of every page needs.

All of it is kept on the request, so a template may ask as often as it likes.
"""

from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse, translate_url
from django.utils.translation import get_language, get_language_info, override
from wagtail.models import Page

from events import kept
from home import structured
from home.models import MenuItem


class MenuLink(NamedTuple):
    """A link of a menu.

    `lang` is set only when the page exists in another language alone; `element` names the
    compulsory links of public sites (privacy, legal notes, …), else "".
    """

    label: str
    url: str
    is_current: bool
    lang: str
    element: str = ""


class LanguageLink(NamedTuple):
    """Where the visitor goes in another language; `exists` tells the same page from the home page."""

    code: str
    name: str
    url: str
    is_current: bool
    exists: bool


class AlternateLink(NamedTuple):
    """A full address of this page for search engines; `code` is a language or "x-default"."""

    code: str
    url: str


def menu_links(request: HttpRequest, key: str) -> list[MenuLink]:
    """Links of a menu in the active language, else of the menu in the default language.

    Pages are linked in the active language where they are live, else in their own (then `lang`
    says which); pages that are not live are left out. 2 queries for all menus, and none while
    nothing was published since they were read.
    """
    if not hasattr(request, "_portal_menus"):
        language = active_language()
        request._portal_menus = kept.keep(
            ("menus", language, *kept.host_of(request)), lambda: _all_links(request, language)
        )
    return [
        link._replace(is_current=_is_current(request.path, link.url))
        for link in request._portal_menus.get(key, [])
    ]


def _all_links(request: HttpRequest, language: str) -> dict[str, list[MenuLink]]:
    """The links of every menu, none of them current. 2 queries."""
    menus = _load_menus(language)
    return {
        key: [link for link in (_link(request, *entry) for entry in menu) if link]
        for key, menu in menus.items()
    }


def _is_current(path: str, url: str) -> bool:
    """Whether the visitor is on this page or below it; below the first page everything is."""
    is_home = url in ("/", home_path(active_language()))
    return path == url or (not is_home and path.startswith(url.rstrip("/") + "/"))


def active_language() -> str:
    """The active language as one of LANGUAGES. No query."""
    code = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _load_menus(language: str) -> dict[str, list[tuple[MenuItem, Page | None]]]:
    """Items of all menus with the page each leads to. 2 queries."""
    items = (
        MenuItem.objects.filter(menu__locale__language_code__in=[language, settings.LANGUAGE_CODE])
        .select_related("menu__locale", "page__locale")
        .order_by("sort_order", "pk")
    )
    by_menu = defaultdict(lambda: defaultdict(list))
    for item in items:
        by_menu[item.menu.key][item.menu.locale.language_code].append(item)
    chosen = {key: menus.get(language) or menus[settings.LANGUAGE_CODE] for key, menus in by_menu.items()}
    keys = {
        item.page.translation_key
        for menu in chosen.values()
        for item in menu
        if item.page and item.page.locale.language_code != language
    }
    translated = _live_pages(keys, language) if keys else {}
    menus = defaultdict(list)
    for key, menu in chosen.items():
        menus[key] = [(item, _target(item, translated)) for item in menu]
    return menus


def _live_pages(keys: set, language: str) -> dict:
    pages = Page.objects.live().filter(translation_key__in=keys, locale__language_code=language)
    return {page.translation_key: page for page in pages.select_related("locale")}


def _target(item: MenuItem, translated: dict) -> Page | None:
    if item.page is None:
        return None
    page = translated.get(item.page.translation_key, item.page)
    return page if page.live else None


def _link(request: HttpRequest, item: MenuItem, page: Page | None) -> MenuLink | None:
    language = active_language()
    if page is not None:
        url = page.get_url(request)
        own_language = page.locale.language_code
        label = page.title if not item.label else item.label
    elif item.url and not item.page_id:
        url = path_in_language(item.url, language) or item.url
        own_language, label = language, item.label
    else:
        return None
    if not url:
        return None
    return MenuLink(label, url, False, "" if own_language == language else own_language, item.element)


def home_path(language: str) -> str:
    """Path of the first page in a language. No query."""
    with override(language):
        return reverse("wagtail_serve", args=[""])


def _language_of(path: str) -> str | None:
    return next((code for code, _name in settings.LANGUAGES if path.startswith(f"/{code}/")), None)


def path_in_language(path: str, language: str) -> str | None:
    """The same view of ours (a booking step, my bookings) in another language; query string kept.

    None for pages of Wagtail, unknown paths and other sites: their address can't be computed.
    No query.
    """
    own = _language_of(path)
    if own is None:
        return None
    try:
        return _own_path_in_language(path, own, language)
    except Resolver404:
        return None


@lru_cache(maxsize=4096)
def _own_path_in_language(path: str, own: str, language: str) -> str | None:
    """See above. Remembered: the steps of a slot have the same few addresses for all its visitors.

    Raises Resolver404, which is not remembered.
    """
    with override(own):
        if resolve(path.partition("?")[0]).url_name == "wagtail_serve":
            return None
        return path if language == own else translate_url(path, language)


def _paths_here(request: HttpRequest) -> dict[str, str | None]:
    """The path of the view being served, in every language; worked out once per request. No query."""
    if not hasattr(request, "_portal_paths"):
        view, path = request.resolver_match, request.path
        if view is None or view.url_name in (None, "wagtail_serve") or _language_of(path) is None:
            paths = {code: path_in_language(path, code) for code, _name in settings.LANGUAGES}
        else:  # found already: the address of a receipt or a ticket is in no memory yet
            found = view.view_name, view.args, tuple(view.kwargs.items())
            paths = {code: _reversed(*found, code) for code, _name in settings.LANGUAGES}
        request._portal_paths = paths
    return request._portal_paths


@lru_cache(maxsize=4096)
def _reversed(name: str, args: tuple, named: tuple, language: str) -> str:
    """Remembered: the steps of a slot have the same few addresses for all its visitors."""
    with override(language):
        return reverse(name, args=args, kwargs=dict(named))


def page_versions(request: HttpRequest, page: Page) -> dict[str, Page]:
    """Live versions of a page by language code, aliases left out.

    No query for a page found by its address, else 1 per request and page.
    """
    if way := getattr(page, "way", None):
        return way.versions
    cache = request.__dict__.setdefault("_portal_versions", {})
    if page.translation_key not in cache:
        pages = (
            Page.objects.live()
            .filter(translation_key=page.translation_key, alias_of=None)
            .select_related("locale")
        )
        cache[page.translation_key] = {version.locale.language_code: version for version in pages}
    return cache[page.translation_key]


def _addresses(request: HttpRequest, page: Page) -> dict[str, str | None]:
    """Addresses of a page's live versions by language code, kept. The queries of `page_versions`, or none."""

    def read() -> dict[str, str | None]:
        return {code: each.get_url(request) for code, each in page_versions(request, page).items()}

    return kept.keep(("versions", page.translation_key, *kept.host_of(request)), read)


UNTRANSLATED = "untranslated"
"""Parameter by which a home page says that the page somebody came from is not there in its language."""


def language_links(request: HttpRequest, page: Page | None) -> list[LanguageLink]:
    """One link per language: the same page or view there, else that language's home page, which says so.

    1 query for a page, shared with `alternate_links`; none for other views.
    """
    current = active_language()
    addresses = _addresses(request, page) if page is not None else {}
    links = []
    for code, _name in settings.LANGUAGES:
        if code == current:
            url = request.get_full_path()
        elif page is not None:
            url = addresses.get(code)
        else:
            query = request.get_full_path().partition("?")[2]
            url = _paths_here(request)[code]
            url = f"{url}?{query}" if url and query else url
        name = get_language_info(code)["name_local"]
        links.append(
            LanguageLink(
                code,
                name[:1].upper() + name[1:],
                url or f"{home_path(code)}?{UNTRANSLATED}=1",
                code == current,
                bool(url),
            )
        )
    return links


def alternate_links(request: HttpRequest, page: Page | None) -> list[AlternateLink]:
    """Full addresses of all versions of a page, and "x-default" for the default language's.

    1 query for a page, shared with `language_links`; none for other views, whose addresses are
    built on SITE_URL and never on the Host header.
    """
    if page is not None:
        urls = {code: structured.full_url(url) for code, url in _addresses(request, page).items() if url}
    else:
        urls = {code: f"{settings.SITE_URL}{url}" for code, url in _paths_here(request).items() if url}
    links = [AlternateLink(code, urls[code]) for code, _name in settings.LANGUAGES if urls.get(code)]
    if urls.get(settings.LANGUAGE_CODE):
        links.append(AlternateLink("x-default", urls[settings.LANGUAGE_CODE]))
    return links
