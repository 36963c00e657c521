"""A page that can be booked is never published without its safety texts, whichever way is tried."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, PageLogEntry, Workflow, WorkflowTask
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html
from wagtail_localize.models import Translation

from factories import safety
from factories.models import FactoryPage
from tests.builders.events import a_programme, a_slot, a_visit, an_edition
from tests.builders.pages import a_plant, a_sector, a_site, a_story, translated
from tests.builders.staff import a_staff_client, messages_of
from tests.builders.translations import a_translation, translate

pytestmark = pytest.mark.django_db


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """wagtail-localize publishes when the transaction commits; tests never commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def with_slot(plant: FactoryPage, **changes: object):
    first = timezone.localdate() + dt.timedelta(days=30)
    edition = an_edition(first_day=first, last_day=first + dt.timedelta(days=2))
    visit = a_visit(programme=a_programme(page_key=plant.translation_key), edition=edition)
    return a_slot(visit=visit, starts_at=timezone.now() + dt.timedelta(days=30), **changes)


def lacks(page: FactoryPage) -> dict[str, str]:
    return {gap.field: gap.lack for gap in safety.gaps_of(page, timezone.now())}


def edit(client, page: FactoryPage, **changes: object):
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = querydict_from_html(client.get(url).content.decode(), form_id="page-edit-form")
    # The blocks of these fields are drawn by scripts.
    data.update({"see-count": "0", "body-count": "0"} | nested_form_data(changes))
    return client.post(url, data, follow=True)


ENGLISH = {"title": "Works", "safety_text": "Closed shoes.", "access_text": "Two steps."}


def test_without_slots_a_page_needs_no_safety_texts():
    plant = a_plant(a_site(), safety_text="", access_text="")
    assert lacks(plant) == {}
    with_slot(plant, status="closed")
    assert lacks(plant) == {}


def test_with_a_slot_both_texts_are_needed_and_spaces_are_none():
    plant = a_plant(a_site(), safety_text=" ", access_text="")
    with_slot(plant)
    assert lacks(plant) == {"safety_text": "missing", "access_text": "missing"}


def test_the_editor_says_at_the_field_what_is_missing_and_keeps_what_was_typed():
    plant = a_plant(a_site())
    with_slot(plant)
    client = a_staff_client()
    changes = {"access_text": "", "introduction": "Appena scritta"}
    response = edit(client, plant, **changes, **{"action-publish": "1"})
    form = response.context["form"]
    assert list(form.errors) == ["access_text"]
    assert form["introduction"].value() == "Appena scritta"
    assert edit(client, plant, **changes).redirect_chain, "a draft is saved"
    plant.refresh_from_db()
    assert plant.access_text, "the live page keeps its text"


