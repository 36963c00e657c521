"""Many of what stands around the bookings: messages, applications, imports, answers, words, pages."""

import datetime as dt
import itertools
import uuid
from collections.abc import Iterable

from wagtail.models import Locale

from events.models import (
    Booking,
    Edition,
    JobRun,
    Message,
    MessageRecipient,
    ReleaseWave,
    Slot,
    TimeBand,
    Visit,
)
from factories.finding import CHIEF_TOWNS
from factories.models import (
    ApplicationEntry,
    ApplicationWindow,
    CataloguePage,
    FactoryPage,
    GlossaryTerm,
    ImportBatch,
    ImportState,
    OfferedVisit,
    PlantApplication,
)
from home.models import PageFeedback, PastEdition, StoryIndexPage, StoryPage, Topic
from media.models import PortalVideo
from tests.builders import crowds
from tests.builders.applications import COMPANY, PLACE, STORY, VISIT
from tests.builders.events import NOW, a_visit
from tests.builders.pages import a_sector, an_image
from tests.builders.staff import a_staff_member
from tests.builders.translations import a_translation, translate_all

_numbers = itertools.count(1)
SECOND = NOW.resolution * 1_000_000


def many_windows(editions: list[Edition]) -> None:
    """For each edition a window for applications and two waves."""
    rows = [
        ApplicationWindow(edition=one, opens_at=one.bookings_open_at, closes_at=one.bookings_close_at)
        for one in editions
    ]
    ApplicationWindow.objects.bulk_create(rows)
    waves = [
        ReleaseWave(edition=one, opens_at=one.bookings_open_at + hours * 3600 * SECOND, percent=50)
        for one in editions
        for hours in (1, 2)
    ]
    ReleaseWave.objects.bulk_create(waves)


def many_messages(count: int, bookings: list[Booking]) -> list[Message]:
    """Messages by staff members of their own; the first one went to all the bookings."""
    rows = [
        Message(
            intent=uuid.uuid4(),
            subjects={"it": f"Avviso {n}"},
            texts={"it": "Parte alle 9."},
            scope="Tutte",
            sent_at=NOW,
            by=a_staff_member(),
            mails=len(bookings),
        )
        for n in range(count)
    ]
    rows = Message.objects.bulk_create(rows)
    more_recipients(rows[0], bookings)
    return rows


def more_recipients(message: Message, bookings: list[Booking]) -> None:
    """The message went to these bookings too."""
    found = [MessageRecipient(message=message, booking=booking) for booking in bookings]
    MessageRecipient.objects.bulk_create(found, batch_size=500)


def many_applications(edition: Edition, count: int) -> list[PlantApplication]:
    """Applications that were sent, each with two visits and three lines of history."""
    rows = []
    for _ in range(count):
        name = f"Ditta {next(_numbers)}"
        values = {**COMPANY, **PLACE, **STORY, "company_name": name, "name_key": name.lower()}
        rows.append(
            PlantApplication(
                edition=edition,
                status="sent",
                language="it",
                created_at=NOW,
                changed_at=NOW,
                sent_at=NOW,
                **values,
            )
        )
    rows = PlantApplication.objects.bulk_create(rows, batch_size=200)
    OfferedVisit.objects.bulk_create([OfferedVisit(application=row, **VISIT) for row in rows for _ in "ab"])
    more_history(rows)
    return rows


def more_history(applications: Iterable[PlantApplication]) -> None:
    """Three lines more in the history of each application, by somebody new each time."""
    entries = [
        ApplicationEntry(application=row, kind="comment", by_staff=True, user=user, text="Bene.", at=NOW)
        for user in (a_staff_member(), a_staff_member(), a_staff_member())
        for row in applications
    ]
    ApplicationEntry.objects.bulk_create(entries, batch_size=500)


def many_imports(count: int, *, rows: int) -> list[ImportBatch]:
    """Files that were imported, with a report of so many rows."""
    report = [
        {
            "kind": "plant",
            "action": "create",
            "key": str(n),
            "line": n,
            "sheet": "Stabilimenti",
            "title": f"Ditta {n}",
            "changes": [],
            "notes": [],
        }
        for n in range(rows)
    ]
    counts = {kind: {"create": rows, "update": 0, "unchanged": 0} for kind in ("plant", "visit", "slot")}
    made = [
        ImportBatch(
            created_at=NOW,
            created_by=a_staff_member(),
            applied_by=a_staff_member(),
            applied_at=NOW,
            file_name="a.csv",
            language="it",
            state=ImportState.APPLIED,
            rows=report,
            counts=counts,
        )
        for _ in range(count)
    ]
    return ImportBatch.objects.bulk_create(made)


