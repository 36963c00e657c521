"""How long the staff's pages take with 3,000 slots and 20,000 bookings.

    .venv/bin/python -m bench.admin
    DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres .venv/bin/python -m bench.admin

Makes a database of its own, fills it and drops it. Every list of the admin that belongs to the
booking module, and the board with its downloads, is asked for three times as an administrator; the
table has the fastest, so that what else the machine does hardly counts.
"""

import argparse
import datetime as dt
import os
import random
import time
import uuid

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")

AIM = 1.5
"""Seconds that a page may take."""

PLANTS, DAYS = 150, 3
ROUNDS = 3


def fill(slots: int, bookings: int) -> None:
    """Two editions of the same plants; bookings, waiting parties and check-ins, written at once."""
    from django.db.models import Sum

    from events.models import Booking, CheckIn, Slot, WaitEntry
    from factories.choices import Province
    from factories.finding import CHIEF_TOWNS
    from portal.demo.past import any_origin
    from tests.builders.events import NOW, a_programme, a_visit, an_edition
    from tests.builders.pages import a_plant, a_sector, a_site

    chance, site = random.Random("bench"), a_site()
    sectors = [a_sector(key) for key in ("mechanics", "agrifood", "textile")]
    editions = [an_edition(name="Bench"), _before(an_edition)]
    pages = []
    for _ in range(PLANTS):
        province = chance.choice(Province.values)
        where = {"province": province, "municipality": CHIEF_TOWNS[province]}
        pages.append(a_plant(site, **where, sector=chance.choice(sectors)))
    for edition, share in zip(editions, (0.6, 0.4), strict=True):
        visits = [a_visit(a_programme(page_key=page.translation_key), edition) for page in pages]
        made = []
        for number in range(int(slots * share)):
            visit = visits[number % PLANTS]
            day = edition.first_day + dt.timedelta(days=number % DAYS)
            minute = 8 * 60 + (number // PLANTS) * 10
            start = dt.datetime.combine(day, dt.time(minute // 60, minute % 60), tzinfo=dt.UTC)
            made.append(
                Slot(
                    visit=visit,
                    programme_id=visit.programme_id,
                    starts_at=start,
                    ends_at=start + dt.timedelta(hours=1),
                    capacity=30,
                )
            )
        made = Slot.objects.bulk_create(made, batch_size=500)
        rows = []
        for number in range(int(bookings * share)):
            size, mail = chance.choice([1, 2, 2, 3]), f"n{number}-{edition.pk}@bench.example"
            rows.append(
                Booking(
                    slot=made[number % len(made)],
                    code=f"{edition.pk:02}{number:06}",
                    status="confirmed",
                    intent=uuid.uuid4(),
                    places=size,
                    adults=size,
                    contact_name=f"Ada {number}",
                    email=mail,
                    email_norm=mail,
                    origin=any_origin(chance),
                    created_at=edition.bookings_open_at + dt.timedelta(minutes=number % 9_000),
                )
            )
        rows = Booking.objects.bulk_create(rows, batch_size=500)
        came = [CheckIn(booking=row, people=row.places, at=NOW) for row in rows[::2] if share < 0.5]
        CheckIn.objects.bulk_create(came, batch_size=500)
        WaitEntry.objects.bulk_create(
            [
                WaitEntry(
                    programme_id=slot.programme_id,
                    edition=edition,
                    slot=slot if number % 5 else None,
                    places=2,
                    adults=2,
                    contact_name=f"Bruno {number}",
                    email=f"w{number}@bench.example",
                    email_norm=f"w{number}-{edition.pk}@bench.example",
                    created_at=NOW + dt.timedelta(seconds=number),
                )
                for number, slot in enumerate(_wanted(made))
            ],
            batch_size=500,
        )
        # Summed before they are written: an UPDATE with a subquery per slot would take longer than the rest.
        taken = dict(Booking.objects.filter(slot__in=made).values_list("slot").annotate(Sum("places")))
        for slot in made:
            slot.taken = taken.get(slot.pk, 0)
            slot.capacity = max(slot.capacity, slot.taken)
        Slot.objects.bulk_update(made, ["taken", "capacity"], batch_size=500)


def _wanted(slots: list) -> list:
    """The slots that are waited for: every second party waits for one of three famous plants."""
    famous = {slot.programme_id for slot in slots[:3]}
    theirs = [slot for slot in slots if slot.programme_id in famous]
    return [theirs[n % len(theirs)] if n % 2 else slot for n, slot in enumerate(slots)]


def _before(an_edition):
    return an_edition(
        name="Bench, before",
        first_day=dt.date(2026, 10, 22),
        last_day=dt.date(2026, 10, 24),
        bookings_open_at=dt.datetime(2026, 10, 13, 7, tzinfo=dt.UTC),
        bookings_close_at=dt.datetime(2026, 10, 21, 21, tzinfo=dt.UTC),
    )


def addresses() -> list[tuple[str, str]]:
    """(name, address) of every list of the booking group that there is, and of the board."""
    from django.urls import reverse

    from events.admin.viewsets import BookingsGroup
    from events.models import Slot

    lists = [
        (str(viewset.menu_label), reverse(viewset.get_url_name("index")))
        for viewset in BookingsGroup().registerables
    ]
    slot = Slot.objects.first()
    bookings, waiting = reverse("bookings_bookings:index"), reverse("bookings_waiting:index")
    return [
        *lists,
        ("Waiting list, page 20", f"{waiting}?p=20"),
        ("Waiting list, one edition", f"{waiting}?edition={slot.visit.edition_id}&status=waiting"),
        ("Waiting list, a famous plant", f"{waiting}?programme={slot.programme_id}"),
        ("Bookings, page 200", f"{bookings}?p=200"),
        ("Bookings, searched", f"{bookings}?q=Ada+1234"),
        ("Bookings, one plant", f"{bookings}?programme={slot.programme_id}"),
        ("Board", reverse("board")),
        ("Board, one province", f"{reverse('board')}?province=TO"),
        ("Board: report", reverse("board_report")),
        ("Board: PDF", reverse("board_report_pdf")),
        ("Board: XLSX", reverse("board_xlsx")),
        ("Board: CSV", reverse("board_csv")),
    ]


def measure() -> list[tuple[str, int, float]]:
    """(page, statements, fastest seconds) of each page."""
    import time_machine
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.builders.events import NOW
    from tests.builders.staff import a_staff_client

    rows = []
    with time_machine.travel(NOW, tick=True):
        client = a_staff_client()
        for name, address in addresses():
            seconds = []
            for _ in range(ROUNDS):
                with CaptureQueriesContext(connection) as seen:
                    begin = time.perf_counter()
                    response = client.get(address)
                    # A download is made while it is sent.
                    if response.streaming:
                        b"".join(response.streaming_content)
                    seconds.append(time.perf_counter() - begin)
                assert response.status_code == 200, f"{address}: {response.status_code}"
            rows.append((name, len(seen), min(seconds)))
    return rows


def main() -> None:
    """Print one table for the database that DATABASE_URL names, SQLite without it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--slots", type=int, default=3_000)
    parser.add_argument("--bookings", type=int, default=20_000)
    parser.add_argument("--analyse", action="store_true", help="give SQLite its statistics first")
    options = parser.parse_args()
    django.setup()
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    databases = setup_databases(verbosity=0, interactive=False)
    try:
        fill(options.slots, options.bookings)
        if options.analyse:
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        rows = measure()
    finally:
        teardown_databases(databases, verbosity=0)
    print(f"{connection.vendor}, {options.slots} slots, {options.bookings} bookings\n")
    print("| page | statements | seconds | |\n| --- | --- | --- | --- |")
    for name, statements, seconds in rows:
        print(f"| {name} | {statements} | {seconds:.2f} | {'' if seconds <= AIM else 'too slow'} |")


if __name__ == "__main__":
    main()
