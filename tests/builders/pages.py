"""Makes sites, pages, pictures and sectors for tests: say only what the test is about.

site = a_site()
plant = a_plant(site, title="Officine Prova", province="TO", municipality="Torino")
english = translated(plant)
"""

import datetime as dt
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from unittest import mock

from django.contrib.auth import get_user_model
from django.core.files.images import ImageFile
from django.http import HttpRequest
from django.test import RequestFactory
from PIL import Image
from wagtail.models import Collection, Locale, Page, Site

from factories.choices import SectorKey
from factories.models import CataloguePage, DataCentreTourPage, FactoryPage, Sector
from home.models import HomePage, InformationPage, Menu, MenuItem, StoryIndexPage, StoryPage
from media.models import PortalImage

_numbers = itertools.count(1)


@dataclass
class SiteKit:
    """A small site: home, catalogue and stories, in Italian and in English."""

    site: Site
    home: HomePage
    home_en: HomePage
    catalogue: CataloguePage
    catalogue_en: CataloguePage
    stories: StoryIndexPage

    @property
    def italian(self) -> Locale:
        return self.home.locale

    @property
    def english(self) -> Locale:
        return self.home_en.locale


def a_site() -> SiteKit:
    """The default site with its two language trees."""
    Site.objects.all().delete()
    Page.objects.filter(depth=2).delete()
    italian, _ = Locale.objects.get_or_create(language_code="it")
    root = _root(italian)
    Locale.objects.get_or_create(language_code="en")
    home = root.add_child(instance=HomePage(title="Fabbriche Aperte", slug="home", locale=italian))
    site = Site.objects.create(hostname="testserver", root_page=home, is_default_site=True)
    catalogue = home.add_child(instance=CataloguePage(title="Fabbriche", slug="fabbriche", locale=italian))
    stories = home.add_child(instance=StoryIndexPage(title="Storie", slug="storie", locale=italian))
    home_en = translated(home, title="Open Factories", slug="home-en")
    catalogue_en = translated(catalogue, title="Plants", slug="plants")
    return SiteKit(site, home, home_en, catalogue, catalogue_en, stories)


def _root(locale: Locale) -> Page:
    """The root of all pages; made again where a test with real transactions emptied the database."""
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    found = Page.get_first_root_node()
    return found or Page.add_root(instance=Page(title="Root", slug="root", locale=locale))


def translated(page: Page, language: str = "en", live: bool = True, **changes: object) -> Page:
    """A version of a page in another language, not an alias; its parent must be translated."""
    copy = page.copy_for_translation(Locale.objects.get(language_code=language))
    for name, value in changes.items():
        setattr(copy, name, value)
    copy.live = live
    copy.save()
    if live:
        copy.save_revision().publish()
    return type(page).objects.get(pk=copy.pk)


def a_sector(key: str = SectorKey.MECHANICS, language: str = "it", name: str | None = None) -> Sector:
    """A sector; the same one if asked twice."""
    locale = Locale.objects.get(language_code=language)
    sector, _ = Sector.objects.get_or_create(
        key=key, locale=locale, defaults={"name": name or SectorKey(key).label}
    )
    return sector


def a_plant(site: SiteKit, **changes: object) -> FactoryPage:
    """A live Italian plant in Torino, sector mechanics."""
    values = {
        "title": f"Officine Prova {next(_numbers)}",
        "municipality": "Torino",
        "province": "TO",
        "safety_text": "Scarpe chiuse.",
        "access_text": "Due gradini all'ingresso.",
        "locale": site.italian,
        **changes,
    }
    if "sector" not in values:
        values["sector"] = a_sector()
    return site.catalogue.add_child(instance=FactoryPage(**values))


def a_tour(site: SiteKit, **changes: object) -> DataCentreTourPage:
    """The live Italian page of a data-centre tour."""
    values = {
        "title": "Dentro il data center",
        "municipality": "Torino",
        "province": "TO",
        "safety_text": "Scarpe chiuse.",
        "access_text": "Due gradini all'ingresso.",
        "locale": site.italian,
        "identity_required": True,
        **changes,
    }
    return site.home.add_child(instance=DataCentreTourPage(**values))


def a_story(site: SiteKit, **changes: object) -> StoryPage:
    """A live Italian story."""
    values = {"title": f"Storia {next(_numbers)}", "locale": site.italian, **changes}
    return site.stories.add_child(instance=StoryPage(**values))


def an_information_page(site: SiteKit, **changes: object) -> InformationPage:
    """A live Italian page of text below the home page."""
    values = {"title": f"Pagina {next(_numbers)}", "locale": site.italian, **changes}
    return site.home.add_child(instance=InformationPage(**values))


def a_menu(site: SiteKit, *items: dict, key: str = "main", locale: Locale | None = None) -> Menu:
    """A menu with items given as keyword arguments of MenuItem, in order."""
    locale = locale or site.italian
    menu = Menu.objects.create(key=key, locale=locale)
    for order, values in enumerate(items):
        MenuItem.objects.create(menu=menu, locale=locale, sort_order=order, **values)
    return menu


def image_bytes(image_format: str = "JPEG", size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    """A small picture as a file would hold it."""
    output = BytesIO()
    Image.new("RGB", size, "#c33").save(output, image_format, **options)
    return output.getvalue()


def an_image(**changes: object) -> PortalImage:
    """A small picture with alternatives in both languages."""
    number = next(_numbers)
    values = {
        "title": f"Foto {number}",
        "file": ImageFile(BytesIO(image_bytes()), name=f"foto-{number}.jpg"),
        "alt_texts": {"it": "Una pressa al lavoro", "en": "A press at work"},
        "credit": "Ada Bianchi",
        "licence": "cc-by-4.0",
        **changes,
    }
    return PortalImage.objects.create(**values)


def an_administrator(**changes: object):
    """A user who may do everything."""
    values = {"username": f"admin{next(_numbers)}", "email": "admin@example.org", "password": "x", **changes}
    return get_user_model().objects.create_superuser(**values)


def a_request(path: str = "/it/", **query: str) -> HttpRequest:
    """A GET request of an anonymous visitor, as a page's get_context sees it."""
    return RequestFactory().get(path, query)


@contextmanager
def clock_at(now: dt.datetime) -> Iterator[dt.datetime]:
    """Everything that asks Django for the time gets `now` (aware)."""
    with mock.patch("django.utils.timezone.now", return_value=now):
        yield now
