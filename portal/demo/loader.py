"""Loads the whole demo, and takes it away again."""

import datetime as dt
from collections import defaultdict

from django.core.management.base import CommandError
from django.db.models import Q
from django.utils import translation
from tqdm import tqdm
from wagtail.models import Page, Site

from events.models import (
    AccessLink,
    Booking,
    CheckIn,
    Edition,
    JobRun,
    Message,
    Notice,
    Programme,
    Slot,
    SurveyAnswer,
    Visit,
    WaitEntry,
)
from factories.models import Sector
from home.models import HomePage, Menu, PastEdition, Topic

from . import applications, bookings, past, plants, site, stories
from .content_files import images
from .content_files import plants as plant_entries
from .edition import DEMO_EDITION, load_edition
from .imports import load_imports, remove_imports
from .pictures import load_pictures, remove_pictures
from .revisions import load_revisions
from .translations import load_translations, remove_translations
from .users import load_users, remove_users
from .videos import remove_videos

FEATURED = 6


def is_empty() -> bool:
    """Whether nobody has begun a site here: no home page of ours. 1 query."""
    return not HomePage.objects.exists()


def load(*, now: dt.datetime, quiet: bool = False) -> dict[str, int]:
    """Create what is missing of the demo and return how much of each there is.

    Safe to run again: existing pages, visits and bookings are left as they are. `now` is aware.
    """
    with translation.override("it"), tqdm(total=_steps(), disable=quiet, unit="", desc="Demo") as bar:
        return _load(now, bar)


def _steps() -> int:
    return len(images()) + 2 * len(plant_entries()) + 6


def _load(now: dt.datetime, bar: tqdm) -> dict[str, int]:
    pictures = defaultdict(list)
    for image in load_pictures():
        pictures[image.demo_sector].append(image)
        bar.update()
    edition = load_edition(now)
    homes = site.load_home(pictures["hero"][0])
    sectors = site.load_sectors()
    catalogue = site.load_catalogue(homes)
    bar.update()
    pages = {}
    for entry, pair in plants.load_plants(catalogue, sectors, pictures):
        pages[entry["key"]] = pair
        bar.update()
    tour = site.load_tour(homes, pictures["datacentre"][0])
    information = site.load_information_pages(homes)
    bar.update()
    for entry in plant_entries():
        plants.load_visits(entry, pages[entry["key"]]["it"], edition, now)
        bar.update()
    plants.load_tour_visits(tour["it"], edition, now)
    bookings.load_bookings(edition, now)
    bookings.load_waiting(edition, now)
    past.load_past_edition(edition, now)
    bar.update()
    stories.load_past_editions()
    story_pages = stories.load_stories(homes, edition, pages, pictures, now.date())
    bar.update()
    site.feature(homes, _featured(pages), tour)
    site.load_menus([catalogue, story_pages, tour], information)
    bar.update()
    load_users()
    applications.load_applications(edition, now)
    load_translations(edition, now)
    load_revisions(now)
    load_imports(edition, now)
    bar.update()
    return {
        "plants": len(pages),
        "slots": Slot.objects.filter(visit__edition=edition).count(),
        "bookings": Booking.objects.filter(slot__visit__edition=edition).count(),
        "pages": Page.objects.filter(live=True).count() - 1,
    }


def _featured(pages: dict[str, dict[str, Page]]) -> list[dict[str, Page]]:
    """One plant of each sector."""
    first_of_sector: dict[str, dict[str, Page]] = {}
    for entry in plant_entries():
        first_of_sector.setdefault(entry["sector"], pages[entry["key"]])
    return list(first_of_sector.values())[:FEATURED]


def remove() -> None:
    """Delete the demo: its pages, edition with all bookings on it, pictures and log-ins.

    Refused while there are home pages that the demo did not make.
    """
    foreign = HomePage.objects.exclude(slug__in=site.HOME_SLUGS.values())
    if foreign.exists():
        raise CommandError("This site has home pages of its own: the demo can't be told apart.")
    edition = Edition.objects.filter(name__startswith=DEMO_EDITION.partition("{")[0], name__endswith="(demo)")
    applications.remove_applications(edition)
    slots = Slot.objects.filter(visit__edition__in=edition)
    waiting = WaitEntry.objects.filter(edition__in=edition)
    Notice.objects.filter(Q(booking__slot__in=slots) | Q(wait_entry__in=waiting)).delete()
    SurveyAnswer.objects.filter(slot__in=slots).delete()
    AccessLink.objects.all().delete()
    Message.objects.filter(recipients__booking__slot__in=slots).delete()
    CheckIn.objects.filter(booking__slot__in=slots).delete()
    Booking.objects.filter(slot__in=slots).delete()
    waiting.delete()
    slots.delete()
    Visit.objects.filter(edition__in=edition).delete()
    edition.delete()
    remove_translations()
    remove_imports()
    _remove_pages()
    Programme.objects.filter(visits=None).delete()
    JobRun.objects.all().delete()
    remove_videos()
    remove_pictures()
    remove_users()


def _remove_pages() -> None:
    """Delete the two trees and put back the welcome page, without which there is no site."""
    root = Page.get_first_root_node()
    welcome = root.get_children().filter(slug="welcome").first()
    if welcome is None:
        welcome = root.add_child(instance=Page(title="Fabbriche Aperte Piemonte", slug="welcome"))
    Site.objects.update(root_page=welcome)
    Menu.objects.all().delete()
    for home in HomePage.objects.all():
        home.get_children().specific().delete()
        home.refresh_from_db()
        home.delete()
    Sector.objects.all().delete()
    Topic.objects.all().delete()
    PastEdition.objects.all().delete()
