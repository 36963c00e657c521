"""A visit's hours change after thirty people have booked: they read it in the mail, others hear nothing."""

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from events import scheduling, services, worker
from events.models import Slot, TimeBand, Visit
from events.roles import Role
from tests.browser.site import a_live_site, words
from tests.builders.events import a_booking, a_contact

pytestmark = pytest.mark.django_db(transaction=True)


def a_planned_visit() -> tuple[Visit, Slot, Slot]:
    """Ten and eleven o'clock on the first day, room for forty."""
    visit = a_live_site(places=1).slot.visit
    visit.slots.all().delete()
    visit.recurrence = scheduling.days_to_recurrence([visit.edition.first_day])
    visit.capacity = 40
    visit.save()
    TimeBand.objects.create(visit=visit, start=dt.time(10), end=dt.time(12), step_minutes=60)
    visit = Visit.objects.select_related("edition", "programme").get(pk=visit.pk)
    services.apply_plan(visit=visit, now=timezone.now())
    return visit, *visit.slots.order_by("starts_at")


def test_thirty_bookings_move_with_their_slot_and_only_they_are_told(open_admin):
    visit, ten, eleven = a_planned_visit()
    now = timezone.now()
    moved = [
        a_booking(ten, contact=a_contact(f"ten{n}@example.org"), language="en" if n % 2 else "it", now=now)
        for n in range(30)
    ]
    a_booking(eleven, contact=a_contact("eleven@example.org"), now=now)
    worker.tick()
    mail.outbox.clear()

    page = open_admin(f"/admin/bookings/visits/edit/{visit.pk}/", Role.DESK, javascript=False)
    page.locator("[name=bands-0-start]").fill("11:00")
    page.locator("[name=bands-0-end]").fill("13:00")
    page.locator("button[name=preview]").last.click()
    preview = page.locator(".planner-preview")
    expect(preview).to_contain_text("comes from 10:00")
    expect(preview).to_contain_text("30 people in 30 bookings. Nobody else is told.")
    page.locator("[name=replan-text_it]").fill("La pressa riparte più tardi.")
    page.get_by_role("button", name="Apply: 30 mails").click()
    expect(page.locator("body")).to_contain_text("Booked slots were moved along.")

    for _round in range(3):
        worker.tick()
    read = {message.to[0]: message.body for message in mail.outbox}
    assert set(read) == {booking.email for booking in moved}
    for booking in moved:
        assert "12:00–13:00" in read[booking.email]
        assert booking.code_for_people in read[booking.email]
    assert "La pressa riparte più tardi." in read["ten0@example.org"]
    assert words("en", "The visit has a new time.") in read["ten1@example.org"]