def test_a_moment_of_publication_cannot_be_set_either():
    plant = a_plant(a_site())
    with_slot(plant)
    later = (timezone.localtime() + dt.timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    response = edit(
        a_staff_client(), plant, safety_text="", go_live_at=later, **{"action-publish": "1"}
    )  # fmt: skip
    assert list(response.context["form"].errors) == ["safety_text"]


def test_a_page_whose_moment_comes_after_its_slots_is_not_published_and_the_others_are():
    site = a_site()
    bare, ready = a_plant(site, live=False, safety_text=""), a_plant(site, live=False)
    passed = timezone.now() - dt.timedelta(minutes=5)
    for plant in (bare, ready):
        plant.save_revision(approved_go_live_at=passed)
    with_slot(bare)
    call_command("publish_scheduled")
    bare.refresh_from_db()
    ready.refresh_from_db()
    assert (bare.live, ready.live) == (False, True)
    entry = PageLogEntry.objects.get(action="factories.publication_refused")
    assert entry.page_id == bare.pk
    assert bare.title in entry.message
    call_command("publish_scheduled")
    assert PageLogEntry.objects.filter(action="factories.publication_refused").count() == 1


def test_publishing_many_pages_at_once_is_refused_with_the_reason_and_publishes_none():
    site = a_site()
    bare, ready = a_plant(site, live=False, access_text=""), a_plant(site, live=False)
    with_slot(bare)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    url += f"?id={ready.pk}&id={bare.pk}&next=/admin/"
    response = a_staff_client().post(url, follow=True)
    assert bare.title in messages_of(response)
    assert "can't be published" in messages_of(response)
    assert not FactoryPage.objects.filter(pk__in=[bare.pk, ready.pk], live=True).exists()


def test_whoever_approves_in_the_workflow_is_told_why_and_the_page_stays_as_it_is():
    site = a_site()
    plant = a_plant(site, live=False, access_text="")
    with_slot(plant)
    task = GroupApprovalTask.objects.create(name="Pubblicazione")
    task.groups.add(Group.objects.get_or_create(name="Pubblicazione")[0])
    workflow = Workflow.objects.create(name="Prova")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    plant.save_revision()
    client = a_staff_client()
    state = workflow.start(plant, None)
    url = reverse(
        "wagtailadmin_pages:workflow_action", args=[plant.pk, "approve", state.current_task_state.pk]
    )
    response = client.post(url, follow=True)
    assert "can't be published" in messages_of(response)
    plant.refresh_from_db()
    assert not plant.live
    assert plant.current_workflow_state.status == "in_progress"


def publish_translation(client, translation: Translation):
    url = translation.get_target_instance_edit_url()
    return client.post(url, {"action": "publish"}, follow=True)


def test_a_translation_is_published_when_its_safety_texts_are_translated(commit):
    site = a_site()
    plant = a_plant(site)
    with_slot(plant)
    translation = a_translation(plant, title="Works", safety_text="Closed shoes.")
    client = a_staff_client()
    with commit():
        refused = publish_translation(client, translation)
    assert "“Accessibility” is missing in this language" in messages_of(refused)
    assert not translation.get_target_instance().live
    translate(translation, **ENGLISH)
    with commit():
        publish_translation(client, translation)
    page = translation.get_target_instance()
    assert (page.live, page.access_text) == (True, "Two steps.")


def test_a_changed_safety_text_makes_the_translation_out_of_date(commit):
    site = a_site()
    plant = a_plant(site)
    with_slot(plant)
    translation = a_translation(plant, **ENGLISH)
    with commit():
        translation.save_target(publish=True)
    plant.safety_text = "Scarpe chiuse e casco."
    with commit():
        plant.save_revision().publish()
    english = translation.get_target_instance()
    assert lacks(english) == {"safety_text": "out_of_date"}
    with commit():
        refused = publish_translation(a_staff_client(), translation)
    assert "has changed in the source language" in messages_of(refused)


def test_readers_of_the_older_words_are_sent_to_the_italian_page(commit, client):
    plant = a_plant(a_site())
    with_slot(plant)
    translation = a_translation(plant, **ENGLISH)
    with commit():
        translation.save_target(publish=True)
    english = translation.get_target_instance()
    notice = "information has changed and is being translated"
    assert notice not in client.get(english.url).content.decode()
    plant.access_text = "Nessun gradino."
    with commit():
        plant.save_revision().publish()
    html = client.get(english.url).content.decode()
    assert notice in html
    assert f'href="{plant.url}" hreflang="it"' in html
    assert "Two steps." in html
    assert notice not in client.get(plant.url).content.decode()
    translate(translation, access_text="No steps & a lift.")
    assert notice in client.get(english.url).content.decode(), "written, not published"
    with commit():
        translation.save_target(publish=True)
    assert notice not in client.get(english.url).content.decode()


def test_a_safety_text_of_a_machine_waits_for_a_person(commit):
    site = a_site()
    plant = a_plant(site)
    with_slot(plant)
    translation = a_translation(plant, title="Works")
    translate(translation, "machine", safety_text="Shoes closed.", access_text="Two steps.")
    with commit():
        refused = publish_translation(a_staff_client(), translation)
    assert "nobody has checked it" in messages_of(refused)
    with pytest.raises(safety.SafetyTextsMissing):
        translation.get_target_instance().get_latest_revision().publish()
    translate(translation, **ENGLISH)
    with commit():
        publish_translation(a_staff_client(), translation)
    assert translation.get_target_instance().live


def test_any_translation_is_published_only_when_complete(commit):
    site = a_site()
    translated(site.stories, title="Stories", slug="stories")
    story = a_story(site, title="Il telaio", introduction="Si tesse.")
    translation = a_translation(story)
    client = a_staff_client()
    with commit():
        refused = publish_translation(client, translation)
    assert "2 texts are not translated yet" in messages_of(refused)
    translate(translation, title="The loom", introduction="Weaving.")
    with commit():
        publish_translation(client, translation)
    assert translation.get_target_instance().live


def test_many_pages_are_asked_in_two_queries(django_assert_num_queries):
    site = a_site()
    plants = [a_plant(site, access_text="") for _ in range(3)]
    for plant in plants[:2]:
        with_slot(plant)
    # programmes with open slots, translated segments
    with django_assert_num_queries(2):
        gaps = safety.gaps_by_page(plants, timezone.now())
    assert {pk: [gap.lack for gap in found] for pk, found in gaps.items()} == {
        plant.pk: ["missing"] for plant in plants[:2]
    }


def test_the_texts_of_a_sector_do_not_stop_a_plant(commit):
    site = a_site()
    plant = a_plant(site, sector=a_sector(name="Meccanica"))
    with_slot(plant)
    translation = a_translation(plant, **ENGLISH)
    with commit():
        publish_translation(a_staff_client(), translation)
    assert translation.get_target_instance().live
