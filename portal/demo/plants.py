"""The 150 plants: pages in both languages, visits and slots, all deterministic from the plant's key."""

import datetime as dt
import random
from collections.abc import Iterator

from wagtail.models import Page

from events import scheduling, services
from events.models import Edition, Programme, TimeBand, Visit
from factories.models import FactoryPage, Sector
from factories.municipalities import find_municipality
from media.models import PortalImage

from .choice import Pictures, pictures_of_plants
from .content_files import LANGUAGES, plants
from .tree import article_body, paragraphs, put_pair, stream

Pages = dict[str, Page]

SAFETY = {
    "shoes": ("Scarpe chiuse e comode.", "Closed, comfortable shoes."),
    "helmet": ("Il casco si indossa per tutto il percorso.", "A helmet is worn throughout."),
    "glasses": ("Gli occhiali protettivi si indossano nei reparti.", "Safety glasses are worn in the halls."),
    "earplugs": ("Nei reparti rumorosi si usano i tappi.", "Earplugs are used in the noisy halls."),
    "vest": ("Il gilet ad alta visibilità resta allacciato.", "The high-visibility vest stays fastened."),
    "coat": (
        "Il camice copre i vestiti: meglio niente gioielli.",
        "A coat covers the clothes: leave jewellery at home.",
    ),
    "hairnet": ("I capelli restano sotto la cuffia.", "Hair stays under the net."),
}
FOLLOW = (
    "Si resta con la guida e dentro le linee gialle.",
    "Stay with the guide and inside the yellow lines.",
)


def load_plants(
    catalogue: Pages,
    sectors: dict[str, dict[str, Sector]],
    pictures: Pictures,
) -> Iterator[tuple[dict, Pages]]:
    """Create each plant's pages and yield (entry, pages)."""
    images = pictures_of_plants(plants(), pictures)
    for entry in plants():
        yield entry, _put_plant(entry, catalogue, sectors[entry["sector"]], images[entry["key"]])


def _put_plant(entry: dict, catalogue: Pages, sector: dict[str, Sector], image: PortalImage) -> Pages:
    place = find_municipality(entry["municipality"], entry["province"])
    # Plants of one town must not lie on top of each other on a map: up to about 1 km apart.
    chance = random.Random(f"place {entry['key']}")
    facts = {
        "hero": image,
        "address": entry["address"],
        "municipality": entry["municipality"],
        "province": entry["province"],
        "latitude": round(place.latitude + chance.uniform(-0.009, 0.009), 5),
        "longitude": round(place.longitude + chance.uniform(-0.012, 0.012), 5),
        "founded": entry["founded"],
        "step_free": entry["step_free"],
        "photos_allowed": entry["photos_allowed"],
        "lent": entry["lent"],
    }
    fields = {
        code: {**facts, **_texts(entry, code), "sector": sector[code], "slug": entry["key"]}
        for code in LANGUAGES
    }
    return put_pair(FactoryPage, catalogue, fields)


def _texts(entry: dict, code: str) -> dict:
    text, index = entry[code], LANGUAGES.index(code)
    body = [{"type": "text", "html": paragraphs(text["body"])}]
    if text.get("quote"):
        body.append({"type": "quote", "quote": text["quote"], "by": text["quote_by"]})
    return {
        "title": entry["name"],
        "introduction": text["intro"],
        "body": article_body(body),
        "see": stream([("line", line) for line in text["see"]]),
        "safety_text": " ".join([*(SAFETY[code][index] for code in entry["lent"]), FOLLOW[index]]),
        "access_text": text["access"],
        "reach_text": text["reach"],
    }


# Visits -----------------------------------------------------------------------------

BANDS = [
    [(dt.time(9), dt.time(12, 30))],
    [(dt.time(9, 30), dt.time(12, 30)), (dt.time(14), dt.time(17))],
    [(dt.time(10), dt.time(12)), (dt.time(14, 30), dt.time(17, 30))],
    [(dt.time(14), dt.time(18))],
    [(dt.time(8, 30), dt.time(12, 30)), (dt.time(13, 30), dt.time(16, 30))],
]
MINIMUM_AGES = {
    "mechanics": [0, 6, 11, 14],
    "agrifood": [0, 0, 6, 6],
    "automotive": [6, 11, 14, 14],
    "textile": [0, 6, 6, 11],
    "chemical": [11, 14, 14, 18],
    "other": [0, 0, 6, 11],
}
LABELS = {
    "main": {"it": "Visita guidata", "en": "Guided tour"},
    "english": {"it": "Visita guidata in inglese", "en": "Guided tour in English"},
    "families": {"it": "Visita per famiglie", "en": "Family tour"},
}


