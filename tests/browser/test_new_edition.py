"""An administrator prepares a new edition from last year's, opens it, and looks at its board."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from wagtail.users.models import UserProfile

from events.models import Edition, Programme, Slot
from events.scheduling import ROME
from tests.browser.site import words
from tests.builders.events import a_booking, a_visit_with_times, an_edition
from tests.builders.pages import a_plant, a_site
from tests.builders.staff import a_staff_member

pytestmark = pytest.mark.django_db(transaction=True)

YEAR = dt.timedelta(days=364)


def logs_in(page: Page) -> None:
    user = a_staff_member()
    UserProfile.objects.filter(user=user).update(preferred_language="it")
    page.locator("input[name=username]").fill(user.username)
    page.locator("input[name=password]").fill("secret")
    page.locator("form [type=submit]").click()
    page.wait_for_url("**/admin/")


def last_years_edition() -> Edition:
    """Over for eleven months; one plant opened on the first of two days."""
    today = timezone.localdate()
    first = today - dt.timedelta(days=330)
    opening = dt.datetime.combine(first - dt.timedelta(days=9), dt.time(9), tzinfo=ROME)
    edition = an_edition(
        name=f"Edizione {first.year}",
        first_day=first,
        last_day=first + dt.timedelta(days=1),
        bookings_open_at=opening,
        bookings_close_at=opening + dt.timedelta(days=8),
        max_party=3,
    )
    plant = a_plant(a_site(), title="Officine Prova")
    visit = a_visit_with_times(
        [first],
        [(dt.time(9), dt.time(11), 60)],
        programme=Programme.objects.get(pk=plant.translation_key),
        edition=edition,
        capacity=6,
    )
    slot = Slot.objects.create(
        visit=visit,
        programme=visit.programme,
        starts_at=(start := dt.datetime.combine(first, dt.time(9), tzinfo=ROME)),
        ends_at=start + dt.timedelta(hours=1),
        capacity=6,
    )
    a_booking(slot=slot, adults=3, now=opening + dt.timedelta(hours=1))
    return edition


def test_a_new_edition_is_prepared_from_last_years_opened_and_watched(open_page):
    old = last_years_edition()
    page = open_page("/admin/login/")
    logs_in(page)
    page.goto(f"/admin/bookings/editions/edit/{old.pk}/")
    page.get_by_role("link", name=words("it", "Prepare the next edition")).click()

    expect(page.locator("input[name=visits]")).to_be_checked()
    page.locator("input[name=name]").fill("Edizione nuova")
    page.get_by_role("button", name=words("it", "Show what would be made")).click()
    expect(page.get_by_text("1 stabilimento, 1 visita, 2 turni, 12 posti")).to_be_visible()
    assert Edition.objects.count() == 1

    page.get_by_role("button", name=words("it", "Make this edition")).click()
    expect(page.locator("input[name=name]")).to_have_value("Edizione nuova")
    new = Edition.objects.get(name="Edizione nuova")
    assert (new.first_day, new.max_party) == (old.first_day + YEAR, 3)
    assert Slot.objects.filter(visit__edition=new).count() == 2

    page.get_by_role("link", name=words("it", "Open bookings now")).click()
    page.get_by_role("button", name=words("it", "Open bookings now")).click()
    new.refresh_from_db()
    assert new.bookings_open_at <= timezone.now() < new.bookings_close_at

    page.get_by_role("link", name=words("it", "Board")).last.click()
    expect(page.get_by_role("heading", name="Edizione nuova")).to_be_visible()
    expect(page.locator("canvas[data-chart=province]")).to_be_visible()
    expect(page.get_by_text(f"{old.first_day.year}: 3", exact=True)).to_be_visible()
