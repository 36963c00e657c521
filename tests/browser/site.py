"""A small live site with one plant, whose slots are a month from now on the real clock."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext

from events.models import Edition, Programme, Slot
from factories.models import FactoryPage
from tests.builders.events import a_slot, a_visit, an_edition
from tests.builders.pages import SiteKit, a_plant, a_sector, a_site, translated


@dataclass
class LiveSite:
    """What the browser tests walk through."""

    kit: SiteKit
    plant: FactoryPage
    plant_en: FactoryPage
    slot: Slot


def an_open_edition() -> Edition:
    """An edition three weeks from now, bookings open."""
    now = timezone.now()
    first = timezone.localdate() + dt.timedelta(days=21)
    return an_edition(
        first_day=first,
        last_day=first + dt.timedelta(days=2),
        bookings_open_at=now - dt.timedelta(days=1),
        bookings_close_at=now + dt.timedelta(days=23),
    )


def a_live_site(places: int = 5, **visit: object) -> LiveSite:
    """A bilingual site with a plant that has one slot."""
    kit = a_site()
    a_sector(language="it", name="Meccanica")
    a_sector(language="en", name="Mechanics")
    plant = a_plant(kit, title="Officine Prova", slug="officine-prova", introduction="Si fonde e si lima.")
    plant_en = translated(plant, introduction="Casting and filing.")
    programme = Programme.objects.get(pk=plant.translation_key)
    slot = a_slot(places=places, visit=a_visit(programme=programme, edition=an_open_edition(), **visit))
    return LiveSite(kit, plant, plant_en, slot)


def words(language: str, message: str, **values: object) -> str:
    """A text of the interface in a language; fails when it is not translated."""
    with translation.override(language):
        text = gettext(message)
    assert language == "en" or text != message, f"not translated: {message}"
    return text % values if values else text


def counted(language: str, singular: str, plural: str, number: int) -> str:
    """A counted text of the interface in a language."""
    with translation.override(language):
        return ngettext(singular, plural, number) % {"n": number}
