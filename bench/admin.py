"""How long the staff's pages take with 3,000 slots and 20,000 bookings.

    .venv/bin/python -m bench.admin
    DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres .venv/bin/python -m bench.admin

Makes a database of its own, fills it and drops it. Every page of the admin that the table of query counts
knows (tests/portal/admin_query_counts.txt), some of them filtered or far down the list, and the downloads
are asked for three times as an administrator. The fastest counts, so that what else the machine does
hardly matters. *CPU* is the time of this process alone: on SQLite all there is, on PostgreSQL without the
database.
"""

import argparse
import os
import random
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")

AIM = 1.5
"""Seconds that a page may take."""

PLANTS = 150
ROUNDS = 3


def fill(slots: int, bookings: int) -> dict[str, dict]:
    """Two editions of the same plants, with what a portal gathers around them; what is behind the pages.

    The plant, the slot, the message and so on that single pages are tried on hold more than any other:
    60 slots, 500 bookings, 2,000 recipients.
    """
    from events.models import Edition, Message, Slot, Visit
    from factories.models import CataloguePage
    from home.models import StoryIndexPage
    from tests.builders import crowds, crowds_around
    from tests.builders.events import a_visit
    from tests.portal.test_who_opens_what import things

    chance, behind = random.Random("bench"), things()
    visit = Visit.objects.select_related("edition", "programme").get(pk=behind["bookings_visits"]["pk"])
    slot = Slot.objects.select_related("visit").get(pk=behind["bookings_slots"]["pk"])
    catalogue = CataloguePage.objects.get(pk=behind["catalogue"]["parent_page_id"])
    plants = crowds_around.many_plants(catalogue, PLANTS)
    earlier = crowds.many_editions(12)
    for edition, share, came in ((visit.edition, 0.6, False), (earlier[0], 0.4, True)):
        visits = [a_visit(plant.programme, edition) for plant in plants]
        crowds_around.many_bands(visits)
        made = crowds.many_slots(visits, int(slots * share))
        booked = crowds.many_bookings(made, int(bookings * share), check_in=came, chance=chance)
        crowds.many_waiting(_wanted(made))
    crowds_around.many_bands([visit])
    crowds.many_bookings([slot, *crowds.many_slots([visit], 60)], 2_000, chance=chance)
    crowds.many_bookings([slot], 500, chance=chance)
    crowds_around.many_windows(Edition.objects.exclude(pk=visit.edition_id))
    crowds_around.many_messages(200, booked[:100])
    crowds_around.more_recipients(Message.objects.get(pk=behind["bookings_messages"]["pk"]), booked[:2_000])
    crowds_around.many_applications(visit.edition, 300)
    crowds_around.many_imports(60, rows=3_000)
    crowds_around.many_answers(5_000)
    crowds_around.many_words(300)
    crowds_around.many_stories(StoryIndexPage.objects.get(locale=catalogue.locale), 60)
    crowds_around.many_others(60)
    return behind


def _wanted(slots: list) -> list:
    """The slots that are waited for: every second party waits for one of three famous plants."""
    famous = {slot.programme_id for slot in slots[:3]}
    theirs = [slot for slot in slots if slot.programme_id in famous]
    return [theirs[n % len(theirs)] if n % 2 else slot for n, slot in enumerate(slots)]


def addresses(behind: dict[str, dict]) -> list[tuple[str, str]]:
    """(name, address) of every page, and of some lists filtered, searched or far down."""
    from events.models import Slot
    from tests.portal.doors import doors
    from tests.portal.test_admin_query_counts import counted_doors

    every = {str(door): door.address(behind) for door in [*counted_doors(), *doors("")]}
    known = [str(door) for door in counted_doors()]
    slot = Slot.objects.select_related("visit").last()
    edition, plant = slot.visit.edition_id, slot.programme_id
    narrowed = {
        "bookings_bookings:index": ("p=200", "q=Ada+1234", f"programme={plant}", "export=csv"),
        "bookings_waiting:index": ("p=20", f"edition={edition}&status=waiting", f"programme={plant}"),
        "bookings_slots:index": ("p=40", f"edition={edition}"),
        "bookings_rosters:index": ("past=yes", "province=TO"),
        "bookings_planner:index": ("fill=free", f"edition={edition}"),
        "board": ("province=TO",),
        "board_report_pdf": ("",),
        "translations:index": ("p=5", "state=draft"),
        "content_report": ("p=3", "export=csv"),
        "events_survey": (f"edition={edition}",),
    }
    extra = [
        (f"{name} {query.partition('=')[0]}".strip(), f"{every[name]}?{query}")
        for name, queries in narrowed.items()
        for query in queries
    ]
    return sorted([(name, every[name]) for name in known] + extra)


def measure(behind: dict[str, dict], only: str) -> list[tuple[str, int, float, float]]:
    """(page, statements, fastest seconds, least seconds of CPU) of each page that shows something."""
    import time_machine
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.builders.events import NOW
    from tests.builders.staff import a_staff_client

    rows = []
    with time_machine.travel(NOW, tick=True):
        client = a_staff_client()
        for name, address in addresses(behind):
            if only not in name:
                continue
            seconds, worked = [], []
            for _ in range(ROUNDS):
                with CaptureQueriesContext(connection) as seen:
                    begin, cpu = time.perf_counter(), time.process_time()
                    response = client.get(address)
                    # A download is made while it is sent.
                    if response.streaming:
                        b"".join(response.streaming_content)
                    seconds.append(time.perf_counter() - begin)
                    worked.append(time.process_time() - cpu)
                if response.status_code != 200 or seconds[-1] > 4 * AIM:
                    break
            if response.status_code == 200:
                rows.append((name, len(seen), min(seconds), min(worked)))
            else:
                assert response.status_code in (302, 405), f"{address}: {response.status_code}"
    return rows


def main() -> None:
    """Print one table for the database that DATABASE_URL names, SQLite without it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--slots", type=int, default=3_000)
    parser.add_argument("--bookings", type=int, default=20_000)
    parser.add_argument("--analyse", action="store_true", help="give SQLite its statistics first")
    parser.add_argument("--only", default="", help="measure the pages whose name has this in it")
    options = parser.parse_args()
    django.setup()
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    databases = setup_databases(verbosity=0, interactive=False)
    try:
        behind = fill(options.slots, options.bookings)
        if options.analyse:
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        rows = measure(behind, options.only)
    finally:
        teardown_databases(databases, verbosity=0)
    print(f"{connection.vendor}, {options.slots} slots, {options.bookings} bookings\n")
    print("| page | statements | seconds | CPU | |\n| --- | --- | --- | --- | --- |")
    for name, statements, seconds, worked in rows:
        slow = "" if seconds <= AIM else "too slow"
        print(f"| {name} | {statements} | {seconds:.2f} | {worked:.2f} | {slow} |")


if __name__ == "__main__":
    main()