def load_visits(entry: dict, page: Page, edition: Edition, now: dt.datetime) -> int:
    """Create a plant's visits and slots for the edition; returns the slots added."""
    programme = Programme.objects.get(pk=page.translation_key)
    if Visit.objects.filter(programme=programme, edition=edition).exists():
        return 0
    chance = random.Random(f"visits {entry['key']}")
    days = sorted(chance.sample(edition.days, k=chance.choices([1, 2, 3], weights=[2, 5, 5])[0]))
    added = _main_visit(entry, programme, edition, days, chance, now)
    if chance.random() < 0.22:
        added += _extra_visit(
            "english", programme, edition, chance.choice(days), dt.time(11, 15), chance, now
        )
    if (
        entry["sector"] in ("agrifood", "textile", "other")
        and edition.days[-1] in days
        and chance.random() < 0.5
    ):
        added += _extra_visit("families", programme, edition, edition.days[-1], dt.time(15, 45), chance, now)
    if chance.random() < 0.08:
        added += _evening_by_hand(programme, edition, days[-1], now)
    return added


def _evening_by_hand(programme: Programme, edition: Edition, day: dt.date, now: dt.datetime) -> int:
    """One more start of the main visit, as staff add it in the planner."""
    visit = (
        Visit.objects.select_related("edition").filter(programme=programme, edition=edition).earliest("pk")
    )
    start = dt.datetime.combine(day, dt.time(19), tzinfo=scheduling.ROME)
    return len(services.add_slots(visit=visit, starts=[start], now=now).created) if start > now else 0


def _main_visit(
    entry: dict,
    programme: Programme,
    edition: Edition,
    days: list[dt.date],
    chance: random.Random,
    now: dt.datetime,
) -> int:
    duration = chance.choice([45, 60, 60, 75, 90])
    min_age = chance.choice(MINIMUM_AGES[entry["sector"]])
    visit = Visit.objects.create(
        programme=programme,
        edition=edition,
        labels=LABELS["main"],
        duration_minutes=duration,
        capacity=chance.choice([6, 8, 8, 10, 10, 12, 12, 15, 20]),
        max_party=chance.choice([None, None, None, 4, 2]),
        min_age=min_age,
        minors_per_adult=chance.choice([None, 2, 3]) if min_age < 18 else None,
        names_required=chance.random() < 0.1,
        closes_hours_before=chance.choice([2, 12, 24]),
        recurrence=scheduling.days_to_recurrence(days),
    )
    for start, end in chance.choice(BANDS):
        TimeBand.objects.create(visit=visit, start=start, end=end, step_minutes=max(duration, 60))
    return len(services.apply_plan(visit=visit, now=now).add)


def _extra_visit(
    kind: str,
    programme: Programme,
    edition: Edition,
    day: dt.date,
    time: dt.time,
    chance: random.Random,
    now: dt.datetime,
) -> int:
    visit = Visit.objects.create(
        programme=programme,
        edition=edition,
        labels=LABELS[kind],
        tour_language="en" if kind == "english" else "it",
        duration_minutes=60,
        capacity=chance.choice([8, 10, 12]),
        min_age=6 if kind == "families" else 0,
        minors_per_adult=3 if kind == "families" else None,
        recurrence=scheduling.days_to_recurrence([day]),
    )
    TimeBand.objects.create(visit=visit, start=time)
    return len(services.apply_plan(visit=visit, now=now).add)


def load_tour_visits(page: Page, edition: Edition, now: dt.datetime) -> int:
    """The data-centre tour: on the first day only, names at the guarded entrance, adults and teenagers."""
    programme = Programme.objects.get(pk=page.translation_key)
    if Visit.objects.filter(programme=programme, edition=edition).exists():
        return 0
    added = 0
    for language, times in (
        ("it", [dt.time(9, 30), dt.time(11), dt.time(14), dt.time(15, 30)]),
        ("en", [dt.time(17)]),
    ):
        visit = Visit.objects.create(
            programme=programme,
            edition=edition,
            labels={"it": "Data center e Service Control Room", "en": "Data centre and Service Control Room"},
            tour_language=language,
            duration_minutes=70,
            capacity=12,
            max_party=4,
            min_age=14,
            minors_per_adult=2,
            names_required=True,
            closes_hours_before=24,
            recurrence=scheduling.days_to_recurrence([edition.first_day]),
        )
        TimeBand.objects.bulk_create([TimeBand(visit=visit, start=time) for time in times])
        added += len(services.apply_plan(visit=visit, now=now).add)
    return added
