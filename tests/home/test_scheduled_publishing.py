"""A page goes live at its hour and leaves at its hour: the worker sees to it."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Revision

from events import worker
from events.models import JobRun
from home import publishing
from home.publishing import publish_scheduled
from tests.builders.pages import a_story, an_information_page, clock_at

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


def a_page_for_later(site, at, **changes):
    """A page that somebody with the right to publish has approved for a moment ahead."""
    page = an_information_page(site, live=False, go_live_at=at, **changes)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def test_a_page_is_public_when_its_hour_has_come(site):
    now = timezone.now()
    page = a_page_for_later(site, now + HOUR)
    publish_scheduled(now)
    assert not Page.objects.get(pk=page.pk).live
    with clock_at(now + 2 * HOUR):
        publish_scheduled(now + 2 * HOUR)
    assert Client().get(page.get_url()).status_code == 200


def test_a_page_leaves_when_its_time_is_over(site):
    page = a_story(site, expire_at=timezone.now() - HOUR)
    publish_scheduled(timezone.now())
    page.refresh_from_db()
    assert (page.live, page.expired) == (False, True)


def test_a_page_whose_whole_time_passed_while_nothing_ran_is_not_left_standing(site):
    now = timezone.now()
    page = a_page_for_later(site, now + HOUR, expire_at=now + 2 * HOUR)
    with clock_at(now + 3 * HOUR):
        publish_scheduled(now + 3 * HOUR)
    assert not Page.objects.get(pk=page.pk).live


def test_a_page_that_cannot_be_published_stops_no_other_and_is_named(site, monkeypatch):
    now = timezone.now()
    broken, good = a_page_for_later(site, now + HOUR, title="Rotta"), a_page_for_later(site, now + HOUR)
    publish = Revision.publish

    def fail_for_one(revision, *args, **kwargs):
        if str(revision.object_id) == str(broken.pk):
            raise ValueError
        return publish(revision, *args, **kwargs)

    monkeypatch.setattr(Revision, "publish", fail_for_one)
    with clock_at(now + 2 * HOUR), pytest.raises(publishing.PublishingFailed, match="Rotta"):
        publish_scheduled(now + 2 * HOUR)
    assert Page.objects.get(pk=good.pk).live


def test_an_approved_draft_waits_for_its_hour_while_the_old_text_stays(site):
    now = timezone.now()
    page = an_information_page(site, introduction="Prima")
    page.save_revision().publish()
    page.refresh_from_db()
    page.introduction, page.go_live_at = "Dopo", now + HOUR
    page.save_revision().publish()
    assert "Prima" in Client().get(page.get_url()).content.decode()
    with clock_at(now + 2 * HOUR):
        publish_scheduled(now + 2 * HOUR)
    assert "Dopo" in Client().get(page.get_url()).content.decode()


def test_a_draft_begun_before_the_page_went_live_can_wait_for_its_hour_too(site):
    page = an_information_page(site, live=False, introduction="Prima")
    approved = page.save_revision()
    page.introduction = "Dopo"
    page.save_revision()
    approved.publish()
    draft = Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()
    assert draft.introduction == "Dopo"
    draft.go_live_at = timezone.now() + HOUR
    draft.save_revision().publish()
    assert "Prima" in Client().get(page.get_url()).content.decode()


def test_the_worker_runs_it_and_writes_down_that_it_did(site):
    worker.run_due_jobs(timezone.now())
    assert JobRun.objects.get(job="publish_scheduled").last_error == ""


def test_nothing_due_costs_two_queries(site, django_assert_num_queries):
    now = timezone.now()
    with django_assert_num_queries(2):  # revisions due, pages over
        publish_scheduled(now)
