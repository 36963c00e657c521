"""What the board knows of the pages behind the programmes."""

import uuid
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import get_language

from factories.choices import SectorKey
from factories.models import DataCentreTourPage, FactoryPage, Sector

COLUMNS = ("pk", "translation_key", "locale__language_code", "title", "live", "municipality", "province")
TEXTS = ("safety_text", "access_text")


@dataclass
class PageFacts:
    """One page in one language."""

    pk: int
    title: str
    live: bool
    has_safety_text: bool


@dataclass
class Plant:
    """A place to visit behind all its pages. `sector` is a key, "" for the data-centre tour."""

    key: uuid.UUID
    municipality: str = ""
    province: str = ""
    sector: str = ""
    pages: dict[str, PageFacts] = field(default_factory=dict)
    """By language; aliases, which have no words of their own, left out."""

    @property
    def title(self) -> str:
        """In the reader's language if there is a page, else in the site's first, else in any. No query."""
        wanted = (get_language() or "").split("-")[0], settings.LANGUAGE_CODE
        page = next((self.pages[code] for code in wanted if code in self.pages), None)
        return (page or next(iter(self.pages.values()))).title

    @property
    def source(self) -> PageFacts | None:
        """The page in the site's first language. No query."""
        return self.pages.get(settings.LANGUAGE_CODE)

    @property
    def is_live(self) -> bool:
        return bool(self.source and self.source.live)


def read_plants() -> dict[uuid.UUID, Plant]:
    """Every place to visit by the key of its programme, unpublished ones too. 2 queries.

    The facts are those of the page in the site's first language: they flow from there.
    """
    plants: dict[uuid.UUID, Plant] = {}
    for model, sector in ((FactoryPage, "sector__key"), (DataCentreTourPage, None)):
        columns = [*COLUMNS, *TEXTS, *([sector] if sector else [])]
        rows = model.objects.filter(alias_of=None).order_by("title", "pk").values_list(*columns)
        for pk, key, code, title, live, municipality, province, safety, access, *rest in rows:
            plant = plants.setdefault(key, Plant(key))
            plant.pages[code] = PageFacts(pk, title, live, bool(safety.strip() and access.strip()))
            if not plant.province or code == settings.LANGUAGE_CODE:
                plant.municipality, plant.province = municipality, province
                plant.sector = (rest[0] if rest else "") or ""
    return plants


def sector_names() -> dict[str, str]:
    """The names that editors gave the sectors, in the reader's language if there are any. 1 query."""
    names = {key.value: str(key.label) for key in SectorKey}
    code = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    named = Sector.objects.filter(locale__language_code=code).order_by("sort_order", "name")
    return {**names, **dict(named.values_list("key", "name"))}