def many_answers(count: int) -> None:
    """What readers said of pages, one page each."""
    rows = [
        PageFeedback(
            subject=str(uuid.uuid4()),
            title=f"Pagina {n}",
            path=f"/it/{n}/",
            language="it",
            rating=n % 5 + 1,
            answers=["clear"],
            text="Grazie",
            created_at=NOW,
        )
        for n in range(count)
    ]
    PageFeedback.objects.bulk_create(rows, batch_size=500)


def many_words(count: int) -> None:
    """Terms of the glossary."""
    rows = [GlossaryTerm(term=f"parola {next(_numbers)}", translations={"en": "word"}) for _ in range(count)]
    GlossaryTerm.objects.bulk_create(rows, batch_size=500)


def many_bands(visits: list[Visit]) -> None:
    """Two times of day for each visit."""
    rows = [TimeBand(visit=visit, start=dt.time(hour)) for visit in visits for hour in (9, 10)]
    TimeBand.objects.bulk_create(rows, batch_size=500)


def many_plants(catalogue: CataloguePage, count: int, *, translated: bool = True) -> list[FactoryPage]:
    """Live plants of all provinces and sectors; their English drafts wait for a publisher."""
    places = list(CHIEF_TOWNS.items())
    sectors = [a_sector(key) for key in ("mechanics", "agrifood", "textile")]
    rows = []
    for number in range(count):
        province, town = places[number % len(places)]
        plant = FactoryPage(title=f"Officina {next(_numbers)}", locale=catalogue.locale)
        plant.province, plant.municipality, plant.sector = province, town, sectors[number % len(sectors)]
        plant.safety_text, plant.access_text = "Scarpe chiuse.", "Due gradini."
        rows.append(catalogue.add_child(instance=plant))
    for plant in rows if translated else []:
        translate_all(a_translation(plant))
    return rows


def many_stories(stories: StoryIndexPage, count: int) -> None:
    """Live stories in Italian."""
    for _ in range(count):
        stories.add_child(instance=StoryPage(title=f"Storia {next(_numbers)}", locale=stories.locale))


def many_others(count: int) -> None:
    """Pictures, videos, topics, past figures, jobs and people of the staff."""
    italian = Locale.objects.get(language_code="it")
    for _ in range(count):
        number = next(_numbers)
        an_image()
        PortalVideo.objects.create(title=f"Video {number}")
        Topic.objects.create(name=f"Tema {number}", slug=f"tema-{number}", locale=italian)
        PastEdition.objects.create(year=2017 + number, opened=number, people=number)
        JobRun.objects.create(job=f"job-{number}", last_run_at=NOW)
        a_staff_member()


def more_of_everything(behind: dict[str, dict], count: int) -> None:
    """So many more of all that the admin lists, and of all that hangs on the objects `behind` its pages.

    `behind` is what `tests.portal.test_who_opens_what.things` made.
    """
    visit = Visit.objects.select_related("edition", "programme").get(pk=behind["bookings_visits"]["pk"])
    slot = Slot.objects.select_related("visit").get(pk=behind["bookings_slots"]["pk"])
    catalogue = CataloguePage.objects.get(pk=behind["catalogue"]["parent_page_id"])
    visits = [a_visit(visit.programme, visit.edition) for _ in range(count)]
    visits += [a_visit(plant.programme, visit.edition) for plant in many_plants(catalogue, count)]
    many_bands([visit, *visits])
    slots = [slot, *crowds.many_slots([visit, *visits], 3 * count)]
    booked = crowds.many_bookings(slots, 3 * len(slots), check_in=True)
    crowds.many_waiting(slots)
    many_windows(crowds.many_editions(count))
    many_messages(count, booked)
    more_recipients(Message.objects.get(pk=behind["bookings_messages"]["pk"]), booked)
    many_applications(visit.edition, count)
    more_history(PlantApplication.objects.filter(pk=behind["plant_applications"]["pk"]))
    many_imports(count, rows=count)
    many_answers(count)
    many_words(count)
    many_stories(StoryIndexPage.objects.get(locale=catalogue.locale), count)
    many_others(count)
