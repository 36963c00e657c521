"""The first screen of the staff: what they see depends on what they may do."""

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Site

from events.models import JobRun
from events.roles import Role
from home.dashboard import first_steps, phase_in_words
from home.models import PageFeedback
from tests.builders.events import a_slot, a_visit, an_edition
from tests.builders.pages import a_plant, a_story, an_administrator, an_information_page
from tests.builders.staff import a_staff_client, a_staff_member

pytestmark = pytest.mark.django_db


def an_open_edition(**changes):
    now = timezone.now()
    return an_edition(
        name="Ottava edizione",
        first_day=now.date() + dt.timedelta(days=20),
        last_day=now.date() + dt.timedelta(days=22),
        bookings_open_at=now - dt.timedelta(days=1),
        bookings_close_at=now + dt.timedelta(days=19),
        **changes,
    )


def seen_by(role: Role | None) -> str:
    html = a_staff_client(role).get(reverse("wagtailadmin_home")).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", html[html.index("w-dashboard") :]).split())


def test_everybody_sees_where_the_edition_stands(site):
    a_slot(places=12, visit=a_visit(edition=an_open_edition()))
    a_plant(site)
    text = seen_by(Role.EDITOR)
    assert "Ottava edizione" in text
    assert "Bookings are open until" in text
    assert "1 public plant" in text
    assert "1 open slot" in text


def test_places_are_for_the_desk_and_checks_for_the_newsroom(site):
    a_slot(places=12, visit=a_visit(edition=an_open_edition()))
    a_plant(site, safety_text="")
    JobRun.objects.create(job="publish_scheduled", last_error="PublishingFailed: Rotta")
    desk, editor = seen_by(Role.DESK), seen_by(Role.EDITOR)
    assert "0 of 12 places taken" in desk
    assert "0 of 12 places taken" not in editor
    assert "to put right on the pages" in editor
    assert "to put right on the pages" not in desk
    assert "1 automatic job failed" in desk
    assert "1 automatic job failed" not in editor


def test_a_page_sent_for_approval_waits_for_the_publisher_only(site):
    editor = a_staff_member(Role.EDITOR)
    page = an_information_page(site, title="Come si arriva", live=False)
    page.save_revision(user=editor)
    page.get_workflow().start(page, editor)
    assert "1 page waits for your review" in seen_by(Role.PUBLISHER)
    assert "waits for your review" not in seen_by(Role.EDITOR)


def test_pages_that_go_live_by_themselves_are_announced(site):
    page = an_information_page(
        site, title="Sorpresa", live=False, go_live_at=timezone.now() + dt.timedelta(days=2)
    )
    page.save_revision().publish()
    assert "“Sorpresa” goes live" in seen_by(Role.EDITOR)


def test_feedback_of_the_last_week_is_counted(site):
    PageFeedback.objects.create(
        subject="search",
        title="Ricerca",
        rating=2,
        text="Non trovo Asti",
        language="it",
        created_at=timezone.now(),
    )
    assert "1 answer about pages in the last week · 1 with a text" in seen_by(Role.EDITOR)


def test_a_new_site_says_what_comes_next():
    Site.objects.all().delete()
    Page.objects.filter(depth=2).delete()
    steps = [step.text for step in first_steps(an_administrator(), timezone.now())]
    assert steps == ["Crea la pagina iniziale", "Stabilisci i giorni della prossima edizione"]


def test_step_by_step_the_next_one_is_offered(site):
    admin, now = an_administrator(), timezone.now()
    edition = an_open_edition()
    steps = {step.text: step.url for step in first_steps(admin, now)}
    assert list(steps) == [
        "Crea il primo stabilimento",
        "Scrivi la prima storia",
        "Programma la prima visita: crea i turni",
    ]
    assert str(site.catalogue.pk) in steps["Crea il primo stabilimento"]
    a_plant(site)
    a_story(site)
    a_slot(visit=a_visit(edition=edition))
    assert first_steps(admin, now) == []


def test_nobody_is_sent_where_they_may_not_go(site):
    an_open_edition()
    editor = [step.text for step in first_steps(a_staff_member(Role.EDITOR), timezone.now())]
    assert editor == ["Crea il primo stabilimento", "Scrivi la prima storia"]
    assert "first visit" in seen_by(Role.DESK)


@pytest.mark.parametrize("days", [-3, 0, 21, 40])
def test_every_phase_has_a_sentence(days):
    edition = an_open_edition()
    assert phase_in_words(edition, timezone.now() + dt.timedelta(days=days)).endswith(".")


def test_more_pages_and_slots_make_no_more_queries(site):
    edition, client = an_open_edition(), a_staff_client()

    def queries() -> int:
        cache.delete("content-findings")
        client.get(reverse("wagtailadmin_home"))
        cache.delete("content-findings")
        with CaptureQueriesContext(
            connection,
        ) as counted:
            client.get(reverse("wagtailadmin_home"))
        return len(counted)

    a_slot(visit=a_visit(edition=edition))
    a_plant(site)
    few = queries()
    for _ in range(4):
        a_slot(visit=a_visit(edition=edition))
        a_plant(site)
    assert queries() == few
