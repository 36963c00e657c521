"""The translators' desk: everything that is translated, its state, and what is done about it."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.roles import Role
from factories.models import TranslationTask
from factories.translations.overview import everything
from home.models import Topic
from tests.builders.events import a_programme, a_slot, a_visit, an_edition
from tests.builders.pages import (
    a_menu,
    a_plant,
    a_sector,
    a_site,
    a_story,
    an_image,
    an_information_page,
    translated,
)
from tests.builders.staff import a_staff_client, a_staff_member
from tests.builders.translations import a_translation, translate, translate_all
from tests.factories.at_translators_desk import INDEX, do, item_of, published, republish

pytestmark = pytest.mark.django_db


# States ---------------------------------------------------------------------------


def test_a_page_is_missing_then_a_draft_then_complete_then_out_of_date(commit):
    site = a_site()
    plant = a_plant(site, introduction="Si lima.")
    assert item_of(plant).state == "missing"
    translation = a_translation(plant, title="Works")
    assert item_of(plant).state == "draft"
    assert (item_of(plant).progress.done, item_of(plant).progress.total) == (1, 4)
    english = published(translation, commit)
    assert item_of(plant).state == "complete"
    republish(plant, commit, introduction="Si lima e si fonde.")
    item = item_of(plant)
    assert (item.state, item.progress.missing, item.is_ready) == ("out_of_date", 1, False)
    translate(translation, introduction="Filing and casting.")
    assert (item_of(plant).state, item_of(plant).is_ready) == ("out_of_date", True)
    with commit():
        translation.save_target(publish=True)
    english.refresh_from_db()
    assert (item_of(plant).state, english.introduction) == ("complete", "Filing and casting.")


def test_an_alias_is_no_translation():
    site = a_site()
    plant = a_plant(site)
    plant.copy_for_translation(site.english, alias=True)
    assert item_of(plant).state == "missing"
    assert item_of(plant).edit_url == ""


def test_a_page_written_by_hand_is_followed_by_its_dates_only(commit):
    plant = a_plant(a_site())
    translated(plant)
    assert (item_of(plant).state, item_of(plant).by_hand) == ("complete", True)
    republish(plant, commit, introduction="Di più.")
    assert item_of(plant).state == "out_of_date"


def test_what_is_not_online_in_italian_is_not_asked_for():
    site = a_site()
    plant = a_plant(site, live=False)
    assert str(plant.translation_key) not in str([item.subject for item in everything(timezone.now())])


def test_every_kind_of_text_is_in_the_list():
    site = a_site()
    a_plant(site)
    a_story(site)
    an_information_page(site, title="Domande frequenti")
    a_menu(site, {"page": site.catalogue})
    Topic.objects.create(name="Persone", slug="people", locale=site.italian)
    an_image()
    first = timezone.localdate() + dt.timedelta(days=30)
    a_visit(edition=an_edition(first_day=first, last_day=first))
    kinds = {item.kind for item in everything(timezone.now())}
    assert kinds == {
        "home.homepage",
        "home.storyindexpage",
        "home.storypage",
        "home.informationpage",
        "factories.cataloguepage",
        "factories.factorypage",
        "factories.sector",
        "home.menu",
        "home.topic",
        "image",
        "visit",
    }


def test_a_page_that_can_be_booked_without_safety_texts_is_marked(commit):
    plant = a_plant(a_site())
    translation = a_translation(plant, title="Works")
    assert not item_of(plant).is_safety_first
    first = timezone.localdate() + dt.timedelta(days=30)
    visit = a_visit(
        programme=a_programme(page_key=plant.translation_key),
        edition=an_edition(first_day=first, last_day=first),
    )
    a_slot(visit=visit, starts_at=timezone.now() + dt.timedelta(days=30))
    assert item_of(plant).is_safety_first
    translate(translation, safety_text="Closed shoes.", access_text="Two steps.")
    assert not item_of(plant).is_safety_first


def test_the_number_of_queries_depends_on_no_number_of_texts(django_assert_max_num_queries, commit):
    site = a_site()
    client = a_staff_client()
    for _ in range(2):
        translate_all(a_translation(a_plant(site, introduction="Una frase.")))
    client.get(INDEX)  # content types and permissions are kept from here on

    def count() -> int:
        # Who asks and their rights, the menus of the admin; languages, pages, snippets (3), pictures,
        # visits, translations, texts (2), logs, tasks, open slots, safety texts; people, edition;
        # texts of the shown rows (3), glossary.
        with django_assert_max_num_queries(45) as captured:
            assert client.get(INDEX).status_code == 200
        return len(captured)

    before = count()
    for _ in range(5):
        translate_all(a_translation(a_plant(site, introduction="Una frase.")))
        an_image()
    assert count() == before


# Filters, progress ----------------------------------------------------------------


def shown(client: Client, **query: str) -> list[str]:
    return [item.title for item in client.get(INDEX, query).context["found"]]


def test_the_list_is_filtered_by_type_state_language_person_and_day():
    site = a_site()
    ada, bruno = a_plant(site, title="Ada"), a_plant(site, title="Bruno")
    a_translation(bruno)
    translator = a_staff_member(Role.TRANSLATOR)
    today = timezone.localdate()
    TranslationTask.objects.create(
        subject=f"page:{ada.translation_key}",
        locale=site.english,
        assignee=translator,
        due=today - dt.timedelta(days=1),
    )
    client = Client()
    client.force_login(translator)
    plants = {"kind": "factories.factorypage"}
    assert shown(client, **plants) == ["Ada", "Bruno"], "what is missing comes before drafts"
    assert shown(client, **plants, state="missing") == ["Ada"]
    assert shown(client, **plants, state="draft") == ["Bruno"]
    assert shown(client, **plants, assigned="me") == ["Ada"]
    assert shown(client, **plants, assigned="nobody") == ["Bruno"]
    assert shown(client, **plants, due="overdue") == ["Ada"]
    assert shown(client, **plants, due="none") == ["Bruno"]
    assert shown(client, q="bru") == ["Bruno"]
    assert shown(client, **plants, state="nonsense", due="%00", p="-1") == ["Ada", "Bruno"]


def test_the_page_says_how_far_everything_is():
    site = a_site()
    a_translation(a_plant(site, title="Ada"), title="Ada", safety_text="Closed shoes.")
    summary = a_staff_client().get(INDEX).context["summary"]
    assert dict(summary.by_state)["draft"] == 1
    assert 0 < summary.percent < 100


# Who may --------------------------------------------------------------------------


def test_the_desk_is_for_those_who_write_and_translate():
    a_site()
    for role in (Role.EDITOR, Role.PUBLISHER, Role.TRANSLATOR, Role.ADMINISTRATOR):
        assert a_staff_client(role).get(INDEX).status_code == 200, role
    assert a_staff_client(Role.DESK).get(INDEX).status_code == 302


def test_an_editor_looks_and_assigns_but_does_not_translate():
    plant = a_plant(a_site())
    client = a_staff_client(Role.EDITOR)
    do(client, "start", item_of(plant))
    assert item_of(plant).state == "missing"
    assert client.get(reverse("translations:import")).status_code == 302


def test_a_translator_publishes_english_and_no_italian(commit):
    site = a_site()
    plant = a_plant(site)
    translation = a_translation(plant)
    translate_all(translation)
    client = a_staff_client(Role.TRANSLATOR)
    with commit():
        client.post(translation.get_target_instance_edit_url(), {"action": "publish"})
    assert translation.get_target_instance().live
    italian = reverse("wagtailadmin_pages:edit", args=[plant.pk])
    assert client.get(italian).status_code == 302
    assert client.post(italian, {"title": "Altro", "action-publish": "1"}).status_code == 302
    plant.refresh_from_db()
    assert plant.title != "Altro"


def test_a_translator_translates_a_sector_and_leaves_the_italian_one_alone():
    site = a_site()
    sector = a_sector(name="Meccanica")
    translation = a_translation(sector, name="Mechanics")
    client = a_staff_client(Role.TRANSLATOR)
    url = "wagtailsnippets_factories_sector:edit"
    english = translation.get_target_instance()
    assert client.get(reverse(url, args=[english.pk])).status_code == 200
    assert client.get(reverse(url, args=[sector.pk])).status_code == 302
    client.post(reverse(url, args=[sector.pk]), {"key": sector.key, "name": "Altro", "sort_order": "0"})
    sector.refresh_from_db()
    assert sector.name == "Meccanica"
    assert site.english == english.locale


def test_a_renamed_sector_keeps_its_english_name_until_it_is_translated():
    a_site()
    sector = a_sector(name="Meccanica")
    translation = a_translation(sector, name="Mechanics")
    url = reverse("wagtailsnippets_factories_sector:edit", args=[sector.pk])
    data = {"key": sector.key, "name": "Meccatronica", "description": "", "sort_order": "7"}
    a_staff_client().post(url, data)
    english = translation.get_target_instance()
    assert english.name == "Mechanics"
    assert item_of(sector).state == "out_of_date"
    a_staff_client().post(url, {**data, "name": "Meccanica", "sort_order": "9"})
    english.refresh_from_db()
    assert (english.name, english.sort_order) == ("Mechanics", 9)
    assert item_of(sector).state == "complete"


def test_syncing_by_hand_never_publishes(commit):
    plant = a_plant(a_site(), introduction="Si lima.")
    translation = a_translation(plant)
    url = reverse("wagtail_localize:update_translations", args=[translation.source_id])
    with commit():
        a_staff_client().post(url, {"publish_translations": "on"})
    assert not translation.get_target_instance().live


def test_nobody_else_gets_in():
    assert Client().get(INDEX).status_code == 302
    assert a_staff_client().get(reverse("translations:act", args=["start"])).status_code == 405
    nonsense = reverse("translations:act", args=["nonsense"])
    assert a_staff_client().post(nonsense, follow=True).status_code == 404


def test_a_number_that_no_database_has_is_an_unknown_address():
    address = reverse("translations:changes", args=[10**30])
    assert a_staff_client(Role.TRANSLATOR).get(address, follow=True).status_code == 404
