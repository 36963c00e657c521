"""Whether a plant can be booked follows its pages, whatever is done to them and in whatever way."""

import datetime as dt
import io
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from events import kept, worker
from events.models import JobRun, Programme
from events.selectors_publicity import publicity_errors
from factories.models import FactoryPage
from home.publishing import publish_scheduled
from tests.builders.events import a_programme, a_slot, a_visit, an_edition
from tests.builders.pages import a_plant, a_site, clock_at, translated
from tests.builders.staff import a_staff_client
from tests.factories.tables import an_imported_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return a_site()


def is_public(page: Page) -> bool:
    return Programme.objects.values_list("is_public", flat=True).get(pk=page.translation_key)


def test_a_draft_is_not_public_and_a_published_page_is(site):
    page = a_plant(site, live=False)
    assert not is_public(page)
    page.save_revision().publish()
    assert is_public(page)
    assert is_public(a_plant(site))


def test_saving_a_draft_of_a_published_page_changes_nothing(site):
    page = a_plant(site)
    page.title = "Un altro nome"
    page.save_revision()
    assert is_public(page)


def test_one_language_is_enough_and_the_last_one_decides(site):
    page = a_plant(site)
    english = translated(page)
    page.unpublish()
    assert is_public(page)
    english.unpublish()
    assert not is_public(page)
    english.save_revision().publish()
    assert is_public(page)


def test_a_page_that_shows_another_language_is_none_of_its_own(site):
    page = a_plant(site, live=False)
    alias = page.copy_for_translation(site.english, alias=True)
    Page.objects.filter(pk=alias.pk).update(live=True)
    Page.objects.get(pk=alias.pk).save()
    assert not is_public(page)


def test_a_translation_that_is_made_an_alias_does_not_count_any_more(site):
    page = a_plant(site)
    english = translated(page)
    page.unpublish()
    english.alias_of = page
    english.save()
    assert not is_public(page)


def test_a_page_loaded_as_a_plain_page_counts_too(site):
    page = a_plant(site)
    Page.objects.get(pk=page.pk).unpublish()
    assert not is_public(page)


def test_it_follows_the_hours_at_which_a_page_comes_and_goes(site):
    now, hour = timezone.now(), dt.timedelta(hours=1)
    page = a_plant(site, live=False, go_live_at=now + hour, expire_at=now + 3 * hour)
    page.save_revision().publish()
    assert not is_public(page)
    for hours, public in [(2, True), (4, False)]:
        with clock_at(now + hours * hour):
            publish_scheduled(now + hours * hour)
        assert is_public(page) is public


def test_deleting_the_last_published_page_ends_it(site):
    page = a_plant(site)
    english = translated(page)
    page.delete()
    assert is_public(english)
    Page.objects.get(pk=english.pk).delete()
    assert not Programme.objects.get(pk=english.translation_key).is_public


def test_deleting_a_whole_branch_ends_it_for_the_plants_below(site):
    page = a_plant(site)
    Page.objects.get(pk=site.catalogue.pk).delete()
    assert not is_public(page)


@pytest.mark.parametrize("act", ["unpublish", "delete"])
def test_many_pages_at_once_in_the_admin(site, act):
    plants = [a_plant(site), a_plant(site)]
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", act])
    query = "&".join(f"id={plant.pk}" for plant in plants)
    answer = a_staff_client().post(f"{url}?{query}&next=/admin/", {"include_descendants": ""})
    assert answer.status_code == 302
    assert [is_public(plant) for plant in plants] == [False, False]


def test_unpublishing_the_catalogue_with_everything_below_it(site):
    page = a_plant(site)
    url = reverse("wagtailadmin_pages:unpublish", args=[site.catalogue.pk])
    a_staff_client().post(url, {"include_descendants": "on"})
    assert not is_public(page)


def test_a_copied_page_is_as_public_as_the_copy(site):
    page = a_plant(site)
    assert not is_public(page.copy(update_attrs={"slug": "copia"}, keep_live=False))
    assert is_public(page.copy(update_attrs={"slug": "altra"}))
    assert is_public(page)


def test_imported_plants_wait_for_their_page(site, open_days):
    an_edition()
    an_imported_file()
    assert FactoryPage.objects.exists()
    assert not Programme.objects.filter(is_public=True).exists()


def test_what_visitors_forms_keep_in_memory_ends_when_it_changes(site, django_capture_on_commit_callbacks):
    page = a_plant(site)
    before = kept.ends()
    with django_capture_on_commit_callbacks(execute=True):
        Page.objects.get(pk=page.pk).unpublish()
    assert kept.ends() > before


def test_a_programme_without_any_page_stays_bookable():
    assert a_programme().is_public
    assert list(publicity_errors()) == []


# What went past the signals ----------------------------------------------------------


def wrong(site) -> tuple[Page, Page]:
    """A published page that counts as none, and a draft that counts as published."""
    published, draft = a_plant(site, title="Dimenticata"), a_plant(site, title="Bozza", live=False)
    Programme.objects.filter(pk=published.translation_key).update(is_public=False)
    Programme.objects.filter(pk=draft.translation_key).update(is_public=True)
    return published, draft


def test_the_check_names_them_and_mends_them_when_asked(site):
    published, draft = wrong(site)
    said = io.StringIO()
    with pytest.raises(CommandError):
        call_command("check_inventory", stderr=said)
    for name in ("Dimenticata", "Bozza"):
        assert name in said.getvalue()
    call_command("check_inventory", "--mend-publicity", stdout=io.StringIO())
    assert (is_public(published), is_public(draft)) == (True, False)


def test_the_worker_mends_them_and_says_so_in_the_log(site, caplog):
    published, draft = wrong(site)
    worker.run_job(worker.mend_publicity, timezone.now())
    assert (is_public(published), is_public(draft)) == (True, False)
    assert JobRun.objects.get(job="mend_publicity").last_error == ""
    assert {"Dimenticata", "Bozza"} <= set(caplog.text.split())


def test_looking_for_them_is_one_query_whatever_there_is(site, django_assert_num_queries):
    for _number in range(3):
        a_plant(site)
    with django_assert_num_queries(1):
        worker.mend_publicity(timezone.now())


def test_the_update_to_this_version_sets_the_plants_that_are_there(site):
    published, draft = a_plant(site), a_plant(site, live=False)
    english = translated(a_plant(site, live=False))
    alone = a_slot(visit=a_visit()).programme
    Programme.objects.update(is_public=True)
    migration = import_module("events.migrations.0011_programme_is_public")
    migration.follow_pages(apps, connection.schema_editor())
    alone.refresh_from_db()
    assert [is_public(page) for page in (published, draft, english)] == [True, False, True]
    assert alone.is_public
